import gc
import io
import random
import tracemalloc
import zipfile
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom.sequence import Sequence as Items
from pydicom.uid import RTStructureSetStorage

from dicom_files import (
    SERIES,
    FakeSource,
    damaged_error,
    dataset,
    encoded,
    header,
    junk,
    slice_bytes,
    slices,
    write_folder,
    zip_bytes,
)
from enhanced_files import enhanced_bytes, frames
from fixture_types import Untouched
from phantomscope.errors import OperationCancelled, PhantomscopeError
from phantomscope.stack.index import Scan, index_bytes, scan, scan_batches
from phantomscope.stack.member import Source
from phantomscope.stack.slice_header import SetAside
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes, open_path


def names(found: Scan) -> list[list[str]]:
    return [[one.member.name for one in series.slices] for series in found.series]


def rtstruct() -> bytes:
    made = dataset(sop_class=RTStructureSetStorage)
    for keyword in ("PixelData", "Rows", "Columns", "BitsAllocated"):
        delattr(made, keyword)
    return encoded(made)


# -- batches ----------------------------------------------------------------------------------------------


def test_the_first_batch_is_the_member_in_the_middle() -> None:
    source = FakeSource(slices(9))
    first = next(scan_batches(source))
    assert (first.done, first.total) == (1, 9)
    assert [one.instance_number for one in first.headers] == [5]
    assert source.fronts == ["005.dcm"]


def test_batches_add_up() -> None:
    source = FakeSource(slices(20) | {"text": b"text"})
    batches = list(scan_batches(source, batch=8))
    assert [batch.done for batch in batches] == [1, 8, 16, 21]
    assert {batch.total for batch in batches} == {21}
    assert sum(len(batch.headers) for batch in batches) == 20
    assert sum(len(batch.set_aside) for batch in batches) == 1
    assert sorted(source.fronts) == sorted(member.name for member in source.members())
    assert not source.reads


def test_leaving_the_loop_reads_no_further() -> None:
    source = FakeSource(slices(20))
    assert len(list(islice(scan_batches(source, batch=4), 2))) == 2
    assert len(source.fronts) == 4


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    scan(FakeSource(slices(40)), lambda done, total: told.append((done, total)))
    assert told == [(1, 40), (32, 40), (40, 40)]


def test_cancelling_ends_the_scan() -> None:
    source = FakeSource(slices(100))
    answers = iter([False, True])
    with pytest.raises(OperationCancelled):
        scan(source, cancelled=lambda: next(answers))
    assert len(source.fronts) == 32


# -- series -----------------------------------------------------------------------------------------------


def test_two_series_interleaved_in_name_order_never_interleave() -> None:
    files = {}
    for n in range(1, 13):
        files[f"{2 * n:03}"] = slice_bytes(number=n, series="1.1", position=(0, 0, n * 1.0))
        files[f"{2 * n + 1:03}"] = slice_bytes(number=n, series="1.2", position=(0, 0, -n * 1.0))
    found = scan(FakeSource(files))
    assert [{one.series.series_uid for one in series.slices} for series in found.series] == [{"1.1"}, {"1.2"}]
    assert [[one.instance_number for one in series.slices] for series in found.series] == [
        list(range(1, 13)),
        list(range(12, 0, -1)),
    ]


@settings(max_examples=25)
@given(
    places=st.lists(
        st.tuples(st.integers(0, 2), st.integers(-200, 200)), min_size=1, max_size=14, unique=True
    ),
    chance=st.randoms(use_true_random=False),
)
def test_any_archive_comes_out_sorted_and_whole(places: list[tuple[int, int]], chance: random.Random) -> None:
    files = [
        (f"{n}", slice_bytes(number=n, series=f"1.{which}", position=(3.0, 4.0, place / 4)))
        for n, (which, place) in enumerate(places)
    ]
    chance.shuffle(files)
    found = scan(open_bytes(zip_bytes(files, zipfile.ZIP_STORED)))
    assert found.slice_count == len(places)
    assert sorted(int(name) for series in names(found) for name in series) == list(range(len(places)))
    for series in found.series:
        expected = sorted(
            (place / 4, f"{n}")
            for n, (which, place) in enumerate(places)
            if series.facts.series_uid == f"1.{which}"
        )
        assert list(series.positions) == [place for place, _ in expected]
        assert [one.member.name for one in series.slices] == [name for _, name in expected]


def test_the_result_does_not_depend_on_the_order_of_the_scan() -> None:
    """The middle comes first in a scan, but the source's own order decides which of two copies stays."""
    files = {f"{n}.dcm": slice_bytes(number=1) for n in range(5)}
    found = scan(FakeSource(files))
    assert names(found) == [["0.dcm"]]
    assert {one.reason for one in found.set_aside} == {"a copy of the slice in 0.dcm"}


def test_a_series_is_found_by_its_key() -> None:
    found = scan(FakeSource(slices(3)))
    assert found.find(found.series[0].key) is found.series[0]
    with pytest.raises(PhantomscopeError, match="not in this source any more"):
        found.find("another")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_of_one_name_are_both_slices() -> None:
    data = zip_bytes([("a", slice_bytes(number=1)), ("a", slice_bytes(number=2))])
    assert scan(open_bytes(data)).slice_count == 2


# -- what is set aside ------------------------------------------------------------------------------------


def test_what_is_no_slice_is_set_aside_with_its_reason_and_damage_comes_first() -> None:
    files = {
        "README.txt": b"text",
        "RS.dcm": rtstruct(),
        **slices(4),
        "empty": b"",
        "broken.dcm": encoded(junk(dataset(), "RescaleSlope")),
        "copy.dcm": slice_bytes(number=2),
        "gone.dcm": slice_bytes(number=99),
        "many.dcm": slice_bytes(number=7, NumberOfFrames=5),
    }
    found = scan(FakeSource(files, {"gone.dcm": damaged_error("gone.dcm")}))
    assert found.slice_count == 4
    assert [one.name for one in found.set_aside] == [
        *("broken.dcm", "gone.dcm"),  # damaged
        *("README.txt", "RS.dcm", "empty", "copy.dcm", "many.dcm"),
    ]
    assert [one.damaged for one in found.set_aside] == [True] * 2 + [False] * 5
    assert {one.name: one.reason for one in found.set_aside} == {
        "README.txt": "not a DICOM file",
        "RS.dcm": "RT Structure Set, not an image",
        "empty": "an empty file",
        "broken.dcm": "its DICOM header is damaged or cut short",
        "copy.dcm": "a copy of the slice in 002.dcm",
        "gone.dcm": "the member is damaged and can't be read",
        "many.dcm": "a multi-frame object (CT Image, 5 frames), "
        "which is no stack of slices: only Enhanced CT and MR are",
    }


def test_ct_localizers_are_told_and_kept_apart() -> None:
    scout = slice_bytes(number=50, ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"])
    found = scan(FakeSource(slices(4) | {"scout.dcm": scout}))
    assert names(found) == [[f"00{n}.dcm" for n in range(1, 5)], ["scout.dcm"]]
    assert found.set_aside == (
        SetAside("scout.dcm", "a localizer, kept in a series of its own and left out of the analysis"),
    )


def test_a_bad_member_never_hides_a_good_one() -> None:
    """Damage every byte of one member's data in turn: the other slices are always there."""
    files = slices(3)
    data = zip_bytes(files)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        second, third = archive.infolist()[1:3]
    for place in range(second.header_offset, third.header_offset, 7):
        broken = bytearray(data)
        broken[place] ^= 0xFF
        found = scan(open_bytes(bytes(broken)))
        good = {one.member.name for series in found.series for one in series.slices}
        assert {"001.dcm", "003.dcm"} <= good
        assert len(good) + len(found.set_aside) == 3


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({}, r"There is no file in it \(fake\)\. Choose the ZIP archive or folder that holds the scan\."),
        (
            {"a.txt": b"text"},
            r"Its only file, a\.txt, is no CT or MR slice: not a DICOM file \(fake\)\. Choose",
        ),
        (
            {"x": b"", "y": b""},
            "None of its 2 files is a CT or MR slice; the first of them is x: an empty file",
        ),
        ({"RS": rtstruct()}, "Its only file, RS, is no CT or MR slice: RT Structure Set, not an image"),
    ],
    ids=["nothing", "text", "empty files", "structures"],
)
def test_without_any_slice_it_says_what_there_is(files: dict[str, bytes], sentence: str) -> None:
    with pytest.raises(PhantomscopeError, match=sentence):
        scan(FakeSource(files))


def test_one_object_that_is_wrong_in_two_ways_is_one_file() -> None:
    data = enhanced_bytes(frames(2), NumberOfFrames=None, PerFrameFunctionalGroupsSequence=Items([]))
    with pytest.raises(PhantomscopeError, match=r"^Its only file, many\.dcm, is no CT or MR slice"):
        scan(FakeSource({"many.dcm": data}))


def test_a_damaged_member_is_the_example_given() -> None:
    source = FakeSource({"a.txt": b"text", "b.dcm": b""}, {"b.dcm": damaged_error("b.dcm")})
    with pytest.raises(PhantomscopeError, match=r"the first of them is b\.dcm: the member is damaged"):
        scan(source)


def test_a_folder_whose_file_vanishes_during_the_scan(tmp_path: Path) -> None:
    for name, data in slices(4).items():
        (tmp_path / name).write_bytes(data)
    source = open_path(tmp_path)
    (tmp_path / "002.dcm").unlink()
    found = scan(source)
    assert names(found) == [["001.dcm", "003.dcm", "004.dcm"]]
    assert (found.set_aside[0].name, found.set_aside[0].damaged) == ("002.dcm", True)
    assert (
        found.set_aside[0].reason == "the path does not exist any more or was mistyped; choose the file again"
    )


def test_scanning_changes_nothing(tmp_path: Path, untouched: Untouched) -> None:
    path = tmp_path / "scan.zip"
    path.write_bytes(zip_bytes(slices(4) | {"RS.dcm": rtstruct(), "text": b"text"}))
    with untouched(path):
        source = open_path(path)
        scan(source)
        source.close()


# -- memory -----------------------------------------------------------------------------------------------


def test_a_slice_takes_a_few_hundred_bytes() -> None:
    found = scan(FakeSource(slices(100, SliceLocation=1.25, ProtocolName="p" * 60, StationName="s" * 16)))
    assert 200 < found.nbytes / 100 < 1024


def test_what_is_shared_is_counted_once() -> None:
    def size(parts: Sequence[str]) -> int:
        return index_bytes(header(n, (n * 1.5, n * 2.5, n * 3.5), name=part) for n, part in enumerate(parts))

    one = header(1)
    assert index_bytes([one, one]) == index_bytes([one])
    assert index_bytes([]) == 0
    assert size(["a" * 500]) - size(["a" * 100]) == 400


@pytest.mark.parametrize("kind", ["zip", "folder"])
@pytest.mark.parametrize("count", [1000, pytest.param(5000, marks=pytest.mark.slow)])
def test_the_account_is_what_python_allocates(tmp_path: Path, count: int, kind: str) -> None:
    """The source's own list and the stack's rows counted: below 1 KB a slice."""
    path = many_slices(tmp_path, count, kind)

    def opened() -> tuple[Source, SliceStack]:
        source = open_path(path)
        return source, SliceStack(source, scan(source).series[0])

    opened()[0].close()  # pydicom's own tables
    gc.collect()
    tracemalloc.start()
    source, stack = opened()
    gc.collect()
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    source.close()
    told = stack.account().index
    assert len(stack) == count
    assert told / count < 1024
    assert held / count < 1024
    assert 0.9 < held / told < 1.1


def many_slices(folder: Path, count: int, kind: str) -> Path:
    """Tiny slices, but named and placed as real ones are."""
    place = (-250.25, -250.25, 10000.5)
    usual = slice_bytes(number=10000, uid=f"{SERIES}.100000000", position=place, SliceLocation=10000.5)
    files = {}
    for n in range(count):
        data = usual.replace(b".100000000", b".%d" % (100000000 + n))
        data = data.replace(b"10000.5", b"%d.5" % (10000 + n)).replace(b"10000 ", b"%d " % (10000 + n))
        files[f"scan of a phantom/IM{n:06}.dcm"] = data
    if kind == "folder":
        return write_folder(folder / "scan", files)
    path = folder / "scan.zip"
    path.write_bytes(zip_bytes(files))
    return path
