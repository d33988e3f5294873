import tracemalloc
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom.pixel_data_handlers.rle_handler import rle_encode_frame
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian

from dicom_files import FakeSource, encoded, zip_bytes
from enhanced_files import Frame, enhanced, enhanced_bytes, frames, run_length_encoded
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.frames.stream import frames_from_front
from phantomscope.stack.index import scan
from phantomscope.stack.member import Member, Source
from phantomscope.stack.slice_header import SliceHeader
from phantomscope.stack.sources import open_bytes

PLAIN = frames(4)
STORED = [one.pixels.tobytes() for one in PLAIN]
RUN_LENGTHS = [bytes(rle_encode_frame(one.pixels)) for one in PLAIN]


class Pieces(FakeSource):
    """Streams in pieces of a given length."""

    piece = 256

    def front(self, member: Member) -> Iterator[bytes]:
        data = b"".join(super().front(member))
        starts = range(0, len(data), self.piece)
        # Inflating may take input and give nothing yet: an empty piece is not the end.
        return (piece for start in starts for piece in (data[start : start + self.piece], b""))


def headers(source: Source) -> tuple[SliceHeader, ...]:
    return scan(source).series[0].slices


@settings(max_examples=25)
@given(piece=st.integers(5, 3000), which=st.integers(0, 3), packed=st.booleans(), table=st.booleans())
def test_however_the_pieces_fall(piece: int, which: int, packed: bool, table: bool) -> None:
    source = Pieces({"a": run_length_encoded(PLAIN, table=table) if packed else enhanced_bytes(PLAIN)})
    found = headers(source)
    source.piece = piece
    streamed = [bytes(frame) for frame in frames_from_front(source, found[which])]
    expected = RUN_LENGTHS if packed else STORED
    # Fragments are padded to an even length.
    assert [frame[: len(one)] for frame, one in zip(streamed, expected, strict=True)] == expected


@pytest.mark.parametrize("syntax", [ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian])
def test_what_pydicom_has_to_take_apart(syntax: str) -> None:
    source = FakeSource({"a": enhanced_bytes(PLAIN, syntax)})
    assert [bytes(frame) for frame in frames_from_front(source, headers(source)[2])] == STORED


def test_big_endian_pixels_that_are_cut_short() -> None:
    source = FakeSource({"a": enhanced_bytes(PLAIN, ExplicitVRBigEndian)[:-30]})
    with pytest.raises(PhantomscopeError, match=r"damaged and can't be read \(a\)"):
        list(frames_from_front(source, headers(source)[0]))


def test_a_table_that_says_one_place_for_two_frames() -> None:
    data = run_length_encoded(PLAIN)
    at = data.index(b"\xfe\xff\x00\xe0", data.index(b"\xe0\x7f\x10\x00")) + 8
    wrong = data[:at] + bytes(4) + data[at : at + 12] + data[at + 16 :]  # 0, 0, and the next two
    source = FakeSource({"a": wrong})
    with pytest.raises(PhantomscopeError, match="offset table for 4 that does not fit"):
        next(frames_from_front(source, headers(source)[0]))


def test_float_pixels_are_not_cut_to_whole_numbers() -> None:
    made = enhanced(PLAIN, BitsAllocated=32, PixelData=None)
    made.FloatPixelData = (np.arange(4 * 24, dtype="<f4") + 0.5).tobytes()
    source = FakeSource({"a": encoded(made)})
    with pytest.raises(PhantomscopeError, match="Float Pixel Data"):
        list(frames_from_front(source, headers(source)[0]))


def test_fragments_without_a_table_are_given_up_as_frames_are_taken() -> None:
    """Who takes the frames keeps them: both together would be twice the member."""
    noise = np.random.default_rng(3).integers(0, 4096, (20, 64, 64)).astype(np.int16)
    data = run_length_encoded([Frame(one) for one in noise], table=False)
    source = FakeSource({"a": data})
    found = headers(source)[0]
    tracemalloc.start()
    kept = list(frames_from_front(source, found))
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(kept) == 20
    assert peak < 1.3 * held


def test_the_crc_is_checked_at_the_end() -> None:
    data = bytearray(zip_bytes({"a": enhanced_bytes(PLAIN)}))
    data[data.index(b"PK\x01\x02") + 16] ^= 1
    source = open_bytes(bytes(data))
    stream = frames_from_front(source, headers(source)[0])
    assert [bytes(next(stream)) for _ in STORED] == STORED
    with pytest.raises(PhantomscopeError, match="damaged"):
        next(stream)
