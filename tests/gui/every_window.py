"""All windows that menus open beside the main one, opened as a person does."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu, QMessageBox, QWidget

from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.shortcuts_dialog import actions_in

# Those that ask for a file, or do something else than open a window.
_NOT_THESE = (
    *("Open", "Import", "Export", "PDF", "CSV", "JSON", "Save", "Image", "Picture"),
    *("PNG", "TIFF", "DICOM Secondary", "Animation"),
)
_TOO = ("Keyboard and Mouse", "About Phantomscope", "Help Contents", "DICOM Tags", "Table of Measurements")
_AWAY_MS = 20


def opened_windows(window: MainWindow) -> list[QWidget]:
    """Open all windows and give them, the main window first."""
    away = QTimer()
    away.timeout.connect(_send_away)  # one that waits for an answer gets none
    away.start(_AWAY_MS)
    for action in _opening(window):
        action.trigger()
        QApplication.processEvents()
    away.stop()
    others = [one for one in window.findChildren(QWidget) if one.isWindow() and one.isVisible()]
    return [window, *(one for one in others if not isinstance(one, QMenu | QFileDialog))]


def _send_away() -> None:
    modal = QApplication.activeModalWidget()
    if isinstance(modal, QDialog) and not isinstance(modal, QMessageBox):
        modal.reject()


def _opening(window: MainWindow) -> list[QAction]:
    found = []
    for top in window.menuBar().actions():
        menu = top.menu()
        assert isinstance(menu, QMenu)
        for action in actions_in(menu):
            text = action.text().replace("&", "").strip("⟦⟧")
            asks = text.endswith("…") and not any(word in text for word in _NOT_THESE)
            if action.isEnabled() and (asks or text in _TOO):
                found.append(action)
    return found
