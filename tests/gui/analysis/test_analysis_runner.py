import gc

import shiboken6
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from gui.fake_process import JOB, FakeProcesses
from gui.sample_result import sample_result
from phantomscope.analysis.events import Stage, Started
from phantomscope.analysis.process import Ending, Outcome
from phantomscope.gui.analysis.analysis_runner import AnalysisRunner


def test_events_arrive_in_order_on_the_gui_thread(qtbot: QtBot) -> None:
    processes = FakeProcesses()
    runner = AnalysisRunner(processes)
    seen: list[object] = []
    threads: set[QThread] = set()
    runner.stage_changed.connect(lambda stage: (seen.append(stage), threads.add(QThread.currentThread())))
    runner.ended.connect(seen.append)
    outcome = Outcome(Ending.FINISHED, sample_result(), {})

    runner.start(JOB, b"bytes")
    process = processes.newest
    assert process.started
    assert process.job is JOB
    assert process.data == b"bytes"
    assert runner.is_running
    process.say(Stage("one"))
    process.say(Stage("two", 1, 2))
    assert not seen  # nothing is signalled on the process's own thread
    with qtbot.waitSignal(runner.ended):
        process.end(outcome)

    assert seen == [Stage("one"), Stage("two", 1, 2), outcome]
    assert threads == {runner.thread()}
    assert not runner.is_running


def test_what_the_child_says_of_its_pid_counts(qtbot: QtBot) -> None:
    processes = FakeProcesses()
    runner = AnalysisRunner(processes)
    assert runner.pid is None
    runner.start(JOB)
    assert runner.pid == 1234
    processes.newest.say(Started(77, "CatPhan 504"))
    qtbot.waitUntil(lambda: runner.pid == 77)
    with qtbot.waitSignal(runner.ended):
        processes.newest.end()
    assert runner.pid is None


def test_the_newest_run_wins_and_stale_news_is_dropped(qtbot: QtBot) -> None:
    processes = FakeProcesses()
    runner = AnalysisRunner(processes)
    stages: list[Stage] = []
    outcomes: list[Outcome] = []
    runner.stage_changed.connect(stages.append)
    runner.ended.connect(outcomes.append)

    runner.start(JOB)
    old = processes.newest
    old.say(Stage("old, on its way"))
    runner.start(JOB)
    assert old.cancelled
    assert not processes.newest.cancelled
    old.say(Stage("old, late"))
    old.end(Outcome(Ending.CRASHED, text="Old."))
    processes.newest.say(Stage("new"))
    with qtbot.waitSignal(runner.ended):
        processes.newest.end(Outcome(Ending.FAILED, text="New."))

    assert stages == [Stage("new")]
    assert [outcome.text for outcome in outcomes] == ["New."]


def test_cancel_ends_the_child_and_then_tells(qtbot: QtBot) -> None:
    processes = FakeProcesses()
    runner = AnalysisRunner(processes)
    runner.cancel()  # nothing runs: nothing happens
    runner.start(JOB)
    runner.cancel()
    assert processes.newest.cancelled
    assert runner.is_running  # until it has really gone
    with qtbot.waitSignal(runner.ended) as told:
        processes.newest.end()
    assert told.args[0].ending is Ending.CANCELLED
    assert not runner.is_running


def test_shutdown_ends_all_children_and_silences_them(qtbot: QtBot) -> None:
    processes = FakeProcesses()
    runner = AnalysisRunner(processes)
    runner.start(JOB)
    runner.start(JOB)  # the first has not gone yet
    told: list[object] = []
    runner.ended.connect(told.append)

    assert runner.shutdown()

    assert all(process.cancelled and process.waited for process in processes.made)
    assert not runner.is_running
    for process in processes.made:
        process.end()
    qtbot.wait(0)
    assert not told


def test_the_end_of_the_parent_ends_the_child(qtbot: QtBot) -> None:
    processes = FakeProcesses()
    parent = QObject()
    runner = AnalysisRunner(processes, parent)
    runner.start(JOB)

    shiboken6.delete(parent)
    gc.collect()

    assert processes.newest.cancelled
    processes.newest.say(Stage("nobody listens"))  # and nothing breaks
    processes.newest.end()


def test_the_real_process_is_the_default() -> None:
    assert not AnalysisRunner().is_running
