"""A header's elements by their bytes, where it is laid out plainly: a tenth of what reading it in full takes.

Nothing is converted that could be converted in more than one way. Whatever is unusual is left to pydicom.
"""

import math
import re
import struct
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from pydicom.datadict import dictionary_VR

from phantomscope.stack.front import PREAMBLE, FrontReader
from phantomscope.stack.slice_header import Vector

T = TypeVar("T")

_AHEAD = 12  # bytes of an element before its value, at the most
_UNDEFINED = 0xFFFFFFFF
_DEEPEST = 16
_EXPLICIT = struct.Struct("<I2sH")  # the tag with its element in the upper half, VR, short length
_PLAIN = struct.Struct("<II")
_LENGTH = struct.Struct("<I")
_LONG_VRS = frozenset(b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split())  # PS3.5, 7.1.2
_SHORT_VRS = frozenset(b"AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US".split())
_IMPLICIT = b"1.2.840.10008.1.2"
_EXPLICIT_START = _IMPLICIT + b"."
_LEFT_TO_PYDICOM = (b"1.2.840.10008.1.2.1.99", b"1.2.840.10008.1.2.2")  # deflated, big endian

_UI = re.compile(rb"[0-9.]+\0?")
_IS = re.compile(rb" *[+-]?[0-9]{1,10} *")
_DS = re.compile(rb" *[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)? *")


def _swapped(tag: int) -> int:
    """A tag as four little-endian bytes give it: group below, element above."""
    return tag >> 16 | (tag & 0xFFFF) << 16


_ITEM, _ITEM_END, _SEQUENCE_END = (_swapped(tag) for tag in (0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD))
_META_LENGTH, _MEDIA_CLASS, _SYNTAX = (_swapped(tag) for tag in (0x00020000, 0x00020002, 0x00020010))
_CHARACTER_SET = _swapped(0x00080005)
_PIXEL_DATA = _swapped(0x7FE00010)
_PIXEL_GROUP, _DELIMITERS = 0x7FE0, 0xFFFE
_UID, _NUMBER, _POSITION, _LOCATION, _ECHO = _OWN = tuple(
    _swapped(tag) for tag in (0x00080018, 0x00200013, 0x00200032, 0x00201041, 0x00180086)
)
_OWN_VRS = {_UID: b"UI", _NUMBER: b"IS", _POSITION: b"DS", _LOCATION: b"DS", _ECHO: b"IS"}

_Elements = dict[int, tuple[bytes, bytes]]  # VR (empty where implicit) and value


class _UnusualError(Exception):
    """The header is not laid out plainly."""


class OwnValues(NamedTuple):
    """What a slice does not share with its neighbours; the fields of ``SliceHeader``."""

    sop_instance_uid: str
    instance_number: int | None
    position: Vector | None
    location: float | None
    echo: int | None


class LeanHeader(NamedTuple):
    """A header as it lies in the bytes.

    Attributes:
        common: The transfer syntax, the media's SOP class and what slices may share, to the byte:
            where they are equal, so is all that is made of them.
        own: SOPInstanceUID, InstanceNumber, position, location and echo; None where one is written in a way
            that pydicom should decide about.
        implicit: Whether no VRs are written.
        pixels_at: Where the Pixel Data element begins.
    """

    common: tuple[object, ...]
    own: OwnValues | None
    implicit: bool
    pixels_at: int


class LeanReader:
    """Walks along the elements of headers up to the pixel data.

    Args:
        common: The tags of what slices may share.
        refused: The tags of what makes a header none of a classic slice.
    """

    def __init__(self, common: tuple[int, ...], refused: tuple[int, ...]) -> None:
        self._common = frozenset(_swapped(tag) for tag in common).union((_CHARACTER_SET,))
        self._wanted = self._common.union(_OWN, (_swapped(tag) for tag in refused))
        self._refused = frozenset(_swapped(tag) for tag in refused)

    def read(self, front: FrontReader) -> LeanHeader | None:
        """A header; None where pydicom has to read it. The front's position stays as it is."""
        try:
            return self._read(front)
        except (_UnusualError, struct.error):  # the latter where it ends too soon
            return None

    def _read(self, front: FrontReader) -> LeanHeader:
        if front.ahead(PREAMBLE)[128:PREAMBLE] != b"DICM":
            raise _UnusualError
        start, syntax, media_class = _file_meta(front)
        implicit = syntax.rstrip(b"\0") == _IMPLICIT
        if implicit and _looks_explicit(front, start):
            raise _UnusualError
        elements, pixels_at = _walked(front, start, implicit, self._wanted)
        if not self._refused.isdisjoint(elements):
            raise _UnusualError
        common = [part for tag, found in elements.items() if tag in self._common for part in (tag, *found)]
        return LeanHeader((syntax, media_class, *common), _own_values(elements), implicit, pixels_at)


def _file_meta(front: FrontReader) -> tuple[int, bytes, bytes | None]:
    """Where the dataset begins, its transfer syntax (of little-endian data), its media's SOP class.

    The latter two are as written. They and the group's length, which has to come first, are all that pydicom
    converts of the group.
    """
    position = _after_meta_length(front)
    uids: dict[int, bytes] = {}
    while True:
        buffer = front.ahead(position + _AHEAD)
        if _PLAIN.unpack_from(buffer, position)[0] & 0xFFFF != 2:
            break
        tag, vr, value, size = _explicit_element(buffer, position)
        if tag == _META_LENGTH or size == _UNDEFINED:
            raise _UnusualError
        position = value + size
        if tag in (_SYNTAX, _MEDIA_CLASS):
            if vr != b"UI":
                raise _UnusualError
            uids[tag] = front.ahead(position)[value:position]
    syntax = _matching(_UI, uids.get(_SYNTAX, b""))
    uid = syntax.rstrip(b"\0")
    if uid != _IMPLICIT and (not uid.startswith(_EXPLICIT_START) or uid in _LEFT_TO_PYDICOM):
        raise _UnusualError
    if int.from_bytes(buffer[position : position + 2], "little") < 8:
        raise _UnusualError  # elements of a command before the dataset
    return position, syntax, uids.get(_MEDIA_CLASS)


def _after_meta_length(front: FrontReader) -> int:
    """Where the file meta information goes on behind its length, whose value does not matter."""
    start = _EXPLICIT.unpack_from(front.ahead(PREAMBLE + _AHEAD), PREAMBLE)
    if start != (_META_LENGTH, b"UL", 4):
        raise _UnusualError
    return PREAMBLE + 12


def _looks_explicit(front: FrontReader, start: int) -> bool:
    vr = front.ahead(start + _AHEAD)[start + 4 : start + 6]
    return all(0x41 <= letter <= 0x5A for letter in vr)


def _walked(front: FrontReader, start: int, implicit: bool, wanted: frozenset[int]) -> tuple[_Elements, int]:
    """The wanted elements of a dataset, and where its pixel data begins."""
    elements: _Elements = {}
    position = start
    step = _plain_element if implicit else _explicit_element
    while True:
        buffer = front.ahead(position + _AHEAD)
        tag, vr, value, size = step(buffer, position)
        if tag & 0xFFFF >= _PIXEL_GROUP:
            if tag != _PIXEL_DATA:
                raise _UnusualError  # other pixels, delimiters outside a sequence
            return elements, position
        if size == _UNDEFINED:
            position = _after_sequence(front, (tag, vr), value, implicit, 0)
            if tag in wanted:
                raise _UnusualError
            continue
        position = value + size
        if tag in wanted:
            buffer = front.ahead(position)
            if len(buffer) < position or tag in elements:
                raise _UnusualError
            elements[tag] = vr, buffer[value:position]


def _explicit_element(buffer: bytes, position: int) -> tuple[int, bytes, int, int]:
    """Tag, VR, where the value begins, and its length."""
    tag, vr, size = _EXPLICIT.unpack_from(buffer, position)
    if vr in _SHORT_VRS:
        return tag, vr, position + 8, size
    if vr not in _LONG_VRS:
        raise _UnusualError
    return tag, vr, position + 12, _LENGTH.unpack_from(buffer, position + 8)[0]


def _plain_element(buffer: bytes, position: int) -> tuple[int, bytes, int, int]:
    tag, size = _PLAIN.unpack_from(buffer, position)
    return tag, b"", position + 8, size


def _after_sequence(
    front: FrontReader, element: tuple[int, bytes], position: int, implicit: bool, depth: int
) -> int:
    """Where a sequence of undefined length ends, its value beginning at ``position``.

    Whatever the length of its items, pydicom parses them to find that end; so they are walked along here.
    One of defined length it passes over as a whole.
    """
    if depth > _DEEPEST or not _is_sequence(*element, implicit):
        raise _UnusualError
    while True:
        tag, size = _PLAIN.unpack_from(front.ahead(position + 8), position)
        position += 8
        if tag == _SEQUENCE_END and size == 0:
            return position
        if tag != _ITEM:
            raise _UnusualError
        end = None if size == _UNDEFINED else position + size
        position = _after_item(front, position, end, implicit, depth)


def _after_item(front: FrontReader, position: int, end: int | None, implicit: bool, depth: int) -> int:
    """Where an item ends whose elements begin at ``position``; ``end`` where its length says so."""
    step = _plain_element if implicit else _explicit_element
    while end is None or position < end:
        buffer = front.ahead(position + _AHEAD)
        tag, size = _PLAIN.unpack_from(buffer, position)
        if tag & 0xFFFF == _DELIMITERS:
            if tag != _ITEM_END or size or end is not None:
                raise _UnusualError
            return position + 8
        if tag == _CHARACTER_SET:
            raise _UnusualError  # pydicom converts it, which may fail
        tag, vr, value, size = step(buffer, position)
        if size == _UNDEFINED:
            position = _after_sequence(front, (tag, vr), value, implicit, depth + 1)
        else:
            position = value + size
    if position != end:
        raise _UnusualError  # its last element is longer than what is left of it
    return position


def _is_sequence(tag: int, vr: bytes, implicit: bool) -> bool:
    if not implicit:
        return vr == b"SQ"
    group = tag & 0xFFFF
    try:
        return bool(group & 1) or dictionary_VR(_swapped(tag)) == "SQ"
    except KeyError:
        return False


def _own_values(elements: _Elements) -> OwnValues | None:
    written: dict[int, bytes] = {}
    for tag in _OWN:
        vr, value = elements.get(tag, (b"", b""))
        if vr and vr != _OWN_VRS[tag]:
            return None
        written[tag] = value
    uid, places = written[_UID], written[_POSITION]
    try:
        return OwnValues(
            _matching(_UI, uid).rstrip(b"\0").decode("ascii") if uid else "",
            _one(_IS, written[_NUMBER], int),
            _vector(places) if places else None,
            _one(_DS, written[_LOCATION], _finite),
            _one(_IS, written[_ECHO], int),
        )
    except _UnusualError:
        return None


def _vector(written: bytes) -> Vector:
    x, y, z = (_finite(_matching(_DS, part)) for part in _three(written))
    return x, y, z


def _three(written: bytes) -> list[bytes]:
    parts = written.split(b"\\")
    if len(parts) != 3:
        raise _UnusualError
    return parts


def _one(kind: re.Pattern[bytes], written: bytes, convert: Callable[[bytes], T]) -> T | None:
    return convert(_matching(kind, written)) if written else None


def _matching(kind: re.Pattern[bytes], written: bytes) -> bytes:
    if kind.fullmatch(written) is None:
        raise _UnusualError
    return written


def _finite(written: bytes) -> float:
    value = float(written)
    if not math.isfinite(value):
        raise _UnusualError
    return value
