from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from phantomscope.gui.editing.exclude_dialog import ExcludeDialog


def test_what_can_not_be_left_out_is_not_offered(qtbot: QtBot) -> None:
    dialog = ExcludeDialog(5, 2)
    qtbot.addWidget(dialog)
    assert dialog.exclude_button.isEnabled()
    dialog.last.setValue(2)
    assert not dialog.exclude_button.isEnabled()
    assert dialog.text == "0 of 5 slices are left out"
    dialog.first.setValue(1)
    dialog.last.setValue(5)
    assert not dialog.exclude_button.isEnabled()  # one has to be left
    dialog.last.setValue(4)
    with qtbot.waitSignal(dialog.exclusion_wanted) as wanted:
        QTest.mouseClick(dialog.exclude_button, Qt.MouseButton.LeftButton)
    assert wanted.args == [0, 3]
