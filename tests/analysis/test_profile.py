"""A profile as data: its file, which series it is for, what of it can be used."""

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.profile_samples import FACTS, FULL
from phantomscope.analysis.parameters.form import ParameterField, ParameterForm
from phantomscope.analysis.profile import (
    FORMAT,
    Profile,
    best_match,
    profile_problems,
    usable_parameters,
)
from phantomscope.analysis.results import Metric, Tolerance

FORM = ParameterForm(
    "CatPhan 504", (ParameterField("hu_tolerance", "HU tolerance", "number", 40, minimum=0.0),), "3.49.0"
)
# -- as a file --------------------------------------------------------------------------------------------

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
PLAIN = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | NUMBERS | TEXTS
PROFILES = st.builds(
    Profile,
    name=TEXTS.filter(str.strip),
    manufacturer=TEXTS,
    model=TEXTS,
    station=TEXTS,
    phantom=TEXTS,
    parameters=st.dictionaries(TEXTS, PLAIN | st.dictionaries(TEXTS, PLAIN, max_size=3), max_size=3),
    tolerances=st.dictionaries(
        TEXTS, st.builds(Tolerance, *[st.none() | NUMBERS] * 7, judged=st.booleans()), max_size=3
    ),
    note=TEXTS,
    unknown=st.dictionaries(TEXTS.map(lambda text: f"new {text}"), PLAIN, max_size=2),
)


@given(PROFILES)
def test_round_trip(profile: Profile) -> None:
    assert Profile.from_json(profile.to_json()) == profile


def test_it_is_readable() -> None:
    text = FULL.to_json().decode()
    assert text.endswith("}\n")
    assert '\n  "station": "TB 1",\n' in text
    assert "null" not in text
    assert json.loads(Profile("x").to_json()) == {"format": FORMAT, "name": "x"}


def test_it_holds_nothing_of_a_patient() -> None:
    data = Profile.for_scanner("mine", FACTS, phantom="CatPhan 504").to_json()
    assert b"Doe" not in data
    assert b"1.2.3" not in data
    assert Profile.from_json(data).scanner() == "Varian Medical Systems TrueBeam, TB 1"


# -- which one --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "matches"),
    [
        ({}, True),
        ({"station": "TB 1"}, True),
        ({"station": " tb1"}, True),
        ({"station": "TB 2"}, False),
        ({"manufacturer": "VARIAN medical systems", "model": "true beam"}, True),
        ({"manufacturer": "Varian"}, False),
        ({"phantom": "catphan504"}, True),
        ({"phantom": "CatPhan 604"}, False),
        ({"station": "TB 1", "model": "Halcyon"}, False),
    ],
)
def test_all_that_it_names_has_to_agree(changes: dict[str, str], matches: bool) -> None:
    profile = Profile("x", **changes)  # type: ignore[arg-type]
    assert (best_match([profile], FACTS, "CatPhan 504") is profile) == matches


def test_the_most_specific_wins_in_any_order() -> None:
    ordered = [
        Profile("station, model, maker", "Varian Medical Systems", "TrueBeam", "TB 1"),
        Profile("station, phantom", station="TB 1", phantom="CatPhan 504"),
        Profile("model, maker", "Varian Medical Systems", "TrueBeam"),
        Profile("station", station="TB 1"),
        Profile("phantom", phantom="CatPhan 504"),
        Profile("model", model="TrueBeam"),
        Profile("maker", manufacturer="Varian Medical Systems"),
        Profile("any"),
        Profile("any, too"),
    ]
    while ordered:
        assert best_match(ordered[::-1], FACTS, "CatPhan 504") is ordered[0]
        assert best_match(ordered, FACTS, "CatPhan 504") is ordered.pop(0)
    assert best_match([], FACTS, "CatPhan 504") is None


def test_a_profile_may_decide_on_the_phantom_unless_there_are_several() -> None:
    catphan = Profile("c", station="TB 1", phantom="CatPhan 504")
    acr = Profile("a", station="TB 1", phantom="ACR CT 464")
    plain = Profile("p", manufacturer="Varian Medical Systems")
    assert best_match([catphan, plain], FACTS) is catphan
    assert best_match([catphan, acr, plain], FACTS) is plain
    assert best_match([catphan, acr], FACTS) is None
    assert best_match([catphan, acr], FACTS, "ACR CT 464") is acr


def test_a_scanner_that_says_nothing_matches_no_named_one() -> None:
    silent = dataclasses.replace(FACTS, manufacturer="", model="", station="")
    assert best_match([FULL], silent, "CatPhan 504") is None


# -- what can't be used -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"phantom": "CatPhan 900"}, "no phantom called “CatPhan 900”"),
        ({"parameters": {"of_the_future": 1}}, "no parameter called of_the_future"),
        ({"parameters": {"hu_tolerance": -1}}, "hu_tolerance has to be at least 0"),
        ({"tolerances": {"a.b": Tolerance(minimum=2.0, maximum=1.0)}}, "a.b: The minimum (2) is above"),
    ],
)
def test_what_cannot_be_used_is_reported(changes: dict[str, Any], words: str) -> None:
    (problem,) = profile_problems(Profile("x", **changes), FORM)
    assert words in problem
    assert not problem.endswith(".")


def test_the_rest_is_used() -> None:
    profile = Profile("x", parameters={"hu_tolerance": 10, "of_the_future": 1})
    assert usable_parameters(profile, FORM) == {"hu_tolerance": 10}
    assert profile.parameters["of_the_future"] == 1


def test_whether_a_nominal_value_is_missing_shows_with_a_result() -> None:
    profile = Profile("x", tolerances={"a": Tolerance(tolerance=1.0)})
    assert profile_problems(profile, FORM) == ()
    assert profile_problems(profile, FORM, {"a": Metric("", "a", 1.0, nominal=1.0)}) == ()
    assert "no nominal value" in profile_problems(profile, FORM, {"a": Metric("", "a", 1.0)})[0]
