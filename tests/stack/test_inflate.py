import bz2
import contextlib
import lzma
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from phantomscope.errors import PhantomscopeError
from phantomscope.stack.inflate import inflate, inflate_front

METHODS = [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
NOISE = np.random.default_rng(1).integers(0, 256, 30_000, np.uint8).tobytes() + bytes(300_000) + b"end"


def pack(method: int, data: bytes) -> bytes:
    if method == zipfile.ZIP_DEFLATED:
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        return packer.compress(data) + packer.flush()
    if method == zipfile.ZIP_BZIP2:
        return bz2.compress(data)
    if method == zipfile.ZIP_LZMA:
        # As APPNOTE 5.8.8 wants it: version, size of the properties, properties, raw LZMA stream.
        properties = struct.pack("<BL", 0x5D, 1 << 23)
        filters = [{"id": lzma.FILTER_LZMA1, "dict_size": 1 << 23, "lc": 3, "lp": 0, "pb": 2}]
        return (
            b"\x09\x04"
            + struct.pack("<H", 5)
            + properties
            + lzma.compress(data, lzma.FORMAT_RAW, filters=filters)
        )
    return data


def front(method: int, packed: bytes, size: int, chunk: int = 997) -> Iterator[bytes]:
    chunks = (packed[start : start + chunk] for start in range(0, len(packed), chunk))
    return inflate_front(method, chunks, size, "member")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("data", [b"", b"x", NOISE], ids=["empty", "one byte", "much"])
def test_whole_and_from_the_front_agree(method: int, data: bytes) -> None:
    packed = pack(method, data)
    assert bytes(inflate(method, packed, len(data), zlib.crc32(data), "member")) == data
    assert b"".join(front(method, packed, len(data))) == data


@given(
    method=st.sampled_from(METHODS),
    parts=st.lists(st.tuples(st.binary(max_size=40), st.integers(1, 2000)), max_size=6),
    chunk=st.integers(16, 4000),
)
def test_any_data_in_any_chunks_comes_back(method: int, parts: list[tuple[bytes, int]], chunk: int) -> None:
    data = b"".join(part * count for part, count in parts)
    packed = pack(method, data)
    assert bytes(inflate(method, packed, len(data), zlib.crc32(data), "member")) == data
    assert b"".join(front(method, packed, len(data), chunk)) == data


@pytest.mark.parametrize("method", METHODS)
def test_the_front_is_read_no_further_than_asked(method: int) -> None:
    taken: list[int] = []

    def chunks() -> Iterator[bytes]:
        for start in range(0, len(packed), 1000):
            taken.append(start)
            yield packed[start : start + 1000]

    packed = pack(method, NOISE)
    pieces = inflate_front(method, chunks(), len(NOISE), "member")
    assert not taken
    got = b""
    while len(got) < 500:
        got += next(pieces)
    assert got == NOISE[: len(got)]
    # bzip2 gives nothing before a whole block is there.
    assert len(taken) < 3 or method == zipfile.ZIP_BZIP2


def test_output_that_is_held_back_when_all_input_is_taken_comes_too() -> None:
    """Within a match (258 bytes) of a piece's end, zlib has taken the last byte and still owes output."""
    for size in range(8192, 8192 + 300):
        data = bytes(size)
        packed = pack(zipfile.ZIP_DEFLATED, data)
        for chunk in (len(packed), len(packed) - 1, 1):
            assert b"".join(front(zipfile.ZIP_DEFLATED, packed, size, chunk)) == data


@pytest.mark.parametrize("method", METHODS)
def test_a_wrong_checksum_is_noticed(method: int) -> None:
    with pytest.raises(PhantomscopeError, match=r"The member is damaged and can't be read \(a/b.dcm\)"):
        inflate(method, pack(method, NOISE), len(NOISE), zlib.crc32(NOISE) ^ 1, "a/b.dcm")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("difference", [-1, 1])
def test_a_wrong_size_is_noticed(method: int, difference: int) -> None:
    with pytest.raises(PhantomscopeError, match="damaged"):
        inflate(method, pack(method, NOISE), len(NOISE) + difference, zlib.crc32(NOISE), "member")


@pytest.mark.parametrize("method", METHODS[1:])
def test_cut_short_and_scrambled_data_is_noticed(method: int) -> None:
    packed = pack(method, NOISE)
    middle = len(packed) // 2
    scrambled = packed[:middle] + bytes(value ^ 0x5A for value in packed[middle:])
    for broken in (packed[:middle], packed[:3], b"", scrambled, b"\xff" * 50):
        with pytest.raises(PhantomscopeError, match="damaged"):
            inflate(method, broken, len(NOISE), zlib.crc32(NOISE), "member")


@pytest.mark.parametrize("method", METHODS[1:])
def test_scrambled_data_from_the_front_is_noticed_or_ends(method: int) -> None:
    packed = pack(method, NOISE)
    scrambled = packed[:9] + bytes(value ^ 0x5A for value in packed[9:])
    with contextlib.suppress(PhantomscopeError):
        assert len(b"".join(front(method, scrambled, len(NOISE)))) <= len(NOISE)


def test_lzma_without_its_properties() -> None:
    for broken in (b"", b"\x09\x04\x05", b"\x09\x04\x02\x00\x5d\x00", b"\x09\x04\x05\x00" + b"\xff" * 30):
        with pytest.raises(PhantomscopeError, match="damaged"):
            inflate(zipfile.ZIP_LZMA, broken, 10, 0, "member")


@pytest.mark.parametrize("method", METHODS)
def test_an_impossible_size_allocates_nothing(method: int) -> None:
    packed = pack(method, NOISE)
    tracemalloc.start()
    with pytest.raises(PhantomscopeError):
        inflate(method, packed, 1 << 40, zlib.crc32(NOISE), "member")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 * 2**20  # of the 1 TB that were promised; LZMA's own dictionary is 8 MB


def test_an_absurd_lzma_dictionary_is_not_allocated() -> None:
    packed = bytearray(pack(zipfile.ZIP_LZMA, NOISE))
    packed[5:9] = struct.pack("<L", 0xFFFFFFFF)
    tracemalloc.start()
    assert inflate(zipfile.ZIP_LZMA, bytes(packed), len(NOISE), zlib.crc32(NOISE), "member") == NOISE
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * len(NOISE)


@pytest.mark.parametrize("method", METHODS)
def test_no_more_comes_than_was_declared(method: int) -> None:
    packed = pack(method, NOISE)
    assert b"".join(front(method, packed, 1000)) == NOISE[:1000]


@pytest.mark.parametrize("method", [9, 93, 99])
def test_a_method_that_is_not_read_is_named(method: int) -> None:
    with pytest.raises(PhantomscopeError, match=rf"not read here \(ZIP method {method}\)") as caught:
        inflate(method, b"data", 4, 0, "member")
    assert "deflate" in caught.value.todo
    with pytest.raises(PhantomscopeError, match="not read here"):
        next(inflate_front(method, iter([b"data"]), 4, "member"))


def test_too_much_for_the_memory_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr("deflate.deflate_decompress", refuse)
    with pytest.raises(PhantomscopeError, match=r"takes [\d.]+ kB uncompressed, more than there is memory"):
        inflate(zipfile.ZIP_DEFLATED, pack(zipfile.ZIP_DEFLATED, NOISE), len(NOISE), 0, "member")
