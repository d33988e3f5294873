"""The ACR CT phantom as stock pylinac sees it."""

from typing import Any

import pytest

from analysis.support import metrics, run_bytes
from digital.stock import Analysis, Archive, analysed, make_archive
from phantomscope.digital.acr_ct import PHANTOM

COARSE: dict[str, Any] = {"columns": 288, "rows": 288, "pixel_spacing": 0.85, "air_slices": 1}


def assert_agrees(archive: Archive, analysis: Analysis, *, roll: float = 0.3) -> None:
    known, results, phantom = archive.truth, analysis.results, analysis.phantom
    assert results.origin_slice == known.origin_slice
    assert results.phantom_roll_deg == pytest.approx(known.roll_deg, abs=roll)
    center = [fit(known.origin_slice) for fit in phantom._phantom_center_func]
    assert center == pytest.approx([known.center_column, known.center_row], abs=0.1)
    for name in ("low_contrast_module", "uniformity_module", "spatial_resolution_module"):
        assert getattr(phantom, name).slice_num == known.modules[name].slice_num
    for name in ("ct_module", "uniformity_module"):
        for region, value in getattr(results, name).rois.items():
            assert value == pytest.approx(known.modules[name].regions[region].value, abs=1.0), region
    low = known.modules["low_contrast_module"]
    assert results.low_contrast_module.rois["ROI"] == pytest.approx(low.regions["ROI"].value, abs=1.0)
    assert results.low_contrast_module.cnr == pytest.approx(low.quantities["cnr"], rel=0.1, abs=0.5)
    distance = known.modules["uniformity_module"].quantities["bb distance (mm)"]
    assert results.uniformity_module.bb_distance_mm == pytest.approx(distance, abs=0.6)
    assert results.uniformity_module.center_roi_stdev == pytest.approx(known.noise, rel=0.1)


def assert_reads_patterns(archive: Archive, analysis: Analysis) -> None:
    quantities = archive.truth.modules["spatial_resolution_module"].quantities
    measured = analysis.results.spatial_resolution_module.lpmm_to_rmtf
    assert len(measured) == 8
    for frequency, value in measured.items():
        predicted = quantities[f"rMTF at {frequency:g} lp/mm, as pylinac reads it"]
        assert value == pytest.approx(predicted, abs=0.03)


def test_coarse_scan_is_measured_as_it_is() -> None:
    archive = make_archive(PHANTOM, **COARSE)
    analysis = analysed(archive)
    assert_agrees(archive, analysis)
    assert_reads_patterns(archive, analysis)
    assert analysis.warnings == []


def test_errors_and_pose_are_measured() -> None:
    errors = {"Bone": -60.0, "Water": 9.0, "Top": 20.0, "ROI": 10.0}
    archive = make_archive(PHANTOM, **COARSE, value_error=errors, roll=2.0, offset_x=4.0, offset_y=-3.0)
    known = archive.truth.modules
    assert known["ct_module"].regions["Bone"].value == 895
    assert known["ct_module"].regions["Bone"].nominal == 955
    assert known["uniformity_module"].regions["Top"].value == 20
    assert known["low_contrast_module"].quantities["contrast (HU)"] == 16
    assert_agrees(archive, analysed(archive))


def test_geometry_is_loaded_only_when_asked_for() -> None:
    assert PHANTOM.module_names == tuple(PHANTOM.module_positions())
    assert set(PHANTOM.region_names) == {
        name for module in PHANTOM.truth(PHANTOM.default_options).modules.values() for name in module.regions
    }


@pytest.mark.slow
def test_default_scan_passes() -> None:
    archive = make_archive(PHANTOM)
    analysis = analysed(archive)
    assert_agrees(archive, analysis)
    assert_reads_patterns(archive, analysis)
    assert analysis.results.uniformity_module.bb_distance_mm == pytest.approx(100.0, abs=0.2)
    assert analysis.warnings == []
    quantities = archive.truth.modules["spatial_resolution_module"].quantities
    assert quantities["MTF 50% (lp/mm)"] == pytest.approx(0.653, abs=0.01)
    assert analysis.phantom.spatial_resolution_module.mtf.relative_resolution(50) == pytest.approx(
        quantities["MTF 50% (lp/mm), as pylinac reads it"], abs=0.02
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        {"roll": -3.0},
        {"noise": 10.0},
        {"slice_thickness": 2.0},
        {"slice_thickness": 3.75},
        {"blank_slices": 3},
        {"psf_fwhm": 2.0},
    ],
    ids=str,
)
def test_sweep(change: dict[str, Any]) -> None:
    archive = make_archive(PHANTOM, **{**COARSE, **change})
    analysis = analysed(archive)
    known, results = archive.truth, analysis.results
    assert results.origin_slice == known.origin_slice
    assert results.phantom_roll_deg == pytest.approx(known.roll_deg, abs=0.3)
    for region, value in results.ct_module.rois.items():
        assert value == pytest.approx(known.modules["ct_module"].regions[region].value, abs=2.0), region


@pytest.mark.slow
def test_wrong_spacing_stretches_the_beads_distance() -> None:
    archive = make_archive(PHANTOM, spacing_error=0.02)
    module = analysed(archive).results.uniformity_module
    assert module.bb_distance_mm == pytest.approx(102.0, abs=0.3)
    assert module.scaling_error_percent == pytest.approx(2.0, abs=0.3)


@pytest.mark.slow
def test_missing_module_is_noticed() -> None:
    archive = make_archive(PHANTOM, **COARSE, missing_modules=("spatial_resolution_module",))
    assert "spatial_resolution_module" not in archive.truth.modules
    with pytest.raises(ValueError, match="physical scan extent"):
        analysed(archive)


@pytest.mark.slow
def test_turned_scan_is_measured_when_turned_back() -> None:
    archive = make_archive(PHANTOM, **COARSE, reversed_order=True)
    with pytest.raises(ValueError, match="physical scan extent"):
        analysed(archive)
    back = make_archive(PHANTOM, **COARSE)
    assert_agrees(back, analysed(archive, turned=True))


@pytest.mark.slow
def test_scale_without_calibration_is_not_recognised() -> None:
    with pytest.raises(ValueError, match="HU linearity"):
        analysed(make_archive(PHANTOM, **COARSE, scale="raw"))


@pytest.mark.slow
def test_engine_measures_the_same() -> None:
    archive = make_archive(PHANTOM, **COARSE)
    found = metrics(run_bytes(archive.content, PHANTOM.name))
    for name, region in archive.truth.modules["ct_module"].regions.items():
        assert found[f"ct_module.rois.{name}"].value == pytest.approx(region.value, abs=1.0)
