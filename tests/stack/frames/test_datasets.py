"""Frames as classic headers."""

import threading
from typing import Any

import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as Items
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    EnhancedCTImageStorage,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from dicom_files import FakeSource, damaged_error, encoded
from enhanced_files import GROUPS, enhanced, enhanced_bytes, frames, with_echoes
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack


def stack_of(data: bytes) -> SliceStack:
    source = FakeSource({"many.dcm": data})
    return SliceStack(source, scan(source).series[0])


@pytest.mark.parametrize("shared", [GROUPS, (), ("orientation", "measures", "rescale")])
@pytest.mark.parametrize(
    "syntax",
    [
        ExplicitVRLittleEndian,
        ImplicitVRLittleEndian,
        ExplicitVRBigEndian,
        DeflatedExplicitVRLittleEndian,
    ],
)
def test_what_groups_say_stands_as_ordinary_elements(shared: tuple[str, ...], syntax: UID) -> None:
    said = frames(1, echo=2, echo_time=20.5, slope=2.0, intercept=-3.0)
    made = enhanced(said * 3, shared=shared, SeriesDescription="Qualität", SpecificCharacterSet="ISO_IR 192")
    read = stack_of(encoded(made, syntax)).dataset(1)
    assert read.ImagePositionPatient == [-10, -20, 2.5]
    assert read.ImageOrientationPatient == [1, 0, 0, 0, 1, 0]
    assert (read.PixelSpacing, read.SliceThickness) == ([0.5, 0.5], 2.5)
    assert (read.RescaleSlope, read.RescaleIntercept, read.RescaleType) == (2, -3, "US")
    assert (read.EchoNumbers, read.EchoTime, read.EffectiveEchoTime) == (2, 20.5, 20.5)
    assert (read.RepetitionTime, read.FlipAngle, read.MagneticFieldStrength) == (500, 90, 1.5)
    assert (read.SOPInstanceUID, read.InstanceNumber) == ("1.2.3.1", 2)
    assert (read.StackID, read.TemporalPositionIdentifier, read.AcquisitionNumber) == ("1", 1, 3)
    assert read.ImageType == ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"]
    assert (read.SeriesDescription, read.Modality, read.Rows) == ("Qualität", "MR", 4)
    for keyword in (
        "PixelData",
        "NumberOfFrames",
        "SharedFunctionalGroupsSequence",
        "PerFrameFunctionalGroupsSequence",
        "PlanePositionSequence",
    ):
        assert keyword not in read
    assert read.file_meta.TransferSyntaxUID == syntax


def test_each_frame_says_its_own() -> None:
    stack = stack_of(enhanced_bytes(frames(5)[::-1]))
    for index in range(5):
        read = stack.dataset(index)
        assert read.InstanceNumber == 5 - index
        assert read.ImagePositionPatient[2] == stack.position(index) == 2.5 * (index + 1)


def test_a_dataset_is_the_callers_own() -> None:
    stack = stack_of(enhanced_bytes(frames(2)))
    first = stack.dataset(0)
    first.SliceThickness = 99
    first.ImagePositionPatient[2] = 77
    first.file_meta.TransferSyntaxUID = "1.2.3"
    again = stack.dataset(0)
    assert (again.SliceThickness, again.ImagePositionPatient[2]) == (2.5, 2.5)
    assert again.file_meta.TransferSyntaxUID == ExplicitVRLittleEndian


def test_it_can_be_written_as_a_classic_file(tmp_path: Any) -> None:
    read = stack_of(enhanced_bytes(frames(2))).dataset(1)
    read.save_as(tmp_path / "one.dcm", write_like_original=False)
    assert pydicom.dcmread(tmp_path / "one.dcm").InstanceNumber == 2


def test_echo_numbers_by_rank() -> None:
    those = with_echoes(frames(2), [(None, 80.0), (None, 20.0)])
    stack = stack_of(enhanced_bytes(those))
    told = [(stack.dataset(index).EchoNumbers, stack.dataset(index).EchoTime) for index in range(4)]
    assert told == [(1, 20), (2, 80)] * 2


def test_ct_exposure_in_classic_words() -> None:
    made = enhanced(frames(1), sop_class=EnhancedCTImageStorage, shared=())
    exposure, details = Dataset(), Dataset()
    exposure.XRayTubeCurrentInmA, exposure.ExposureTimeInms, exposure.ExposureInmAs = 199.7, 500.0, 99.85
    details.KVP = "120"
    item = made.PerFrameFunctionalGroupsSequence[0]
    item.CTExposureSequence, item.CTXRayDetailsSequence = Items([exposure]), Items([details])
    read = stack_of(encoded(made)).dataset(0)
    assert (read.XRayTubeCurrent, read.ExposureTime, read.Exposure, read.KVP) == (200, 500, 100, 120)


def test_a_number_that_is_too_long_for_a_decimal_string() -> None:
    read = stack_of(enhanced_bytes(frames(1, echo_time=20.123456789012345))).dataset(0)
    assert float(read.EchoTime) == pytest.approx(20.123456789012345, abs=1e-12)
    assert len(str(read.EchoTime)) <= 16


def test_groups_about_other_images_and_private_ones_stay_out() -> None:
    made = enhanced(frames(1))
    other = Dataset()
    other.ReferencedSOPInstanceUID, other.SOPInstanceUID = "1.2.9", "1.2.9.9"
    item = made.PerFrameFunctionalGroupsSequence[0]
    item.ReferencedImageSequence = Items([other])
    item.UnassignedPerFrameConvertedAttributesSequence = Items([other])
    item.private_block(0x0021, "MAKER", create=True).add_new(1, "OB", bytes(10_000))
    stack = stack_of(encoded(made))
    read = stack.dataset(0)
    assert read.SOPInstanceUID == "1.2.3.1"
    assert "ReferencedImageSequence" not in read
    assert not [element for element in read if element.tag.is_private]
    assert stack.account().shadow < 4000


def test_the_header_is_read_once_and_accounted_for() -> None:
    source = FakeSource({"many.dcm": enhanced_bytes(frames(50))})
    with SliceStack(source, scan(source).series[0]) as stack:
        source.fronts.clear()
        assert stack.account().shadow == 0
        for index in range(50):
            stack.dataset(index)
        assert source.fronts == ["many.dcm"]
        assert 0 < stack.account().shadow < 50 * 400
    assert stack.account().shadow == 0


def test_several_threads_ask_at_once() -> None:
    stack = stack_of(enhanced_bytes(frames(20)))
    wrong: list[int] = []

    def look() -> None:
        wrong.extend(index for index in range(20) if stack.dataset(index).InstanceNumber != index + 1)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_a_header_that_can_not_be_read_any_more() -> None:
    source = FakeSource({"many.dcm": enhanced_bytes(frames(2))})
    stack = SliceStack(source, scan(source).series[0])
    source.failing["many.dcm"] = damaged_error("many.dcm")
    with pytest.raises(PhantomscopeError, match="damaged"):
        stack.dataset(1)


def test_one_bad_frame_does_not_take_the_others_headers() -> None:
    made = enhanced(frames(3), shared=())
    rescale = made.PerFrameFunctionalGroupsSequence[1].PixelValueTransformationSequence[0]
    rescale["RescaleSlope"].VR = "UN"
    rescale["RescaleSlope"]._value = b"junk"
    stack = stack_of(encoded(made))
    assert [stack.dataset(index).InstanceNumber for index in range(len(stack))] == [1, 3]
