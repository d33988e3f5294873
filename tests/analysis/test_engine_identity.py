"""Ours and stock pylinac give the same results, field by field, to the last digit of their JSON."""

import copy
import io
import json
import warnings
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis import support
from analysis.support import ACR_LARGE, CATPHAN_504, CATPHAN_604, QUART, REAL
from dicom_files import zip_bytes
from fixture_types import Untouched
from phantomscope.analysis.results import AnalysisResult
from phantomscope.digital.catalogue import write_zip
from phantomscope.digital.catphan504 import PHANTOM

PARAMETERS: dict[str, list[dict[str, Any]]] = {
    CATPHAN_504: [
        {"hu_tolerance": 10, "scaling_tolerance": 0.05, "thickness_tolerance": 0.001},
        {"x_adjustment": 2.5, "y_adjustment": -1.5, "angle_adjustment": 3.0},
        {"roi_size_factor": 1.3, "scaling_factor": 0.98},
        {"thickness_slice_straddle": 2, "origin_slice": 31},
        {"expected_hu_values": {"Air": -990, "Teflon": 1020.5}},
        {"contrast_method": "Weber", "visibility_threshold": 0.4, "low_contrast_tolerance": 3},
        {"roll_slice_offset": 2.5},
    ],
    CATPHAN_604: [
        {"hu_tolerance": 5, "x_adjustment": 1.0},
        {"origin_slice": 43, "thickness_slice_straddle": 0},
    ],
    QUART: [{"hu_tolerance": 5, "roi_size_factor": 0.8}, {"origin_slice": 60, "roll_slice_offset": 0}],
    ACR_LARGE: [
        {"x_adjustment": 1.0, "angle_adjustment": 1.0, "roi_size_factor": 1.1},
        {"low_contrast_method": "Michelson", "low_contrast_visibility_threshold": 0.01},
    ],
}
CHANGED = [(phantom, parameters) for phantom, sets in PARAMETERS.items() for parameters in sets]


@pytest.fixture(autouse=True)
def _classes_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    """pylinac writes ``expected_hu_values`` into its classes, where the next analysis finds them."""
    from pylinac import ct

    monkeypatch.setattr(ct.CTP404CP504, "roi_settings", copy.deepcopy(ct.CTP404CP504.roi_settings))


def test_digital(digital_stock: Any, digital_result: AnalysisResult) -> None:
    expected = support.timeless(json.loads(digital_stock.results_data(as_json=True)))
    assert support.timeless(digital_result.pylinac_results) == expected


def test_real_catphan_504(real_data: Path, untouched: Untouched) -> None:
    path = real_data / REAL[CATPHAN_504]
    expected = support.stock_text(CATPHAN_504, path.read_bytes())
    with untouched(path):
        result = support.run_path(path, CATPHAN_504)
    assert support.timeless(result.pylinac_results) == expected


@pytest.mark.slow
@pytest.mark.parametrize("shadow", [False, True], ids=["default", "shadow"])
@pytest.mark.parametrize("phantom", REAL)
def test_every_way_in(
    phantom: str, shadow: bool, real_data: Path, tmp_path: Path, untouched: Untouched
) -> None:
    path = real_data / REAL[phantom]
    data = path.read_bytes()
    expected = support.stock_text(phantom, data, shadow=shadow)
    folder = tmp_path / "folder"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(folder)
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    with untouched(path):
        assert support.timeless(support.run_path(path, phantom).pylinac_results) == expected, "ZIP"
    assert support.timeless(support.run_bytes(data, phantom).pylinac_results) == expected, "bytes"
    with untouched(folder):
        assert support.timeless(support.run_path(folder, phantom).pylinac_results) == expected, "folder"
        backwards = support.run_files(files[::-1], phantom)
        assert support.timeless(backwards.pylinac_results) == expected, "list"


@pytest.mark.slow
@pytest.mark.parametrize(("phantom", "parameters"), CHANGED, ids=[f"{p}-{sorted(v)[0]}" for p, v in CHANGED])
def test_changed_parameters(phantom: str, parameters: dict[str, Any], real_data: Path) -> None:
    path = real_data / REAL[phantom]
    unchanged = support.stock_text(phantom, path.read_bytes())
    expected = support.stock_text(phantom, path.read_bytes(), **parameters)
    assert expected != unchanged
    result = support.run_path(path, phantom, parameters=parameters)
    assert support.timeless(result.pylinac_results) == expected
    assert set(result.provenance.changed) == set(parameters)


@pytest.mark.slow
def test_real_excluded_slices(real_data: Path) -> None:
    # Stock's own answer to excluding: an archive without these members.
    data = (real_data / REAL[CATPHAN_504]).read_bytes()
    slices = sorted(
        (float(support.reread(member).ImagePositionPatient[2]), name)
        for name, member in support.members(data).items()
        if support.reread(member).Modality == "CT"
    )
    removed = {name for _, name in (slices[0], slices[1], slices[-1])}
    left = {name: member for name, member in support.members(data).items() if name not in removed}
    expected = support.stock_text(CATPHAN_504, zip_bytes(left))
    edits = support.without((0, 1, len(slices) - 1))
    assert support.timeless(support.run_bytes(data, CATPHAN_504, edits=edits).pylinac_results) == expected


@pytest.mark.filterwarnings("always::UserWarning")
@pytest.mark.parametrize("phantom", support.ROUGH)
def test_rough_phantoms(phantom: str) -> None:
    rough = support.ROUGH[phantom]
    with warnings.catch_warnings(record=True):
        expected = support.stock_text(phantom, rough.archive(), **rough.parameters)
    assert support.timeless(support.rough_result(phantom).pylinac_results) == expected


def test_turned_end_for_end(digital: bytes, digital_result: AnalysisResult) -> None:
    """The same scan with its pixel data turned in the files; turned back it is what stock analyses."""
    ordered = sorted(
        (support.reread(member) for member in support.members(digital).values()),
        key=lambda one: float(one.ImagePositionPatient[2]),
    )
    arrays = [np.fliplr(one.pixel_array) for one in reversed(ordered)]
    made = {}
    for number, (one, values) in enumerate(zip(ordered, arrays, strict=True)):
        one.PixelData = np.ascontiguousarray(values).tobytes()
        made[f"{number:03}.dcm"] = support.saved(one)
    expected = support.stock_text(CATPHAN_504, digital)
    result = support.run_bytes(zip_bytes(made, zipfile.ZIP_STORED), CATPHAN_504, turned=True)
    assert support.timeless(result.pylinac_results) == expected
    # What is drawn lies where it belongs on the slices as the files have them.
    plain, last = digital_result, len(ordered) - 1
    for one, other in zip(plain.modules, result.modules, strict=True):
        assert other.slice_index == (None if one.slice_index is None else last - one.slice_index)
    for image, mirrored in zip(plain.images, result.images, strict=True):
        assert mirrored.slice_index == last - image.slice_index
        for line, other_line in zip(image.outlines, mirrored.outlines, strict=True):
            shown = np.array(line.x, dtype=float)
            np.testing.assert_allclose(np.array(other_line.x, dtype=float), 255 - shown, atol=2e-6)
            assert other_line.y == line.y
    assert result.provenance.edits == (
        "stack turned end for end: order reversed, slices mirrored left to right",
    )


@pytest.mark.slow
def test_digital_at_full_size() -> None:
    file = io.BytesIO()
    write_zip(PHANTOM, PHANTOM.default_options, file)
    expected = support.stock_text(CATPHAN_504, file.getvalue())
    assert support.timeless(support.run_bytes(file.getvalue(), CATPHAN_504).pylinac_results) == expected
