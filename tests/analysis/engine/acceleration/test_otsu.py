"""Otsu's threshold to the last bit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from skimage import draw, filters

from phantomscope.analysis.engine.acceleration.otsu import Disk, threshold


@given(arrays.arrays(np.float64, st.integers(1, 300), elements=st.floats(0, 1e6, width=32)))
def test_as_scikit_image(values: np.ndarray) -> None:
    assert threshold(values) == filters.threshold_otsu(values)


@pytest.mark.parametrize("count", [32767, 32768, 32769, 100000])
def test_in_parts(count: int) -> None:
    values = np.random.default_rng(count).gamma(1.5, 100, count)
    found = threshold(values)
    assert found == filters.threshold_otsu(values)
    assert isinstance(found, np.float64)


@pytest.mark.parametrize(("shape", "radius"), [((30, 41), 12.5), ((8, 8), 100.0), ((33, 20), 15.0)])
def test_the_disk_is_pylinacs(shape: tuple[int, int], radius: float) -> None:
    values = np.random.default_rng(2).random(shape)
    rows, columns = draw.disk((shape[0] / 2 - 0.5, shape[1] / 2 - 0.5), radius, shape=shape)
    disk = Disk(shape, radius)
    assert disk.count == len(rows)
    assert np.array_equal(disk.values(values, np.empty(values.size)), values[rows, columns])


def test_a_disk_without_a_pixel() -> None:
    assert Disk((8, 8), 0.1).count == 0
