"""Enhanced multi-frame objects give what stock pylinac gives for the same frames as classic files."""

import copy
import functools
import io
import random
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset, FileDataset
from pydicom.filewriter import dcmwrite
from pydicom.uid import CTImageStorage, MRImageStorage

from analysis import support
from analysis.support import ACR_LARGE, CATPHAN_504
from dicom_files import dataset, encoded, gradient, write_folder, zip_bytes
from enhanced_files import classic, enhanced_bytes, frames, with_echoes
from fixture_types import Untouched
from phantomscope.analysis.engine.preconditions import check_series
from phantomscope.analysis.engine.pylinac_stack import PylinacStack
from phantomscope.analysis.failures import AnalysisFailedError
from phantomscope.analysis.phantoms import phantom_named
from phantomscope.digital.catalogue import digital_phantom
from phantomscope.digital.enhanced.multiframe import MultiFrameLayout, enhanced
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes

# What pylinac says of the coarse digital phantom, whose finest bars no image of 256 columns shows.
pytestmark = [
    pytest.mark.filterwarnings("ignore:The MTF does not drop monotonically:UserWarning"),
    pytest.mark.filterwarnings("ignore:divide by zero encountered:RuntimeWarning"),
]

REAL_OBJECT = "acr_mri_large_enhanced_multiframe_siemens.zip"
_OF_THE_OBJECT = (
    *("StudyInstanceUID", "SeriesInstanceUID", "Modality", "MagneticFieldStrength", "StudyDate"),
    *("InstanceCreationDate", "InstanceCreationTime", "Rows", "Columns", "BitsAllocated", "BitsStored"),
    *("HighBit", "PixelRepresentation", "SamplesPerPixel", "PhotometricInterpretation"),
)
_OF_GROUPS = {
    "PlanePositionSequence": ("ImagePositionPatient",),
    "PlaneOrientationSequence": ("ImageOrientationPatient",),
    "PixelMeasuresSequence": ("PixelSpacing", "SliceThickness"),
    "PixelValueTransformationSequence": ("RescaleSlope", "RescaleIntercept"),
    "MREchoSequence": ("EchoNumbers",),
    "MRTimingAndRelatedParametersSequence": ("RepetitionTime",),
}


def split(path: Path) -> dict[str, bytes]:
    """An archive's multi-frame object as classic files, by pydicom alone."""
    (member,) = (data for data in support.members(path.read_bytes()).values())
    whole = pydicom.dcmread(io.BytesIO(member))
    shared = whole.SharedFunctionalGroupsSequence[0]
    files = {}
    for number, item in enumerate(whole.PerFrameFunctionalGroupsSequence, 1):
        made = FileDataset("", {}, file_meta=copy.deepcopy(whole.file_meta), preamble=bytes(128))
        made.is_little_endian, made.is_implicit_VR = True, False
        for keyword in _OF_THE_OBJECT:
            setattr(made, keyword, whole[keyword].value)
        for group, keywords in _OF_GROUPS.items():
            said = (item if group in item else shared)[group].value[0]
            for keyword in keywords:
                setattr(made, keyword, said[keyword].value)
        made.SOPClassUID, made.SOPInstanceUID = MRImageStorage, f"{whole.SOPInstanceUID}.{number}"
        made.file_meta.MediaStorageSOPClassUID = made.SOPClassUID
        made.file_meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID
        made.InstanceNumber = number
        made.PixelData = whole.pixel_array[number - 1].tobytes()
        made["PixelData"].VR = "OW"
        files[f"{number:03}.dcm"] = support.saved(made)
    return files


@pytest.fixture(scope="module")
def expected_of_real(real_data: Path) -> str:
    return support.stock_text(ACR_LARGE, zip_bytes(split(real_data / REAL_OBJECT), zipfile.ZIP_STORED))


def test_the_real_object(expected_of_real: str, real_data: Path, untouched: Untouched) -> None:
    path = real_data / REAL_OBJECT
    with untouched(path):
        result = support.run_path(path, ACR_LARGE)
    assert support.timeless(result.pylinac_results) == expected_of_real
    assert result.provenance.slice_count == 11
    assert result.warnings == ()


@pytest.mark.slow
def test_the_real_object_from_bytes_and_a_folder(
    expected_of_real: str, real_data: Path, tmp_path: Path, untouched: Untouched
) -> None:
    data = (real_data / REAL_OBJECT).read_bytes()
    result = support.run_bytes(data, ACR_LARGE)
    assert support.timeless(result.pylinac_results) == expected_of_real
    folder = write_folder(tmp_path / "loose", support.members(data))
    with untouched(folder):
        result = support.run_path(folder, ACR_LARGE)
    assert support.timeless(result.pylinac_results) == expected_of_real


# -- digital phantoms -------------------------------------------------------------------------------------


@functools.cache
def mr_slices() -> tuple[Dataset, ...]:
    """Two echoes of a coarse digital phantom, in no order."""
    phantom = digital_phantom(ACR_LARGE)
    coarse: Any = replace(phantom.default_options, columns=256, rows=256, pixel_spacing=0.9765625)
    made = list(phantom.iter_slices(replace(coarse, echo_times=(20.0, 80.0))))
    for one in made:  # an Enhanced object has to have a rescale, which turns pylinac's integers into floats
        one.RescaleSlope, one.RescaleIntercept = 1, 0
    random.Random(3).shuffle(made)
    return tuple(made)


def written(one: Dataset) -> bytes:
    file = io.BytesIO()
    dcmwrite(file, one, write_like_original=False)
    return file.getvalue()


def as_files(slices: Sequence[Dataset]) -> bytes:
    return zip_bytes({f"{number:03}.dcm": written(one) for number, one in enumerate(slices)})


def as_object(slices: Sequence[Dataset], **layout: Any) -> bytes:
    return zip_bytes({"many.dcm": written(enhanced(slices, MultiFrameLayout(**layout)))})


def without_echo_numbers(slices: Sequence[Dataset]) -> bytes:
    made = enhanced(slices)
    for item in made.PerFrameFunctionalGroupsSequence:
        if "EchoNumbers" in item.MREchoSequence[0]:
            del item.MREchoSequence[0].EchoNumbers
    return zip_bytes({"many.dcm": written(made)})


def two_objects(slices: Sequence[Dataset]) -> bytes:
    """An object an echo; frames of one place are then in another order than in the list of slices."""
    objects = {}
    series = None
    for echo in (1, 2):
        made = enhanced([one for one in slices if one.EchoNumbers == echo])
        series = made.SeriesInstanceUID = series or made.SeriesInstanceUID
        objects[f"{echo}.dcm"] = written(made)
    return zip_bytes(objects)


def test_the_chosen_echo_of_a_multi_frame_object() -> None:
    expected = support.stock_text(ACR_LARGE, as_files(mr_slices()), echo_number=2)
    result = support.run_bytes(as_object(mr_slices()), ACR_LARGE, parameters={"echo_number": 2})
    assert support.timeless(result.pylinac_results) == expected


WRITERS: dict[str, Callable[[Sequence[Dataset]], bytes]] = {
    "classic": as_files,
    "object": as_object,
    "per frame": lambda slices: as_object(slices, shared=frozenset()),
    "compressed": lambda slices: as_object(slices, compressed=True),
    "compressed without table": lambda slices: as_object(slices, compressed=True, offset_table=False),
    "echo times only": without_echo_numbers,
    "two objects": two_objects,
}


@pytest.mark.slow
@pytest.mark.parametrize("echo", [1, 2])
@pytest.mark.parametrize("writer", WRITERS)
def test_every_echo_however_it_is_written(writer: str, echo: int) -> None:
    expected = support.stock_text(ACR_LARGE, as_files(mr_slices()), echo_number=echo)
    data = WRITERS[writer](mr_slices())
    result = support.run_bytes(data, ACR_LARGE, parameters={"echo_number": echo})
    assert support.timeless(result.pylinac_results) == expected


@pytest.mark.slow
def test_an_echo_that_is_not_there_is_refused() -> None:
    for data in (as_files(mr_slices()), as_object(mr_slices())):
        with pytest.raises(AnalysisFailedError, match="no images with the echo number that was asked for"):
            support.run_bytes(data, ACR_LARGE, parameters={"echo_number": 5})


@pytest.mark.slow
@pytest.mark.parametrize("compressed", [False, True])
def test_enhanced_ct(digital: bytes, compressed: bool) -> None:
    slices = [pydicom.dcmread(io.BytesIO(data)) for data in support.members(digital).values()]
    slices = [one for one in slices if one.SOPClassUID == CTImageStorage]
    random.Random(4).shuffle(slices)
    expected = support.stock_text(CATPHAN_504, as_files(slices))
    result = support.run_bytes(as_object(slices, compressed=compressed), CATPHAN_504)
    assert support.timeless(result.pylinac_results) == expected


# -- the seam ---------------------------------------------------------------------------------------------


def ours(files: dict[str, bytes]) -> PylinacStack:
    source = open_bytes(zip_bytes(files))
    return PylinacStack(SliceStack(source, scan(source).series[0]), members=source.members())


@pytest.mark.parametrize("shared", [(), ("orientation", "measures", "rescale", "type")])
def test_frames_through_the_seam_as_stock_has_classic_files(shared: tuple[str, ...]) -> None:
    from pylinac.core.image import LazyZipDicomImageStack

    those = [replace(one, slope=1.5, intercept=-3.25) for one in frames(6)]
    random.Random(2).shuffle(those)
    those = with_echoes(those, [(1, 20.0), (2, 80.0)])
    stock = LazyZipDicomImageStack.from_zip(io.BytesIO(zip_bytes(classic(those))), min_number=1)
    stack = ours({"many.dcm": enhanced_bytes(those, shared=shared)})
    assert len(stack) == len(stock) == 12
    for mine, theirs in zip(stack, stock, strict=True):
        np.testing.assert_array_equal(mine.array, theirs.array)
        assert mine.array.dtype == theirs.array.dtype
        for keyword in ("ImagePositionPatient", "PixelSpacing", "SliceThickness", "EchoNumbers"):
            assert mine.metadata[keyword].value == theirs.metadata[keyword].value
    del stack[3], stock[3]
    assert [one.metadata.InstanceNumber for one in stack] == [one.metadata.InstanceNumber for one in stock]
    assert stack.slice_spacing == stock.slice_spacing


def test_a_frame_without_position_is_named() -> None:
    those = frames(11)
    those[4] = replace(those[4], position=None)
    source = open_bytes(zip_bytes({"many.dcm": enhanced_bytes(those)}))
    stack = SliceStack(source, scan(source).series[0])
    for attempt in (
        lambda: PylinacStack(stack),
        lambda: check_series(phantom_named(ACR_LARGE), stack),
    ):
        with pytest.raises(PhantomscopeError, match=r"Image Position .*\(many\.dcm, frame 5\)"):
            attempt()


def test_classic_files_stay_what_they_were() -> None:
    """A classic slice beside an object keeps its own header."""
    files = {
        "many.dcm": enhanced_bytes(frames(2)),
        "one.dcm": encoded(dataset(gradient(), number=7, modality="MR")),
    }
    stack = ours(files)
    assert sorted(int(one.InstanceNumber) for one in stack.metadatas) == [1, 2, 7]
