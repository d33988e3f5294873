"""Headers with what a writer may get wrong: elements and sequences made at random, most nearly sound."""

import random
import struct

from pydicom.dataset import Dataset

UNDEFINED = 0xFFFFFFFF
ITEM, ITEM_END, SEQUENCE_END = (0xFFFE, 0xE000), (0xFFFE, 0xE00D), (0xFFFE, 0xE0DD)

Tag = tuple[int, int]

_LONG = frozenset(b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split())
_VRS = (*b"UI SQ OB UN US DS IS LO UL CS OF UT XX us".split(), b"\0\0")
_SEQUENCES = ((0x0008, 0x1140), (0x0028, 0x3000), (0x0009, 0x1101))
_TAGS = (
    *((0x0008, 0x0005), (0x0008, 0x0018), (0x0020, 0x0013), (0x0020, 0x0032), (0x0018, 0x0086)),
    *((0x0028, 0x0010), (0x0028, 0x0030), (0x0028, 0x1052), (0x0009, 0x0010), (0x0008, 0x0000)),
    *((0x0000, 0x0002), (0x0002, 0x0000), (0x0002, 0x0002), (0x0002, 0x0010), (0x5200, 0x9230)),
    *((0x7FE0, 0x0008), (0x7FE0, 0x0009), (0x7FE0, 0x0010), (0x7FE1, 0x0010), (0x6000, 0x3000)),
    *(ITEM, ITEM_END, SEQUENCE_END, (0xFFFE, 0x0001), (0xFFFC, 0xFFFC)),
)
_VALUES = (
    *(
        b"",
        b"1 ",
        b"1\\2",
        b"1\\2\\3 ",
        b"1.2.3\0",
        b"ISO_IR 100",
        b"junk",
        b"\1\0",
        b"\1\0\0\0",
        b"-0",
        b"1.0 ",
    ),
    *(b"1.2.840.10008.1.2\0", b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.2 ", b"99999999999 "),
)


def element(tag: Tag, vr: bytes, value: bytes, length: int | None = None, *, implicit: bool = False) -> bytes:
    """An element in little endian; ``length`` where it is not that of its value."""
    size = len(value) if length is None else length
    start = struct.pack("<HH", *tag)
    if implicit:
        return start + struct.pack("<L", size) + value
    if vr in _LONG:
        return start + vr + struct.pack("<HL", 0, size) + value
    return start + vr + struct.pack("<H", size & 0xFFFF) + value


def delimiter(tag: Tag, length: int = 0) -> bytes:
    """An item's beginning, or the end of an item or of a sequence."""
    return struct.pack("<HHL", *tag, length)


def places(data: bytes, made: Dataset) -> list[int]:
    """Where elements of a little-endian dataset begin in its file."""
    tags = (struct.pack("<HH", found.tag.group, found.tag.element) for found in made)
    return [data.index(tag, 132) for tag in tags]


class OddHeaders:
    """Makes them, the same ones for the same ``chance``."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def odd(self, data: bytes, at: list[int], *, implicit: bool) -> bytes:
        """A file of which something, near one of its elements that begin at ``at``, is odd."""
        chance = self._chance
        changed, place, other = bytearray(data), chance.choice(at), chance.choice(at)
        kind = chance.randrange(10)
        if kind < 5:
            changed[place:place] = self._element(implicit, 0)
        elif kind == 5:
            changed[place + 4 : place + 6] = chance.choice(_VRS)
        elif kind == 6:
            changed[place:place] = data[other : other + chance.choice((4, 8, 12, 20))]
        elif kind == 7:
            del changed[place : place + chance.choice((1, 2, 4, 8, 12))]
        elif kind == 8:
            changed[place + chance.randrange(12)] = chance.choice((0, 0xFF, chance.randrange(256)))
        else:
            del changed[chance.randrange(132, len(data)) :]
        return bytes(changed)

    def _rarely(self, usual: int, *others: int) -> int:
        return usual if self._chance.random() < 0.92 else self._chance.choice(others)

    def _element(self, implicit: bool, depth: int) -> bytes:
        chance = self._chance
        if depth > 3 or chance.random() < 0.5:
            value = chance.choice(_VALUES)
            length = self._rarely(len(value), 0, len(value) + 1, len(value) + 8, 0xFFFE)
            return element(chance.choice(_TAGS), chance.choice(_VRS), value, length, implicit=implicit)
        items = b"".join(self._item(implicit, depth + 1) for _ in range(chance.randrange(3)))
        tag, vr = chance.choice(_SEQUENCES), chance.choice((b"SQ", b"SQ", b"SQ", b"UN"))
        if chance.random() < 0.2:
            return element(tag, vr, items, implicit=implicit)
        end = delimiter(SEQUENCE_END, self._rarely(0, 1, 8, UNDEFINED))
        return element(tag, vr, items + end, UNDEFINED, implicit=implicit)

    def _item(self, implicit: bool, depth: int) -> bytes:
        chance = self._chance
        content = b"".join(self._element(implicit, depth) for _ in range(chance.randrange(3)))
        if chance.random() < 0.1:
            content += chance.choice(_VALUES)
        if chance.random() < 0.5:
            length = self._rarely(len(content), 0, len(content) + 1, len(content) + 8)
            return delimiter(ITEM, length) + content
        return delimiter(ITEM, UNDEFINED) + content + delimiter(ITEM_END, self._rarely(0, 1, 4, 8))
