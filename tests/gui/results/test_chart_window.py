import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from pytestqt.qtbot import QtBot

from gui.sample_result import sample_result
from phantomscope.analysis.results import Chart
from phantomscope.gui.results.chart_window import ChartWindow

LINEARITY, MTF = sample_result().charts


@pytest.fixture
def window(qtbot: QtBot) -> ChartWindow:
    window = ChartWindow()
    qtbot.addWidget(window)
    window.set_charts((LINEARITY, MTF), 1)
    window.show()
    return window


def chart(window: ChartWindow) -> Chart:
    assert window.view is not None
    return window.view.chart


def test_keys_and_the_list_go_through_the_charts(qtbot: QtBot, window: ChartWindow) -> None:
    assert chart(window) is MTF
    assert window.windowTitle() == "Relative MTF"
    qtbot.keyClick(window, Qt.Key.Key_Right)
    assert chart(window) is LINEARITY
    qtbot.keyClick(window, Qt.Key.Key_Left)
    assert chart(window) is MTF
    window.combo.setCurrentIndex(0)
    assert chart(window) is LINEARITY


def test_escape_closes_it(qtbot: QtBot, window: ChartWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_without_charts_there_is_nothing_to_show(window: ChartWindow) -> None:
    window.set_charts(())
    assert not window.isVisible()
    assert window.view is None
    window.step(1)
    assert window.view is None


def test_another_palette_draws_anew(window: ChartWindow) -> None:
    before = window.view
    window.setPalette(QPalette(QColor("#303030")))
    assert window.view is not before
    assert chart(window) is MTF
