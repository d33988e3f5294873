"""What is set in the window counts for the queue's items of the same scan, when they start and ever after."""

from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt

from gui.queue_desk import QueueDesk
from gui.sample_result import sample_result
from gui.scans import scan_of
from phantomscope.analysis.process import Ending, Outcome
from phantomscope.analysis.profile import CHANGED, Profile
from phantomscope.analysis.profiles import ProfileStore
from phantomscope.analysis.results import AnalysisResult, Tolerance, Verdict
from phantomscope.gui.queue.queue_item import QueueItem, State
from phantomscope.gui.queue.queue_model import RESULT, SIGN

_ALL = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
STRICT = {"ctp404.hu_rois.Teflon": Tolerance(nominal=1000, tolerance=1)}


@pytest.fixture
def waiting(queue_desk: QueueDesk, tmp_path: Path) -> QueueDesk:
    """One item runs; behind it waits one whose phantom in the window is a CatPhan 604."""
    queue_desk.queue.add_paths([scan_of(tmp_path / "b.zip", "first")])
    queue_desk.wait_looked()
    queue_desk.queue.start()
    desk = queue_desk.desk
    desk.open(scan_of(tmp_path / "a.zip", "head"))
    desk.workspace.setups.change("Choose CatPhan 604", phantom="CatPhan 604")
    desk.press(Qt.Key.Key_A, _ALL)
    assert queue_desk.states == [State.RUNNING, State.WAITING]
    assert queue_desk.queue.items[1].phantom_name == "CatPhan 604"
    return queue_desk


def verdict_of(item: QueueItem) -> Verdict | None:
    return item.result.verdict if item.result is not None else None


def named(result: AnalysisResult, profile: str) -> AnalysisResult:
    return msgspec.structs.replace(
        result, provenance=msgspec.structs.replace(result.provenance, profile=profile)
    )


def test_the_setup_is_that_of_the_start(waiting: QueueDesk) -> None:
    setups = waiting.desk.workspace.setups
    waiting.desk.window.actions_.undo.trigger()
    setups.change("x", phantom="CatPhan 600", parameters={"hu_tolerance": 7})
    assert waiting.queue.items[1].phantom_name == "CatPhan 600", "what the row says is what will be done"
    setups.exclude([1])
    waiting.wait_looked()
    waiting.end()
    job = waiting.processes.newest.job
    assert (job.phantom, job.parameters) == ("CatPhan 600", {"hu_tolerance": 7})
    assert job.edits.removed == (1,)
    waiting.end()
    assert not waiting.desk.workspace.is_outdated


def test_a_phantom_that_nobody_names_any_more_is_recognised(waiting: QueueDesk) -> None:
    waiting.desk.window.actions_.undo.trigger()
    assert waiting.states[1] is State.LOOKING
    waiting.wait_looked()
    waiting.end()
    job = waiting.processes.newest.job
    assert (job.phantom, job.choice[:10]) == ("CatPhan 504", "recognised")


def test_what_is_chosen_in_the_queue_counts_more(waiting: QueueDesk) -> None:
    number = waiting.queue.items[1].number
    waiting.queue.choose_phantom(number, "CatPhan 503")
    waiting.desk.workspace.setups.change("x", parameters={"hu_tolerance": 7}, tolerances=STRICT)
    waiting.end()
    job = waiting.processes.newest.job
    assert (job.phantom, job.parameters, job.tolerances) == ("CatPhan 503", {}, {})
    waiting.end()
    assert verdict_of(waiting.queue.items[1]) is Verdict.PASS, "the tolerances are those of another phantom"
    waiting.queue.choose_phantom(number, "")
    assert waiting.queue.items[1].phantom_name == "CatPhan 604"


def test_what_is_chosen_in_the_window_later_counts_more_than_that(waiting: QueueDesk) -> None:
    queue = waiting.queue
    queue.choose_phantom(queue.items[1].number, "CatPhan 503")
    waiting.end()
    waiting.end()
    waiting.desk.workspace.setups.change("x", phantom="CatPhan 600")
    queue.add_dataset()
    queue.start()
    assert waiting.processes.newest.job.phantom == "CatPhan 600"


def test_the_recognised_one_chosen_by_hand_keeps_its_parameters(
    queue_desk: QueueDesk, tmp_path: Path
) -> None:
    queue = queue_desk.queue
    queue_desk.desk.open(scan_of(tmp_path / "a.zip", "head"))
    queue.add_dataset()
    queue_desk.wait_looked()
    queue_desk.desk.workspace.setups.change("x", parameters={"hu_tolerance": 7})
    queue.choose_phantom(queue.items[0].number, "CatPhan 504")
    queue.start()
    job = queue_desk.processes.newest.job
    assert (job.phantom, job.parameters) == ("CatPhan 504", {"hu_tolerance": 7})


def test_what_the_window_names_is_unknown_no_more(queue_desk: QueueDesk, tmp_path: Path) -> None:
    queue, setups = queue_desk.queue, queue_desk.desk.workspace.setups
    queue_desk.desk.open(scan_of(tmp_path / "a.zip", "unknown"))
    queue.add_dataset()
    queue_desk.wait_looked()
    assert queue_desk.states == [State.UNKNOWN]
    setups.change("x", phantom="CatPhan 604")
    assert queue_desk.states == [State.WAITING]
    assert queue.items[0].text == ""
    setups.history.undo()
    assert queue_desk.states == [State.UNKNOWN]


def test_what_was_set_is_not_lost_with_another_scan(waiting: QueueDesk, tmp_path: Path) -> None:
    setups = waiting.desk.workspace.setups
    setups.change("x", parameters={"hu_tolerance": 7})
    setups.exclude([1])
    waiting.desk.open(tmp_path / "b.zip")
    waiting.end()
    job = waiting.processes.newest.job
    assert (job.phantom, job.parameters) == ("CatPhan 604", {"hu_tolerance": 7})
    assert job.edits.removed == (1,)


def test_an_overtaken_item_begins_anew_as_the_window_says_then(waiting: QueueDesk) -> None:
    waiting.end()
    overtaken, desk = waiting.processes.newest, waiting.desk
    assert overtaken.job.phantom == "CatPhan 604"
    desk.window.actions_.analyse.trigger()
    overtaken.end()
    desk.qtbot.waitUntil(lambda: waiting.states[1] is State.WAITING)
    with desk.qtbot.waitSignal(desk.workspace.analysis_ended):
        desk.processes.newest.end(Outcome(Ending.CANCELLED))
    assert waiting.processes.newest is not overtaken
    waiting.queue.give_way()
    desk.workspace.setups.history.undo()
    waiting.processes.newest.end()
    desk.qtbot.waitUntil(lambda: waiting.processes.newest.job.phantom == "CatPhan 504")
    waiting.end()


def test_verdicts_follow_the_tolerances_of_the_window(queue_desk: QueueDesk, tmp_path: Path) -> None:
    desk, queue, model = queue_desk.desk, queue_desk.queue, queue_desk.window.table.model()
    desk.open(scan_of(tmp_path / "a.zip", "head", "body"))
    queue.add_dataset()
    queue_desk.wait_looked()
    queue.start()
    queue_desk.end(result=named(sample_result(), "mine"))
    queue_desk.end()
    setups = desk.workspace.setups
    setups.change("Set a Tolerance", tolerances=STRICT)
    shown = desk.window.analysis_panel.result
    assert shown is not None
    assert [verdict_of(item) for item in queue.items] == [Verdict.FAIL, Verdict.PASS]
    assert shown.verdict is Verdict.FAIL
    item = queue.items[0]
    assert item.result is not None
    assert item.result.tolerances == STRICT
    assert item.result.provenance.profile == f"mine{CHANGED}", "its verdicts are not the profile's any more"
    assert model.index(0, SIGN).data() == "✗"
    assert "Teflon" in model.index(0, RESULT).data()
    assert queue_desk.window.summary == "2 of 2 done: 1 ✓ pass, 1 ✗ fail"
    setups.history.undo()
    assert verdict_of(queue.items[0]) is Verdict.PASS
    setups.history.redo()
    # What was seen last is what is exported, and what is seen again.
    desk.open(scan_of(tmp_path / "b.zip", "another"))
    assert verdict_of(queue.items[0]) is Verdict.FAIL
    queue_desk.window.item_opened.emit(queue.items[0])
    desk.qtbot.waitUntil(lambda: desk.window.analysis_panel.result is not None)
    again = desk.window.analysis_panel.result
    assert again is not None
    assert again.verdict is verdict_of(queue.items[0]) is Verdict.FAIL


def test_tolerances_set_while_it_runs(waiting: QueueDesk) -> None:
    waiting.end()
    waiting.desk.workspace.setups.change("Set a Tolerance", tolerances=STRICT)
    waiting.end()
    assert waiting.processes.newest.job.tolerances == {}
    assert verdict_of(waiting.queue.items[1]) is Verdict.FAIL


def test_other_scans_keep_the_tolerances_that_they_ran_with(
    queue_desk: QueueDesk, tmp_path: Path, profiles: ProfileStore
) -> None:
    profiles.save(Profile("mine", tolerances=STRICT))
    desk, queue = queue_desk.desk, queue_desk.queue
    queue.add_paths([scan_of(tmp_path / "a.zip", "head")])
    queue_desk.wait_looked()
    queue.start()
    queue_desk.end()
    desk.open(scan_of(tmp_path / "b.zip", "head"))
    desk.workspace.setups.change("Use No Profile", parameters={}, tolerances={}, profile="")
    assert verdict_of(queue.items[0]) is Verdict.FAIL
    scan_of(tmp_path / "a.zip", "changed")
    desk.open(tmp_path / "a.zip")
    desk.workspace.setups.change("Use No Profile", parameters={}, tolerances={}, profile="")
    assert verdict_of(queue.items[0]) is Verdict.FAIL, "the scan of that name is another one now"


def test_a_profile_that_was_changed_is_called_so(
    queue_desk: QueueDesk, tmp_path: Path, profiles: ProfileStore
) -> None:
    profiles.save(Profile("mine", tolerances=STRICT))
    desk, queue = queue_desk.desk, queue_desk.queue
    desk.open(scan_of(tmp_path / "a.zip", "head", "body"))
    desk.qtbot.waitUntil(lambda: desk.workspace.setups.current.profile == "mine")
    desk.workspace.setups.change("x", tolerances={})
    assert desk.workspace.dataset is not None
    with desk.qtbot.waitSignal(desk.workspace.stack_changed):
        desk.workspace.select_series(desk.workspace.dataset.scan.series[1])
    queue.add_dataset()
    queue_desk.wait_looked()
    queue.start()
    assert queue_desk.processes.newest.job.profile == f"mine{CHANGED}", "though another series is shown"
    queue_desk.end()
    assert queue_desk.processes.newest.job.profile == "mine"
