"""Images as arrays."""

import numpy as np
import pytest
from pylinac.core import image

from phantomscope.analysis.engine.acceleration.plain_arrays import whole_arrays


@pytest.mark.parametrize("dtype", [np.uint16, np.int16, np.float32, np.float64])
def test_the_same_array_as_made_of_rows(dtype: type) -> None:
    shown = image.load(np.arange(12).reshape(3, 4).astype(dtype))
    rows = np.asarray(shown)
    with whole_arrays():
        found, other, own = np.asarray(shown), np.asarray(shown, dtype=float), np.array(shown)
        added = np.ones((3, 4)) + shown
    assert (found.dtype, found.tolist()) == (rows.dtype, rows.tolist())
    assert (other.dtype, other.tolist()) == (np.float64, rows.tolist())
    assert added.tolist() == (np.ones((3, 4)) + rows).tolist()
    for one in (found, other, own):
        one[0, 0] = 7
    assert shown.array[0, 0] == 0
    shown.array = np.asfortranarray(shown.array)
    with whole_arrays():
        assert np.asarray(shown).flags.c_contiguous


def test_there_is_none_without_a_copy() -> None:
    shown = image.load(np.zeros((3, 4)))
    with pytest.raises(ValueError, match="copy"):
        np.array(shown, copy=False)
    with whole_arrays(), pytest.raises(ValueError, match="copy"):
        np.array(shown, copy=False)


def test_nothing_stays() -> None:
    with whole_arrays():
        assert hasattr(image.BaseImage, "__array__")
    assert not hasattr(image.BaseImage, "__array__")
