"""The process that waits for the next analysis: only where it is wanted, and seen in the memory panel."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gui.desk import Desk
from gui.fake_forms import FakeForms
from gui.fake_memory import MB, FakeMemory
from gui.fake_process import FakeProcesses
from gui.fake_survey import FakeSurvey, recognised
from gui.sample_result import sample_result
from phantomscope.analysis.process import Ending, Outcome
from phantomscope.analysis.profiles import ProfileStore
from phantomscope.analysis.standby import Standby
from phantomscope.gui.analysis.analysis_runner import AnalysisRunner
from phantomscope.gui.analysis.surveyor import Surveyor
from phantomscope.gui.application import build, make_application
from phantomscope.gui.memory.memory_monitor import MemoryMonitor
from phantomscope.gui.memory.memory_panel import MemoryPanel
from phantomscope.gui.memory.strategy_choice import StrategyChoice
from phantomscope.gui.preferences.preferences_dialog import PreferencesDialog
from phantomscope.gui.settings import Settings, SettingsStore


class FakeStandby(Standby):
    """Notes for which phantom it is to keep a process; has a process id while it does."""

    def __init__(self) -> None:
        super().__init__()
        self.kept = ""
        self.begun: list[str] = []

    @property
    def pid(self) -> int | None:
        return 4711 if self.kept else None

    def keep(self, phantom: str) -> None:
        if not self.kept:
            self.kept = phantom
            self.begun.append(phantom)

    def give_up(self) -> None:
        self.kept = ""


@pytest.fixture
def standby() -> FakeStandby:
    return FakeStandby()


@pytest.fixture
def desk(
    qtbot: QtBot, store: SettingsStore, profiles: ProfileStore, memory: FakeMemory, standby: FakeStandby
) -> Iterator[Desk]:
    make_application()
    processes, looks, forms = FakeProcesses(), FakeSurvey(), FakeForms()
    window, workspace = build(
        store,
        runner=AnalysisRunner(processes),
        surveyor=Surveyor(looks),
        forms=forms,
        profiles=profiles,
        memory=memory,
        standby=standby,
    )
    qtbot.addWidget(window)
    window.show()
    yield Desk(window, workspace, processes, looks, forms, qtbot)
    window.close()


def switch(desk: Desk, on: bool) -> PreferencesDialog:
    dialog = desk.window.findChild(PreferencesDialog)
    if dialog is None:
        action = next(one for one in desk.window.edit_menu.actions() if "ferences" in one.text())
        action.trigger()
        dialog = desk.window.findChild(PreferencesDialog)
    assert isinstance(dialog, PreferencesDialog)
    dialog.idle_worker.setChecked(on)
    return dialog


def test_it_is_off_unless_it_is_switched_on(desk: Desk, scan_zip: Path, standby: FakeStandby) -> None:
    assert not Settings().idle_worker
    desk.open(scan_zip)
    assert standby.begun == []


def test_it_waits_while_a_scan_is_open(
    desk: Desk, scan_zip: Path, standby: FakeStandby, store: SettingsStore
) -> None:
    desk.looks.answer = recognised("Quart DVT")
    switch(desk, on=True)
    assert store.current.idle_worker
    assert standby.begun == []
    desk.open(scan_zip)
    assert standby.kept == "Quart DVT"
    desk.workspace.close_dataset()
    assert standby.kept == ""


def test_switching_takes_effect_at_once(desk: Desk, scan_zip: Path, standby: FakeStandby) -> None:
    desk.open(scan_zip)
    dialog = switch(desk, on=True)
    assert standby.kept == "CatPhan 504"
    dialog.defaults_button.click()
    assert standby.kept == ""
    assert not dialog.idle_worker.isChecked()


def test_after_a_job_another_takes_its_place(desk: Desk, scan_zip: Path, standby: FakeStandby) -> None:
    switch(desk, on=True)
    desk.open(scan_zip)
    standby.kept = ""  # the job has taken it
    desk.window.analysis_panel.trigger()
    with desk.qtbot.waitSignal(desk.workspace.analysis_ended):
        desk.processes.newest.end(Outcome(Ending.FINISHED, sample_result()))
    assert standby.begun == ["CatPhan 504", "CatPhan 504"]


def test_none_waits_where_pylinac_is_to_run_as_it_comes(
    desk: Desk, scan_zip: Path, standby: FakeStandby
) -> None:
    dialog = switch(desk, on=True)
    desk.open(scan_zip)
    dialog.accelerated.setChecked(False)
    assert standby.kept == ""


def test_closing_the_window_ends_it(desk: Desk, scan_zip: Path, standby: FakeStandby) -> None:
    switch(desk, on=True)
    desk.open(scan_zip)
    desk.window.close()
    assert standby.kept == ""


def test_its_memory_is_measured_and_shown(
    desk: Desk, scan_zip: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monitor = desk.window.findChild(MemoryMonitor)
    assert monitor is not None
    monkeypatch.setattr(monitor._readings, "rss", lambda pid=None: 90_000_000 if pid == 4711 else 120_000_000)
    panel = MemoryPanel(monitor, strategies=StrategyChoice(SettingsStore(None)))
    qtbot.addWidget(panel)
    panel.show()
    switch(desk, on=True)
    assert monitor.sample().idle_rss is None
    assert panel.figure_text("idle process") == "–"
    desk.open(scan_zip)
    sample = monitor.sample()
    assert sample.idle_rss == 90_000_000
    assert sample.used == 210_000_000
    assert panel.figure_text("idle process") == "90.0 MB"
    assert "idle process" in [part.name for part in panel.parts.parts]


def test_none_waits_where_there_is_no_memory_for_it(
    desk: Desk, scan_zip: Path, store: SettingsStore, standby: FakeStandby, memory: FakeMemory
) -> None:
    monitor = desk.window.findChild(MemoryMonitor)
    assert monitor is not None
    monitor.set_budget(200 * MB)  # of which the window takes 120
    store.change(idle_worker=True)
    desk.open(scan_zip)
    desk.qtbot.waitUntil(lambda: desk.workspace.survey is not None)
    assert not standby.begun
    panel = MemoryPanel(monitor, strategies=StrategyChoice(SettingsStore(None)))
    desk.qtbot.addWidget(panel)
    panel.show()
    assert panel.figure_text("idle process") == "no room in the budget"
    monitor.set_budget(900 * MB)
    assert panel.figure_text("idle process") == "–"


def test_it_goes_before_slices_do(
    desk: Desk, scan_zip: Path, store: SettingsStore, standby: FakeStandby, memory: FakeMemory
) -> None:
    monitor = desk.window.findChild(MemoryMonitor)
    assert monitor is not None
    memory.processes = {4711: 100 * MB}
    store.change(idle_worker=True)
    desk.open(scan_zip)
    desk.qtbot.waitUntil(lambda: bool(standby.kept))
    monitor.set_budget(221 * MB)
    assert standby.kept
    memory.window += 2 * MB
    monitor.sample()
    assert not standby.kept
