import numpy as np
import pytest

from gui.slices import flat, loaded


def test_range_and_values_are_in_the_output_unit() -> None:
    one = loaded(np.array([[0, 1000], [2000, 3000]], np.int16), slope=0.5, intercept=-100.0)
    assert (one.low, one.high) == (-100.0, 1400.0)
    assert one.value(1, 0) == 400.0
    assert one.value(0, 1) == 900.0
    assert one.shape == (2, 2)


def test_without_rescale_the_stored_values_count() -> None:
    one = loaded(np.array([[3, 7]], np.uint16), slope=None, intercept=None)
    assert (one.low, one.high, one.value(1, 0)) == (3.0, 7.0, 7.0)


def test_a_negative_slope_turns_the_range_round() -> None:
    one = loaded(np.array([[0, 10]], np.int16), slope=-1.0, intercept=0.0)
    assert (one.low, one.high) == (-10.0, 0.0)
    assert one.dark <= one.bright


def test_a_few_outliers_do_not_move_the_percentiles() -> None:
    pixels = flat(500, (600, 600))
    pixels[::4] = 400
    pixels[0, 0], pixels[1, 1] = -32000, 32000
    one = loaded(pixels, slope=None, intercept=None)
    assert (one.low, one.high) == (-32000.0, 32000.0)
    assert (one.dark, one.bright) == pytest.approx((400.0, 500.0))
