import math

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QColor, QPalette
from pytestqt.qtbot import QtBot

from gui.sample_result import sample_result
from phantomscope.analysis.results import Chart, Curve
from phantomscope.gui.chart_panel import ChartPanel, ChartView, as_array, curve_colours, is_level
from phantomscope.gui.colours import DARK, LIGHT

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


def test_points_axes_and_legend(qtbot: QtBot) -> None:
    view = ChartView(LINEARITY, LIGHT)
    qtbot.addWidget(view)
    shown = curves(view)
    assert len(shown) == len(LINEARITY.curves)
    assert shown[0].xData.tolist() == list(LINEARITY.curves[0].x)
    assert shown[0].opts["pen"] is None
    assert shown[0].opts["symbol"] == "o"
    assert shown[2].opts["pen"].style() == Qt.PenStyle.DashLine
    assert view.plot.getPlotItem().getAxis("bottom").labelText == "Nominal Values"
    assert view.plot.getPlotItem().getAxis("left").labelText == "HU Delta"
    assert [name for _, _, name in view.legend] == [curve.name for curve in LINEARITY.curves]


def test_a_gap_breaks_the_line(qtbot: QtBot) -> None:
    view = ChartView(MTF, LIGHT)
    qtbot.addWidget(view)
    line = curves(view)[0]
    assert math.isnan(line.yData[3])
    assert line.opts["connect"] == "finite"
    assert np.isnan(as_array((1.0, None))).tolist() == [False, True]
    assert [name for _, _, name in view.legend] == ["rMTF"]  # what has no name is not in the legend


def test_limits_references_and_companions() -> None:
    found = curve_colours(LINEARITY, LIGHT)
    assert found == [LIGHT.curves[0], LIGHT.chart_grid, LIGHT.chart_limit, LIGHT.chart_limit]
    assert [is_level(curve) for curve in LINEARITY.curves] == [False, True, True, True]
    assert curve_colours(MTF, DARK) == [DARK.curves[0]] * 2


def test_more_curves_than_colours() -> None:
    many = tuple(Curve(str(n), (0.0, 1.0), (0.0, float(n + 1)), True, False, False, "") for n in range(20))
    found = curve_colours(Chart("key", "title", "", "", many), LIGHT)
    assert len(found) == 20
    assert found[len(LIGHT.curves)] == LIGHT.curves[0]


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
