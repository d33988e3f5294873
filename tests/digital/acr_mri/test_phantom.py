"""What the ACR MRI phantoms have in common, and as stock pylinac sees them."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pydicom
import pytest

from digital import stock
from digital.acr_mri_checks import (
    COARSE,
    assert_distances,
    assert_measured,
    assert_placed,
    contrast_scores,
    wanted_scores,
)
from fixture_types import RunPython
from phantomscope.digital.acr_mri.large import PHANTOM as LARGE
from phantomscope.digital.acr_mri.medium import PHANTOM as MEDIUM
from phantomscope.digital.acr_mri.options import MRScanOptions
from phantomscope.digital.acr_mri.phantom import SAGITTAL_MODULE, ACRMRIPhantom
from phantomscope.digital.enhanced.multiframe import enhanced
from phantomscope.digital.options import ScanOptions
from phantomscope.errors import PhantomscopeError

BOTH = pytest.mark.parametrize("phantom", [LARGE, MEDIUM], ids=lambda phantom: phantom.name)
ONE_BY_DEFAULT = pytest.mark.parametrize(
    "phantom", [LARGE, pytest.param(MEDIUM, marks=pytest.mark.slow)], ids=lambda phantom: phantom.name
)


def slices(phantom: ACRMRIPhantom, **changes: Any) -> list[Any]:
    return list(phantom.iter_slices(replace(phantom.default_options, **{**COARSE, **changes})))


def values(dataset: Any) -> Any:
    return np.frombuffer(dataset.PixelData, "<i2").reshape(dataset.Rows, dataset.Columns)


def coarse(phantom: ACRMRIPhantom, **changes: Any) -> tuple[stock.Archive, stock.Analysis]:
    archive = stock.make_archive(phantom, **{**COARSE, **changes})
    return archive, stock.analysed(archive)


# ------------------------------------------------------------------------------------------- the stack


@BOTH
def test_headers_are_those_of_an_mr_series(phantom: ACRMRIPhantom) -> None:
    made = slices(phantom)
    assert len(made) == 11
    assert [float(each.ImagePositionPatient[2]) for each in made] == [10.0 * number for number in range(11)]
    first = made[0]
    assert first.SOPClassUID.name == "MR Image Storage"
    assert (first.Modality, first.EchoTime, first.EchoNumbers, first.RepetitionTime) == ("MR", 20, 1, 500)
    assert (first.MagneticFieldStrength, first.SliceThickness, first.SpacingBetweenSlices) == (1.5, 5, 10)
    assert not {"RescaleSlope", "RescaleIntercept", "RescaleType"} & {element.keyword for element in first}
    assert len({each.SOPInstanceUID for each in made}) == 11
    assert {each.SeriesInstanceUID for each in made} == {
        phantom.truth(replace(phantom.default_options, **COARSE)).series_instance_uid
    }
    assert str(first.PatientName) == f"Digital^{phantom.class_name}"


def test_they_are_known_without_pylinac_or_qt(run_python: RunPython) -> None:
    run_python(
        "import sys; from phantomscope.digital.catalogue import digital_phantom\n"
        "for name in ('ACR MRI Large', 'ACR MRI Medium'):\n"
        "    phantom = digital_phantom(name); phantom.check(phantom.default_options)\n"
        "sys.exit(bool({'pylinac', 'scipy', 'matplotlib', 'PySide6'} & set(sys.modules)))"
    )


def test_members_are_mr_and_the_same_options_make_the_same_bytes() -> None:
    one, same = (stock.make_archive(LARGE, **COARSE, roll=roll) for roll in (1, 1.0))
    assert one == same
    with zipfile.ZipFile(io.BytesIO(one.content)) as archive:
        assert archive.namelist()[0] == "MR0001.dcm"
        assert len(archive.namelist()) == one.truth.num_images == 11


def test_second_echo_is_a_full_set_of_slices_that_have_decayed() -> None:
    made = slices(LARGE, echo_times=(20.0, 80.0), repetition_time=2000.0)
    assert [each.EchoNumbers for each in made] == [1] * 11 + [2] * 11
    assert [each.EchoTime for each in made] == [20] * 11 + [80] * 11
    assert [each.InstanceNumber for each in made] == list(range(1, 23))
    positions = [each.SliceLocation for each in made]
    assert positions[:11] == positions[11:]
    middle = [float(np.median(values(each)[100:150, 100:150])) for each in (made[6], made[17])]
    assert middle[1] / middle[0] == pytest.approx(np.exp(-60 / 130), abs=0.003)


def test_sagittal_slice_comes_last_in_its_own_orientation() -> None:
    made = slices(LARGE, sagittal=True)
    assert len(made) == 12
    assert made[11].ImageOrientationPatient == [0, 1, 0, 0, 0, -1]
    assert made[11].SeriesInstanceUID == made[0].SeriesInstanceUID
    assert len({each.SOPInstanceUID for each in made}) == 12
    options = replace(LARGE.default_options, **COARSE, sagittal=True)
    assert LARGE.truth(options).modules[SAGITTAL_MODULE].slice_num == 11


def test_seed_changes_the_noise() -> None:
    one, other = (values(next(LARGE.iter_slices(LARGE.default_options))) for _ in range(2))
    assert np.array_equal(one, other)
    changed = values(next(LARGE.iter_slices(replace(LARGE.default_options, seed=2))))
    assert not np.array_equal(one, changed)


def test_turned_stack_is_the_same_from_the_other_end() -> None:
    straight, turned = slices(LARGE, offset_x=5.0), slices(LARGE, offset_x=5.0, reversed_order=True)
    assert np.array_equal(values(turned[2]), values(straight[8])[:, ::-1])
    assert [float(each.ImagePositionPatient[2]) for each in turned] == [10.0 * n for n in range(-10, 1)]


def test_blank_and_further_slices_lie_at_both_ends() -> None:
    made = slices(LARGE, blank_slices=1, air_slices=3)
    assert len(made) == 11 + 2 + 6
    assert not values(made[0]).any()
    assert not values(made[-1]).any()
    assert values(made[1]).max() < 50  # 30 mm beyond slice 1 lies nothing
    assert values(made[3]).max() > 1000  # 10 mm beyond it still the phantom
    assert LARGE.truth(replace(LARGE.default_options, blank_slices=1, air_slices=3)).origin_slice == 4


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"value_error": {"Iron": 1.0}}, "'Iron'"),
        ({"missing_modules": ("slice12",)}, "'slice12'"),
        ({"offset_x": 40.0}, "so placed, needs"),
        ({"psf_fwhm": 4.0}, "smallest parts are lost"),
    ],
)
def test_impossible_scans_are_told(wrong: dict[str, Any], told: str) -> None:
    options = replace(LARGE.default_options, **wrong)
    with pytest.raises(PhantomscopeError, match=told):
        LARGE.check(options)


def test_options_of_any_phantom_do() -> None:
    plain = ScanOptions(slice_thickness=5.0, slice_spacing=10.0, air_slices=0, **COARSE)
    assert len(list(LARGE.iter_slices(plain))) == LARGE.truth(plain).num_images == 11


# ------------------------------------------------------------------------------- as stock pylinac sees it


@BOTH
@pytest.mark.parametrize(
    "change",
    [
        {"offset_x": 10.0, "offset_y": -8.0, "slice_thickness": 7.0},
        {"slice_shift": 1.5, "field_strength": 3.0},
    ],
    ids=str,
)
def test_pose_thickness_and_shift_are_measured(phantom: ACRMRIPhantom, change: dict[str, Any]) -> None:
    archive, analysis = coarse(phantom, **change)
    assert_placed(archive, analysis)
    assert_measured(archive, analysis)


@pytest.mark.slow
@BOTH
@pytest.mark.parametrize(
    "change",
    [
        *({"offset_x": x, "offset_y": y} for x, y in ((12, 0), (-12, 0), (0, 12), (0, -12))),
        *({"slice_thickness": thickness} for thickness in (3.0, 4.0, 6.0)),
        *({"slice_shift": shift} for shift in (-1.5, -1.0, 0.5, 1.0)),
        *({"nonuniformity": fall} for fall in (0.0, 0.15, 0.3)),
        *({"ghost": ghost} for ghost in (0.01, 0.03)),
        *({"noise": noise} for noise in (1.0, 2.0, 6.0)),
        *({"columns": 512, "rows": 512, "pixel_spacing": 0.48828125, "seed": seed} for seed in (1, 2, 3)),
        {"rician": False},
    ],
    ids=str,
)
def test_sweep(phantom: ACRMRIPhantom, change: dict[str, Any]) -> None:
    archive, analysis = coarse(phantom, **change)
    assert_placed(archive, analysis)
    assert_measured(archive, analysis)


@ONE_BY_DEFAULT
@pytest.mark.parametrize("roll", [2.0, pytest.param(-1.0, marks=pytest.mark.slow)])
def test_roll_is_found_though_thickness_regions_stay_level(phantom: ACRMRIPhantom, roll: float) -> None:
    """pylinac moves its regions with the roll but doesn't turn them, so that the ramps leave them."""
    archive, analysis = coarse(phantom, roll=roll)
    assert_placed(archive, analysis)
    assert_measured(archive, analysis, thickness=0.5)


@ONE_BY_DEFAULT
def test_ghost_and_falling_signal_fail_as_they_should(phantom: ACRMRIPhantom) -> None:
    archive, analysis = coarse(phantom, ghost=0.05, nonuniformity=0.45)
    module = analysis.phantom.uniformity_module
    quantities = archive.truth.modules["uniformity_module"].quantities
    assert (module.piu_passed, module.psg_passed) == (False, False)
    assert module.percent_image_uniformity == pytest.approx(quantities["piu"], abs=0.3)
    assert module.psg == pytest.approx(quantities["psg"], abs=0.1)
    assert quantities["psg"] > 4


@pytest.mark.slow
def test_uniformity_is_judged_by_the_field_strength() -> None:
    verdicts = {}
    for tesla in (1.5, 3.0):
        _, analysis = coarse(MEDIUM, nonuniformity=0.38, field_strength=tesla)
        verdicts[tesla] = bool(analysis.phantom.uniformity_module.piu_passed)
    assert verdicts == {1.5: False, 3.0: True}


def test_wrong_pixel_spacing_shows_in_every_length() -> None:
    """Too small a one: pylinac refuses regions of less than two pixels, and the bars' are 2 mm wide."""
    archive, analysis = coarse(LARGE, spacing_error=-0.04)
    assert_distances(archive, analysis)
    widths = [each["width (mm)"] for each in analysis.phantom.geometric_distortion.profiles.values()]
    assert max(widths) < 185
    assert analysis.results.slice1.measured_slice_thickness_mm == pytest.approx(4.8, abs=0.1)


@pytest.mark.slow
def test_signal_error_is_measured() -> None:
    right, wrong = (coarse(LARGE, value_error=error)[1] for error in ({}, {"Center": -100.0}))
    means = [each.phantom.uniformity_module.rois["Center"].pixel_value for each in (right, wrong)]
    assert means[1] - means[0] == pytest.approx(-100, abs=5)


def test_spoke_without_contrast_ends_the_count() -> None:
    lost = -0.025 * MRScanOptions().signal()
    archive = stock.make_archive(LARGE, nonuniformity=0.0, value_error={"slice_9 spoke_4": lost})
    assert wanted_scores(archive) == {"slice_8": 10, "slice_9": 3, "slice_10": 10, "slice_11": 10}
    assert contrast_scores(stock.analysed(archive)) == wanted_scores(archive)


@pytest.mark.slow
def test_noise_costs_spokes() -> None:
    """The truth knows noise by its deviation alone; what it does to a contrast by chance costs some more."""
    found = []
    for noise, missed in ((4.0, 0), (10.0, 4), (20.0, 12), (60.0, 20)):
        archive = stock.make_archive(LARGE, noise=noise)
        found.append(sum(contrast_scores(stock.analysed(archive)).values()))
        assert 0 <= sum(wanted_scores(archive).values()) - found[-1] <= missed
    assert found == sorted(found, reverse=True)
    assert found[-1] < 30 < found[0]


@pytest.mark.slow
def test_far_from_its_place_the_ramps_leave_their_regions() -> None:
    """10 mm along a ramp for each mm of z, and pylinac looks at 100 mm: 50 of them are the slice itself."""
    archive, analysis = coarse(LARGE, slice_shift=-3.0)
    assert analysis.results.slice1.measured_slice_thickness_mm < 3
    assert analysis.results.slice11.slice_shift_mm == pytest.approx(3.0, abs=0.5)
    assert_placed(archive, analysis)


@ONE_BY_DEFAULT
def test_sagittal_slice_and_echo_are_chosen(phantom: ACRMRIPhantom) -> None:
    archive, first = coarse(phantom, sagittal=True, echo_times=(20.0, 80.0))
    assert first.phantom.has_sagittal_module
    wanted = archive.truth.modules[SAGITTAL_MODULE].quantities
    for name, profile in first.phantom.sagittal_localization.profiles.items():
        assert profile["width (mm)"] == pytest.approx(wanted[f"{name} width (mm)"], abs=1.0), name
    assert any("Multiple echoes" in each for each in first.warnings)
    second = stock.analysed(archive, echo_number=2)
    assert not second.phantom.has_sagittal_module  # it is of the first echo
    signals = [each.phantom.uniformity_module.rois["Center"].pixel_value for each in (first, second)]
    assert signals[1] / signals[0] == pytest.approx(np.exp(-60 / 130), abs=0.01)
    for analysis in (first, second):
        assert_placed(archive, analysis)


@pytest.mark.parametrize(
    ("spoiled", "error", "told"),
    [
        ({"missing_modules": ("slice11",)}, ValueError, "scan extent"),
        ({"blank_slices": 2}, RuntimeError, "roll of the phantom"),
        ({"reversed_order": True}, RuntimeError, "roll of the phantom"),
    ],
    ids=str,
)
def test_what_stock_pylinac_cannot_do(spoiled: dict[str, Any], error: type[Exception], told: str) -> None:
    archive = stock.make_archive(LARGE, **COARSE, **spoiled)
    with pytest.raises(error, match=told):
        stock.analysed(archive)


def test_missing_last_slice_takes_both_of_its_modules() -> None:
    truth = LARGE.truth(replace(LARGE.default_options, missing_modules=("slice11",)))
    assert truth.num_images == 10
    assert not {"slice11", "slice_11"} & set(truth.modules)
    assert "slice_10" in truth.modules


def test_turned_back_it_measures_as_before() -> None:
    archive = stock.make_archive(LARGE, **COARSE, reversed_order=True, offset_x=6.0)
    analysis = stock.analysed(archive, turned=True)
    assert analysis.phantom.slice1.phan_center.x == pytest.approx(255 - archive.truth.center_column, abs=0.1)
    assert_measured(archive, analysis)


# ------------------------------------------------------------------------------------ as one object


def test_frames_of_one_object_hold_the_same_pixels() -> None:
    made = slices(LARGE, sagittal=True, echo_times=(20.0, 80.0))
    order = [*range(0, 23, 2), *range(1, 23, 2)]
    file = io.BytesIO()
    pydicom.dcmwrite(file, enhanced([made[number] for number in order]), write_like_original=False)
    file.seek(0)
    whole = pydicom.dcmread(file)
    assert whole.MagneticFieldStrength == 1.5
    for frame, number in enumerate(order):
        assert np.array_equal(whole.pixel_array[frame], values(made[number]))
    assert list(_indexes(whole))[:2] == [[1, 1, 1], [1, 3, 1]]


def _indexes(whole: Any) -> Iterator[list[int]]:
    for group in whole.PerFrameFunctionalGroupsSequence:
        yield list(group.FrameContentSequence[0].DimensionIndexValues)
