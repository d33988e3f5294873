"""One analysis without a window: what is chosen, what comes back, how it fails."""

import logging
import warnings
from typing import Any

import pytest

from analysis import support
from dicom_files import slices, zip_bytes
from fixture_types import ExpectLog
from phantomscope.analysis.job import AnalysisJob
from phantomscope.analysis.results import Verdict
from phantomscope.errors import PhantomscopeError
from phantomscope.headless.analysis import Analysed, Wishes, analyse_source
from phantomscope.headless.progress import Progress
from phantomscope.stack.sources import open_bytes
from phantomscope.stack.strategy import Strategy


def analysed(data: bytes, **options: Any) -> Analysed:
    number = options.pop("series_number", None)
    return analyse_source(open_bytes(data, "scan.zip"), Progress(), Wishes(**options), series_number=number)


def refusal(data: bytes, **options: Any) -> PhantomscopeError:
    with pytest.raises(PhantomscopeError) as told:
        analysed(data, **options)
    assert told.value.todo
    return told.value


def test_everything_by_default() -> None:
    data = support.coarse_catphan504()
    support.pylinac_class("CatPhan 504")  # loaded, so that it adds no filters of its own below
    before = warnings.showwarning, list(warnings.filters)
    found = analysed(data)
    assert found.result.verdict is Verdict.PASS
    assert found.documents == {}
    assert found.choice == "Digital CatPhan 504, 65 slices, as CatPhan 504 (recognised, 97 %)"
    (note,) = found.notes
    assert note.startswith("CatPhan 504: recognised (97 %): air, Teflon and 5 more inserts")
    assert found.result.provenance.choice == note.removeprefix("CatPhan 504: ").removesuffix(".")
    assert not any("guess" in warning for warning in found.result.warnings)
    assert (warnings.showwarning, list(warnings.filters)) == before


def test_as_asked() -> None:
    found = analysed(
        support.ROUGH["ACR CT 464"].archive(),
        phantom_name="acrct",
        series_number=1,
        parameters=support.ROUGH["ACR CT 464"].parameters,
        pdf=True,
    )
    assert found.result.provenance.phantom == "ACR CT 464"
    assert found.result.provenance.changed == ("origin_slice",)
    assert found.documents["pdf"].startswith(b"%PDF")
    assert "chosen by you" in found.choice


def test_the_series_that_was_asked_for() -> None:
    data = zip_bytes({**slices(5), **slices(2, prefix="x", series="1.2.3")})
    assert "5 slices" in refusal(data, phantom_name="CatPhan 504").what
    assert "2 slices" in refusal(data, phantom_name="CatPhan 504", series_number=2).what


@pytest.mark.parametrize("number", [0, -1, 3])
def test_a_series_that_is_not_there(number: int) -> None:
    data = zip_bytes({**slices(5), **slices(2, prefix="x", series="1.2.3")})
    assert refusal(data, series_number=number).what == f"There is no series {number}; there are 2"


def test_what_is_not_recognised_is_told_with_its_reason() -> None:
    told = refusal(zip_bytes(slices(3, modality="PT")))
    assert told.what == "The phantom was not recognised"
    assert told.where == "PT is neither CT nor MR"
    assert "--phantom" in told.todo


def test_a_guess_is_called_one(monkeypatch: pytest.MonkeyPatch) -> None:
    jobs: list[AnalysisJob] = []

    def remember(job: AnalysisJob, *_: object) -> None:
        jobs.append(job)
        raise PhantomscopeError("Enough", todo="Go on")

    monkeypatch.setattr("phantomscope.analysis.engine.run.analyse_series", remember)
    refusal(zip_bytes(slices(4, SeriesDescription="CatPhan 604", Manufacturer="Maker")))
    (job,) = jobs
    assert job.phantom == "CatPhan 604"
    assert job.guess.startswith("the scan calls itself “CatPhan 604”; ")
    assert job.choice == f"recognised (60 %): {job.guess}"


def test_an_unknown_phantom() -> None:
    assert "“Cat”" in refusal(zip_bytes(slices(3)), phantom_name="Cat").what


def test_a_failed_analysis_is_a_sentence_and_its_traceback_is_in_the_log(
    caplog: pytest.LogCaptureFixture, expect_log: ExpectLog
) -> None:
    caplog.set_level(logging.INFO, "phantomscope")
    blank = zip_bytes(support.cylinder(1.0, count=40, columns=64))
    told = refusal(blank, phantom_name="CatPhan 504")
    assert told.what.startswith("The CatPhan 504 was not found")
    assert "Traceback" in caplog.text
    assert "Traceback" not in str(told)


def test_it_is_accelerated_unless_stocks_paths_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = []

    def analyse_series(job: AnalysisJob, *_: object) -> None:
        jobs.append(job)
        raise PhantomscopeError("Enough is known", todo="Go on")

    monkeypatch.setattr("phantomscope.analysis.engine.run.analyse_series", analyse_series)
    for options in ({}, {"accelerated": False}):
        with pytest.raises(PhantomscopeError, match="Enough is known"):
            analysed(zip_bytes(slices(3)), phantom_name="CatPhan 504", **options)
    assert [job.accelerated for job in jobs] == [True, False]


def test_slices_are_held_as_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = []

    def analyse_series(job: AnalysisJob, *_: object) -> None:
        jobs.append(job)
        raise PhantomscopeError("Enough is known", todo="Go on")

    monkeypatch.setattr("phantomscope.analysis.engine.run.analyse_series", analyse_series)
    for strategy in (None, Strategy.NON_OPTIMISED, Strategy.SHADOW):
        refusal(zip_bytes(slices(3)), phantom_name="CatPhan 504", strategy=strategy)
        assert jobs[-1].strategy is strategy
    assert "files" in refusal(zip_bytes(slices(3)), strategy=Strategy.LAZY).what
    assert len(jobs) == 3
