from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from phantomscope.gui.editing.crop_bar import CropBar


def test_numbers_stay_inside_the_picture(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    bar = CropBar(parent)
    bar.start(40, 60, None)
    assert (bar.region, bar.text) == ((0, 0, 40, 60), "60 × 40 px")
    bar.left.setValue(50)
    assert bar.region == (0, 50, 40, 60)
    assert bar.width_.value() == 10
    bar.top.setValue(100)
    assert bar.region == (39, 50, 40, 60)
    assert bar.text == "10 × 1 px"


def test_typing_tells_the_region_and_enter_applies_it(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    bar = CropBar(parent)
    parent.show()
    parent.activateWindow()
    qtbot.waitUntil(parent.isActiveWindow)
    bar.start(40, 60, (0.5, 0.25))
    with qtbot.waitSignal(bar.region_changed) as told:
        bar.height_.setValue(20)
    assert told.args == [(0, 0, 20, 60)]
    assert bar.text == "60 × 20 px, 15.0 × 10.0 mm"
    bar.height_.setFocus()
    with qtbot.waitSignal(bar.crop_wanted):
        QTest.keyClick(bar.height_, Qt.Key.Key_Return)
    bar.end()
    with qtbot.assertNotEmitted(bar.crop_wanted):
        QTest.keyClick(parent, Qt.Key.Key_Return)
