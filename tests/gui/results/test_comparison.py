import msgspec
import pytest

from gui.sample_result import sample_result, with_modules
from phantomscope.analysis.results import AnalysisResult, Metric, ModuleResult, Verdict
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.results.comparison import Change, ComparedMetric, compared


def metric(value: float | str | None, **options: object) -> Metric:
    return msgspec.structs.replace(Metric("Air", "ctp404.hu_rois.Air", value, "HU"), **options)


def with_provenance(result: AnalysisResult, **changes: object) -> AnalysisResult:
    return msgspec.structs.replace(result, provenance=msgspec.structs.replace(result.provenance, **changes))


def test_the_same_result_has_no_differences() -> None:
    found = compared(sample_result(), AnalysisResult.from_json(sample_result().to_json()))
    assert {one.change for one in found.metrics} == {Change.SAME}
    assert found.summary() == f"All {len(found.metrics)} values are the same"
    assert found.parameters == ()


def test_metrics_are_matched_by_key() -> None:
    old, new = sample_result(), sample_result(wrong=("Air",))
    # In another order, and without the first module.
    new = with_modules(new, tuple(reversed(new.modules[1:])))
    found = compared(old, new)
    by_name = {one.name: one for one in found.metrics}
    air = by_name["Air"]
    assert air.change is Change.WORSE
    assert air.difference == -90
    assert air.percent == pytest.approx(-90 / 998 * 100)
    assert by_name["Phantom Roll"].change is Change.ONLY_FIRST
    assert by_name["Teflon"].change is Change.SAME
    assert found.summary() == f"2 of {len(found.metrics)} values differ; verdicts: 1 worse, 0 better"
    assert compared(new, old).metrics[0].change is Change.ONLY_SECOND


@pytest.mark.parametrize(
    ("first", "second", "change"),
    [
        (metric(1.0), metric(1.0 + 1e-13), Change.SAME),
        (metric(1.0), metric(1.1), Change.VALUE),
        (metric("not reached"), metric(0.5), Change.VALUE),
        (metric(1.0, tolerance=40), metric(1.1, tolerance=30), Change.LIMITS),
        (metric(1.0, warn_tolerance=40), metric(1.0), Change.LIMITS),
        (metric(1.0, verdict=Verdict.PASS), metric(1.0, verdict=Verdict.WARN), Change.WORSE),
        (metric(1.0, verdict=Verdict.FAIL), metric(1.0, verdict=Verdict.WARN), Change.BETTER),
        (None, metric(1.0), Change.ONLY_SECOND),
        (metric(1.0), None, Change.ONLY_FIRST),
    ],
)
def test_what_changed(first: Metric | None, second: Metric | None, change: Change) -> None:
    assert ComparedMetric("CTP404", first, second).change is change


@pytest.mark.parametrize(("first", "second"), [("not reached", 1.0), (1.0, None), ("inf", "inf")])
def test_what_is_no_number_has_no_difference(first: float | str, second: float | None) -> None:
    both = ComparedMetric("CTP404", metric(first), metric(second))
    assert both.difference is None
    assert both.percent is None


def test_nothing_is_a_percentage_of_zero() -> None:
    both = ComparedMetric("CTP404", metric(0.0), metric(2.0))
    assert both.difference == 2.0
    assert both.percent is None


def test_different_phantoms_have_nothing_in_common() -> None:
    quart = with_provenance(sample_result(), phantom="Quart DVT")
    with pytest.raises(
        PhantomscopeError, match=r"A is a result of CatPhan 504 and B one of Quart DVT.*Choose two"
    ):
        compared(sample_result(), quart)


def test_parameters_that_differ_are_listed() -> None:
    other = with_provenance(
        sample_result(), parameters={"hu_tolerance": 30, "x_adjustment": 0, "check_uid": True}
    )
    assert compared(sample_result(), other).parameters == (
        ("hu_tolerance", "40", "30"),
        ("check_uid", "unknown", "yes"),
        ("expected_hu_values", "none", "unknown"),
    )


def test_a_key_that_comes_twice_is_matched_in_turn() -> None:
    twice = with_modules(
        sample_result(), (ModuleResult("m", "M", None, (Metric("a", "k", 1.0), Metric("b", "k", 2.0))),)
    )
    assert [one.change for one in compared(twice, twice).metrics] == [Change.SAME] * 2


def test_of_a_table_only_the_entries_that_differ_are_listed() -> None:
    one = with_provenance(sample_result(), parameters={"expected_hu_values": {"Air": -1000, "Poly": -47}})
    two = with_provenance(
        sample_result(), parameters={"expected_hu_values": {"Air": -990, "Poly": -47, "PMP": -196}}
    )
    assert compared(one, two).parameters == (
        ("expected_hu_values Air", "−1000", "−990"),
        ("expected_hu_values PMP", "unknown", "−196"),
    )
    long = with_provenance(sample_result(), parameters={"rois": list(range(100))})
    assert all(len(value) <= 61 for _, *values in compared(one, long).parameters for value in values)
