import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QColor, QPalette
from pytestqt.qtbot import QtBot

from gui.input_events import wheel
from gui.sample_result import sample_result
from phantomscope.analysis.results import Chart, Curve
from phantomscope.gui.parts.colours import DARK
from phantomscope.gui.results.chart_panel import ChartPanel
from phantomscope.gui.results.chart_view import ChartView

LINEARITY, MTF = sample_result().charts


@pytest.fixture
def panel(qtbot: QtBot) -> ChartPanel:
    panel = ChartPanel()
    qtbot.addWidget(panel)
    panel.resize(330, 240)
    panel.show()
    return panel


def drawn(panel: ChartPanel) -> list[ChartView]:
    return [view for place in range(panel.count()) for view in panel.widget(place).findChildren(ChartView)]


def curves(view: ChartView) -> list[pg.PlotDataItem]:
    return list(view.plot.getPlotItem().listDataItems())


def test_a_tab_per_chart_drawn_when_shown(qtbot: QtBot, panel: ChartPanel) -> None:
    panel.set_charts((LINEARITY, MTF))
    assert [panel.tabText(place) for place in range(panel.count())] == ["HU Linearity", "Relative MTF"]
    qtbot.waitUntil(lambda: [view.chart for view in drawn(panel)] == [LINEARITY])
    place = panel.tabBar().tabRect(1).center()
    qtbot.mouseClick(panel.tabBar(), Qt.MouseButton.LeftButton, pos=QPoint(place.x(), place.y()))
    qtbot.waitUntil(lambda: [view.chart for view in drawn(panel)] == [LINEARITY, MTF])


def test_a_tab_shown_twice_is_drawn_once(qtbot: QtBot, panel: ChartPanel) -> None:
    panel.set_charts((LINEARITY, MTF))
    for place in (1, 0, 1, 0):
        panel.setCurrentIndex(place)
        with qtbot.waitCallback() as turn:
            QTimer.singleShot(0, turn)
    assert len(drawn(panel)) == 2


def test_nothing_is_drawn_before_the_result_is_shown(panel: ChartPanel) -> None:
    """A plot takes a good part of the time that the window may stand still."""
    panel.set_charts((LINEARITY, MTF))
    assert drawn(panel) == []


def test_long_titles_are_cut_in_tabs_and_whole_in_tooltips(panel: ChartPanel) -> None:
    title = "A title that is far too long for a tab"
    panel.set_charts((Chart("key", title, "x", "y", ()),))
    assert len(panel.tabText(0)) <= 20
    assert panel.tabText(0).endswith("…")
    assert panel.tabToolTip(0) == title


def test_other_charts_replace_these(panel: ChartPanel) -> None:
    panel.set_charts((LINEARITY, MTF))
    panel.set_charts((MTF,))
    assert panel.charts == (MTF,)
    assert panel.count() == 1
    panel.set_charts(())
    assert panel.count() == 0


@pytest.mark.parametrize(
    "points",
    [((), ()), ((1.0,), (1.0,)), ((None,), (None,)), ((1.0, 2.0), (None, None)), ((1.0, 1.0), (3.0, 3.0))],
)
def test_odd_points_do_no_harm(
    qtbot: QtBot, panel: ChartPanel, points: tuple[tuple[float | None, ...], tuple[float | None, ...]]
) -> None:
    panel.set_charts((Chart("key", "title", "x", "y", (Curve("a & <b>", *points, True, True, False, ""),)),))
    qtbot.waitUntil(lambda: len(drawn(panel)) == 1)
    assert not panel.grab().isNull()


def test_another_palette_draws_in_its_colours(qtbot: QtBot, panel: ChartPanel) -> None:
    panel.set_charts((LINEARITY,))
    qtbot.waitUntil(lambda: len(drawn(panel)) == 1)
    light = drawn(panel)[0]
    panel.setPalette(QPalette(QColor("#303030")))
    qtbot.waitUntil(lambda: len(drawn(panel)) == 1 and drawn(panel)[0] is not light)
    brush = curves(drawn(panel)[-1])[0].opts["symbolPen"]
    assert brush.color().name() == DARK.curves[0]


def test_a_click_on_a_chart_enlarges_it(qtbot: QtBot, panel: ChartPanel) -> None:
    panel.set_charts((LINEARITY, MTF))
    panel.setCurrentIndex(1)
    qtbot.waitUntil(lambda: len(drawn(panel)) == 1)
    plot = drawn(panel)[0].plot.viewport()
    qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=plot.rect().center())
    window = panel.window_of_charts
    assert window is not None
    assert window.isVisible()
    assert window.view is not None
    assert window.view.chart == MTF
    window.close()
    qtbot.keyClick(panel, Qt.Key.Key_Return)
    assert window.isVisible()
    panel.set_charts((LINEARITY,))
    assert window.view.chart == LINEARITY
    panel.set_charts(())
    assert not window.isVisible()


def test_the_button_enlarges_too_where_there_is_a_chart(qtbot: QtBot, panel: ChartPanel) -> None:
    assert panel.enlarge_button.isHidden()
    panel.enlarge()
    assert panel.window_of_charts is None
    panel.set_charts((LINEARITY, MTF))
    qtbot.mouseClick(panel.enlarge_button, Qt.MouseButton.LeftButton)
    assert panel.window_of_charts is not None
    panel.window_of_charts.close()


def test_many_charts_are_listed(panel: ChartPanel) -> None:
    panel.set_charts((LINEARITY, MTF))
    assert panel.list_button.isHidden()
    many = tuple(Chart(str(n), f"Chart number {n}", "x", "y", ()) for n in range(12))
    panel.set_charts(many)
    assert not panel.list_button.isHidden()
    menu = panel.list_button.menu()
    assert [action.text() for action in menu.actions()] == [chart.title for chart in many]
    menu.actions()[9].trigger()
    assert panel.currentIndex() == 9
    panel.set_charts((MTF,))
    assert len(menu.actions()) == 1


def test_the_wheel_does_not_lose_what_a_small_chart_shows(qtbot: QtBot, panel: ChartPanel) -> None:
    panel.set_charts((LINEARITY,))
    qtbot.waitUntil(lambda: len(drawn(panel)) == 1)
    plot = drawn(panel)[0].plot
    before = plot.viewRange()
    wheel(plot.viewport(), 3)
    assert plot.viewRange() == before
