from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from phantomscope.gui.opening.drop_hint import DropHint


def test_it_covers_its_parent_and_lets_the_mouse_through(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(300, 200)
    hint = DropHint(host)
    button = QPushButton("below", host)
    button.setGeometry(50, 50, 100, 40)
    host.show()
    before = host.grab().toImage()
    hint.setVisible(True)
    assert hint.geometry() == host.rect()
    assert host.grab().toImage() != before
    host.resize(500, 300)
    qtbot.waitUntil(lambda: hint.geometry() == host.rect())
    assert host.childAt(60, 60) is button
    assert hint.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
