"""Values along lines, and what peaks and edges on them measure."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measure.pictures import picture
from phantomscope.measure.profile import Edge, Profile, edge, half_maximum, profile_of
from phantomscope.measure.scale import Scale
from phantomscope.measure.shapes import LineProfile
from phantomscope.measure.statistics import Values

ROWS, COLUMNS = 40, 60
TALL = Scale(0.5, 2.0, "mm")
Y, X = np.mgrid[:ROWS, :COLUMNS].astype(np.float64)
PLANE = 3 * X - 2 * Y + 7


def made(values: Values, step: float = 1.0) -> Profile:
    return Profile(np.arange(len(values)) * step, np.asarray(values, np.float64))


inner = st.tuples(st.floats(0, COLUMNS - 1), st.floats(0, ROWS - 1))


@given(inner, inner)
def test_a_plane_is_sampled_exactly_and_finely(start: tuple[float, float], end: tuple[float, float]) -> None:
    found = profile_of(LineProfile(start, end), picture(PLANE, TALL))
    share = np.linspace(0, 1, len(found.places))
    x, y = (start[axis] + share * (end[axis] - start[axis]) for axis in (0, 1))
    assert np.allclose(found.values, 3 * x - 2 * y + 7)
    assert np.allclose(found.places, share * TALL.length(start, end))
    assert math.dist(start, end) / (len(found.places) - 1) <= 0.5


def test_rows_are_read_as_they_are() -> None:
    stored = np.random.default_rng(2).integers(-500, 500, (ROWS, COLUMNS)).astype(np.int16)
    found = profile_of(LineProfile((5, 9), (45, 9)), picture(stored, rescale=(2.0, -10.0)))
    assert np.allclose(found.values[::2], stored[9, 5:46] * 2.0 - 10)
    assert found.places[-1] == 40


def test_a_width_averages_across_the_line_in_millimetres() -> None:
    # A stripe of 2 mm across the line, 4 mm wide in all: half of it is bright.
    stored = np.where(abs(Y - 20) < 0.5, 100.0, 0.0)  # one row of 2 mm
    broad = profile_of(LineProfile((10, 20), (50, 20), 8.0), picture(stored, TALL))
    assert np.allclose(broad.values, 100 * 2 / 8, atol=1.0)
    thin = profile_of(LineProfile((10, 20), (50, 20)), picture(stored, TALL))
    assert np.allclose(thin.values, 100)


def test_a_slanted_width_lies_across_in_the_patient() -> None:
    # Values depend on the place along a slanted line only: averaging across must change nothing.
    along = (X * TALL.right * 0.6 + Y * TALL.down * 0.8) * 10
    line = LineProfile((20, 10), (20 + 12, 10 + 4), 3.0)  # 6 mm and 8 mm: along (0.6, 0.8)
    thin = profile_of(LineProfile(line.start, line.end), picture(along, TALL))
    broad = profile_of(line, picture(along, TALL))
    assert np.allclose(thin.values, broad.values)


def test_what_lies_outside_has_no_value() -> None:
    found = profile_of(LineProfile((-10, 5), (10, 5)), picture(PLANE))
    outside = found.places < 9.5
    assert np.isnan(found.values[outside]).all()
    assert not np.isnan(found.values[~outside]).any()
    assert found.left_out == np.count_nonzero(outside)
    nowhere = profile_of(LineProfile((-30, -30), (-10, -20)), picture(PLANE))
    assert np.isnan(nowhere.values).all()
    assert half_maximum(nowhere) is None
    assert edge(nowhere) is None


def test_the_outer_half_of_the_last_pixels_is_inside() -> None:
    found = profile_of(LineProfile((COLUMNS - 1, 5), (COLUMNS - 0.5, 5)), picture(PLANE))
    assert np.allclose(found.values, PLANE[5, -1])


def test_padding_has_no_value() -> None:
    stored = PLANE.copy()
    stored[5, 20:23] = -2000
    found = profile_of(LineProfile((10, 5), (30, 5)), picture(stored, padding=-2000))
    assert np.isnan(found.values[(found.places > 9) & (found.places < 13)]).all()
    assert not np.isnan(found.values[(found.places <= 9) | (found.places >= 13)]).any()


def test_a_line_of_no_length_has_its_point() -> None:
    found = profile_of(LineProfile((5, 5), (5, 5), 4.0), picture(PLANE))
    assert np.allclose(found.values, PLANE[5, 5])
    assert half_maximum(found) is None


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("spread", [2.0, 5.5])
def test_the_width_of_a_gaussian(sign: int, spread: float) -> None:
    places = np.arange(0, 60, 0.25)
    found = half_maximum(Profile(places, 40 + sign * 90 * np.exp(-((places - 30) ** 2) / (2 * spread**2))))
    assert found is not None
    assert found.is_peak == (sign > 0)
    assert found.width == pytest.approx(2 * math.sqrt(2 * math.log(2)) * spread, abs=2e-2)
    assert (found.left + found.right) / 2 == pytest.approx(30, abs=1e-6)
    assert found.level == pytest.approx(40 + sign * 45, abs=0.1)


def test_crossings_are_interpolated() -> None:
    found = half_maximum(made(np.array([0, 0, 10, 0, 0]), 0.5))
    assert found is not None
    assert (found.left, found.right, found.width) == (0.75, 1.25, 0.5)


def test_the_baseline_is_the_lower_end_of_a_peak_and_the_higher_end_of_a_trough() -> None:
    peak = half_maximum(made(np.array([2, 0, 0, 10, 0, 0, 0])))
    assert peak is not None
    assert (peak.baseline, peak.level) == (0, 5)
    trough = half_maximum(made(np.array([8, 10, 10, 0, 10, 10, 10])))
    assert trough is not None
    assert (trough.baseline, trough.level, trough.is_peak) == (10, 5, False)


def test_a_baseline_can_be_given() -> None:
    found = half_maximum(made(np.array([4, 4, 10, 4, 4])), baseline=6)
    assert found is not None
    assert (found.level, found.baseline) == (8, 6)
    assert found.width == pytest.approx(2 * 2 / 6)


@pytest.mark.parametrize(
    "values", [[5, 5, 5, 5], [0, 5, 10], [0, 10], [8, 10, 9, 8.5, 0], [np.nan] * 5], ids=str
)
def test_where_there_is_no_half_maximum(values: list[float]) -> None:
    assert half_maximum(made(np.array(values))) is None


def test_a_ramp_has_an_edge() -> None:
    values = np.clip((np.arange(50) * 0.5 - 5) * 10, 0, 100)
    for sign in (1, -1):
        found = edge(made(sign * values, 0.5))
        assert found == Edge(pytest.approx(8.0), pytest.approx(10.0))
    assert edge(made(np.array([3, 9, 3]))) is None
