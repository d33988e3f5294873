"""What may be set about an analysis."""

from typing import Any

import pytest

from analysis import support
from phantomscope.analysis.parameters import checked_parameters, default_parameters
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
