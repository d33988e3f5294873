"""CT and MR slices as DICOM datasets, and datasets as a ZIP whose bytes depend on nothing else."""

import io
import uuid
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, ClassVar

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filewriter import dcmwrite
from pydicom.uid import UID, CTImageStorage, ExplicitVRLittleEndian, MRImageStorage
from pydicom.valuerep import format_number_as_ds

from phantomscope import __version__

RESCALE_INTERCEPT = -1024
RAW_SLOPE = 0.4
"""What an uncalibrated CT stores for each HU above air: water is 400."""
_NAMESPACE = uuid.UUID("6f3b1c5e-9d0a-4c1e-8a55-6d2f4e8b7a10")
_STAMP_DATE, _STAMP_TIME = "20260101", "120000"
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_COMPRESS_LEVEL = 1
"""Noise hardly compresses: level 6 takes nine times as long and saves 4 %."""


def decimal(value: float) -> str:
    """A decimal string of at most 16 characters, as the DS representation demands."""
    return str(format_number_as_ds(float(value)))


@dataclass(frozen=True, slots=True)
class ImageSeries(ABC):
    """What the slices of one digital series have in common.

    Attributes:
        identity: Text that tells this series from every other; the UIDs derive from it.
        patient_name: PatientName.
        description: SeriesDescription.
        columns, rows: Size of a slice in pixels.
        pixel_spacing: In mm.
        slice_thickness, slice_spacing: In mm.
        field_of_view: ReconstructionDiameter in mm.
        calibrated: Whether values are stored on their own scale; for a CT, whether it tells HU.
    """

    identity: str
    patient_name: str
    description: str
    columns: int
    rows: int
    pixel_spacing: float
    slice_thickness: float
    slice_spacing: float
    field_of_view: float
    calibrated: bool = True

    modality: ClassVar[str]
    sop_class: ClassVar[UID]

    @abstractmethod
    def stored(self, values: NDArray[np.floating]) -> NDArray[np.floating]:
        """What is stored for such values, before it is rounded and clipped to the pixel type."""

    @abstractmethod
    def describe_values(self, dataset: Dataset) -> None:
        """Set what the header says of the acquisition and of the scale of stored values."""

    def uid(self, role: str) -> str:
        """A UID under 2.25 (DICOM PS3.5 B.2) from this series' identity and a role within it."""
        return f"2.25.{uuid.uuid5(_NAMESPACE, f'{__version__} {self.identity} {role}').int}"

    def dataset(self, values: NDArray[np.floating], index: int, position: float) -> Dataset:
        """A dataset with its file meta information, in Explicit VR Little Endian.

        `values` are in the phantom's unit, shape (rows, columns), rounded and clipped to what 16 bits hold.
        `index` counts from 0; `position` is the slice centre in mm along the normal.
        """
        return self._with_pixels(self.stored(values), index, position)

    def blank(self, index: int, position: float) -> Dataset:
        """A slice without an image: every stored value is 0."""
        return self._with_pixels(np.zeros((self.rows, self.columns)), index, position)

    def _with_pixels(self, stored: NDArray[np.floating], index: int, position: float) -> Dataset:
        dataset = self._header(index, position)
        dataset.PixelData = np.clip(np.rint(stored), -32768, 32767).astype("<i2").tobytes()
        dataset["PixelData"].VR = "OW"
        return dataset

    def _header(self, index: int, position: float) -> Dataset:
        dataset = Dataset()
        dataset.is_little_endian = True
        dataset.is_implicit_VR = False
        dataset.SpecificCharacterSet = "ISO_IR 100"
        dataset.ImageType = ["DERIVED", "SECONDARY", "AXIAL"]
        dataset.SOPClassUID = self.sop_class
        dataset.SOPInstanceUID = self.uid(f"instance {index}")
        for name in ("Study", "Series", "Content"):
            setattr(dataset, f"{name}Date", _STAMP_DATE)
            setattr(dataset, f"{name}Time", _STAMP_TIME)
        self._describe(dataset)
        self._place(dataset, index, position)
        self._lay_out_pixels(dataset)
        self.describe_values(dataset)
        dataset.file_meta = FileMetaDataset()
        dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID
        dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
        dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        dataset.file_meta.ImplementationClassUID = UID(f"2.25.{_NAMESPACE.int}")
        dataset.file_meta.ImplementationVersionName = f"PHANTOMSCOPE {__version__}"[:16].strip()
        return dataset

    def _describe(self, dataset: Dataset) -> None:
        dataset.AccessionNumber = ""
        dataset.Modality = self.modality
        dataset.Manufacturer = "Phantomscope"
        dataset.ManufacturerModelName = "Digital phantom"
        dataset.SoftwareVersions = __version__
        dataset.ReferringPhysicianName = ""
        dataset.StudyDescription = "Digital phantom"
        dataset.SeriesDescription = self.description
        dataset.PatientName = self.patient_name
        dataset.PatientID = "DIGITAL"
        dataset.PatientBirthDate = ""
        dataset.PatientSex = ""
        dataset.StudyInstanceUID = self.uid("study")
        dataset.SeriesInstanceUID = self.uid("series")
        dataset.StudyID = "1"
        dataset.SeriesNumber = 1
        dataset.Laterality = ""
        dataset.AcquisitionNumber = 1

    def _place(self, dataset: Dataset, index: int, position: float) -> None:
        corner = [-(count - 1) / 2 * self.pixel_spacing for count in (self.columns, self.rows)]
        dataset.FrameOfReferenceUID = self.uid("frame of reference")
        dataset.PositionReferenceIndicator = ""
        dataset.PatientPosition = "HFS"
        dataset.InstanceNumber = index + 1
        dataset.ImagePositionPatient = [decimal(value) for value in (*corner, position)]
        dataset.ImageOrientationPatient = ["1", "0", "0", "0", "1", "0"]
        dataset.SliceLocation = decimal(position)
        dataset.SliceThickness = decimal(self.slice_thickness)
        dataset.SpacingBetweenSlices = decimal(self.slice_spacing)
        dataset.PixelSpacing = [decimal(self.pixel_spacing)] * 2
        dataset.ReconstructionDiameter = decimal(self.field_of_view)

    def _lay_out_pixels(self, dataset: Dataset) -> None:
        dataset.SamplesPerPixel = 1
        dataset.PhotometricInterpretation = "MONOCHROME2"
        dataset.Rows = self.rows
        dataset.Columns = self.columns
        dataset.BitsAllocated = 16
        dataset.BitsStored = 16
        dataset.HighBit = 15
        dataset.PixelRepresentation = 1


@dataclass(frozen=True, slots=True)
class CTSeries(ImageSeries):
    """A CT series. Uncalibrated, it stores (HU + 1000) · RAW_SLOPE and has no rescale tags."""

    modality: ClassVar[str] = "CT"
    sop_class: ClassVar[UID] = CTImageStorage

    def stored(self, values: NDArray[np.floating]) -> NDArray[np.floating]:
        return values - RESCALE_INTERCEPT if self.calibrated else (values + 1000.0) * RAW_SLOPE

    def describe_values(self, dataset: Dataset) -> None:
        dataset.KVP = "120"
        if self.calibrated:
            dataset.RescaleIntercept = str(RESCALE_INTERCEPT)
            dataset.RescaleSlope = "1"
            dataset.RescaleType = "HU"
        dataset.WindowCenter = "50" if self.calibrated else str(round(1050 * RAW_SLOPE))
        dataset.WindowWidth = "400" if self.calibrated else str(round(400 * RAW_SLOPE))


@dataclass(frozen=True, slots=True)
class MRSeries(ImageSeries):
    """An MR series: stored values are the signal itself."""

    modality: ClassVar[str] = "MR"
    sop_class: ClassVar[UID] = MRImageStorage

    def stored(self, values: NDArray[np.floating]) -> NDArray[np.floating]:
        return values

    def describe_values(self, dataset: Dataset) -> None:
        dataset.ScanningSequence = "SE"
        dataset.SequenceVariant = "NONE"
        dataset.ScanOptions = ""
        dataset.MRAcquisitionType = "2D"
        dataset.RepetitionTime = "500"
        dataset.EchoTime = "20"
        dataset.EchoNumbers = "1"
        dataset.EchoTrainLength = "1"
        dataset.WindowCenter = "600"
        dataset.WindowWidth = "1200"


def write_archive(datasets: Iterable[Dataset], destination: BinaryIO | Path) -> None:
    """Write datasets, in their order, as members CT0001.dcm (or MR0001.dcm) ... of a ZIP and nothing else.

    Equal datasets make equal bytes: the members carry a fixed time and origin. One dataset is held at a time.
    A path is overwritten; if writing fails, the unfinished file is removed. Raises OSError.
    """
    if not isinstance(destination, Path):
        _write_members(datasets, destination)
        return
    with destination.open("wb") as file:  # outside `try`: what can't be opened must not be removed
        try:
            _write_members(datasets, file)
        except BaseException:
            file.close()  # Windows removes no open file
            with suppress(OSError):
                destination.unlink()
            raise


def _write_members(datasets: Iterable[Dataset], file: BinaryIO) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        for number, dataset in enumerate(datasets, start=1):
            member = io.BytesIO()
            dcmwrite(member, dataset, write_like_original=False)
            info = zipfile.ZipInfo(f"{dataset.Modality}{number:04d}.dcm", date_time=_ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3  # otherwise Windows would write another byte than the rest
            info.external_attr = 0o644 << 16
            archive.writestr(info, member.getbuffer(), compresslevel=_COMPRESS_LEVEL)
