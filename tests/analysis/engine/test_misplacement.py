"""Modules measured away from their place are told of, by how much and why."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydicom.uid import UID

from analysis import support
from analysis.support import ACR_LARGE, CATPHAN_504
from dicom_files import zip_bytes
from phantomscope.analysis.results import AnalysisResult
from phantomscope.analysis.worker import quiet_warnings

ACR_CT = "ACR CT 464"
ADVICE = "Do not trust what was measured there."


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with quiet_warnings():
        yield


def told(result: AnalysisResult) -> list[str]:
    return [one for one in result.warnings if "from its place" in one]


def without_files(data: bytes, gone: tuple[int, ...]) -> bytes:
    """A scan that lacks slices, counted in the order of their positions."""
    made = support.members(data)
    ordered = sorted(made, key=lambda name: float(support.reread(made[name]).ImagePositionPatient[2]))
    lost = {ordered[place] for place in gone}
    return zip_bytes({name: one for name, one in made.items() if name not in lost})


def run(phantom: str, gone: tuple[int, ...] = (), **changes: Any) -> AnalysisResult:
    return support.run_bytes(support.coarse(phantom), phantom, edits=support.without(gone), **changes)


def test_slices_left_out_between_origin_and_module() -> None:
    found = run(CATPHAN_504, (25, 26))
    assert told(found) == [
        f"{what} 5.0 mm from its place, since slices 26–27 are left out. {ADVICE}"
        for what in ("CTP486 was measured", "CTP515 averages slices up to")
    ]
    # What pylinac computes is what it computes without those files.
    data = without_files(support.coarse(CATPHAN_504), (25, 26))
    assert support.timeless(found.pylinac_results) == support.stock_text(CATPHAN_504, data)


def test_each_module_beyond_the_gap() -> None:
    assert told(run(ACR_CT, (20,))) == [
        f"{module} was measured 5.0 mm from its place, since slice 21 is left out. "
        "Do not trust what was measured there."
        for module in ("HU Uniformity", "Spatial Resolution")
    ]


def test_slices_missing_in_the_source() -> None:
    found = support.run_bytes(without_files(support.coarse(ACR_CT), (20,)), ACR_CT)
    assert [one.split(". ")[0] for one in told(found)] == [
        f"{module} was measured 5.0 mm from its place, since slices are missing in the scan"
        for module in ("HU Uniformity", "Spatial Resolution")
    ]


def test_a_first_distance_unlike_the_others() -> None:
    found = support.run_bytes(without_files(support.coarse(ACR_CT), (1,)), ACR_CT)
    assert len(told(found)) == 3
    assert "HU Uniformity was measured 35.0 mm from its place" in " ".join(told(found))


def test_mr_with_a_slice_missing() -> None:
    made = support.members(support.coarse(ACR_LARGE))
    ordered = sorted(map(support.reread, made.values()), key=lambda one: float(one.ImagePositionPatient[2]))
    del ordered[5]
    twin = support.reread(support.saved(ordered[-1]))  # so that there is a slice for each number
    twin.ImagePositionPatient = [*twin.ImagePositionPatient[:2], float(twin.ImagePositionPatient[2]) + 10.0]
    twin.SOPInstanceUID = UID(f"{twin.SOPInstanceUID}.9")
    data = zip_bytes({f"{n}.dcm": support.saved(one) for n, one in enumerate([*ordered, twin])})
    found = support.run_bytes(data, ACR_LARGE)
    assert [one.split(". ")[0] for one in told(found)] == [
        f"{module} was measured 10.0 mm from its place, since slices are missing in the scan"
        for module in ("Signal Uniformity", "Slice 11", "Low Contrast (slices 8 to 11)")
    ]


@pytest.mark.parametrize(("phantom", "gone"), [(ACR_CT, (0, 37)), (ACR_LARGE, ()), (CATPHAN_504, (0, 1, 63))])
def test_nothing_to_tell(phantom: str, gone: tuple[int, ...]) -> None:
    assert told(run(phantom, gone)) == []


def test_a_turned_stack() -> None:
    data = support.members(support.coarse(ACR_CT))
    slices = [support.reread(data[name]) for name in sorted(data)]
    slices.sort(key=lambda one: float(one.ImagePositionPatient[2]))
    last = len(slices) - 1
    arrays = [one.pixel_array[:, ::-1].copy() for one in reversed(slices)]
    for one, values in zip(slices, arrays, strict=True):
        one.PixelData = values.tobytes()
    wrong = zip_bytes({f"{number}.dcm": support.saved(one) for number, one in enumerate(slices)})
    found = support.run_bytes(wrong, ACR_CT, turned=True, edits=support.without((last - 20,)))
    assert [one.split(". ")[0] for one in told(found)] == [
        f"{module} was measured 5.0 mm from its place, since slice {last - 20 + 1} is left out"
        for module in ("HU Uniformity", "Spatial Resolution")
    ]


def test_a_partial_run_tells_of_what_it_measured() -> None:
    gone = tuple(range(22))  # down to a few slices before CTP515, so CTP486 was not scanned
    found = run(CATPHAN_504, (*gone, 45), partial=True)
    assert [one.title for one in found.provenance.left_out] == ["CTP486"]
    assert "CTP486" not in " ".join(told(found))
    assert any(one.startswith("CTP528 was measured 2.5 mm from its place") for one in told(found))
