"""A slice's values, a few rows at a time."""

import numpy as np
import pytest

from phantomscope.analysis.engine.acceleration.picture import (
    RealPicture,
    WholePicture,
    can_be_clipped,
    picture_of_array,
    picture_of_pixels,
    shows,
)
from phantomscope.stack.decoder import SlicePixels

STORED = np.arange(-3000, 3000, 10, dtype=np.int16).reshape(20, 30)


@pytest.mark.parametrize(("slope", "intercept"), [(1.0, -1024.0), (2.0, 0.0), (-1.0, 7.0), (0.1, -1000.0)])
@pytest.mark.parametrize("clipped", [False, True])
def test_rows_are_those_of_the_rescaled_values(slope: float, intercept: float, clipped: bool) -> None:
    pixels = SlicePixels(STORED, slope, intercept)
    picture = picture_of_pixels(pixels)
    assert picture is not None
    assert isinstance(picture, RealPicture if slope == 0.1 else WholePicture)
    values = pixels.rescaled()
    wanted = np.clip(values, -1000, 1000) if clipped else values
    assert np.array_equal(picture.rows(3, 17, clipped=clipped), wanted[3:17])
    assert picture.shape == STORED.shape


@pytest.mark.parametrize(
    "values",
    [
        np.zeros((4, 4), np.float32),
        np.zeros((4, 4), np.int32),
        np.full((4, 4), np.nan),
        np.array([[0.0, np.inf]]),
        np.array([[0.0, 1e200]]),
        np.zeros(4),
        np.zeros((0, 4)),
        [[1.0]],
    ],
)
def test_what_is_unusual_is_left_to_pylinac(values: object) -> None:
    assert picture_of_array(values) is None


def test_values_too_large_to_be_exact_are_no_whole_ones() -> None:
    assert isinstance(picture_of_pixels(SlicePixels(STORED, 17.0, 0.0)), RealPicture)
    assert isinstance(picture_of_pixels(SlicePixels(STORED, 1.0, 2.0**25)), RealPicture)


def test_only_types_that_have_the_limits_are_clipped() -> None:
    """Some versions of numpy refuse the others."""
    for dtype, fits in ((np.uint16, False), (np.uint8, False), (np.int8, False), (np.int16, True)):
        values = np.zeros((3, 3), dtype)
        picture = picture_of_array(values)
        assert picture is not None
        assert can_be_clipped(picture) is fits
    rescaled = picture_of_pixels(SlicePixels(np.zeros((3, 3), np.uint16), 1.0, 0.0))
    assert rescaled is not None
    assert can_be_clipped(rescaled)


def test_one_value_that_differs_shows() -> None:
    pixels = SlicePixels(np.zeros((200, 10), np.uint16), 1.0, -1000.0)
    values = pixels.rescaled()
    assert shows(values, pixels)
    assert shows(values.copy(order="F"), pixels)
    for changed in (values.astype(np.float32), values[:-1], values.tolist(), np.full_like(values, np.nan)):
        assert not shows(changed, pixels)
    for place in ((0, 0), (199, 9), (130, 4)):
        other = values.copy()
        other[place] = np.nextafter(other[place], 0)
        assert not shows(other, pixels)
