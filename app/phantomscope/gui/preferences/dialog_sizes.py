"""Dialogs come back as large as the person left them."""

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtWidgets import QWidget

from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.parts.own_windows import is_own_window
from phantomscope.gui.settings import SettingsStore

_LEAST, _MOST = 100, 10_000
_DIGITS = 5


class DialogSizes(QObject):
    """Watches the window's dialogs: takes over the size of last time, and keeps that of this time.

    Args:
        window: Whose dialogs; this becomes its child.
        store: The settings, which keep the sizes by class.
    """

    def __init__(self, window: MainWindow, store: SettingsStore) -> None:
        super().__init__(window)
        self._window = window
        self._store = store
        self._sizes = dict(filter(None, map(_parsed, store.current.dialog_sizes)))
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: meet new dialogs before they are seen, and look at their size when they go."""
        kind = event.type()
        if kind == QEvent.Type.ChildPolished:
            child = event.child()  # type: ignore[attr-defined]
            if is_own_window(child):
                self._meet(child)
        elif (
            kind in (QEvent.Type.Hide, QEvent.Type.Close)
            and isinstance(watched, QWidget)
            and watched is not self._window
        ):
            self._keep(watched)
        return False

    def _meet(self, dialog: QWidget) -> None:
        size = self._sizes.get(type(dialog).__name__)
        if size is not None:
            dialog.resize(_fitting(size, dialog))
        dialog.installEventFilter(self)

    def _keep(self, dialog: QWidget) -> None:
        if dialog.isMaximized() or dialog.isMinimized():
            return
        name, size = type(dialog).__name__, dialog.size()
        if self._sizes.get(name) != size:
            self._sizes[name] = size
            self._store.change(
                dialog_sizes=tuple(
                    f"{one},{kept.width()},{kept.height()}" for one, kept in self._sizes.items()
                )
            )


def _parsed(text: str) -> tuple[str, QSize] | None:
    name, *numbers = text.split(",")
    # Of many digits int() would make an error of its own.
    if len(numbers) != 2 or not all(number.isdecimal() and len(number) <= _DIGITS for number in numbers):
        return None
    width, height = (int(number) for number in numbers)
    if not (_LEAST <= width <= _MOST and _LEAST <= height <= _MOST):
        return None
    return name, QSize(width, height)


def _fitting(size: QSize, dialog: QWidget) -> QSize:
    """No larger than the screen, which may be another than last time."""
    return size.boundedTo(dialog.screen().availableSize())
