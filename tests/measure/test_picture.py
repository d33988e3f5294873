"""Values of a part of a slice, in the output unit, without those that mean nothing."""

import numpy as np

from dicom_files import header
from measure.pictures import picture
from phantomscope.measure.masks import mask_of
from phantomscope.measure.picture import picture_of
from phantomscope.measure.scale import Scale
from phantomscope.measure.shapes import RectangleRegion
from phantomscope.stack.decoder import SlicePixels

STORED = np.arange(48, dtype=np.int16).reshape(6, 8)
MIDDLE = RectangleRegion((2, 1), (4, 3))


def test_values_are_rescaled_in_float64() -> None:
    made = picture(STORED, rescale=(0.1, -1024.0))
    values, left_out = made.values(mask_of(MIDDLE, Scale(), made.shape))
    assert values.dtype == np.float64
    assert np.array_equal(values, (STORED[1:4, 2:5].astype(np.float64) * 0.1 - 1024).ravel())
    assert left_out == 0


def test_padding_is_left_out_and_counted() -> None:
    made = picture(np.where(STORED < 12, -2000, STORED).astype(np.int16), padding=-2000)
    values, left_out = made.values(mask_of(MIDDLE, Scale(), made.shape))
    assert sorted(values) == [12, 18, 19, 20, 26, 27, 28]
    assert left_out == 2


def test_what_is_not_finite_is_left_out_and_counted() -> None:
    stored = STORED.astype(np.float32)
    stored[2, 3], stored[1, 2], stored[0, 0] = np.nan, np.inf, np.nan
    made = picture(stored)
    values, left_out = made.values(mask_of(MIDDLE, Scale(), made.shape))
    assert len(values) == 7
    assert left_out == 2


def test_it_takes_the_scale_of_the_slice() -> None:
    made = picture_of(header(spacing=(2.0, 0.5)), SlicePixels(STORED, None, None))
    assert made.scale == Scale(0.5, 2.0, "mm")
