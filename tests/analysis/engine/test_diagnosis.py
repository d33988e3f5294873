"""Scans that pylinac can't analyse: what was not found, on which slice, and what to try."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis import support
from analysis.support import ACR_LARGE, CATPHAN_504, REAL
from dicom_files import zip_bytes
from phantomscope.analysis.events import Failed
from phantomscope.analysis.failures import failure
from phantomscope.analysis.worker import quiet_warnings

Change = Callable[[Any, int], Any]


def failing(data: bytes, phantom: str = CATPHAN_504, **changes: Any) -> Failed:
    try:
        with quiet_warnings():
            support.run_bytes(data, phantom, **changes)
    except Exception as error:  # noqa: BLE001 - what it is is the question
        told = failure(error)
    else:
        pytest.fail("nothing failed")
    assert told.kind == "analysis"
    assert told.details
    assert told.todo[0].isupper()
    for sentence in (told.what, told.todo):
        assert not sentence.endswith(".")
        assert "Error" not in sentence
    return told


def ordered(data: bytes) -> list[bytes]:
    made = support.members(data).values()
    return sorted(made, key=lambda one: float(support.reread(one).ImagePositionPatient[2]))


def scan_of(slices: list[bytes]) -> bytes:
    return zip_bytes({f"{n:03}.dcm": one for n, one in enumerate(slices)}, zipfile.ZIP_STORED)


def spoiled(data: bytes, change: Change) -> bytes:
    """A scan with every slice changed; ``change`` gets values and place."""
    made = []
    for place, one in enumerate(ordered(data)):
        dataset = support.reread(one)
        values = np.asarray(change(dataset.pixel_array.copy(), place)).astype(dataset.pixel_array.dtype)
        dataset.PixelData = np.ascontiguousarray(values).tobytes()
        made.append(support.saved(dataset))
    return scan_of(made)


def turned(data: bytes) -> bytes:
    """A scan with its pixel data turned end for end under the same headers."""
    arrays = [np.fliplr(support.reread(one).pixel_array) for one in reversed(ordered(data))]
    return spoiled(data, lambda _, place: arrays[place])


# -- modules that were not scanned ------------------------------------------------------------------------


def test_a_module_that_was_not_scanned(digital: bytes) -> None:
    told = failing(scan_of(ordered(digital)[20:]))
    assert (
        told.what
        == "The scan does not cover the whole CatPhan 504: CTP486 lies 17.5 mm before the first slice"
    )
    assert told.todo == (
        "Make a partial run of the modules that were scanned, choose another slice as origin if slice 20 is "
        "not the middle of its module, choose another phantom if this is no CatPhan 504, or scan the phantom "
        "from end to end"
    )
    assert [(one.title, one.outside_mm) for one in told.left_out] == [("CTP486", 17.5)]
    assert told.partial_possible
    assert told.slice_index == 19


def test_slices_that_are_averaged(digital: bytes) -> None:
    # pylinac's own check passes, and then it runs out of slices.
    told = failing(scan_of(ordered(digital)[:-13]))
    assert told.what.endswith("CTP528 averages slices that lie 7.5 mm beyond the last slice")
    assert told.partial_possible


def test_scanned_from_the_far_end(digital: bytes) -> None:
    told = failing(turned(digital))
    assert told.turning_helps
    assert told.todo.startswith("Turn the stack end for end: all modules would then lie in it, ")
    assert told.slice_index == 25


@pytest.mark.slow
def test_turned_in_vain(digital: bytes) -> None:
    told = failing(digital, turned=True)
    assert told.what.endswith("CTP486 lies 2.5 mm beyond the last slice")
    assert told.todo.startswith("Do not turn the stack: as it was scanned, all modules would lie in it, ")
    assert told.left_out[0].position_mm == 65.0  # where it would be in the scan as it is shown
    assert told.slice_index == 39


@pytest.mark.slow
def test_an_origin_chosen_wrongly(digital: bytes) -> None:
    told = failing(digital, origin_slot=20)
    assert told.todo.startswith(
        "Choose another slice as origin if slice 21 is not the middle of its module, "
    )
    assert told.slice_index == 20


@pytest.mark.slow
def test_an_origin_at_the_edge() -> None:
    data = scan_of(ordered(support.coarse("ACR CT 464"))[11:])
    told = failing(data, "ACR CT 464")
    assert told.what == (
        "The HU linearity module was found on slice 1, so near to an end of the scan that pylinac takes it "
        "for wrong"
    )
    assert told.todo.startswith("Choose that slice as origin by hand")
    assert told.slice_index == 0


def test_mr_slices_that_are_missing() -> None:
    told = failing(scan_of(ordered(support.coarse(ACR_LARGE))[:-2]), ACR_LARGE)
    assert [one.title for one in told.left_out] == ["Slice 11", "Low Contrast (slices 8 to 11)"]
    assert "if slice 1 is not slice 1 of the phantom" in told.todo
    assert told.slice_index == 0


# -- nothing found ----------------------------------------------------------------------------------------


def test_at_the_edge_of_the_image(digital: bytes) -> None:
    told = failing(spoiled(digital, lambda values, _: np.roll(values, 30, axis=1)))
    assert told.what.startswith(
        "The CatPhan 504 was not found: what slice 44 shows touches the edge of the image"
    )
    assert "the CatPhan 504 202 mm" in told.what
    assert told.todo.startswith("Reconstruct the scan with a wider field of view")
    assert told.slice_index == 43


def test_another_size(digital: bytes) -> None:
    told = failing(digital, "Quart DVT")
    assert told.what == (
        "Nothing of the Quart DVT's size was found: what slice 44 shows is 203 mm across, "
        "the Quart DVT 160 mm"
    )
    assert "CatPhan 504" in told.todo
    assert "Cheese" not in told.todo
    assert told.slice_index == 43


@pytest.mark.slow
def test_a_wrong_pixel_spacing(digital: bytes) -> None:
    told = failing(support.with_tags(digital, PixelSpacing=[0.5, 0.5]))
    assert "is 104 mm across, the CatPhan 504 202 mm" in told.what
    assert "Pixel Spacing (0028,0030)" in told.todo


def test_values_that_are_no_hu() -> None:
    told = failing(support.coarse(CATPHAN_504, scale="raw"))
    assert told.what.startswith(
        "No slice looks like the HU linearity module of the CatPhan 504, and the values of this scan are "
        "not HU: "
    )
    assert told.todo == "Export the scan with its rescale to HU"  # an origin by hand would not help


@pytest.mark.slow
def test_no_inserts(digital: bytes) -> None:
    told = failing(spoiled(digital, lambda values, _: np.clip(values, 0, 1100)))
    assert told.what == "No slice looks like the HU linearity module of the CatPhan 504"
    assert "choose the slice in the middle of the HU linearity module as origin by hand" in told.todo


# -- modules that can't be measured -----------------------------------------------------------------------


def test_a_module_on_blank_slices(digital: bytes) -> None:
    told = failing(spoiled(digital, lambda values, place: values * (place > 17)))
    assert told.what == "HU Uniformity would be measured on slice 14, which shows nothing"
    assert told.where == "HU Uniformity on slice 14"
    assert "partial run" in told.todo
    assert told.slice_index == 13


@pytest.mark.slow
@pytest.mark.parametrize(
    ("parameters", "where", "advice"),
    [
        (
            {"roi_size_factor": 12},
            "HU Uniformity on slice 14",
            "Undo what was changed (roi_size_factor = 12)",
        ),
        ({"scaling_factor": 3}, "HU Linearity on slice 40", "Undo what was changed (scaling_factor = 3)"),
        ({"angle_adjustment": 40}, "Spatial Resolution on slice 52", "Undo what was changed"),
        ({"contrast_method": "Foo"}, "Low Contrast on slice 28", "Choose Michelson"),
    ],
)
def test_where_it_failed(digital: bytes, parameters: dict[str, Any], where: str, advice: str) -> None:
    told = failing(digital, parameters=parameters)
    assert told.where == where
    assert told.todo.startswith(advice)
    assert told.slice_index == int(where.split()[-1]) - 1


@pytest.mark.slow
def test_more_slices_are_averaged_than_there_are(digital: bytes) -> None:
    told = failing(digital, parameters={"thickness_slice_straddle": 30})
    assert told.what.startswith("A module lies so near to an end of the scan that slices")
    assert told.where == "HU Linearity on slice 40"


def test_mr_slices_at_another_distance() -> None:
    slices = ordered(support.coarse(ACR_LARGE))
    # Each slice twice, half as far apart: the phantom is all there.
    made = []
    lowest = float(support.reread(slices[0]).ImagePositionPatient[2])
    for number, one in enumerate(one for one in slices for _ in range(2)):
        dataset = support.reread(one)
        dataset.ImagePositionPatient = [*dataset.ImagePositionPatient[:2], lowest + 5.0 * number]
        dataset.SOPInstanceUID = f"1.2.3.{number}"
        dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
        made.append(support.saved(dataset))
    told = failing(scan_of(made), ACR_LARGE)
    assert "it needs slices 10 mm apart" in told.what
    assert "these are 5 mm apart" in told.what
    assert told.slice_index == 0


@pytest.mark.slow
def test_real_scan_of_another_phantom(real_data: Path) -> None:
    told = failing((real_data / REAL["Quart DVT"]).read_bytes(), CATPHAN_504)
    assert "shows is 162 mm across, the CatPhan 504 202 mm" in told.what
    assert "Quart DVT" in told.todo
    assert told.slice_index is not None
