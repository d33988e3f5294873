"""Median and percentiles are NumPy's, and do not load masked arrays."""

import subprocess
import sys

import numpy as np
import pytest

from phantomscope.child import child_environment
from phantomscope.order_statistics import median, percentiles

_PERCENTS = (0, 0.5, 10, 25, 50, 75, 85, 99, 99.5, 100)


@pytest.mark.parametrize("kind", [np.uint8, np.int16, np.uint16, np.float32, np.float64])
def test_they_are_numpys(kind: type[np.generic]) -> None:
    chance = np.random.default_rng(1)
    for size in (1, 2, 3, 4, 7, 100, 1001):
        for values in (chance.integers(0, 100, size), chance.normal(50, 20, size).clip(0, 100)):
            array = values.astype(kind)
            assert median(array) == np.median(array)
            assert median(array).dtype == np.median(array).dtype
            # NumPy computes those of float32 in float32.
            close = 1e-5 if kind is np.float32 else 1e-14
            np.testing.assert_allclose(percentiles(array, _PERCENTS), np.percentile(array, _PERCENTS), close)


def test_of_any_shape_and_list() -> None:
    assert median(np.arange(12).reshape(3, 4)) == 5.5
    assert median([3, 1, 2]) == 2
    assert percentiles(np.arange(101).reshape(1, 101), (5, 95)).tolist() == [5, 95]


def test_a_nan_is_a_nan() -> None:
    assert np.isnan(median([1.0, np.nan, 2.0]))
    assert np.isnan(median([]))
    assert np.isnan(percentiles([1.0, np.nan, 2.0], (0, 50))).all()


def test_values_stay_as_they_are() -> None:
    values = np.array([3, 1, 2])
    median(values)
    percentiles(values, (50,))
    assert values.tolist() == [3, 1, 2]


def test_masked_arrays_stay_out() -> None:
    code = """
import sys
from phantomscope.order_statistics import median, percentiles
median([1, 2])
percentiles([1, 2], (50,))
print("numpy.ma" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], env=child_environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
