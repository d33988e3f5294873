import dataclasses

import numpy as np
import pytest
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from dicom_files import FakeSource, dataset, encoded, header
from phantomscope.stack.decoder import SlicePixels
from phantomscope.stack.headers import HeaderReader
from phantomscope.stack.padding import padded_values, padding_mask, padding_range
from phantomscope.stack.slice_header import PixelFormat, SliceHeader

_FORMAT = header().format


def padded(padding: int | None, limit: int | None = None, **changes: object) -> PixelFormat:
    return dataclasses.replace(_FORMAT, padding=padding, padding_limit=limit, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("padding", "limit", "expected"),
    [
        (None, None, None),
        (None, 5, None),
        (-2000, None, (-2000, -2000)),
        (-2000, -1990, (-2000, -1990)),
        (-1990, -2000, (-2000, -1990)),
        (0, None, (0, 0)),
    ],
)
def test_both_ends_count_in_either_order(
    padding: int | None, limit: int | None, expected: tuple[int, int] | None
) -> None:
    assert padding_range(padded(padding, limit)) == expected


def test_after_a_modality_lut_there_are_no_stored_values_to_compare_with() -> None:
    assert padding_range(padded(-2000, modality_lut=True)) is None


def test_colours_have_no_padding() -> None:
    assert padding_range(padded(-2000, photometric="RGB")) is None


def test_the_mask_goes_by_stored_values() -> None:
    stored = np.array([[-2000, -1995, -1024], [0, 976, -1989]], np.int16)
    pixels = SlicePixels(stored, -1.0, 24.0)
    mask = padding_mask(pixels, padded(-2000, -1990, slope=-1.0, intercept=24.0))
    assert mask is not None
    np.testing.assert_array_equal(mask, [[True, True, False], [False, False, False]])
    assert padding_mask(pixels, padded(None)) is None


@pytest.mark.parametrize("slope", [2.0, -2.0])
def test_of_values_in_the_output_unit_the_rescaled_padding_counts(slope: float) -> None:
    kind = padded(-2000, -1990, slope=slope, intercept=24.0)
    stored = np.array([[-2000, -1995, -1990, -1989, 0]], np.int16)
    mean = SlicePixels((stored * slope + 24.0).astype(np.float32), None, None)
    ends = padded_values(mean, kind)
    assert ends == tuple(sorted((-2000 * slope + 24, -1990 * slope + 24)))
    mask = padding_mask(mean, kind)
    assert mask is not None
    assert mask.tolist() == [[True, True, True, False, False]]


def test_of_values_of_another_scale_nobody_knows() -> None:
    kind = padded(-2000, slope=2.0, intercept=24.0)
    stored = np.array([[-2000]], np.int16)
    assert padding_mask(SlicePixels(stored, 1.0, 0.0), kind) is None
    without = padded(-2000, slope=None, intercept=None)
    assert padding_mask(SlicePixels(stored, 1.0, 0.0), without) is None
    assert padding_mask(SlicePixels(stored, None, None), without) is not None


def test_where_no_pixel_is_padding_there_is_no_mask() -> None:
    pixels = SlicePixels(np.zeros((2, 2), np.uint8), 1.0, -1024.0)
    assert padding_mask(pixels, padded(-2000)) is None
    assert padding_mask(pixels, padded(70_000)) is None


def read(signed: bool, syntax: str = ExplicitVRLittleEndian, **tags: int) -> SliceHeader:
    pixels = np.zeros((4, 4), np.int16 if signed else np.uint16)
    source = FakeSource({"1.dcm": encoded(dataset(pixels, **tags), syntax)})
    (found,) = HeaderReader(source).read(source.members()[0])
    assert isinstance(found, SliceHeader)
    return found


@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRBigEndian])
def test_the_header_says_which_values(syntax: str) -> None:
    found = read(True, syntax, PixelPaddingValue=-2000, PixelPaddingRangeLimit=-1990)
    assert (found.format.padding, found.format.padding_limit) == (-2000, -1990)
    found = read(False, syntax, PixelPaddingValue=63536)
    assert (found.format.padding, found.format.padding_limit) == (63536, None)


def test_a_wrong_vr_is_put_right_by_pixel_representation() -> None:
    made = dataset(np.zeros((4, 4), np.int16))
    made.add_new("PixelPaddingValue", "US", 63536)
    source = FakeSource({"1.dcm": encoded(made)})
    (found,) = HeaderReader(source).read(source.members()[0])
    assert isinstance(found, SliceHeader)
    assert found.format.padding == -2000
    made = dataset(np.zeros((4, 4), np.uint16))
    made.add_new("PixelPaddingValue", "SS", -2000)
    source = FakeSource({"1.dcm": encoded(made)})
    (found,) = HeaderReader(source).read(source.members()[0])
    assert isinstance(found, SliceHeader)
    assert found.format.padding == 63536


def test_junk_is_no_padding() -> None:
    made = dataset()
    made.add_new("PixelPaddingValue", "LO", "none")
    source = FakeSource({"1.dcm": encoded(made)})
    (found,) = HeaderReader(source).read(source.members()[0])
    assert isinstance(found, SliceHeader)
    assert found.format.padding is None
