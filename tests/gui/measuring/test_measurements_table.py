"""The table's own keys."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from phantomscope.gui.measuring.measurements_table import MeasurementsTable


def test_copy_and_delete_are_its_own_and_come_before_the_windows(qtbot: QtBot) -> None:
    table = MeasurementsTable()
    qtbot.addWidget(table)
    for key, modifiers, signal in (
        (Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier, table.copy_wanted),
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, table.delete_wanted),
    ):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifiers)
        event.ignore()
        QApplication.sendEvent(table, event)
        assert event.isAccepted()
        with qtbot.waitSignal(signal):
            qtbot.keyClick(table, key, modifiers)
