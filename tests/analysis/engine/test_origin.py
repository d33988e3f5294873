"""The origin chosen by hand comes to the same as stock's own ways to choose it."""

import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from analysis import support
from analysis.support import ACR_LARGE, CATPHAN_504
from dicom_files import zip_bytes
from phantomscope.analysis.engine.origin import chosen_origin
from phantomscope.analysis.engine.pylinac_stack import PylinacStack
from phantomscope.analysis.failures import failure
from phantomscope.analysis.phantoms import phantom_named
from phantomscope.analysis.worker import quiet_warnings
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with quiet_warnings():
        yield


@pytest.fixture(scope="module")
def mr() -> bytes:
    return support.coarse(ACR_LARGE)


def refused(data: bytes, phantom: str, **changes: Any) -> str:
    with pytest.raises(Exception) as raised:
        support.run_bytes(data, phantom, **changes)
    return failure(raised.value).what


def with_junk_before(data: bytes, count: int) -> bytes:
    """A scan with more slices before its first, which show what its last shows."""
    made = support.members(data)
    ordered = sorted(map(support.reread, made.values()), key=lambda one: float(one.ImagePositionPatient[2]))
    lowest = float(ordered[0].ImagePositionPatient[2])
    step = float(ordered[1].ImagePositionPatient[2]) - lowest
    for number in range(1, count + 1):
        junk = support.reread(support.saved(ordered[len(ordered) // 2]))
        junk.ImagePositionPatient = [*junk.ImagePositionPatient[:2], lowest - number * step]
        junk.SOPInstanceUID = f"{junk.SOPInstanceUID}.{number}"
        junk.file_meta.MediaStorageSOPInstanceUID = junk.SOPInstanceUID
        made[f"junk{number}.dcm"] = support.saved(junk)
    return zip_bytes(made, zipfile.ZIP_STORED)


def test_origin_as_stocks_parameter(digital: bytes) -> None:
    edits = support.without((0, 1))
    result = support.run_bytes(digital, CATPHAN_504, origin_slot=38, edits=edits)
    assert result.provenance.parameters["origin_slice"] == 36
    assert result.provenance.changed == ("origin_slice",)
    assert result.provenance.edits == (
        "excluded slices (by place in the series): 1, 2",
        "origin chosen by hand: slice 37 (place 39 in the series)",
    )
    assert result.pylinac_results["origin_slice"] == 36


def test_slice_1_of_mr_as_stock_without_the_slices_before(mr: bytes) -> None:
    expected = support.stock_text(ACR_LARGE, mr)
    result = support.run_bytes(
        with_junk_before(mr, 2), ACR_LARGE, origin_slot=2, choice="by its grid", profile="Scanner 2"
    )
    assert (result.provenance.choice, result.provenance.profile) == ("by its grid", "Scanner 2")
    assert support.timeless(result.pylinac_results) == expected
    assert result.provenance.slice_count == len(support.members(mr))
    assert result.provenance.edits == (
        "slice 1 of the phantom chosen by hand: slice 3; 2 before it left out",
    )
    # The stack itself is as it was: the first slice of the phantom is the third there.
    assert next(module.slice_index for module in result.modules if module.key == "slice1") == 2


def test_what_can_not_be_the_origin(mr: bytes, digital: bytes) -> None:
    assert "only 2 slices left" in refused(mr, ACR_LARGE, origin_slot=9)
    gone = refused(digital, CATPHAN_504, origin_slot=3, edits=support.without((3,)))
    assert gone == "The slice that was chosen as origin is not among the slices to be analysed"
    assert refused(digital, CATPHAN_504, origin_slot=1000) == gone


@pytest.fixture(scope="module")
def echoes() -> bytes:
    """Two echoes at each of 15 places: two without phantom before its 11 and behind."""
    return support.coarse(ACR_LARGE, air_slices=2, echo_times=(20.0, 80.0))


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("nearly", [False, True])
def test_all_echoes_begin_at_the_same_place(echoes: bytes, turned: bool, nearly: bool) -> None:
    data = echoes
    if nearly:  # the same orientation but for noise
        noisy = support.members(echoes)
        for name in list(noisy)[1::2]:
            one = support.reread(noisy[name])
            one.ImageOrientationPatient = [1, 1e-6, 0, 0, 1, 0]
            noisy[name] = support.saved(one)
        data = zip_bytes(noisy)
    source = open_bytes(data)
    series = scan(source).series[0]
    for slot in range(len(series.slices)):
        with SliceStack(source, series) as stack:
            slices = PylinacStack(stack, members=source.members(), turned=turned)
            try:
                chosen_origin(slot, phantom_named(ACR_LARGE), {}, stack, slices)
            except PhantomscopeError:
                assert slot >= 26 or (turned and slot < 4)
                continue
            first: dict[int | None, float | None] = {}
            for number in range(len(slices)):
                header = stack.slice_header(slices.stack_index(number))
                first.setdefault(header.echo, header.position and header.position[2])
            assert len(first) == 2
            place = series.slices[slot].position
            assert set(first.values()) == {place and place[2]}
            assert len(slices.metadatas) == len(slices)
    source.close()


def height(data: bytes) -> float:
    return float(support.reread(data).ImagePositionPatient[2])


def test_either_slice_of_a_place_gives_the_same(echoes: bytes) -> None:
    made = support.members(echoes)
    ordered = sorted(made, key=lambda name: height(made[name]))
    results = [
        support.run_bytes(echoes, ACR_LARGE, origin_slot=slot, parameters={"echo_number": 2})
        for slot in (4, 5)
    ]
    one, other = (support.timeless(result.pylinac_results) for result in results)
    assert one == other
    assert results[0].modules == results[1].modules
    # As stock has it without the slices before.
    left = {name: data for name, data in made.items() if height(data) >= height(made[ordered[4]])}
    assert len(left) == len(made) - 4
    assert one == support.stock_text(ACR_LARGE, zip_bytes(left), echo_number=2)
