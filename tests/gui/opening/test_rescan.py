import dataclasses
import os
from pathlib import Path

import pytest

from dicom_files import slice_bytes, slices, zip_bytes
from phantomscope.gui.opening.rescan import changes_text, same_series, series_again, slice_again
from phantomscope.stack.index import Scan, scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes, open_files, open_path

ONE = slices(4)
TWO = {**ONE, **slices(3, prefix="b/", series="1.2.9")}


def found(members: dict[str, bytes]) -> Scan:
    return scan(open_bytes(zip_bytes(members)))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (ONE, ONE, "nothing has changed"),
        (ONE, TWO, "1 series new, 3 slices more"),
        (TWO, ONE, "1 series gone, 3 slices less"),
        (ONE, slices(5), "1 slice more"),
        (slices(6), ONE, "2 slices less"),
        (ONE, {**ONE, "notes.txt": b"hello"}, "1 skipped file more"),
        ({**ONE, "a.txt": b"1", "b.txt": b"2"}, ONE, "2 skipped files less"),
        (ONE, slices(4, StationName="other"), "1 series has changed"),
    ],
)
def test_what_has_changed(before: dict[str, bytes], after: dict[str, bytes], expected: str) -> None:
    assert changes_text(found(before), found(after)) == f"Scanned again: {expected}."


def test_series_are_the_same_by_their_slices() -> None:
    before, after = found(TWO), found({**slices(5), **slices(3, prefix="b/", series="1.2.9")})
    keys = {one.key for one in before.series}
    assert same_series(before, after, keys) == {"1.2.9|CT"}
    assert same_series(before, before, keys) == keys
    assert same_series(before, before, {"1.2.9|CT"}) == {"1.2.9|CT"}


def test_a_file_written_again_at_the_same_size_is_noticed(tmp_path: Path) -> None:
    for name, content in slices(3).items():
        (tmp_path / name).write_bytes(content)
    paths = sorted(tmp_path.iterdir())
    before, listed = scan(open_path(tmp_path)), scan(open_files(paths))
    assert changes_text(before, scan(open_path(tmp_path))) == "Scanned again: nothing has changed."
    state, content = paths[1].stat(), paths[1].read_bytes()
    paths[1].write_bytes(content[:-1] + bytes([content[-1] ^ 1]))  # a pixel
    os.utime(paths[1], ns=(state.st_atime_ns, state.st_mtime_ns + 1_000_000_000))
    for was, now in ((before, scan(open_path(tmp_path))), (listed, scan(open_files(paths)))):
        assert changes_text(was, now) == "Scanned again: 1 series has changed."
        assert same_series(was, now, {was.series[0].key}) == set()


def test_the_series_that_was_shown_or_the_first() -> None:
    before, after = found(TWO), found(TWO)
    assert series_again(before.series[1], after) is after.series[1]
    assert series_again(None, after) is after.series[0]
    assert series_again(before.series[1], found(ONE)).key == before.series[0].key


def test_the_slice_that_was_shown_or_the_one_in_its_place() -> None:
    source = open_bytes(zip_bytes(slices(4)))
    shown = scan(source).series[0].slices[2]
    more = open_bytes(
        zip_bytes({**slices(4), "0.dcm": slice_bytes(number=0, uid="1.9", position=(0, 0, 0.0))})
    )
    stack = SliceStack(more, scan(more).series[0])
    assert slice_again(shown, 2, stack) == 3
    stranger = dataclasses.replace(shown, sop_instance_uid="1.2.3")
    assert slice_again(stranger, 2, stack) == 2
    assert slice_again(stranger, 99, stack) == 4


@pytest.mark.parametrize("uid", [None, "1.2.3"])
def test_slices_that_no_uid_tells_apart_are_known_by_file_and_position(uid: str | None) -> None:
    def named(prefix: str, numbers: range) -> dict[str, bytes]:
        return {
            f"{prefix}{n}.dcm": slice_bytes(number=n, position=(0.0, 0.0, 2.5 * n), SOPInstanceUID=uid)
            for n in numbers
        }

    shown = found(named("a", range(1, 6))).series[0].slices[2]
    for members, place in (
        (named("a", range(1, 6)), 2),
        (named("a", range(6)), 3),  # one more before it
        (named("b", range(6)), 3),  # all of them renamed
        (named("b", range(10, 15)), 2),
    ):
        source = open_bytes(zip_bytes(members))
        assert slice_again(shown, 2, SliceStack(source, scan(source).series[0])) == place
