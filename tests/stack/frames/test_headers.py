"""Frames in the index: found, sorted, and what is odd about them said."""

import logging
import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as Items
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    EnhancedCTImageStorage,
    EnhancedMRImageStorage,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    LegacyConvertedEnhancedCTImageStorage,
    LegacyConvertedEnhancedMRImageStorage,
)

from dicom_files import SAGITTAL, FakeSource, encoded, gradient, junk, slice_bytes, slices
from enhanced_files import GROUPS, Frame, enhanced, enhanced_bytes, frames, run_length_encoded
from fixture_types import ExpectLog
from phantomscope.stack.headers import HeaderReader
from phantomscope.stack.index import index_bytes, scan
from phantomscope.stack.slice_header import SetAside, SliceHeader
from phantomscope.stack.slice_stack import SliceStack


def read(data: bytes) -> tuple[list[SliceHeader], list[SetAside]]:
    source = FakeSource({"many.dcm": data})
    found = HeaderReader(source).read(source.members()[0])
    assert not source.reads, "the pixels were read"
    return (
        [one for one in found if isinstance(one, SliceHeader)],
        [one for one in found if isinstance(one, SetAside)],
    )


def good(data: bytes) -> list[SliceHeader]:
    found, aside = read(data)
    assert not aside
    return found


def complaint(data: bytes, count: int) -> str:
    """The one thing that is wrong, though ``count`` frames are there."""
    found, aside = read(data)
    assert len(found) == count
    assert [one.damaged for one in aside] == [True], aside
    assert aside[0].name == "many.dcm"
    return aside[0].reason


# -- what is kept of a frame ------------------------------------------------------------------------------


def test_all_that_is_kept_of_a_frame() -> None:
    those = frames(3, echo=2, echo_time=80.0, temporal=4, stack_id="head")
    data = enhanced_bytes(
        those, PixelPaddingValue=-2000, PixelPaddingRangeLimit=-1990, SeriesNumber=5, Manufacturer="Maker"
    )
    found = good(data)
    for number, (one, said) in enumerate(zip(found, those, strict=True), 1):
        assert (one.frame, one.instance_number, one.sop_instance_uid) == (number, number, "1.2.3.1")
        assert (one.position, one.location) == (said.position, None)
        assert (one.echo, one.echo_time, one.temporal, one.stack_id) == (2, 80.0, 4, "head")
        assert (
            data[one.pixel_offset : one.pixel_offset + one.pixel_length]
            == gradient(4, 6, start=number).tobytes()
        )
        assert (one.format.slope, one.format.intercept, one.format.rescale_type) == (1.0, -1024.0, "US")
        assert (one.format.rows, one.format.columns, one.format.frame_count) == (4, 6, 3)
        assert (one.format.padding, one.format.padding_limit, one.format.native) == (-2000, -1990, True)
        assert one.plane.orientation == (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
        assert (one.plane.spacing, one.plane.thickness) == ((0.5, 0.5), 2.5)
        assert (one.series.sop_class, one.series.modality) == ("Enhanced MR Image Storage", "MR")
        assert (one.series.manufacturer, one.series.series_number) == ("Maker", 5)
        assert one.name == f"many.dcm, frame {number}"
        assert not one.encapsulated


def test_nothing_of_a_patient_is_kept() -> None:
    assert "Phantom^A" not in repr(good(enhanced_bytes(frames(2))))


@pytest.mark.parametrize("shared", [GROUPS, (), ("position", "echo"), ("rescale", "content")])
@pytest.mark.parametrize("undefined_length", [True, False])
@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
def test_groups_may_be_shared_or_not(shared: Sequence[str], undefined_length: bool, syntax: UID) -> None:
    those = [Frame(gradient(start=n), position=(1.0, 2.0, 3.0), echo=1, echo_time=20.0) for n in range(3)]
    found = good(enhanced_bytes(those, syntax, shared=shared, undefined_length=undefined_length))
    assert {(one.position, one.echo, one.echo_time, one.stack_id) for one in found} == {
        ((1.0, 2.0, 3.0), 1, 20.0, "1")
    }
    assert {one.format.slope for one in found} == {1.0}
    assert {one.plane.spacing for one in found} == {(0.5, 0.5)}
    assert len({id(one.format) for one in found}) == len({id(one.plane) for one in found}) == 1
    assert len({id(one.series) for one in found}) == 1


def test_a_frames_own_group_goes_before_the_shared_one() -> None:
    made = enhanced(frames(2), shared=("orientation", "measures", "rescale", "type"))
    own = Dataset()
    own.PixelSpacing, own.SliceThickness = [0.7, 0.7], 5
    made.PerFrameFunctionalGroupsSequence[1].PixelMeasuresSequence = Items([own])
    first, second = good(encoded(made))
    assert (first.plane.spacing, second.plane.spacing) == ((0.5, 0.5), (0.7, 0.7))


def test_rescale_may_differ_between_frames() -> None:
    those = [replace(one, slope=2.0 * n + 1, intercept=-float(n)) for n, one in enumerate(frames(4))]
    found = good(enhanced_bytes(those, shared=()))
    assert [(one.format.slope, one.format.intercept) for one in found] == [
        (1.0, 0.0),
        (3.0, -1.0),
        (5.0, -2.0),
        (7.0, -3.0),
    ]


@pytest.mark.parametrize(
    "sop_class",
    [
        EnhancedCTImageStorage,
        EnhancedMRImageStorage,
        LegacyConvertedEnhancedCTImageStorage,
        LegacyConvertedEnhancedMRImageStorage,
    ],
)
def test_the_kinds_of_objects(sop_class: UID) -> None:
    assert len(good(enhanced_bytes(frames(2), sop_class=sop_class))) == 2


def test_attributes_that_a_converter_left_unassigned() -> None:
    made = enhanced(frames(2), shared=("orientation", "measures", "rescale", "type"))
    for number, item in enumerate(made.PerFrameFunctionalGroupsSequence, 1):
        left = Dataset()
        left.SliceLocation, left.EchoNumbers, left.EchoTime = 7.5 * number, number, "20"
        item.UnassignedPerFrameConvertedAttributesSequence = Items([left])
    found = good(encoded(made))
    assert [(one.location, one.echo, one.echo_time) for one in found] == [(7.5, 1, 20.0), (15.0, 2, 20.0)]


def test_one_frame_is_a_frame() -> None:
    (only,) = good(enhanced_bytes(frames(1)))
    assert (only.frame, only.format.frame_count) == (1, 1)


@pytest.mark.parametrize("syntax", [ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian])
def test_rare_encodings_do_not_say_where_their_pixels_lie(syntax: UID) -> None:
    found = good(enhanced_bytes(frames(3), syntax))
    assert {(one.pixel_offset, one.pixel_length, one.format.native) for one in found} == {(-1, -1, False)}
    assert [one.position for one in found] == [one.position for one in frames(3)]


def test_encapsulated_frames() -> None:
    found = good(run_length_encoded(frames(3)))
    assert all(one.encapsulated for one in found)
    assert len({one.pixel_offset for one in found}) == 1


def test_an_enhanced_ct_localizer_is_a_series_of_its_own() -> None:
    scout = enhanced_bytes(
        frames(1, kind=("ORIGINAL", "PRIMARY", "LOCALIZER", "NONE")), sop_class=EnhancedCTImageStorage
    )
    stack = enhanced_bytes(frames(3), sop_class=EnhancedCTImageStorage, uid="1.2.3.2")
    found = scan(FakeSource({"a": scout, "b": stack}))
    assert [len(series.slices) for series in found.series] == [3, 1]
    assert found.series[1].facts.localizer
    assert [one.name for one in found.set_aside] == ["a"]


def test_the_index_stays_below_a_kilobyte_a_frame() -> None:
    found = good(enhanced_bytes(frames(200, echo=1, echo_time=20.0)))
    assert 200 < index_bytes(found) / 200 < 700


# -- order ------------------------------------------------------------------------------------------------


@settings(max_examples=30)
@given(
    order=st.permutations(range(1, 8)),
    shared=st.sets(st.sampled_from(["orientation", "measures", "rescale", "type", "content"])),
    undefined_length=st.booleans(),
    syntax=st.sampled_from([ExplicitVRLittleEndian, ImplicitVRLittleEndian]),
    compressed=st.booleans(),
)
def test_frames_in_any_order(
    order: list[int], shared: set[str], undefined_length: bool, syntax: UID, compressed: bool
) -> None:
    """Wherever a frame lies in the object, its place in the stack is its place in space."""
    plain = frames(7)
    those = [plain[n - 1] for n in order]
    data = enhanced_bytes(those, syntax, shared=shared, undefined_length=undefined_length)
    source = FakeSource({"many.dcm": data}, compressed=compressed)
    (series,) = scan(source).series
    assert series.positions == tuple(2.5 * n for n in range(1, 8))
    assert series.problems == ()
    assert [one.frame for one in series.slices] == [order.index(n) + 1 for n in range(1, 8)]
    with SliceStack(source, series) as stack:
        for index in random.Random(1).sample(range(7), 7):
            assert np.array_equal(stack[index].stored, plain[index].pixels)
            told = stack.dataset(index)
            assert told.ImagePositionPatient == list(plain[index].position or ())
            assert told.InstanceNumber == order.index(index + 1) + 1


def test_several_objects_side_by_side_with_classic_files() -> None:
    files = {
        "b": enhanced_bytes(frames(4)[2:], uid="1.2.3.2", shared=()),
        "a": enhanced_bytes(frames(4)[:2][::-1], uid="1.2.3.1", shared=()),
        "c": slice_bytes(number=5, position=(-10.0, -20.0, 12.5), modality="MR"),
    }
    (series,) = scan(FakeSource(files)).series
    assert [one.name for one in series.slices] == [
        "a, frame 2",
        "a, frame 1",
        "b, frame 1",
        "b, frame 2",
        "c",
    ]
    assert series.positions == (2.5, 5.0, 7.5, 10.0, 12.5)
    assert series.problems == ()


def test_time_points_of_one_place_stand_in_their_order() -> None:
    those = [replace(one, temporal=time) for time in (2, 1) for one in frames(3)]
    (series,) = scan(FakeSource({"many": enhanced_bytes(those)})).series
    assert [one.temporal for one in series.slices] == [1, 2] * 3


def test_the_digest_tells_frames_of_one_member_apart() -> None:
    def digest(those: list[Frame]) -> str:
        (series,) = scan(FakeSource({"many": enhanced_bytes(those)})).series
        return series.digest

    plain = frames(4)
    assert digest(plain) == digest(frames(4))
    assert len({digest(plain), digest(plain[::-1]), digest(plain[:3])}) == 3


def test_a_sagittal_stack_in_the_same_object() -> None:
    those = [*frames(4), replace(frames(1)[0], orientation=SAGITTAL, stack_id="2")]
    (series,) = scan(FakeSource({"many": enhanced_bytes(those, shared=("measures", "rescale"))})).series
    assert [one.stack_id for one in series.slices] == ["1"] * 4 + ["2"]
    assert [problem.kind for problem in series.problems] == ["orientations"]


def test_a_copy_of_an_object_is_set_aside_once() -> None:
    data = enhanced_bytes(frames(5))
    found = scan(FakeSource({"a": data, "b": data}))
    assert [len(series.slices) for series in found.series] == [5]
    assert [(one.name, one.reason) for one in found.set_aside] == [("b", "a copy of the slice in a")]


# -- what is missing or damaged ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("missing", "where"),
    [
        ("position", "position"),
        ("orientation", "plane.orientation"),
        ("spacing", "plane.spacing"),
        ("thickness", "plane.thickness"),
        ("slope", "format.slope"),
        ("echo_time", "echo_time"),
        ("temporal", "temporal"),
    ],
)
def test_a_frame_that_lacks_something_is_still_a_slice(missing: str, where: str) -> None:
    those = frames(3, echo_time=20.0)
    changes: dict[str, Any] = {missing: None}
    those[1] = replace(those[1], **changes)
    found = good(enhanced_bytes(those, shared=()))
    told: list[Any] = list(found)
    for part in where.split("."):
        told = [getattr(one, part) for one in told]
    assert [one is None for one in told] == [False, True, False]


def test_a_frame_without_position_is_a_problem_of_the_series() -> None:
    those = frames(3)
    those[1] = replace(those[1], position=None)
    (series,) = scan(FakeSource({"many": enhanced_bytes(those)})).series
    assert [problem.kind for problem in series.problems] == ["positions"]
    assert [one.frame for one in series.slices] == [1, 3, 2]


@pytest.mark.parametrize("value", [b"junk", b"nan ", b"1e999"])
def test_one_bad_frame_does_not_hide_the_others(value: bytes) -> None:
    made = enhanced(frames(4), shared=("orientation", "measures"))
    rescale = made.PerFrameFunctionalGroupsSequence[2].PixelValueTransformationSequence[0]
    rescale["RescaleSlope"].VR = "UN"
    rescale["RescaleSlope"]._value = value
    data = encoded(made)
    assert complaint(data, 3) == "the functional groups of frame 3 are damaged"
    assert [one.frame for one in read(data)[0]] == [1, 2, 4]


def test_many_bad_frames_are_one_complaint() -> None:
    made = enhanced(frames(9), shared=())
    for item in made.PerFrameFunctionalGroupsSequence[1:]:
        item.PixelValueTransformationSequence[0]["RescaleSlope"].VR = "UN"
        item.PixelValueTransformationSequence[0]["RescaleSlope"]._value = b"junk"
    assert (
        complaint(encoded(made), 1) == "the functional groups of frames 2, 3, 4, 5, 6 and 3 more are damaged"
    )


def test_more_frames_than_pixels() -> None:
    assert complaint(enhanced_bytes(frames(4), NumberOfFrames=9, shared=()), 4) == (
        "Number of Frames (0028,0008) says 9, but its Pixel Data (7FE0,0010) holds 4; the rest are left out"
    )


def test_more_pixels_than_frames() -> None:
    found, aside = read(enhanced_bytes(frames(4), NumberOfFrames=2))
    assert [one.frame for one in found] == [1, 2]
    pixels, groups = (one.reason for one in aside)
    assert pixels.startswith("Number of Frames (0028,0008) says 2, but its Pixel Data (7FE0,0010) holds 4; ")
    assert pixels.endswith("; the others are left out")
    assert groups == "Per-frame Functional Groups Sequence (5200,9230) describes 4 frames of 2"


def test_fewer_groups_than_frames() -> None:
    made = enhanced(frames(4))
    del made.PerFrameFunctionalGroupsSequence[2:]
    assert complaint(encoded(made), 2) == (
        "Per-frame Functional Groups Sequence (5200,9230) describes 2 frames of 4; the rest are left out"
    )


@pytest.mark.parametrize("value", [0, None])
def test_no_number_of_frames(value: int | None) -> None:
    text = "it has no Number of Frames (0028,0008): its functional groups were counted"
    assert complaint(enhanced_bytes(frames(3), NumberOfFrames=value), 3) == text


def test_an_absurd_number_of_frames_takes_no_memory() -> None:
    found, aside = read(enhanced_bytes(frames(2), NumberOfFrames=2**31 - 1))
    assert len(found) == 2
    assert aside


@pytest.mark.parametrize("keyword", ["PerFrameFunctionalGroupsSequence", "SharedFunctionalGroupsSequence"])
def test_missing_sequences(keyword: str) -> None:
    made = enhanced(frames(3), shared=())
    delattr(made, keyword)
    if keyword.startswith("Shared"):
        assert len(good(encoded(made))) == 3
        return
    assert complaint(encoded(made), 0) == (
        "a multi-frame object (Enhanced MR Image) without Per-frame Functional Groups Sequence (5200,9230), "
        "so that nothing says where its frames lie"
    )


@pytest.mark.parametrize("keyword", ["Rows", "BitsAllocated", "PixelData"])
def test_what_no_object_can_do_without(keyword: str) -> None:
    made = enhanced(frames(3))
    delattr(made, keyword)
    assert complaint(encoded(made), 0).startswith("an image without ")


def test_a_modality_lut_is_not_ignored() -> None:
    table = Dataset()
    table.LUTDescriptor, table.ModalityLUTType = [2, 0, 16], "US"
    assert "Modality LUT Sequence" in complaint(
        enhanced_bytes(frames(2), ModalityLUTSequence=Items([table])), 0
    )


def test_a_colour_object_is_set_aside() -> None:
    found, aside = read(enhanced_bytes(frames(2), SamplesPerPixel=3, PhotometricInterpretation="RGB"))
    assert not found
    assert [(one.reason, one.damaged) for one in aside] == [("a colour image (RGB), not a slice", False)]


def test_junk_instead_of_groups(expect_log: ExpectLog) -> None:
    expect_log("pydicom", logging.ERROR)
    for keyword in ("PerFrameFunctionalGroupsSequence", "SharedFunctionalGroupsSequence"):
        data = encoded(junk(enhanced(frames(3), shared=()), keyword, b"nothing like it "))
        found, aside = read(data)
        assert all(one.damaged for one in aside)
        assert found or aside


def test_headers_that_end_early_or_are_scrambled_never_raise(expect_log: ExpectLog) -> None:
    expect_log("pydicom", logging.ERROR)
    data = enhanced_bytes(frames(4), shared=())
    end = good(data)[0].pixel_offset
    chance = random.Random(11)
    for turn in range(150):
        changed = bytearray(data)
        if turn % 2:
            del changed[chance.randrange(133, end) :]
        else:
            for _ in range(chance.choice((1, 3))):
                changed[chance.randrange(300, end)] = chance.choice((0, 0xFF, chance.randrange(256)))
        found, aside = read(bytes(changed))
        assert found or aside
        assert len(found) <= 4


def test_a_classic_series_beside_an_unreadable_object() -> None:
    files = slices(3) | {"many.dcm": enhanced_bytes(frames(2), PerFrameFunctionalGroupsSequence=None)}
    found = scan(FakeSource(files))
    assert found.slice_count == 3
    assert [one.name for one in found.set_aside] == ["many.dcm"]
