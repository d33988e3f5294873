"""Preferences by real events on the built window: they hold at once and are kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.desk import Desk
from phantomscope.gui.memory.memory_monitor import MemoryMonitor
from phantomscope.gui.preferences.budget_box import BudgetBox
from phantomscope.gui.preferences.preferences_dialog import PreferencesDialog
from phantomscope.gui.preferences.preferences_wiring import OPTIONS
from phantomscope.gui.settings import MEGABYTE, Settings, SettingsStore
from phantomscope.gui.viewing.cine_wiring import CineWiring


@pytest.fixture(autouse=True)
def _colours_as_before() -> Iterator[None]:
    yield
    QGuiApplication.styleHints().setColorScheme(Qt.ColorScheme.Unknown)


def opened(desk: Desk) -> PreferencesDialog:
    desk.window.activateWindow()
    desk.qtbot.waitUntil(desk.window.isActiveWindow)
    desk.press(Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    dialog = desk.window.findChild(PreferencesDialog)
    assert dialog is not None
    assert dialog.isVisible()
    assert not dialog.isModal()
    desk.qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def test_the_cache_is_resized_at_once(desk: Desk, scan_zip: Path, store: SettingsStore) -> None:
    desk.open(scan_zip)
    dialog = opened(desk)
    dialog.cache_slices.setValue(2)
    dialog.cache_megabytes.setValue(3)
    assert (store.current.cache_slices, store.current.cache_megabytes) == (2, 3)
    account = desk.workspace.account()
    assert account is not None
    assert account.cache_budget == 3 * MEGABYTE


def test_the_budget_is_measured_against_at_once(desk: Desk, store: SettingsStore) -> None:
    monitor = desk.window.findChild(MemoryMonitor)
    assert monitor is not None
    dialog = opened(desk)
    assert "suits the machine" in dialog.budget.text()
    dialog.budget.setValue(700)
    assert monitor.budget == 700 * MEGABYTE
    assert store.current.memory_budget_megabytes == 700
    dialog.budget.setValue(dialog.budget.minimum())
    assert monitor.budget == monitor.usual_budget == 1000 * MEGABYTE
    assert store.current.memory_budget_megabytes == 0


def test_cine_follows_and_is_followed(desk: Desk, scan_zip: Path, store: SettingsStore) -> None:
    desk.open(scan_zip)
    wiring = desk.window.findChild(CineWiring)
    assert wiring is not None
    dialog = opened(desk)
    dialog.cine_speed.setValue(33)
    QTest.keyClick(dialog.cine_to_and_fro, Qt.Key.Key_Space)
    assert (wiring.cine.speed, wiring.cine.is_turning) == (33, True)
    assert wiring.turning.isChecked()
    wiring.cine.faster()
    assert store.current.cine_speed == 40
    dialog.close()
    wiring.play.trigger()
    wiring.play.trigger()
    assert opened(desk).cine_speed.value() == 40


def test_acceleration_is_a_matter_of_the_next_analysis(
    desk: Desk, scan_zip: Path, store: SettingsStore
) -> None:
    desk.open(scan_zip)
    dialog = opened(desk)
    assert dialog.accelerated.isChecked()
    QTest.keyClick(dialog.accelerated, Qt.Key.Key_Space)
    assert not store.current.accelerated
    assert not desk.workspace.accelerated
    dialog.defaults_button.click()
    assert dialog.accelerated.isChecked()
    assert desk.workspace.accelerated


def test_light_and_dark_hold_at_once(desk: Desk, store: SettingsStore) -> None:
    dialog = opened(desk)
    combo = dialog.colour_scheme
    for _ in range(2):
        QTest.keyClick(combo, Qt.Key.Key_Down)
        combo.activated.emit(combo.currentIndex())
    assert store.current.colour_scheme == "dark"
    QTest.keyClick(combo, Qt.Key.Key_Home)
    combo.activated.emit(combo.currentIndex())
    assert store.current.colour_scheme == "system"


def test_defaults_come_back_and_nothing_else_is_lost(desk: Desk, qtbot: QtBot, store: SettingsStore) -> None:
    store.change(recent=("/a.zip",))
    dialog = opened(desk)
    dialog.cache_slices.setValue(2)
    dialog.cine_speed.setValue(50)
    qtbot.mouseClick(dialog.defaults_button, Qt.MouseButton.LeftButton)
    usual = Settings()
    assert all(getattr(store.current, one) == getattr(usual, one) for one in OPTIONS)
    assert dialog.cine_speed.value() == usual.cine_speed
    assert store.current.recent == ("/a.zip",)


def test_recent_scans_are_forgotten(desk: Desk, qtbot: QtBot, scan_zip: Path, store: SettingsStore) -> None:
    desk.open(scan_zip)
    dialog = opened(desk)
    qtbot.mouseClick(dialog.forget_button, Qt.MouseButton.LeftButton)
    assert store.current.recent == ()
    assert store.current.last_folder == ""
    assert not dialog.forget_button.isEnabled()
    assert not desk.window.recent_menu.isEnabled()


def test_escape_closes_it(desk: Desk) -> None:
    dialog = opened(desk)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_dialog_comes_back_as_large_as_it_was_left(desk: Desk, store: SettingsStore) -> None:
    dialog = opened(desk)
    dialog.resize(612, 655)
    dialog.close()
    assert "PreferencesDialog,612,655" in store.current.dialog_sizes


def test_the_heights_of_list_and_charts_are_kept(desk: Desk, scan_zip: Path, store: SettingsStore) -> None:
    desk.open(scan_zip)
    desk.analyse()
    results = desk.window.analysis_panel.results
    before = results.sizes
    results.set_sizes((before[0] - 40, before[1] + 40))
    desk.window.close()
    assert store.current.results_sizes == results.sizes
    assert store.current.results_sizes != before


def typed(box: BudgetBox, text: str) -> None:
    """Replace what stands in a field by what is typed, and confirm it."""
    box.setFocus()
    box.selectAll()
    QTest.keyClick(box, Qt.Key.Key_Delete)
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)


@pytest.mark.parametrize("before", [0, 200, 128])
@pytest.mark.parametrize("text", ["100", "5"])
def test_too_small_a_budget_becomes_the_least_and_says_so(
    desk: Desk, store: SettingsStore, before: int, text: str
) -> None:
    dialog = opened(desk)
    dialog.budget.setValue(before)
    assert "is the least" not in dialog.note.text()
    typed(dialog.budget, text)
    assert dialog.budget.text() == "128 MB"
    assert store.current.memory_budget_megabytes == 128
    assert "128 MB is the least" in dialog.note.text()
    typed(dialog.budget, "300")
    assert store.current.memory_budget_megabytes == 300
    assert "is the least" not in dialog.note.text()


@pytest.mark.parametrize("text", ["0", ""])
def test_no_number_is_what_suits_the_machine(desk: Desk, store: SettingsStore, text: str) -> None:
    dialog = opened(desk)
    typed(dialog.budget, "300")
    typed(dialog.budget, text)
    assert store.current.memory_budget_megabytes == 0
    assert dialog.budget.text() == "suits the machine: 1.00 GB"
    QTest.keyClick(dialog.budget, Qt.Key.Key_Up)
    assert store.current.memory_budget_megabytes == 128
    QTest.keyClick(dialog.budget, Qt.Key.Key_Down)
    assert store.current.memory_budget_megabytes == 0


def test_what_is_being_typed_outlives_a_sample(desk: Desk) -> None:
    monitor = desk.window.findChild(MemoryMonitor)
    assert monitor is not None
    dialog = opened(desk)
    dialog.budget.selectAll()
    QTest.keyClicks(dialog.budget, "45")
    monitor.sample()
    assert dialog.budget.text().startswith("45")


def test_a_process_is_kept_ready_for_accelerated_analyses_only(desk: Desk) -> None:
    dialog = opened(desk)
    assert dialog.idle_worker.isEnabled()
    QTest.keyClick(dialog.accelerated, Qt.Key.Key_Space)
    assert not dialog.idle_worker.isEnabled()
    assert "switch Accelerated on" in dialog.idle_worker.toolTip()
    dialog.defaults_button.click()
    assert dialog.idle_worker.isEnabled()
    assert "waits for its analysis" in dialog.idle_worker.toolTip()
