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
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from dicom_files import FakeSource, dataset, deflated, encoded, slices
from fixture_types import ExpectLog
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
