from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from phantomscope.gui.parts.menu_button import MenuButton


def test_a_click_opens_the_menu(qtbot: QtBot) -> None:
    menu = QMenu()
    menu.addAction("One")
    button = MenuButton("Open", menu)
    qtbot.addWidget(button)
    button.show()
    assert button.accessibleName() == "Open"
    opened: list[bool] = []

    def look() -> None:
        opened.append(menu.isVisible())
        QTest.keyClick(menu, Qt.Key.Key_Escape)

    menu.aboutToShow.connect(look, Qt.ConnectionType.QueuedConnection)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert opened == [True]
