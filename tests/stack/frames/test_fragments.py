import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.encaps import encapsulate

from phantomscope.errors import PhantomscopeError
from phantomscope.stack.frames.fragments import (
    Fragment,
    grouped,
    item_length,
    offset_table,
    read_fragments,
    rises,
)

DELIMITER = b"\xfe\xff\xdd\xe0\0\0\0\0"


def fragments(count: int) -> list[Fragment]:
    return [Fragment(18 * n, 26 + 18 * n, 10) for n in range(count)]


@given(
    frames=st.lists(st.binary(min_size=2, max_size=40), min_size=1, max_size=6),
    pieces=st.integers(1, 3),
    table=st.booleans(),
)
def test_what_was_put_in_is_found_again(frames: list[bytes], pieces: int, table: bool) -> None:
    even = [frame + b"\0" * (len(frame) % 2) for frame in frames]
    many = min(pieces, min(map(len, even)) // 2)
    before = b"something in front"
    data = before + encapsulate(even, fragments_per_frame=many, has_bot=table) + DELIMITER

    def read(offset: int, length: int) -> bytes:
        return data[offset : offset + length]

    offsets, found = read_fragments(read, len(before), "a.dcm")
    assert bool(offsets) is table
    if not table and many > 1 and len(even) > 1:
        with pytest.raises(PhantomscopeError, match="no offset table"):
            grouped(offsets, found, len(even), "a.dcm")
        return
    whole = [
        b"".join(read(one.offset, one.length) for one in frame)
        for frame in grouped(offsets, found, len(even), "a.dcm")
    ]
    assert [frame.rstrip(b"\0") for frame in whole] == [frame.rstrip(b"\0") for frame in even]


@pytest.mark.parametrize(
    "table", [(0, 18), (0, 18, 36, 54), (0, 18, 40), (5, 18, 36), (0, 36, 18), (0, 0, 0)]
)
def test_a_table_that_does_not_fit(table: tuple[int, ...]) -> None:
    with pytest.raises(PhantomscopeError, match=f"says 3, but .* an offset table for {len(table)}"):
        grouped(table, fragments(3), 3, "a.dcm")


def test_a_table_that_leaves_a_frame_without_fragments() -> None:
    """Frame 2 would be given the pixels of frame 1."""
    with pytest.raises(PhantomscopeError, match="offset table for 3 that does not fit its fragments"):
        grouped((0, 0, 18), fragments(3), 3, "a.dcm")


@pytest.mark.parametrize(
    ("table", "whether"),
    [((), False), ((0,), True), ((0, 8, 20), True), ((8, 20), False), ((0, 8, 8), False)],
)
def test_a_table_rises(table: tuple[int, ...], whether: bool) -> None:
    assert rises(table) is whether


@pytest.mark.parametrize("count", [0, 2, 4])
def test_another_number_of_fragments_than_frames(count: int) -> None:
    with pytest.raises(PhantomscopeError, match=f"says 3, but .* has {count} fragments") as raised:
        grouped((), fragments(count), 3, "a.dcm")
    assert (raised.value.where, bool(raised.value.todo)) == ("a.dcm", True)


def test_all_fragments_may_be_one_frame() -> None:
    assert grouped((), fragments(4), 1, "a") == [fragments(4)]
    assert grouped((0,), fragments(4), 1, "a") == [fragments(4)]


@pytest.mark.parametrize(
    "data", [b"", b"\xfe\xff\x00\xe0\1\0", b"12345678", b"\xfe\xff\x00\xe0\xff\xff\xff\xff"]
)
def test_what_is_no_item(data: bytes) -> None:
    with pytest.raises(PhantomscopeError, match="cut short or damaged"):
        item_length(data, "a")


def test_the_end_is_no_item() -> None:
    assert item_length(DELIMITER, "a") is None
    assert item_length(DELIMITER[:4], "a") is None


def test_a_table_is_little_endian_and_whole() -> None:
    assert offset_table(b"\1\0\0\0\0\1\0\0\7") == (1, 256)
    assert offset_table(b"") == ()
