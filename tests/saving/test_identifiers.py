"""Copies of datasets that do not tell who the patient is."""

import io

import pydicom
import pytest
from pydicom import datadict
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, ImplicitVRLittleEndian, generate_uid

from phantomscope.saving.identifiers import IDENTIFYING, is_identifying, without_identifiers

MARKER = "ZZPATIENT"

KEPT = {
    "Manufacturer": "Maker",
    "ManufacturerModelName": "Model 7",
    "StationName": "CT3",
    "DeviceSerialNumber": "12345",
    "KVP": "120",
    "StudyDate": "20250131",
    "AcquisitionTime": "101112",
    "SeriesNumber": "3",
    "QualityControlSubject": "YES",
    "Modality": "CT",
    "ConvolutionKernel": "B30f",
}


def whole_dataset(syntax: str = ExplicitVRLittleEndian) -> FileDataset:
    """A marker wherever a text may be, in sequences and in private elements, written and read back."""
    dataset = Dataset()
    fill(dataset)
    item = Dataset()
    fill(item)
    item.ReferencedSOPInstanceUID = "1.2.3.4"
    dataset.SourceImageSequence = Sequence([item])
    dataset.RequestAttributesSequence = Sequence([item])
    block = dataset.private_block(0x0011, f"{MARKER} PRIVATE", create=True)
    block.add_new(1, "LO", MARKER)
    dataset.add_new(0x60004000, "LT", MARKER)
    dataset.PixelData = bytes(range(16))
    dataset["PixelData"].VR = "OW"
    dataset.SOPClassUID, dataset.SOPInstanceUID = CTImageStorage, generate_uid()
    for keyword, value in KEPT.items():
        setattr(dataset, keyword, value)
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = syntax
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = CTImageStorage, dataset.SOPInstanceUID
    meta.SourceApplicationEntityTitle = MARKER
    dataset.file_meta = meta
    dataset.is_little_endian, dataset.is_implicit_VR = True, syntax == ImplicitVRLittleEndian
    return pydicom.dcmread(io.BytesIO(written(dataset)))


def fill(dataset: Dataset) -> None:
    for keyword in IDENTIFYING:
        tag = datadict.tag_for_keyword(keyword)
        if tag is not None and datadict.dictionary_VR(tag) in ("PN", "LO", "SH", "LT", "ST", "UT"):
            setattr(dataset, keyword, MARKER)
    dataset.PatientBirthDate = "19500101"


def written(dataset: Dataset) -> bytes:
    file = io.BytesIO()
    pydicom.dcmwrite(file, dataset, write_like_original=False)
    return file.getvalue()


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
def test_a_copy_holds_nothing_that_tells_who_the_patient_is(syntax: str) -> None:
    original = whole_dataset(syntax)
    before = written(original)
    assert before.count(MARKER.encode()) > 100
    after = written(without_identifiers(original))
    assert MARKER.encode() not in after
    assert b"19500101" not in after
    assert written(original) == before  # the dataset itself stays as it is


def test_what_physics_needs_stays() -> None:
    clean = pydicom.dcmread(io.BytesIO(written(without_identifiers(whole_dataset()))))
    assert {keyword: str(clean[keyword].value) for keyword in KEPT} == KEPT
    assert clean.PixelData == bytes(range(16))
    assert clean.SourceImageSequence[0].ReferencedSOPInstanceUID == "1.2.3.4"


def test_type_2_elements_stay_without_a_value_and_others_go() -> None:
    clean = without_identifiers(whole_dataset())
    for keyword in ("PatientName", "PatientID", "PatientBirthDate", "AccessionNumber", "StudyID"):
        assert keyword in clean
        assert not clean[keyword].value
    for keyword in ("OtherPatientIDs", "InstitutionName", "PatientComments", "RequestAttributesSequence"):
        assert keyword not in clean
    assert not any(tag.is_private for tag in clean.keys())  # noqa: SIM118


def test_an_element_that_was_not_there_is_not_made() -> None:
    assert "PatientName" not in without_identifiers(Dataset())


def test_the_copy_says_that_it_is_one() -> None:
    clean = without_identifiers(whole_dataset())
    assert clean.PatientIdentityRemoved == "YES"
    assert all(0 < len(value) <= 64 for value in clean.DeidentificationMethod)
    assert clean.LongitudinalTemporalInformationModified == "UNMODIFIED"


@pytest.mark.parametrize(
    ("keyword", "identifying"),
    [
        ("PatientName", True),
        ("OperatorsName", True),
        ("SeriesDescription", True),
        ("InstitutionName", True),
        ("StationName", False),
        ("StudyDate", False),
        ("SOPInstanceUID", False),
        ("PixelData", False),
    ],
)
def test_which_elements_tell(keyword: str, identifying: bool) -> None:
    assert is_identifying(datadict.tag_for_keyword(keyword) or 0) is identifying
    assert (keyword in IDENTIFYING) is identifying


def test_private_and_unknown_elements_may_tell() -> None:
    assert is_identifying(0x00110010)
    assert is_identifying(0x60003000)
    assert is_identifying(0x0008FFFE)
