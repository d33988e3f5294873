import math

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gui.sample_result import sample_result
from phantomscope.analysis.results import Chart, Curve
from phantomscope.gui.application import make_application
from phantomscope.gui.parts.colours import DARK, LIGHT
from phantomscope.gui.results.chart_reading import as_array
from phantomscope.gui.results.chart_view import ChartView

LINEARITY, MTF = sample_result().charts


def curves(view: ChartView) -> list[pg.PlotDataItem]:
    return [item for item in view.plot.getPlotItem().listDataItems() if isinstance(item, pg.PlotDataItem)]


def shown(qtbot: QtBot, chart: Chart, *, large: bool = False) -> ChartView:
    make_application()  # pyqtgraph would drop moves that follow each other quickly
    view = ChartView(chart, LIGHT, large=large)
    qtbot.addWidget(view)
    view.resize(370, 240)
    with qtbot.waitExposed(view):
        view.show()
    return view


def place_of(view: ChartView, x: float, y: float) -> QPoint:
    """Where a point of the chart is on the plot's viewport."""
    scene = view.plot.getPlotItem().getViewBox().mapViewToScene(QPointF(x, y))
    return QPoint(view.plot.mapFromScene(scene))


def point_at(view: ChartView, x: float, y: float) -> None:
    place = place_of(view, x, y)
    QTest.mouseMove(view.plot.viewport(), place + QPoint(1, 1))
    QTest.mouseMove(view.plot.viewport(), place)


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


def test_the_pointer_reads_the_point_that_is_nearest(qtbot: QtBot) -> None:
    view = shown(qtbot, LINEARITY)
    point_at(view, 365, 10)
    assert view.readout_text == "Nominal Values 365\nMeasured values −25"
    point_at(view, -1000, 0)
    assert view.readout_text == "Nominal Values −1000\nMeasured values 2"
    point_at(view, 650, 0)  # nothing was measured near there
    assert view.reading is None
    assert view.readout_text == ""


def test_what_has_no_name_is_called_like_its_line(qtbot: QtBot) -> None:
    view = shown(qtbot, MTF)
    point_at(view, 0.2, 0.5)
    assert view.readout_text == "Line pairs / mm 0.2\nrMTF 0.98\nrMTF 0.98"


def test_nothing_is_read_when_the_pointer_leaves(qtbot: QtBot) -> None:
    view = shown(qtbot, MTF)
    point_at(view, 0.2, 0.5)
    assert view.reading is not None
    view.read_at(None)
    assert view.reading is None


def test_the_readout_stays_within_the_plot(qtbot: QtBot) -> None:
    view = shown(qtbot, MTF)
    for x, y in ((0.1, 0.4), (0.6, 1.0), (0.6, 0.4)):
        point_at(view, x, y)
        assert view.reading is not None
        inside = view.plot.rect()
        assert inside.contains(view.readout_rect)


def test_curves_of_one_point_and_none(qtbot: QtBot) -> None:
    lone = Curve("lone", (1.0,), (2.0,), True, True, False, "")
    empty = Curve("empty", (), (), True, True, False, "")
    view = shown(qtbot, Chart("key", "title", "", "", (empty, lone)))
    point_at(view, 1.0, 2.0)
    assert view.readout_text == "x 1\nlone 2"


@pytest.mark.parametrize("large", [False, True])
def test_a_click_says_so_and_a_right_click_does_not(qtbot: QtBot, large: bool) -> None:
    view = shown(qtbot, MTF, large=large)
    clicks: list[object] = []
    view.clicked.connect(lambda: clicks.append(None))
    qtbot.mouseClick(view.plot.viewport(), Qt.MouseButton.LeftButton, pos=place_of(view, 0.3, 0.6))
    assert len(clicks) == 1
    qtbot.mouseClick(view.plot.viewport(), Qt.MouseButton.RightButton, pos=place_of(view, 0.3, 0.6))
    assert len(clicks) == 1


def test_limits_are_drawn_in_light_and_dark(qtbot: QtBot) -> None:
    for colours in (LIGHT, DARK):
        view = ChartView(LINEARITY, colours)
        qtbot.addWidget(view)
        limits = [item for item in curves(view) if item.opts["pen"] is not None][-2:]
        assert [item.opts["pen"].color().name() for item in limits] == [colours.chart_limit] * 2


def test_a_profile_that_leaves_its_limits_is_shown_near_them(qtbot: QtBot) -> None:
    pixels = tuple(float(n) for n in range(100))
    profile = tuple(-1000.0 if n < 20 or n > 80 else 5.0 for n in range(100))
    limits = tuple(
        Curve(f"limit {y}", (0.0, 99.0), (y, y), lines=True, markers=False, dashed=True, colour="")
        for y in (40.0, -40.0)
    )
    line = Curve("Horizontal", pixels, profile, lines=True, markers=False, dashed=False, colour="")
    view = shown(qtbot, Chart("key", "title", "Pixel", "HU", (line, *limits)))
    low, high = view.plot.viewRange()[1]
    assert (low, high) == pytest.approx((-160, 160))


def test_a_point_far_off_its_limits_is_never_out_of_sight(qtbot: QtBot) -> None:
    points, *levels = LINEARITY.curves
    far = Curve(points.name, points.x, (-900.0, *points.y[1:]), False, True, False, "")
    view = shown(qtbot, Chart("key", "title", "x", "y", (far, *levels)))
    assert view.plot.viewRange()[1][0] <= -900


def test_a_limit_is_drawn_from_end_to_end_once(qtbot: QtBot) -> None:
    limit = Curve("limit", (5.0, -1.0, 3.0), (40.0, 40.0, 40.0), True, False, True, "")
    view = ChartView(Chart("key", "title", "", "", (limit,)), LIGHT)
    qtbot.addWidget(view)
    assert curves(view)[0].xData.tolist() == [-1.0, 5.0]


def test_an_upper_and_a_lower_limit_share_one_place_in_the_legend(qtbot: QtBot) -> None:
    view = shown(qtbot, LINEARITY)
    text = " ".join(label.text() for label in view.findChildren(QLabel)).replace("&nbsp;", " ")
    assert "Nominal Values" in text
    assert text.count("Tolerance") == 1
    assert "Upper" not in text
