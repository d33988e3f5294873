"""Slices as TIFF files, read back."""

import dataclasses
import io
from typing import Any

import numpy as np
import pytest
import tifffile

from dicom_files import FakeSource, gradient, slices
from gui.slices import loaded
from phantomscope.gui.viewing.loaded_slice import LoadedSlice
from phantomscope.saving.tiff import TiffFacts, tiff_of
from phantomscope.stack.index import scan
from phantomscope.stack.slab import SlabMode, SlabWish, make_slab
from phantomscope.stack.slice_stack import SliceStack


def page_of(one: LoadedSlice, facts: TiffFacts | None = None) -> Any:
    data = tiff_of(one.pixels, one.header, facts or TiffFacts("slice 33", "HU", -12.5))
    return tifffile.TiffFile(io.BytesIO(data)).pages[0]


def told(page: Any) -> dict[str, str]:
    return dict(line.split("=", 1) for line in page.description.splitlines())


@pytest.mark.parametrize("kind", [np.int16, np.uint16, np.uint8, np.int8, np.int32, ">i2", ">u2"])
def test_values_are_as_stored_sign_and_all(kind: Any) -> None:
    stored = (gradient() - (5 if np.dtype(kind).kind == "i" else 0)).astype(kind)
    page = page_of(loaded(stored))
    read = page.asarray()
    np.testing.assert_array_equal(read, stored)
    assert read.dtype == np.dtype(kind).newbyteorder("=")
    assert page.sampleformat == (2 if np.dtype(kind).kind == "i" else 1)
    assert page.tags["Compression"].value == 1


def test_it_says_what_the_values_mean() -> None:
    one = loaded(slope=2.0, intercept=-1000.5, spacing=(0.5, 0.25))
    facts = told(page_of(one))
    assert facts["title"] == "slice 33"
    assert (facts["rescale_slope"], facts["rescale_intercept"], facts["unit"]) == ("2.0", "-1000.5", "HU")
    assert facts["pixel_spacing_mm"] == "0.5,0.25"
    assert facts["slice_position_mm"] == "-12.5"
    assert facts["image_position_patient_mm"] == "-10.0,-20.0,2.5"
    assert facts["sop_instance_uid"] == "1.2.3"


def test_the_resolution_is_in_pixels_a_centimetre() -> None:
    tags = page_of(loaded(spacing=(0.5, 0.25))).tags
    assert tags["ResolutionUnit"].value == 3
    assert tags["XResolution"].value[0] / tags["XResolution"].value[1] == pytest.approx(40)
    assert tags["YResolution"].value[0] / tags["YResolution"].value[1] == pytest.approx(20)


def test_nothing_is_made_up() -> None:
    one = loaded(spacing=None, slope=None, intercept=None, position=None)
    page = page_of(one, TiffFacts("slice 1"))
    facts = told(page)
    assert (facts["rescale_slope"], facts["rescale_intercept"]) == ("1.0", "0.0")
    assert not {"pixel_spacing_mm", "slice_position_mm", "image_position_patient_mm"} & set(facts)
    assert page.tags["ResolutionUnit"].value == 1  # none


def test_white_is_least_in_monochrome1() -> None:
    assert page_of(loaded(photometric="MONOCHROME1")).tags["PhotometricInterpretation"].value == 0
    assert page_of(loaded()).tags["PhotometricInterpretation"].value == 1


def test_a_unit_that_is_no_ascii_does_not_stop_it() -> None:
    assert told(page_of(loaded(), TiffFacts("slice 1", "10²³ e/ml")))["unit"] == "10?? e/ml"


def test_the_slice_stays_as_it_is() -> None:
    one = loaded()
    before = dataclasses.replace(one)
    page_of(one)
    assert one == before


def test_several_slices_joined_are_said_to_be_so() -> None:
    values = gradient()
    values[0] = -2000
    source = FakeSource(slices(7, pixels=values, PixelPaddingValue=-2000))
    stack = SliceStack(source, scan(source).series[0])
    slab, pixels = make_slab(stack, 3, SlabWish(SlabMode.MEAN, 5))
    header = slab.header(stack.slice_header(3))
    facts = TiffFacts(slab.text, "HU", stack.position(3), slab)
    page = tifffile.TiffFile(io.BytesIO(tiff_of(pixels, header, facts))).pages[0]
    found = told(page)
    assert found["title"] == "mean of 5 slices, 2 to 6"
    assert (found["slab_mode"], found["slab_slices"], found["slab_slice_count"]) == ("mean", "2-6", "5")
    assert found["slab_thickness_mm"] == "12.5"
    assert found["first_image_position_patient_mm"] == "-10.0,-20.0,5.0"
    assert found["last_image_position_patient_mm"] == "-10.0,-20.0,15.0"
    uids = found["source_sop_instance_uids"].split(",")
    assert uids == [stack.slice_header(index).sop_instance_uid for index in range(1, 6)]
    one_slice = {"sop_instance_uid", "slice_thickness_mm", "slice_position_mm", "image_position_patient_mm"}
    assert not one_slice & set(found)
    assert (page.asarray()[0] == float(found["padding_value"])).all()
