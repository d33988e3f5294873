"""What a person puts right on the command line."""

import contextlib
import dataclasses
from collections.abc import Iterator, Mapping

import numpy as np
import pytest

from analysis import support
from dicom_files import dataset, encoded, gradient, zip_bytes
from phantomscope.errors import PhantomscopeError
from phantomscope.headless.analysis import Wishes, analyse_source
from phantomscope.headless.corrections import AS_IT_IS, Corrections
from phantomscope.headless.progress import Progress
from phantomscope.stack.index import scan
from phantomscope.stack.member import Source
from phantomscope.stack.sources import open_bytes

CUT = Corrections(turn=True, exclude="1,2")


def removed(corrections: Corrections, data: bytes) -> tuple[int, ...]:
    source = open_bytes(data)
    return corrections.edits(source, scan(source).series[0]).removed


@contextlib.contextmanager
def open_bytes_of(files: Mapping[str, bytes]) -> Iterator[Source]:
    source = open_bytes(zip_bytes(files), "scan.zip")
    try:
        yield source
    finally:
        source.close()


@pytest.fixture(scope="module")
def ten() -> bytes:
    blank = np.zeros((16, 24), np.int16)
    made = {
        f"{n}.dcm": encoded(dataset(blank if n in (1, 10) else gradient(), number=n)) for n in range(1, 11)
    }
    return zip_bytes(made)


@pytest.mark.parametrize(
    ("text", "slots"),
    [("", ()), ("1", (0,)), ("1,3", (0, 2)), ("2-4, 9", (1, 2, 3, 8)), ("4-2,3,", (1, 2, 3))],
)
def test_exclude(ten: bytes, text: str, slots: tuple[int, ...]) -> None:
    assert removed(Corrections(exclude=text), ten) == slots


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a", "“a” names no slices"),
        ("1-", "“1-” names no slices"),
        ("-1", "“-1” names no slices"),
        ("0", "There is no slice 0 in the series; they count from 1 to 10"),
        ("9-11", "There is no slice 11"),
        ("1-99999999999", "more slices than there are"),
    ],
)
def test_what_names_no_slices(ten: bytes, text: str, words: str) -> None:
    from phantomscope.errors import PhantomscopeError

    with pytest.raises(PhantomscopeError) as told:
        removed(Corrections(exclude=text), ten)
    assert words in told.value.what


def test_trim_goes_on_from_what_is_excluded(ten: bytes) -> None:
    assert removed(Corrections(trim=True), ten) == (0, 9)
    assert removed(Corrections(trim=True, exclude="5"), ten) == (0, 4, 9)


def test_origin(ten: bytes) -> None:
    source = open_bytes(ten)
    series = scan(source).series[0]
    assert AS_IT_IS.origin_slot(series) is None
    assert Corrections(origin=3).origin_slot(series) == 2


def test_a_partial_run_of_a_turned_scan() -> None:
    made = support.members(support.coarse("ACR MRI Large"))
    ordered = sorted(map(support.reread, made.values()), key=lambda one: float(one.ImagePositionPatient[2]))
    arrays = [np.fliplr(one.pixel_array) for one in reversed(ordered)]
    data = {}
    for number, (one, values) in enumerate(zip(ordered, arrays, strict=True)):
        one.PixelData = np.ascontiguousarray(values).tobytes()
        data[f"{number:02}.dcm"] = support.saved(one)
    with open_bytes_of(data) as source:
        with pytest.raises(PhantomscopeError) as told:
            analyse_source(source, Progress(), Wishes("ACR MRI Large", corrections=CUT))
        assert told.value.todo.endswith("; “--partial” makes a partial run")
        corrections = dataclasses.replace(CUT, partial=True)
        analysed = analyse_source(source, Progress(), Wishes("ACR MRI Large", corrections=corrections))
    provenance = analysed.result.provenance
    assert provenance.left_out[0].title == "Slice 11"
    assert provenance.edits == (
        "excluded slices (by place in the series): 1, 2",
        "stack turned end for end: order reversed, slices mirrored left to right",
    )
    assert "PARTIAL" in analysed.result.summary()
