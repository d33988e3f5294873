"""A tool of the first scan on the pictures beside it, by real mouse and keys."""

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from gui.desk import Desk
from gui.second_desk import open_beside, stack_zip, wait_settled
from phantomscope.gui.second.second_wiring import SecondWiring
from phantomscope.gui.views.views_wiring import ViewsWiring

KEY, LEFT = Qt.Key, Qt.MouseButton.LeftButton


def both(desk: Desk, tmp_path: Path) -> SecondWiring:
    desk.open(stack_zip(tmp_path / "first.zip", [2.0 * n for n in range(4)]))
    second = open_beside(desk, stack_zip(tmp_path / "second.zip", [2.0 * n for n in range(4)], base=7))
    desk.window.slice_view.setFocus()
    return second


def left_drag(canvas: QWidget, by: QPoint) -> None:
    start = canvas.rect().center()
    QTest.mousePress(canvas, LEFT, pos=start)
    QTest.mouseMove(canvas, start + by / 2)
    QTest.mouseMove(canvas, start + by)
    QTest.mouseRelease(canvas, LEFT, pos=start + by)


def test_a_tool_of_the_first_does_nothing_on_the_others_and_says_so(desk: Desk, tmp_path: Path) -> None:
    second = both(desk, tmp_path)
    desk.press(KEY.Key_D)
    wait_settled(desk)
    canvases = (second.view.slices.canvas, second.difference.canvas)
    window, width = second.view.slices.window_level, second.difference.width_shown
    desk.press(KEY.Key_M)
    for canvas in canvases:
        assert canvas.viewport().cursor().shape() is Qt.CursorShape.ForbiddenCursor
        assert second.first_only.hint(canvas) == ""
        left_drag(canvas.viewport(), QPoint(40, 20))
        assert second.first_only.hint(canvas) == "Measuring works on the first scan"
    assert (second.view.slices.window_level, second.difference.width_shown) == (window, width)
    assert desk.window.slice_view.window_level == window
    desk.press(KEY.Key_W)
    for canvas in canvases:
        assert canvas.viewport().cursor().shape() is Qt.CursorShape.CrossCursor
        assert second.first_only.hint(canvas) == ""
        left_drag(canvas.viewport(), QPoint(40, 20))
    assert second.view.slices.window_level != window
    assert second.difference.width_shown != width
    views = desk.window.findChild(ViewsWiring)
    assert views is not None
    views.crosshair.tool_action.trigger()
    left_drag(canvases[0].viewport(), QPoint(40, 20))
    assert second.first_only.hint(canvases[0]) == "This tool works on the first scan"
