from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dicom_files import slice_bytes, zip_bytes
from gui.desk import Desk
from gui.fake_survey import UNKNOWN, recognised
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.setup.parameter_editors import ChoiceEditor, NumberEditor
from phantomscope.gui.setup.parameters_page import ParametersPage

KEY = Qt.Key


def page_of(desk: Desk) -> ParametersPage:
    page = desk.window.findChild(ParametersPage)
    assert page is not None
    desk.window.analysis_panel.tabs.setCurrentWidget(page)
    return page


def number(page: ParametersPage) -> NumberEditor:
    editor = page.editor("hu_tolerance")
    assert isinstance(editor, NumberEditor)
    editor.box.setFocus()
    return editor


def test_the_form_is_fetched_when_it_is_first_looked_at(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.forms.held = True
    desk.open(scan_zip)
    assert desk.forms.asked == []
    page = page_of(desk)
    assert desk.forms.asked == ["CatPhan 504"]
    assert page.message.text() == "Reading the parameters…"
    desk.forms.give()
    qtbot.waitUntil(lambda: page.form is not None)
    desk.window.analysis_panel.tabs.setCurrentIndex(0)
    page_of(desk)
    assert desk.forms.asked == ["CatPhan 504"]


def test_a_changed_parameter_goes_with_the_job_and_can_be_undone(
    desk: Desk, qtbot: QtBot, scan_zip: Path
) -> None:
    desk.open(scan_zip)
    page = page_of(desk)
    qtbot.waitUntil(lambda: page.form is not None)
    for _ in range(2):
        qtbot.keyClick(number(page).box, KEY.Key_Down)
    desk.window.slice_view.setFocus()
    desk.analyse()
    assert desk.processes.newest.job.parameters == {"hu_tolerance": 38.0}
    page_of(desk)
    desk.window.slice_view.setFocus()
    desk.press(KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert number(page).box.value() == 40
    assert desk.workspace.setups.current.parameters == {}


def test_the_default_typed_again_is_no_change(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.open(scan_zip)
    page = page_of(desk)
    qtbot.waitUntil(lambda: page.form is not None)
    qtbot.keyClick(number(page).box, KEY.Key_Down)
    qtbot.keyClick(number(page).box, KEY.Key_Up)
    assert desk.workspace.setups.current.parameters == {}


def test_resetting_leaves_the_corrections_by_hand(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.open(scan_zip)
    page = page_of(desk)
    qtbot.waitUntil(lambda: page.form is not None)
    desk.workspace.setups.change("x", parameters={"hu_tolerance": 30, "x_adjustment": 2})
    qtbot.mouseClick(page.reset_button, Qt.MouseButton.LeftButton)
    assert desk.workspace.setups.current.parameters == {"x_adjustment": 2}


def test_another_phantom_has_a_form_of_its_own_and_loses_the_changes(
    desk: Desk, qtbot: QtBot, scan_zip: Path
) -> None:
    desk.open(scan_zip)
    page = page_of(desk)
    qtbot.waitUntil(lambda: page.form is not None)
    qtbot.keyClick(number(page).box, KEY.Key_Down)
    combo = desk.window.analysis_panel.combo
    combo.setFocus()
    qtbot.keyClick(combo, KEY.Key_Down)
    qtbot.waitUntil(lambda: page.form is not None and page.form.phantom == "CatPhan 503")
    assert desk.workspace.setups.current.parameters == {}


def test_without_a_phantom_there_is_no_form(desk: Desk, scan_zip: Path) -> None:
    desk.looks.answer = UNKNOWN
    desk.open(scan_zip)
    assert "Choose the phantom" in page_of(desk).message.text()
    assert desk.forms.asked == []


def test_a_form_that_cannot_be_read_says_why(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.forms.answer = PhantomscopeError("The parameters could not be read", todo="Try again")
    desk.open(scan_zip)
    page = page_of(desk)
    qtbot.waitUntil(lambda: "could not be read" in page.message.text())


@pytest.mark.parametrize("times", [{1: 20.0, 2: 80.0}])
def test_the_echoes_of_the_series_are_offered(
    desk: Desk, qtbot: QtBot, tmp_path: Path, times: dict[int, float]
) -> None:
    members = {
        f"{echo}-{n}.dcm": slice_bytes(number=n, modality="MR", EchoNumbers=str(echo), EchoTime=str(time))
        for echo, time in times.items()
        for n in range(1, 5)
    }
    path = tmp_path / "mr.zip"
    path.write_bytes(zip_bytes(members))
    desk.looks.answer = recognised("ACR MRI Large")
    desk.open(path)
    page = page_of(desk)
    qtbot.waitUntil(lambda: page.form is not None)
    editor = page.editor("echo_number")
    assert isinstance(editor, ChoiceEditor)
    texts = [editor.box.itemText(row) for row in range(editor.box.count())]
    assert texts == ["automatic", "1 (TE 20 ms)", "2 (TE 80 ms)"]
    editor.box.setFocus()
    for _ in range(2):
        qtbot.keyClick(editor.box, KEY.Key_Down)
    assert desk.workspace.setups.current.parameters == {"echo_number": 2}
