import gc
import io
import warnings
import weakref
from collections.abc import Iterator

import pydicom
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian

from dicom_files import dataset, encoded
from phantomscope.stack.front import FrontReader, may_be_dicom, quiet_pydicom, read_dataset

DATA = bytes(range(256)) * 8


def pieces(data: bytes, size: int = 100) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


@given(
    sizes=st.lists(st.integers(0, 300), max_size=20),
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("read"), st.integers(-1, 700)),
            st.tuples(st.just("set"), st.integers(0, 3000)),
            st.tuples(st.just("current"), st.integers(-200, 400)),
            st.tuples(st.just("end"), st.integers(-300, 100)),
        )
    ),
)
def test_it_behaves_as_a_file_does(sizes: list[int], steps: list[tuple[str, int]]) -> None:
    cut = [0]
    for size in sizes:
        cut.append(cut[-1] + size)
    reader = FrontReader(DATA[a:b] for a, b in zip(cut, [*cut[1:], len(DATA)], strict=True))
    file = io.BytesIO(DATA)
    for what, value in steps:
        if what == "read":
            assert reader.read(value) == file.read(value)
        elif what == "set":
            assert reader.seek(value) == file.seek(value)
        elif what == "current":
            assert reader.seek(value, io.SEEK_CUR) == file.seek(max(value, -file.tell()), io.SEEK_CUR)
        else:
            assert reader.seek(value, io.SEEK_END) == file.seek(value, io.SEEK_END)
        assert reader.tell() == file.tell()


def test_a_long_header_is_not_copied_at_every_step() -> None:
    """The header of many frames: read in small steps, it may take a little ahead instead."""
    taken = 0

    def counted() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(200):
            taken += 8192
            yield bytes(8192)

    reader = FrontReader(counted())
    refills = 0
    for _ in range(1000):
        before = taken
        assert len(reader.read(1000)) == 1000
        refills += taken > before
    assert taken <= 1_000_000 * 1.3
    assert refills < 50  # of more than 120 pieces


def test_it_takes_no_more_than_is_read() -> None:
    taken = 0

    def counted() -> Iterator[bytes]:
        nonlocal taken
        for piece in pieces(DATA):
            taken += len(piece)
            yield piece

    reader = FrontReader(counted())
    assert taken == 0
    assert reader.read(50) == DATA[:50]
    assert taken == 100
    reader.seek(0)
    reader.read(100)
    assert taken == 100
    reader.seek(250)
    assert taken == 100
    assert reader.read(1) == DATA[250:251]
    assert taken == 300


def test_a_header_is_read_up_to_the_pixel_data() -> None:
    data = encoded(dataset())
    front = FrontReader(pieces(data))
    read = read_dataset(front)
    assert read.PatientName == "Phantom^A"
    assert "PixelData" not in read
    assert front.read(4) == b"\xe0\x7f\x10\x00"


def test_only_the_tags_wanted_are_read() -> None:
    read = read_dataset(FrontReader(pieces(encoded(dataset()))), [0x00280010])
    assert read.Rows == 4
    assert "PatientName" not in read


def test_a_dataset_does_not_keep_the_bytes_alive() -> None:
    front = FrontReader(pieces(encoded(dataset())))
    kept = weakref.ref(front)
    read = read_dataset(front)
    del front
    gc.collect()
    assert kept() is None
    assert read.Rows == 4


def test_pydicoms_warnings_are_not_said() -> None:
    """A dataset that is implicit where its transfer syntax says explicit."""
    made = dataset()
    implicit = encoded(made, ImplicitVRLittleEndian)
    explicit_meta = encoded(made, ExplicitVRLittleEndian)
    start = pydicom.dcmread(io.BytesIO(explicit_meta), specific_tags=["Rows"]).file_meta
    assert start.TransferSyntaxUID == ExplicitVRLittleEndian
    lying = implicit.replace(b"1.2.840.10008.1.2\0", b"1.2.840.10008.1.2.1\0")
    lying = lying.replace(b"\x10\x00UI\x12\x00", b"\x10\x00UI\x14\x00")
    assert lying != implicit
    assert read_dataset(FrontReader(pieces(lying))).Rows == 4


def test_other_warnings_are_still_said() -> None:
    with pytest.warns(UserWarning, match="heard"), quiet_pydicom():
        warnings.warn("heard", UserWarning, stacklevel=1)


@pytest.mark.parametrize(
    ("start", "answer"),
    [
        (bytes(128) + b"DICM", True),
        (b"II*\0" + bytes(124) + b"DICM", True),
        (encoded(dataset(), ImplicitVRLittleEndian, preamble=False)[:132], True),
        (encoded(dataset(), ExplicitVRLittleEndian, preamble=False)[:132], True),
        (b"DICM", False),
        (bytes(132), False),
        (b"\x08\x00\x05\x00", False),
        (b"", False),
        (b"a text that is long enough to be looked at " * 5, False),
    ],
)
def test_what_may_be_dicom(start: bytes, answer: bool) -> None:
    assert may_be_dicom(start) is answer
