"""Putting right by hand, by real events in the window, and what the analysis is then told."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from conftest import Untouched
from dicom_files import slice_bytes, zip_bytes
from gui.desk import Desk, disc
from gui.fake_survey import recognised
from phantomscope.analysis.events import Failed
from phantomscope.analysis.process import Ending, Outcome
from phantomscope.gui.analysis.failure_help import FailureHelp
from phantomscope.gui.analysis.surveyor import Survey
from phantomscope.gui.setup.corrections_page import CorrectionsPage

KEY = Qt.Key
LEFT = Qt.MouseButton.LeftButton


def page_of(desk: Desk) -> CorrectionsPage:
    page = desk.window.findChild(CorrectionsPage)
    assert page is not None
    desk.window.analysis_panel.tabs.setCurrentWidget(page)
    return page


def help_of(desk: Desk) -> FailureHelp:
    found = desk.window.findChild(FailureHelp)
    assert found is not None
    return found


def test_the_slice_shown_becomes_the_origin_and_undo_takes_it_back(
    desk: Desk, qtbot: QtBot, scan_zip: Path
) -> None:
    desk.open(scan_zip)
    page = page_of(desk)
    desk.window.slice_view.setFocus()
    desk.press(KEY.Key_Down)
    qtbot.waitUntil(lambda: page.origin_button.text() == "Use slice 8 as origin")
    qtbot.mouseClick(page.origin_button, LEFT)
    assert page.origin_text.text() == "Slice 8, chosen by you"
    desk.window.slice_view.setFocus()
    desk.analyse()
    assert desk.processes.newest.job.origin_slot == 7
    desk.press(KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.origin_text.text() == "Found by the analysis"
    desk.press(KEY.Key_O)
    assert desk.workspace.setups.current.origin_slot is not None


def test_an_origin_stays_the_same_slice_when_others_are_left_out(
    desk: Desk, qtbot: QtBot, scan_zip: Path, untouched: Untouched
) -> None:
    with untouched(scan_zip):
        desk.open(scan_zip)
        page = page_of(desk)
        desk.window.slice_view.setFocus()
        desk.press(KEY.Key_O)
        desk.press(KEY.Key_Home)
        desk.press(KEY.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
        qtbot.waitUntil(lambda: "Left out: 1" in page.excluded_text.text())
        assert page.origin_text.text() == "Slice 6, chosen by you"
        desk.analyse()
        job = desk.processes.newest.job
        assert (job.origin_slot, job.edits.removed) == (6, (0,))
        desk.workspace.close_dataset()


def test_nudges_go_into_the_parameters(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.open(scan_zip)
    page = page_of(desk)
    box = page.boxes["angle_adjustment"]
    box.setFocus()
    for _ in range(3):
        qtbot.keyClick(box, KEY.Key_Up)
    desk.window.slice_view.setFocus()
    desk.analyse()
    assert desk.processes.newest.job.parameters == {"angle_adjustment": 1.5}
    assert desk.workspace.setups.history.count() == 1
    desk.press(KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert box.value() == 0
    assert desk.workspace.setups.current.parameters == {}


def test_everything_is_reset_at_once_and_comes_back_at_once(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.open(scan_zip)
    page = page_of(desk)
    desk.window.slice_view.setFocus()
    desk.press(KEY.Key_O)
    desk.press(KEY.Key_End)
    desk.press(KEY.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    page.turn_box.setFocus()
    qtbot.keyClick(page.turn_box, KEY.Key_Space)
    assert desk.workspace.setups.current.turned
    qtbot.waitUntil(page.reset_button.isEnabled)
    page.ensureWidgetVisible(page.reset_button)
    qtbot.mouseClick(page.reset_button, LEFT)
    stack = desk.workspace.stack
    assert stack is not None
    assert len(stack) == 12
    assert not page.turn_box.isChecked()
    assert page.origin_text.text() == "Found by the analysis"
    assert not page.reset_button.isEnabled()
    desk.window.slice_view.setFocus()
    desk.press(KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desk.workspace.setups.current.turned
    assert len(stack) == 11


def test_blank_ends_that_were_found_are_trimmed_by_one_click(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    members = {f"{n}.dcm": slice_bytes(disc(number=n), number=n) for n in range(1, 9)}
    members["9.dcm"] = slice_bytes(np.zeros((48, 64), np.int16), number=9)
    path = tmp_path / "scan.zip"
    path.write_bytes(zip_bytes(members))
    desk.looks.answer = Survey(recognised().recognition, (8,))
    desk.open(path)
    page = page_of(desk)
    page.ensureWidgetVisible(page.trim_button)
    qtbot.mouseClick(page.trim_button, LEFT)
    stack = desk.workspace.stack
    assert stack is not None
    assert stack.overlay.removed == {8}
    assert not page.trim_button.isVisible()


def test_trimming_leaves_one_slice_at_least(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "scan.zip"
    path.write_bytes(zip_bytes({f"{n}.dcm": slice_bytes(disc(number=n), number=n) for n in range(1, 6)}))
    desk.looks.answer = Survey(recognised().recognition, (3, 4))
    desk.open(path)
    desk.workspace.setups.exclude((0, 1, 2))
    page = page_of(desk)
    page.ensureWidgetVisible(page.trim_button)
    qtbot.mouseClick(page.trim_button, LEFT)
    assert desk.workspace.stack is not None
    assert desk.workspace.stack.overlay.removed == {0, 1, 2}
    assert "No slice would be left" in desk.window.message_bar.text


def test_the_last_slice_stays(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "one.zip"
    path.write_bytes(zip_bytes({"1.dcm": slice_bytes(disc(), number=1)}))
    desk.open(path)
    desk.window.slice_view.setFocus()
    desk.press(KEY.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert desk.workspace.stack is not None
    assert len(desk.workspace.stack) == 1
    assert "last slice" in desk.window.message_bar.text


def test_a_failure_shows_its_slice_and_a_partial_run_is_one_click_away(
    desk: Desk, qtbot: QtBot, scan_zip: Path
) -> None:
    desk.open(scan_zip)
    failed = Failed("CTP486 was not scanned", slice_index=2, partial_possible=True)
    desk.analyse(Outcome(Ending.FAILED, failure=failed, text="CTP486 was not scanned."))
    view, offered = desk.window.slice_view, help_of(desk)
    qtbot.waitUntil(lambda: view.place_text.startswith("3/12"))
    assert view.caption == "The analysis failed here"
    assert offered.isVisible()
    qtbot.mouseClick(offered.partial, LEFT)
    assert desk.processes.newest.job.partial
    assert not offered.isVisible()
    with qtbot.waitSignal(desk.workspace.analysis_ended):
        desk.processes.newest.end()


@pytest.mark.parametrize("running", [True, False])
def test_nothing_can_be_corrected_while_it_runs(
    desk: Desk, qtbot: QtBot, scan_zip: Path, running: bool
) -> None:
    desk.open(scan_zip)
    desk.press(KEY.Key_A)
    if not running:
        with qtbot.waitSignal(desk.workspace.analysis_ended):
            desk.processes.newest.end()
    assert page_of(desk).exclude_button.isEnabled() is not running
    assert desk.window.actions_.exclude_slice.isEnabled() is not running
    if running:
        with qtbot.waitSignal(desk.workspace.analysis_ended):
            desk.processes.newest.end()


def test_the_slice_where_it_failed_is_found_again_after_others_are_left_out(
    desk: Desk, qtbot: QtBot, scan_zip: Path
) -> None:
    desk.open(scan_zip)
    desk.analyse(Outcome(Ending.FAILED, failure=Failed("x", slice_index=5), text="x."))
    offered = help_of(desk)
    desk.workspace.setups.exclude((0, 1))
    assert offered.slice.text() == "Show slice 4, where it failed"
    desk.workspace.setups.exclude((5,))
    assert not offered.slice.isEnabled()
    desk.workspace.setups.history.undo()
    assert offered.slice.isEnabled()


def test_nothing_is_undone_while_it_runs(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.open(scan_zip)
    desk.workspace.setups.exclude((3,))
    undo = desk.window.actions_.undo
    assert undo.isEnabled()
    desk.press(KEY.Key_A)
    assert not undo.isEnabled()
    with qtbot.waitSignal(desk.workspace.analysis_ended):
        desk.processes.newest.end()
    assert undo.isEnabled()


def test_resetting_nothing_is_nothing_to_undo(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    page_of(desk).reset_wanted.emit()
    assert not desk.workspace.setups.history.canUndo()


def test_a_phantom_that_lies_the_other_way_round_is_turned_by_one_click(
    desk: Desk, qtbot: QtBot, scan_zip: Path
) -> None:
    desk.open(scan_zip)
    desk.analyse(Outcome(Ending.FAILED, failure=Failed("x", turning_helps=True), text="x."))
    offered = help_of(desk)
    assert not offered.partial.isVisible()
    qtbot.mouseClick(offered.turn, LEFT)
    assert desk.processes.newest.job.turned
    with qtbot.waitSignal(desk.workspace.analysis_ended):
        desk.processes.newest.end()
    desk.press(KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not desk.workspace.setups.current.turned


def test_delete_alone_leaves_no_slice_out(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    stack = desk.workspace.stack
    assert stack is not None
    desk.press(KEY.Key_Delete)
    assert len(stack) == 12


def test_what_was_left_out_is_said_and_taken_back_by_one_click(
    desk: Desk, qtbot: QtBot, scan_zip: Path
) -> None:
    desk.open(scan_zip)
    stack, bar = desk.workspace.stack, desk.window.message_bar
    assert stack is not None
    desk.press(KEY.Key_Home)
    desk.press(KEY.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert bar.text == "Slice 1 was left out of the copy."
    desk.wait_painted()
    desk.press(KEY.Key_Down)
    desk.press(KEY.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert bar.text == "Slice 2 (at first 3 of 12) was left out of the copy."
    qtbot.mouseClick(bar.offer_button, LEFT)
    assert stack.overlay.removed == {0}
    assert bar.isHidden()


def test_nothing_is_offered_back_that_is_not_the_newest_edit(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    desk.press(KEY.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert desk.window.message_bar.offer_button.isVisible()
    desk.press(KEY.Key_O)
    assert desk.window.message_bar.isHidden()
