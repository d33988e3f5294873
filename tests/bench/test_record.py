"""Medians, ratios of the same rounds, whose numbers differ, and JSON that holds it all."""

import json

import pytest

from bench.records import record, series
from phantomscope.bench import catalogue as name
from phantomscope.bench.record import Record, Series, disagreement
from phantomscope.errors import PhantomscopeError


def test_a_busy_round_hits_both_sides_of_a_ratio() -> None:
    runs = series()
    assert runs.median(name.OURS, "analyse s") == 1.0
    assert runs.ratio((name.OURS, "analyse s"), (name.STOCK, "analyse s")) == 0.25
    busy_elsewhere = Series()
    for ours, stock in ((1.0, 4.0), (5.0, 5.0), (1.0, 10.0)):
        busy_elsewhere.add("a", {"s": ours})
        busy_elsewhere.add("b", {"s": stock})
    assert busy_elsewhere.ratio(("a", "s"), ("b", "s")) == 0.25


def test_what_was_not_measured_has_no_figure() -> None:
    runs = series()
    assert runs.median(name.SHADOW, "analyse s") is None
    assert runs.median("nothing", "s") is None
    assert runs.ratio((name.SHADOW, "analyse s"), (name.STOCK, "analyse s")) is None
    assert runs.errors == {name.SHADOW: "It can't."}


def test_a_round_that_failed_does_not_shift_the_others() -> None:
    runs = Series()
    for ours, stock in ((None, {"s": 1.0}), ({"s": 2.0}, {"s": 4.0}), ({"s": 3.0}, {"s": 6.0})):
        runs.add("a", ours)  # type: ignore[arg-type]
        runs.add("b", stock)  # type: ignore[arg-type]
    assert runs.ratio(("a", "s"), ("b", "s")) == 0.5


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ({}, ""),
        ({"a": {"1"}}, ""),
        ({"a": {"1"}, "b": {"1"}}, ""),
        ({"a": {"1"}, "b": {"2"}}, "The results differ between measures: “a” / “b”."),
        ({"a": {"1"}, "b": {"2"}, "c": {"1"}}, "The results differ between measures: “a”, “c” / “b”."),
        ({"a": {"1", "2"}}, "The results differ between measures: “a” / “a”."),
    ],
)
def test_whose_numbers_differ(found: dict[str, set[str]], told: str) -> None:
    assert disagreement(found) == told


def test_json_holds_every_value_and_the_medians_and_can_be_read_again() -> None:
    before = record()
    text = before.to_json()
    words = json.loads(text)
    scan = words["scans"][0]
    assert [one["analyse s"] for one in scan["runs"][name.OURS]] == [1.0, 3.0, 1.0]
    assert scan["medians"][name.OURS]["analyse s"] == 1.0
    assert "results" not in scan["medians"][name.OURS]
    assert Record.from_json(text).to_json() == text


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"format": 99}'])
def test_other_files_are_refused(text: str) -> None:
    with pytest.raises(PhantomscopeError, match="holds no figures"):
        Record.from_json(text)
