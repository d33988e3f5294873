"""One series after another: what comes next, what waits for what, and what becomes of it."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from fixture_types import Untouched
from gui.queue_desk import QueueDesk
from gui.sample_result import sample_result
from gui.scans import scan_of
from phantomscope.analysis import events
from phantomscope.analysis.process import Ending, Outcome
from phantomscope.analysis.profile import Profile
from phantomscope.analysis.profiles import ProfileStore
from phantomscope.analysis.results import Tolerance, Verdict
from phantomscope.gui.analysis.analysis_runner import AnalysisRunner
from phantomscope.gui.queue.queue_item import State

FAILED = Outcome(Ending.FAILED, failure=events.Failed("No"), text="The phantom was not found. Look again.")


@pytest.fixture
def two(queue_desk: QueueDesk, tmp_path: Path) -> QueueDesk:
    """A queue of two archives, looked at, with one series each."""
    paths = [scan_of(tmp_path / "scans" / f"{name}.zip", name) for name in ("a", "b")]
    assert queue_desk.queue.add_paths(paths) == 2
    queue_desk.wait_looked()
    return queue_desk


def test_one_after_another(two: QueueDesk, tmp_path: Path, untouched: Untouched) -> None:
    with untouched(tmp_path / "scans"):
        assert two.states == [State.WAITING, State.WAITING]
        assert two.processes.made == [], "nothing runs before a person says so"
        two.queue.start()
        assert two.states == [State.RUNNING, State.WAITING]
        first = two.processes.newest.job
        assert (first.phantom, Path(first.source.paths[0]).name) == ("CatPhan 504", "a.zip")
        assert first.choice.startswith("recognised (98 %): ")
        assert first.series_digest
        assert two.queue.pid == two.processes.newest.pid
        two.end()
        assert two.states == [State.DONE, State.RUNNING]
        assert len(two.processes.made) == 2
        two.end(result=sample_result(wrong=("Teflon",)))
        assert two.states == [State.DONE, State.DONE]
    verdicts = [item.result.verdict for item in two.queue.items if item.result is not None]
    assert verdicts == [Verdict.PASS, Verdict.FAIL]
    assert not two.queue.is_on
    assert two.queue.pid is None
    assert two.queue.fraction == 1.0


def test_a_source_becomes_its_series_but_no_localizers(queue_desk: QueueDesk, tmp_path: Path) -> None:
    paths = [
        scan_of(tmp_path / "a.zip", "head", "body", localizer=True),
        scan_of(tmp_path / "b.zip", "hand"),
    ]
    queue_desk.queue.add_paths(paths)
    queue_desk.queue.add_paths(paths)
    assert len(queue_desk.queue.items) == 2, "once is enough"
    queue_desk.wait_looked()
    titles = [item.series.title for item in queue_desk.queue.items if item.series is not None]
    assert titles == queue_desk.look.seen == ["head", "body", "hand"]


def test_files_that_are_no_archives_are_one_source(queue_desk: QueueDesk, tmp_path: Path) -> None:
    from dicom_files import slices, write_folder

    folder = write_folder(tmp_path / "many", slices(3))
    assert queue_desk.queue.add_paths(sorted(folder.iterdir())) == 1
    assert queue_desk.queue.add_paths([folder]) == 1
    queue_desk.wait_looked()
    assert [item.series.slices for item in queue_desk.queue.items if item.series] == [3, 3]


def test_failures_stop_nothing(two: QueueDesk, tmp_path: Path) -> None:
    two.queue.add_paths([tmp_path / "gone.zip"])
    two.queue.start()
    two.end(FAILED)
    two.end()
    two.wait_looked()
    assert two.states == [State.FAILED, State.DONE, State.FAILED]
    assert two.queue.items[0].text == FAILED.text
    assert "gone.zip" in two.queue.items[2].text
    two.desk.qtbot.waitUntil(lambda: not two.queue.is_on)


def test_an_unknown_phantom_is_passed_over_until_one_is_chosen(queue_desk: QueueDesk, tmp_path: Path) -> None:
    queue = queue_desk.queue
    queue.add_paths([scan_of(tmp_path / "a.zip", "unknown", "head")])
    queue.start()
    queue_desk.wait_looked()
    queue_desk.end()
    assert queue_desk.states == [State.UNKNOWN, State.DONE]
    assert queue.items[0].text == "Nothing round was found in the images. Choose the phantom."
    assert not queue.is_on
    queue.choose_phantom(queue.items[0].number, "Quart DVT")
    assert queue_desk.states[0] is State.WAITING
    queue.start()
    job = queue_desk.processes.newest.job
    assert (job.phantom, job.choice, job.guess) == ("Quart DVT", "", "")
    assert job.accelerated
    queue_desk.end()
    queue.choose_phantom(queue.items[0].number, "")
    assert queue_desk.states[0] is State.UNKNOWN


def test_cancel(two: QueueDesk) -> None:
    queue = two.queue
    queue.start()
    queue.cancel(queue.items[1].number)
    assert two.states == [State.RUNNING, State.CANCELLED]
    queue.cancel(queue.items[0].number)
    assert two.processes.newest.cancelled
    two.end(Outcome(Ending.CANCELLED))
    assert two.states == [State.CANCELLED, State.CANCELLED]
    assert not queue.is_on
    queue.retry(queue.items[1].number)
    assert two.states == [State.CANCELLED, State.RUNNING]
    queue.cancel_all()
    two.end(Outcome(Ending.CANCELLED))
    assert two.states == [State.CANCELLED, State.CANCELLED]


def test_cancel_while_it_is_looked_at(queue_desk: QueueDesk, tmp_path: Path) -> None:
    queue = queue_desk.queue
    queue.add_paths([scan_of(tmp_path / f"{name}.zip", name) for name in ("a", "b")])
    queue.cancel(queue.items[0].number)
    queue_desk.wait_looked()
    assert queue_desk.states == [State.CANCELLED, State.WAITING]
    queue.retry(queue.items[0].number)
    queue_desk.desk.qtbot.waitUntil(lambda: State.LOOKING not in queue_desk.states)
    assert queue.items[0].series is not None


def test_remove(two: QueueDesk) -> None:
    queue = two.queue
    queue.start()
    running, waiting = queue.items
    queue.remove(running.number)
    assert two.processes.newest.cancelled
    assert [item.number for item in queue.items] == [waiting.number]
    two.processes.newest.end()
    two.desk.qtbot.waitUntil(lambda: two.states == [State.RUNNING])
    two.end()
    assert two.states == [State.DONE]


def test_the_analysis_of_the_window_goes_first(two: QueueDesk, scan_zip: Path) -> None:
    desk = two.desk
    desk.open(scan_zip)
    two.queue.start()
    overtaken = two.processes.newest
    desk.press(Qt.Key.Key_A)
    assert desk.workspace.is_analysing
    assert overtaken.cancelled
    with desk.qtbot.waitSignal(two.queue.item_ended):
        overtaken.end()
    assert two.states == [State.WAITING, State.WAITING]
    assert len(two.processes.made) == 1, "it waits for the window's"
    with desk.qtbot.waitSignal(desk.workspace.analysis_ended):
        desk.processes.newest.end(Outcome(Ending.FINISHED, sample_result()))
    assert two.states == [State.RUNNING, State.WAITING]
    assert two.processes.newest.job == overtaken.job


def test_a_report_goes_first_too(two: QueueDesk) -> None:
    two.queue.start()
    overtaken = two.processes.newest
    (report,) = (
        runner
        for runner in two.desk.window.findChildren(AnalysisRunner)
        if runner.parent() is two.desk.workspace and runner is not two.desk.workspace.runner
    )
    for done in (1, 2):
        report.stage_changed.emit(events.Stage("measuring", done, 9))
    assert overtaken.cancelled
    with two.desk.qtbot.waitSignal(two.queue.item_ended):
        overtaken.end()
    assert two.states == [State.RUNNING, State.WAITING], "nothing else runs any more"
    assert two.processes.newest is not overtaken


def test_all_series_of_the_open_dataset_with_their_setups(queue_desk: QueueDesk, tmp_path: Path) -> None:
    desk, queue = queue_desk.desk, queue_desk.queue
    desk.open(scan_of(tmp_path / "a.zip", "head", "body", localizer=True))
    nearly = {"ctp404.hu_rois.Teflon": Tolerance(nominal=1000, tolerance=1)}
    desk.workspace.setups.change("x", parameters={"hu_tolerance": 30}, tolerances=nearly, turned=True)
    desk.workspace.setups.exclude([1])
    desk.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    queue_desk.wait_looked()
    job = queue_desk.processes.newest.job
    assert (job.parameters, job.turned, job.edits.removed) == ({"hu_tolerance": 30}, True, (1,))
    series = desk.workspace.series
    assert series is not None
    queue_desk.end()
    assert desk.workspace.job_of(series.key) == job
    assert not desk.workspace.is_outdated
    assert desk.window.analysis_panel.result is not None, "the series shown shows it"
    assert queue.items[0].raw is not None
    queue_desk.end()
    other = queue.items[1].series
    assert other is not None
    assert desk.workspace.result_of(other.key) is not None
    assert queue_desk.states == [State.DONE, State.DONE]
    # Once more: the same rows.
    queue.add_dataset()
    assert queue_desk.states == [State.WAITING, State.WAITING]


def test_profiles_as_the_window_applies_them(
    queue_desk: QueueDesk, tmp_path: Path, profiles: ProfileStore
) -> None:
    strict = {"ctp404.hu_rois.Teflon": Tolerance(nominal=1000, tolerance=1)}
    profiles.save(Profile("mine", parameters={"hu_tolerance": 30}, tolerances=strict))
    desk, queue = queue_desk.desk, queue_desk.queue
    queue.add_paths([scan_of(tmp_path / "a.zip", "head")])
    queue_desk.wait_looked()
    queue.start()
    job = queue_desk.processes.newest.job
    assert (job.profile, job.parameters, job.tolerances) == ("mine", {"hu_tolerance": 30}, strict)
    queue_desk.end()
    (item,) = queue.items
    assert item.result is not None
    assert item.result.verdict is Verdict.FAIL, "by the profile's tolerances"
    queue_desk.window.item_opened.emit(item)
    desk.qtbot.waitUntil(lambda: desk.window.analysis_panel.result is not None)
    assert desk.window.analysis_panel.result == item.result
    assert desk.workspace.setups.current.profile == "mine"
    assert not desk.workspace.is_outdated
    # What the person decides in the window counts from then on.
    desk.workspace.setups.change("Use No Profile", parameters={}, tolerances={}, profile="")
    queue.retry(item.number)
    assert queue_desk.processes.newest.job.profile == ""
    assert queue_desk.processes.newest.job.parameters == {}


def test_a_scan_in_memory(queue_desk: QueueDesk, tmp_path: Path) -> None:
    from phantomscope.gui.opening.dataset import Dataset
    from phantomscope.stack.index import scan
    from phantomscope.stack.sources import open_bytes

    data = scan_of(tmp_path / "a.zip", "head").read_bytes()
    source = open_bytes(data, "memory.zip")
    workspace, qtbot = queue_desk.desk.workspace, queue_desk.desk.qtbot
    with qtbot.waitSignal(workspace.stack_changed):
        workspace.opener.opened.emit(Dataset(source, scan(source), None, data))
    queue_desk.queue.add_dataset()
    queue_desk.queue.start()
    qtbot.waitUntil(lambda: bool(queue_desk.processes.made))
    made = queue_desk.processes.newest
    assert made.data is data
    assert made.job.data_length == len(data)


def test_a_scan_that_has_changed(two: QueueDesk, tmp_path: Path) -> None:
    item = two.queue.items[0]
    assert item.series is not None
    two.queue.start()
    scan_of(tmp_path / "scans" / "a.zip", "another")
    two.desk.open(tmp_path / "scans" / "a.zip")
    two.end()
    assert two.desk.workspace.result_of(item.series.key) is None, "it is of other slices"


def test_the_end_of_the_window_is_the_end_of_the_queue(two: QueueDesk) -> None:
    two.queue.start()
    running = two.processes.newest
    two.desk.window.close()
    assert running.cancelled
    assert running.waited
    assert two.queue.items == ()
