"""What our page of the report tells."""

from typing import Any

import msgspec

from gui.sample_result import sample_result
from phantomscope.analysis.engine.verdict_page import verdict_sections
from phantomscope.analysis.results import AnalysisResult, LeftOut, Tolerance, Verdict
from phantomscope.analysis.tolerances import judged


def told(result: AnalysisResult, *, guessed: bool = False) -> dict[str, list[tuple[str, str]]]:
    return {section.title: list(section.rows) for section in verdict_sections(result, guessed=guessed)}


def with_provenance(result: AnalysisResult, **changes: Any) -> AnalysisResult:
    return msgspec.structs.replace(result, provenance=msgspec.structs.replace(result.provenance, **changes))


def test_a_plain_run() -> None:
    result = with_provenance(sample_result(warnings=()), changed=(), edits=())
    found = told(result)
    assert list(found) == ["", "Limits", "Phantom", "Scan", "Analysis"]
    assert found[""] == [("", f"{result.reason()}.")]
    assert found["Limits"] == [("Without limits", "3 values are not judged.")]
    assert found["Phantom"] == [("Analysed as", "CatPhan 504"), ("Chosen", "by a person")]
    origin = result.provenance
    assert dict(found["Scan"]) == {
        "Series": origin.series_title,
        "Slices analysed": str(origin.slice_count),
        "Source": origin.source,
        "Series UID": origin.series_uid,
    }
    assert origin.analysed_at in dict(found["Analysis"])["Time"]
    assert dict(found["Analysis"])["Program"] == f"Phantomscope {origin.program}, pylinac {origin.pylinac}"


def test_every_deviation_is_told_with_its_limit_and_whose_it_is() -> None:
    tolerances = {
        "ctp404.hu_rois.Poly": Tolerance(warn_tolerance=1.0),
        "ctp404.hu_rois.Delrin": Tolerance(tolerance=10.0),
    }
    wrong = sample_result(wrong=("Air", "PMP", "LDPE", "Teflon"))
    result = judged(wrong, tolerances)
    found = told(result)
    rows = found["Values that failed or warn"]
    of_verdict = result.counts()
    assert len(rows) == of_verdict[Verdict.FAIL] + of_verdict[Verdict.WARN]
    assert rows[0] == (
        "Failed",
        "CTP404 (HU Linearity), Air: −1088 HU, expected −1000 ± 40 (pylinac’s limits)",
    )
    assert ("Failed", "CTP404 (HU Linearity), Delrin: 340 HU, expected 365 ± 10 (own limits)") in rows
    assert [label for label, _ in rows][-1] == "Warns"
    assert "Poly" in rows[-1][1]
    assert rows[-1][1].endswith("(own limits)")
    limits = found["Limits"]
    assert limits[0][1].startswith("2 values have limits that were set in Phantomscope")
    assert limits[1][0] == "pylinac’s pages"
    assert "judge by pylinac’s limits" in limits[1][1]


def test_one_that_nobody_judges_says_so_once() -> None:
    result = sample_result(warnings=())
    found = told(msgspec.structs.replace(result, modules=result.modules[:1]))
    assert "" not in found  # the heading has it all
    assert found["Limits"] == [("Without limits", "1 value is not judged.")]


def test_whatever_was_put_right_is_told() -> None:
    result = with_provenance(
        sample_result(warnings=("It is odd.",)),
        left_out=(LeftOut("CTP486", -65.0, 17.5),),
        changed=("x_adjustment",),
        parameters={"x_adjustment": 2},
        edits=("origin chosen by hand: slice 33",),
        choice="two air bubbles at 58 mm",
        profile="Linac 2",
    )
    found = told(result, guessed=True)
    assert found["Not scanned and not measured"] == [("CTP486", "at −65.0 mm, 17.5 mm outside the scan")]
    assert found["Warnings"] == [("", "It is odd.")]
    assert found["Phantom"] == [
        ("Analysed as", "CatPhan 504, a guess: check that it is the right one"),
        ("Chosen because", "two air bubbles at 58 mm"),
    ]
    assert found["Changed for this analysis"] == [
        ("Profile", "Linac 2"),
        ("Parameter", "x_adjustment = 2"),
        ("Edit", "origin chosen by hand: slice 33"),
    ]
