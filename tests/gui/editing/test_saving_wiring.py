"""*Save as New ZIP* by real events in the window."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from dicom_files import slices, write_folder, zip_bytes
from fixture_types import Untouched
from gui.desk import Desk
from phantomscope.gui.editing.editing_wiring import EditingWiring
from phantomscope.gui.editing.saving_wiring import SavingWiring
from phantomscope.saving import new_archive
from phantomscope.saving.new_archive import save_new_archive
from saving.archives import datasets, members

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "new"
    folder.mkdir()
    return folder / "new.zip"


def saving_of(desk: Desk, target: Path) -> SavingWiring:
    """The wiring; whoever is asked where to says ``target``."""
    found = desk.window.findChild(SavingWiring)
    assert found is not None
    found.ask = lambda _name, chosen: chosen(target)
    return found


def save(desk: Desk, saving: SavingWiring) -> None:
    """By key, until it is over."""
    desk.window.slice_view.setFocus()
    with desk.qtbot.waitSignal(saving.saver.ended):
        desk.press(Qt.Key.Key_S, CONTROL)


def test_the_edited_stack_becomes_a_new_archive(
    desk: Desk, scan_zip: Path, target: Path, untouched: Untouched
) -> None:
    with untouched(scan_zip):
        desk.open(scan_zip)
        saving = saving_of(desk, target.with_name("new"))  # it gets its ending
        editing = desk.window.findChild(EditingWiring)
        assert editing is not None
        editing.reverse.trigger()
        desk.wait_painted()
        desk.press(Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
        save(desk, saving)
        desk.qtbot.waitUntil(lambda: "11 slices were saved" in desk.window.message_bar.text)
        assert saving.bar.isHidden()
        assert saving.save.isEnabled()
    found = datasets(target)
    assert len(found) == 11
    assert found[0].DerivationDescription == "slices in reverse order"
    assert list(target.parent.iterdir()) == [target]


def test_privacy_takes_the_names_out(desk: Desk, scan_zip: Path, target: Path) -> None:
    desk.open(scan_zip)
    names: list[str] = []
    saving = saving_of(desk, target)
    saving.ask = lambda name, chosen: (names.append(name), chosen(target))
    desk.workspace.privacy.set_on(True)
    save(desk, saving)
    assert names == ["phantom edited.zip"]
    assert all(b"Phantom^A" not in data for data in members(target).values())


def test_the_source_is_never_written_over(desk: Desk, scan_zip: Path, untouched: Untouched) -> None:
    with untouched(scan_zip):
        desk.open(scan_zip)
        saving = saving_of(desk, scan_zip)
        save(desk, saving)
        desk.qtbot.waitUntil(lambda: "scan that is open" in desk.window.message_bar.text)


def test_a_folder_is_saved_elsewhere_and_not_into_itself(
    desk: Desk, tmp_path: Path, target: Path, untouched: Untouched
) -> None:
    folder = write_folder(tmp_path / "scan", slices(4))
    with untouched(folder):
        desk.open(folder)
        saving = saving_of(desk, folder / "new.zip")
        save(desk, saving)
        desk.qtbot.waitUntil(lambda: "scan that is open" in desk.window.message_bar.text)
        saving.ask = lambda _name, chosen: chosen(target)
        save(desk, saving)
    assert list(members(target).values()) == list(slices(4).values())


def test_escape_gives_it_up_and_leaves_nothing(
    desk: Desk, scan_zip: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = held(monkeypatch)
    desk.open(scan_zip)
    saving = saving_of(desk, target)
    desk.window.slice_view.setFocus()
    desk.press(Qt.Key.Key_S, CONTROL)
    desk.qtbot.waitUntil(begun.is_set)
    assert saving.bar.isVisible()
    assert not saving.save.isEnabled()
    with desk.qtbot.waitSignal(saving.saver.ended):
        desk.press(Qt.Key.Key_Escape)
    assert not list(target.parent.iterdir())
    assert saving.bar.isHidden()
    assert desk.window.message_bar.text == "Saving was given up; nothing is left of it."


def test_one_escape_does_one_thing_and_running_work_comes_first(
    desk: Desk, scan_zip: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = held(monkeypatch)
    desk.open(scan_zip)
    saving, editing = saving_of(desk, target), desk.window.findChild(EditingWiring)
    assert editing is not None
    tools, view = desk.window.tool_box, desk.window.slice_view
    for take in (lambda: desk.press(Qt.Key.Key_M), lambda: desk.press(Qt.Key.Key_W, SHIFT)):
        begun.clear()
        view.setFocus()
        desk.press(Qt.Key.Key_S, CONTROL)
        desk.qtbot.waitUntil(begun.is_set)
        take()
        tool = tools.current
        assert tool is not desk.window.actions_.window_tool
        with desk.qtbot.waitSignal(saving.saver.ended):
            desk.press(Qt.Key.Key_Escape)
        assert tools.current is tool
        assert "given up" in desk.window.message_bar.text
        desk.press(Qt.Key.Key_Escape)
        assert tools.current is desk.window.actions_.window_tool
        assert "given up" in desk.window.message_bar.text
        desk.press(Qt.Key.Key_Escape)
        assert desk.window.message_bar.text == ""
    assert not list(target.parent.iterdir())


def test_a_scan_opened_anew_while_it_was_asked_where_to_is_told(
    desk: Desk, scan_zip: Path, target: Path
) -> None:
    desk.open(scan_zip)
    saving, asked = saving_of(desk, target), list[Callable[[Path], object]]()
    saving.ask = lambda _name, chosen: asked.append(chosen)
    saving.save.trigger()
    with desk.qtbot.waitSignal(desk.workspace.rescanned):
        desk.workspace.rescan()
    desk.wait_painted()
    asked[0](target)
    assert "opened anew while you chose the file: nothing was saved" in desk.window.message_bar.text
    assert not saving.saver.is_busy


def test_two_at_once_are_refused_in_words(
    desk: Desk, scan_zip: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held(monkeypatch)
    desk.open(scan_zip)
    saving, asked = saving_of(desk, target), list[Callable[[Path], object]]()
    saving.ask = lambda _name, chosen: asked.append(chosen)
    saving.save.trigger()
    asked[0](target)
    asked[0](target.with_name("other.zip"))
    assert "Another archive is being saved" in desk.window.message_bar.text
    with desk.qtbot.waitSignal(saving.saver.ended):
        desk.press(Qt.Key.Key_Escape)


def test_closing_the_window_ends_it(
    desk: Desk, scan_zip: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = held(monkeypatch)
    desk.open(scan_zip)
    saving_of(desk, target)
    desk.window.slice_view.setFocus()
    desk.press(Qt.Key.Key_S, CONTROL)
    desk.qtbot.waitUntil(begun.is_set)
    desk.window.close()
    desk.qtbot.waitUntil(lambda: not list(target.parent.iterdir()))


def test_another_scan_may_be_opened_meanwhile(
    desk: Desk, scan_zip: Path, tmp_path: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    begun = threading.Event()

    def slow(*args: object, **options: object) -> object:
        begun.set()
        assert go_on.wait(20)
        return save_new_archive(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(new_archive, "save_new_archive", slow)
    other = tmp_path / "other.zip"
    other.write_bytes(zip_bytes(slices(3)))
    desk.open(scan_zip)
    saving = saving_of(desk, target)
    desk.window.slice_view.setFocus()
    desk.press(Qt.Key.Key_S, CONTROL)
    desk.qtbot.waitUntil(begun.is_set)
    desk.open(other)
    with desk.qtbot.waitSignal(saving.saver.saved):
        go_on.set()
    assert len(members(target)) == 12


def test_the_dialog_suggests_a_name_and_stops_nothing(desk: Desk, scan_zip: Path, qtbot: QtBot) -> None:
    desk.open(scan_zip)
    desk.window.slice_view.setFocus()
    desk.press(Qt.Key.Key_S, CONTROL)
    dialog = desk.window.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.isVisible()
    assert Path(dialog.selectedFiles()[0]).name == "made for a test edited.zip"
    dialog.reject()
    saving = desk.window.findChild(SavingWiring)
    assert saving is not None
    assert not saving.saver.is_busy


def test_a_fault_is_told_without_naming_anything(
    desk: Desk, scan_zip: Path, target: Path, monkeypatch: pytest.MonkeyPatch, expect_log: object
) -> None:
    import logging

    def fault(*_: object, **__: object) -> None:
        raise RuntimeError("Phantom^A")

    monkeypatch.setattr(new_archive, "save_new_archive", fault)
    expect_log("phantomscope.gui.editing", logging.ERROR, "RuntimeError")  # type: ignore[operator]
    desk.open(scan_zip)
    save(desk, saving_of(desk, target))
    desk.qtbot.waitUntil(lambda: "fault in the program" in desk.window.message_bar.text)


def held(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Saving goes on only once it has been cancelled; set when it has begun."""
    begun = threading.Event()

    def hold(*args: object, cancelled: object, **options: object) -> object:
        begun.set()
        while not cancelled():  # type: ignore[operator]
            threading.Event().wait(0.005)
        return save_new_archive(*args, cancelled=cancelled, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(new_archive, "save_new_archive", hold)
    return begun


def test_a_crop_that_is_not_applied_is_not_passed_over_in_silence(
    desk: Desk, scan_zip: Path, target: Path
) -> None:
    desk.open(scan_zip)
    saving, editing = saving_of(desk, target), desk.window.findChild(EditingWiring)
    assert editing is not None
    editing.crop.trigger()
    assert editing.why_not_saved == ""  # all of the picture is chosen
    editing.bar.width_.setValue(10)
    desk.window.slice_view.setFocus()
    desk.press(Qt.Key.Key_S, CONTROL)
    assert "not applied yet: Enter applies it, Esc gives it up" in desk.window.message_bar.text
    assert not saving.saver.is_busy
    editing.bar.crop_wanted.emit()
    desk.wait_painted()
    save(desk, saving)
    desk.qtbot.waitUntil(lambda: "12 slices were saved" in desk.window.message_bar.text)
