"""The phantom as a stack, and as stock pylinac sees it."""

import hashlib
import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest

from phantomscope.digital.catphan504 import CatPhan504Options, iter_slices, truth, write_zip
from phantomscope.digital.catphan504_geometry import INSERTS
from phantomscope.errors import PhantomscopeError

Analyse = Callable[[CatPhan504Options], tuple[Any, Any]]

SMALL: dict[str, Any] = {
    "columns": 256, "rows": 256, "pixel_spacing": 0.9, "slice_thickness": 3.0, "air_slices": 1
}  # fmt: skip
"""Pylinac takes a second for it, and finds everything but the four finest groups of line pairs."""


def slice_of(options: CatPhan504Options, index: int) -> pydicom.Dataset:
    return next(each for number, each in enumerate(iter_slices(options)) if number == index)


def hu_of(dataset: pydicom.Dataset) -> np.ndarray:
    stored = np.frombuffer(dataset.PixelData, dtype="<i2").reshape(dataset.Rows, dataset.Columns)
    return stored * float(dataset.RescaleSlope) + float(dataset.RescaleIntercept)


# ------------------------------------------------------------------------------------------- the stack


def test_default_archive_holds_slices_and_nothing_else(default_archive: Any) -> None:
    with zipfile.ZipFile(io.BytesIO(default_archive.content)) as archive:
        assert len(archive.namelist()) == default_archive.truth.num_images == 65
        slices = [pydicom.dcmread(io.BytesIO(archive.read(name))) for name in archive.namelist()]
    positions = [float(each.ImagePositionPatient[2]) for each in slices]
    assert np.allclose(np.diff(positions), 2.5)
    assert positions[default_archive.truth.origin_slice] == 0.0
    assert len({each.SOPInstanceUID for each in slices}) == 65
    assert {each.SeriesInstanceUID for each in slices} == {default_archive.truth.series_instance_uid}
    assert {str(each.PatientName) for each in slices} == {"Digital^CatPhan504"}
    assert {each.SeriesDescription for each in slices} == {"Digital CatPhan 504"}
    assert {(each.Manufacturer, each.ManufacturerModelName) for each in slices} == {
        ("Phantomscope", "Digital phantom")
    }
    assert len(default_archive.content) < 15e6


def test_same_options_make_the_same_bytes(tmp_path: Path) -> None:
    options = CatPhan504Options(**SMALL, roll=1, hu_error={"PMP": 5})
    same = CatPhan504Options(**SMALL, roll=1.0, hu_error={"PMP": 5.0})
    in_memory = io.BytesIO()
    write_zip(options, in_memory)
    known = write_zip(same, tmp_path / "phantom.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["phantom.zip"]
    assert hashlib.sha256((tmp_path / "phantom.zip").read_bytes()).hexdigest() == (
        hashlib.sha256(in_memory.getvalue()).hexdigest()
    )
    assert known == truth(options)


def test_seed_changes_noise_and_identity() -> None:
    one, other = (CatPhan504Options(**SMALL, seed=seed) for seed in (1, 2))
    assert truth(one).series_instance_uid != truth(other).series_instance_uid
    first, second = hu_of(slice_of(one, 0)), hu_of(slice_of(other, 0))
    inside = first[64:192, 64:192]
    assert not np.array_equal(first, second)
    assert inside.mean() == pytest.approx(-1000, abs=0.2)
    assert inside.std() == pytest.approx(4.0, rel=0.03)


def test_outside_the_field_of_view_is_plain_air() -> None:
    hu = hu_of(slice_of(CatPhan504Options(**SMALL, field_of_view=212.0), 0))
    assert np.all(hu[:5] == -1000)
    assert hu[128].std() > 1


def test_values_at_the_places_that_the_truth_names() -> None:
    options = CatPhan504Options(noise=0, roll=2, offset_x=4, offset_y=-3, hu_error={"LDPE": 33})
    known = truth(options)
    wanted = {module.slice_num: module for name, module in known.modules.items() if module.regions}
    assert len(wanted) == 3
    for index, dataset in enumerate(iter_slices(options)):
        if index not in wanted:
            continue
        hu = hu_of(dataset)
        for name, region in wanted[index].regions.items():
            assert hu[round(region.row), round(region.column)] == pytest.approx(region.value, abs=0.6), name
    assert known.modules["CTP404"].regions["LDPE"].value == -104 + 33
    assert known.modules["CTP404"].regions["LDPE"].nominal == -104


def test_slices_are_made_one_at_a_time() -> None:
    stream = iter_slices(CatPhan504Options())
    assert next(stream).InstanceNumber == 1
    assert next(stream).InstanceNumber == 2
    stream.close()  # type: ignore[attr-defined]


def test_importing_loads_neither_pylinac_nor_qt() -> None:
    code = (
        "import sys, phantomscope.digital.catphan504 as c; c.CatPhan504Options()\n"
        "sys.exit(bool({'pylinac', 'scipy', 'matplotlib', 'PySide6'} & set(sys.modules)))"
    )
    environment_path = str(Path(__file__).parents[2] / "app")
    subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {environment_path!r})\n{code}"], check=True
    )


# ----------------------------------------------------------------------------------------- the options


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"noise": -1.0}, "noise -1.0 isn't between 0.0 and 200.0"),
        ({"slice_thickness": float("nan")}, "slice_thickness nan"),
        ({"slice_spacing": 0.0}, "slice_spacing 0.0"),
        ({"hu_error": {"Iron": 5.0}}, "hu_error names 'Iron', but the inserts are Air, PMP"),
        ({"hu_error": {"Air": 1e5}}, "hu_error 100000.0 of Air"),
        ({"columns": 256}, "256 columns show 125 mm"),
        ({"offset_y": 30.0}, "512 rows show 250 mm, but the phantom, so placed, needs 265.859 mm"),
        ({"field_of_view": 200.0}, "field of view of 200 mm cuts the phantom"),
    ],
)
def test_impossible_options_are_told(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(PhantomscopeError) as error:
        CatPhan504Options(**wrong)
    assert told in str(error.value)


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(PhantomscopeError) as error:
        CatPhan504Options(noise=-1, pixel_spacing=9, hu_error={"Iron": 1})
    assert all(word in str(error.value) for word in ("noise", "pixel_spacing", "Iron"))


def test_options_keep_their_own_copy_of_the_errors() -> None:
    errors = {"Air": 10.0}
    options = CatPhan504Options(hu_error=errors)
    errors["Air"] = 500.0
    assert options.hu_error == {"Air": 10.0}
    assert hash(options) == hash(CatPhan504Options(hu_error={"Air": 10.0}))


# ------------------------------------------------------------------------------- as stock pylinac sees it


def assert_passes(known: Any, analysis: Any, failing: tuple[str, ...] = ()) -> None:
    results = analysis.results
    assert analysis.failed_inserts == list(failing)
    assert results.ctp404.hu_linearity_passed is not bool(failing)
    assert results.ctp404.geometry_passed
    assert results.ctp404.thickness_passed
    assert results.ctp404.measured_slice_thickness_mm == pytest.approx(known.slice_thickness_mm, abs=0.12)
    assert results.ctp486.passed
    assert results.ctp515.num_rois_seen >= 1
    assert results.ctp528.mtf_lp_mm[50] is not None
    assert results.origin_slice == known.origin_slice
    assert results.catphan_roll_deg == pytest.approx(known.roll_deg, abs=0.3)
    for name, roi in results.ctp404.hu_rois.items():
        assert roi.value == pytest.approx(known.modules["CTP404"].regions[name].value, abs=3)
    center_x, center_y = (fit(known.origin_slice) for fit in analysis.catphan._phantom_center_func)
    assert (center_x, center_y) == pytest.approx((known.center_column, known.center_row), abs=0.1)


def test_default_passes_without_a_warning(default_archive: Any, default_analysis: Any) -> None:
    assert_passes(default_archive.truth, default_analysis)
    assert default_analysis.warnings == []
    assert default_analysis.results.ctp515.num_rois_seen == 6
    for module in ("ctp404", "ctp486", "ctp515", "ctp528"):
        known = default_archive.truth.modules[module.upper()]
        assert getattr(default_analysis.catphan, module).slice_num == known.slice_num


def test_default_line_pairs_read_as_predicted(default_archive: Any, default_analysis: Any) -> None:
    measured = default_analysis.catphan.ctp528.mtf.norm_mtfs
    quantities = default_archive.truth.modules["CTP528"].quantities
    assert len(measured) == 8
    for frequency, value in measured.items():
        predicted = quantities[f"rMTF at {frequency:g} lp/mm, as pylinac reads it"]
        assert value == pytest.approx(predicted, abs=0.03)
        assert value <= quantities[f"rMTF at {frequency:g} lp/mm"] + 0.01
    assert default_analysis.results.ctp528.mtf_lp_mm[50] == pytest.approx(
        quantities["MTF 50% (lp/mm), as pylinac reads it"], abs=0.02
    )


@pytest.mark.parametrize("insert", INSERTS)
def test_wrong_insert_fails_alone(analyse: Analyse, insert: str) -> None:
    error = -80.0 if insert in ("Air", "Poly") else 80.0
    assert_passes(*analyse(CatPhan504Options(**SMALL, hu_error={insert: error})), failing=(insert,))


def test_error_within_tolerance_passes(analyse: Analyse) -> None:
    assert_passes(*analyse(CatPhan504Options(**SMALL, hu_error={"Teflon": 35.0, "Air": -35.0})))


@pytest.mark.parametrize(
    "change",
    [
        {"roll": -3.0, "offset_x": 12.0, "columns": 272, "rows": 272},
        {"roll": 3.0, "offset_y": -12.0, "noise": 8.0, "columns": 272, "rows": 272},
        {"slice_thickness": 2.0, "roll": 1.0},
    ],
)
def test_pose_and_thickness_are_measured(analyse: Analyse, change: dict[str, Any]) -> None:
    assert_passes(*analyse(CatPhan504Options(**{**SMALL, **change})))


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        *({"roll": roll} for roll in (-3.0, -1.5, 1.0, 2.0, 3.0)),
        *({"offset_x": x, "offset_y": y} for x, y in ((15, 0), (-15, 0), (0, 15), (0, -15), (10, -10))),
        *({"slice_thickness": thickness} for thickness in (1.0, 1.25, 1.5, 2.0, 3.0)),
        *({"noise": noise} for noise in (2.0, 6.0, 10.0)),
        *({"pixel_spacing": spacing} for spacing in (0.4, 0.45, 0.55, 0.6)),
        *({"hu_error": {insert: -80.0}} for insert in INSERTS),
    ],
    ids=str,
)
def test_sweep(analyse: Analyse, change: dict[str, Any]) -> None:
    known, analysis = analyse(CatPhan504Options(**change))
    assert_passes(known, analysis, failing=tuple(change.get("hu_error", ())))
    modulations = list(analysis.catphan.ctp528.mtf.norm_mtfs.values())
    assert len(modulations) == 8
    assert modulations == sorted(modulations, reverse=True)
