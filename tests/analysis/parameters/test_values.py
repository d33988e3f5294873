"""What may be set about an analysis."""

from typing import Any

import pytest

from analysis import support
from phantomscope.analysis.parameters.form import ParameterField, ParameterForm, TableRow
from phantomscope.analysis.parameters.values import checked_parameters, default_parameters, problem_of
from phantomscope.analysis.phantoms import PHANTOMS, Phantom
from phantomscope.errors import PhantomscopeError

DEFAULTS: dict[str, Any] = {
    "hu_tolerance": 40,
    "origin_slice": None,
    "expected_hu_values": None,
    "method": "Weber",
}


@pytest.mark.parametrize("phantom", PHANTOMS, ids=lambda phantom: phantom.class_name)
def test_defaults_of_every_phantom_are_plain(phantom: Phantom) -> None:
    defaults = default_parameters(support.pylinac_class(phantom.name).analyze)
    assert "x_adjustment" in defaults
    assert "self" not in defaults
    assert "zip_after" not in defaults  # it deletes the images
    assert all(type(value) in (int, float, str, bool, type(None)) for value in defaults.values())
    assert checked_parameters(defaults, {}, 50) == defaults
    assert checked_parameters(defaults, defaults, 50) == defaults


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"hu_tolerance": 3.5},
        {"origin_slice": 0},
        {"origin_slice": 9},
        {"origin_slice": None},
        {"expected_hu_values": {"Air": -990, "Teflon": 1000.5}},
        {"method": "Michelson"},
    ],
)
def test_fit_values(given: dict[str, Any]) -> None:
    assert checked_parameters(DEFAULTS, given, 10) == {**DEFAULTS, **given}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"tolerance": 1, "b": 2}, "no parameter called b, tolerance"),
        ({"hu_tolerance": "3"}, "hu_tolerance has to be a number, not “3”"),
        ({"hu_tolerance": None}, "hu_tolerance has to be a number"),
        ({"origin_slice": 10}, "origin_slice is 10, but the slices count from 0 to 9"),
        ({"origin_slice": "3"}, "origin_slice has to be a number"),
        ({"expected_hu_values": [1]}, "has to name inserts and their numbers"),
        ({"expected_hu_values": {"Air": None}}, "expected_hu_values of Air has to be a number"),
    ],
)
def test_unfit_values(given: dict[str, Any], words: str) -> None:
    with pytest.raises(PhantomscopeError) as told:
        checked_parameters(DEFAULTS, given, 10)
    assert words in told.value.what
    assert told.value.todo


# -- by a form --------------------------------------------------------------------------------------------

FORM = ParameterForm(
    "CatPhan 504",
    (
        ParameterField("angle", "Angle", "number", 0, "°", minimum=-180.0, maximum=180.0),
        ParameterField("count", "Count", "integer", 1, minimum=0.0),
        ParameterField("pad", "Pad", "integer", "auto", minimum=0.0, choices=("auto",)),
        ParameterField("method", "Method", "choice", "Weber", choices=("Weber", "Ratio")),
        ParameterField("origin_slice", "Origin", "integer", None, minimum=0.0, optional=True),
        ParameterField("flag", "Flag", "flag", False),
        ParameterField("words", "Words", "text", ""),
        ParameterField(
            "hu", "HU", "table", None, "HU", optional=True, rows=(TableRow("Air", "Air", -1000.0),)
        ),
        ParameterField(
            "density",
            "Density",
            "table",
            None,
            minimum=0.0,
            optional=True,
            rows=(TableRow("1", "ROI 1"), TableRow("2", "ROI 2")),
            column="density",
            nested=True,
        ),
    ),
    "3.49.0",
)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("angle", -180),
        ("angle", 3.5),
        ("count", 0),
        ("pad", "auto"),
        ("pad", 2),
        ("method", "Ratio"),
        ("origin_slice", None),
        ("origin_slice", 3),
        ("flag", True),
        ("words", "any"),
        ("hu", None),
        ("hu", {"Air": -990.5}),
        ("density", {"1": {"density": 1.0}}),
    ],
)
def test_the_form_takes(name: str, value: Any) -> None:
    assert problem_of(FORM, name, value) == ""
    assert checked_parameters(FORM.defaults(), {name: value}, 10, FORM)[name] == value


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("nothing", 1, "CatPhan 504 has no parameter called nothing"),
        ("angle", "3", "angle has to be a number, not “3”"),
        ("angle", None, "angle has to be a number"),
        ("angle", float("nan"), "angle has to be a number"),
        ("angle", True, "angle has to be a number"),
        ("angle", 181, "angle has to be at most 180°, not 181"),
        ("angle", -181.5, "angle has to be at least −180°, not −181.5"),
        ("count", 1.5, "count has to be a number without a fraction, not “1.5”"),
        ("count", "auto", "count has to be a number, not “auto”"),
        ("count", -1, "count has to be at least 0, not −1"),
        ("pad", "car", "pad has to be a number or “auto”, not “car”"),
        ("method", "weber", "method has to be one of Weber, Ratio, not “weber”"),
        ("method", 3, "method has to be one of"),
        ("flag", 1, "flag has to be true or false"),
        ("words", 1, "words has to be a text"),
        ("hu", [1], "hu has to name inserts and their numbers"),
        ("hu", {"Aire": 1}, "hu names “Aire”; this phantom has Air"),
        ("hu", {"Air": "x"}, "hu of Air has to be a number, not “x”"),
        ("density", {"1": 1.0}, "density of 1 has to be {“density”: number}, not “1.0”"),
        ("density", {"1": {"mass": 1.0}}, "density of 1 has to be {“density”: number}"),
        ("density", {"1": {"density": -1.0}}, "density of 1 has to be at least 0, not −1"),
        ("density", {"3": {"density": 1.0}}, "density names “3”; this phantom has 1, 2"),
    ],
)
def test_the_form_refuses(name: str, value: Any, words: str) -> None:
    problem = problem_of(FORM, name, value)
    assert words in problem
    assert not problem.endswith(".")
    if FORM.field(name):
        with pytest.raises(PhantomscopeError) as told:
            checked_parameters(FORM.defaults(), {name: value}, 10, FORM)
        assert told.value.what == problem


def test_a_slice_that_there_is_not() -> None:
    with pytest.raises(PhantomscopeError, match="the slices count from 0 to 9"):
        checked_parameters(FORM.defaults(), {"origin_slice": 10}, 10, FORM)
