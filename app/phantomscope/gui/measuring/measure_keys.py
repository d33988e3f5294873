"""Keys for what is selected or being drawn, which otherwise mean something else on the slice."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from phantomscope.gui.viewing.slice_canvas import SliceCanvas

_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_IGNORED = Qt.KeyboardModifier.KeypadModifier
_CTRL = Qt.KeyboardModifier.ControlModifier
_CTRL_SHIFT = _CTRL | Qt.KeyboardModifier.ShiftModifier
_NONE = Qt.KeyboardModifier.NoModifier


class MeasureKeys(QObject):
    """Takes keys from the slice before its shortcuts do, but only those that mean something now.

    Arrows alone are the slices', also while something is selected: who has just drawn goes to the next slice.

    Args:
        canvas: Where the focus is; it becomes the parent.
        nudge: Moves what is selected by so many columns and rows; with True only its last handle. Tells
            whether anything is.
        delete: Deletes what is selected; tells whether anything is.
        finish: Finishes what is being drawn, or draws something; tells whether it could.
        step_back: Takes the last point back; tells whether there was one.
        is_selected: Whether something is selected.
        is_drawing: Whether something is being drawn.
        has_tool: Whether a tool that draws is taken.
    """

    def __init__(
        self,
        canvas: SliceCanvas,
        *,
        nudge: Callable[[int, int, bool], bool],
        delete: Callable[[], bool],
        finish: Callable[[], bool],
        step_back: Callable[[], bool],
        is_selected: Callable[[], bool],
        is_drawing: Callable[[], bool],
        has_tool: Callable[[], bool],
    ) -> None:
        super().__init__(canvas)
        self._nudge, self._delete, self._finish, self._step_back = nudge, delete, finish, step_back
        self._is_selected, self._is_drawing, self._has_tool = is_selected, is_drawing, has_tool
        canvas.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Qt: say which keys are wanted, and do what they mean."""
        if not isinstance(event, QKeyEvent):
            return False
        action = self._action(event)
        if action is None:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return event.type() == QEvent.Type.KeyPress and action()

    def _action(self, event: QKeyEvent) -> Callable[[], bool] | None:
        key, modifiers = Qt.Key(event.key()), event.modifiers() & ~_IGNORED
        if key in _STEPS and modifiers in (_CTRL, _CTRL_SHIFT) and self._is_selected():
            right, down = _STEPS[key]
            return lambda: self._nudge(right, down, modifiers == _CTRL_SHIFT)
        if modifiers != _NONE:
            return None
        if key == Qt.Key.Key_Delete and self._is_selected():
            return self._delete
        if key == Qt.Key.Key_Backspace and self._is_drawing():
            return self._step_back
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._has_tool():
            return self._finish
        return None
