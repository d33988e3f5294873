from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from phantomscope.gui.editing.saving_bar import SavingBar


def test_it_floats_while_something_is_saved(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    bar = SavingBar(parent)
    assert bar.isHidden()
    parent.resize(900, 600)
    parent.show()
    bar.start(f"{'x' * 300}.zip")
    for width in (900, 320):
        parent.resize(width, 600)
        assert parent.rect().contains(bar.geometry())
    assert bar.progress.maximum() == 0  # nobody knows yet
    bar.show_progress(3, 10)
    assert (bar.progress.value(), bar.progress.maximum()) == (3, 10)
    with qtbot.waitSignal(bar.cancel_requested):
        QTest.mouseClick(bar.button, Qt.MouseButton.LeftButton)
