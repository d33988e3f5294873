"""What a person does in the window, by real events, and what comes of it."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from conftest import Untouched
from dicom_files import slice_bytes, slices, zip_bytes
from gui.desk import Desk
from gui.input_events import wheel
from gui.sample_result import sample_result
from phantomscope.analysis.events import Failed, Stage
from phantomscope.analysis.process import Ending, Outcome
from phantomscope.analysis.results import Verdict
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.memory_panel import MemoryPanel
from phantomscope.gui.series_model import VERDICT_ROLE
from phantomscope.gui.shortcuts_dialog import ShortcutsDialog

KEY = Qt.Key


def press(desk: Desk, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the focus is."""
    QTest.keyClick(desk.window.focusWidget() or desk.window, key, modifiers)


def analysed(desk: Desk, qtbot: QtBot, outcome: Outcome | None = None) -> None:
    press(desk, KEY.Key_A)
    with qtbot.waitSignal(desk.workspace.analysis_ended):
        desk.processes.newest.end(outcome or Outcome(Ending.FINISHED, sample_result()))


# -- opening ----------------------------------------------------------------------------------------------


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
        press(desk, KEY.Key_O, Qt.KeyboardModifier.ControlModifier)
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
    monkeypatch.setattr("phantomscope.gui.demo_process.DemoProcess.make", lambda *_: zip_bytes(slices(3)))
    with qtbot.waitSignal(desk.workspace.stack_changed):
        qtbot.mouseClick(desk.window.empty_panel.target.demo_button, Qt.MouseButton.LeftButton)
    desk.wait_painted()
    assert "digital CatPhan 504" in desk.window.windowTitle()


def test_what_was_opened_is_in_the_recent_lists_and_opens_again(
    desk: Desk, qtbot: QtBot, scan_zip: Path, store: Any
) -> None:
    desk.open(scan_zip)
    press(desk, KEY.Key_W, Qt.KeyboardModifier.ControlModifier)
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
    assert desk.window.opening_bar.isVisible()
    qtbot.waitUntil(lambda: desk.window.opening_bar.count_text == "1 of 13")
    press(desk, KEY.Key_Escape)
    assert not desk.window.opening_bar.isVisible()
    assert desk.window.empty_panel.isVisible()
    assert desk.window.message_bar.text == ""  # cancelling is no error
    go.set()
    assert left.wait(10)
    qtbot.wait(20)
    assert desk.workspace.dataset is None


def stopped_scan(monkeypatch: pytest.MonkeyPatch) -> tuple[threading.Event, threading.Event]:
    """Scans stop after their first batch until the first event is set; the second says that one ended."""
    from phantomscope.gui import opener

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
    analysed(desk, qtbot)
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


# -- bad input --------------------------------------------------------------------------------------------


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
    press(desk, KEY.Key_Escape)
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
    press(desk, KEY.Key_End)
    qtbot.waitUntil(lambda: bool(view.trouble))
    assert "cut short" in view.trouble
    press(desk, KEY.Key_Home)
    qtbot.waitUntil(lambda: view.painted is not None and view.painted.index == 0)
    assert view.trouble == ""


# -- slices -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (KEY.Key_Down, 8),
        (KEY.Key_Up, 6),
        (KEY.Key_PageDown, 12),
        (KEY.Key_PageUp, 1),
        (KEY.Key_Home, 1),
        (KEY.Key_End, 12),
    ],
)
def test_keys_go_through_the_slices(
    desk: Desk, qtbot: QtBot, scan_zip: Path, key: Qt.Key, expected: int
) -> None:
    desk.open(scan_zip)
    press(desk, key)
    qtbot.waitUntil(lambda: desk.window.slice_view.place_text.startswith(f"{expected}/12"))


def test_the_readout_says_what_is_under_the_pointer(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.open(scan_zip)
    canvas = desk.window.slice_view.canvas
    QTest.mouseMove(canvas.viewport(), canvas.widget_point(32, 24))
    place, pixel, value, window = desk.window.readout_bar.texts
    assert (place, pixel, value) == ("x 6.0  y −8.0 mm", "column 32, row 24", "107 HU")
    assert window == "W 400  L 40"
    press(desk, KEY.Key_Down)
    qtbot.waitUntil(lambda: desk.window.readout_bar.texts[2] == "108 HU")
    QTest.mouseMove(canvas.viewport(), QPoint(1, 1))
    assert desk.window.readout_bar.texts[:3] == ("", "", "")


def test_presets_invert_and_fit_by_key(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.open(scan_zip)
    view = desk.window.slice_view
    for number, preset in enumerate(view.presets):
        press(desk, Qt.Key(KEY.Key_1.value + number))
        assert view.painted is not None
        assert view.window_level == preset.window(view.painted)
    press(desk, KEY.Key_I)
    assert view.inverted
    assert desk.window.actions_.invert.isChecked()
    wheel(view.canvas.viewport(), 4, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert not view.canvas.is_fitted
    press(desk, KEY.Key_F)
    assert view.canvas.is_fitted


def test_a_right_click_opens_the_menu(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.open(scan_zip)
    menu: QMenu = desk.window.slice_menu
    QTest.mouseClick(desk.window.slice_view.canvas.viewport(), Qt.MouseButton.RightButton)
    qtbot.waitUntil(menu.isVisible)
    QTest.keyClick(menu, KEY.Key_Escape)
    assert not menu.isVisible()


def test_another_series_by_a_click(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "two.zip"
    members = slices(5) | {"b.dcm": slice_bytes(series="1.2.9", Modality="MR", SeriesDescription="T1")}
    path.write_bytes(zip_bytes(members))
    desk.open(path)
    panel, view = desk.window.series_panel, desk.window.slice_view
    names = [action.text() for action in desk.window.actions_.presets]
    place = panel.list_view.visualRect(panel.series_model.index(1)).center()
    with qtbot.waitSignal(desk.workspace.stack_changed):
        qtbot.mouseClick(panel.list_view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: view.place_text.startswith("1/1"))
    assert [action.text() for action in desk.window.actions_.presets] != names


# -- analysis ---------------------------------------------------------------------------------------------


def test_one_click_analyses_and_shows_the_verdict(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.open(scan_zip)
    window, panel = desk.window, desk.window.analysis_panel
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert panel.is_running
    with qtbot.waitSignal(desk.workspace.runner.stage_changed):
        desk.processes.newest.say(Stage("finding the phantom", 3, 12))
    assert panel.progress.value() == 3
    result = sample_result()
    with qtbot.waitSignal(desk.workspace.analysis_ended):
        desk.processes.newest.end(Outcome(Ending.FINISHED, result))
    assert panel.result == result
    assert not panel.is_running
    assert window.series_panel.series_model.index(0).data(VERDICT_ROLE) is Verdict.PASS
    assert window.actions_.export_pdf.isEnabled()


def test_a_row_goes_to_its_slice_and_lights_its_outlines(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "scan.zip"
    path.write_bytes(zip_bytes(slices(64)))
    desk.open(path)
    analysed(desk, qtbot)
    window = desk.window
    result = window.analysis_panel.result
    assert result is not None
    tree = window.analysis_panel.tree
    model = tree.results_model
    module = next(
        model.index(row, 0) for row in range(model.rowCount()) if model.image_at(model.index(row, 0))[0]
    )
    metric = next(
        model.index(row, 0, module)
        for row in range(model.rowCount(module))
        if model.image_at(model.index(row, 0, module))[1]
    )
    tree.expand(module)
    tree.scrollTo(metric)
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualRect(metric).center())
    image, lit = model.image_at(metric)
    assert image is not None
    assert lit
    qtbot.waitUntil(lambda: window.slice_view.place_text.startswith(f"{image.slice_index + 1}/64"))
    assert window.slice_view.outlined is image
    assert window.slice_view.caption == image.title


def test_esc_ends_the_analysis_without_a_word(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.open(scan_zip)
    press(desk, KEY.Key_A)
    assert desk.window.analysis_panel.is_running
    press(desk, KEY.Key_A)  # a second press must not cancel what the first began
    assert not desk.processes.newest.cancelled
    press(desk, KEY.Key_Escape)
    assert desk.processes.newest.cancelled
    with qtbot.waitSignal(desk.workspace.analysis_ended):
        desk.processes.newest.end()
    assert not desk.window.analysis_panel.is_running
    assert desk.window.message_bar.text == ""
    assert desk.window.analysis_panel.banner.text == ""


def test_a_cancelled_repeat_brings_the_results_back(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.open(scan_zip)
    analysed(desk, qtbot)
    result = desk.window.analysis_panel.result
    assert result is not None
    analysed(desk, qtbot, Outcome(Ending.CANCELLED))
    assert desk.window.analysis_panel.result == result
    assert desk.window.actions_.export_pdf.isEnabled()


def test_a_failure_is_told_and_the_window_lives_on(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.open(scan_zip)
    analysed(desk, qtbot)
    text = "The analysis process crashed (SIGSEGV). The scan is unchanged and still open."
    analysed(desk, qtbot, Outcome(Ending.CRASHED, text=text))
    assert text in desk.window.analysis_panel.banner.text
    assert desk.window.analysis_panel.result is None
    assert not desk.window.actions_.export_pdf.isEnabled()
    assert desk.window.series_panel.series_model.index(0).data(VERDICT_ROLE) is None
    press(desk, KEY.Key_Down)
    qtbot.waitUntil(lambda: desk.window.slice_view.place_text.startswith("8/12"))


def test_too_few_slices_or_the_wrong_phantom_is_told(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.open(scan_zip)
    failed = Failed("12 slices are too few for a CatPhan 504, which needs 39", todo="Choose another phantom")
    analysed(desk, qtbot, Outcome(Ending.FAILED, failure=failed, text="12 slices are too few for it."))
    assert "too few" in desk.window.analysis_panel.banner.text


def test_results_wait_at_their_series(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "two.zip"
    path.write_bytes(zip_bytes(slices(5) | {"b.dcm": slice_bytes(series="1.2.9")}))
    desk.open(path)
    dataset = desk.workspace.dataset
    assert dataset is not None
    panel, first, second = desk.window.analysis_panel, *dataset.scan.series
    press(desk, KEY.Key_A)
    with qtbot.waitSignal(desk.workspace.stack_changed):
        desk.workspace.select_series(second)
    with qtbot.waitSignal(desk.workspace.analysis_ended):
        desk.processes.newest.end(Outcome(Ending.FINISHED, sample_result()))
    assert panel.result is None
    assert not panel.is_running
    assert desk.window.series_panel.series_model.index(0).data(VERDICT_ROLE) is Verdict.PASS
    with qtbot.waitSignal(desk.workspace.stack_changed):
        desk.workspace.select_series(first)
    assert panel.result is not None
    assert desk.window.actions_.export_pdf.isEnabled()


# -- export -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_results_go_to_a_file_and_never_into_the_scan(
    desk: Desk,
    qtbot: QtBot,
    scan_zip: Path,
    tmp_path_factory: pytest.TempPathFactory,
    untouched: Untouched,
    kind: str,
) -> None:
    folder = tmp_path_factory.mktemp("reports")
    desk.open(scan_zip)
    analysed(desk, qtbot)
    target = folder / f"results.{kind}"
    exporter = desk.exporter
    exporter._ask_path = lambda *_: target
    with untouched(scan_zip), qtbot.waitSignal(exporter.exported):
        dict(desk.window.actions_.exports)[kind].trigger()
    assert target.stat().st_size > 0
    assert str(target) in desk.window.message_bar.text
    exporter._ask_path = lambda *_: folder / "gone" / f"results.{kind}"
    with qtbot.waitSignal(exporter.failed):
        dict(desk.window.actions_.exports)[kind].trigger()
    assert desk.window.message_bar.isVisible()


# -- the rest ---------------------------------------------------------------------------------------------


def test_the_gauge_opens_the_memory_panel(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.open(scan_zip)
    qtbot.mouseClick(desk.window.gauge, Qt.MouseButton.LeftButton)
    panel = desk.window.findChild(MemoryPanel)
    assert panel is not None
    qtbot.waitUntil(panel.isVisible)
    assert not panel.isModal()
    panel.close()


def test_f1_lists_every_key(desk: Desk, qtbot: QtBot) -> None:
    press(desk, KEY.Key_F1)
    dialog = desk.window.findChild(ShortcutsDialog)
    assert dialog is not None
    assert dialog.isVisible()
    model = dialog.table.model()
    keys = {model.index(row, 0).data() for row in range(model.rowCount())}
    assert {"Ctrl+O", "Up", "Esc", "F1", "A"} <= keys
    dialog.close()


def test_about_says_the_version_and_stops_nothing(desk: Desk, qtbot: QtBot) -> None:
    from phantomscope import __version__

    desk.window.actions_.about.trigger()
    box = desk.window.findChild(QMessageBox)
    assert box is not None
    assert __version__ in box.text()
    box.close()


def test_closing_the_scan_empties_the_window(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.open(scan_zip)
    analysed(desk, qtbot)
    press(desk, KEY.Key_W, Qt.KeyboardModifier.ControlModifier)
    window = desk.window
    assert window.empty_panel.isVisible()
    assert window.analysis_panel.result is None
    assert window.slice_view.painted is None
    assert window.series_panel.series_model.rowCount() == 0
    assert window.windowTitle() == "Phantomscope"
    assert not window.actions_.export_pdf.isEnabled()


def test_quitting_ends_the_analysis_and_leaves_no_thread(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    before = set(threading.enumerate())
    desk.open(scan_zip)
    press(desk, KEY.Key_A)
    press(desk, KEY.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert not desk.window.isVisible()
    assert desk.processes.newest.cancelled
    assert desk.processes.newest.waited
    assert not {thread.name for thread in set(threading.enumerate()) - before}


def test_the_open_scan_stays_what_it_was_when_a_stranger_fails(
    desk: Desk, qtbot: QtBot, scan_zip: Path
) -> None:
    desk.open(scan_zip)
    place = desk.window.slice_view.place_text
    desk.workspace.opener.failed.emit(PhantomscopeError("It is gone", where="x.zip"))
    assert desk.window.slice_view.place_text == place
    assert desk.window.slice_view.painted is not None
