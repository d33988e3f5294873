"""Classic slices as one multi-frame dataset."""

import io
from copy import deepcopy
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.filewriter import dcmwrite
from pydicom.uid import MRImageStorage

import dicom_files
from phantomscope.digital.enhanced.multiframe import MultiFrameLayout, enhanced
from phantomscope.errors import PhantomscopeError

PLANE_GROUPS = {"PixelMeasuresSequence", "PlaneOrientationSequence", "PixelValueTransformationSequence"}


def mr_slice(number: int, **tags: Any) -> Dataset:
    options: dict[str, Any] = {
        "number": number,
        "position": (-10.0, -20.0, 10.0 * number),
        "sop_class": MRImageStorage,
        "modality": "MR",
        "slope": None,
        "intercept": None,
        "EchoTime": 20.0,
        "EchoNumbers": 1,
        "RepetitionTime": 500.0,
        "MagneticFieldStrength": 1.5,
        **tags,
    }
    return dicom_files.dataset(**options)


def ct_slice(number: int, **options: Any) -> Dataset:
    return dicom_files.dataset(number=number, KVP=120.0, **options)


def reread(dataset: Dataset) -> Any:
    file = io.BytesIO()
    dcmwrite(file, dataset, write_like_original=False)
    return pydicom.dcmread(io.BytesIO(file.getvalue()))


def pixels(dataset: Dataset) -> Any:
    kind = "<i2" if dataset.PixelRepresentation else "<u2"
    return np.frombuffer(dataset.PixelData, kind).reshape(dataset.Rows, dataset.Columns)


def frame_group(dataset: Any, frame: int, name: str) -> Any:
    """A frame's item of a group, from its own groups or the shared ones."""
    own = dataset.PerFrameFunctionalGroupsSequence[frame]
    return (own if name in own else dataset.SharedFunctionalGroupsSequence[0])[name].value[0]


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("order", [(1, 2, 3, 4), (3, 1, 4, 2)])
def test_frames_come_in_the_order_given(order: tuple[int, ...], compressed: bool) -> None:
    slices = [mr_slice(number) for number in order]
    made = reread(enhanced(slices, MultiFrameLayout(compressed=compressed)))
    assert made.SOPClassUID.name == "Enhanced MR Image Storage"
    assert made.NumberOfFrames == 4
    for frame, (number, source) in enumerate(zip(order, slices, strict=True)):
        assert np.array_equal(made.pixel_array[frame], pixels(source))
        position = frame_group(made, frame, "PlanePositionSequence").ImagePositionPatient
        assert position == source.ImagePositionPatient
        content = frame_group(made, frame, "FrameContentSequence")
        assert content.InStackPositionNumber == number
        assert content.DimensionIndexValues == [1, number, 1]
        assert frame_group(made, frame, "PixelMeasuresSequence").PixelSpacing == [0.5, 0.5]
        assert frame_group(made, frame, "MREchoSequence").EffectiveEchoTime == 20.0
        assert frame_group(made, frame, "MRTimingAndRelatedParametersSequence").RepetitionTime == 500.0
        assert frame_group(made, frame, "PixelValueTransformationSequence").RescaleSlope == 1
    assert "ImagePositionPatient" not in made
    assert "RescaleSlope" not in made


def test_what_all_frames_have_in_common_is_shared() -> None:
    made = enhanced([mr_slice(number) for number in (1, 2)])
    shared = {element.keyword for element in made.SharedFunctionalGroupsSequence[0]}
    own = {element.keyword for element in made.PerFrameFunctionalGroupsSequence[1]}
    assert shared >= PLANE_GROUPS | {"MREchoSequence"}
    assert own == {"FrameContentSequence", "PlanePositionSequence"}


def test_groups_are_shared_as_asked() -> None:
    slices = [mr_slice(number) for number in (1, 2)]
    made = enhanced(slices, MultiFrameLayout(shared=frozenset({"PlaneOrientationSequence"})))
    assert [each.keyword for each in made.SharedFunctionalGroupsSequence[0]] == ["PlaneOrientationSequence"]
    assert "PixelMeasuresSequence" in made.PerFrameFunctionalGroupsSequence[0]
    with pytest.raises(PhantomscopeError, match="PlanePositionSequence can't be shared"):
        enhanced(slices, MultiFrameLayout(shared=frozenset({"PlanePositionSequence"})))


def test_groups_are_left_out_as_asked() -> None:
    made = enhanced(
        [mr_slice(1), mr_slice(2)],
        MultiFrameLayout(left_out=frozenset({"PixelMeasuresSequence", "PlanePositionSequence"})),
    )
    groups = [made.SharedFunctionalGroupsSequence[0], *made.PerFrameFunctionalGroupsSequence]
    keywords = {element.keyword for group in groups for element in group}
    assert not {"PixelMeasuresSequence", "PlanePositionSequence"} & keywords
    assert "PlaneOrientationSequence" in keywords


def test_echoes_and_orientations_are_told_apart() -> None:
    slices = [
        mr_slice(1),
        mr_slice(2, position=(-10.0, -20.0, 10.0), EchoTime=80.0, EchoNumbers=2),
        mr_slice(3, orientation=dicom_files.SAGITTAL),
    ]
    made = reread(enhanced(slices))
    values = [frame_group(made, frame, "FrameContentSequence").DimensionIndexValues for frame in range(3)]
    assert values == [[1, 1, 1], [1, 1, 2], [2, 1, 1]]
    echoes = [frame_group(made, frame, "MREchoSequence") for frame in range(3)]
    assert [echo.EffectiveEchoTime for echo in echoes] == [20.0, 80.0, 20.0]
    assert [echo.EchoNumbers for echo in echoes] == [1, 2, 1]
    orientations = [frame_group(made, frame, "PlaneOrientationSequence") for frame in range(3)]
    assert orientations[2].ImageOrientationPatient == list(dicom_files.SAGITTAL)


def test_each_ct_frame_keeps_its_own_rescale() -> None:
    slices = [ct_slice(1), ct_slice(2, slope=0.5, intercept=-8192.0)]
    made = reread(enhanced(slices))
    assert made.SOPClassUID.name == "Enhanced CT Image Storage"
    rescales = [frame_group(made, frame, "PixelValueTransformationSequence") for frame in range(2)]
    assert [(each.RescaleSlope, each.RescaleIntercept) for each in rescales] == [(1, -1024), (0.5, -8192)]
    assert frame_group(made, 0, "FrameContentSequence").DimensionIndexValues == [1, 1]
    assert frame_group(made, 0, "CTXRayDetailsSequence").KVP == 120


def test_slices_stay_as_they_were_and_equal_ones_make_equal_bytes() -> None:
    slices = [mr_slice(number) for number in (1, 2, 3)]
    before = deepcopy(slices)
    first, second, other = enhanced(slices), enhanced(before), enhanced(slices[::-1])
    assert slices == before
    assert first == second
    assert first.SOPInstanceUID != other.SOPInstanceUID
    assert first.SeriesInstanceUID not in {str(slices[0].SeriesInstanceUID), other.SeriesInstanceUID}


def test_every_dimension_points_at_an_element_that_is_there() -> None:
    made = enhanced([mr_slice(number) for number in (1, 2)])
    for dimension in made.DimensionIndexSequence:
        group = made.PerFrameFunctionalGroupsSequence[0]
        shared = made.SharedFunctionalGroupsSequence[0]
        holder = (group if dimension.FunctionalGroupPointer in group else shared)[
            dimension.FunctionalGroupPointer
        ].value[0]
        assert dimension.DimensionIndexPointer in holder


@pytest.mark.parametrize("offset_table", [False, True])
def test_offset_table_is_filled_as_asked(offset_table: bool) -> None:
    layout = MultiFrameLayout(compressed=True, offset_table=offset_table)
    made = enhanced([mr_slice(1), mr_slice(2)], layout)
    assert int.from_bytes(made.PixelData[4:8], "little") == (8 if offset_table else 0)


@pytest.mark.parametrize(
    ("slices", "layout", "told"),
    [
        ([], {}, "No slice"),
        ([mr_slice(1), ct_slice(2)], {}, "modality CT, MR"),
        ([mr_slice(1), mr_slice(2, pixels=dicom_files.gradient(8, 6))], {}, "differ in Rows"),
        ([mr_slice(1, PixelData=b"\0\0")], {}, "slice 1 has no native pixel data of 48 bytes"),
        ([mr_slice(1)], {"left_out": frozenset({"Magic"})}, "no group Magic"),
        (
            [mr_slice(1)],
            {"shared": frozenset({"FrameContentSequence"})},
            "FrameContentSequence can't be shared",
        ),
    ],
)
def test_what_does_not_fit_is_told(slices: list[Dataset], layout: dict[str, Any], told: str) -> None:
    with pytest.raises(PhantomscopeError, match=told):
        enhanced(slices, MultiFrameLayout(**layout))
