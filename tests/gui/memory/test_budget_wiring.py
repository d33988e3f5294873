"""The budget in the window: what is refused, where that is said, and what a person does about it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from dicom_files import zip_bytes
from enhanced_files import enhanced_bytes, frames
from gui.desk import Desk
from gui.fake_memory import MB, FakeMemory
from gui.queue_desk import QueueDesk
from gui.sample_result import sample_result
from gui.second_desk import second_of
from phantomscope.analysis.process import Ending, Outcome
from phantomscope.gui.memory import budget_wiring
from phantomscope.gui.memory.memory_monitor import MemoryMonitor
from phantomscope.gui.queue.queue_item import State
from phantomscope.gui.settings import SettingsStore
from phantomscope.gui.viewing.side_view_panel import SideViewPanel
from phantomscope.gui.views.sections_wiring import SectionsWiring
from phantomscope.gui.views.slab_wiring import SlabWiring
from phantomscope.gui.views.view_area import MAIN, ViewLayout
from phantomscope.stack.strategy import Strategy

ALL = Strategy.NON_OPTIMISED


@pytest.fixture
def many_zip(tmp_path: Path) -> Path:
    """Twelve frames in one compressed member, which have to be held packed."""
    rng = np.random.default_rng(3)
    shown = frames(12, rows=128, columns=128)
    noisy = [replace(one, pixels=rng.integers(0, 900, (128, 128)).astype(np.int16)) for one in shown]
    path = tmp_path / "many.zip"
    path.write_bytes(zip_bytes({"many.dcm": enhanced_bytes(noisy)}))
    return path


def monitor_of(desk: Desk) -> MemoryMonitor:
    found = desk.window.findChild(MemoryMonitor)
    assert found is not None
    return found


def set_budget(desk: Desk, megabytes: int) -> None:
    monitor_of(desk).set_budget(megabytes * MB)


def side_panel(desk: Desk) -> SideViewPanel:
    found = desk.window.findChild(SideViewPanel)
    assert found is not None
    return found


# -- analyses ---------------------------------------------------------------------------------------------


def test_an_analysis_is_told_what_it_may_take(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    desk.analyse()
    assert 700 * MB < desk.processes.newest.job.memory_limit < 905 * MB


def test_one_that_does_not_fit_is_not_begun_and_what_was_found_stays(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    desk.analyse()
    set_budget(desk, 200)
    desk.press(Qt.Key.Key_A)
    assert len(desk.processes.made) == 1
    assert not desk.window.analysis_panel.is_running
    bar = desk.window.message_bar
    assert "The analysis was not begun: about 8" in bar.text
    assert "of the budget of 200 MB" in bar.text
    assert "Raise the budget" in bar.text
    assert desk.window.analysis_panel.result is not None


def test_the_person_may_want_it_anyway(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    set_budget(desk, 200)
    desk.press(Qt.Key.Key_A)
    bar = desk.window.message_bar
    assert bar.offer_button.text() == "Analyse anyway"
    QTest.mouseClick(bar.offer_button, Qt.MouseButton.LeftButton)
    assert len(desk.processes.made) == 1
    assert desk.window.analysis_panel.is_running
    assert desk.processes.newest.job.memory_limit > 80 * MB
    with desk.qtbot.waitSignal(desk.workspace.analysis_ended):
        desk.processes.newest.end(Outcome(Ending.FINISHED, sample_result()))


def test_what_does_not_fit_with_all_slices_held_is_begun_with_few(
    desk: Desk, scan_zip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget_wiring, "held_bytes", lambda _, strategy: 9000 * MB * (strategy is ALL))
    desk.open(scan_zip)
    desk.workspace.strategies.choose(ALL)
    assert desk.workspace.strategies.in_use is ALL
    desk.analyse()
    assert desk.processes.newest.job.strategy is None
    assert not desk.window.message_bar.text


def test_so_does_one_of_the_queue(
    queue_desk: QueueDesk, scan_zip: Path, monkeypatch: pytest.MonkeyPatch, store: SettingsStore
) -> None:
    monkeypatch.setattr(budget_wiring, "_USUAL_SLICE", 9000 * MB)
    store.change(strategy="non-optimised")
    queue_desk.queue.add_paths([scan_zip])
    queue_desk.queue.start()
    queue_desk.desk.qtbot.waitUntil(lambda: bool(queue_desk.processes.made))
    assert queue_desk.processes.newest.job.strategy is None
    queue_desk.processes.newest.end(Outcome(Ending.FINISHED, sample_result()))
    queue_desk.desk.qtbot.waitUntil(lambda: queue_desk.queue.items[0].state is State.DONE)


def test_with_a_greater_budget_it_begins(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    set_budget(desk, 200)
    desk.press(Qt.Key.Key_A)
    set_budget(desk, 600)
    desk.analyse()
    assert desk.window.analysis_panel.result is not None
    assert not desk.window.message_bar.text


def test_the_queue_says_why_and_goes_on(queue_desk: QueueDesk, scan_zip: Path, memory: FakeMemory) -> None:
    queue = queue_desk.queue
    set_budget(queue_desk.desk, 200)
    queue.add_paths([scan_zip])
    queue.start()
    queue_desk.desk.qtbot.waitUntil(lambda: queue.items[0].state is State.FAILED)
    assert "The analysis was not begun" in queue.items[0].text
    assert not queue_desk.processes.made
    set_budget(queue_desk.desk, 600)
    queue.retry(queue.items[0].number)
    queue_desk.desk.qtbot.waitUntil(lambda: bool(queue_desk.processes.made))
    queue_desk.processes.newest.end(Outcome(Ending.FINISHED, sample_result()))
    queue_desk.desk.qtbot.waitUntil(lambda: queue.items[0].state is State.DONE)


def test_so_does_a_report_that_has_to_analyse_again(
    desk: Desk, scan_zip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open(scan_zip)
    desk.analyse()
    monkeypatch.setattr(desk.exporter, "_ask_path", lambda *_: tmp_path / "report.pdf")
    set_budget(desk, 200)
    dict(desk.window.actions_.exports)["pdf"].trigger()
    assert "The analysis was not begun" in desk.window.message_bar.text
    assert not desk.exporter.is_busy


# -- views ------------------------------------------------------------------------------------------------


def test_the_side_view_says_in_its_place_why_it_is_not_there(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    set_budget(desk, 100)  # less than the window takes
    panel = side_panel(desk)
    QTest.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert panel.refusal.isVisible()
    assert "The side view is not shown" in panel.refusal.text()
    assert not panel.view.isVisible()
    assert panel.nbytes == 0
    set_budget(desk, 600)
    desk.qtbot.waitUntil(lambda: panel.is_complete)
    assert panel.view.isVisible()
    assert not panel.refusal.isVisible()


def test_sections_do_too(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    set_budget(desk, 100)
    desk.window.view_area.show_views(ViewLayout.ONE_AND_TWO, (MAIN, "section", "section 2"))
    sections = desk.window.findChild(SectionsWiring)
    assert sections is not None
    view = sections.views["section"]
    assert "This view is not shown" in view.refusal.text()
    assert view.refusal.isVisible()
    assert view.section is None
    set_budget(desk, 600)
    desk.qtbot.waitUntil(lambda: sections.is_complete)
    assert not view.refusal.text()


def test_both_are_there_once_something_else_has_ended(desk: Desk, scan_zip: Path, memory: FakeMemory) -> None:
    desk.open(scan_zip)
    # Not one byte is left, but the window takes no more than it may: nothing is withdrawn later.
    memory.others = memory.machine - memory.window
    monitor_of(desk).sample()
    panel = side_panel(desk)
    QTest.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    desk.window.view_area.show_views(ViewLayout.ONE_AND_TWO, (MAIN, "section", "section 2"))
    sections = desk.window.findChild(SectionsWiring)
    assert sections is not None
    monitor_of(desk).sample()
    assert panel.refusal.text()
    assert sections.views["section"].refusal.text()
    assert not desk.window.message_bar.text
    memory.others = 1000 * MB
    monitor_of(desk).sample()
    desk.qtbot.waitUntil(lambda: panel.is_complete and sections.is_complete)
    assert not panel.refusal.text()
    assert not any(view.refusal.text() for view in sections.views.values())


def test_a_slab_is_not_begun(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    slab = desk.window.findChild(SlabWiring)
    assert slab is not None
    set_budget(desk, 100)
    desk.press(Qt.Key.Key_S)
    assert not slab.toggle.isChecked()
    assert "The slab is not shown" in desk.window.message_bar.text
    set_budget(desk, 600)
    desk.press(Qt.Key.Key_S)
    assert slab.toggle.isChecked()
    desk.qtbot.waitUntil(lambda: bool(slab.label.text()))


# -- series -----------------------------------------------------------------------------------------------


def test_frames_that_can_not_be_held_are_said_before_they_are_read(
    desk: Desk, many_zip: Path, memory: FakeMemory
) -> None:
    set_budget(desk, 120)  # what the window takes already
    with desk.qtbot.waitSignal(desk.workspace.series_refused):
        desk.workspace.open_paths([many_zip])
    bar = desk.window.message_bar
    assert "The series is not shown: about" in bar.text
    assert desk.workspace.stack is None
    with desk.qtbot.waitSignal(desk.workspace.stack_changed):
        QTest.mouseClick(bar.offer_button, Qt.MouseButton.LeftButton)
    desk.wait_painted()
    assert desk.workspace.stack is not None


def test_beside_another_they_are_refused_where_the_second_scan_is_seen(
    desk: Desk, scan_zip: Path, many_zip: Path
) -> None:
    desk.open(scan_zip)
    set_budget(desk, 120)  # what the window takes already
    second = second_of(desk)
    with desk.qtbot.waitSignal(second.scan.refused):
        second.scan.open_paths([many_zip])
    assert "is not shown beside the other" in second.view.strip.trouble
    assert second.scan.stack is None


# -- what is shown ----------------------------------------------------------------------------------------


def test_the_gauge_says_that_the_cache_was_shrunk(desk: Desk, scan_zip: Path, memory: FakeMemory) -> None:
    desk.open(scan_zip)
    gauge = desk.window.gauge
    assert "shrunk" not in gauge.toolTip()
    memory.window = 199 * MB
    set_budget(desk, 199)
    assert "Cache shrunk to " in gauge.toolTip()
    assert ": the budget is reached" in gauge.toolTip()
    assert "cache shrunk to " in gauge.accessibleDescription()
    set_budget(desk, 600)
    assert "shrunk" not in gauge.toolTip()


def test_the_container_is_shown(desk: Desk, memory: FakeMemory) -> None:
    memory.container = 512 * MB
    monitor_of(desk).sample()
    assert "Container (cgroup v2): 512 MB, 120 MB used" in desk.window.gauge.toolTip()


def test_a_budget_below_the_window_is_said_once_and_breaks_nothing(
    desk: Desk, scan_zip: Path, store: SettingsStore
) -> None:
    set_budget(desk, 100)
    assert "more than the budget of 100 MB lets it" in desk.window.message_bar.text
    desk.window.message_bar.dismiss()
    desk.open(scan_zip)
    for _ in range(12):
        desk.press(Qt.Key.Key_Down)
    desk.wait_painted()
    assert desk.window.slice_view.painted is not None
    assert not desk.window.message_bar.text
    assert "the window alone takes more than it may" in desk.window.gauge.toolTip()


# -- what holds no more -----------------------------------------------------------------------------------


def test_that_the_window_takes_too_much_is_withdrawn_with_another_budget(desk: Desk) -> None:
    bar = desk.window.message_bar
    set_budget(desk, 100)
    assert "The window alone takes 120 MB" in bar.text
    assert bar.text.endswith("Raise the budget in Edit ▸ Preferences.")
    set_budget(desk, 110)
    assert "more than the budget of 110 MB" in bar.text
    set_budget(desk, 600)
    assert not bar.text
    set_budget(desk, 100)
    assert "The window alone takes" in bar.text


def test_and_when_the_window_takes_less(desk: Desk, memory: FakeMemory) -> None:
    memory.window = 320 * MB
    set_budget(desk, 300)
    assert desk.window.message_bar.text
    memory.window = 200 * MB
    monitor_of(desk).sample()
    assert not desk.window.message_bar.text


def test_a_refused_analysis_is_withdrawn_when_it_would_fit(
    desk: Desk, scan_zip: Path, memory: FakeMemory
) -> None:
    desk.open(scan_zip)
    bar = desk.window.message_bar
    set_budget(desk, 200)
    desk.press(Qt.Key.Key_A)
    monitor_of(desk).sample()
    set_budget(desk, 203)
    assert "The analysis was not begun" in bar.text
    set_budget(desk, 600)
    assert not bar.text
    memory.window = 550 * MB
    desk.press(Qt.Key.Key_A)
    assert "The analysis was not begun" in bar.text
    memory.window = 200 * MB
    monitor_of(desk).sample()
    assert not bar.text


def test_what_is_said_of_something_else_stays(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    set_budget(desk, 200)
    desk.press(Qt.Key.Key_A)
    desk.window.message_bar.show_failure("Something else.")
    set_budget(desk, 600)
    assert desk.window.message_bar.text == "Something else."


def test_a_refused_series_is_shown_when_there_is_room(desk: Desk, many_zip: Path) -> None:
    set_budget(desk, 120)
    with desk.qtbot.waitSignal(desk.workspace.series_refused):
        desk.workspace.open_paths([many_zip])
    with desk.qtbot.waitSignal(desk.workspace.stack_changed):
        set_budget(desk, 600)
    desk.wait_painted()
    assert not desk.window.message_bar.text


def test_a_second_one_says_so_no_more(desk: Desk, scan_zip: Path, many_zip: Path) -> None:
    desk.open(scan_zip)
    set_budget(desk, 120)
    second = second_of(desk)
    with desk.qtbot.waitSignal(second.scan.refused):
        second.scan.open_paths([many_zip])
    assert second.view.strip.trouble
    set_budget(desk, 600)
    assert not second.view.strip.trouble


def test_the_advice_names_only_what_is_open(desk: Desk, scan_zip: Path, qtbot: QtBot) -> None:
    desk.open(scan_zip)
    bar = desk.window.message_bar

    def advice() -> str:
        set_budget(desk, 200)
        desk.press(Qt.Key.Key_A)
        said = bar.text
        set_budget(desk, 900)
        return said[said.index("Raise") :].rstrip(".")

    assert advice() == "Raise the budget in Edit ▸ Preferences"
    desk.window.view_area.show_views(ViewLayout.ONE_AND_TWO, (MAIN, "section", "section 2"))
    assert advice() == "Raise the budget in Edit ▸ Preferences, or close the views beside the slice"
    second = second_of(desk)
    with qtbot.waitSignal(second.scan.stack_changed):
        second.scan.open_paths([scan_zip])
    assert advice() == "Raise the budget in Edit ▸ Preferences, or close the second scan"
