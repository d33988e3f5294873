"""The Quart DVT phantom as stock pylinac sees it."""

from typing import Any

import pytest

from analysis.support import metrics, run_bytes
from digital.stock import Analysis, Archive, analysed, make_archive
from phantomscope.analysis.results import Verdict
from phantomscope.digital.quart_dvt import PHANTOM

COARSE: dict[str, Any] = {
    "columns": 256, "rows": 256, "pixel_spacing": 0.7, "slice_thickness": 3.75, "air_slices": 1
}  # fmt: skip


def failed(rois: dict[str, Any]) -> list[str]:
    return [name for name, roi in rois.items() if not roi.passed]


def assert_agrees(archive: Archive, analysis: Analysis, *, failing: tuple[str, ...] = ()) -> None:
    known, results, phantom = archive.truth, analysis.results, analysis.phantom
    module = known.modules["hu_module"]
    assert failed(phantom.hu_module.rois) + failed(phantom.uniformity_module.rois) == list(failing)
    assert results.origin_slice == known.origin_slice
    assert results.phantom_roll_deg == pytest.approx(known.roll_deg, abs=0.3)
    center = [fit(known.origin_slice) for fit in phantom._phantom_center_func]
    assert center == pytest.approx([known.center_column, known.center_row], abs=0.1)
    assert phantom.uniformity_module.slice_num == known.modules["uniformity_module"].slice_num
    assert phantom.geometry_module.slice_num == known.modules["geometric_module"].slice_num
    for name in ("hu_module", "uniformity_module"):
        regions = known.modules[name].regions
        for region, roi in getattr(phantom, name).rois.items():
            assert roi.pixel_value == pytest.approx(regions[region].value, abs=2.0), region
    measured = results.hu_module
    assert measured.measured_slice_thickness_mm == pytest.approx(
        module.quantities["slice thickness (mm), as pylinac reads it"], abs=0.06
    )
    assert measured.signal_to_noise == pytest.approx(module.quantities["signal to noise"], rel=0.15)
    assert measured.contrast_to_noise == pytest.approx(module.quantities["contrast to noise"], rel=0.2)
    geometry = known.modules["geometric_module"].quantities
    for way in ("horizontal", "vertical"):
        assert results.geometric_module.distances[f"{way} mm"] == pytest.approx(
            geometry[f"{way} (mm)"], abs=0.3
        )
    # pylinac's median filter and its straight lines between pixels widen the edge.
    edge = geometry["edge width (mm)"]
    assert edge < results.geometric_module.mean_high_contrast_distance < edge + 0.25


def test_coarse_scan_passes() -> None:
    archive = make_archive(PHANTOM, **COARSE)
    analysis = analysed(archive)
    assert_agrees(archive, analysis)
    assert analysis.phantom.hu_module.passed_thickness
    assert set(analysis.phantom.hu_module.rois) == {"Air", "Poly", "Acrylic", "Teflon", "Water"}
    assert analysis.warnings == []


def test_wrong_regions_fail_alone() -> None:
    errors = {"Teflon": 60.0, "Acrylic": -50.0, "Left": 60.0}
    archive = make_archive(PHANTOM, **COARSE, value_error=errors, roll=2.0, offset_x=2.0)
    assert archive.truth.modules["hu_module"].regions["Teflon"].nominal == 990
    assert_agrees(archive, analysed(archive), failing=("Acrylic", "Teflon", "Left"))


def test_names_are_those_of_the_truth() -> None:
    known = PHANTOM.truth(PHANTOM.default_options).modules
    assert tuple(known) == PHANTOM.module_names
    assert {name for module in known.values() for name in module.regions} == set(PHANTOM.region_names)


@pytest.mark.slow
def test_default_scan_passes() -> None:
    archive = make_archive(PHANTOM)
    analysis = analysed(archive)
    assert_agrees(archive, analysis)
    assert analysis.phantom.hu_module.passed_thickness
    assert analysis.results.hu_module.measured_slice_thickness_mm == pytest.approx(2.5, abs=0.05)
    assert analysis.warnings == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        {"roll": -3.0, "slice_thickness": 2.5},
        {"noise": 15.0},
        {"slice_thickness": 2.0},
        {"slice_thickness": 2.5},
        {"blank_slices": 3},
        {"value_error": {"Air": 39.0, "Poly": -39.0}},
    ],
    ids=str,
)
def test_sweep_passes(change: dict[str, Any]) -> None:
    analysis = analysed(make_archive(PHANTOM, **{**COARSE, **change}))
    assert analysis.phantom.hu_module.passed_hu
    assert analysis.phantom.hu_module.passed_thickness
    assert analysis.phantom.uniformity_module.overall_passed


@pytest.mark.slow
@pytest.mark.parametrize("insert", ["Air", "Poly", "Acrylic", "Teflon", "Water"])
def test_each_insert_fails_alone(insert: str) -> None:
    archive = make_archive(PHANTOM, **COARSE, value_error={insert: 45.0})
    assert failed(analysed(archive).phantom.hu_module.rois) == [insert]


@pytest.mark.slow
def test_vial_without_water_is_not_judged() -> None:
    archive = make_archive(PHANTOM, **COARSE, value_error={"Water": 120.0})
    assert "Water" not in analysed(archive).phantom.hu_module.rois


@pytest.mark.slow
def test_rolled_slot_is_read_too_thick() -> None:
    archive = make_archive(PHANTOM, **COARSE, roll=2.0)
    quantities = archive.truth.modules["hu_module"].quantities
    assert quantities["slice thickness (mm)"] == 3.75
    assert quantities["slice thickness (mm), as pylinac reads it"] == pytest.approx(4.05, abs=0.01)
    assert not analysed(archive).phantom.hu_module.passed_thickness


@pytest.mark.slow
def test_wrong_spacing_stretches_the_body() -> None:
    archive = make_archive(PHANTOM, **COARSE, spacing_error=0.02)
    assert analysed(archive).results.geometric_module.distances["horizontal mm"] == pytest.approx(
        163.2, abs=0.3
    )


@pytest.mark.slow
@pytest.mark.parametrize("module", ["uniformity_module", "geometric_module"])
def test_missing_module_is_noticed(module: str) -> None:
    with pytest.raises(ValueError, match="physical scan extent"):
        analysed(make_archive(PHANTOM, **{**COARSE, "slice_thickness": 2.5}, missing_modules=(module,)))


@pytest.mark.slow
def test_turned_scan_passes_when_turned_back() -> None:
    archive = make_archive(PHANTOM, **COARSE, reversed_order=True)
    assert failed(analysed(archive).phantom.hu_module.rois) == ["Poly", "Teflon"]
    assert_agrees(make_archive(PHANTOM, **COARSE), analysed(archive, turned=True))


@pytest.mark.slow
def test_scale_without_calibration_is_not_recognised() -> None:
    with pytest.raises(ValueError, match="HU linearity"):
        analysed(make_archive(PHANTOM, **COARSE, scale="raw"))


@pytest.mark.slow
def test_engine_passes_it() -> None:
    archive = make_archive(PHANTOM, **COARSE)
    result = run_bytes(archive.content, PHANTOM.name)
    assert result.verdict is Verdict.PASS
    for name, region in archive.truth.modules["hu_module"].regions.items():
        assert metrics(result)[f"hu_module.rois.{name}.value"].value == pytest.approx(region.value, abs=2.0)
