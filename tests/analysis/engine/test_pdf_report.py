"""What our part of pylinac's report says."""

from types import SimpleNamespace
from typing import Any

import msgspec

from phantomscope.analysis.engine.pdf_report import pdf_report
from phantomscope.analysis.results import AnalysisResult, LeftOut


def written(result: AnalysisResult, *, guessed: bool = False) -> dict[str, Any]:
    """What pylinac is given to write."""
    given: dict[str, Any] = {}

    def publish(file: Any, **what: Any) -> None:
        file.write(b"%PDF")
        given.update(what)

    assert pdf_report(SimpleNamespace(publish_pdf=publish), result, guessed=guessed) == b"%PDF"
    return given


def with_provenance(result: AnalysisResult, **changes: Any) -> AnalysisResult:
    return msgspec.structs.replace(result, provenance=msgspec.structs.replace(result.provenance, **changes))


def test_a_plain_run(digital_result: AnalysisResult) -> None:
    given = written(digital_result)
    assert given["notes"] is None
    assert len(given["metadata"]) == 2
    assert digital_result.summary() in given["metadata"]


def test_a_guess(digital_result: AnalysisResult) -> None:
    assert (
        f"{digital_result.summary()} (phantom guessed)" in written(digital_result, guessed=True)["metadata"]
    )


def test_whatever_was_put_right_is_told(digital_result: AnalysisResult) -> None:
    parameters = {**digital_result.provenance.parameters, "x_adjustment": 2}
    result = with_provenance(
        digital_result,
        left_out=(LeftOut("CTP486", -65.0, 17.5),),
        changed=("x_adjustment",),
        parameters=parameters,
        edits=("origin chosen by hand: slice 33",),
        choice="two air bubbles at 58 mm",
        profile="Linac 2",
    )
    given = written(result)
    assert given["metadata"]["Partial run, not scanned"] == "CTP486"
    notes = " ".join(given["notes"])
    for words in (
        "Partial run: CTP486 was not scanned and not measured (at -65.0 mm, 17.5 mm outside the scan)",
        "Phantom: two air bubbles at 58 mm",
        "Profile: Linac 2",
        "Changed parameter: x_adjustment = 2",
        "Edited: origin chosen by hand: slice 33",
    ):
        assert words in notes
