"""Encapsulated pixel data (PS3.5, A.4): which of its fragments are which frame."""

import itertools
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from phantomscope.errors import PhantomscopeError

ITEM_HEADER = 8  # bytes: tag and length
_ITEM = b"\xfe\xff\x00\xe0"
_UNDEFINED_LENGTH = 0xFFFFFFFF
_DELIMITER = b"\xfe\xff\xdd\xe0"


@dataclass(frozen=True, slots=True)
class Fragment:
    """One fragment.

    Attributes:
        place: Where its item begins, in bytes after the first fragment's item, as offset tables count.
        offset: Where its bytes begin in the member.
        length: How many they are.
    """

    place: int
    offset: int
    length: int


def item_length(header: bytes | bytearray, name: str) -> int | None:
    """The length of an item by its header; None for the delimiter at the end of the pixel data.

    Raises:
        PhantomscopeError: It is the header of no item, or cut short.
    """
    if header[:4] == _DELIMITER:
        return None
    if len(header) < ITEM_HEADER or header[:4] != _ITEM:
        raise _cut_short(name)
    length = int.from_bytes(header[4:8], "little")
    if length == _UNDEFINED_LENGTH:  # allowed for sequences, not here
        raise _cut_short(name)
    return length


def offset_table(value: bytes | bytearray) -> tuple[int, ...]:
    """A Basic Offset Table: for each frame the place of its first fragment; empty where it is left out."""
    return struct.unpack(f"<{len(value) // 4}L", value[: len(value) // 4 * 4])


def rises(table: Sequence[int]) -> bool:
    """Whether an offset table can be one: each frame begins behind the one before, the first at 0."""
    return bool(table) and table[0] == 0 and all(a < b for a, b in itertools.pairwise(table))


def read_fragments(
    read: Callable[[int, int], bytes], start: int, name: str
) -> tuple[tuple[int, ...], list[Fragment]]:
    """The offset table and all fragments, of which only the headers are read.

    Args:
        read: Gives bytes of the member by offset and length.
        start: Where the pixel data's value begins.
        name: The member's name, for the error text.

    Raises:
        PhantomscopeError: The pixel data is cut short.
    """
    length = item_length(read(start, ITEM_HEADER), name) or 0
    table = offset_table(read(start + ITEM_HEADER, length))
    first = start + ITEM_HEADER + length
    return table, list(_fragments(read, first, name))


def _fragments(read: Callable[[int, int], bytes], first: int, name: str) -> Iterator[Fragment]:
    offset = first
    while (length := item_length(read(offset, ITEM_HEADER), name)) is not None:
        yield Fragment(offset - first, offset + ITEM_HEADER, length)
        offset += ITEM_HEADER + length


def grouped(
    table: Sequence[int], fragments: Sequence[Fragment], count: int, name: str
) -> list[list[Fragment]]:
    """The fragments of each frame.

    Without an offset table each frame must be one fragment, or all fragments be one frame; so it is, too,
    with an Extended Offset Table (PS3.3, C.7.6.3.1.8).

    Raises:
        PhantomscopeError: They do not belong to ``count`` frames in a way that can be known.
    """
    if rises(table) and len(table) == count:
        starts = [*table[1:], None]
        by_frame: list[list[Fragment]] = [[]]
        for fragment in fragments:
            if fragment.place == starts[len(by_frame) - 1]:
                by_frame.append([])
            by_frame[-1].append(fragment)
        if len(by_frame) == count:
            return by_frame
    elif not table and count == 1 and fragments:
        return [list(fragments)]
    elif not table and len(fragments) == count:
        return [[fragment] for fragment in fragments]
    held = len(table) if table else len(fragments)
    fits = " that does not fit its fragments" if held == count else ""
    raise PhantomscopeError(
        f"Number of Frames (0028,0008) says {count}, but its compressed Pixel Data (7FE0,0010) has "
        + (f"an offset table for {held}{fits}" if table else f"{held} fragments and no offset table"),
        where=name,
        todo="Export the scan again, or uncompressed",
    )


def _cut_short(name: str) -> PhantomscopeError:
    return PhantomscopeError(
        "The compressed Pixel Data (7FE0,0010) is cut short or damaged",
        where=name,
        todo="Export the scan again, or exclude this slice",
    )
