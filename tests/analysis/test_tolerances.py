"""A user's own tolerances over pylinac's."""

import json
import math
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.sample_result import sample_result
from phantomscope.analysis.results import AnalysisResult, Metric, Tolerance, Verdict
from phantomscope.analysis.tolerances import (
    judged,
    problems_of,
    suggested,
    tolerances_from_json,
    tolerances_to_json,
    verdict_of,
)

P, W, F, N = Verdict.PASS, Verdict.WARN, Verdict.FAIL, Verdict.NOT_JUDGED
AIR = "ctp404.hu_rois.Air"
FINITE = st.floats(allow_nan=False, allow_infinity=False, width=32)


def metric(result: AnalysisResult, key: str) -> Metric:
    return next(one for module in result.modules for one in module.metrics if one.key == key)


def with_value(value: float | str) -> AnalysisResult:
    """The sample with another value of Air."""
    result = sample_result()
    modules = tuple(
        msgspec.structs.replace(
            module,
            metrics=tuple(
                msgspec.structs.replace(one, value=value) if one.key == AIR else one for one in module.metrics
            ),
        )
        for module in result.modules
    )
    return msgspec.structs.replace(result, modules=modules)


# -- one metric -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "limits", "verdict"),
    [
        (1.0, {}, N),
        (1.0, {"nominal": 1.0}, N),  # a nominal value alone judges nothing
        (1.0, {"tolerance": 1.0}, N),  # nor does a tolerance of nothing
        (990.0, {"nominal": 1000.0, "tolerance": 10.0}, P),
        (989.9, {"nominal": 1000.0, "tolerance": 10.0}, F),
        (1010.1, {"nominal": 1000.0, "tolerance": 10.0}, F),
        (995.0, {"nominal": 1000.0, "tolerance": 10.0, "warn_tolerance": 4.0}, W),
        (996.0, {"nominal": 1000.0, "tolerance": 10.0, "warn_tolerance": 4.0}, P),
        (980.0, {"nominal": 1000.0, "tolerance": 10.0, "warn_tolerance": 4.0}, F),  # fail beats warn
        (980.0, {"nominal": 1000.0, "warn_tolerance": 4.0}, W),
        (1.0, {"minimum": 1.0}, P),
        (0.9, {"minimum": 1.0}, F),
        (1.5, {"minimum": 1.0, "warn_minimum": 2.0}, W),
        (3.1, {"maximum": 3.0}, F),
        (2.5, {"maximum": 3.0, "warn_maximum": 2.0}, W),
        (2.0, {"maximum": 3.0, "warn_maximum": 2.0}, P),
        (5.0, {"nominal": 5.0, "tolerance": 2.0, "maximum": 4.0}, F),  # all limits count
        (0.0, {"nominal": 0.0, "tolerance": 0.0}, P),
        (1.1, {"nominal": 1.0, "tolerance": 0.1}, P),  # 1.1 - 1 is a little more than 0.1 to a computer
        (50.3, {"nominal": 50.0, "tolerance": 0.3}, P),
        ("not reached", {"minimum": 0.5}, F),
        ("not reached", {"warn_minimum": 0.5}, W),
        ("not reached", {"nominal": 0.5, "tolerance": 0.1}, F),
        ("inf", {"maximum": 0.5}, F),
        ("nan", {"maximum": 0.5}, F),
        ("not reached", {}, N),
    ],
)
def test_verdict(value: float | str, limits: dict[str, float], verdict: Verdict) -> None:
    assert verdict_of(Metric("", "", value, **limits)) is verdict  # type: ignore[arg-type]


@given(FINITE, FINITE, st.floats(0, 1e6), st.floats(0, 1e6))
def test_a_wider_tolerance_never_judges_worse(
    value: float, nominal: float, tolerance: float, more: float
) -> None:
    order = {P: 0, W: 1, F: 2}
    narrow = verdict_of(Metric("", "", value, nominal=nominal, tolerance=tolerance))
    wide = verdict_of(Metric("", "", value, nominal=nominal, tolerance=tolerance + more))
    assert order[wide] <= order[narrow]


# -- a whole result ---------------------------------------------------------------------------------------


def test_without_tolerances_it_stays_pylinacs() -> None:
    result = sample_result(wrong=("Air",))
    assert judged(result, {}) is result
    assert judged(result, {}).verdict is F


def test_all_limits_of_the_metric_are_replaced_and_no_others() -> None:
    raw = sample_result()
    result = judged(raw, {AIR: Tolerance(minimum=-1010.0, maximum=-990.0)})
    air = metric(result, AIR)
    assert (air.nominal, air.tolerance, air.minimum, air.maximum) == (-1000.0, None, -1010.0, -990.0)
    assert air.own_limits
    assert air.verdict is P
    others = [one for module in raw.modules for one in module.metrics if one.key != AIR]
    assert all(metric(result, one.key) == one for one in others)
    assert result.tolerances == {AIR: Tolerance(minimum=-1010.0, maximum=-990.0)}
    assert raw.tolerances == {}


def test_the_nominal_value_is_pylinacs_unless_given() -> None:
    kept = metric(judged(sample_result(), {AIR: Tolerance(tolerance=5.0)}), AIR)
    assert (kept.nominal, kept.tolerance) == (-1000.0, 5.0)
    given_one = metric(judged(sample_result(), {AIR: Tolerance(nominal=-990.0, tolerance=5.0)}), AIR)
    assert (given_one.nominal, given_one.verdict) == (-990.0, F)


@pytest.mark.parametrize(
    ("tolerance", "verdict"),
    [
        (Tolerance(tolerance=200.0), P),
        (Tolerance(tolerance=200.0, warn_tolerance=20.0), W),
        (Tolerance(tolerance=20.0), F),
    ],
)
def test_outlines_modules_and_the_whole_follow(tolerance: Tolerance, verdict: Verdict) -> None:
    raw = sample_result(wrong=("Air",))
    result = judged(raw, {AIR: tolerance})
    assert result.verdict is verdict
    module = next(one for one in result.modules if one.key == "ctp404")
    assert module.verdict is verdict
    image = result.image(module.images[0])
    assert image is not None
    outlines = {outline.name: outline.verdict for outline in image.outlines}
    assert outlines["Air"] is verdict
    assert outlines["Teflon"] is P


def test_a_metric_that_is_not_to_be_judged() -> None:
    result = judged(sample_result(wrong=("Air",)), {AIR: Tolerance(judged=False, tolerance=1.0)})
    air = metric(result, AIR)
    assert (air.verdict, air.own_limits, air.nominal, air.tolerance) == (N, True, -1000.0, None)
    assert result.verdict is P


def test_what_was_not_judged_can_be() -> None:
    raw = sample_result()
    key = next(one.key for module in raw.modules for one in module.metrics if one.verdict is N)
    assert metric(judged(raw, {key: Tolerance(minimum=1e9)}), key).verdict is F


def test_a_value_that_is_no_number_fails_a_lower_limit() -> None:
    result = judged(with_value("not reached"), {AIR: Tolerance(minimum=-2000.0)})
    assert metric(result, AIR).verdict is F
    assert "Air not reached, expected ≥ −2000" in result.reason()


def test_tolerances_of_what_was_not_measured_are_told() -> None:
    raw = sample_result()
    result = judged(raw, {"ctp999.x": Tolerance(minimum=1.0), AIR: Tolerance(tolerance=50.0)})
    assert result.warnings[:-1] == raw.warnings
    assert "ctp999.x" in result.warnings[-1]
    assert set(result.tolerances) == {AIR}


def test_pylinacs_limits_are_gone_after_once() -> None:
    once = judged(sample_result(), {AIR: Tolerance(tolerance=5.0)})
    with pytest.raises(ValueError, match="already"):
        judged(once, {})


def test_a_judged_result_survives_json() -> None:
    result = judged(sample_result(), {AIR: Tolerance(tolerance=5.0, warn_tolerance=3.0)})
    assert AnalysisResult.from_json(result.to_json()) == result


# -- what is wrong with one -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"tolerance": 1.0}, "no nominal value"),
        ({"warn_tolerance": 1.0}, "no nominal value"),
        ({"nominal": 1.0, "tolerance": -1.0}, "below zero"),
        ({"minimum": 2.0, "maximum": 1.0}, "The minimum (2) is above the maximum (1)"),
        ({"warn_minimum": 2.0, "warn_maximum": 1.0}, "warning minimum (2) is above the warning maximum (1)"),
        ({"nominal": 0.0, "tolerance": 1.0, "warn_tolerance": 2.0}, "wider than the failing one"),
        ({"minimum": 1.0, "warn_minimum": 0.5}, "warning minimum (0.5) is below the failing one (1)"),
        ({"maximum": 1.0, "warn_maximum": 2.0}, "warning maximum (2) is above the failing one (1)"),
        ({}, "No limit is set"),
        ({"nominal": 1.0}, "No limit is set"),
        ({"minimum": math.inf}, "no finite number"),
        ({"nominal": math.nan, "tolerance": 1.0}, "no finite number"),
    ],
)
def test_contradictions(limits: dict[str, Any], words: str) -> None:
    (problem,) = problems_of(Tolerance(**limits))
    assert words in problem
    assert not problem.endswith(".")


@pytest.mark.parametrize(
    "tolerance",
    [
        Tolerance(nominal=1.0, tolerance=1.0, warn_tolerance=1.0),
        Tolerance(minimum=1.0, maximum=1.0),
        Tolerance(minimum=1.0, warn_minimum=2.0, warn_maximum=3.0, maximum=4.0),
        Tolerance(warn_minimum=2.0),
        Tolerance(judged=False, minimum=2.0, maximum=1.0),
    ],
)
def test_nothing_contradictory(tolerance: Tolerance) -> None:
    assert problems_of(tolerance) == ()


def test_the_metrics_nominal_value_counts() -> None:
    assert problems_of(Tolerance(tolerance=1.0), Metric("", "", 1, nominal=3.0)) == ()
    assert problems_of(Tolerance(tolerance=1.0), Metric("", "", 1)) != ()


# -- to start from ----------------------------------------------------------------------------------------


@given(FINITE, st.sampled_from(["HU", "mm", "°", "%", "lp/mm", ""]))
def test_a_suggestion_has_no_problems_and_passes(value: float, unit: str) -> None:
    one = Metric("", "", value, unit)
    tolerance = suggested(one)
    assert problems_of(tolerance, one) == ()
    assert judged_as(one, tolerance) is P


def judged_as(one: Metric, tolerance: Tolerance) -> Verdict:
    limits = msgspec.structs.asdict(tolerance)
    limits.pop("judged")
    return verdict_of(msgspec.structs.replace(one, **limits))


def test_a_suggestion_starts_from_the_present_limits() -> None:
    one = Metric("", "", 5.0, "mm", nominal=4.0, tolerance=2.0, warn_maximum=5.5)
    assert suggested(one) == Tolerance(nominal=4.0, tolerance=2.0, warn_maximum=5.5)


@pytest.mark.parametrize(
    ("one", "tolerance"),
    [
        (Metric("", "", 997.0, "HU"), Tolerance(nominal=997.0, tolerance=40.0)),
        (Metric("", "", 0.5571, "lp/mm"), Tolerance(nominal=0.557, tolerance=0.0557)),
        (Metric("", "", 100.3, "mm", nominal=100.0), Tolerance(nominal=100.0, tolerance=1.0)),
        (Metric("", "", "not reached", "lp/mm"), Tolerance()),
    ],
)
def test_a_suggestion_without_limits(one: Metric, tolerance: Tolerance) -> None:
    assert suggested(one) == tolerance


# -- as files ---------------------------------------------------------------------------------------------

TOLERANCES = st.builds(Tolerance, *[st.none() | FINITE] * 7, judged=st.booleans())


@given(st.dictionaries(st.text(min_size=1), TOLERANCES, max_size=4))
def test_round_trip(tolerances: dict[str, Tolerance]) -> None:
    data = tolerances_to_json(tolerances)
    assert tolerances_from_json(data) == tolerances
    assert "null" not in {str(cell) for row in json.loads(data).values() for cell in row.values()}


def test_only_what_is_set_is_written() -> None:
    data = tolerances_to_json({AIR: Tolerance(nominal=-1000.0, tolerance=40.0)})
    assert json.loads(data) == {AIR: {"nominal": -1000.0, "tolerance": 40.0}}
    assert data.startswith(b'{\n  "')


def test_tolerances_of_an_earlier_result() -> None:
    result = judged(sample_result(), {AIR: Tolerance(tolerance=5.0)})
    assert tolerances_from_json(result.to_json(indent=2)) == result.tolerances


@pytest.mark.parametrize("text", ["", "[]", "3", '{"a": 3}', '{"a": {"tolerance": "x"}}'])
def test_something_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        tolerances_from_json(text)


@pytest.mark.parametrize(
    "tolerance", [Tolerance(), Tolerance(nominal=-990.0), Tolerance(warn_tolerance=None, tolerance=None)]
)
def test_a_tolerance_without_limits_switches_nothing_off(tolerance: Tolerance) -> None:
    raw = with_value(-900.0)
    seen = judged(msgspec.structs.replace(raw), {AIR: tolerance})
    assert metric(seen, AIR) == metric(raw, AIR)
    assert "No limit is set".lower() in seen.warnings[-1].lower()


def test_a_distance_from_no_nominal_switches_nothing_off_and_says_so() -> None:
    raw = sample_result()
    seen_rois = next(
        one
        for module in raw.modules
        for one in module.metrics
        if one.minimum is not None and one.nominal is None
    )
    seen = judged(raw, {seen_rois.key: Tolerance(tolerance=1.0)})
    assert metric(seen, seen_rois.key) == seen_rois
    assert "no nominal value" in seen.warnings[-1]
