import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QMenu, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from phantomscope.gui.parts.own_windows import is_own_window


@pytest.mark.parametrize("make", [QDialog, lambda parent: QWidget(parent, Qt.WindowType.Window)])
def test_dialogs_and_windows_are(qtbot: QtBot, make: type[QWidget]) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    assert is_own_window(make(parent))


@pytest.mark.parametrize("make", [QWidget, QMenu, QFileDialog, QMessageBox, QObject])
def test_parts_menus_and_what_is_qts_are_not(qtbot: QtBot, make: type[QObject]) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    assert not is_own_window(make(parent))
