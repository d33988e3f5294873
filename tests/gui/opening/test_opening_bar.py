import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QWidget
from pytestqt.qtbot import QtBot

from phantomscope.gui.opening.opening_bar import OpeningBar


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(800, 400)
    host.show()
    return host


def test_it_counts(host: QWidget) -> None:
    bar = OpeningBar(host)
    assert not bar.isVisible()
    bar.start("scan.zip")
    assert bar.isVisible()
    assert bar.count_text == ""
    bar.show_progress(32, 65)
    assert bar.count_text == "32 of 65"
    progress = bar.findChild(QProgressBar)
    assert progress is not None
    assert (progress.value(), progress.maximum()) == (32, 65)
    bar.start("another.zip")
    assert bar.count_text == ""
    assert progress.maximum() == 0
    bar.finish()
    assert not bar.isVisible()


def test_its_button_cancels(host: QWidget, qtbot: QtBot) -> None:
    bar = OpeningBar(host)
    bar.start("scan.zip")
    with qtbot.waitSignal(bar.cancel_requested):
        qtbot.mouseClick(bar.button, Qt.MouseButton.LeftButton)


def test_it_stays_inside_however_narrow_the_window_and_long_the_name(host: QWidget, qtbot: QtBot) -> None:
    bar = OpeningBar(host)
    bar.start("a very long name of a file " * 10)
    for width in (800, 420, 1200):
        host.resize(width, 400)
        qtbot.waitUntil(lambda width=width: abs(bar.geometry().center().x() - width / 2) <= 1)
        assert host.rect().contains(bar.geometry())
        assert bar.rect().contains(bar.button.geometry())
        name = bar.findChildren(QLabel)[0]
        assert "…" in name.text()
        assert name.fontMetrics().horizontalAdvance(name.text()) <= name.width()
