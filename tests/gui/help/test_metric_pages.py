"""Everything that can be chosen in the window has a page that explains it."""

import io
import json
from pathlib import Path

import pytest

from analysis.support import run_bytes
from phantomscope.analysis.phantoms import PHANTOMS
from phantomscope.assets import resource
from phantomscope.digital.catalogue import digital_phantom, write_zip
from phantomscope.gui.help.library import CONTENTS, HelpLibrary
from phantomscope.gui.help.metric_pages import (
    PHANTOM_PAGES,
    page_of_metric,
    page_of_parameter,
    page_of_phantom,
)

# Recorded from the twelve digital phantoms: phantom -> module -> metric keys.
RECORDED: dict[str, dict[str, list[str]]] = json.loads(
    (Path(__file__).parent / "metric_keys.json").read_text("utf-8")
)


@pytest.fixture(scope="module")
def library() -> HelpLibrary:
    return HelpLibrary(resource(f"help/{CONTENTS}").parent)


def test_every_phantom_has_a_page(library: HelpLibrary) -> None:
    assert set(PHANTOM_PAGES) == {phantom.name for phantom in PHANTOMS} == set(RECORDED)
    assert all(library.page(page) for page in PHANTOM_PAGES.values())


@pytest.mark.parametrize("phantom", RECORDED)
def test_every_module_and_every_metric_has_a_place(library: HelpLibrary, phantom: str) -> None:
    for module, keys in RECORDED[phantom].items():
        assert library.resolves(page_of_phantom(phantom, module)), module
        for key in keys:
            target = page_of_metric(phantom, key)
            assert target.startswith("metric-"), key
            assert "#" in target, key
            assert library.resolves(target), key


@pytest.mark.slow
@pytest.mark.parametrize("phantom", RECORDED)
def test_the_record_is_what_the_digital_phantoms_give(phantom: str) -> None:
    made, data = digital_phantom(phantom), io.BytesIO()
    write_zip(made, made.default_options, data)
    result = run_bytes(data.getvalue(), phantom)
    assert RECORDED[phantom] == {
        module.key: [metric.key for metric in module.metrics] for module in result.modules
    }


@pytest.mark.parametrize(
    ("phantom", "key", "target"),
    [
        ("CatPhan 504", "ctp404.hu_rois.Teflon.value", "metric-hu.md#linearity"),
        ("CatPhan 700", "ctp404.hu_rois.Lung #7112.value", "metric-hu.md#linearity"),
        ("CatPhan 504", "ctp486.rois.Center.stdev", "metric-noise.md#noise"),
        ("Quart DVT", "uniformity_module.rois.Center.value", "metric-uniformity.md#regions"),
        ("ACR MRI Large", "uniformity_module.rois.Center.value", "metric-mri-uniformity.md#signal"),
        ("ACR MRI Large", "slice1.measured_slice_thickness_mm", "metric-thickness.md#acr-mri-ramps"),
        ("ACR MRI Large", "slice11.bar_difference_mm", "metric-slice-position.md#bar-difference"),
        (
            "ACR MRI Large",
            "sagittal_localizer_module.profiles.ROI1.width (mm)",
            "metric-geometry.md#acr-mri-distortion",
        ),
        ("GE Helios daily", "noise_uniformity.rois.std.12 o'clock", "metric-noise.md#noise"),
        ("ACR CT 464", "spatial_resolution_module.lpmm_to_rmtf.0.4", "metric-mtf.md#acr-ct-patterns"),
        ("CIRS 062M", "rois.17.std", "metric-noise.md#noise"),
    ],
)
def test_the_place_is_the_right_one(phantom: str, key: str, target: str) -> None:
    assert page_of_metric(phantom, key) == target


def test_what_is_not_known_leads_to_the_phantom() -> None:
    assert page_of_metric("Quart DVT", "something.new") == "quart-dvt.md"
    assert page_of_metric("Some phantom", "something.new") == "metric-setup.md"
    assert page_of_phantom("CatPhan 504", "phantom") == "catphan-504.md"


# All parameters of the twelve phantoms.
PARAMETERS = frozenset(
    {
        *("hu_tolerance", "scaling_tolerance", "thickness_tolerance", "low_contrast_tolerance"),
        *("cnr_threshold", "contrast_method", "visibility_threshold", "thickness_slice_straddle"),
        *("expected_hu_values", "x_adjustment", "y_adjustment", "angle_adjustment", "roi_size_factor"),
        *("scaling_factor", "origin_slice", "roll_slice_offset", "echo_number", "low_contrast_method"),
        *("low_contrast_visibility_threshold", "low_contrast_visibility_sanity_multiplier", "roi_config"),
    }
)


def test_every_parameter_has_a_place(library: HelpLibrary) -> None:
    for name in PARAMETERS:
        target = page_of_parameter(name)
        assert "#" in target, name
        assert library.resolves(target), name
    assert page_of_parameter("something_new") == "parameters.md"


@pytest.mark.slow
def test_these_are_all_parameters() -> None:
    from phantomscope.analysis.parameters.derived import derive_form

    assert {field.name for phantom in PHANTOMS for field in derive_form(phantom).fields} == PARAMETERS
