"""Which of a window's children are windows of this program beside it."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

_KINDS = (Qt.WindowType.Window, Qt.WindowType.Dialog, Qt.WindowType.Tool)


def is_own_window(child: QObject) -> bool:
    """Whether it is a dialog or a window that stands by itself; no menu, no tip, none of Qt's own dialogs."""
    return (
        isinstance(child, QWidget)
        and child.windowType() in _KINDS
        and not isinstance(child, QFileDialog | QMessageBox)
    )
