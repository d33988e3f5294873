"""One member's header: a small frozen record where it is a slice, a reason where it is none."""

import logging
import math
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Any, TypeVar, cast

from pydicom.datadict import tag_for_keyword
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.errors import BytesLengthException, InvalidDicomError
from pydicom.multival import MultiValue
from pydicom.tag import BaseTag
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from phantomscope.errors import PhantomscopeError
from phantomscope.log import traceback_without_values
from phantomscope.stack.front import PREAMBLE, FrontReader, may_be_dicom, quiet_pydicom, read_dataset
from phantomscope.stack.member import Member, Source
from phantomscope.stack.slice_header import PixelFormat, Plane, SeriesFacts, SetAside, SliceHeader, Vector

logger = logging.getLogger(__name__)
T = TypeVar("T")

# What pydicom raises on bytes that are no DICOM, or on values that are not what their VR says.
HEADER_ERRORS = (
    BytesLengthException,
    InvalidDicomError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    BufferError,
    EOFError,
    LookupError,
    MemoryError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
_STARTS = ((b"%PDF", "a PDF document"), (b"PK\x03\x04", "a ZIP archive, which has to be opened by itself"))
_LONG_VR = frozenset({b"OB\0\0", b"OW\0\0", b"OF\0\0", b"OD\0\0", b"UN\0\0"})  # with its reserved bytes
_UNDEFINED_LENGTH = 0xFFFFFFFF
_PIXEL_DATA = b"\xe0\x7f\x10\x00"
_LAYOUT = (
    ("Rows", "Rows", "(0028,0010)"),
    ("Columns", "Columns", "(0028,0011)"),
    ("BitsAllocated", "Bits Allocated", "(0028,0100)"),
)
_TRANSFER_SYNTAX = BaseTag(0x00020010)


def _tags(*keywords: str) -> tuple[BaseTag, ...]:
    return tuple(BaseTag(tag_for_keyword(keyword) or 0) for keyword in keywords)


_COMMON_TAGS = (
    *_tags("SOPClassUID", "NumberOfFrames", "SamplesPerPixel", "PhotometricInterpretation"),
    *_tags("Rows", "Columns", "BitsAllocated", "BitsStored", "PixelRepresentation", "PixelPaddingValue"),
    *_tags("RescaleSlope", "RescaleIntercept", "RescaleType", "ModalityLUTSequence"),
    *_tags("ImageOrientationPatient", "PixelSpacing", "SliceThickness", "SpacingBetweenSlices"),
    *_tags("SeriesInstanceUID", "StudyInstanceUID", "Modality", "SeriesDescription", "StudyDescription"),
    *_tags("ProtocolName", "Manufacturer", "ManufacturerModelName", "StationName"),
    *_tags("SeriesNumber", "ImageType"),
)
_OWN_TAGS = _tags("SOPInstanceUID", "InstanceNumber", "ImagePositionPatient", "SliceLocation", "EchoNumbers")
_WANTED_TAGS = (*_COMMON_TAGS, *_OWN_TAGS)
_OWN_NUMBERS = frozenset(int(tag) for tag in _OWN_TAGS)  # plain integers: a BaseTag is slow to compare


class HeaderReader:
    """Reads headers from one source and lets slices share what they have in common."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._shared: dict[object, object] = {}
        self._known: dict[object, tuple[PixelFormat, Plane, SeriesFacts]] = {}

    def read(self, member: Member) -> SliceHeader | SetAside:
        """Read one member's header, streaming no more than the header.

        Never raises for what a member may hold: one that can't be read is set aside with its reason.
        """
        try:
            return self._read(member)
        except PhantomscopeError as error:
            return SetAside(member.name, _phrase(error), damaged=True)
        except HEADER_ERRORS as error:
            logger.info("a member's header could not be read: %s", traceback_without_values(error))
            return SetAside(member.name, "its DICOM header is damaged or cut short", damaged=True)

    def _read(self, member: Member) -> SliceHeader | SetAside:
        front = FrontReader(self._source.front(member))
        start = front.read(PREAMBLE)
        if refusal := _why_no_dicom(member, start):
            return SetAside(member.name, refusal)
        front.seek(0)
        dataset = read_dataset(front, _WANTED_TAGS)
        with quiet_pydicom():
            return self._slice(member, dataset, *_pixel_element(front, dataset))

    def _slice(
        self, member: Member, dataset: Dataset, offset: int | None, length: int
    ) -> SliceHeader | SetAside:
        # Most slices differ from the one before in position and number only: what is the same to the byte
        # is neither checked nor converted again.
        raw = (length < 0, _transfer_syntax(dataset), *_common_bytes(dataset))
        common = self._known.get(raw)
        if common is None:
            if refusal := why_no_slice(dataset):
                return SetAside(member.name, refusal)
            if missing := _what_is_missing(dataset):
                return SetAside(member.name, missing, damaged=True)
            common = self._common(dataset, length)
        if offset is None:
            return SetAside(member.name, "an image without Pixel Data (7FE0,0010)", damaged=True)
        self._known[raw] = common
        pixel_format, plane, facts = common
        return SliceHeader(
            member=member,
            frame=0,
            sop_instance_uid=_text(dataset, "SOPInstanceUID"),
            instance_number=_integer(dataset, "InstanceNumber"),
            position=_vector(dataset, "ImagePositionPatient"),
            location=_number(dataset, "SliceLocation"),
            echo=_integer(dataset, "EchoNumbers"),
            pixel_offset=offset,
            pixel_length=length,
            format=pixel_format,
            plane=plane,
            series=facts,
        )

    def _common(self, dataset: Dataset, length: int) -> tuple[PixelFormat, Plane, SeriesFacts]:
        return (
            self._share(_pixel_format(dataset, length)),
            self._share(_plane(dataset)),
            self._share(_series_facts(dataset)),
        )

    def _share(self, value: T) -> T:
        return cast(T, self._shared.setdefault(value, value))


def _phrase(error: PhantomscopeError) -> str:
    sentences = (error.what, error.todo) if error.todo else (error.what,)
    return "; ".join(sentence[:1].lower() + sentence[1:] for sentence in sentences)


def _common_bytes(dataset: Dataset) -> Iterator[object]:
    """What slices may share, as it lies in the file, without the cost of converting it."""
    for element in dataset.values():
        number, value = int(element.tag), element.value
        if isinstance(element, RawDataElement) and value is not None and len(value) < element.length:
            raise EOFError("the file ends inside an element")
        if number not in _OWN_NUMBERS:
            yield number
            yield value if isinstance(value, bytes) else repr(value)


def why_no_slice(dataset: Dataset) -> str:
    """Why a dataset's header is not that of one grey image plane; empty where it is."""
    sop_class = dataset.get("SOPClassUID")
    if not sop_class:
        media = dataset.file_meta.get("MediaStorageSOPClassUID") if hasattr(dataset, "file_meta") else None
        if media is None or media.name == media or "Image Storage" in media.name:
            return ""  # what it should have been is not known, or is an image
        return f"{media.name}, not an image"
    name = sop_class.name
    if "Image Storage" not in name:
        return f"{name.removesuffix(' Storage')}, not an image"
    frames = _integer(dataset, "NumberOfFrames") or 1
    if frames > 1 or "Enhanced" in name:
        kind = name.removesuffix(" Storage")
        return f"a multi-frame object ({kind}, {frames} frames), which is not supported yet"
    photometric = _text(dataset, "PhotometricInterpretation") or "MONOCHROME2"
    if (_integer(dataset, "SamplesPerPixel") or 1) != 1 or not photometric.startswith("MONOCHROME"):
        return f"a colour image ({photometric}), not a slice"
    return ""


def _what_is_missing(dataset: Dataset) -> str:
    """What it lacks without which it can't be shown, though it should be an image; empty where nothing."""
    if not dataset.get("SOPClassUID"):
        return "DICOM without a SOP Class UID (0008,0016)"
    missing = [
        f"{name} {tag}"
        for keyword, name, tag in _LAYOUT
        if (value := _integer(dataset, keyword)) is None or value <= 0
    ]
    return f"an image without {' and '.join(missing)}" if missing else ""


def _why_no_dicom(member: Member, start: bytes) -> str:
    if not start:
        return "an empty file"
    if may_be_dicom(start):
        return ""
    for signature, reason in _STARTS:
        if start.startswith(signature):
            return reason
    if member.name.rsplit("/", 1)[-1].upper() == "DICOMDIR":
        return "a DICOMDIR that is cut short"
    return "not a DICOM file"


def _pixel_element(front: FrontReader, dataset: Dataset) -> tuple[int | None, int]:
    """Offset and length of the pixel data's value; offset None where there is none, -1 where unknown."""
    if _transfer_syntax(dataset) == DeflatedExplicitVRLittleEndian:
        return -1, -1  # the dataset itself is deflated: offsets in the member mean nothing
    element = front.read(12)  # pydicom leaves the stream at the pixel data's tag
    if dataset.is_little_endian is False:
        return (-1, -1) if element else (None, 0)
    if not element.startswith(_PIXEL_DATA):
        return (-1, -1) if element[:2] == _PIXEL_DATA[:2] else (None, 0)
    position = front.tell() - len(element)
    # The element says itself how it is encoded, which the transfer syntax may have wrong. No even length, as
    # all are, has the bytes of one of these VRs.
    if element[4:8] in _LONG_VR:
        offset, length = 12, int.from_bytes(element[8:12], "little")
    elif dataset.is_implicit_VR:
        offset, length = 8, int.from_bytes(element[4:8], "little")
    else:
        return -1, -1
    return position + offset, -1 if length == _UNDEFINED_LENGTH else length


def _transfer_syntax(dataset: Dataset) -> str:
    meta = getattr(dataset, "file_meta", None)
    element = meta.get(_TRANSFER_SYNTAX) if meta is not None else None
    if element is not None and element.value:
        return str(element.value)
    # Without file meta information pydicom guesses the encoding; pylinac then takes implicit little endian.
    return str(ImplicitVRLittleEndian if dataset.is_implicit_VR else ExplicitVRLittleEndian)


def _pixel_format(dataset: Dataset, length: int) -> PixelFormat:
    syntax = _transfer_syntax(dataset)
    bits = int(dataset.BitsAllocated)
    slope, intercept = _rescale(dataset, "RescaleSlope"), _rescale(dataset, "RescaleIntercept")
    both = slope is not None and intercept is not None
    return PixelFormat(
        rows=int(dataset.Rows),
        columns=int(dataset.Columns),
        bits_allocated=bits,
        bits_stored=_integer(dataset, "BitsStored") or bits,
        signed=_integer(dataset, "PixelRepresentation") == 1,
        photometric=_text(dataset, "PhotometricInterpretation") or "MONOCHROME2",
        slope=slope if both else None,
        intercept=intercept if both else None,
        rescale_type=_text(dataset, "RescaleType"),
        transfer_syntax=syntax,
        native=syntax in (ImplicitVRLittleEndian, ExplicitVRLittleEndian)
        and bits in (8, 16, 32)
        and length >= 0,
        modality_lut=bool(dataset.get("ModalityLUTSequence")),
        padding=_integer(dataset, "PixelPaddingValue"),
    )


def _plane(dataset: Dataset) -> Plane:
    spacing = _numbers(dataset, "PixelSpacing", 2)
    return Plane(
        orientation=_numbers(dataset, "ImageOrientationPatient", 6),
        spacing=(spacing[0], spacing[1]) if spacing and min(spacing) > 0 else None,
        thickness=_number(dataset, "SliceThickness"),
        spacing_between=_number(dataset, "SpacingBetweenSlices"),
    )


def _series_facts(dataset: Dataset) -> SeriesFacts:
    return SeriesFacts(
        series_uid=_text(dataset, "SeriesInstanceUID"),
        study_uid=_text(dataset, "StudyInstanceUID"),
        modality=_text(dataset, "Modality"),
        sop_class=dataset.SOPClassUID.name,
        description=_text(dataset, "SeriesDescription"),
        study_description=_text(dataset, "StudyDescription"),
        protocol=_text(dataset, "ProtocolName"),
        manufacturer=_text(dataset, "Manufacturer"),
        model=_text(dataset, "ManufacturerModelName"),
        station=_text(dataset, "StationName"),
        series_number=_integer(dataset, "SeriesNumber"),
        localizer="LOCALIZER" in _values(dataset, "ImageType"),
    )


def _values(dataset: Dataset, keyword: str) -> list[Any]:
    """An element's values; none where it is missing, empty, or not what its VR says.

    For elements that a slice can do without: junk in one of them must not hide the slice.
    """
    try:
        value = dataset.get(keyword)
    except HEADER_ERRORS:
        return []
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, MultiValue) else [value]


def _converted(dataset: Dataset, keyword: str, convert: Callable[[Any], T]) -> T | None:
    """The first value, converted; None where there is none that can be."""
    try:
        return next((convert(value) for value in _values(dataset, keyword)), None)
    except HEADER_ERRORS:
        return None


def _text(dataset: Dataset, keyword: str) -> str:
    return "\\".join(str(value) for value in _values(dataset, keyword))


def _integer(dataset: Dataset, keyword: str) -> int | None:
    return _converted(dataset, keyword, int)


def _number(dataset: Dataset, keyword: str) -> float | None:
    return _converted(dataset, keyword, _finite)


def _finite(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError("not a finite number")
    return number


def _numbers(dataset: Dataset, keyword: str, count: int) -> tuple[float, ...] | None:
    try:
        numbers = tuple(_finite(value) for value in _values(dataset, keyword))
    except HEADER_ERRORS:
        return None
    return numbers if len(numbers) == count else None


def _vector(dataset: Dataset, keyword: str) -> Vector | None:
    numbers = _numbers(dataset, keyword, 3)
    return None if numbers is None else (numbers[0], numbers[1], numbers[2])


def _rescale(dataset: Dataset, keyword: str) -> float | None:
    """RescaleSlope or RescaleIntercept; junk in these raises, as the values would be wrong without them."""
    value = dataset.get(keyword)
    return None if value is None or value == "" else _finite(value)
