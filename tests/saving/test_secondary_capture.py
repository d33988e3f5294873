"""Pictures as DICOM Secondary Capture images, read back and looked at by a validator."""

import io
import shutil
import subprocess
import sys
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.uid import SecondaryCaptureImageStorage

from dicom_files import FakeSource, dataset, slices
from phantomscope.saving.secondary_capture import Capture, encoded, secondary_capture
from phantomscope.stack.front import quiet_pydicom
from phantomscope.stack.index import scan

GREY = np.arange(5 * 7, dtype=np.uint8).reshape(5, 7)
COLOUR = np.arange(5 * 7 * 3, dtype=np.uint8).reshape(5, 7, 3)
MARKER = "ZZPATIENT"


def source(**tags: Any) -> Dataset:
    usual = {
        "PatientID": "4711",
        "PatientBirthDate": "19500101",
        "StudyDate": "20250131",
        "StudyID": "77",
        "StudyDescription": "study",
        "InstitutionName": "somewhere",
    }
    return dataset(**usual | tags)


def read_back(capture: Capture, made_from: Dataset | None = None, **options: Any) -> Dataset:
    options = {"private": False, **options}
    return pydicom.dcmread(io.BytesIO(encoded(secondary_capture(capture, made_from or source(), **options))))


def test_a_grey_picture_is_back_to_the_last_bit() -> None:
    found = read_back(Capture(GREY, "slice 1", "8 bit"))
    np.testing.assert_array_equal(found.pixel_array, GREY)
    assert (found.PhotometricInterpretation, found.BitsStored, found.BurnedInAnnotation) == (
        *("MONOCHROME2", 8),
        "NO",
    )
    # Shown as painted by a viewer that goes by them (PS3.3, C.11.2.1.2.1).
    assert (float(found.WindowCenter), float(found.WindowWidth)) == (128, 256)


def test_a_coloured_one_too() -> None:
    found = read_back(Capture(COLOUR, "view", "8 bit", has_texts=True))
    np.testing.assert_array_equal(found.pixel_array, COLOUR)
    assert (found.PhotometricInterpretation, found.PlanarConfiguration) == ("RGB", 0)
    assert found.BurnedInAnnotation == "YES"


def test_it_belongs_to_the_patient_and_the_study_and_is_a_series_of_its_own() -> None:
    origin = source()
    found = read_back(Capture(GREY, "slice 1", "8 bit"), origin)
    for keyword in ("PatientName", "PatientID", "PatientBirthDate", "StudyInstanceUID", "StudyDate"):
        assert found[keyword].value == origin[keyword].value
    assert found.SOPClassUID == SecondaryCaptureImageStorage == found.file_meta.MediaStorageSOPClassUID
    assert found.SOPInstanceUID == found.file_meta.MediaStorageSOPInstanceUID != origin.SOPInstanceUID
    assert found.SeriesInstanceUID != origin.SeriesInstanceUID
    assert (found.Modality, found.ConversionType, list(found.ImageType)) == (
        *("OT", "WSD"),
        ["DERIVED", "SECONDARY"],
    )
    assert found.SourceImageSequence[0].ReferencedSOPInstanceUID == origin.SOPInstanceUID
    again = read_back(Capture(GREY, "slice 1", "8 bit"), origin)
    assert again.SOPInstanceUID != found.SOPInstanceUID


def test_a_frame_is_referred_to_by_its_number() -> None:
    found = read_back(Capture(GREY, "slice 1", "8 bit"), frame=5)
    assert found.SourceImageSequence[0].ReferencedFrameNumber == 5


def test_all_slices_that_were_joined_are_referred_to() -> None:
    made = scan(FakeSource(slices(3))).series[0].slices
    found = read_back(Capture(GREY, "mean of 3 slices", "8 bit", joined=made))
    assert [one.ReferencedSOPInstanceUID for one in found.SourceImageSequence] == [
        one.sop_instance_uid for one in made
    ]
    frames = tuple(replace(made[0], frame=number) for number in (4, 5, 6))
    found = read_back(Capture(GREY, "mean of 3 slices", "8 bit", joined=frames))
    assert len(found.SourceImageSequence) == 1
    assert list(found.SourceImageSequence[0].ReferencedFrameNumber) == [4, 5, 6]


def test_a_size_is_given_where_it_is_known() -> None:
    found = read_back(Capture(GREY, "slice 1", "8 bit", (0.5, 0.25)))
    assert list(found.PixelSpacing) == [0.5, 0.25] == list(found.NominalScannedPixelSpacing)
    assert found.PixelSpacingCalibrationType == "GEOMETRY"
    assert "PixelSpacing" not in read_back(Capture(GREY, "slice 1", "8 bit"))


def test_without_identifiers() -> None:
    origin = source(PatientComments=MARKER, PatientName=MARKER, StudyDescription=MARKER)
    data = encoded(secondary_capture(Capture(GREY, "slice 1", "8 bit"), origin, private=True))
    assert MARKER.encode() not in data
    found = pydicom.dcmread(io.BytesIO(data))
    assert (found.PatientName, found.PatientID, found.PatientIdentityRemoved) == ("", "", "YES")
    assert found.StudyDate == "20250131"
    assert origin.PatientName == MARKER


def test_names_in_other_alphabets_are_kept() -> None:
    origin = source(SpecificCharacterSet="ISO_IR 100", PatientName="Müller^Jörg")
    found = read_back(Capture(GREY, "slice 1", "8 bit"), origin)
    assert (str(found.PatientName), found.SpecificCharacterSet) == ("Müller^Jörg", "ISO_IR 192")


def test_a_date_that_stands_for_none_is_none() -> None:
    found = read_back(Capture(GREY, "slice 1", "8 bit"), source(StudyDate="00010101"))
    assert (found.StudyDate, found.PatientBirthDate) == ("", "19500101")


@pytest.mark.parametrize("pixels", [GREY, COLOUR], ids=["grey", "colour"])
@pytest.mark.parametrize("private", [False, True])
def test_the_validator_finds_no_error(pixels: Any, private: bool, tmp_path: Path) -> None:
    beside = Path(sys.executable).parent / "dciodvfy"
    validator = str(beside) if beside.exists() else shutil.which("dciodvfy")
    if validator is None:
        pytest.skip("dciodvfy is not installed; it is in the package dicom3tools")
    path = tmp_path / "made.dcm"
    capture = Capture(pixels, "slice 1", "8 bit", (0.5, 0.5), has_texts=pixels.ndim == 3)
    path.write_bytes(encoded(secondary_capture(capture, source(PatientSex="O"), private=private)))
    done = subprocess.run([validator, str(path)], capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert "SCImage" in said
    assert "Error" not in said


@pytest.mark.parametrize("lacking", ["SOPInstanceUID", "SOPClassUID"])
def test_a_source_that_does_not_say_what_it_is_is_not_referred_to(lacking: str) -> None:
    origin = source()
    delattr(origin, lacking)
    found = read_back(Capture(GREY, "slice 1", "8 bit"), origin, private=True)
    assert "SourceImageSequence" not in found
    np.testing.assert_array_equal(found.pixel_array, GREY)


@pytest.mark.parametrize("private", [False, True])
def test_odd_values_of_the_source_are_not_told_in_warnings(private: bool) -> None:
    odd = {
        "PatientSex": "J. Doe",
        "PatientBirthDate": "born 1.2.60",
        "PatientID": "4" * 80,
        "StudyTime": "1:2",
    }
    with quiet_pydicom():
        origin = source(**odd)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        encoded(secondary_capture(Capture(GREY, "slice 1", "8 bit"), origin, private=private))
    assert said == []
