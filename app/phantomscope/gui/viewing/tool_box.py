"""Which tool the left mouse button has: one at a time, chosen by its action."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup

from phantomscope.gui.viewing.mouse_tool import MouseTool
from phantomscope.gui.viewing.slice_canvas import SliceCanvas


class ToolBox(QObject):
    """Holds the tools of one canvas; exactly one is taken.

    Signals:
        tool_changed(QAction): Another tool is taken.

    Args:
        canvas: Where they work.
        window_action: Takes window and level, the tool to begin with.
        parent: Qt parent.
    """

    tool_changed = Signal(QAction)

    def __init__(self, canvas: SliceCanvas, window_action: QAction, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._group = QActionGroup(self)
        self._tools: dict[QAction, MouseTool | None] = {}
        self._hints: dict[QAction, str] = {}
        self._window_action = window_action
        self._group.triggered.connect(self._take)
        self.add(window_action, None)
        window_action.setChecked(True)

    @property
    def current(self) -> QAction:
        """The action of the tool that is taken."""
        return self._group.checkedAction()

    @property
    def hint(self) -> str:
        """How the tool that is taken is used; empty where there is nothing to say."""
        return self._hints.get(self.current, "")

    def add(self, action: QAction, tool: MouseTool | None, hint: str = "") -> None:
        """Offer a tool.

        Args:
            action: Takes it; becomes checkable, and one of a group.
            tool: None for window and level.
            hint: How it is used, a few words.
        """
        action.setCheckable(True)
        self._hints[action] = hint
        self._tools[action] = tool
        self._group.addAction(action)

    def take_window(self) -> None:
        """Put the tool down and take window and level."""
        self._window_action.trigger()

    def _take(self, action: QAction) -> None:
        tool = self._tools[action]
        self._canvas.set_tool(tool)
        self._canvas.viewport().setCursor(tool.cursor if tool is not None else Qt.CursorShape.CrossCursor)
        self.tool_changed.emit(action)
