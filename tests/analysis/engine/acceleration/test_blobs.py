"""Connected parts as scikit-image and scipy have them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import ndimage
from skimage import measure, segmentation

from phantomscope.analysis.engine.acceleration import blobs

BINARY = arrays.arrays(bool, st.tuples(st.integers(5, 24), st.integers(5, 24)))


@given(BINARY, st.integers(1, 4))
def test_what_touches_the_border_is_cleared(binary: np.ndarray, width: int) -> None:
    wanted = segmentation.clear_border(binary, buffer_size=width - 1)
    blobs.clear_border(binary, np.empty(binary.shape, np.int32), width)
    assert np.array_equal(binary, wanted)


@given(BINARY)
def test_holes_are_filled(binary: np.ndarray) -> None:
    wanted = ndimage.binary_fill_holes(binary)
    blobs.fill_holes(binary, np.empty(binary.shape, np.int32))
    assert np.array_equal(binary, wanted)


@given(BINARY)
def test_parts_without_holes(binary: np.ndarray) -> None:
    binary = ndimage.binary_fill_holes(binary)
    labels = np.empty(binary.shape, np.int32)
    found = blobs.areas(binary, labels)
    wanted = measure.label(binary)
    assert np.array_equal(labels, wanted)
    regions = measure.regionprops(wanted)
    assert found[1:].tolist() == [region.area_filled for region in regions]
    for region in regions:
        centroid = blobs.centroid(labels, region.label)
        assert centroid == region.centroid
        assert [type(one) for one in centroid] == [type(one) for one in region.centroid]


def test_a_border_that_leaves_nothing() -> None:
    assert blobs.border_width((512, 512)) == 4
    assert blobs.border_width((90, 90)) == 1
    assert blobs.border_width((3, 512)) is None
