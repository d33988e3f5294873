"""What the lean reader gives must be what pydicom gives, or nothing."""

import logging
import random
import struct
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset, FileDataset
from pydicom.sequence import Sequence
from pydicom.uid import UID, ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from dicom_files import FakeSource, dataset, deflated, encoded, slices
from fixture_types import ExpectLog
from odd_headers import ITEM, ITEM_END, SEQUENCE_END, UNDEFINED, OddHeaders, delimiter, element, places
from phantomscope.stack import headers as headers_module
from phantomscope.stack.front import FrontReader, read_dataset
from phantomscope.stack.headers import HeaderReader
from phantomscope.stack.sources import open_path

PLAIN = (ImplicitVRLittleEndian, ExplicitVRLittleEndian)


@pytest.fixture
def pydicom_reads(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """One entry a header that pydicom has read."""
    reads: list[int] = []

    def counting(front: FrontReader, tags: Iterable[int] = ()) -> Dataset:
        reads.append(1)
        return read_dataset(front, tuple(tags))

    monkeypatch.setattr(headers_module, "read_dataset", counting)
    return reads


def both_ways(first: bytes, second: bytes) -> bool:
    """Read a header after another one, and alone, by pydicom; they must agree."""
    source = FakeSource({"first.dcm": first, "second.dcm": second})
    reader = HeaderReader(source)
    reader.read(source.members()[0])
    after = reader.read(source.members()[1])
    alone = HeaderReader(source).read(source.members()[1])
    assert repr(after) == repr(alone)
    return after == alone


def in_any_order(files: list[bytes]) -> None:
    """Read headers one after another, forwards and backwards, and each alone, by pydicom; all must agree."""
    source = FakeSource({f"{number}.dcm": data for number, data in enumerate(files)})
    members = source.members()
    alone = {member: HeaderReader(source).read(member) for member in members}
    for order in (members, members[::-1]):
        reader = HeaderReader(source)
        for member in order:
            found = reader.read(member)
            assert found == alone[member]
            assert repr(found) == repr(alone[member])


def nested(depth: int = 3) -> Sequence:
    """A sequence in a sequence, all of undefined length."""
    item = Dataset()
    item.ReferencedSOPInstanceUID = "1.2.3"
    item.is_undefined_length_sequence_item = True
    if depth:
        item.ReferencedImageSequence = nested(depth - 1)
        item["ReferencedImageSequence"].is_undefined_length = True
    return Sequence([item, item])


def messy(number: int) -> FileDataset:
    """A header with private elements and sequences on the way."""
    made = dataset(number=number, ReferencedImageSequence=nested(), SliceLocation=1.5 * number)
    made["ReferencedImageSequence"].is_undefined_length = True
    block = made.private_block(0x0009, "MAKER", create=True)
    block.add_new(1, "OB", bytes(20_000))
    block.add_new(2, "SQ", nested(1))
    made[0x0009, 0x1002].is_undefined_length = True
    return made


@pytest.mark.parametrize("syntax", PLAIN, ids=["implicit", "explicit"])
@pytest.mark.parametrize("made", [lambda number: dataset(number=number), messy], ids=["plain", "messy"])
def test_one_header_of_a_series_is_read_in_full(
    pydicom_reads: list[int], made: Callable[[int], FileDataset], syntax: str
) -> None:
    files = {f"{number}.dcm": encoded(made(number), syntax) for number in range(20)}  # type: ignore[arg-type]
    source = FakeSource(files)
    reader = HeaderReader(source)
    found = [reader.read(member) for member in source.members()]
    assert len(pydicom_reads) == 1
    assert found == [HeaderReader(source).read(member) for member in source.members()]


@pytest.mark.parametrize(
    "data",
    [
        encoded(dataset(number=2), ExplicitVRBigEndian),
        encoded(dataset(number=2), preamble=False),
        deflated(dataset(number=2)),
    ],
    ids=["big endian", "no preamble", "deflated"],
)
def test_what_is_unusual_is_left_to_pydicom(pydicom_reads: list[int], data: bytes) -> None:
    source = FakeSource({"first": data, "second": data})
    reader = HeaderReader(source)
    for member in source.members():
        reader.read(member)
    assert len(pydicom_reads) == 2


@pytest.mark.parametrize("keyword", ["Rows", "RescaleSlope", "PixelSpacing", "SeriesInstanceUID", "Modality"])
def test_what_differs_is_seen(keyword: str) -> None:
    values = {"Rows": 2, "RescaleSlope": 2.5, "PixelSpacing": [1, 1], "SeriesInstanceUID": "1.9"}
    both_ways(encoded(dataset()), encoded(dataset(**{keyword: values.get(keyword, "MR")})))


@pytest.mark.parametrize(
    "value",
    [
        *(b"1\\2\\3", b" 1 \\ -2.\\+.5e1 ", b"1\\2", b"1\\2\\3\\4", b"1\\\\3", b"1\\2\\nan", b"1\\2\\1e999"),
        *(b"", b"  ", b"1,5\\2\\3 ", b"1\\2\\3\0", b"-0\\0\\-0.0", b"1_0\\2\\3", b"0x1\\2\\3 "),
    ],
)
def test_positions_in_any_spelling(value: bytes) -> None:
    usual = encoded(dataset())
    place = usual.index(struct.pack("<HH2s", 0x0020, 0x0032, b"DS"))
    (length,) = struct.unpack_from("<H", usual, place + 6)
    spelled = struct.pack("<H", len(value)) + value
    both_ways(usual, usual[: place + 6] + spelled + usual[place + 8 + length :])


@pytest.mark.parametrize("keyword", ["SOPInstanceUID", "InstanceNumber", "ImagePositionPatient"])
def test_what_is_not_there(keyword: str) -> None:
    both_ways(encoded(dataset()), encoded(dataset(**{keyword: None})))


@given(
    number=st.integers(-(2**31) + 1, 2**31 - 1),
    position=st.tuples(*[st.integers(-(10**6), 10**6).map(lambda value: value / 64)] * 3),
    location=st.integers(-(10**6), 10**6).map(lambda value: value / 8),
)
def test_any_place(number: int, position: tuple[float, float, float], location: float) -> None:
    first = encoded(dataset(SliceLocation=0.0))
    assert both_ways(
        first, encoded(dataset(number=number, uid="1.2.3", position=position, SliceLocation=location))
    )


def test_headers_scrambled_at_random(expect_log: ExpectLog) -> None:
    expect_log("pydicom", logging.ERROR)
    chance = random.Random(3)
    originals = [encoded(made, syntax) for made in (dataset(), messy(1)) for syntax in PLAIN]
    originals = [data.replace(bytes(20_000), bytes(20)) for data in originals]
    for _ in range(300):
        first = chance.choice(originals)
        data = bytearray(first)
        for _ in range(chance.choice((1, 2))):
            data[chance.randrange(132, len(data))] = chance.choice((0, 0xFF, chance.randrange(256)))
        both_ways(first, bytes(data))


def test_nesting_without_end_is_left_to_pydicom() -> None:
    made = encoded(dataset())
    start = made.index(b"\x08\x00\x08\x00")
    deep = struct.pack("<HH2sHL", 0x0008, 0x0006, b"SQ", 0, 0xFFFFFFFF) + struct.pack(
        "<HHL", 0xFFFE, 0xE000, 0xFFFFFFFF
    )
    both_ways(made, made[:start] + deep * 100 + made[start:])


def sequence(items: bytes, end: bytes = delimiter(SEQUENCE_END)) -> bytes:
    """A private sequence of undefined length, without a VR."""
    return element((0x0009, 0x1110), b"", items + end, UNDEFINED, implicit=True)


def explicit(plain: bytes) -> bytes:
    """The same sequence with its VR."""
    return plain[:4] + b"SQ\0\0" + plain[4:]


LONGER = element((0x0008, 0x1150), b"UI", b"1.2.3\0", 20)
LONGER_PLAIN = element((0x0008, 0x1150), b"UI", b"1.2.3\0", 20, implicit=True)
UNDEFINED_ITEM = delimiter(ITEM, UNDEFINED)
CHARACTER_SET = element((0x0008, 0x0005), b"US", b"odd")
ODD = {
    "content that is no element": explicit(sequence(delimiter(ITEM, 4) + b"abcd")),
    "an element longer than its item": explicit(sequence(delimiter(ITEM, len(LONGER)) + LONGER)),
    "an element shorter than its item": explicit(
        sequence(delimiter(ITEM, 20) + element((0x0008, 0x1150), b"UI", b"1.2.3\0") + b"abcdef")
    ),
    "an item that ends twice": explicit(sequence(delimiter(ITEM, 16) + delimiter(ITEM_END) + bytes(8))),
    "an item's end with a length": explicit(sequence(UNDEFINED_ITEM + delimiter(ITEM_END, 4))),
    "a sequence's end with a length": explicit(sequence(b"", delimiter(SEQUENCE_END, 4))),
    "a sequence's end in an item": explicit(sequence(UNDEFINED_ITEM + delimiter(SEQUENCE_END))),
    "a character set that is none": explicit(sequence(UNDEFINED_ITEM + CHARACTER_SET + delimiter(ITEM_END))),
    "float pixels": element((0x7FE0, 0x0008), b"US", b"\1\0"),
    "double float pixels": element((0x7FE0, 0x0009), b"CS", b"AB"),
    "an item's end outside": element(ITEM_END, b"US", b"\1\0"),
    "a sequence's end outside": element(SEQUENCE_END, b"UN", b"\1\0"),
}
ODD_PLAIN = {
    "content that is no element": sequence(delimiter(ITEM, 4) + b"abcd"),
    "an element longer than its item": sequence(delimiter(ITEM, len(LONGER_PLAIN)) + LONGER_PLAIN),
    "an item in an item": sequence(delimiter(ITEM, 4) + sequence(delimiter(ITEM, 2) + b"ab")),
    "an item's end with a length": sequence(UNDEFINED_ITEM + delimiter(ITEM_END, 4)),
    "a sequence's end with a length": sequence(b"", delimiter(SEQUENCE_END, 4)),
    "float pixels": element((0x7FE0, 0x0008), b"", b"\1\0", implicit=True),
    "an item outside": delimiter(ITEM),
    "an item's end outside": delimiter(ITEM_END),
    "an item's end with a value outside": delimiter(ITEM_END, 2) + b"ab",
    "a sequence's end outside": delimiter(SEQUENCE_END),
}


@pytest.mark.parametrize(
    ("syntax", "odd"),
    [
        *(pytest.param(ExplicitVRLittleEndian, odd, id=f"explicit, {name}") for name, odd in ODD.items()),
        *(
            pytest.param(ImplicitVRLittleEndian, odd, id=f"implicit, {name}")
            for name, odd in ODD_PLAIN.items()
        ),
    ],
)
def test_odd_elements_are_left_to_pydicom(
    pydicom_reads: list[int], expect_log: ExpectLog, syntax: UID, odd: bytes
) -> None:
    expect_log("pydicom", logging.ERROR)
    sound = [encoded(dataset(number=number), syntax) for number in (1, 2)]
    rows = struct.pack("<HH", 0x0028, 0x0010)
    odder = [data.replace(rows, odd + rows, 1) for data in sound]
    in_any_order([*sound, *odder])
    pydicom_reads.clear()
    source = FakeSource(dict(zip("abc", (sound[0], *odder), strict=True)))
    reader = HeaderReader(source)
    for member in source.members():
        reader.read(member)
    assert len(pydicom_reads) == 3


@pytest.mark.parametrize("syntax", PLAIN, ids=["implicit", "explicit"])
def test_sequences_that_are_passed_over_as_a_whole(pydicom_reads: list[int], syntax: UID) -> None:
    """What a sequence of defined length holds is parsed by nobody, nor is that in an item's."""
    implicit = syntax == ImplicitVRLittleEndian
    inner = element((0x0008, 0x1140), b"SQ", b"no items", implicit=implicit)
    items = delimiter(ITEM, len(inner)) + inner + delimiter(ITEM, 0) + UNDEFINED_ITEM + delimiter(ITEM_END)
    outer = sequence(items)
    odd = inner + (outer if implicit else explicit(outer))
    rows = struct.pack("<HH", 0x0028, 0x0010)
    files = [encoded(dataset(number=number), syntax).replace(rows, odd + rows, 1) for number in range(4)]
    in_any_order(files)
    assert len(pydicom_reads) == 4 + 2


@pytest.mark.parametrize(
    ("usual", "odd"),
    [
        (element((2, 0), b"UL", b"...."), element((2, 0), b"UL", bytes(6))),
        (element((2, 0), b"UL", b"...."), element((2, 0), b"UN", bytes(4))),
        (element((2, 0), b"UL", b"...."), b""),
        (element((2, 2), b"UI", b""), element((2, 2), b"UN", b"", 26)[:8]),
        (element((2, 0x10), b"UI", b"")[:6], element((2, 0x10), b"LO", b"")[:6]),
        (element((2, 0x10), b"UI", b"")[:6], element((2, 0x10), b"DS", b"")[:6]),
        (element((2, 0x10), b"UI", b"")[:6], element((2, 0x10), b"US", b"")[:6]),
    ],
    ids=["long", "UN", "none", "class UN", "syntax LO", "syntax DS", "syntax US"],
)
def test_odd_file_meta_information(usual: bytes, odd: bytes) -> None:
    sound = encoded(dataset())
    place = sound.index(usual[:6], 132)
    in_any_order([sound, sound[:place] + odd + sound[place + len(usual) :]])


@pytest.mark.parametrize("vr", [b"LO", b"US", b"FD"])
def test_a_media_storage_class_that_is_no_uid(vr: bytes) -> None:
    sound = encoded(dataset())
    place = sound.index(b"\2\0\2\0UI") + 4
    in_any_order([sound, sound[:place] + vr + sound[place + 2 :], sound])


def sets_of_odd_headers(seed: int, count: int) -> Iterator[list[bytes]]:
    """Sound headers and odd ones of one series, in any order."""
    chance = random.Random(seed)
    odd = OddHeaders(chance)
    made = [dataset(number=1, SliceLocation=1.5, EchoNumbers=1), messy(1)]
    for one in made:
        one.SpecificCharacterSet, one.SOPInstanceUID = "ISO_IR 100", "1.2.3"
    del made[1][0x0009, 0x1001]  # long
    sound = [
        (data, places(data, one), syntax == ImplicitVRLittleEndian)
        for one in made
        for syntax in PLAIN
        for data in [encoded(one, syntax)]
    ]
    for _ in range(count):
        data, at, implicit = chance.choice(sound)
        odder = odd.odd(data, at, implicit=implicit)
        yield chance.sample([data, odder, odder.replace(b"1.2.3", b"1.2.7")], 3)


def test_odd_headers_among_sound_ones(expect_log: ExpectLog) -> None:
    expect_log("pydicom", logging.ERROR)
    for files in sets_of_odd_headers(1, 70):
        in_any_order(files)


@pytest.mark.slow
def test_many_odd_headers_among_sound_ones(expect_log: ExpectLog) -> None:
    expect_log("pydicom", logging.ERROR)
    for files in sets_of_odd_headers(2, 2500):
        in_any_order(files)


def test_neighbours_share_what_is_the_same() -> None:
    source = FakeSource(slices(3, SliceLocation=300.25))
    reader = HeaderReader(source)
    first, second, third = (reader.read(member)[0] for member in source.members())
    assert first.location is second.location is third.location  # type: ignore[union-attr]
    assert second.position[0] is third.position[0]  # type: ignore[union-attr, index]


def test_real_headers(real_data: Path) -> None:
    for path in sorted(real_data.glob("*.zip")):
        source = open_path(path)
        reader = HeaderReader(source)
        for member in source.members()[::5]:
            assert reader.read(member) == HeaderReader(source).read(member)
        source.close()
