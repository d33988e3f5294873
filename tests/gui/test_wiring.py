"""What a person does in the window besides opening and analysing, by real events, and what comes of it."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from dicom_files import slice_bytes, slices, zip_bytes
from gui.desk import Desk
from gui.input_events import wheel
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.memory.memory_panel import MemoryPanel
from phantomscope.gui.shortcuts_dialog import ShortcutsDialog

KEY = Qt.Key


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
    desk.press(key)
    qtbot.waitUntil(lambda: desk.window.slice_view.place_text.startswith(f"{expected}/12"))


def test_the_readout_says_what_is_under_the_pointer(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.open(scan_zip)
    canvas = desk.window.slice_view.canvas
    QTest.mouseMove(canvas.viewport(), canvas.widget_point(32, 24))
    place, pixel, value, window = desk.window.readout_bar.texts
    assert (place, pixel, value) == ("x 6.0  y −8.0 mm", "column 32, row 24", "107 HU")
    assert window == "W 400  L 40"
    desk.press(KEY.Key_Down)
    qtbot.waitUntil(lambda: desk.window.readout_bar.texts[2] == "108 HU")
    QTest.mouseMove(canvas.viewport(), QPoint(1, 1))
    assert desk.window.readout_bar.texts[:3] == ("", "", "")


def test_presets_invert_and_fit_by_key(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.open(scan_zip)
    view = desk.window.slice_view
    for number, preset in enumerate(view.presets):
        desk.press(Qt.Key(KEY.Key_1.value + number))
        assert view.painted is not None
        assert view.window_level == preset.window(view.painted)
    desk.press(KEY.Key_I)
    assert view.inverted
    assert desk.window.actions_.invert.isChecked()
    wheel(view.canvas.viewport(), 4, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert not view.canvas.is_fitted
    desk.press(KEY.Key_F)
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


def test_the_gauge_opens_the_memory_panel(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.open(scan_zip)
    qtbot.mouseClick(desk.window.gauge, Qt.MouseButton.LeftButton)
    desk.qtbot.waitUntil(lambda: any(one.isVisible() for one in desk.window.findChildren(MemoryPanel)))
    panel = desk.window.findChild(MemoryPanel)
    assert panel is not None
    qtbot.waitUntil(panel.isVisible)
    assert not panel.isModal()
    panel.close()


def test_f1_lists_every_key(desk: Desk, qtbot: QtBot) -> None:
    desk.press(KEY.Key_F1)
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
    desk.analyse()
    desk.press(KEY.Key_W, Qt.KeyboardModifier.ControlModifier)
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
    desk.press(KEY.Key_A)
    desk.press(KEY.Key_Q, Qt.KeyboardModifier.ControlModifier)
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
