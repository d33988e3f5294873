"""Results as data: to JSON and back, the words for people, the verdicts."""

import math
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from phantomscope.analysis import events
from phantomscope.analysis.results import (
    AnalysisResult,
    Chart,
    Curve,
    LeftOut,
    Metric,
    ModuleResult,
    Outline,
    Provenance,
    SliceImage,
    Tolerance,
    Verdict,
    finite,
    shown,
    with_unit,
    worst,
)

texts = st.text(max_size=12)
numbers = st.floats(allow_nan=False, allow_infinity=False)
maybe = st.none() | numbers
points = st.lists(maybe, max_size=4).map(tuple)
verdicts = st.sampled_from(Verdict)
slice_numbers = st.integers(0, 500)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
tables = st.dictionaries(texts, plain, max_size=4)
metrics = st.builds(
    Metric,
    name=texts,
    key=texts,
    value=numbers | st.integers(-(2**53), 2**53) | texts | st.none(),
    unit=texts,
    nominal=maybe,
    tolerance=maybe,
    minimum=maybe,
    maximum=maybe,
    verdict=verdicts,
    outlines=st.lists(texts, max_size=2).map(tuple),
    slice_index=st.none() | slice_numbers,
)
modules = st.builds(
    ModuleResult,
    key=texts,
    title=texts,
    slice_index=st.none() | slice_numbers,
    metrics=st.lists(metrics, max_size=3).map(tuple),
    images=st.lists(texts, max_size=2).map(tuple),
)
outlines = st.builds(
    Outline, name=texts, x=points, y=points, colour=texts, dashed=st.booleans(), verdict=verdicts
)
images = st.builds(
    SliceImage,
    key=texts,
    title=texts,
    slice_index=slice_numbers,
    outlines=st.lists(outlines, max_size=2).map(tuple),
    level_low=maybe,
    level_high=maybe,
)
curves = st.builds(
    Curve,
    name=texts,
    x=points,
    y=points,
    lines=st.booleans(),
    markers=st.booleans(),
    dashed=st.booleans(),
    colour=texts,
)
charts = st.builds(
    Chart,
    key=texts,
    title=texts,
    x_title=texts,
    y_title=texts,
    curves=st.lists(curves, max_size=2).map(tuple),
)
provenances = st.builds(
    Provenance,
    program=texts,
    pylinac=texts,
    phantom=texts,
    series_uid=texts,
    series_title=texts,
    source=texts,
    slice_count=slice_numbers,
    parameters=tables,
    changed=st.lists(texts, max_size=2).map(tuple),
    edits=st.lists(texts, max_size=2).map(tuple),
    analysed_at=texts,
    seconds=numbers,
)
results = st.builds(
    AnalysisResult,
    modules=st.lists(modules, max_size=3).map(tuple),
    images=st.lists(images, max_size=2).map(tuple),
    charts=st.lists(charts, max_size=2).map(tuple),
    warnings=st.lists(texts, max_size=2).map(tuple),
    provenance=provenances,
    pylinac_results=tables,
)


def result_with(*given_verdicts: Verdict) -> AnalysisResult:
    made = tuple(Metric(f"m{n}", f"k{n}", n, verdict=verdict) for n, verdict in enumerate(given_verdicts))
    provenance = Provenance("", "", "", "", "", "", 0, {}, (), (), "", 0.0)
    return AnalysisResult((ModuleResult("k", "t", None, made),), (), (), (), provenance, {})


@given(results)
def test_json_round_trip(result: AnalysisResult) -> None:
    again = AnalysisResult.from_json(result.to_json())
    assert again == result
    assert again.to_json() == result.to_json()
    assert AnalysisResult.from_json(result.to_json(indent=2).decode()) == result


@given(metrics)
def test_metric_keeps_its_types(metric: Metric) -> None:
    again = msgspec.json.decode(msgspec.json.encode(metric), type=Metric)
    assert again == metric
    # 3.0 must not come back as 3: it is shown and filed as what it was.
    assert type(again.value) is type(metric.value)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"modules": []}', '{"modules": 3}', "null"])
def test_something_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        AnalysisResult.from_json(text)


def test_an_analysis_comes_back_from_json(digital_result: AnalysisResult) -> None:
    assert AnalysisResult.from_json(digital_result.to_json(indent=2)) == digital_result


# -- words ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        ("not reached", "not reached"),
        (3, "3"),
        (-3, "−3"),
        (3.0, "3"),
        (0.0, "0"),
        (-0.0, "0"),
        (-998.0, "−998"),
        (997.96, "998.0"),
        (-1000.25, "−1000.2"),
        (2.4949, "2.49"),
        (-0.2583, "−0.258"),
        (0.55678, "0.557"),
        (0.0000434, "4.34e−05"),
        (99.999, "100.00"),
    ],
)
def test_shown(value: float | str | None, text: str) -> None:
    assert shown(value) == text


@given(numbers)
def test_shown_is_near_the_value(value: float) -> None:
    assert math.isclose(float(shown(value).replace("−", "-")), value, rel_tol=0.006, abs_tol=1e-300)


@pytest.mark.parametrize(
    ("unit", "text"), [("HU", "3 HU"), ("", "3"), ("°", "3°"), ("%", "3 %"), ("lp/mm", "3 lp/mm")]
)
def test_units(unit: str, text: str) -> None:
    assert with_unit("3", unit) == text
    assert Metric("", "", 3, unit).value_text() == text


def test_words_have_no_unit() -> None:
    assert Metric("", "", "not reached", "lp/mm").value_text() == "not reached"


@pytest.mark.parametrize(
    ("limits", "text"),
    [
        ({}, ""),
        ({"nominal": -1000.0, "tolerance": 40.0}, "−1000 ± 40"),
        ({"nominal": 2.5, "tolerance": 0.2}, "2.50 ± 0.2"),
        ({"nominal": 0.0, "tolerance": 0.0}, "0 ± 0"),
        ({"minimum": 1.0}, "≥ 1"),
        ({"maximum": 3.0}, "≤ 3"),
        ({"minimum": -1.0, "maximum": 1.0}, "−1 to 1"),
        ({"nominal": 5.0}, "5"),
        ({"nominal": 990.0, "tolerance": 40.0, "warn_tolerance": 30.0}, "990 ± 40, warns beyond ± 30"),
        ({"nominal": 990.0, "warn_tolerance": 30.0}, "990, warns beyond ± 30"),
        ({"minimum": 1.0, "warn_minimum": 2.0}, "≥ 1, warns below 2"),
        ({"maximum": 3.0, "warn_maximum": 2.0}, "≤ 3, warns above 2"),
        ({"warn_minimum": 2.0, "warn_maximum": 3.0}, "warns outside 2 to 3"),
        ({"nominal": 5.0, "minimum": 4.0}, "≥ 4"),
        ({"nominal": 5.0, "tolerance": 2.0, "maximum": 6.0}, "5 ± 2, ≤ 6"),
    ],
)
def test_limits(limits: dict[str, Any], text: str) -> None:
    assert Metric("", "", 0, **limits).limit_text() == text


@pytest.mark.parametrize(
    ("value", "kept"), [(math.inf, "inf"), (-math.inf, "-inf"), (math.nan, "not measured")]
)
def test_what_json_does_not_have_becomes_text(value: float, kept: str) -> None:
    assert finite(value) == kept
    assert finite(1.5) == 1.5


# -- verdicts ---------------------------------------------------------------------------------------------

P, W, F, N = Verdict.PASS, Verdict.WARN, Verdict.FAIL, Verdict.NOT_JUDGED


@pytest.mark.parametrize(
    ("several", "verdict"),
    [((), N), ((N, N), N), ((P, N), P), ((P, W, N), W), ((W, F, P), F), ((F,), F), ((N, P), P)],
)
def test_the_worst_counts(several: tuple[Verdict, ...], verdict: Verdict) -> None:
    assert worst(several) is verdict
    assert worst(reversed(several)) is verdict
    assert result_with(*several).verdict is verdict


def test_counts() -> None:
    assert result_with(P, P, F, N).counts() == {P: 2, W: 0, F: 1, N: 1}


@pytest.mark.parametrize(
    ("several", "summary"),
    [
        ((P, P, N), "PASS 2 of 2 checks"),
        ((P, P, F, N), "FAIL 1 of 3 checks failed"),  # as many passed
        ((F,), "FAIL 1 of 1 checks failed"),
        ((P, W), "WARN 1 of 2 checks warn"),
        ((N,), "NOT JUDGED: pylinac has no limits for this phantom and no tolerances are set"),
        ((), "NOT JUDGED: pylinac has no limits for this phantom and no tolerances are set"),
    ],
)
def test_summary(several: tuple[Verdict, ...], summary: str) -> None:
    assert result_with(*several).summary() == summary


def metric(name: str, verdict: Verdict) -> Metric:
    return Metric(name, name, 1045.0, "HU", 990.0, 40.0, verdict=verdict)


def modules_of(*given_modules: tuple[str, tuple[tuple[str, Verdict], ...]]) -> AnalysisResult:
    made = tuple(
        ModuleResult(title, title, None, tuple(metric(name, verdict) for name, verdict in named))
        for title, named in given_modules
    )
    return msgspec.structs.replace(result_with(), modules=made)


def partial(result: AnalysisResult, *titles: str) -> AnalysisResult:
    left_out = tuple(LeftOut(title, 100.0, 2.5) for title in titles)
    provenance = msgspec.structs.replace(result.provenance, left_out=left_out)
    return msgspec.structs.replace(result, provenance=provenance)


@pytest.mark.parametrize(
    ("several", "reason"),
    [
        ((P, P), "PASS: 2 of 2 checks passed"),
        ((P, P, N), "PASS: 2 of 2 checks passed; 1 value is not judged"),
        ((P, N, N), "PASS: 1 of 1 checks passed; 2 values are not judged"),
        ((N,), "NOT JUDGED: pylinac has no limits for this phantom and no tolerances are set"),
        ((P, F), "FAIL: b 1045 HU, expected 990 ± 40"),
        ((F, W, P), "FAIL: a 1045 HU, expected 990 ± 40; 1 warning"),
        ((W, F, W), "FAIL: b 1045 HU, expected 990 ± 40; 2 warnings"),
        ((P, W), "WARN: b 1045 HU, expected 990 ± 40"),
        (
            (F,) * 5,
            "FAIL: " + "".join(f"{name} 1045 HU, expected 990 ± 40; " for name in "abc") + "2 more",
        ),
    ],
)
def test_reason(several: tuple[Verdict, ...], reason: str) -> None:
    named = tuple(zip("abcde", several, strict=False))
    assert modules_of(("m", named)).reason() == reason


def test_a_name_that_is_not_the_only_one_of_its_kind_tells_its_module() -> None:
    result = modules_of(("CTP404", (("Top", F),)), ("CTP486", (("Top", P),)))
    assert result.reason() == "FAIL: CTP404, Top 1045 HU, expected 990 ± 40"


def test_own_tolerances_that_judge_nothing() -> None:
    result = msgspec.structs.replace(result_with(N), tolerances={"k0": Tolerance(judged=False)})
    assert result.summary() == result.reason() == "NOT JUDGED: no value has a limit"


@pytest.mark.parametrize(
    ("several", "titles", "summary"),
    [
        ((P, P), ("CTP486",), "PARTIAL PASS 2 of 2 checks: CTP486 was not scanned"),
        ((F, P), ("A", "B"), "PARTIAL FAIL 1 of 2 checks failed: A and B were not scanned"),
        ((W,), ("A", "B", "C"), "PARTIAL WARN 1 of 1 checks warn: A, B and C were not scanned"),
    ],
)
def test_a_partial_run_says_so(several: tuple[Verdict, ...], titles: tuple[str, ...], summary: str) -> None:
    result = partial(result_with(*several), *titles)
    assert result.is_partial
    assert result.summary() == summary
    assert result.reason().startswith("PARTIAL ")
    assert result.reason().endswith(summary.partition(": ")[2])


def test_a_partial_run_that_is_not_judged_says_so_too() -> None:
    result = partial(result_with(N), "CTP486")
    assert result.summary().startswith("PARTIAL NOT JUDGED: ")
    assert result.summary().endswith("; CTP486 was not scanned")
    assert not result_with(N).is_partial


def test_a_partial_run_is_marked_in_json() -> None:
    data = msgspec.json.decode(partial(result_with(P), "CTP486").to_json())
    assert data["provenance"]["left_out"] == [{"title": "CTP486", "position_mm": 100.0, "outside_mm": 2.5}]


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (
            result_with(P, N),
            ("pass", "PASS 1 of 1 checks", "PASS: 1 of 1 checks passed; 1 value is not judged"),
        ),
        (
            partial(result_with(F), "CTP486"),
            (
                "partial fail",
                "PARTIAL FAIL 1 of 1 checks failed: CTP486 was not scanned",
                "PARTIAL FAIL: m0 0, expected ; CTP486 was not scanned",
            ),
        ),
    ],
)
def test_files_tell_the_overall_verdict_first(result: AnalysisResult, words: tuple[str, str, str]) -> None:
    data = msgspec.json.decode(result.to_json())
    assert list(data)[:3] == ["verdict", "summary", "reason"]
    assert (data["verdict"], data["summary"], data["reason"]) == words
    assert result.verdict_text() == words[0]
    lying = msgspec.json.encode(data | {"verdict": "warn", "summary": "", "reason": 3})
    assert AnalysisResult.from_json(lying) == result  # the fields count


def test_the_words_are_only_for_files() -> None:
    line = events.encode(events.Finished(result_with(P)))
    assert set(msgspec.json.decode(line)["result"]) == set(AnalysisResult.__struct_fields__)


def test_image_by_key() -> None:
    image = SliceImage("CTP404", "HU Linearity", 32, ())
    result = msgspec.structs.replace(result_with(), images=(image,))
    assert result.image("CTP404") is image
    assert result.image("CTP405") is None
