"""One tool at a time."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.slices import flat, loaded
from phantomscope.gui.application import make_application
from phantomscope.gui.viewing.appearance import Appearance
from phantomscope.gui.viewing.mouse_tool import ToolDrag
from phantomscope.gui.viewing.slice_canvas import SliceCanvas
from phantomscope.gui.viewing.tool_box import ToolBox
from phantomscope.gui.viewing.window_level import WindowLevel


@dataclass
class Pen:
    """A tool that writes down what it is told."""

    cursor = Qt.CursorShape.PointingHandCursor
    told: list[str] = field(default_factory=list)
    takes: bool = True

    def dragged(self, drag: ToolDrag) -> None:
        self.told.append(f"drag {drag.is_first} {drag.is_last}")

    def clicked(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> bool:
        self.told.append("click")
        return self.takes

    def double_clicked(self, point: QPointF) -> bool:
        self.told.append("double click")
        return self.takes

    def moved(self, point: QPointF | None) -> None:
        self.told.append("move")

    def put_down(self) -> None:
        self.told.append("put down")


@pytest.fixture
def canvas(qtbot: QtBot) -> Iterator[SliceCanvas]:
    make_application()
    host = QWidget()
    qtbot.addWidget(host)
    canvas = SliceCanvas(host)
    QVBoxLayout(host).addWidget(canvas)
    host.resize(400, 300)
    host.show()
    canvas.show_slice(loaded(flat(100, (40, 60))), WindowLevel(400, 0), Appearance())
    yield canvas
    host.close()


@pytest.fixture
def box(canvas: SliceCanvas) -> ToolBox:
    return ToolBox(canvas, QAction("window", canvas), canvas)


def test_it_begins_with_window_and_level(box: ToolBox, canvas: SliceCanvas) -> None:
    assert box.current.text() == "window"
    assert canvas.tool is None


def test_taking_one_puts_the_other_down(box: ToolBox, canvas: SliceCanvas, qtbot: QtBot) -> None:
    pens = Pen(), Pen()
    actions = [QAction(str(number), canvas) for number in range(2)]
    for action, pen in zip(actions, pens, strict=True):
        box.add(action, pen)
    with qtbot.waitSignal(box.tool_changed) as told:
        actions[0].trigger()
    assert told.args == [actions[0]]
    assert canvas.tool is pens[0]
    assert canvas.viewport().cursor().shape() == Qt.CursorShape.PointingHandCursor
    actions[1].trigger()
    assert pens[0].told == ["put down"]
    assert [action.isChecked() for action in actions] == [False, True]
    box.take_window()
    assert canvas.tool is None
    assert pens[1].told == ["put down"]
    assert canvas.viewport().cursor().shape() == Qt.CursorShape.CrossCursor


def test_the_tool_gets_the_left_button(box: ToolBox, canvas: SliceCanvas, qtbot: QtBot) -> None:
    pen, action = Pen(), QAction("pen", canvas)
    box.add(action, pen)
    action.trigger()
    centre = canvas.viewport().rect().center()
    with qtbot.assertNotEmitted(canvas.clicked):
        QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=centre)
    QTest.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=centre)
    for step in (10, 20, 30):
        QTest.mouseMove(canvas.viewport(), centre + type(centre)(step, 0))
    with qtbot.assertNotEmitted(canvas.tool_dragged):
        QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=centre + type(centre)(30, 0))
    told = [what for what in pen.told if what != "move"]
    assert told[0] == "click"
    assert told[1] == "drag True False"
    assert told[-1] == "drag False True"
    pen.takes = False
    with qtbot.waitSignal(canvas.clicked):
        QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=centre)
