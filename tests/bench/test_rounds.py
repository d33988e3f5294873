"""Which measures a plan means."""

import pytest

from phantomscope.bench import catalogue as name
from phantomscope.bench.catalogue import MEASURES
from phantomscope.bench.rounds import Plan, told_apart


def names(*only: str, growth: bool = False) -> list[str]:
    return [measure.name for measure in Plan((), only=only, growth=growth).measures()]


def test_all_but_those_that_take_minutes() -> None:
    assert names() == [measure.name for measure in MEASURES if not measure.growth]
    assert names(growth=True) == [measure.name for measure in MEASURES]


@pytest.mark.parametrize(
    ("only", "meant"),
    [
        ("window", [name.WINDOW]),
        ("phantomscope", [name.OURS]),
        ("four", [name.FOUR_VIEWS]),
        ("libraries", [name.WINDOW_LIBRARIES, name.ANALYSIS_LIBRARIES]),
    ],
)
def test_a_name_means_that_measure_and_a_part_of_names_all_of_them(only: str, meant: list[str]) -> None:
    assert names(only) == meant


def test_scans_of_the_same_name_are_told_apart() -> None:
    assert told_apart(["a.zip", "b.zip", "a.zip", "c"]) == ["a.zip (1)", "b.zip", "a.zip (2)", "c"]


def test_pylinac_and_ours_take_turns() -> None:
    """So that a busy moment hits both."""
    order = names()
    assert abs(order.index(name.STOCK) - order.index(name.OURS)) == 1
    assert abs(order.index(name.WINDOW) - order.index(name.BARE_IMPORTS)) == 1


def test_every_measure_says_what_it_measures() -> None:
    assert len({measure.name for measure in MEASURES}) == len(MEASURES)
