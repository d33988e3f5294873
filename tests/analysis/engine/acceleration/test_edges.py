"""Edges to the last bit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from skimage import filters

from phantomscope.analysis.engine.acceleration.edges import EdgeFinder, strongest_edge
from phantomscope.analysis.engine.acceleration.picture import WholePicture, picture_of_array

SHAPES = st.tuples(st.integers(1, 75), st.integers(1, 40))


@given(
    arrays.arrays(
        st.sampled_from([np.int16, np.uint16, np.uint8]),
        SHAPES,
        elements=st.integers(0, 255),
        fill=st.just(7),
    )
    | arrays.arrays(np.float64, SHAPES, elements=st.floats(-3000, 3000, width=32))
)
def test_as_scikit_image(values: np.ndarray) -> None:
    picture = picture_of_array(values)
    assert picture is not None
    found = np.full(values.shape, np.nan)
    strongest = EdgeFinder(values.shape[1]).find(picture, found, clipped=False)
    raw = filters.scharr(values.astype(float))
    assert strongest == raw.max()
    assert np.array_equal(found, filters.gaussian(raw, sigma=1))
    assert strongest_edge(picture, np.inf) == raw.max()


@pytest.mark.parametrize("rows", [31, 32, 33, 36, 37, 63, 64, 65, 128, 200])
@pytest.mark.parametrize("whole", [True, False])
def test_at_every_seam_between_bands(rows: int, whole: bool) -> None:
    random = np.random.default_rng(rows)
    values = random.integers(-32768, 32767, (rows, 50), dtype=np.int16)
    shown = values if whole else values + random.random(values.shape)
    picture = picture_of_array(shown)
    assert picture is not None
    for clipped in (False, True):
        found = np.empty(values.shape)
        EdgeFinder(50).find(picture, found, clipped=clipped)
        wanted = np.clip(shown, -1000, 1000) if clipped else shown
        assert np.array_equal(found, filters.gaussian(filters.scharr(wanted.astype(float)), sigma=1))


def test_the_largest_whole_values_are_exact() -> None:
    random = np.random.default_rng(3)
    stored = random.choice([0, 1, 32767, 65534, 65535], (70, 70)).astype(np.uint16)
    picture = WholePicture(stored, -16, 2**24, rescaled=True)
    found = np.empty(stored.shape)
    EdgeFinder(70).find(picture, found, clipped=False)
    assert np.array_equal(found, filters.gaussian(filters.scharr(stored * -16.0 + 2.0**24), sigma=1))


def test_a_finder_may_be_used_again() -> None:
    finder, first, again = EdgeFinder(30), np.empty((90, 30)), np.empty((40, 30))
    random = np.random.default_rng(5)
    for out in (first, again, first):
        values = random.integers(0, 4000, out.shape, dtype=np.int16)
        finder.find(WholePicture(values), out, clipped=False)
        assert np.array_equal(out, filters.gaussian(filters.scharr(values.astype(float)), sigma=1))


def test_the_search_for_an_edge_ends_with_the_first_that_is_enough() -> None:
    values = np.zeros((320, 20), np.int16)
    values[5] = 1000  # far from the middle
    assert strongest_edge(WholePicture(values), 0.1) > 100
    values[160] = 1
    assert strongest_edge(WholePicture(values), 0.1) < 1
