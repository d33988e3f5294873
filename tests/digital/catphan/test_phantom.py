"""All CatPhans as stock pylinac sees them: as they ought to be, and spoiled in every way."""

from dataclasses import replace
from typing import Any

import pytest

from digital.catphan_checks import assert_measures, assert_passes, assert_resolution
from digital.stock import COARSE, analysed, load, make_archive
from phantomscope.digital.catalogue import digital_phantom

FIRST, *OTHERS = NUMBERS = ("504", "503", "600", "604", "700")
ONE_DEFAULT = [FIRST, *(pytest.param(number, marks=pytest.mark.slow) for number in OTHERS)]
"""What is shown on one model by default and on the others where time allows."""
ENDS = {
    "503": ("CTP486",),
    "600": ("CTP486",),
    "604": ("CTP486", "CTP528"),
    "700": ("CTP486",),
}
"""Modules at the ends of each model, but for the CTP404, without which there is nothing to find."""
THIN = COARSE | {"slice_thickness": 2.0}
"""So that half a phantom still has the 39 slices that pylinac asks for."""
INSERTS = {number: digital_phantom(f"CatPhan {number}").region_names for number in NUMBERS}


def catphan(number: str) -> Any:
    return digital_phantom(f"CatPhan {number}")


# ---------------------------------------------------------------------------------------- as it ought to be


@pytest.mark.parametrize("number", OTHERS)
def test_coarse_scan_passes_and_measures_what_is_true(number: str) -> None:
    archive = make_archive(catphan(number), **COARSE)
    assert_passes(archive.truth, analysed(archive))


@pytest.mark.slow
@pytest.mark.parametrize("number", OTHERS)
def test_default_scan_passes_and_measures_what_is_true(number: str) -> None:
    archive = make_archive(catphan(number))
    analysis = analysed(archive)
    assert_passes(archive.truth, analysis)
    assert_resolution(archive.truth, analysis, groups=8, within=0.05)
    assert 60 <= archive.truth.num_images <= 100
    if number != "503":
        assert analysis.results.ctp515.num_rois_seen == 6


@pytest.mark.slow
@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(
    "change",
    [
        {"roll": 3.0, "offset_x": -10.0, "offset_y": 10.0},
        {"roll": -3.0, "offset_x": 15.0, "noise": 2.0},
        {"slice_thickness": 3.0, "noise": 10.0},
        {"slice_thickness": 2.0, "offset_y": -15.0, "seed": 1},
        {"slice_thickness": 1.5, "pixel_spacing": 0.6},
        {"pixel_spacing": 0.45, "roll": 1.0},
    ],
    ids=str,
)
def test_sweep(number: str, change: dict[str, Any]) -> None:
    archive = make_archive(catphan(number), **change)
    analysis = analysed(archive)
    assert_passes(archive.truth, analysis)
    assert_resolution(archive.truth, analysis, groups=8, within=0.08)


@pytest.mark.parametrize("number", ONE_DEFAULT)
def test_roll_and_offset_are_measured(number: str) -> None:
    pose = {"columns": 288, "rows": 288, "roll": 3.0, "offset_x": 12.0, "offset_y": -12.0}
    archive = make_archive(catphan(number), **(COARSE | pose))
    assert_passes(archive.truth, analysed(archive))


# ----------------------------------------------------------------------------------------------- spoiled


@pytest.mark.parametrize(
    ("number", "insert"),
    [
        (FIRST, "Delrin"),
        *(
            pytest.param(number, name, marks=pytest.mark.slow)
            for number in NUMBERS
            for name in INSERTS[number]
            if (number, name) != (FIRST, "Delrin")
        ),
    ],
)
def test_wrong_insert_fails_alone(number: str, insert: str) -> None:
    archive = make_archive(
        catphan(number), **COARSE, value_error={insert: -60.0 if insert == "Air" else 60.0}
    )
    assert_passes(archive.truth, analysed(archive), failing=(insert,))


@pytest.mark.slow
def test_error_within_tolerance_passes() -> None:
    archive = make_archive(catphan(FIRST), **COARSE, value_error={"Teflon": 35.0, "Air": -35.0})
    assert_passes(archive.truth, analysed(archive))


@pytest.mark.parametrize("number", [*ONE_DEFAULT[:-1]])
def test_wrong_pixel_spacing_fails_geometry(number: str) -> None:
    """Lengths are 2 % too long, beyond the tolerance of 1 mm in 50. The CatPhan 700's aren't measured."""
    analysis = analysed(make_archive(catphan(number), **COARSE, spacing_error=0.02))
    assert not analysis.results.ctp404.geometry_passed
    assert analysis.results.ctp404.avg_line_distance_mm == pytest.approx(51.0, abs=0.1)
    assert analysis.results.ctp404.hu_linearity_passed


@pytest.mark.parametrize("number", ONE_DEFAULT)
def test_noise_is_measured_and_hides_targets(number: str) -> None:
    quiet, noisy = (analysed(make_archive(catphan(number), **COARSE, noise=noise)) for noise in (4.0, 20.0))
    for region in noisy.results.ctp486.rois.values():
        assert region.stdev == pytest.approx(20.0, rel=0.15)
    assert noisy.results.ctp404.low_contrast_visibility < quiet.results.ctp404.low_contrast_visibility
    if number != "503":
        assert noisy.results.ctp515.num_rois_seen < quiet.results.ctp515.num_rois_seen


@pytest.mark.parametrize(
    ("number", "module"),
    [
        ("504", "CTP486"),
        pytest.param("504", "CTP528", marks=pytest.mark.slow),
        *(pytest.param(n, module, marks=pytest.mark.slow) for n in OTHERS for module in ENDS[n]),
    ],
)
def test_missing_module_stops_pylinac(number: str, module: str) -> None:
    archive = make_archive(catphan(number), **THIN, missing_modules=(module,))
    assert module not in archive.truth.modules
    with pytest.raises(ValueError, match="scan extent does not match the module configuration"):
        analysed(archive)


@pytest.mark.parametrize("number", ONE_DEFAULT)
def test_blank_end_slices_change_nothing(number: str) -> None:
    """pylinac 3.49 takes a slice of one value for one without the phantom."""
    archive = make_archive(catphan(number), **COARSE, blank_slices=5)
    assert_passes(archive.truth, analysed(archive))


@pytest.mark.parametrize("number", ONE_DEFAULT)
def test_turned_phantom_stops_pylinac_until_it_is_turned_back(number: str) -> None:
    phantom = catphan(number)
    archive = make_archive(phantom, **COARSE, reversed_order=True, roll=2.0)
    with pytest.raises(ValueError, match="scan extent does not match the module configuration"):
        analysed(archive)
    ahead = phantom.truth(replace(phantom.default_options, **COARSE, roll=2.0))
    assert_passes(ahead, analysed(archive, turned=True))
    assert archive.truth.roll_deg == -2.0


@pytest.mark.parametrize("number", ONE_DEFAULT)
def test_scale_that_is_not_hu_stops_pylinac(number: str) -> None:
    archive = make_archive(catphan(number), **COARSE, scale="raw")
    assert load(archive).num_images == archive.truth.num_images
    with pytest.raises(ValueError, match="No slices were found that resembled the HU linearity module"):
        analysed(archive)


@pytest.mark.slow
def test_the_700_has_no_lines_to_be_wrong() -> None:
    archive = make_archive(catphan("700"), **COARSE, spacing_error=0.02)
    analysis = analysed(archive)
    assert analysis.results.ctp404.geometry_passed
    assert_measures(archive.truth, analysis)
