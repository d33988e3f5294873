"""Forms of all twelve phantoms, from pylinac itself."""

import copy
import functools
import inspect
import re
from typing import Any

import pytest

from analysis import support
from analysis.support import ROUGH
from phantomscope.analysis.parameters.derived import derive_form, derive_forms
from phantomscope.analysis.parameters.form import (
    ParameterField,
    ParameterForm,
    forms_from_json,
    forms_to_json,
)
from phantomscope.analysis.parameters.values import checked_parameters, problem_of
from phantomscope.analysis.phantoms import PHANTOMS, Phantom, phantom_named

ALL = pytest.mark.parametrize("phantom", PHANTOMS, ids=lambda phantom: phantom.class_name)


@functools.cache
def forms() -> dict[str, ParameterForm]:
    return derive_forms()


def field(phantom: str, name: str) -> ParameterField:
    found = forms()[phantom].field(name)
    assert found is not None
    return found


@pytest.fixture(autouse=True)
def _classes_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    """pylinac writes ``expected_hu_values`` into its classes, where the next analysis finds them."""
    from pylinac import ct

    forms()
    monkeypatch.setattr(ct.CTP404CP504, "roi_settings", copy.deepcopy(ct.CTP404CP504.roi_settings))


@ALL
def test_every_parameter_is_there_and_complete(phantom: Phantom) -> None:
    form = forms()[phantom.name]
    signature = inspect.signature(support.pylinac_class(phantom.name).analyze).parameters
    assert [one.name for one in form.fields] == [
        name for name in signature if name not in ("self", "zip_after")
    ]
    for one in form.fields:
        default = signature[one.name].default
        assert (one.default == default and type(one.default) is type(default)) or one.default == str(default)
        assert one.label
        assert one.group
        assert len(one.help) > 20
        assert one.help.endswith((".", "nominal."))
        assert not re.search(r"[`*]|::|\.\. |:ref:|  ", one.help), one.help
        assert one.kind in ("number", "integer", "choice", "flag", "table")  # nothing is left as mere text
        assert (one.step > 0) == (one.kind in ("number", "integer", "table"))
        assert bool(one.rows) == (one.kind == "table")
        assert one.kind != "choice" or one.default in one.choices


@ALL
def test_every_default_is_valid(phantom: Phantom) -> None:
    form = forms()[phantom.name]
    assert [problem_of(form, name, value) for name, value in form.defaults().items()] == [""] * len(
        form.fields
    )
    assert checked_parameters(form.defaults(), form.defaults(), 50, form) == form.defaults()


@ALL
def test_what_would_break_pylinac_is_refused_everywhere(phantom: Phantom) -> None:
    form = forms()[phantom.name]
    for name in ("roi_size_factor", "scaling_factor"):
        assert "at least 0.01" in problem_of(form, name, 0)
    for one in form.fields:
        if one.name.endswith(("_tolerance", "_threshold")):
            assert "at least 0" in problem_of(form, one.name, -1)


@pytest.mark.parametrize(
    ("phantom", "name", "kind", "unit"),
    [
        ("CatPhan 504", "hu_tolerance", "number", "HU"),
        ("CatPhan 504", "thickness_tolerance", "number", "mm"),
        ("CatPhan 504", "low_contrast_tolerance", "integer", ""),
        ("CatPhan 504", "contrast_method", "choice", ""),
        ("CatPhan 504", "thickness_slice_straddle", "integer", "slices"),
        ("CatPhan 504", "expected_hu_values", "table", "HU"),
        ("CatPhan 504", "angle_adjustment", "number", "°"),
        ("CatPhan 504", "roi_size_factor", "number", ""),
        ("CatPhan 504", "origin_slice", "integer", ""),
        ("Quart DVT", "roll_slice_offset", "number", "mm"),
        ("ACR MRI Large", "echo_number", "integer", ""),
        ("ACR MRI Medium", "low_contrast_method", "choice", ""),
        ("CIRS 062M", "roi_config", "table", ""),
        ("GE Helios daily", "angle_adjustment", "number", "°"),
        ("GE Helios daily", "x_adjustment", "number", "px"),
        ("CatPhan 504", "x_adjustment", "number", "px"),
    ],
)
def test_kinds_and_units(phantom: str, name: str, kind: str, unit: str) -> None:
    one = field(phantom, name)
    assert (one.kind, one.unit) == (kind, unit)


def test_the_contrasts_are_those_that_work() -> None:
    from pylinac.core.contrast import Contrast

    working = ("Michelson", "Weber", "Ratio", "Difference")
    assert set(Contrast.options()) == {*working, "Root Mean Square"}
    assert field("CatPhan 504", "contrast_method").choices == working
    assert field("ACR MRI Large", "low_contrast_method").choices == working


@pytest.mark.slow
@pytest.mark.parametrize("method", ["Michelson", "Weber", "Ratio", "Difference", "Root Mean Square"])
def test_all_but_one_contrast_can_be_analysed_with(method: str, digital: bytes) -> None:
    analysed = support.stock("CatPhan 504", digital, contrast_method=method)
    if method == "Root Mean Square":
        with pytest.raises(ValueError, match="normalized"):
            analysed.results_data()
    else:
        assert analysed.results_data().ctp515.num_rois_seen >= 0


def test_what_may_be_left_to_pylinac() -> None:
    optional = {one.name for form in forms().values() for one in form.fields if one.optional}
    assert optional == {"expected_hu_values", "roi_config", "origin_slice", "echo_number"}


def test_only_the_deprecated_ones_are_marked() -> None:
    marked = {(name, one.name) for name, form in forms().items() for one in form.fields if one.deprecated}
    catphans = {(f"CatPhan {model}", "cnr_threshold") for model in (503, 504, 600, 604, 700)}
    assert marked == catphans | {("Quart DVT", "cnr_threshold")}


def test_tables_have_pylinacs_own_values() -> None:
    from pylinac import ct

    rows = {row.name: row.default for row in field("CatPhan 604", "expected_hu_values").rows}
    settings = ct.CTP404CP604.roi_settings
    assert rows == {name: settings[name]["value"] for name in settings}
    assert rows["Teflon"] == 1000
    assert [row.name for row in field("CIRS 062M", "roi_config").rows] == [str(n) for n in range(1, 18)]
    assert len(field("TomoTherapy Cheese", "roi_config").rows) == 20


def test_json_round_trip() -> None:
    assert forms_from_json(forms_to_json(forms())) == forms()
    assert forms_from_json(forms_to_json(forms(), indent=2).decode()) == forms()
    with pytest.raises(ValueError):
        forms_from_json(b'{"a": 1}')


def test_a_form_is_the_same_each_time() -> None:
    assert derive_form(phantom_named("CatPhan 700")) == forms()["CatPhan 700"]


# -- what pylinac makes of them ---------------------------------------------------------------------------


def test_defaults_given_explicitly_change_nothing(digital: bytes, digital_stock: Any) -> None:
    defaults = forms()["CatPhan 504"].defaults()
    ours = support.run_bytes(digital, "CatPhan 504", parameters=defaults)
    assert support.timeless(ours.pylinac_results) == support.timeless(
        digital_stock.results_data(as_dict=True)
    )
    assert ours.provenance.changed == ()


@pytest.mark.slow
def test_so_do_the_tables_rows_given_explicitly(digital: bytes, digital_stock: Any) -> None:
    rows = {row.name: row.default for row in field("CatPhan 504", "expected_hu_values").rows}
    ours = support.stock("CatPhan 504", digital, expected_hu_values=rows)
    assert ours.results_data().ctp404.hu_rois == digital_stock.results_data().ctp404.hu_rois


def test_densities_give_their_curve() -> None:
    rough = ROUGH["CIRS 062M"]
    config = field("CIRS 062M", "roi_config").from_table({"1": 1.0, "3": 1.5, "17": 0.2})
    assert config == {"1": {"density": 1.0}, "3": {"density": 1.5}, "17": {"density": 0.2}}
    result = support.run_bytes(
        rough.archive(), "CIRS 062M", parameters={**rough.parameters, "roi_config": config}
    )
    (curve,) = [one for chart in result.charts if chart.x_title == "Density" for one in chart.curves]
    assert curve.x == (0.2, 1.0, 1.5)


def test_the_adjustments_are_pixels_whatever_pylinacs_help_says() -> None:
    rough = ROUGH["CIRS 062M"]  # its pixels are 1.5 mm wide
    plain = support.stock("CIRS 062M", rough.archive(), **rough.parameters)
    moved = support.stock("CIRS 062M", rough.archive(), **rough.parameters, x_adjustment=4, y_adjustment=-2)
    before, after = (one.module.rois["1"].center for one in (plain, moved))
    assert after.x - before.x == pytest.approx(4, abs=0.01)
    assert after.y - before.y == pytest.approx(-2, abs=0.01)
