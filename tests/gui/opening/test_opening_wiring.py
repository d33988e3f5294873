"""How a person opens scans in the window, by real events, and what comes of it."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from dicom_files import slice_bytes, slices, zip_bytes
from gui.desk import Desk
from gui.input_events import drop, urls, wheel
from phantomscope.analysis.phantoms import PHANTOMS
from phantomscope.gui.opening.demo_process import DemoProcess

KEY = Qt.Key


def test_it_begins_empty(desk: Desk) -> None:
    window = desk.window
    assert window.empty_panel.isVisible()
    assert not window.slice_view.isVisible()
    assert not window.actions_.analyse.isEnabled()
    assert window.windowTitle() == "Phantomscope"


def test_opening_shows_series_slice_and_name(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    window = desk.window
    assert window.slice_view.isVisible()
    assert window.windowTitle().startswith("scan.zip")
    assert window.slice_view.place_text == "7/12  z 17.5 mm"
    assert window.series_panel.list_view.currentIndex().row() == 0
    assert window.series_panel.set_aside_button.text() == "1 file skipped"
    assert not window.opening_bar.isVisible()
    assert window.focusWidget() is window.slice_view.canvas
    assert window.actions_.analyse.isEnabled()
    assert "CatPhan" in window.analysis_panel.phantom_name or "ACR" in window.analysis_panel.phantom_name


def choose(path: Path) -> Callable[[QFileDialog], None]:
    def do(dialog: QFileDialog) -> None:
        dialog.selectFile(str(path))
        dialog.accept()

    return do


@pytest.mark.parametrize("how", ["button", "key"])
def test_the_open_dialog_opens(desk: Desk, qtbot: QtBot, scan_zip: Path, how: str) -> None:
    if how == "button":
        qtbot.mouseClick(desk.window.empty_panel.target.open_button, Qt.MouseButton.LeftButton)
    else:
        desk.press(KEY.Key_O, Qt.KeyboardModifier.ControlModifier)
    dialog = desk.window.findChild(QFileDialog)
    assert dialog is not None
    with qtbot.waitSignal(desk.workspace.stack_changed):
        choose(scan_zip)(dialog)
    desk.wait_painted()


def test_the_folder_dialog_opens(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "scan"
    folder.mkdir()
    for name, data in slices(3).items():
        (folder / name).write_bytes(data)
    qtbot.mouseClick(desk.window.empty_panel.target.folder_button, Qt.MouseButton.LeftButton)
    dialog = desk.window.findChild(QFileDialog)
    assert dialog is not None
    with qtbot.waitSignal(desk.workspace.stack_changed):
        choose(folder)(dialog)
    desk.wait_painted()


def test_the_demo_opens(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "phantomscope.gui.opening.demo_process.DemoProcess.make", lambda *_: zip_bytes(slices(3))
    )
    with qtbot.waitSignal(desk.workspace.stack_changed):
        qtbot.mouseClick(desk.window.empty_panel.target.demo_button, Qt.MouseButton.LeftButton)
    desk.wait_painted()
    assert "digital CatPhan 504" in desk.window.windowTitle()


def test_what_was_opened_is_in_the_recent_lists_and_opens_again(
    desk: Desk, qtbot: QtBot, scan_zip: Path, store: Any
) -> None:
    desk.open(scan_zip)
    desk.press(KEY.Key_W, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(desk.window.empty_panel.isVisible)
    view = desk.window.empty_panel.recent_view
    with qtbot.waitSignal(desk.workspace.stack_changed):
        place = view.visualRect(view.model().index(0, 0)).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    menu = desk.window.recent_menu
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions() if action.text()][:1] == ["scan.zip"]
    with qtbot.waitSignal(desk.workspace.stack_changed):
        menu.actions()[0].trigger()
    menu.aboutToShow.emit()
    menu.actions()[-1].trigger()
    assert store.current.recent == ()


def test_the_first_slice_is_there_while_the_scan_goes_on_and_esc_gives_it_up(
    desk: Desk, qtbot: QtBot, scan_zip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, left = stopped_scan(monkeypatch)
    desk.workspace.open_paths([scan_zip])
    view = desk.window.slice_view
    qtbot.waitUntil(lambda: view.painted is not None)
    assert view.isVisible()
    bar = desk.window.opening_bar
    assert bar.isVisible()
    on_top = desk.window.childAt(bar.mapTo(desk.window, bar.rect().center()))
    assert on_top is bar or bar.isAncestorOf(on_top)
    qtbot.waitUntil(lambda: desk.window.opening_bar.count_text == "1 of 13")
    desk.press(KEY.Key_Escape)
    assert not desk.window.opening_bar.isVisible()
    assert desk.window.empty_panel.isVisible()
    assert desk.window.message_bar.text == ""  # cancelling is no error
    go.set()
    assert left.wait(10)
    qtbot.wait(20)
    assert desk.workspace.dataset is None


def stopped_scan(monkeypatch: pytest.MonkeyPatch) -> tuple[threading.Event, threading.Event]:
    """Scans stop after their first batch until the first event is set; the second says that one ended."""
    from phantomscope.gui.opening import opener

    go, left = threading.Event(), threading.Event()
    real = opener.scan_batches

    def batches(source: Any) -> Any:
        try:
            for number, batch in enumerate(real(source)):
                assert number == 0 or go.wait(10)
                yield batch
        finally:
            left.set()

    monkeypatch.setattr(opener, "scan_batches", batches)
    return go, left


def test_giving_up_returns_to_what_was_open(
    desk: Desk, qtbot: QtBot, scan_zip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open(scan_zip)
    desk.analyse()
    wheel(desk.window.slice_view.canvas.viewport(), -2)
    desk.wait_painted()
    place = desk.window.slice_view.place_text
    other = tmp_path / "other.zip"
    other.write_bytes(zip_bytes(slices(4)))
    go, left = stopped_scan(monkeypatch)
    desk.workspace.open_paths([other])
    qtbot.waitUntil(lambda: desk.window.slice_view.place_text != place)
    qtbot.mouseClick(desk.window.opening_bar.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: desk.window.slice_view.place_text == place)
    assert desk.window.analysis_panel.result is not None
    assert desk.window.windowTitle().startswith("scan.zip")
    go.set()
    assert left.wait(10)


def bad(tmp_path: Path, name: str) -> Path:
    path = tmp_path / name
    if name == "empty.zip":
        path.write_bytes(b"")
    elif name == "text.zip":
        path.write_bytes(b"this is no archive")
    elif name == "cut.zip":
        path.write_bytes(zip_bytes(slices(3))[:-20])
    elif name == "nothing.zip":
        path.write_bytes(zip_bytes({"a.txt": b"a", "b.txt": b"b"}))
    elif name == "folder":
        path.mkdir()
    return path


@pytest.mark.parametrize("name", ["empty.zip", "text.zip", "cut.zip", "nothing.zip", "folder", "gone.zip"])
@pytest.mark.parametrize("opened", [False, True])
def test_bad_input_is_told_in_the_window_which_goes_on(
    desk: Desk, qtbot: QtBot, tmp_path: Path, scan_zip: Path, name: str, opened: bool
) -> None:
    if opened:
        desk.open(scan_zip)
    with qtbot.waitSignal(desk.workspace.opener.failed):
        desk.workspace.open_paths([bad(tmp_path, name)])
    bar = desk.window.message_bar
    assert bar.isVisible()
    assert name in bar.text
    assert "Traceback" not in bar.text
    assert desk.window.slice_view.isVisible() == opened
    assert not desk.window.opening_bar.isVisible()
    desk.press(KEY.Key_Escape)
    assert not bar.isVisible()
    if opened:
        wheel(desk.window.slice_view.canvas.viewport(), -1)
        qtbot.waitUntil(lambda: desk.window.slice_view.place_text.startswith("8/12"))
    else:
        desk.open(scan_zip)


def test_a_message_goes_when_something_is_opened(
    desk: Desk, qtbot: QtBot, tmp_path: Path, scan_zip: Path
) -> None:
    with qtbot.waitSignal(desk.workspace.opener.failed):
        desk.workspace.open_paths([tmp_path / "gone.zip"])
    desk.open(scan_zip)
    assert not desk.window.message_bar.isVisible()


def test_a_damaged_member_is_listed_and_the_rest_opens(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "scan.zip"
    path.write_bytes(zip_bytes({**slices(4), "broken.dcm": slice_bytes(number=9)[:500]}))
    desk.open(path)
    model = desk.window.series_panel.set_aside_model
    assert [model.index(row).data() for row in range(model.rowCount())] == ["broken.dcm"]
    assert desk.window.series_panel.set_aside_view.isVisible()


def test_a_slice_cut_short_says_so_in_its_place_and_the_others_are_shown(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    whole = slice_bytes(number=3)
    path = tmp_path / "scan.zip"
    path.write_bytes(zip_bytes({**slices(2), "003.dcm": whole[:-10]}))
    desk.open(path)
    view = desk.window.slice_view
    desk.press(KEY.Key_End)
    qtbot.waitUntil(lambda: bool(view.trouble))
    assert "cut short" in view.trouble
    desk.press(KEY.Key_Home)
    qtbot.waitUntil(lambda: view.painted is not None and view.painted.index == 0)
    assert view.trouble == ""


def test_every_phantom_of_the_registry_can_be_made_from_the_menu(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def make(demo: DemoProcess, _: threading.Event) -> bytes:
        made.append(demo.name)
        return zip_bytes(slices(3))

    monkeypatch.setattr(DemoProcess, "make", make)
    entries = desk.window.demo_menu.actions()
    assert [one.text() for one in entries] == [phantom.name for phantom in PHANTOMS]
    with qtbot.waitSignal(desk.workspace.stack_changed):
        entries[-1].trigger()
    assert made == ["digital GE Helios daily"]
    assert "GE Helios daily" in desk.window.windowTitle()


def test_recent_scans_that_are_gone_say_so_and_are_told_when_chosen(
    desk: Desk, qtbot: QtBot, scan_zip: Path
) -> None:
    desk.open(scan_zip)
    desk.workspace.close_dataset()
    scan_zip.unlink()
    menu, view = desk.window.recent_menu, desk.window.empty_panel.recent_view
    menu.aboutToShow.emit()
    qtbot.waitUntil(lambda: menu.actions()[0].text() == "scan.zip (not found)")
    index = view.model().index(0, 0)
    assert "not found" in index.data(Qt.ItemDataRole.ToolTipRole)
    with qtbot.waitSignal(desk.workspace.opener.failed):
        menu.actions()[0].trigger()
    assert "does not exist any more" in desk.window.message_bar.text


def test_of_several_scans_dropped_the_first_opens_and_the_bar_says_what_takes_all(
    desk: Desk, qtbot: QtBot, scan_zip: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.zip"
    other.write_bytes(zip_bytes(slices(4)))
    folder = tmp_path / "folder"
    folder.mkdir()
    with qtbot.waitSignal(desk.workspace.stack_changed):
        drop(desk.window, urls([scan_zip, other, folder]))
    assert desk.window.windowTitle().startswith("scan.zip")
    assert desk.window.message_bar.isVisible()
    assert "all 3" in desk.window.message_bar.text
    desk.wait_painted()


def test_several_files_dropped_are_one_scan(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.dcm" for name in slices(4)]
    for path, data in zip(paths, slices(4).values(), strict=True):
        path.write_bytes(data)
    with qtbot.waitSignal(desk.workspace.stack_changed):
        drop(desk.window, urls(paths))
    desk.wait_painted()
    assert desk.window.slice_view.slider.maximum() == 3
    assert desk.window.message_bar.text == ""
