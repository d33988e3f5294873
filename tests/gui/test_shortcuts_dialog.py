from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QDialogButtonBox, QWidget
from pytestqt.qtbot import QtBot

from phantomscope.gui.shortcuts_dialog import ShortcutsDialog, ShortcutsModel


def actions(parent: QWidget) -> list[QAction]:
    analyse = QAction("&Analyse", parent)
    analyse.setShortcut("A")
    return [analyse, QAction("&About", parent)]


def test_it_lists_keys_and_the_mouse(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    model = ShortcutsModel(actions(parent))
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    rows = [(model.index(row, 0).data(), model.index(row, 1).data()) for row in range(model.rowCount())]
    assert rows[0] == ("A", "Analyse")
    assert ("Wheel", "Previous or next slice") in rows
    assert not [row for row in rows if "About" in row[1]]


def test_it_closes_with_its_button_and_with_escape(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = ShortcutsDialog(actions(parent), parent)
    dialog.show()
    assert not dialog.isModal()
    box = dialog.findChild(QDialogButtonBox)
    assert box is not None
    qtbot.mouseClick(box.button(QDialogButtonBox.StandardButton.Close), Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    dialog.show()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
