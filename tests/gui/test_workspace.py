import gc
import threading
import weakref
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from conftest import Untouched
from dicom_files import slice_bytes, slices, zip_bytes
from gui.desk import Desk
from gui.fake_survey import REASON, recognised
from gui.sample_result import sample_result
from phantomscope.analysis.events import Failed
from phantomscope.analysis.job import AnalysisJob
from phantomscope.analysis.process import Ending, Outcome
from phantomscope.analysis.recognition.answer import Certainty
from phantomscope.analysis.results import Tolerance, Verdict
from phantomscope.gui.settings import SettingsStore
from phantomscope.gui.setup.setup import Setup
from phantomscope.gui.workspace import Workspace
from phantomscope.stack.series import Series


@pytest.fixture
def two_series(tmp_path: Path) -> Path:
    path = tmp_path / "two.zip"
    members = {f"a{n}.dcm": slice_bytes(number=n) for n in range(1, 7)}
    members |= {f"b{n}.dcm": slice_bytes(number=n, series="1.2.9") for n in range(1, 4)}
    path.write_bytes(zip_bytes(members))
    return path


def heard(workspace: Workspace) -> list[tuple[str, Any]]:
    said: list[tuple[str, Any]] = []
    for name in ("dataset_changed", "stack_changed", "analysis_ended", "result_found"):
        getattr(workspace, name).connect(lambda *given, name=name: said.append((name, given)))
    return said


def test_the_largest_series_is_shown_first(desk: Desk, two_series: Path) -> None:
    desk.open(two_series)
    assert desk.workspace.series is not None
    assert len(desk.workspace.series.slices) == 6
    account = desk.workspace.account()
    assert account is not None
    assert account.source == two_series.stat().st_size
    assert account.extracted == 0


def test_another_series_replaces_it(desk: Desk, qtbot: QtBot, two_series: Path) -> None:
    desk.open(two_series)
    dataset = desk.workspace.dataset
    assert dataset is not None
    with qtbot.waitSignal(desk.workspace.stack_changed):
        desk.workspace.select_series(dataset.scan.series[1])
    assert desk.workspace.series is dataset.scan.series[1]


def test_what_was_opened_is_remembered(desk: Desk, scan_zip: Path, store: Any) -> None:
    desk.open(scan_zip)
    assert store.current.recent == (str(scan_zip),)
    assert store.current.last_folder == str(scan_zip.parent)


def test_the_source_is_left_as_it_was(desk: Desk, scan_zip: Path, untouched: Untouched) -> None:
    with untouched(scan_zip):
        desk.open(scan_zip)
        desk.workspace.close_dataset()
        desk.workspace.shutdown()


def test_closing_frees_the_stack_and_the_dataset(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.open(scan_zip)
    stack, dataset = weakref.ref(desk.workspace.stack), weakref.ref(desk.workspace.dataset)
    assert stack() is not None
    desk.workspace.close_dataset()
    qtbot.waitUntil(lambda: gc.collect() >= 0 and stack() is None and dataset() is None)
    assert desk.workspace.account() is None


def test_opening_another_scan_frees_the_first(
    desk: Desk, qtbot: QtBot, scan_zip: Path, two_series: Path
) -> None:
    desk.open(scan_zip)
    stack, dataset = weakref.ref(desk.workspace.stack), weakref.ref(desk.workspace.dataset)
    desk.open(two_series)
    qtbot.waitUntil(lambda: gc.collect() >= 0 and stack() is None and dataset() is None)


def test_no_thread_is_left(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    before = set(threading.enumerate())
    desk.open(scan_zip)
    for index in range(5):
        desk.workspace.request_slice(index)
    desk.wait_painted()
    desk.workspace.shutdown()
    assert not {thread.name for thread in set(threading.enumerate()) - before}


def test_an_analysis_gets_what_it_needs(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    desk.workspace.analyse()
    job = desk.processes.newest.job
    series = desk.workspace.series
    assert series is not None
    assert (job.phantom, job.series_key) == ("CatPhan 504", series.key)
    assert job.source.paths == (str(scan_zip),)
    assert (job.data_length, desk.processes.newest.data) == (0, b"")
    desk.processes.newest.end()


def test_an_analysis_is_accelerated_as_the_settings_say(
    desk: Desk, scan_zip: Path, store: SettingsStore
) -> None:
    desk.open(scan_zip)
    for accelerated in (True, False):
        store.change(accelerated=accelerated)
        desk.workspace.analyse()
        assert desk.processes.newest.job.accelerated is accelerated
        desk.processes.newest.end()


def test_a_dataset_in_memory_is_sent_along(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    data = zip_bytes(slices(3))
    monkeypatch.setattr("phantomscope.gui.opening.demo_process.DemoProcess.make", lambda *_: data)
    with qtbot.waitSignal(desk.workspace.stack_changed):
        desk.workspace.open_demo()
    qtbot.waitUntil(lambda: desk.workspace.phantom_name != "")
    desk.workspace.analyse()
    assert desk.processes.newest.data == data
    assert desk.processes.newest.job.data_length == len(data)
    desk.processes.newest.end()


def test_results_are_kept_for_each_series(desk: Desk, qtbot: QtBot, two_series: Path) -> None:
    desk.open(two_series)
    said = heard(desk.workspace)
    first = desk.workspace.series
    assert first is not None
    assert desk.workspace.dataset is not None
    desk.workspace.analyse()
    with qtbot.waitSignal(desk.workspace.stack_changed):
        desk.workspace.select_series(desk.workspace.dataset.scan.series[1])
    result = sample_result()
    with qtbot.waitSignal(desk.workspace.analysis_ended):
        desk.processes.newest.end(Outcome(Ending.FINISHED, result))
    assert ("result_found", (first.key, result)) in said
    assert desk.workspace.result_of(first.key) == result
    assert desk.workspace.job_of(first.key) == desk.processes.newest.job
    assert desk.workspace.result_of(desk.workspace.dataset.scan.series[1].key) is None


def test_a_failure_takes_the_old_results_back_but_a_cancel_does_not(
    desk: Desk, qtbot: QtBot, scan_zip: Path
) -> None:
    desk.open(scan_zip)
    series = desk.workspace.series
    assert series is not None
    result = sample_result()
    failure = Outcome(Ending.FAILED, failure=Failed("It is no CatPhan"), text="It is no CatPhan.")
    for outcome, left in (
        (Outcome(Ending.FINISHED, result), result),
        (Outcome(Ending.CANCELLED), result),
        (failure, None),
    ):
        desk.workspace.analyse()
        with qtbot.waitSignal(desk.workspace.analysis_ended):
            desk.processes.newest.end(outcome)
        assert desk.workspace.result_of(series.key) == left


def test_closing_the_dataset_ends_its_analysis(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    desk.workspace.analyse()
    desk.workspace.close_dataset()
    assert desk.processes.newest.cancelled
    desk.processes.newest.end()


def test_results_of_a_scan_that_is_closed_are_nobodys(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.open(scan_zip)
    said = heard(desk.workspace)
    desk.workspace.analyse()
    desk.workspace.close_dataset()
    with qtbot.waitSignal(desk.workspace.analysis_ended):
        desk.processes.newest.end(Outcome(Ending.FINISHED, sample_result()))
    assert "result_found" not in [name for name, _ in said]


def test_without_a_scan_nothing_is_analysed_or_asked_for(desk: Desk) -> None:
    desk.workspace.analyse()
    desk.workspace.request_slice(0)
    desk.workspace.close_dataset()
    assert not desk.processes.made


def test_a_certain_phantom_is_no_guess_and_a_likely_one_is(
    desk: Desk, qtbot: QtBot, two_series: Path
) -> None:
    desk.open(two_series)
    desk.workspace.analyse()
    job = desk.processes.newest.job
    assert job.guess == ""
    assert job.choice == f"recognised (98 %): {REASON}"
    desk.processes.newest.end()
    desk.looks.answer = recognised("Quart DVT", Certainty.LIKELY, 0.6)
    assert desk.workspace.dataset is not None
    desk.workspace.select_series(desk.workspace.dataset.scan.series[1])
    qtbot.waitUntil(lambda: desk.workspace.phantom_name == "Quart DVT")
    desk.workspace.analyse()
    job = desk.processes.newest.job
    assert (job.phantom, job.guess) == ("Quart DVT", REASON)
    desk.processes.newest.end()


def test_what_a_person_set_goes_with_the_job(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    setups = desk.workspace.setups
    setups.change("x", phantom="CatPhan 600", parameters={"hu_tolerance": 30}, origin_slot=4, turned=True)
    setups.change("x", profile="Linac 3")
    setups.exclude((0, 11))
    desk.workspace.analyse(partial=True)
    job = desk.processes.newest.job
    assert (job.phantom, job.parameters) == ("CatPhan 600", {"hu_tolerance": 30})
    assert (job.origin_slot, job.turned, job.partial) == (4, True, True)
    assert job.edits.removed == (0, 11)
    assert (job.guess, job.choice, job.profile) == ("", "", "Linac 3")
    desk.processes.newest.end()


def test_series_are_looked_at_once(desk: Desk, qtbot: QtBot, two_series: Path) -> None:
    desk.open(two_series)
    dataset = desk.workspace.dataset
    assert dataset is not None
    for series in (dataset.scan.series[1], dataset.scan.series[0]):
        with qtbot.waitSignal(desk.workspace.surveyed):
            desk.workspace.select_series(series)
    assert desk.looks.looked_at == [series.key for series in dataset.scan.series]


def test_a_tolerance_judges_anew_without_another_analysis(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.open(scan_zip)
    desk.analyse()
    series = desk.workspace.series
    assert series is not None
    result = desk.workspace.result_of(series.key)
    assert result is not None
    metric = next(m for module in result.modules for m in module.metrics if m.verdict is Verdict.PASS)
    analyses = len(desk.processes.made)
    with qtbot.waitSignal(desk.workspace.result_changed) as told:
        desk.workspace.setups.change(
            "Set a Tolerance", tolerances={metric.key: Tolerance(nominal=-5000.0, tolerance=1.0)}
        )
    assert told.args[1].verdict is Verdict.FAIL
    assert len(desk.processes.made) == analyses
    desk.workspace.setups.history.undo()
    again = desk.workspace.result_of(series.key)
    assert again is not None
    assert again.verdict is Verdict.PASS
    assert len(desk.workspace.results()) == 1


def test_results_from_elsewhere(desk: Desk, two_series: Path) -> None:
    desk.open(two_series)
    workspace = desk.workspace
    assert workspace.dataset is not None
    shown, other = workspace.dataset.scan.series
    made = Setup(turned=True)

    def job(series: Series, digest: str) -> AnalysisJob:
        assert workspace.dataset is not None
        found = made.job(workspace.dataset.source.spec, (series.key, digest), recognised().recognition)
        assert found is not None
        return found

    said = heard(workspace)
    assert not workspace.take_result(job(shown, "of other slices"), sample_result(), made)
    assert said == []
    assert workspace.take_result(job(other, other.digest), sample_result(), made)
    assert [name for name, _ in said] == ["result_found"]
    assert workspace.setups.of(other.key) == made
    assert workspace.take_result(job(shown, shown.digest), sample_result(), made)
    assert [name for name, _ in said] == ["result_found", "result_found", "analysis_ended"]
    assert workspace.result_of(shown.key) == sample_result()
    assert not workspace.is_outdated
    # While the window analyses for itself, only the list of series is told.
    workspace.analyse()
    assert workspace.take_result(job(shown, shown.digest), sample_result(), made)
    assert [name for name, _ in said][3:] == ["result_found"]
    desk.processes.newest.end()


def test_reports_count_slices_as_they_were_analysed(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "scan.zip"
    path.write_bytes(zip_bytes(slices(64)))
    desk.open(path)
    desk.analyse()
    series = desk.workspace.series
    assert series is not None
    before = desk.workspace.result_of(series.key)
    desk.workspace.setups.exclude((0,))
    assert desk.workspace.result_of(series.key) != before
    assert desk.workspace.result_to_report(series.key) == before


def test_the_series_chosen_last_is_the_one_that_is_shown(desk: Desk, qtbot: QtBot, two_series: Path) -> None:
    desk.open(two_series)
    dataset = desk.workspace.dataset
    assert dataset is not None
    first, second = dataset.scan.series
    with qtbot.waitSignal(desk.workspace.series_kept):
        desk.workspace.select_series(second)
        desk.workspace.select_series(first)
    desk.wait_painted()
    with qtbot.waitSignal(desk.workspace.stack_changed):
        desk.workspace.select_series(second)
    assert desk.workspace.series is second
