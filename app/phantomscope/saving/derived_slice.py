"""A slice as it is shown, written as a new DICOM object that tells what it was made from."""

import io
import struct
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filewriter import dcmwrite
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

from phantomscope.errors import PhantomscopeError
from phantomscope.log import traceback_without_values
from phantomscope.saving.classic_frame import image_kind, make_classic
from phantomscope.saving.identifiers import NO_PREAMBLE, without_identifiers
from phantomscope.stack.decoder import Pixels, SlicePixels
from phantomscope.stack.front import quiet_pydicom
from phantomscope.stack.header_values import HEADER_ERRORS, values
from phantomscope.stack.slice_header import PixelFormat, SliceHeader

# They are not true of other pixels, or of a part of them (PS3.3, C.7.6.3).
_OF_THE_PIXELS = ("SmallestImagePixelValue", "LargestImagePixelValue", "PixelDataProviderURL")
_OF_THE_PICTURE = ("IconImageSequence",)
# They sign what is no more.
_SIGNATURES = ("DigitalSignaturesSequence", "MACParametersSequence")
_LUT_TAGS = ("ModalityLUTSequence", "PixelPaddingValue", "PixelPaddingRangeLimit")
_PIXEL_DATA = struct.Struct("<HH2s2xL")
_MOST_TEXT = 1024  # characters of a ST (PS3.5, 6.2)


@dataclass(frozen=True, slots=True)
class Derivation:
    """How slices came about.

    Attributes:
        sentences: What was done to them.
        moved: Whether pixels lie elsewhere in the picture, or some are gone.
        made_at: When, with its time zone.
        series_uid: The series that they belong to from now on; empty for that of the source.
        private: Whether to leave out what tells who the patient is.
    """

    sentences: tuple[str, ...]
    moved: bool
    made_at: datetime
    series_uid: str = ""
    private: bool = False


def derived_slice(
    dataset: Dataset, header: SliceHeader, pixels: SlicePixels, derivation: Derivation, *, replaced: bool
) -> bytes:
    """The bytes of a DICOM file, in Explicit VR Little Endian, with a SOP Instance UID of its own.

    Stored integers and rescale are kept exactly.

    Args:
        dataset: The slice's header as it is shown, without pixel data; it is changed.
        header: What the index holds of it.
        pixels: Its pixels as they are shown.
        derivation: What was done to it.
        replaced: Whether its values are others than the source's.

    Raises:
        PhantomscopeError: Its values can't be stored exactly, or its header can't be written.
    """
    try:
        with quiet_pydicom():
            stored = _stored(header, pixels)
            reference = _reference(dataset, header)
            _lay_out(dataset, header, stored)
            _drop_what_is_not_true(dataset, derivation, header, replaced=replaced)
            said = _what_was_done(derivation, header, replaced=replaced)
            _say_what_was_done(dataset, header, said)
            _identify(dataset, derivation, reference)
            if derivation.private:
                dataset = without_identifiers(dataset)
                if said:  # the program's own words tell of nobody
                    dataset.DerivationDescription = said
            return _encoded(dataset) + _pixel_data(stored)
    except HEADER_ERRORS as error:
        raise PhantomscopeError(
            f"The slice’s header can’t be written: {traceback_without_values(error).splitlines()[-1]}",
            where=header.name,
            todo="Leave this slice out",
        ) from error


def _stored(header: SliceHeader, pixels: SlicePixels) -> Pixels:
    """The integers to store, shape (rows, columns)."""
    kind = header.format
    slope, intercept = _rescale(kind)
    if pixels.stored.dtype.kind in "iu" and (pixels.slope, pixels.intercept) == (slope, intercept):
        return pixels.stored
    shown = pixels.rescaled().astype(np.float64)
    ratio, shift = (1.0, 0.0) if slope is None or intercept is None else (slope, intercept)
    whole = np.rint((shown - shift) / ratio)
    bits = kind.bits_stored
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if kind.signed else (0, 2**bits - 1)
    if not np.array_equal(whole * ratio + shift, shown) or whole.min() < low or whole.max() > high:
        raise PhantomscopeError(
            "The changed values of the slice can’t be stored exactly in the scan’s own integers",
            where=header.name,
            todo="Undo what was changed in it, or leave it out",
        )
    return whole.astype(np.dtype(kind.native_dtype))


def _rescale(kind: PixelFormat) -> tuple[float | None, float | None]:
    # A lookup table has been applied already; what it gave is in the output unit.
    return (None, None) if kind.modality_lut else (kind.slope, kind.intercept)


def _lay_out(dataset: Dataset, header: SliceHeader, stored: Pixels) -> None:
    """The elements that tell how pixels lie and what they mean."""
    bits = stored.dtype.itemsize * 8
    signed = int(stored.dtype.kind == "i")
    if header.format.modality_lut:
        _drop(dataset, _LUT_TAGS)
        if header.series.modality == "CT":  # where both are of type 1
            dataset.RescaleIntercept, dataset.RescaleSlope = "0", "1"
    if dataset.get("BitsAllocated") != bits or header.format.signed != bool(signed):
        dataset.BitsAllocated = dataset.BitsStored = bits
        dataset.HighBit = bits - 1
    dataset.PixelRepresentation = signed
    dataset.Rows, dataset.Columns = stored.shape
    dataset.SamplesPerPixel = 1
    if "PhotometricInterpretation" not in dataset:
        dataset.PhotometricInterpretation = header.format.photometric


def _drop_what_is_not_true(
    dataset: Dataset, derivation: Derivation, header: SliceHeader, *, replaced: bool
) -> None:
    _drop(dataset, _SIGNATURES)
    if derivation.moved or replaced or header.format.modality_lut:
        _drop(dataset, _OF_THE_PIXELS)
    if derivation.moved or replaced or header.frame:
        _drop(dataset, _OF_THE_PICTURE)
        for tag in [tag for tag in dataset.keys() if tag.group & 0xFF01 in (0x5000, 0x6000)]:  # noqa: SIM118
            del dataset[tag]


def _what_was_done(derivation: Derivation, header: SliceHeader, *, replaced: bool) -> str:
    """A Derivation Description; empty where only identifiers are left out: the image is what it was."""
    said = list(derivation.sentences)
    if replaced:
        said.append("values changed")
    if header.frame:
        said.append("frame of a multi-frame object written as a slice of its own")
    # Whatever the character set of the header is, it has these.
    return "; ".join(said).replace("–", "-").encode("ascii", "replace").decode("ascii")[:_MOST_TEXT]


def _say_what_was_done(dataset: Dataset, header: SliceHeader, said: str) -> None:
    if header.frame:
        make_classic(dataset, header.series.modality)
    if said:
        dataset.ImageType = ["DERIVED", "SECONDARY", *_further_types(dataset, header)]
        dataset.DerivationDescription = said


def _further_types(dataset: Dataset, header: SliceHeader) -> list[str]:
    if header.frame:
        return [image_kind(dataset, header.series.modality)]
    return [str(kind) for kind in values(dataset, "ImageType")][2:]


def _identify(dataset: Dataset, derivation: Derivation, reference: Dataset | None) -> None:
    date, time = derivation.made_at.strftime("%Y%m%d"), derivation.made_at.strftime("%H%M%S.%f")
    dataset.InstanceCreationDate, dataset.InstanceCreationTime = date, time
    dataset.ContentDate, dataset.ContentTime = date, time
    if reference is not None:
        dataset.SourceImageSequence = Sequence([reference])
    dataset.SOPInstanceUID = generate_uid(prefix=None)  # 2.25 and a random UUID (PS3.5, B.2)
    if derivation.series_uid:
        dataset.SeriesInstanceUID = derivation.series_uid
    dataset.preamble = NO_PREAMBLE  # the source's is of the source's file, and may hold anything
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian


def _reference(dataset: Dataset, header: SliceHeader) -> Dataset | None:
    if not header.sop_instance_uid or not dataset.get("SOPClassUID"):
        return None
    item = Dataset()
    item.ReferencedSOPClassUID = dataset.SOPClassUID
    item.ReferencedSOPInstanceUID = header.sop_instance_uid
    if header.frame:
        item.ReferencedFrameNumber = header.frame
    return item


def _pixel_data(stored: Pixels) -> bytes:
    """The element Pixel Data, which is the last of all, in Explicit VR Little Endian (PS3.5, 7.1.2).

    Not by pydicom: its files refer to themselves, and each would keep its pixels until garbage is collected.
    """
    raw = stored.astype(stored.dtype.newbyteorder("<"), order="C", copy=False).tobytes()
    raw += b"\0" * (len(raw) % 2)
    return _PIXEL_DATA.pack(0x7FE0, 0x0010, b"OB" if stored.dtype.itemsize == 1 else b"OW", len(raw)) + raw


def _encoded(dataset: Dataset) -> bytes:
    dataset.is_little_endian, dataset.is_implicit_VR = True, False
    file = io.BytesIO()
    dcmwrite(file, dataset, write_like_original=False)
    return file.getvalue()


def _drop(dataset: Dataset, keywords: tuple[str, ...]) -> None:
    for keyword in keywords:
        if keyword in dataset:
            delattr(dataset, keyword)
