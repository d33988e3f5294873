"""Edits analysed here give what stock pylinac gives of the archive that *Save as New ZIP* writes of them."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from analysis import identity_scans as scans
from analysis.identity_outcome import differences, our_outcome, stock_outcome, written
from analysis.identity_scans import Files, Scan, Setup
from analysis.support import ACR_LARGE, CATPHAN_504, members, saved
from fixture_types import Untouched
from phantomscope.analysis.job import Edits
from phantomscope.analysis.worker import quiet_warnings
from phantomscope.saving.new_archive import save_new_archive
from phantomscope.stack.arrangement import Arrangement
from phantomscope.stack.index import scan as scan_source
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_path

CHEAP = {(CATPHAN_504, "everything"), (ACR_LARGE, "reversed")}


@pytest.fixture(autouse=True)
def _warnings_as_in_the_analysis_process() -> Iterator[None]:
    with quiet_warnings():
        yield


NAMES = ("mirrored", "flipped", "reversed", "cropped", "excluded and mirrored", "everything")


def edits_of(name: str, scan: Scan) -> Edits:
    """What is done to a scan; the crop leaves the phantom whole."""
    columns, last = scan.datasets()[0].Columns, len(scan.slices) - 1
    edge = columns // 64
    crop = (edge, edge + 1, columns - edge - 2, columns - edge)
    return {
        "mirrored": Edits(arrangement=Arrangement(mirrored=True)),
        "flipped": Edits(arrangement=Arrangement(flipped=True)),
        "reversed": Edits(arrangement=Arrangement(reversed=True)),
        "cropped": Edits(arrangement=Arrangement(crop=crop)),
        "excluded and mirrored": Edits((0, last), {}, Arrangement(mirrored=True)),
        "everything": Edits((0, last), {}, Arrangement(True, True, True, crop)),
    }[name]


def spoiled(scan: Scan, arrangement: Arrangement) -> Scan:
    """The scan as it would be had someone turned it before: so that the edits put it right again."""
    slices = scan.datasets()
    pixels = [one.pixel_array for one in slices]
    pixels = pixels[::-1] if arrangement.reversed else pixels
    turned = replace(arrangement, reversed=False, crop=None)
    for one, values in zip(slices, pixels, strict=True):
        one.PixelData = turned.view(values).tobytes()
    return Scan(dict(zip(scan.slices, map(saved, slices), strict=True)), scan.slices, scan.origin)


def check(phantom: str, scan: Scan, name: str, place: Path, untouched: Untouched) -> None:
    edits = edits_of(name, scan)
    wrong = spoiled(scan, edits.arrangement)
    path = written(wrong.files, "ZIP", place)
    elsewhere = place / "new"
    elsewhere.mkdir()
    with untouched(path):
        new = saved_as_new(path, edits, elsewhere / "new.zip")
        setup = Setup(wrong.files, new, 0, {"edits": edits})
        stock = stock_outcome(phantom, setup, {})
        ours, result = our_outcome(phantom, setup, {}, "ZIP", path)
    assert differences(ours, stock) == []
    assert result.provenance.edits == edits.sentences()
    assert stock.images
    if not edits.removed and edits.arrangement.crop is None:  # it is what it was before it was spoiled
        assert stock.results == stock_outcome(phantom, Setup(scan.files, scan.files, 0), {}).results


def saved_as_new(path: Path, edits: Edits, target: Path) -> Files:
    with closing(open_path(path)) as source:
        series = scan_source(source).series[0]
        with SliceStack(source, series, max_slices=1) as stack:
            edits.apply_to(stack.overlay)
            save_new_archive(stack, source, target)
    return members(target.read_bytes())


@pytest.mark.parametrize(
    ("phantom", "name"),
    [
        pytest.param(phantom, name, marks=() if (phantom, name) in CHEAP else pytest.mark.slow)
        for phantom in (CATPHAN_504, ACR_LARGE)
        for name in NAMES
    ],
)
def test_digital(phantom: str, name: str, tmp_path: Path, untouched: Untouched) -> None:
    # An MR scan needs all slices of the phantom itself.
    spare = int(scans.is_mr(phantom) and bool(edits_of(name, scans.digital(phantom)).removed))
    scan = scans.digital(phantom, air_slices=1) if spare else scans.digital(phantom)
    check(phantom, scan, name, tmp_path, untouched)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_real(name: str, real_data: Path, tmp_path: Path, untouched: Untouched) -> None:
    check(CATPHAN_504, scans.real(CATPHAN_504, real_data), name, tmp_path, untouched)


@pytest.mark.slow
def test_turned_end_for_end_on_top(tmp_path: Path, untouched: Untouched) -> None:
    """A scan that was turned and mirrored: put right by both, each in its own way."""
    scan = scans.digital(CATPHAN_504)
    turned = dict(zip(scan.slices, scans.turn(scan.datasets()), strict=True))
    arrangement, last = Arrangement(mirrored=True), len(scan.slices) - 1
    wrong = spoiled(Scan({**scan.files, **turned}, scan.slices, scan.origin), arrangement)
    job = {"edits": Edits(arrangement=arrangement), "turned": True}
    setup = Setup(wrong.files, scan.files, scan.origin, job, place=lambda n: last - n, mirrored=True)
    path = written(wrong.files, "ZIP", tmp_path)
    with untouched(path):
        ours, _ = our_outcome(CATPHAN_504, setup, {}, "ZIP", path)
    assert differences(ours, stock_outcome(CATPHAN_504, setup, {}), mirrored=True) == []


@pytest.mark.slow
def test_an_origin_chosen_by_hand_is_a_slice_and_not_a_place(tmp_path: Path) -> None:
    scan = scans.digital(CATPHAN_504)
    arrangement, last = Arrangement(reversed=True), len(scan.slices) - 1
    wrong = spoiled(scan, arrangement)
    there = scan.origin + 1
    job = {"edits": Edits(arrangement=arrangement), "origin_slot": last - there}
    setup = Setup(wrong.files, scan.files, scan.origin, job, told={"origin_slice": there})
    path = written(wrong.files, "ZIP", tmp_path)
    ours, result = our_outcome(CATPHAN_504, setup, {}, "ZIP", path)
    assert differences(ours, stock_outcome(CATPHAN_504, setup, {})) == []
    assert f"origin chosen by hand: slice {there + 1}" in result.provenance.edits


@pytest.mark.slow
@pytest.mark.parametrize("phantom", [CATPHAN_504, ACR_LARGE])
def test_frames_of_an_enhanced_object(phantom: str, tmp_path: Path, untouched: Untouched) -> None:
    scan = scans.digital(phantom)
    name = "cropped" if scans.is_mr(phantom) else "everything"
    edits = edits_of(name, scan)
    wrong = scans.one_object(phantom, spoiled(scan, edits.arrangement))
    path = written(wrong.ours, "ZIP", tmp_path)
    elsewhere = tmp_path / "new"
    elsewhere.mkdir()
    with untouched(path):
        new = saved_as_new(path, edits, elsewhere / "new.zip")
        setup = Setup(wrong.ours, new, 0, {"edits": edits})
        ours, _ = our_outcome(phantom, setup, {}, "ZIP", path)
    assert differences(ours, stock_outcome(phantom, setup, {})) == []
