import pytest
from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from phantomscope.gui.opening.row_list import RowList


@pytest.fixture
def rows(qtbot: QtBot) -> RowList:
    rows = RowList("Rows")
    qtbot.addWidget(rows)
    rows.setModel(QStringListModel([f"row {n}" for n in range(40)], rows))
    rows.resize(200, 150)
    rows.show()
    return rows


def test_it_knows_which_rows_can_be_seen(rows: RowList, qtbot: QtBot) -> None:
    first = [index.row() for index in rows.visible_rows()]
    assert first[0] == 0
    assert first == list(range(len(first)))
    assert len(first) < 15
    with qtbot.waitSignal(rows.visible_changed):
        rows.scrollToBottom()
    assert rows.visible_rows()[-1].row() == 39
    assert rows.visible_rows()[0].row() > 20
    rows.hide()
    assert rows.visible_rows() == []


def test_an_empty_list_has_none(qtbot: QtBot) -> None:
    rows = RowList("Rows")
    qtbot.addWidget(rows)
    rows.setModel(QStringListModel([], rows))
    rows.show()
    assert rows.visible_rows() == []


def test_copying_is_its_own_while_it_has_the_focus(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    rows = RowList("Rows", window)
    window.setCentralWidget(rows)
    other: list[bool] = []
    action = QAction("Copy the picture", window)
    action.setShortcut(QKeySequence("Ctrl+C"))
    action.triggered.connect(lambda: other.append(True))
    window.addAction(action)
    window.show()
    window.activateWindow()
    rows.setFocus()
    qtbot.waitUntil(rows.hasFocus)
    with qtbot.waitSignal(rows.copy_wanted):
        qtbot.keyClick(rows, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert other == []
