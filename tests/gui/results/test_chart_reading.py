import pytest

from gui.sample_result import sample_result
from phantomscope.analysis.results import Chart, Curve, Points
from phantomscope.gui.parts.colours import DARK, LIGHT
from phantomscope.gui.results.chart_reading import ChartReader, curve_colours, is_level

LINEARITY, MTF = sample_result().charts


def line(x: Points, y: Points, *, markers: bool = False) -> Curve:
    return Curve("line", x, y, not markers, markers, False, "")


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


def test_points_are_read_where_they_are() -> None:
    reader = ChartReader(LINEARITY)
    reading = reader.at(360.0, 10.0)
    assert reading is not None
    assert reading.x == 365
    assert reading.values == ((0, -25.0),)  # the reference and both limits are no measurements
    assert reader.at(600.0, 10.0) is None


def test_a_line_is_read_between_its_points_where_another_has_one() -> None:
    chart = Chart(
        "k", "t", "", "", (line((0.0, 10.0), (0.0, 100.0)), line((0.0, 4.0, 10.0), (5.0, 6.0, 7.0)))
    )
    reading = ChartReader(chart).at(4.4, 0.1)
    assert reading is not None
    assert reading.x == 4.0
    assert reading.values == ((0, pytest.approx(40.0)), (1, 6.0))


def test_a_line_that_ends_before_has_no_value() -> None:
    chart = Chart("k", "t", "", "", (line((0.0, 1.0), (0.0, 1.0)), line((0.0, 9.0), (5.0, 6.0))))
    reading = ChartReader(chart).at(9.0, 0.1)
    assert reading is not None
    assert reading.values == ((1, 6.0),)


@pytest.mark.parametrize("curves", [(), (line((), ()),), (line((None,), (1.0,)),)])
def test_nothing_can_be_read_where_nothing_is(curves: tuple[Curve, ...]) -> None:
    assert ChartReader(Chart("k", "t", "", "", curves)).at(0.0, 1.0) is None


def test_points_need_no_order() -> None:
    scattered = line((5.0, -1.0, 3.0), (50.0, -10.0, 30.0), markers=True)
    reading = ChartReader(Chart("k", "t", "", "", (scattered,))).at(3.2, 0.5)
    assert reading is not None
    assert reading.values == ((0, 30.0),)
