"""The GE daily phantom as stock pylinac sees it."""

from typing import Any

import pytest

from analysis.support import metrics, run_bytes
from digital.stock import Analysis, Archive, analysed, make_archive
from phantomscope.digital.ge_helios import PHANTOM

COARSE: dict[str, Any] = {"columns": 256, "rows": 256, "pixel_spacing": 1.05, "air_slices": 1}


def assert_agrees(archive: Archive, analysis: Analysis) -> None:
    known, results, phantom = archive.truth, analysis.results, analysis.phantom
    contrast, low, uniform = (
        known.modules[name] for name in ("contrast_scale", "low_contrast", "noise_uniformity")
    )
    assert results.origin_slice == known.origin_slice
    center = [fit(known.origin_slice) for fit in phantom._phantom_center_func]
    assert center == pytest.approx([known.center_column, known.center_row], abs=0.1)
    assert phantom.noise_uniformity_module.slice_num == uniform.slice_num
    for name, module in (("contrast_scale", contrast), ("noise_uniformity", uniform)):
        rois = getattr(phantom, f"{name}_module").rois
        assert set(rois) == set(module.regions)
        for region, roi in rois.items():
            assert roi.mean == pytest.approx(module.regions[region].value, abs=1.0), region
    assert results.contrast_scale.hu_difference == pytest.approx(
        contrast.quantities["difference (HU)"], abs=1.5
    )
    assert results.noise_uniformity.center_noise_std_dev == pytest.approx(
        uniform.quantities["noise (HU)"], rel=0.12
    )
    assert results.noise_uniformity.means_diff == pytest.approx(
        uniform.quantities["center minus outer (HU)"], abs=1.0
    )
    assert results.low_contrast.mean == pytest.approx(low.quantities["mean (HU)"], abs=0.3)
    # pylinac leaves out pixels at a cell's border, so that the mean of a cell is noisier than it need be.
    cells = low.quantities["standard deviation of cells (HU)"]
    assert 0.95 * cells < results.low_contrast.std < 1.35 * cells


def rmtf_differences(archive: Archive, analysis: Analysis) -> list[float]:
    quantities = archive.truth.modules["high_contrast"].quantities
    measured = analysis.phantom.high_contrast_module.mtf.norm_mtfs
    assert len(measured) == 4
    return [
        abs(value - quantities[f"rMTF at {frequency:g} lp/mm, as pylinac reads it"])
        for frequency, value in measured.items()
    ]


def test_coarse_scan_is_measured_as_it_is() -> None:
    archive = make_archive(PHANTOM, **COARSE)
    analysis = analysed(archive)
    assert_agrees(archive, analysis)
    assert all(message.startswith("MTF resolution wasn't calculated") for message in analysis.warnings)


def test_errors_and_place_are_measured() -> None:
    errors = {"Plexiglass": 20.0, "Water": -8.0, "Center": 5.0, "3 o'clock": 9.0}
    archive = make_archive(PHANTOM, **COARSE, value_error=errors, offset_x=4.0, offset_y=-3.0)
    known = archive.truth.modules
    assert known["contrast_scale"].quantities["difference (HU)"] == 148
    assert known["noise_uniformity"].quantities["center minus outer (HU)"] == 0.5
    analysis = analysed(archive)
    assert analysis.results.contrast_scale.hu_difference == pytest.approx(148, abs=1.5)
    assert analysis.results.noise_uniformity.center_mean_hu == pytest.approx(5.0, abs=1.0)
    assert analysis.results.noise_uniformity.three_oclock_mean_hu == pytest.approx(9.0, abs=1.0)


def test_names_are_those_of_the_truth() -> None:
    known = PHANTOM.truth(PHANTOM.default_options).modules
    assert tuple(known) == PHANTOM.module_names
    assert {name for module in known.values() for name in module.regions} == set(PHANTOM.region_names)


@pytest.mark.slow
def test_default_scan_is_measured_as_it_is() -> None:
    archive = make_archive(PHANTOM)
    analysis = analysed(archive)
    assert_agrees(archive, analysis)
    assert all(message.startswith("MTF resolution wasn't calculated") for message in analysis.warnings)
    # The extremes of a region's pixels, of which the relative modulation is made, grow with the noise.
    assert max(rmtf_differences(archive, analysis)) < 0.1


@pytest.mark.slow
def test_bar_patterns_read_as_predicted_where_there_is_little_noise() -> None:
    archive = make_archive(PHANTOM, noise=0.3)
    assert max(rmtf_differences(archive, analysed(archive))) < 0.03


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        {"noise": 8.0},
        {"slice_thickness": 2.5},
        {"slice_thickness": 3.75},
        {"blank_slices": 3},
        {"roll": 2.0},
    ],
    ids=str,
)
def test_sweep(change: dict[str, Any]) -> None:
    archive = make_archive(PHANTOM, **{**COARSE, **change})
    analysis = analysed(archive)
    assert analysis.results.phantom_roll_deg == 0  # pylinac doesn't look
    assert analysis.results.origin_slice == archive.truth.origin_slice
    assert analysis.results.contrast_scale.hu_difference == pytest.approx(120, abs=3)
    assert analysis.results.noise_uniformity.center_noise_std_dev == pytest.approx(
        archive.truth.noise, rel=0.12
    )


@pytest.mark.slow
def test_missing_water_is_noticed() -> None:
    archive = make_archive(PHANTOM, **COARSE, missing_modules=("low_contrast", "noise_uniformity"))
    with pytest.raises(ValueError, match="physical scan extent"):
        analysed(archive)


@pytest.mark.slow
def test_turned_scan_is_measured_when_turned_back() -> None:
    archive = make_archive(PHANTOM, **COARSE, reversed_order=True)
    with pytest.raises(ValueError, match="physical scan extent"):
        analysed(archive)
    assert_agrees(make_archive(PHANTOM, **COARSE), analysed(archive, turned=True))


@pytest.mark.slow
def test_scale_without_calibration_gives_other_values() -> None:
    results = analysed(make_archive(PHANTOM, **COARSE, scale="raw")).results
    assert abs(results.contrast_scale.mean_hu_water) > 100


@pytest.mark.slow
def test_engine_measures_the_same() -> None:
    archive = make_archive(PHANTOM, **COARSE)
    found = metrics(run_bytes(archive.content, PHANTOM.name))
    assert found["contrast_scale.hu_difference"].value == pytest.approx(120, abs=1.5)
