from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from dicom_files import slices, write_folder
from gui.desk import Desk
from gui.queue_desk import QueueDesk
from gui.scans import scan_of
from phantomscope.gui.memory.memory_panel import MemoryPanel
from phantomscope.gui.preferences.preferences_dialog import PreferencesDialog
from phantomscope.stack.strategy import Strategy

ALL = Strategy.NON_OPTIMISED


def menu(desk: Desk) -> QMenu:
    found = next(
        action.menu() for action in desk.window.view_menu.actions() if action.text() == "&Hold Slices"
    )
    assert isinstance(found, QMenu)
    return found


def entry(desk: Desk, text: str) -> QAction:
    return next(action for action in menu(desk).actions() if action.text().startswith(text))


def test_the_menu_offers_what_the_scan_does(desk: Desk, scan_zip: Path, tmp_path: Path) -> None:
    assert not any(action.isEnabled() for action in menu(desk).actions())
    desk.open(scan_zip)
    assert [action.text() for action in menu(desk).actions()] == [
        "Automatic (shadow)",
        "Non-optimised",
        "Lazy",
        "Shadow",
    ]
    assert [action.isEnabled() for action in menu(desk).actions()] == [True, True, False, True]
    assert "extracted to disk" in entry(desk, "Lazy").toolTip()
    assert entry(desk, "Automatic").isChecked()
    entry(desk, "Non-optimised").trigger()
    assert desk.workspace.strategies.in_use is ALL
    assert entry(desk, "Non-optimised").isChecked()
    desk.open(write_folder(tmp_path / "files", slices(4)))
    assert [action.isEnabled() for action in menu(desk).actions()] == [True, True, True, False]
    assert entry(desk, "Automatic (lazy)").isChecked()
    desk.open(scan_zip)  # as was chosen before
    assert desk.workspace.strategies.in_use is ALL
    desk.workspace.close_dataset()
    assert not any(action.isEnabled() for action in menu(desk).actions())


def test_an_analysis_holds_slices_as_the_window_does(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    desk.analyse()
    assert desk.processes.newest.job.strategy is Strategy.SHADOW
    entry(desk, "Non-optimised").trigger()
    assert not desk.workspace.is_outdated  # results are the same
    desk.analyse()
    assert desk.processes.newest.job.strategy is ALL


def test_so_does_the_queue(queue_desk: QueueDesk, tmp_path: Path) -> None:
    paths = [scan_of(tmp_path / "scans" / f"{name}.zip", name) for name in ("a", "b")]
    queue_desk.desk.open(paths[1])
    queue_desk.desk.workspace.strategies.choose(ALL)
    queue_desk.queue.add_paths(paths)
    queue_desk.wait_looked()
    queue_desk.queue.start()
    assert queue_desk.processes.newest.job.strategy is None
    queue_desk.end()
    assert queue_desk.processes.newest.job.strategy is ALL
    queue_desk.end()


def test_the_panel_is_no_more_than_a_choice_away(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    desk.window.actions_.memory.trigger()
    desk.qtbot.waitUntil(lambda: any(one.isVisible() for one in desk.window.findChildren(MemoryPanel)))
    panel = desk.window.findChild(MemoryPanel)
    assert panel is not None
    assert panel.table.rows[0][-1] == "shadow\nmeasured"
    panel.choice.combo.activated.emit(1)
    desk.qtbot.waitUntil(lambda: panel.choice.state.text().startswith("All 12 slices are decoded"))
    assert panel.table.rows[0][-2] == "non-optimised\nmeasured"
    stack = desk.workspace.stack
    assert stack is not None
    assert stack.account().cache >= stack.held.expected_bytes


def test_the_preference_holds_at_once_and_for_what_is_opened(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    action = next(one for one in desk.window.edit_menu.actions() if one.text().startswith("Pre"))
    action.trigger()
    dialog = desk.window.findChild(PreferencesDialog)
    assert dialog is not None
    dialog.strategy.activated.emit(1)
    assert desk.workspace.strategies.in_use is ALL
    dialog.defaults_button.click()
    assert desk.workspace.strategies.in_use is Strategy.SHADOW
    assert dialog.strategy.currentData() == "automatic"


def test_what_does_not_fit_is_said_in_the_window(
    desk: Desk, scan_zip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open(scan_zip)
    monkeypatch.setattr(desk.workspace.strategies, "room", lambda: 1000)
    entry(desk, "Non-optimised").trigger()
    assert "All slices decoded would take" in desk.window.message_bar.text
    assert desk.workspace.strategies.in_use is Strategy.SHADOW
    assert entry(desk, "Automatic").isChecked()
