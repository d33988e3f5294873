"""Where labels go."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from phantomscope.gui.measuring.measure_label import MeasureLabel, covered, edges_of, label_place

VIEW = QRectF(0, 0, 400, 300)
SIZE = QRectF(0, 0, 100, 20)
NONE = edges_of([])


def test_below_where_there_is_room() -> None:
    place = label_place(SIZE, QRectF(180, 100, 40, 40), VIEW, NONE, NONE)
    assert (place.x(), place.y()) == (150, 145)


def test_above_at_the_lower_edge() -> None:
    place = label_place(SIZE, QRectF(180, 250, 40, 45), VIEW, NONE, NONE)
    assert (place.x(), place.y()) == (150, 225)


def test_beside_where_other_labels_and_shapes_are() -> None:
    shape = QRectF(180, 100, 40, 40)
    below = QRectF(150, 145, 100, 20)
    place = label_place(SIZE, shape, VIEW, edges_of([below]), edges_of([QRectF(150, 60, 100, 35)]))
    assert (place.x(), place.y()) == (225, 110)


def test_always_inside_the_view() -> None:
    for shape in (QRectF(-500, -500, 2000, 2000), QRectF(-10, -10, 20, 20), QRectF(390, 100, 20, 0)):
        place = label_place(SIZE, shape, VIEW, NONE, NONE)
        assert VIEW.contains(QRectF(place.x(), place.y(), 100, 20))


def test_the_label_of_what_is_out_of_sight_is_so_too() -> None:
    place = label_place(SIZE, QRectF(900, 100, 20, 20), VIEW, NONE, NONE)
    assert not VIEW.intersects(QRectF(place.x(), place.y(), 100, 20))


def test_how_much_of_a_label_is_covered() -> None:
    assert covered(SIZE, NONE) == 0
    assert covered(SIZE, edges_of([QRectF(50, 0, 100, 20), QRectF(0, 0, 10, 10)])) == 0.5 + 0.05


def test_a_label_without_text_is_hidden_and_none_takes_the_mouse(qapp: object) -> None:
    label = MeasureLabel()
    label.set_text("20.0 mm", QColor("white"), False)
    assert label.isVisible()
    assert label.boundingRect().width() > 20
    assert label.shape().isEmpty()
    label.set_text("", QColor("white"), False)
    assert not label.isVisible()
