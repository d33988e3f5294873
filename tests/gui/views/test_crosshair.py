from collections.abc import Iterator

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from phantomscope.gui.application import make_application
from phantomscope.gui.viewing.mouse_tool import ToolDrag
from phantomscope.gui.views.crosshair import Crosshair, CrosshairLines, CrosshairTool


@pytest.fixture
def crosshair(qtbot: QtBot) -> Crosshair:
    crosshair = Crosshair()
    crosshair.set_shape(40, 60)
    return crosshair


def test_it_begins_in_the_middle(crosshair: Crosshair) -> None:
    assert (crosshair.column, crosshair.row) == (30, 20)


def test_it_stays_inside_and_tells_only_of_a_change(qtbot: QtBot, crosshair: Crosshair) -> None:
    with qtbot.waitSignal(crosshair.moved):
        crosshair.move(100, -3)
    assert (crosshair.column, crosshair.row) == (59, 0)
    with qtbot.assertNotEmitted(crosshair.moved):
        crosshair.move(1000, -1)


def test_it_stays_where_it_is_in_slices_of_the_same_size(crosshair: Crosshair) -> None:
    crosshair.move(3, 4)
    crosshair.set_shape(40, 60)
    assert (crosshair.column, crosshair.row) == (3, 4)
    crosshair.set_shape(10, 10)
    assert (crosshair.column, crosshair.row) == (5, 5)


def test_it_is_shown_or_not(qtbot: QtBot, crosshair: Crosshair) -> None:
    assert not crosshair.is_shown
    with qtbot.waitSignal(crosshair.shown_changed) as told:
        crosshair.set_shown(True)
    assert told.args == [True]
    with qtbot.assertNotEmitted(crosshair.shown_changed):
        crosshair.set_shown(True)


@pytest.fixture
def view_box(qtbot: QtBot) -> Iterator[pg.ViewBox]:
    make_application()
    view = pg.GraphicsView()
    box = pg.ViewBox()
    view.setCentralItem(box)
    yield box
    view.close()


def test_lines_cross_where_they_are_told(view_box: pg.ViewBox) -> None:
    lines = CrosshairLines(view_box)
    assert lines.place is None
    lines.show(QPointF(3.5, 7.5))
    assert lines.place == QPointF(3.5, 7.5)
    lines.show(None)
    assert lines.place is None


def test_the_tool_moves_with_click_and_drag_and_leaves_the_double_click(qtbot: QtBot) -> None:
    places: list[QPointF] = []
    tool = CrosshairTool(places.append)
    assert tool.clicked(QPointF(1, 2), Qt.KeyboardModifier.NoModifier)
    drag = ToolDrag(QPointF(0, 0), QPointF(5, 6), QPointF(1, 1), Qt.KeyboardModifier.NoModifier, True, False)
    tool.dragged(drag)
    assert places == [QPointF(1, 2), QPointF(5, 6)]
    assert not tool.double_clicked(QPointF(1, 2))
    tool.moved(QPointF(1, 1))
    tool.moved(None)
    tool.put_down()
    assert len(places) == 2
