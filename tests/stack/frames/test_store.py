"""Frame-exact access, wherever the member lies, in bounded memory."""

import contextlib
import hashlib
import io
import logging
import random
import threading
import tracemalloc
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGLSLossless,
    RLELossless,
)

from dicom_files import FakeSource, Pixels, damaged_error, gradient, member_data_span, write_folder, zip_bytes
from enhanced_files import Frame, enhanced_bytes, frames, run_length_encoded
from fixture_types import ExpectLog, Untouched
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.decoder import decode
from phantomscope.stack.frames.store import FrameStore, pack_frame
from phantomscope.stack.index import scan
from phantomscope.stack.member import Member, Source
from phantomscope.stack.slice_header import SliceHeader
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes, open_files, open_path

COUNT = 6
METHODS = {
    "stored": zipfile.ZIP_STORED,
    "deflated": zipfile.ZIP_DEFLATED,
    "bzip2": zipfile.ZIP_BZIP2,
    "lzma": zipfile.ZIP_LZMA,
}


def headers(source: Source) -> tuple[SliceHeader, ...]:
    return scan(source).series[0].slices


def numbers(source: Source, store: FrameStore | None = None) -> list[int]:
    """The first pixel of each frame, last frame first."""
    return [int(decode(source, header, store).stored[0, 0]) for header in reversed(headers(source))]


BACKWARDS = list(range(COUNT, 0, -1))
ENCODINGS: dict[str, bytes] = {
    "explicit": enhanced_bytes(frames(COUNT)),
    "implicit": enhanced_bytes(frames(COUNT), ImplicitVRLittleEndian),
    "big endian": enhanced_bytes(frames(COUNT), ExplicitVRBigEndian),
    "deflated dataset": enhanced_bytes(frames(COUNT), DeflatedExplicitVRLittleEndian),
    "run lengths": run_length_encoded(frames(COUNT)),
    "run lengths without table": run_length_encoded(frames(COUNT), table=False),
    "run lengths in pieces": run_length_encoded(frames(COUNT), pieces=3),
    "one compressed frame in pieces": run_length_encoded(frames(1), table=False, pieces=3),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("method", METHODS)
def test_every_encoding_from_every_archive(encoding: str, method: str) -> None:
    data = ENCODINGS[encoding]
    source = open_bytes(zip_bytes({"many.dcm": data}, METHODS[method]))
    store = FrameStore(source)
    expected = [1] if encoding.startswith("one") else BACKWARDS
    assert numbers(source) == numbers(source, store) == numbers(source, store) == expected
    store.close()
    assert store.nbytes == 0
    assert numbers(source, store) == expected  # read anew
    assert store.nbytes == 0


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_from_files(encoding: str, tmp_path: Path, untouched: Untouched) -> None:
    folder = write_folder(tmp_path / "scan", {"many.dcm": ENCODINGS[encoding]})
    with untouched(folder):
        for source in (open_path(folder), open_files([folder / "many.dcm"])):
            assert numbers(source, FrameStore(source)) in ([1], BACKWARDS)


def test_jpeg_2000() -> None:
    those = frames(3, rows=32, columns=48)
    data = run_length_encoded(those, syntax=JPEG2000Lossless, encode=jpeg_2000)
    for compressed in (False, True):
        source = FakeSource({"many": data}, compressed=compressed)
        store = FrameStore(source)
        for one, header in zip(those, headers(source), strict=True):
            assert np.array_equal(decode(source, header, store).stored, one.pixels)


def jpeg_2000(pixels: Pixels) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint16)).save(file, "JPEG2000", irreversible=False, no_jp2=True)
    return file.getvalue()


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.int16, np.uint16, np.int32, np.uint32])
@pytest.mark.parametrize("compressed", [False, True])
def test_types_of_values(dtype: Any, compressed: bool) -> None:
    those = [Frame(gradient(5, 7, dtype, start=70 * n), position=(0, 0, float(n))) for n in range(3)]
    source = FakeSource({"many": enhanced_bytes(those)}, compressed=compressed)
    store = FrameStore(source)
    for one, header in zip(those, headers(source), strict=True):
        pixels = decode(source, header, store)
        assert np.array_equal(pixels.stored, one.pixels)
        assert pixels.stored.dtype == dtype
        assert not pixels.stored.flags.writeable
        assert pixels.nbytes == one.pixels.nbytes


@given(data=st.binary(max_size=200), width=st.sampled_from([0, 1, 2, 4, 8]))
def test_packing_loses_nothing(data: bytes, width: int) -> None:
    packed = pack_frame(data, width)
    assert bytes(packed.unpack()) == data
    assert packed.size == len(data)
    assert packed.nbytes == len(packed.data)


# -- what is read -----------------------------------------------------------------------------------------


def test_a_member_that_lies_open_is_read_frame_by_frame() -> None:
    source = FakeSource({"many": ENCODINGS["explicit"]})
    found = headers(source)
    source.fronts.clear()
    store = FrameStore(source)
    decode(source, found[3], store)
    assert source.parts == [("many", found[3].pixel_offset, 48)]
    assert (source.reads, source.fronts, store.nbytes) == ([], [], 0)


def test_of_fragments_only_the_frames_own_are_read() -> None:
    source = FakeSource({"many": ENCODINGS["run lengths in pieces"]})
    found = headers(source)
    store = FrameStore(source)
    decode(source, found[0], store)
    assert store.nbytes > 0  # where the fragments lie
    source.parts.clear()
    assert int(decode(source, found[4], store).stored[0, 0]) == 5
    assert sum(length for _, _, length in source.parts) < 200
    assert source.reads == []


class Counting(FakeSource):
    """Counts the bytes that are streamed."""

    streamed = 0

    def front(self, member: Member) -> Iterator[bytes]:
        for piece in super().front(member):
            self.streamed += len(piece)
            yield piece


@pytest.mark.parametrize("encoding", ["explicit", "run lengths"])
def test_the_stream_goes_no_further_than_the_frame_asked_for(encoding: str) -> None:
    wide = frames(COUNT, rows=20, columns=50)
    data = enhanced_bytes(wide) if encoding == "explicit" else run_length_encoded(wide)
    source = Counting({"many": data}, compressed=True)
    found = headers(source)
    store = FrameStore(source)
    source.streamed, source.fronts = 0, []
    assert int(decode(source, found[1], store).stored[0, 0]) == 2
    first = source.streamed
    assert first < len(data) * 0.75
    assert int(decode(source, found[0], store).stored[0, 0]) == 1
    assert source.streamed == first
    assert int(decode(source, found[5], store).stored[0, 0]) == 6
    assert source.streamed == len(data)  # to the very end, where the CRC is
    assert [int(decode(source, header, store).stored[0, 0]) for header in found] == [1, 2, 3, 4, 5, 6]
    assert source.fronts == ["many"]  # once in all


def test_without_a_store_nothing_is_kept() -> None:
    source = FakeSource({"many": ENCODINGS["explicit"]}, compressed=True)
    found = headers(source)
    source.fronts.clear()
    for header in found[:3]:
        decode(source, header)
    assert source.fronts == ["many"] * 3


# -- memory -----------------------------------------------------------------------------------------------

SIDE, MANY = 192, 40


def noisy(count: int) -> list[Frame]:
    """Frames that compress as scans do: a smooth object and twelve bits of noise."""
    noise = np.random.default_rng(5)
    y, x = np.mgrid[:SIDE, :SIDE] - SIDE / 2
    smooth = np.where(np.hypot(x, y) < SIDE / 3, 1000, 0)
    return [
        Frame((smooth + noise.normal(0, 8, smooth.shape)).astype(np.int16), position=(0, 0, float(n)))
        for n in range(count)
    ]


def test_the_shadow_is_small_and_so_is_the_way_to_it() -> None:
    archive = zip_bytes({"many.dcm": enhanced_bytes(noisy(MANY))})
    frame = SIDE * SIDE * 2
    source = open_bytes(archive)
    with SliceStack(source, scan(source).series[0], prefetch=True) as stack:
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        for index in [*range(0, MANY, 3), *range(MANY - 1, -1, -1)]:
            stack[index]
        held, peak = (value - before for value in tracemalloc.get_traced_memory())
        tracemalloc.stop()
        account = stack.account()
        # About what the member takes in the archive, and a fraction of what it takes uncompressed.
        assert 0 < account.shadow < 1.05 * len(archive)
        assert account.shadow < 0.5 * MANY * frame
        assert account.overlay == account.shadow
        assert account.total == account.source + account.index + account.overlay + account.cache
        assert held < account.shadow + account.cache + 3 * frame
        assert peak < account.shadow + 10 * frame < MANY * frame
    assert stack.account().shadow == 0
    assert stack.account().total == account.source + account.index


def test_a_member_that_lies_open_has_no_shadow(tmp_path: Path) -> None:
    write_folder(tmp_path, {"many.dcm": enhanced_bytes(noisy(5))})
    for source in (
        open_path(tmp_path),
        open_bytes(zip_bytes({"many.dcm": enhanced_bytes(noisy(5))}, zipfile.ZIP_STORED)),
    ):
        with SliceStack(source, scan(source).series[0]) as stack:
            for _ in stack:
                assert stack.account().shadow == 0


def test_several_threads_ask_at_once() -> None:
    source = open_bytes(zip_bytes({"a": enhanced_bytes(noisy(12), shared=())}))
    series = scan(source).series[0]
    expected = [hashlib.sha256(one.pixels.tobytes()).hexdigest() for one in noisy(12)]
    wrong: list[int] = []
    start = threading.Barrier(4)
    with SliceStack(source, series, max_slices=2, prefetch=True) as stack:

        def look(step: int) -> None:
            start.wait()
            for turn in range(36):
                index = turn * step % 12
                if hashlib.sha256(stack[index].stored.tobytes()).hexdigest() != expected[index]:
                    wrong.append(index)

        threads = [threading.Thread(target=look, args=(step,)) for step in (1, 5, 7, 11)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not wrong


class Slow(FakeSource):
    """Streams as far as it may."""

    def __init__(self, data: bytes) -> None:
        super().__init__({"many": data}, compressed=True)
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.waits = False
        self.streamed = 0  # pieces

    def front(self, member: Member) -> Iterator[bytes]:
        for number, piece in enumerate(super().front(member)):
            if self.waits and number > 40:
                self.begun.set()
                assert self.go_on.wait(20)
            self.streamed += 1
            yield piece


@pytest.mark.parametrize("table", [None, True, False])
def test_closing_ends_streaming_that_is_under_way(table: bool | None) -> None:
    those = frames(60, rows=20, columns=50)
    source = Slow(enhanced_bytes(those) if table is None else run_length_encoded(those, table=table))
    found = headers(source)
    source.waits, source.streamed = True, 0
    store = FrameStore(source)
    said: list[str] = []
    thread = threading.Thread(target=lambda: said.append(said_of(source, found[-1], store)))
    thread.start()
    assert source.begun.wait(20)
    store.close()
    source.go_on.set()
    thread.join()
    assert said == ["The scan has been closed"]
    assert store.nbytes == 0
    # Where no table tells the frames apart, the first of them would only come after the last.
    assert source.streamed < 60


# -- damage -----------------------------------------------------------------------------------------------


def errors(source: Source, store: FrameStore) -> list[str]:
    """What is said of each frame; empty where it can be read."""
    return [said_of(source, header, store) for header in headers(source)]


def said_of(source: Source, header: SliceHeader, store: FrameStore) -> str:
    try:
        decode(source, header, store)
    except PhantomscopeError as error:
        return error.what if error.where in (header.name, header.member.name) and error.todo else "unclear"
    return ""


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("keep", [False, True])
def test_an_object_that_ends_in_its_pixels(compressed: bool, keep: bool) -> None:
    source = FakeSource({"many": ENCODINGS["explicit"][: -48 - 20]}, compressed=compressed)
    said = errors(source, FrameStore(source, keep=keep))
    assert said[:4] == [""] * 4
    assert said[4] == "The slice's Pixel Data (7FE0,0010) is cut short: 28 of 48 bytes are there"
    assert said[5] == "The slice's Pixel Data (7FE0,0010) is cut short: 0 of 48 bytes are there"


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("encoding", ["run lengths", "run lengths without table"])
def test_a_compressed_object_that_ends_in_its_pixels(compressed: bool, encoding: str) -> None:
    source = FakeSource({"many": ENCODINGS[encoding][:-90]}, compressed=compressed)
    said = errors(source, FrameStore(source))
    assert said[-1] == "The compressed Pixel Data (7FE0,0010) is cut short or damaged"


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("options", [{"table": False, "pieces": 2}, {"NumberOfFrames": 5}])
def test_fragments_that_belong_to_no_frame_for_certain(compressed: bool, options: dict[str, Any]) -> None:
    source = FakeSource({"many": run_length_encoded(frames(COUNT), **options)}, compressed=compressed)
    for text in errors(source, FrameStore(source)):
        assert text.startswith("Number of Frames (0028,0008) says "), text
        assert "but its compressed Pixel Data (7FE0,0010) has " in text


def test_an_archive_member_that_is_damaged_in_its_middle() -> None:
    data = zip_bytes({"many": enhanced_bytes(noisy(6))})
    begin, end = member_data_span(data, "many")
    for place in range((begin + end) // 2, end, (end - begin) // 7):
        changed = bytearray(data)
        changed[place : place + 40] = bytes(40)
        source = open_bytes(bytes(changed))
        said = errors(source, FrameStore(source))
        # Reading goes to the end, where the CRC-32 tells: the last frame never passes.
        assert said[-1] == "The member is damaged and can't be read"


def test_a_wrong_crc_takes_back_all_frames() -> None:
    data = bytearray(zip_bytes({"many": ENCODINGS["explicit"]}))
    directory = data.index(b"PK\x01\x02")
    data[directory + 16] ^= 0xFF
    source = open_bytes(bytes(data))
    store = FrameStore(source)
    found = headers(source)
    assert int(decode(source, found[0], store).stored[0, 0]) == 1  # its end has not been reached
    for header in reversed(found):
        with pytest.raises(PhantomscopeError, match="damaged"):
            decode(source, header, store)
    assert store.nbytes == 0


@pytest.mark.parametrize("encoding", ["explicit", "run lengths"])
def test_a_stored_member_is_checked_before_its_last_frame_is_given(encoding: str) -> None:
    data = bytearray(zip_bytes({"many": ENCODINGS[encoding]}, zipfile.ZIP_STORED))
    store, source = FrameStore(whole := open_bytes(bytes(data))), whole
    assert errors(source, store) == [""] * COUNT
    begin, end = member_data_span(bytes(data), "many")
    at = end - 20 - COUNT * 4 * 6 * 2 // 2 if encoding == "explicit" else bytes(data).index(b"Phantom^A")
    assert begin < at < end
    data[at] ^= 0x04
    source = open_bytes(bytes(data))
    store = FrameStore(source)
    found = headers(source)
    assert [said_of(source, header, store) for header in found[:-1]] == [""] * (COUNT - 1)
    damage = "The member is damaged and can't be read"
    assert said_of(source, found[-1], store) == damage
    assert [said_of(source, header, store) for header in found] == [damage] * COUNT


@pytest.mark.parametrize("method", ["stored", "deflated"])
def test_a_member_is_verified_whichever_frame_was_asked_for(method: str) -> None:
    data = bytearray(zip_bytes({"many": ENCODINGS["explicit"]}, METHODS[method]))
    source = open_bytes(bytes(data))
    with SliceStack(source, scan(source).series[0]) as stack:
        stack.verify()
    data[data.index(b"PK\x01\x02") + 16] ^= 0xFF
    source = open_bytes(bytes(data))
    with SliceStack(source, scan(source).series[0]) as stack:
        assert int(stack[0].stored[0, 0]) == 1
        with pytest.raises(PhantomscopeError, match="damaged"):
            stack.verify()


class Handing(Slow):
    """Says that its member has a CRC-32, and lets another thread in while it is computed."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.compressed = False
        self._members = tuple(replace(member, crc=1) for member in self._members)

    def part(self, member: Member, offset: int, length: int) -> bytes | None:
        if length == 1 << 20:
            self.begun.set()
            assert self.go_on.wait(20)
        return super().part(member, offset, length)


def test_closing_ends_a_check_that_is_under_way() -> None:
    source = Handing(enhanced_bytes(frames(3, rows=600, columns=600)))
    last = headers(source)[-1]
    store = FrameStore(source)
    said: list[str] = []
    thread = threading.Thread(target=lambda: said.append(said_of(source, last, store)))
    thread.start()
    assert source.begun.wait(20)
    store.close()
    source.go_on.set()
    thread.join()
    assert said == ["The scan has been closed"]


class Late(FakeSource):
    """Closes the store at the moment at which a member is first asked for."""

    store: FrameStore | None = None

    def part(self, member: Member, offset: int, length: int) -> bytes | None:
        if self.store is not None:
            self.store.close()
        return super().part(member, offset, length)


@pytest.mark.parametrize("compressed", [False, True])
def test_a_store_that_is_closed_in_between_keeps_nothing(compressed: bool) -> None:
    source = Late({"many": ENCODINGS["run lengths"]}, compressed=compressed)
    found = headers(source)
    source.store = store = FrameStore(source)
    assert int(decode(source, found[1], store).stored[0, 0]) == 2
    assert store.nbytes == 0


@pytest.mark.parametrize("encoding", ["explicit", "implicit", "big endian", "run lengths"])
def test_a_modality_lut_of_a_frame_is_refused(encoding: str) -> None:
    source = FakeSource({"many": ENCODINGS[encoding]})
    header = headers(source)[2]
    header = replace(header, format=replace(header.format, modality_lut=True))
    with pytest.raises(PhantomscopeError, match=r"Modality LUT Sequence .* \(many, frame 3\)"):
        decode(source, header)


def test_fragments_under_a_plain_transfer_syntax_are_not_taken_for_pixels() -> None:
    packed, plain = RLELossless.encode() + b"\0", ExplicitVRLittleEndian.encode() + b"\0"
    data = ENCODINGS["run lengths"].replace(packed, plain)
    assert data != ENCODINGS["run lengths"]
    # The length of the file meta information is that of the UID it was written with.
    assert len(packed) == len(plain)
    source = FakeSource({"many": data})
    assert errors(source, FrameStore(source)) == ["The member is damaged and can't be read"] * COUNT


def test_a_source_that_can_not_be_read_any_more() -> None:
    for compressed in (False, True):
        source = FakeSource({"many": ENCODINGS["explicit"]}, compressed=compressed)
        found = headers(source)
        source.failing["many"] = damaged_error("many")
        with pytest.raises(PhantomscopeError, match="damaged"):
            decode(source, found[2], FrameStore(source))


def test_scrambled_objects_raise_errors_for_a_person_only(expect_log: ExpectLog) -> None:
    expect_log("pydicom", logging.ERROR)
    chance = random.Random(23)
    outcomes = {"": 0, "error": 0, "no slice": 0}
    for turn in range(240):
        data = bytearray(ENCODINGS[chance.choice([*ENCODINGS])])
        for _ in range(chance.choice((1, 3, 12))):
            data[chance.randrange(132, len(data))] = chance.choice((0, 0xFF, chance.randrange(256)))
        if turn % 6 == 0:
            del data[chance.randrange(len(data) // 2, len(data)) :]
        source = FakeSource({"many": bytes(data)}, compressed=bool(turn % 2))
        try:
            found = headers(source)
        except PhantomscopeError:
            outcomes["no slice"] += 1
            continue
        store = FrameStore(source)
        with SliceStack(source, scan(source).series[0]) as stack:
            for index, header in enumerate(found):
                outcomes["error" if said_of(source, header, store) else ""] += 1
                with contextlib.suppress(PhantomscopeError):
                    stack.dataset(index)
    assert min(outcomes.values()) > 10


@pytest.mark.parametrize("bits", [1, 12])
def test_odd_bits_are_refused_with_a_sentence(bits: int) -> None:
    source = FakeSource({"many": enhanced_bytes(frames(4), BitsAllocated=bits, BitsStored=bits)})
    with pytest.raises(PhantomscopeError, match=f"has {bits} bits a pixel"):
        decode(source, headers(source)[0])


def test_an_unknown_compression_says_its_name() -> None:
    for syntax, name in ((JPEGLSLossless, "JPEG-LS"), (UID("1.2.3.4"), "1.2.3.4")):
        source = FakeSource({"many": run_length_encoded(frames(2), syntax=syntax)})
        with pytest.raises(PhantomscopeError, match=name):
            decode(source, headers(source)[0])


def test_a_fragment_that_is_no_picture() -> None:
    data = ENCODINGS["run lengths"]
    place = data.rindex(b"\xfe\xff\x00\xe0") + 8
    source = FakeSource({"many": data[:place] + bytes(64) + data[place + 64 :]})
    with pytest.raises(PhantomscopeError, match="frame 6"):
        decode(source, headers(source)[-1])


def test_plain_syntax_as_it_is_written() -> None:
    """The explicit example is what it says, so that the encodings above are different ones."""
    import pydicom

    read = pydicom.dcmread(io.BytesIO(ENCODINGS["explicit"]))
    assert read.file_meta.TransferSyntaxUID == ExplicitVRLittleEndian
    assert read.pixel_array.shape == (COUNT, 4, 6)
