"""A second scan in the window, by real keys and menus: opened, seen, chosen from, closed, and kept."""

import gc
import threading
import tracemalloc
import weakref
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QToolButton
from pytestqt.qtbot import QtBot

from conftest import Untouched
from dicom_files import slices, write_folder, zip_bytes
from gui.desk import Desk
from gui.input_events import drop, urls
from gui.scans import scan_of
from gui.second_desk import menu_of, open_beside, second_of, stack_zip, wait_settled
from phantomscope.analysis.process import Ending, Outcome
from phantomscope.gui.editing.saving_wiring import SavingWiring
from phantomscope.gui.exporting.exporting_wiring import ExportingWiring
from phantomscope.gui.second.second_wiring import DIFFERENCE, SECOND
from phantomscope.gui.views.view_area import MAIN, ViewLayout

KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def last_month(tmp_path: Path) -> Path:
    folder = tmp_path / "last month"
    folder.mkdir()
    return stack_zip(folder / "before.zip", [2.0 * n for n in range(20)], base=50)


def test_files_chosen_by_key_open_beside_and_stay_as_they_were(
    desk: Desk, qtbot: QtBot, scan_zip: Path, last_month: Path, untouched: Untouched
) -> None:
    second = second_of(desk)
    assert not second.actions.open_file.isEnabled()  # beside what?
    with untouched(scan_zip), untouched(last_month):
        desk.open(scan_zip)
        desk.press(KEY.Key_L, CONTROL | Qt.KeyboardModifier.ShiftModifier)
        dialog = desk.window.findChild(QFileDialog)
        assert dialog is not None
        with qtbot.waitSignal(second.scan.stack_changed):
            dialog.filesSelected.emit([str(last_month)])
            dialog.close()
        wait_settled(desk)
        area = desk.window.view_area
        assert (area.layout_, area.shown) == (ViewLayout.SIDE_BY_SIDE, (MAIN, SECOND))
        assert second.view.isVisible()
        assert second.view.heading.name == "before.zip"
        assert not second.view.heading.combo.isVisible()
        assert "first" not in desk.window.windowTitle()
        assert desk.window.windowTitle().startswith("scan.zip")
        second.actions.close.trigger()
        desk.workspace.close_dataset()
        desk.window.close()


def test_ctrl_4_shows_and_hides_it(desk: Desk, scan_zip: Path, last_month: Path) -> None:
    desk.open(scan_zip)
    second, area = second_of(desk), desk.window.view_area
    desk.press(KEY.Key_4, CONTROL)
    assert second.view.isVisible()
    assert second.view.is_empty
    assert second.actions.side_by_side.isChecked()
    open_beside(desk, last_month)
    assert not second.view.is_empty
    desk.window.slice_view.setFocus()
    desk.press(KEY.Key_4, CONTROL)
    assert area.shown == (MAIN,)
    assert not second.view.isVisible()
    hidden_at = second.view.slices.index
    desk.press(KEY.Key_Home)
    assert second.view.slices.index == hidden_at  # what nobody sees is not decoded
    desk.press(KEY.Key_4, CONTROL)
    wait_settled(desk)
    assert second.view.slices.index != hidden_at


def test_a_failure_is_said_in_the_view_itself(
    desk: Desk, qtbot: QtBot, scan_zip: Path, tmp_path: Path
) -> None:
    desk.open(scan_zip)
    second = second_of(desk)
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK no archive")
    second.scan.open_paths([broken])
    assert second.view.strip.is_working
    qtbot.waitUntil(lambda: bool(second.view.strip.trouble))
    assert "broken.zip" in second.view.strip.trouble
    assert second.view.strip.isVisible()
    assert not second.view.strip.is_working
    desk.workspace.privacy.set_on(True)
    assert second.view.strip.trouble
    assert "broken" not in second.view.strip.trouble
    desk.workspace.privacy.set_on(False)
    assert "broken.zip" in second.view.strip.trouble


def test_a_damaged_slice_is_named_unless_names_are_hidden(
    desk: Desk, qtbot: QtBot, scan_zip: Path, tmp_path: Path
) -> None:
    members = slices(3, prefix="Miller/", series="1.7")
    members["Miller/002.dcm"] = members["Miller/002.dcm"][:-20]
    path = tmp_path / "cut.zip"
    path.write_bytes(zip_bytes(members))
    desk.open(scan_zip)
    view = open_beside(desk, path).view.slices
    view.go_to(1)
    wait_settled(desk)
    assert "Miller/002.dcm" in view.trouble
    desk.workspace.privacy.set_on(True)
    qtbot.waitUntil(lambda: "Miller" not in view.trouble)
    assert "•••" in view.trouble


def test_escape_gives_up_opening_beside_and_nothing_else(
    desk: Desk, qtbot: QtBot, scan_zip: Path, last_month: Path
) -> None:
    desk.open(scan_zip)
    desk.press(KEY.Key_A)
    assert desk.workspace.is_analysing
    second = second_of(desk)
    with qtbot.waitSignal(second.scan.opener.cancelled):
        second.scan.open_paths([last_month])
        desk.press(KEY.Key_Escape)
    assert not desk.processes.newest.cancelled
    assert second.scan.dataset is None
    assert desk.window.view_area.shown == (MAIN,)
    desk.press(KEY.Key_Escape)
    assert desk.processes.newest.cancelled
    desk.processes.newest.end(Outcome(Ending.CANCELLED))


def test_what_is_dropped_on_the_second_view_opens_there(
    desk: Desk, qtbot: QtBot, scan_zip: Path, last_month: Path
) -> None:
    desk.open(scan_zip)
    first = desk.workspace.stack
    desk.press(KEY.Key_4, CONTROL)
    second = second_of(desk)
    with qtbot.waitSignal(second.scan.stack_changed):
        drop(second.view, urls([last_month]))
    wait_settled(desk)
    assert second.view.heading.name == "before.zip"
    assert desk.workspace.stack is first


def test_another_series_of_this_scan_shares_its_source(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    desk.open(scan_of(tmp_path / "two.zip", "one", "two"))
    second = second_of(desk)
    with qtbot.waitSignal(second.scan.stack_changed):
        menu_of(desk, "Series of This Scan").actions()[1].trigger()
    wait_settled(desk)
    combo = second.view.heading.combo
    assert combo.isVisible()
    assert combo.currentText() == "2: two (4 slices)"
    assert second.scan.shares_source
    combo.setFocus()
    with qtbot.waitSignal(second.scan.stack_changed):
        qtbot.keyClick(combo, KEY.Key_Up)
    wait_settled(desk)
    assert second.scan.stack is not None
    assert len(second.scan.stack) == 5
    assert combo.currentText() == "1: one (5 slices)"


def test_another_first_scan_keeps_the_second(
    desk: Desk, qtbot: QtBot, scan_zip: Path, last_month: Path, tmp_path: Path
) -> None:
    desk.open(scan_zip)
    second = open_beside(desk, last_month)
    kept = second.scan.stack
    desk.open(stack_zip(tmp_path / "this month.zip", [0.0, 2.0, 4.0]))
    wait_settled(desk)
    assert second.scan.stack is kept
    assert second.view.isVisible()
    assert desk.window.slice_view.index == 1
    assert second.view.slices.index == 1  # linked by position again: 2 mm


def test_a_series_beside_survives_the_scan_that_it_came_from(
    desk: Desk, qtbot: QtBot, scan_zip: Path, tmp_path: Path
) -> None:
    desk.open(scan_of(tmp_path / "two.zip", "one", "two"))
    second = second_of(desk)
    with qtbot.waitSignal(second.scan.stack_changed):
        menu_of(desk, "Series of This Scan").actions()[1].trigger()
    desk.open(scan_zip)
    wait_settled(desk)
    assert not second.scan.shares_source
    second.view.slices.go_to(0)
    wait_settled(desk)
    assert second.view.slices.trouble == ""
    assert second.view.slices.painted is not None


def test_closing_lets_everything_go(desk: Desk, qtbot: QtBot, scan_zip: Path, last_month: Path) -> None:
    desk.open(scan_zip)
    second = open_beside(desk, last_month)
    desk.press(KEY.Key_D)
    wait_settled(desk)
    found = second.difference.difference
    assert found is not None
    assert second.scan.dataset is not None
    assert second.scan.stack is not None
    painted = second.view.slices.painted
    assert painted is not None
    gone = [weakref.ref(second.scan.dataset), weakref.ref(second.scan.stack), weakref.ref(found.values)]
    gone.append(weakref.ref(painted.pixels.stored))
    del found, painted
    button = next(
        each for each in second.view.heading.findChildren(QToolButton) if "Close" in each.accessibleName()
    )
    qtbot.mouseClick(button, LEFT)
    assert desk.window.view_area.shown == (MAIN,)
    assert not second.actions.difference.isEnabled()
    qtbot.waitUntil(lambda: gc.collect() >= 0 and all(each() is None for each in gone))


def test_closing_the_window_ends_its_threads(desk: Desk, scan_zip: Path, last_month: Path) -> None:
    desk.open(scan_zip)
    second = open_beside(desk, last_month)
    desk.press(KEY.Key_D)
    wait_settled(desk)
    stack, dataset = weakref.ref(second.scan.stack), weakref.ref(second.scan.dataset)
    desk.window.close()
    assert not [each.name for each in threading.enumerate() if each.name in ("slices", "open", "files")]
    gc.collect()
    assert stack() is None
    assert dataset() is None


def test_closing_the_first_closes_both(desk: Desk, scan_zip: Path, last_month: Path) -> None:
    desk.open(scan_zip)
    second = open_beside(desk, last_month)
    desk.press(KEY.Key_W, CONTROL)
    assert second.scan.dataset is None
    assert desk.window.view_area.shown == (MAIN,)


def scroll(desk: Desk, key: Qt.Key) -> None:
    for _ in range(3):
        desk.press(key)
        wait_settled(desk)


def traced() -> int:
    """Bytes that Python and numpy hold."""
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def test_it_adds_no_more_than_its_own_pixels(desk: Desk, tmp_path: Path) -> None:
    side = 256
    noise = np.random.default_rng(5).integers(0, 2000, (side, side)).astype(np.int16)
    first = stack_zip(tmp_path / "a.zip", [float(n) for n in range(9)], pixels=noise)
    other = stack_zip(tmp_path / "b.zip", [float(n) for n in range(9)], pixels=noise, series="1.9")
    tracemalloc.start()
    desk.open(first)
    second = second_of(desk)
    for _ in range(2):  # the second time, so that what only the first time costs is paid
        second.actions.close.trigger()
        desk.window.slice_view.setFocus()
        scroll(desk, KEY.Key_Up)
        before, without = desk.workspace.account(), traced()
        open_beside(desk, other)
        desk.press(KEY.Key_D)
        scroll(desk, KEY.Key_Down)
        held = traced() - without
    tracemalloc.stop()
    assert before is not None
    pixels = side * side
    account, beside = desk.workspace.account(), second.comparison.account()
    assert account is not None
    assert beside is not None
    own_cache = pixels * 2 + 2048  # one slice, with its header
    assert beside.cache <= own_cache
    assert beside.views == pixels * (4 + 1)  # the difference, and its colours
    assert account.cache == before.cache + beside.cache
    assert account.source == first.stat().st_size + other.stat().st_size
    # What is painted is four bytes a pixel in each of the two views; the index is counted apart.
    assert held <= own_cache + pixels * (4 + 1 + 2 * 4) + beside.index + 150_000


def test_nothing_is_written_into_the_second_scan(
    desk: Desk, qtbot: QtBot, scan_zip: Path, tmp_path: Path, untouched: Untouched
) -> None:
    folder = write_folder(tmp_path / "second", slices(3, series="1.7"))
    exporting, saving = desk.window.findChild(ExportingWiring), desk.window.findChild(SavingWiring)
    assert exporting is not None
    assert saving is not None
    exporting.ask_image = lambda kinds, _stem, _folder: (kinds[0], folder / "picture")
    exporting.ask_cine = lambda _name, _filter, _folder: folder / "film"
    saving.ask = lambda _name, chosen: chosen(folder / "new.zip")
    bar = desk.window.message_bar
    with untouched(folder):
        desk.open(scan_zip)
        exporting.export_cine.trigger()  # it is asked what is open when it is written
        open_beside(desk, folder)
        dialog = exporting.cine_dialog
        assert dialog is not None
        dialog.export_button.click()
        assert "into the scan itself" in bar.text
        assert not dialog.is_busy
        bar.dismiss()
        with qtbot.waitSignal(exporting.exporter.failed):
            exporting.export_image.trigger()
        assert "into the scan itself" in bar.text
        with qtbot.waitSignal(saving.saver.failed):
            saving.save.trigger()
        assert "into the scan that is open" in bar.text


def test_everything_that_is_open_is_known(desk: Desk, scan_zip: Path, last_month: Path) -> None:
    assert desk.workspace.open_sources == ()
    desk.open(scan_zip)
    second = open_beside(desk, last_month)
    assert [Path(*source.paths) for source in desk.workspace.open_sources] == [scan_zip, last_month]
    second.actions.close.trigger()
    assert [Path(*source.paths) for source in desk.workspace.open_sources] == [scan_zip]


def test_another_layout_hides_it_but_says_that_it_is_open(
    desk: Desk, scan_zip: Path, last_month: Path
) -> None:
    desk.open(scan_zip)
    second, bar = second_of(desk), desk.window.message_bar
    assert "open" not in second.actions.side_by_side.text()
    open_beside(desk, last_month)
    desk.press(KEY.Key_D)
    wait_settled(desk)
    for key in (KEY.Key_1, KEY.Key_2, KEY.Key_3, KEY.Key_4):
        desk.window.slice_view.setFocus()
        bar.dismiss()
        desk.press(key, CONTROL)
        assert not second.view.isVisible()
        assert "is open" in second.actions.side_by_side.text()
        assert bar.text == "The second scan is still open: Ctrl+4 shows it again."
        desk.press(KEY.Key_4, CONTROL)
        wait_settled(desk)
        assert desk.window.view_area.shown == (MAIN, SECOND, DIFFERENCE)
        assert "open" not in second.actions.side_by_side.text()
    bar.dismiss()
    second.actions.close.trigger()
    assert bar.text == ""
    assert "open" not in second.actions.side_by_side.text()
    open_beside(desk, last_month)
    assert desk.window.view_area.shown == (MAIN, SECOND)  # of another pair nobody has asked for it
