import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.slices import loaded
from phantomscope.gui.viewing.window_level import WindowLevel

levels = st.floats(-3000, 3000)
widths = st.floats(1, 6000)


@given(levels, levels)
def test_black_and_white_are_where_they_were_asked_for(low: float, high: float) -> None:
    low, high = sorted((low, high))
    window = WindowLevel.between(low, high)
    assert window.width > 0
    assert window.low == pytest.approx(low, abs=1e-5)
    assert window.high == pytest.approx(high, abs=1e-5)


@given(widths, levels, st.floats(-5000, 5000), st.floats(-5000, 5000))
def test_a_drag_never_makes_the_window_narrower_than_makes_sense(
    width: float, level: float, right: float, up: float
) -> None:
    dragged = WindowLevel(width, level).dragged(right, up, 1.0)
    assert dragged.width >= 1.0
    assert (dragged.level > level) == (up > 0) or dragged.level == pytest.approx(level)


def test_right_is_wider_and_up_is_higher() -> None:
    dragged = WindowLevel(400, 40).dragged(50, 20, 1.0)
    assert dragged.width > 400
    assert dragged.level > 40


def test_a_narrow_window_is_dragged_finely() -> None:
    narrow = WindowLevel(40, 0).dragged(10, 0, 1.0).width - 40
    wide = WindowLevel(4000, 0).dragged(10, 0, 1.0).width - 4000
    assert 0 < narrow < wide / 10


def test_a_window_dragged_shut_opens_again() -> None:
    shut = WindowLevel(400, 40).dragged(-10_000, 0, 1.0)
    assert shut.width == 1.0
    assert shut.dragged(50, 0, 1.0).width > 2


@given(widths, levels, st.floats(0.1, 5), st.floats(-2000, 2000))
def test_raw_levels_are_what_rescales_to_black_and_white(
    width: float, level: float, slope: float, intercept: float
) -> None:
    window = WindowLevel(width, level)
    one = loaded(slope=slope, intercept=intercept)
    black, white = window.raw_levels(one.pixels)
    assert black * slope + intercept == pytest.approx(window.low, abs=1e-6)
    assert white * slope + intercept == pytest.approx(window.high, abs=1e-6)


def test_a_negative_slope_gives_levels_the_other_way_round() -> None:
    black, white = WindowLevel(10, 0).raw_levels(loaded(slope=-1.0, intercept=0.0).pixels)
    assert black > white


@pytest.mark.parametrize("slope", [None, 0.0])
def test_without_a_slope_the_stored_values_count(slope: float | None) -> None:
    assert WindowLevel(10, 5).raw_levels(loaded(slope=slope).pixels) == (0, 10)


def test_text_has_a_true_minus_and_no_needless_digits() -> None:
    assert WindowLevel(1500, -600).text() == "W 1500  L −600"
    assert WindowLevel(151.4, 49.6).text() == "W 151  L 50"
    assert WindowLevel(0.5, 0.25).text() == "W 0.5  L 0.25"
