import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from phantomscope.gui.views.strips_item import StripsItem
from phantomscope.stack.directions import Anatomy
from phantomscope.stack.sections import Across, SectionPlane
from phantomscope.stack.slice_axis import SliceAxis

AXIS = SliceAxis.from_positions([0.0, 4.0, 12.0], 4.0)  # the third of four slices is missing
SHADES = np.array([[10, 60], [110, 160], [210, 250]], np.uint8)
EDGE = 3  # pixels of the picture a millimetre


def plane(along: tuple[int, int], ascent: tuple[int, int]) -> SectionPlane:
    return SectionPlane(
        Across.ROW, Anatomy.CORONAL, False, 2, 5.0, along, ascent, (1, 0, 0), (0, 0, 1), (0, 1, 0)
    )


def item(along: tuple[int, int] = (1, 0), ascent: tuple[int, int] = (0, 1)) -> StripsItem:
    made = StripsItem()
    made.set_place(plane(along, ascent), AXIS)
    made.set_shades(SHADES, None, AXIS.runs(np.ones(3, np.bool_)))
    return made


def painted(strips: StripsItem, point: QPointF) -> int:
    """The grey at a point in millimetres, blue where nothing was painted at all."""
    room = QRectF(strips.boundingRect())
    picture = QImage(round(room.width() * EDGE), round(room.height() * EDGE), QImage.Format.Format_RGB32)
    picture.fill(QColor("#0000ff"))
    painter = QPainter(picture)
    painter.scale(EDGE, EDGE)
    painter.translate(-room.topLeft())
    strips.paint(painter, pg.QtWidgets.QStyleOptionGraphicsItem())
    painter.end()
    colour = QColor(picture.pixel(int((point.x() - room.x()) * EDGE), int((point.y() - room.y()) * EDGE)))
    assert (colour.red(), colour.blue()) == (colour.green(), colour.green())
    return colour.green()


@pytest.mark.parametrize("along", [(1, 0), (-1, 0), (0, 1), (0, -1)])
@pytest.mark.parametrize("sign", [1, -1])
def test_every_pixel_is_painted_where_it_lies_and_a_gap_stays_blank(
    qtbot: QtBot, along: tuple[int, int], sign: int
) -> None:
    ascent = (sign * abs(along[1]), sign * abs(along[0]))
    strips = item(along, ascent)
    for index, place in enumerate((0.0, 4.0, 12.0)):
        for pixel in range(2):
            point = strips.point((pixel + 0.5) * 5.0, place)
            assert painted(strips, point) == pytest.approx(SHADES[index, pixel], abs=1)
    for pixel in range(2):
        assert painted(strips, strips.point((pixel + 0.5) * 5.0, 8.0)) == 0
    # Nothing is stretched: just inside of a slice's edge it is still the slice.
    assert painted(strips, strips.point(2.5, 5.8)) == pytest.approx(110, abs=1)
    assert painted(strips, strips.point(2.5, 6.2)) == 0
    assert painted(strips, strips.point(2.5, 10.2)) == pytest.approx(210, abs=1)


def test_it_is_as_large_as_the_stack_in_millimetres(qtbot: QtBot) -> None:
    assert item().boundingRect() == QRectF(0, -2, 10, 16)
    assert item((0, 1), (-1, 0)).boundingRect() == QRectF(-14, 0, 16, 10)


def test_places_and_points_are_each_others_inverse(qtbot: QtBot) -> None:
    strips = item((0, -1), (1, 0))
    assert strips.place_of(strips.point(3.0, 7.0)) == (3.0, 7.0)


def test_a_slice_that_is_not_there_is_blank(qtbot: QtBot) -> None:
    strips = item()
    strips.set_shades(SHADES, None, AXIS.runs(np.array([True, False, True])))
    assert painted(strips, strips.point(2.5, 4.0)) == 0


def test_colours(qtbot: QtBot) -> None:
    strips = item()
    table = np.repeat(np.arange(255, -1, -1, dtype=np.uint8)[:, None], 3, axis=1)
    strips.set_shades(SHADES, table, AXIS.runs(np.ones(3, np.bool_)))
    assert painted(strips, strips.point(2.5, 0.0)) == pytest.approx(245, abs=1)


def test_without_a_stack_it_holds_and_paints_nothing(qtbot: QtBot) -> None:
    strips = item()
    assert strips.nbytes == SHADES.nbytes
    strips.set_place(None, None)
    assert strips.nbytes == 0
    assert strips.boundingRect().isEmpty()
