import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset

from phantomscope.digital.dicom import CTSeries, write_archive

SERIES = CTSeries("one", "A^B", "Series", 6, 4, 0.48828125, 2.5, 1 / 3, 3.0)
VALUES = np.array([[-3000.4, -1000, -0.6, 0.4, 1000, 2976.5]] * 4, dtype=np.float32)

TYPE_1 = """
SOPClassUID SOPInstanceUID ImageType Modality StudyInstanceUID SeriesInstanceUID FrameOfReferenceUID
ImagePositionPatient ImageOrientationPatient PixelSpacing SamplesPerPixel PhotometricInterpretation
Rows Columns BitsAllocated BitsStored HighBit PixelRepresentation RescaleIntercept RescaleSlope
RescaleType PixelData
"""
TYPE_2 = """
PatientName PatientID PatientBirthDate PatientSex StudyDate StudyTime ReferringPhysicianName StudyID
AccessionNumber SeriesNumber PositionReferenceIndicator Manufacturer SliceThickness KVP
AcquisitionNumber InstanceNumber
"""


def reread(dataset: Dataset) -> Dataset:
    file = io.BytesIO()
    write_archive([dataset], file)
    with zipfile.ZipFile(file) as archive:
        return pydicom.dcmread(io.BytesIO(archive.read("CT0001.dcm")))


def test_slice_is_a_valid_ct_image() -> None:
    dataset = reread(SERIES.dataset(VALUES, 7, -12.5))
    assert dataset.file_meta.TransferSyntaxUID == pydicom.uid.ExplicitVRLittleEndian
    assert dataset.file_meta.MediaStorageSOPInstanceUID == dataset.SOPInstanceUID
    assert dataset.SOPClassUID == pydicom.uid.CTImageStorage
    for name in TYPE_1.split():
        assert dataset[name].VM > 0, name
    for name in TYPE_2.split():
        assert name in dataset
    assert dataset.InstanceNumber == 8
    assert dataset.ImagePositionPatient == pytest.approx([-2.5 * 0.48828125, -1.5 * 0.48828125, -12.5])
    assert dataset.SpacingBetweenSlices == pytest.approx(1 / 3)
    assert all(uid.is_valid for uid in (dataset.SOPInstanceUID, dataset.file_meta.ImplementationClassUID))


def test_pixels_come_back_as_whole_hu() -> None:
    dataset = reread(SERIES.dataset(VALUES, 0, 0.0))
    hu = dataset.pixel_array * float(dataset.RescaleSlope) + float(dataset.RescaleIntercept)
    assert hu[0].tolist() == [-3000, -1000, -1, 0, 1000, 2976]


def test_values_beyond_16_bits_are_clipped() -> None:
    dataset = reread(SERIES.dataset(np.full((4, 6), 1e6), 0, 0.0))
    assert dataset.pixel_array.min() == 32767


def test_uids_tell_series_and_roles_apart() -> None:
    other = CTSeries("two", "A^B", "Series", 6, 4, 0.48828125, 2.5, 2.5, 3.0)
    uids = {series.uid(role) for series in (SERIES, other) for role in ("study", "series", "instance 0")}
    assert len(uids) == 6
    assert SERIES.uid("study") == SERIES.uid("study")


def test_unfinished_archive_is_removed(tmp_path: Path) -> None:
    def broken() -> Iterator[Dataset]:
        yield SERIES.dataset(VALUES, 0, 0.0)
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError):
        write_archive(broken(), tmp_path / "a.zip")
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_opened_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "a.zip"
    folder.mkdir()
    with pytest.raises(OSError):
        write_archive([], folder)
    assert folder.is_dir()
