import pytest

import dicom_files
from phantomscope.digital.enhanced.functional_groups import (
    GROUPS,
    FramePlace,
    frame_places,
    frame_type,
    functional_group,
)

PLACE = FramePlace(1, 2, 1)


def test_positions_count_along_the_normal_in_every_stack() -> None:
    slices = [
        *(dicom_files.dataset(number=n, position=(0.0, 0.0, z)) for n, z in enumerate((5.0, -5.0, 0.0))),
        *(
            dicom_files.dataset(number=n, position=(x, 0.0, 0.0), orientation=dicom_files.SAGITTAL)
            for n, x in enumerate((1.0, -1.0))
        ),
    ]
    assert [(place.stack, place.position) for place in frame_places(slices)] == [
        (1, 3), (1, 1), (1, 2), (2, 2), (2, 1)
    ]  # fmt: skip


def test_group_without_anything_to_say_is_none() -> None:
    ct = dicom_files.dataset()
    assert functional_group("MREchoSequence", ct, PLACE, 1) is None
    assert functional_group("CTXRayDetailsSequence", ct, PLACE, 1) is None


@pytest.mark.parametrize("name", GROUPS["CT"])
def test_groups_hold_what_the_slice_says(name: str) -> None:
    ct = dicom_files.dataset(KVP=120.0, WindowCenter=40.0, WindowWidth=400.0, ConvolutionKernel="B30")
    before = dicom_files.dataset(KVP=120.0, WindowCenter=40.0, WindowWidth=400.0, ConvolutionKernel="B30")
    item = functional_group(name, ct, PLACE, 4)
    assert item is not None
    assert ct == before
    for element in item:
        if element.keyword in ct:
            assert element.value == ct[element.keyword].value


def test_absent_rescale_of_an_mr_slice_is_the_identity() -> None:
    mr = dicom_files.dataset(modality="MR", slope=None, intercept=None)
    item = functional_group("PixelValueTransformationSequence", mr, PLACE, 1)
    assert item is not None
    assert (item.RescaleSlope, item.RescaleIntercept, item.RescaleType) == (1, 0, "US")


def test_frame_type_has_four_values() -> None:
    assert frame_type(dicom_files.dataset()) == ["ORIGINAL", "PRIMARY", "AXIAL", "NONE"]
    mr = dicom_files.dataset(modality="MR", ImageType=["DERIVED", "SECONDARY", "OTHER"])
    assert frame_type(mr) == ["DERIVED", "SECONDARY", "T1", "NONE"]
