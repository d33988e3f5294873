"""The TomoTherapy phantom as stock pylinac sees it."""

from typing import Any

import pytest

from analysis.support import metrics, run_bytes
from digital.stock import Analysis, Archive, analysed, make_archive
from phantomscope.digital.cheese.tomo_cheese import PHANTOM

COARSE: dict[str, Any] = {"columns": 256, "rows": 256, "pixel_spacing": 1.25, "air_slices": 2}


def assert_agrees(archive: Archive, analysis: Analysis) -> None:
    known, results = archive.truth, analysis.results
    assert results.origin_slice == known.origin_slice
    assert results.phantom_roll == pytest.approx(known.roll_deg, abs=0.5)
    center = [fit(known.origin_slice) for fit in analysis.phantom._phantom_center_func]
    assert center == pytest.approx([known.center_column, known.center_row], abs=0.1)
    assert set(results.rois) == set(known.modules["rois"].regions)
    for name, roi in results.rois.items():
        assert roi["median"] == pytest.approx(known.modules["rois"].regions[name].value, abs=2.0), name
        assert roi["std"] == pytest.approx(known.noise, rel=0.3), name


def test_coarse_scan_is_measured_as_it_is() -> None:
    archive = make_archive(PHANTOM, **COARSE)
    analysis = analysed(archive, roi_config=PHANTOM.roi_config)
    assert_agrees(archive, analysis)
    assert analysis.warnings == []
    assert "Density vs HU curve" in analysis.phantom.plotly_analyzed_images(show=False)


def test_error_and_pose_are_measured() -> None:
    archive = make_archive(PHANTOM, **COARSE, value_error={"4": 100.0}, roll=2.0, offset_x=2.0, offset_y=-1.5)
    region = archive.truth.modules["rois"].regions["4"]
    assert region.nominal is not None
    assert region.value == region.nominal + 100
    assert_agrees(archive, analysed(archive))


@pytest.mark.slow
def test_default_scan_is_measured_as_it_is() -> None:
    archive = make_archive(PHANTOM)
    analysis = analysed(archive)
    assert_agrees(archive, analysis)
    assert analysis.warnings == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        {"roll": -3.0},
        {"noise": 8.0},
        {"slice_thickness": 2.0},
        {"slice_thickness": 3.75},
        {"blank_slices": 3},
        {"psf_fwhm": 1.5},
    ],
    ids=str,
)
def test_sweep(change: dict[str, Any]) -> None:
    archive = make_archive(PHANTOM, **{**COARSE, **change})
    assert_agrees(archive, analysed(archive))


@pytest.mark.slow
def test_wrong_spacing_moves_the_regions_but_not_out_of_the_plugs() -> None:
    archive = make_archive(PHANTOM, **COARSE, spacing_error=0.02)
    for name, roi in analysed(archive).results.rois.items():
        assert roi["median"] == pytest.approx(PHANTOM.plugs[name].value, abs=2.0), name


@pytest.mark.slow
def test_turned_scan_is_measured_when_turned_back() -> None:
    archive = make_archive(PHANTOM, **COARSE, reversed_order=True)
    straight = make_archive(PHANTOM, **COARSE)
    with pytest.raises(AssertionError):
        assert_agrees(straight, analysed(archive))
    assert_agrees(straight, analysed(archive, turned=True))


@pytest.mark.slow
def test_scale_without_calibration_is_not_recognised() -> None:
    with pytest.raises(ValueError, match="HU linearity"):
        analysed(make_archive(PHANTOM, **COARSE, scale="raw"))


@pytest.mark.slow
def test_engine_measures_the_same() -> None:
    archive = make_archive(PHANTOM, **COARSE)
    found = metrics(run_bytes(archive.content, PHANTOM.name))
    for name, region in archive.truth.modules["rois"].regions.items():
        assert found[f"rois.{name}.median"].value == pytest.approx(region.value, abs=2.0)
