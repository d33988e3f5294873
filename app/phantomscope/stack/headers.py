"""One member's header: a small frozen record where it is a slice, a reason where it is none."""

import logging
from collections.abc import Iterator

from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    EnhancedCTImageStorage,
    EnhancedMRImageStorage,
    EnhancedPETImageStorage,
    LegacyConvertedEnhancedCTImageStorage,
    LegacyConvertedEnhancedMRImageStorage,
    LegacyConvertedEnhancedPETImageStorage,
)

from phantomscope.errors import PhantomscopeError
from phantomscope.log import traceback_without_values
from phantomscope.stack.frames.functional_groups import PER_FRAME, SHARED
from phantomscope.stack.frames.headers import FrameHeaders, why_no_frames
from phantomscope.stack.front import PREAMBLE, FrontReader, may_be_dicom, quiet_pydicom, read_dataset
from phantomscope.stack.header_parts import (
    COMMON_TAGS,
    Parts,
    SharedParts,
    alike,
    classic_parts,
    transfer_syntax,
)
from phantomscope.stack.header_values import HEADER_ERRORS, integer, number, tags, text, vector
from phantomscope.stack.lean_header import LeanHeader, LeanReader, OwnValues
from phantomscope.stack.member import Member, Source
from phantomscope.stack.slice_header import SetAside, SliceHeader

logger = logging.getLogger(__name__)

_STARTS = ((b"%PDF", "a PDF document"), (b"PK\x03\x04", "a ZIP archive, which has to be opened by itself"))
_LONG_VR = frozenset({b"OB\0\0", b"OW\0\0", b"OF\0\0", b"OD\0\0", b"UN\0\0"})  # with its reserved bytes
_UNDEFINED_LENGTH = 0xFFFFFFFF
_NO_PIXELS = "an image without Pixel Data (7FE0,0010)"
_PIXEL_DATA = b"\xe0\x7f\x10\x00"
_LAYOUT = (
    ("Rows", "Rows", "(0028,0010)"),
    ("Columns", "Columns", "(0028,0011)"),
    ("BitsAllocated", "Bits Allocated", "(0028,0100)"),
)
# The storage SOP classes whose frames are slices.
_ENHANCED = frozenset(
    {
        EnhancedCTImageStorage,
        EnhancedMRImageStorage,
        EnhancedPETImageStorage,
        LegacyConvertedEnhancedCTImageStorage,
        LegacyConvertedEnhancedMRImageStorage,
        LegacyConvertedEnhancedPETImageStorage,
    }
)
_OWN_TAGS = tags("SOPInstanceUID", "InstanceNumber", "ImagePositionPatient", "SliceLocation", "EchoNumbers")
_WANTED_TAGS = (*COMMON_TAGS, *_OWN_TAGS, SHARED, PER_FRAME)
# Plain integers: a BaseTag is slow to compare.
_NOT_COMMON = frozenset(int(tag) for tag in (*_OWN_TAGS, SHARED, PER_FRAME))


class HeaderReader:
    """Reads headers from one source and lets slices share what they have in common."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._shared = SharedParts()
        self._known: dict[object, Parts] = {}
        self._lean = LeanReader(COMMON_TAGS, (SHARED, PER_FRAME))
        self._leanly_known: dict[object, Parts] = {}
        self._last: SliceHeader | None = None

    def read(self, member: Member) -> tuple[SliceHeader | SetAside, ...]:
        """Read one member's header, streaming no more than the header.

        Never raises for what a member may hold: one that can't be read is set aside with its reason.

        Returns:
            The one slice of a classic object, or a slice for every frame of an Enhanced one in the order of
            its frames; what is set aside, and what is wrong with an object whose slices are there all the
            same, come last.
        """
        try:
            return self._read(member)
        except PhantomscopeError as error:
            return (SetAside(member.name, _phrase(error), damaged=True),)
        except HEADER_ERRORS as error:
            logger.info("a member's header could not be read: %s", traceback_without_values(error))
            return (SetAside(member.name, "its DICOM header is damaged or cut short", damaged=True),)

    def _read(self, member: Member) -> tuple[SliceHeader | SetAside, ...]:
        front = FrontReader(self._source.front(member))
        start = front.read(PREAMBLE)
        if refusal := _why_no_dicom(member, start):
            return (SetAside(member.name, refusal),)
        lean = self._lean.read(front)
        known = self._known_slice(member, front, lean) if lean is not None else None
        if known is not None:
            return (known,)
        front.seek(0)
        dataset = read_dataset(front, _WANTED_TAGS)
        with quiet_pydicom():
            offset, length = _pixel_element(front, dataset)
            if PER_FRAME in dataset and dataset.get("SOPClassUID") in _ENHANCED:
                return self._frames(member, dataset, offset, length)
            found = self._slice(member, dataset, offset, length)
        if lean is not None and isinstance(found, SliceHeader):
            key = found.pixel_length < 0, lean.common
            self._leanly_known[key] = Parts(found.format, found.plane, found.series, found.echo_time)
        return (found,)

    def _known_slice(self, member: Member, front: FrontReader, lean: LeanHeader) -> SliceHeader | None:
        """A slice that is the same to the byte as one before, but for its place; None where it is not."""
        front.seek(lean.pixels_at)
        offset, length = _pixel_place(front, lean.implicit)
        parts = self._leanly_known.get((length < 0, lean.common))
        if parts is None or lean.own is None or offset < 0:
            return None
        return self._header(member, lean.own, (offset, length), parts)

    def _slice(
        self, member: Member, dataset: Dataset, offset: int | None, length: int
    ) -> SliceHeader | SetAside:
        # Most slices differ from the one before in position and number only: what is the same to the byte
        # is neither checked nor converted again.
        encoding = dataset.is_implicit_VR, dataset.is_little_endian
        raw = (length < 0, transfer_syntax(dataset), encoding, *_common_bytes(dataset))
        parts = self._known.get(raw)
        if parts is None:
            if refused := _refused(member, dataset):
                return refused
            parts = self._shared.parts(classic_parts(dataset, length))
        if offset is None:
            return SetAside(member.name, _NO_PIXELS, damaged=True)
        self._known[raw] = parts
        own = OwnValues(
            sop_instance_uid=text(dataset, "SOPInstanceUID"),
            instance_number=integer(dataset, "InstanceNumber"),
            position=vector(dataset, "ImagePositionPatient"),
            location=number(dataset, "SliceLocation"),
            echo=integer(dataset, "EchoNumbers"),
        )
        return self._header(member, own, (offset, length), parts)

    def _header(self, member: Member, own: OwnValues, pixels: tuple[int, int], parts: Parts) -> SliceHeader:
        last = self._last
        position, location, (offset, length) = own.position, own.location, pixels
        if last is not None:
            offset, length = alike(offset, last.pixel_offset), alike(length, last.pixel_length)
            if position is not None and last.position is not None:
                x, y, z = map(alike, position, last.position)
                position = x, y, z
            if location is not None and last.location is not None:
                location = alike(location, last.location)
        if position is not None and location is not None:
            location = alike(location, *position)
        self._last = SliceHeader(
            member=member,
            frame=0,
            sop_instance_uid=own.sop_instance_uid,
            instance_number=own.instance_number,
            position=position,
            location=location,
            echo=own.echo,
            pixel_offset=offset,
            pixel_length=length,
            format=parts.format,
            plane=parts.plane,
            series=parts.series,
            echo_time=parts.echo_time,
        )
        return self._last

    def _frames(
        self, member: Member, dataset: Dataset, offset: int | None, length: int
    ) -> tuple[SliceHeader | SetAside, ...]:
        if refused := _refused(member, dataset):
            return (refused,)
        if offset is None:
            return (SetAside(member.name, _NO_PIXELS, damaged=True),)
        return tuple(FrameHeaders(member, dataset, offset, length, self._shared).read())


def _refused(member: Member, dataset: Dataset) -> SetAside | None:
    if refusal := why_no_slice(dataset):
        return SetAside(member.name, refusal)
    if missing := _what_is_missing(dataset):
        return SetAside(member.name, missing, damaged=True)
    return None


def _phrase(error: PhantomscopeError) -> str:
    sentences = (error.what, error.todo) if error.todo else (error.what,)
    return "; ".join(sentence[:1].lower() + sentence[1:] for sentence in sentences)


def _common_bytes(dataset: Dataset) -> Iterator[object]:
    """What slices may share, as it lies in the file, without the cost of converting it."""
    for element in dataset.values():
        tag, value = int(element.tag), element.value
        if isinstance(element, RawDataElement) and value is not None and len(value) < element.length:
            raise EOFError("the file ends inside an element")
        if tag not in _NOT_COMMON:
            yield tag
            yield element.VR
            yield value if isinstance(value, bytes) else repr(value)


def why_no_slice(dataset: Dataset) -> str:
    """Why a dataset's header is not that of grey image planes of CT or MR; empty where it is."""
    sop_class = dataset.get("SOPClassUID")
    if not sop_class:
        media = dataset.file_meta.get("MediaStorageSOPClassUID") if hasattr(dataset, "file_meta") else None
        if media is None or media.name == media or "Image Storage" in media.name:
            return ""  # what it should have been is not known, or is an image
        return f"{media.name}, not an image"
    name = sop_class.name
    if "Image Storage" not in name:
        return f"{name.removesuffix(' Storage')}, not an image"
    frames = integer(dataset, "NumberOfFrames") or 1
    if (frames > 1 or "Enhanced" in name) and sop_class not in _ENHANCED:
        kind = f"{name.removesuffix(' Storage')}, {'1 frame' if frames == 1 else f'{frames} frames'}"
        return f"a multi-frame object ({kind}), which is no stack of slices: only Enhanced CT and MR are"
    photometric = text(dataset, "PhotometricInterpretation") or "MONOCHROME2"
    if (integer(dataset, "SamplesPerPixel") or 1) != 1 or not photometric.startswith("MONOCHROME"):
        return f"a colour image ({photometric}), not a slice"
    return ""


def _what_is_missing(dataset: Dataset) -> str:
    """What it lacks without which it can't be shown, though it should be an image; empty where nothing."""
    if not dataset.get("SOPClassUID"):
        return "DICOM without a SOP Class UID (0008,0016)"
    missing = [
        f"{name} {tag}"
        for keyword, name, tag in _LAYOUT
        if (value := integer(dataset, keyword)) is None or value <= 0
    ]
    if missing:
        return f"an image without {' and '.join(missing)}"
    enhanced = dataset.SOPClassUID in _ENHANCED
    return why_no_frames(dataset, dataset.SOPClassUID.name.removesuffix(" Storage")) if enhanced else ""


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
    if transfer_syntax(dataset) == DeflatedExplicitVRLittleEndian:
        return -1, -1  # the dataset itself is deflated: offsets in the member mean nothing
    element = front.read(12)  # pydicom leaves the stream at the pixel data's tag
    if dataset.is_little_endian is False:
        return (-1, -1) if element else (None, 0)
    if not element.startswith(_PIXEL_DATA):
        return (-1, -1) if element[:2] == _PIXEL_DATA[:2] else (None, 0)
    front.seek(front.tell() - len(element))
    return _pixel_place(front, bool(dataset.is_implicit_VR))


def _pixel_place(front: FrontReader, implicit: bool) -> tuple[int, int]:
    """Offset and length of the value of the pixel data that begins here; offset -1 where unknown."""
    position, element = front.tell(), front.read(12)
    # The element says itself how it is encoded, which the transfer syntax may have wrong. No even length, as
    # all are, has the bytes of one of these VRs.
    if element[4:8] in _LONG_VR:
        offset, length = 12, int.from_bytes(element[8:12], "little")
    elif implicit:
        offset, length = 8, int.from_bytes(element[4:8], "little")
    else:
        return -1, -1
    return position + offset, -1 if length == _UNDEFINED_LENGTH else length
