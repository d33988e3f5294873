"""Metrics against pylinac's own results: nothing lost, nothing invented, judged as pylinac judges."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from analysis import support
from analysis.support import CATPHAN_504, CATPHAN_604, QUART, REAL
from phantomscope.analysis.results import AnalysisResult, Metric, ModuleResult, Verdict

# Numbers in pylinac's results that are no measured values, or that stand there a second time.
NO_METRIC = re.compile(
    r".*\.offset|.*settings(\..*)?|.*\.spokes\..*|warnings\..*|.*\.line\..*"
    r"|.*\.(slice_num|start_angle_radians|thickness_num_slices_combined|hu_tolerance|cnr_threshold)"
    r"|.*\.(visibility threshold|roi_distance_from_center_mm|roi_radius_mm|cell_size|num_cells)"
    # Of a region: where it is, its nominal value, and its spread unless it stands for the image's noise.
    r"|.*rois\..+\.(stdev|difference|nominal_value|center_x|center_y|diameter|radius|area)"
    r"|roi_\d+\..*"  # the cheese phantoms' table once more
    r"|slice1\.(row|col)_mtf_50"
    r"|contrast_scale\.(mean_hu_water|mean_hu_plastic|std_dev_water)|high_contrast\.rois\..*"
    r"|low_contrast\.(mean|std)"
    r"|noise_uniformity\.(noise_center_std|mean_outer|means_diff|\w+_mean_hu)"
)
UNITS = {"", "HU", "mm", "lp/mm", "%", "°", "mm/pixel"}


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield from leaves(part, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from leaves(part, f"{path}.{number}")
    else:
        yield path, value


def check(result: AnalysisResult) -> None:
    """What has to hold of every phantom's results."""
    found = support.metrics(result)
    every = [metric for module in result.modules for metric in module.metrics]
    assert len(found) == len(every), "a key stands for two metrics"
    _check_completeness(result, found)
    for module in result.modules:
        _check_module(result, module)
    for metric in every:
        _check_metric(metric)


def _check_completeness(result: AnalysisResult, found: Mapping[str, Metric]) -> None:
    numbers = {
        path: value
        for path, value in leaves(result.pylinac_results)
        if isinstance(value, int | float) and not isinstance(value, bool)
    }
    lines = {path for path in numbers if ".line_distances_mm." in path}
    wanted = {path for path in numbers if path not in lines and not NO_METRIC.fullmatch(path)}
    assert wanted - found.keys() == set(), "pylinac's results have numbers that no metric has"
    for key, metric in found.items():
        if key == "origin_slice":
            assert metric.value == numbers[key] + 1
        elif ".line_distances_mm." in key:
            assert metric.value in {numbers[path] for path in lines}
        elif metric.value == "not reached":
            assert dict(leaves(result.pylinac_results))[key] is None
        else:
            assert metric.value == numbers[key], key


def _check_module(result: AnalysisResult, module: ModuleResult) -> None:
    assert module.metrics, f"{module.title} is empty"
    names = [metric.name for metric in module.metrics]
    assert len(set(names)) == len(names), f"{module.title} has two metrics of one name"
    images = [result.image(key) for key in module.images]
    assert all(image is not None for image in images)
    drawn = {outline.name for image in images if image is not None for outline in image.outlines}
    for metric in module.metrics:
        assert set(metric.outlines) <= drawn
        assert len(set(metric.outlines)) == len(metric.outlines)
    if module.key != "phantom":
        assert module.slice_index in {image.slice_index for image in images if image is not None}


def _check_metric(metric: Metric) -> None:
    assert metric.unit in UNITS
    assert metric.name == metric.name.strip()
    assert metric.name[0].isupper() or metric.name[0].isdigit() or metric.name.startswith("rMTF")
    assert not re.search(r"_|->|\bstd\b|None|\s\s|\(mm\)", metric.name), metric.name
    assert isinstance(metric.value, int | float | str)
    assert not isinstance(metric.value, bool)
    limits = (metric.nominal, metric.tolerance, metric.minimum, metric.maximum)
    assert all(limit is None or type(limit) is float for limit in limits)
    if metric.verdict is not Verdict.NOT_JUDGED:
        _check_verdict(metric)


def _check_verdict(metric: Metric) -> None:
    """A verdict can be understood from value and limits, but for what lies on the very limit."""
    assert metric.limit_text()
    assert isinstance(metric.value, int | float)
    inside = True
    if metric.nominal is not None and metric.tolerance is not None:
        inside = abs(metric.value - metric.nominal) <= metric.tolerance
    if metric.minimum is not None:
        inside = inside and metric.value >= metric.minimum
    if metric.maximum is not None:
        inside = inside and metric.value <= metric.maximum
    assert inside == (metric.verdict is Verdict.PASS), metric


def module(result: AnalysisResult, key: str) -> ModuleResult:
    return next(one for one in result.modules if one.key == key)


def verdict(result: AnalysisResult, key: str, *parts: str) -> Verdict:
    """Of the metrics of a module whose key has one of these parts."""
    chosen = [
        metric.verdict for metric in module(result, key).metrics if any(part in metric.key for part in parts)
    ]
    assert chosen
    return Verdict.FAIL if Verdict.FAIL in chosen else Verdict.PASS


def check_catphan_flags(result: AnalysisResult) -> None:
    """pylinac's own flags say the same."""
    data = result.pylinac_results
    flags = {
        ("ctp404", "hu_rois."): data["ctp404"]["hu_linearity_passed"],
        ("ctp404", "line_distances_mm."): data["ctp404"]["geometry_passed"],
        ("ctp404", "measured_slice_thickness_mm"): data["ctp404"]["thickness_passed"],
        ("ctp486", ".rois."): data["ctp486"]["passed"],
    }
    for (key, part), passed in flags.items():
        assert (verdict(result, key, part) is Verdict.PASS) == passed, key


# -- CatPhan ----------------------------------------------------------------------------------------------


def test_digital_504(digital_result: AnalysisResult) -> None:
    check(digital_result)
    check_catphan_flags(digital_result)
    assert digital_result.verdict is Verdict.PASS
    assert digital_result.summary() == "PASS 18 of 18 checks"


def test_what_a_504_has(digital_result: AnalysisResult) -> None:
    found = support.metrics(digital_result)
    assert [one.key for one in digital_result.modules] == ["phantom", "ctp404", "ctp486", "ctp528", "ctp515"]
    teflon = found["ctp404.hu_rois.Teflon.value"]
    assert (teflon.name, teflon.unit, teflon.nominal, teflon.tolerance) == ("Teflon", "HU", 1000.0, 40.0)
    assert teflon.outlines == ("Teflon",)
    thickness = found["ctp404.measured_slice_thickness_mm"]
    assert (thickness.unit, thickness.nominal, thickness.tolerance) == ("mm", 2.5, 0.2)
    assert set(thickness.outlines) == {"Ramp Left", "Ramp Right", "Ramp Top", "Ramp Bottom"}
    line = found["ctp404.line_distances_mm.Top-Horizontal"]
    assert (line.name, line.unit, line.nominal, line.tolerance) == (
        "Top-horizontal distance",
        "mm",
        50.0,
        1.0,
    )
    assert line.outlines == ("Geometry Top-Horizontal",)
    assert found["ctp528.mtf_lp_mm.50"].name == "MTF 50 %"
    assert found["ctp528.mtf_lp_mm.50"].unit == "lp/mm"
    assert found["ctp515.num_rois_seen"].minimum == 1.0
    noise = found["ctp486.rois.Center.stdev"]
    assert (noise.name, noise.unit) == ("Center standard deviation", "HU")
    assert found["ctp515.roi_results.15.visibility"].name == "15 mm target visibility"
    assert found["ctp486.uniformity_index"].unit == "%"


@pytest.fixture(scope="module")
def strict(digital: bytes, digital_result: AnalysisResult) -> AnalysisResult:
    """The same with limits that nothing can meet."""
    origin = digital_result.pylinac_results["origin_slice"]
    limits = {"hu_tolerance": 0.001, "scaling_tolerance": 1e-6, "thickness_tolerance": 1e-6}
    return support.run_bytes(
        digital,
        CATPHAN_504,
        parameters={**limits, "low_contrast_tolerance": 99, "x_adjustment": 0.5, "origin_slice": origin},
    )


def test_strict_limits(strict: AnalysisResult) -> None:
    check(strict)
    check_catphan_flags(strict)
    assert strict.verdict is Verdict.FAIL
    assert verdict(strict, "ctp515", "num_rois_seen") is Verdict.FAIL
    assert support.metrics(strict)["ctp404.hu_rois.Air.value"].tolerance == 0.001


def test_outlines_carry_the_verdicts(strict: AnalysisResult, digital_result: AnalysisResult) -> None:
    for result in (strict, digital_result):
        image = result.image("CTP404")
        assert image is not None
        verdicts = {outline.name: outline.verdict for outline in image.outlines}
        found = support.metrics(result)
        for material in ("Air", "Teflon", "LDPE"):
            assert verdicts[material] is found[f"ctp404.hu_rois.{material}.value"].verdict
        assert verdicts["Ramp Top"] is found["ctp404.measured_slice_thickness_mm"].verdict
        assert verdicts["1 Background"] is Verdict.NOT_JUDGED
    assert {outline.verdict for outline in strict.image("CTP404").outlines} >= {Verdict.FAIL}  # type: ignore[union-attr]


@pytest.mark.slow
@pytest.mark.parametrize("phantom", [CATPHAN_504, CATPHAN_604])
def test_real_catphans(phantom: str, real_data: Path) -> None:
    result = support.run_path(real_data / REAL[phantom], phantom)
    check(result)
    check_catphan_flags(result)
    assert result.verdict is Verdict.PASS


# -- the others -------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_real_quart(real_data: Path) -> None:
    result = support.run_path(real_data / REAL[QUART], QUART)
    check(result)
    assert (verdict(result, "uniformity_module", ".rois.") is Verdict.PASS) == result.pylinac_results[
        "uniformity_module"
    ]["passed"]
    found = support.metrics(result)
    assert found["hu_module.measured_slice_thickness_mm"].nominal == pytest.approx(2.0, abs=0.01)
    assert found["geometric_module.distances.horizontal mm"].name == "Horizontal width"
    assert found["geometric_module.distances.horizontal mm"].outlines == ("horizontal",)
    top = found["geometric_module.high_contrast_distances.Top"]
    assert (top.name, top.unit) == ("Top edge width, −700 to −200 HU", "mm")


def test_real_acr_mri(acr_result: AnalysisResult) -> None:
    check(acr_result)
    found = support.metrics(acr_result)
    data = acr_result.pylinac_results["uniformity_module"]
    piu = found["uniformity_module.piu"]
    assert (piu.verdict is Verdict.PASS) == data["piu_passed"]
    assert (piu.unit, piu.minimum) == ("%", 80.0)  # 3 T
    assert (found["uniformity_module.psg"].unit, found["uniformity_module.psg"].maximum) == ("%", 3.0)
    assert found["uniformity_module.rois.Center.value"].unit == ""
    assert found["uniformity_module.ghost_rois.Top.value"].name == "Top ghost"
    assert found["slice11.rois.Left.value"].name == "Left bar"
    assert found["slice1.col_mtf_lp_mm.50"].name == "Column MTF 50 %"
    assert found["slice1.row_mtf_lp_mm.10"].value == "not reached"
    # Each score leads to its own slice.
    scores = [
        found[f"low_contrast_multi_slice_module.low_contrast_rois.slice_{n}.score"] for n in (8, 9, 10, 11)
    ]
    assert [score.slice_index for score in scores] == [7, 8, 9, 10]
    assert "sagittal_localizer_module" not in {one.key for one in acr_result.modules}


@pytest.mark.parametrize("phantom", support.ROUGH)
def test_rough_phantoms(phantom: str) -> None:
    result = support.rough_result(phantom)
    check(result)
    assert result.verdict is Verdict.NOT_JUDGED
    assert not any("PDF" in warning for warning in result.warnings)


def test_what_pylinac_knows_but_does_not_judge_by(digital_result: AnalysisResult) -> None:
    acr = support.metrics(support.rough_result("ACR CT 464"))
    assert acr["uniformity_module.bb_distance_mm"].nominal == 100.0
    assert acr["uniformity_module.measured_pixel_size"].nominal == pytest.approx(1.5)  # the header's
    line = support.metrics(digital_result)["ctp404.avg_line_distance_mm"]
    for metric in (line, acr["uniformity_module.bb_distance_mm"]):
        assert metric.nominal
        assert metric.verdict is Verdict.NOT_JUDGED
    assert line.nominal == 50.0
    assert acr["ct_module.rois.Air"].nominal is None  # pylinac has no value for it


@pytest.mark.slow
def test_a_tolerance_of_zero_is_none_to_pylinac(digital: bytes) -> None:
    air = support.metrics(support.run_bytes(digital, CATPHAN_504, parameters={"hu_tolerance": 0}))[
        "ctp404.hu_rois.Air.value"
    ]
    assert (air.nominal, air.tolerance, air.verdict) == (-1000.0, None, Verdict.NOT_JUDGED)
