import pytest

from gui.sample_result import sample_result
from phantomscope.analysis.results import Tolerance, Verdict
from phantomscope.gui.setup.tolerance_draft import (
    Various,
    common,
    contradictions,
    drafted,
    limits_text,
    preview,
    targets_of,
)

RAW = sample_result()
TEFLON, AIR, PMP = (f"ctp404.hu_rois.{name}" for name in ("Teflon", "Air", "PMP"))
ROLL, MTF = "catphan_roll_deg", "ctp528.mtf_lp_mm.10"


def test_one_starts_from_pylinacs_limits_and_leaves_the_nominal_value_to_it() -> None:
    (target,) = targets_of([TEFLON], RAW, {})
    assert target.start == Tolerance(tolerance=40)
    (target,) = targets_of([TEFLON], RAW, {TEFLON: Tolerance(nominal=995, maximum=1000)})
    assert target.start == Tolerance(nominal=995, maximum=1000)


def test_one_without_limits_starts_from_its_value() -> None:
    (target,) = targets_of([ROLL], RAW, {})
    assert target.start == Tolerance(nominal=-0.258, tolerance=1.0)


def test_what_several_have_in_common() -> None:
    targets = targets_of([TEFLON, AIR, ROLL], RAW, {})
    assert common(targets[:2], "tolerance") == 40
    assert common(targets, "tolerance") is Various.VARIOUS
    assert common(targets, "maximum") is None


def test_what_is_set_goes_to_all_and_the_rest_stays() -> None:
    targets = targets_of([TEFLON, AIR], RAW, {AIR: Tolerance(nominal=-990, tolerance=5)})
    draft = drafted(targets, {"warn_tolerance": 3.0}, judged=True)
    assert draft == {
        TEFLON: Tolerance(tolerance=40, warn_tolerance=3),
        AIR: Tolerance(nominal=-990, tolerance=5, warn_tolerance=3),
    }


def test_what_is_set_for_several_brings_in_no_limit_that_nobody_set() -> None:
    targets = targets_of([TEFLON, ROLL], RAW, {})
    draft = drafted(targets, {"warn_tolerance": 0.5}, judged=True)
    assert draft[ROLL] == Tolerance(nominal=-0.258, warn_tolerance=0.5)


@pytest.mark.parametrize(
    ("numbers", "judged", "verdict", "text"),
    [
        ({"tolerance": 5.0}, True, Verdict.PASS, "PASS: 997 HU, expected 1000 ± 5"),
        ({"tolerance": 2.0}, True, Verdict.FAIL, "FAIL: 997 HU, expected 1000 ± 2"),
        ({"warn_tolerance": 2.0}, True, Verdict.WARN, "WARN: 997 HU, expected 1000 ± 40, warns beyond ± 2"),
        ({}, False, Verdict.NOT_JUDGED, "NOT JUDGED: 997 HU"),
    ],
)
def test_preview_of_one(numbers: dict[str, float], judged: bool, verdict: Verdict, text: str) -> None:
    targets = targets_of([TEFLON], RAW, {})
    assert preview(targets, drafted(targets, numbers, judged=judged)) == (verdict, text)


def test_preview_of_several_counts() -> None:
    targets = targets_of([TEFLON, AIR, PMP], RAW, {})
    draft = drafted(targets, {"tolerance": 2.5}, judged=True)
    assert preview(targets, draft) == (Verdict.FAIL, "2 fail, 1 pass")


def test_a_metric_that_was_not_measured_can_have_limits_too() -> None:
    targets = targets_of(["gone"], RAW, {"gone": Tolerance(tolerance=3)})
    draft = drafted(targets, {}, judged=True)
    assert contradictions(targets, draft) == ()
    assert preview(targets, draft) == (Verdict.NOT_JUDGED, "No value has been measured for it yet")
    assert limits_text(draft["gone"], targets[0].metric) == "± 3"


def test_contradictions_name_the_metric_where_there_are_several() -> None:
    targets = targets_of([TEFLON, MTF], RAW, {})
    draft = drafted(targets, {"tolerance": -1.0}, judged=True)
    assert contradictions(targets[:1], draft) == ("The tolerance is below zero (−1).",)
    assert contradictions(targets, draft)[0] == "Teflon: The tolerance is below zero (−1)."
    assert any(told.startswith("MTF 10 %: ") for told in contradictions(targets, draft))
    assert contradictions(targets, drafted(targets, {"tolerance": -1.0}, judged=False)) == ()


@pytest.mark.parametrize(
    ("tolerance", "text"),
    [
        (Tolerance(judged=False), "not judged"),
        (Tolerance(tolerance=10, warn_maximum=1003), "1000 ± 10, warns above 1003"),
        (Tolerance(nominal=990), "1000 ± 40"),  # it sets no limit: those of pylinac hold
    ],
)
def test_limits_in_words(tolerance: Tolerance, text: str) -> None:
    (target,) = targets_of([TEFLON], RAW, {})
    assert limits_text(tolerance, target.metric) == text
