"""Progress and failure inside the second view."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar
from pytestqt.qtbot import QtBot

from phantomscope.gui.second.opening_strip import OpeningStrip


def test_it_says_what_goes_on_and_can_be_given_up(qtbot: QtBot) -> None:
    strip = OpeningStrip()
    qtbot.addWidget(strip)
    assert strip.isHidden()
    strip.start("scan.zip")
    assert strip.is_working
    bar = strip.findChild(QProgressBar)
    assert bar is not None
    assert bar.maximum() == 0  # not known yet
    strip.show_progress(3, 12)
    assert (bar.value(), bar.maximum()) == (3, 12)
    with qtbot.waitSignal(strip.cancel_requested):
        qtbot.mouseClick(strip.button, Qt.MouseButton.LeftButton)
    strip.show_trouble("It is no archive.")
    assert (strip.trouble, strip.is_working) == ("It is no archive.", False)
    assert not strip.isHidden()
    strip.start("other.zip")
    assert strip.trouble == ""
    strip.finish()
    assert strip.isHidden()
