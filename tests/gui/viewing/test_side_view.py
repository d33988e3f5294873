import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from phantomscope.analysis.results import Verdict
from phantomscope.gui.parts.colours import LIGHT
from phantomscope.gui.viewing.side_marks import SideMark
from phantomscope.gui.viewing.side_view import SideView
from phantomscope.gui.viewing.side_view_image import SideGeometry

GOOD = SideMark("CTP404", "CTP404 (HU Linearity)", (20,), Verdict.PASS)
BAD = SideMark("CTP486", "CTP486 (HU Uniformity)", (40,), Verdict.FAIL)
ODD = SideMark("Low Contrast", "Low Contrast", (50, 52), Verdict.NOT_JUDGED)
GEOMETRY = SideGeometry.from_positions(tuple(2.5 * n for n in range(64)), 2.5, 128.0)


@pytest.fixture
def view(qtbot: QtBot) -> SideView:
    view = SideView()
    qtbot.addWidget(view)
    view.resize(210, 300)
    view.set_stack(GEOMETRY)
    view.show()
    return view


class Heard:
    """The slices that were chosen."""

    def __init__(self, view: SideView) -> None:
        self.slices: list[int] = []
        view.slice_chosen.connect(self.slices.append)


def on(view: SideView, index: int, part: float = 0.5) -> QPoint:
    rect = view.picture_rect()
    return QPoint(round(view.x_of(index)), round(rect.top() + part * rect.height()))


def colours(picture: QImage, place: QPoint) -> set[str]:
    """Colours around a point."""
    return {
        picture.pixelColor(x, y).name()
        for x in range(place.x() - 5, place.x() + 6)
        for y in range(max(0, place.y() - 5), place.y() + 6)
    }


def test_millimetres_are_as_long_in_both_directions(view: SideView) -> None:
    rect = view.picture_rect()
    assert rect.height() / rect.width() == pytest.approx(128 / 160, rel=1e-6)
    view.resize(400, view.height())  # where it would be too high it is narrower, not squeezed
    rect = view.picture_rect()
    assert rect.height() / rect.width() == pytest.approx(128 / 160, rel=1e-6)
    assert rect.height() <= 190
    assert view.rect().contains(rect.toAlignedRect())


def test_a_click_and_a_drag_go_to_slices(qtbot: QtBot, view: SideView) -> None:
    heard = Heard(view)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=on(view, 10))
    assert heard.slices == [10]
    assert view.index == 10
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=on(view, 11))
    qtbot.mouseMove(view, on(view, 30))
    qtbot.mouseMove(view, QPoint(-50, 40))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(-50, 40))
    assert heard.slices[-1] == 0
    assert 30 in heard.slices


def test_keys_step_and_stop_at_the_ends(qtbot: QtBot, view: SideView) -> None:
    heard = Heard(view)
    view.set_index(5)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_End, Qt.Key.Key_Right, Qt.Key.Key_Home):
        qtbot.keyClick(view, key)
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert heard.slices == [6, 5, 63, 63, 0, 10]


def test_hovering_names_the_module_and_a_click_on_its_label_goes_there(qtbot: QtBot, view: SideView) -> None:
    view.set_marks((GOOD, BAD, ODD), None)
    QTest.mouseMove(view, on(view, 20) + QPoint(1, 0))
    assert view.pointed is GOOD
    QTest.mouseMove(view, on(view, 30))
    assert view.pointed is None
    heard = Heard(view)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.label_rect(BAD).center())
    assert heard.slices == [40]


def test_labels_never_lie_over_each_other_nor_outside(view: SideView) -> None:
    crowd = tuple(SideMark(f"Module {n}", f"Module {n}", (n,), Verdict.PASS) for n in range(0, 64, 4))
    view.set_marks(crowd, 33)
    boxes = [view.label_rect(mark) for mark in crowd]
    for number, box in enumerate(boxes):
        assert view.rect().contains(box)
        assert not any(box.intersects(other) for other in boxes[number + 1 :])


def test_each_verdict_has_its_colour_and_shape(view: SideView) -> None:
    view.set_marks((GOOD, BAD, ODD), 10)
    picture = view.grab().toImage()
    top = round(view.picture_rect().top()) - 5
    for mark in (GOOD, BAD, ODD):
        place = QPoint(round(view.x_of(mark.slices[0])), top)
        assert LIGHT.on_image(mark.verdict) in colours(picture, place)
    # A corner that a square has and a round has not.
    corner = QPoint(-4, -4)
    assert picture.pixelColor(QPoint(round(view.x_of(40)), top) + corner) != QColor("#0c0e11")


def test_the_origin_is_marked(view: SideView) -> None:
    view.set_marks((GOOD,), None)
    without = view.grab().toImage()
    view.set_marks((GOOD,), 33)
    assert view.origin == 33
    assert view.label_texts == ("✓ CTP404", "▲ origin")
    assert view.grab().toImage() != without
    view.set_marks((GOOD,), 20)
    assert view.label_texts == ("✓ CTP404 ▲",)


def test_the_slice_shown_is_marked(view: SideView) -> None:
    view.set_index(7)
    first = view.grab().toImage()
    assert max(QColor(one).lightness() for one in colours(first, on(view, 7))) > 200
    view.set_index(50)
    assert max(QColor(one).lightness() for one in colours(view.grab().toImage(), on(view, 7))) < 50
    assert view.accessibleDescription() == "slice 51"


def test_without_a_stack_nothing_happens(qtbot: QtBot, view: SideView) -> None:
    view.set_stack(None)
    heard = Heard(view)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(50, 20))
    qtbot.keyClick(view, Qt.Key.Key_Right)
    QTest.mouseMove(view, QPoint(30, 30))
    assert heard.slices == []
    assert not view.grab().isNull()
