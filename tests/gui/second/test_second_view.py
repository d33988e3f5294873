"""The second view alone: empty, and its keys."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from gui.slices import loaded
from phantomscope.gui.second.second_view import SecondView


def test_empty_it_offers_to_open_something(qtbot: QtBot) -> None:
    opened: list[bool] = []
    opener = QAction("Open &Beside…")
    opener.triggered.connect(lambda: opened.append(True))
    view = SecondView((opener,), (), QAction("Close"))
    qtbot.addWidget(view)
    assert view.is_empty
    button = next(each for each in view.findChildren(QPushButton) if each.text() == "Open Beside…")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert opened == [True]


def test_its_keys_move_through_its_slices(qtbot: QtBot) -> None:
    view = SecondView((), (), QAction("Close"))
    qtbot.addWidget(view)
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    view.show_slices(True)
    assert not view.is_empty
    view.slices.start_stack(30, "CT", 5)
    view.slices.show_slice(loaded(np.zeros((4, 4), np.int16), 5))
    view.slices.canvas.setFocus()
    reached = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_End, Qt.Key.Key_Up, Qt.Key.Key_Home):
        QTest.keyClick(view.slices.canvas, key)
        reached.append(view.slices.index)
    assert reached == [6, 16, 29, 28, 0]
