"""Tools that work on the first scan alone: elsewhere the pointer says so, and a drag does nothing."""

import functools
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QPointF, Qt, Slot
from PySide6.QtGui import QAction

from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.viewing.brief_hint import BriefHint
from phantomscope.gui.viewing.mouse_tool import ToolDrag
from phantomscope.gui.viewing.slice_canvas import SliceCanvas


class NoTool:
    """Has the left button where the tool that is taken doesn't work.

    Args:
        say: Told when the person tries.
    """

    cursor = Qt.CursorShape.ForbiddenCursor

    def __init__(self, say: Callable[[], object]) -> None:
        self._say = say

    def dragged(self, drag: ToolDrag) -> None:
        """MouseTool: nothing happens."""
        if drag.is_first:
            self._say()

    def clicked(self, _point: QPointF, _modifiers: Qt.KeyboardModifier) -> bool:
        """MouseTool: nothing happens."""
        self._say()
        return True

    def double_clicked(self, _point: QPointF) -> bool:
        """MouseTool: left to *Fit*."""
        return False

    def moved(self, point: QPointF | None) -> None:
        """MouseTool: nothing follows the pointer."""

    def put_down(self) -> None:
        """MouseTool: there is nothing to give up."""


class FirstOnly(QObject):
    """Keeps the left button from other pictures while the first scan's has a tool.

    Args:
        window: Whose tools; it becomes the parent.
        canvases: The other pictures.
    """

    def __init__(self, window: MainWindow, canvases: Sequence[SliceCanvas]) -> None:
        super().__init__(window)
        self._window = window
        self._hints = {canvas: BriefHint(canvas) for canvas in canvases}
        window.tool_box.tool_changed.connect(self._on_tool_changed)

    def hint(self, canvas: SliceCanvas) -> str:
        """What a picture says."""
        return self._hints[canvas].text()

    @Slot(QAction)
    def _on_tool_changed(self, action: QAction) -> None:
        measuring = action in self._window.measure_menu.actions()
        text = (
            self.tr("Measuring works on the first scan")
            if measuring
            else self.tr("This tool works on the first scan")
        )
        is_taken = self._window.slice_view.canvas.tool is not None
        for canvas, hint in self._hints.items():
            tool = NoTool(functools.partial(hint.say, text)) if is_taken else None
            canvas.set_tool(tool)
            canvas.viewport().setCursor(tool.cursor if tool is not None else Qt.CursorShape.CrossCursor)
            hint.set_text("")
