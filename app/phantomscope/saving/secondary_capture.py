"""A picture as a DICOM Secondary Capture image (PS3.3, A.8.1)."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filewriter import dcmwrite
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian, SecondaryCaptureImageStorage, generate_uid

from phantomscope import __version__
from phantomscope.saving.identifiers import without_identifiers
from phantomscope.stack.front import quiet_pydicom
from phantomscope.stack.slice_header import SliceHeader

_PROGRAM = "Phantomscope"
# PS3.3, C.7.1.1 and C.7.2.1: these have to be there, be it without a value.
_TYPE_2 = (
    *("PatientName", "PatientID", "PatientBirthDate", "PatientSex"),
    *("StudyDate", "StudyTime", "ReferringPhysicianName", "StudyID", "AccessionNumber"),
)
_WHERE_THERE = (
    *("IssuerOfPatientID", "PatientComments", "QualityControlSubject", "PatientIdentityRemoved"),
    *("DeidentificationMethod", "LongitudinalTemporalInformationModified", "StudyDescription"),
    *("LossyImageCompression", "LossyImageCompressionRatio", "LossyImageCompressionMethod"),
)


@dataclass(frozen=True, slots=True)
class Capture:
    """A picture and what is to be said of it.

    Attributes:
        pixels: Shape (rows, columns) in grey or (rows, columns, 3) as red, green, blue.
        title: Becomes SeriesDescription; nothing in it may tell who the patient is.
        derivation: How the picture came about, e.g. "Window width 400, level 40".
        spacing: Size of its pixels in mm, rows then columns, where one is as wide as a pixel of the slice or
            a known part of it; None where it is not known.
        has_texts: Whether texts are painted on it.
        joined: All slices that it is made of, where they are several.
    """

    pixels: npt.NDArray[np.uint8]
    title: str
    derivation: str
    spacing: tuple[float, float] | None = None
    has_texts: bool = False
    joined: tuple[SliceHeader, ...] = ()


def secondary_capture(capture: Capture, source: Dataset, *, private: bool, frame: int = 0) -> Dataset:
    """The image, in a series of its own in the source's study.

    Args:
        capture: The picture.
        source: The slice it shows, or one of those; patient and study are taken from it. Not changed.
        private: Whether to leave out what tells who the patient is.
        frame: The slice's number inside a multi-frame object, from 1; 0 for a classic slice.

    Returns:
        With file meta information, ready for ``encoded``.
    """
    with quiet_pydicom():
        return _made(capture, source, private=private, frame=frame)


def _made(capture: Capture, source: Dataset, *, private: bool, frame: int) -> Dataset:
    seen = without_identifiers(source) if private else source
    now = datetime.now().astimezone()
    made = Dataset()
    made.SpecificCharacterSet = "ISO_IR 192"
    _take_patient_and_study(made, seen)
    _describe(made, capture, now)
    _set_pixels(made, capture.pixels)
    _set_spacing(made, capture)
    shown = [(one.sop_instance_uid, one.frame) for one in capture.joined]
    references = _references(source, shown or [(source.get("SOPInstanceUID"), frame)])
    if references:
        made.SourceImageSequence = Sequence(references)
    made.SOPClassUID, made.SOPInstanceUID = SecondaryCaptureImageStorage, generate_uid(prefix=None)
    made.file_meta = FileMetaDataset()
    made.file_meta.MediaStorageSOPClassUID = made.SOPClassUID
    made.file_meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made.is_little_endian, made.is_implicit_VR = True, False
    return made


def encoded(dataset: Dataset) -> bytes:
    """The bytes of the DICOM file."""
    file = io.BytesIO()
    with quiet_pydicom():
        dcmwrite(file, dataset, write_like_original=False)
    return file.getvalue()


def _take_patient_and_study(made: Dataset, source: Dataset) -> None:
    for keyword in _TYPE_2:
        value = source.get(keyword)
        # A person's name loses its encoding here: what is written is UTF-8.
        text = "" if value is None else str(value)
        # Dates of a year before 1000 stand for none, and validators refuse them.
        setattr(made, keyword, "" if keyword.endswith("Date") and text.startswith("0") else text)
    for keyword in _WHERE_THERE:
        value = source.get(keyword)
        if value not in (None, ""):
            setattr(made, keyword, value)
    made.StudyInstanceUID = source.get("StudyInstanceUID") or generate_uid(prefix=None)


def _describe(made: Dataset, capture: Capture, now: datetime) -> None:
    date, time = now.strftime("%Y%m%d"), now.strftime("%H%M%S.%f")
    made.Modality, made.ConversionType = "OT", "WSD"
    made.SeriesInstanceUID, made.SeriesNumber = generate_uid(prefix=None), None
    made.SeriesDate, made.SeriesTime = date, time
    made.SeriesDescription = capture.title[:64]
    made.Laterality = None  # has to be there for a body part that there are two of
    made.InstanceNumber, made.PatientOrientation = 1, None
    made.ContentDate, made.ContentTime = date, time
    made.DateOfSecondaryCapture, made.TimeOfSecondaryCapture = date, time
    made.InstanceCreationDate, made.InstanceCreationTime = date, time
    made.Manufacturer, made.SoftwareVersions = _PROGRAM, __version__
    made.SecondaryCaptureDeviceManufacturer = _PROGRAM
    made.SecondaryCaptureDeviceSoftwareVersions = __version__
    made.ImageType = ["DERIVED", "SECONDARY"]
    made.DerivationDescription = capture.derivation[:1024]
    made.BurnedInAnnotation = "YES" if capture.has_texts else "NO"


def _set_pixels(made: Dataset, pixels: npt.NDArray[np.uint8]) -> None:
    made.Rows, made.Columns = pixels.shape[:2]
    made.BitsAllocated = made.BitsStored = 8
    made.HighBit, made.PixelRepresentation = 7, 0
    if pixels.ndim == 3:
        made.SamplesPerPixel, made.PhotometricInterpretation = 3, "RGB"
        made.PlanarConfiguration = 0
    else:
        made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
        # As painted: 0 is black and 255 white (PS3.3, C.11.2.1.2.1).
        made.WindowCenter, made.WindowWidth = "128", "256"
    raw = pixels.tobytes()
    made.PixelData = raw + b"\0" * (len(raw) % 2)
    made["PixelData"].VR = "OB"


def _set_spacing(made: Dataset, capture: Capture) -> None:
    if capture.spacing is None:
        return
    values = [f"{value:.10g}" for value in capture.spacing]
    made.NominalScannedPixelSpacing = values
    made.PixelSpacing = values
    made.PixelSpacingCalibrationType = "GEOMETRY"
    made.PixelSpacingCalibrationDescription = "Pixel spacing of the source image"


def _references(source: Dataset, shown: Iterable[tuple[str | None, int]]) -> list[Dataset]:
    """What it was made from: an item an object with all of its frames that are shown.

    Objects that do not say what they are themselves have none. Slices of one series are of the same class.
    """
    kind = source.get("SOPClassUID")
    frames: dict[str, list[int]] = {}
    for uid, frame in shown:
        if kind and uid:
            frames.setdefault(uid, []).extend([frame] if frame else [])
    items = []
    for uid, numbers in frames.items():
        item = Dataset()
        item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = kind, uid
        if numbers:
            item.ReferencedFrameNumber = sorted(numbers) if len(numbers) > 1 else numbers[0]
        items.append(item)
    return items
