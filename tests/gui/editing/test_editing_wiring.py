"""Reversing, mirroring, flipping, cropping and leaving out, by real events in the window."""

from pathlib import Path

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dicom_files import Pixels, slice_bytes, zip_bytes
from fixture_types import Untouched
from gui.desk import Desk, disc
from gui.sample_result import sample_result
from phantomscope.analysis.process import Ending, Outcome
from phantomscope.gui.editing.editing_wiring import EditingWiring
from phantomscope.gui.opening.series_model import DETAIL_ROLE

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier
KEY = Qt.Key
TURNED = "pixels turned, not their coordinates: letters are the header’s"


def editing_of(desk: Desk) -> EditingWiring:
    found = desk.window.findChild(EditingWiring)
    assert found is not None
    return found


def pixels(number: int) -> Pixels:
    values = disc(number=number)
    values[5, 7] = 2000 + number  # so that left is not right, nor top bottom
    return values


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    members = {f"{n:03}.dcm": slice_bytes(pixels(n), number=n) for n in range(1, 13)}
    path = tmp_path / "scan.zip"
    path.write_bytes(zip_bytes(members))
    return path


def choose(desk: Desk, action: QAction) -> None:
    """As from the menu."""
    assert action in desk.window.edit_menu.actions()
    assert action.isEnabled()
    action.trigger()
    desk.wait_painted()


def wait_shown(desk: Desk, expected: Pixels) -> None:
    """Wait until a slice with these values is painted."""

    def shown() -> bool:
        painted = desk.window.slice_view.painted
        return painted is not None and np.array_equal(painted.pixels.stored, expected)

    desk.qtbot.waitUntil(shown)


def drag(desk: Desk, start: tuple[int, int], end: tuple[int, int]) -> None:
    """From the middle of one pixel (column, row) to that of another, once the bar has its room."""
    view = desk.window.slice_view
    canvas, bar = view.canvas, editing_of(desk).bar
    desk.qtbot.waitUntil(lambda: bar.geometry().top() > canvas.geometry().bottom())
    port, first, last = canvas.viewport(), canvas.widget_point(*start), canvas.widget_point(*end)
    QTest.mousePress(port, LEFT, pos=first)
    for part in range(1, 9):
        place: QPoint = first + (last - first) * part / 8
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(place),
            QPointF(port.mapToGlobal(place)),
            Qt.MouseButton.NoButton,
            LEFT,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(port, event)
    QTest.mouseRelease(port, LEFT, pos=last)


def test_mirror_and_flip_show_the_copy_and_say_so(desk: Desk, scan: Path, untouched: Untouched) -> None:
    with untouched(scan):
        desk.open(scan)
        editing = editing_of(desk)
        assert editing.label.text() == ""
        choose(desk, editing.mirror)
        wait_shown(desk, pixels(7)[:, ::-1])
        assert editing.label.text() == f"Edited copy: mirrored\n{TURNED}"
        choose(desk, editing.flip)
        wait_shown(desk, pixels(7)[::-1, ::-1])
        assert (editing.mirror.isChecked(), editing.flip.isChecked()) == (True, True)
        choose(desk, editing.mirror)
        assert editing.label.text() == f"Edited copy: flipped\n{TURNED}"
        assert "never changed" in editing.mirror.statusTip()
        desk.window.slice_view.setFocus()
        for _ in range(3):
            desk.press(KEY.Key_Z, CONTROL)
        wait_shown(desk, pixels(7))
        assert not editing.label.isVisible()
        assert not editing.flip.isChecked()
        desk.press(KEY.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
        assert editing.mirror.isChecked()
        assert desk.window.actions_.undo.text() == "&Undo Mirror Left–Right"


def test_reversing_stays_at_the_slice_that_is_seen(desk: Desk, scan: Path) -> None:
    desk.open(scan)
    editing, view = editing_of(desk), desk.window.slice_view
    view.setFocus()
    desk.press(KEY.Key_Down)
    desk.wait_painted()
    assert view.index == 7
    desk.press(KEY.Key_O)
    choose(desk, editing.reverse)
    assert view.index == 4
    wait_shown(desk, pixels(8))
    assert view.painted is not None
    assert view.painted.position == 5 * 2.5  # the place stays, the slice moves
    assert desk.workspace.setups.current.origin_slot == 7
    desk.press(KEY.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    wait_shown(desk, pixels(7))
    assert desk.window.actions_.undo.text() == "&Undo Exclude Slice 5"
    choose(desk, editing.reverse)
    assert desk.window.actions_.undo.text() == "&Undo Reverse Slice Order"
    assert desk.workspace.stack is not None
    assert desk.workspace.stack.slots == (*range(7), *range(8, 12))
    wait_shown(desk, pixels(7))


def test_a_region_is_drawn_typed_and_cropped_to(
    desk: Desk, qtbot: QtBot, scan: Path, untouched: Untouched
) -> None:
    with untouched(scan):
        desk.open(scan)
        editing = editing_of(desk)
        assert editing.bar.isHidden()
        choose(desk, editing.crop)
        assert editing.bar.isVisible()
        assert editing.bar.text == "64 × 48 px, 32.0 × 24.0 mm"
        assert not editing.bar.crop_button.isEnabled()
        drag(desk, (10, 4), (41, 35))
        assert editing.bar.region == (4, 10, 36, 42)
        assert editing.bar.text == "32 × 32 px, 16.0 × 16.0 mm"
        editing.bar.left.setValue(12)
        assert editing.bar.region == (4, 12, 36, 44)
        desk.window.slice_view.setFocus()
        desk.press(KEY.Key_Return)
        wait_shown(desk, pixels(7)[4:36, 12:44])
        assert editing.bar.isHidden()
        assert not editing.is_cropping
        assert editing.label.text() == "Edited copy: cropped"
        choose(desk, editing.mirror)
        choose(desk, editing.crop)
        drag(desk, (0, 0), (7, 15))  # of the mirrored picture
        qtbot.mouseClick(editing.bar.crop_button, LEFT)
        wait_shown(desk, pixels(7)[4:36, 12:44][:, ::-1][0:16, 0:8])
        choose(desk, editing.full_size)
        wait_shown(desk, pixels(7)[:, ::-1])
        assert not editing.full_size.isEnabled()


def test_escape_and_other_tools_give_the_region_up(desk: Desk, qtbot: QtBot, scan: Path) -> None:
    desk.open(scan)
    editing = editing_of(desk)
    desk.window.slice_view.setFocus()
    for give_up in (
        lambda: desk.press(KEY.Key_Escape),
        lambda: desk.press(KEY.Key_W),
        lambda: qtbot.mouseClick(editing.bar.cancel_button, LEFT),
        lambda: editing.mirror.trigger(),
    ):
        choose(desk, editing.crop)
        drag(desk, (10, 4), (41, 35))
        give_up()
        assert editing.bar.isHidden()
        assert not editing.is_cropping
        desk.wait_painted()
        desk.press(KEY.Key_Return)
        assert editing.label.text() in ("", f"Edited copy: mirrored\n{TURNED}")


def test_a_drag_beyond_the_edge_stops_there(desk: Desk, scan: Path) -> None:
    desk.open(scan)
    editing = editing_of(desk)
    choose(desk, editing.crop)
    drag(desk, (60, 44), (70, 60))
    assert editing.bar.region == (44, 60, 48, 64)


def test_results_of_another_arrangement_are_outdated_and_not_drawn(desk: Desk, scan: Path) -> None:
    desk.open(scan)
    editing, view = editing_of(desk), desk.window.slice_view
    found = sample_result()
    image = msgspec.structs.replace(found.images[0], slice_index=6)
    found = msgspec.structs.replace(found, images=(image,))
    desk.analyse(Outcome(Ending.FINISHED, found))
    desk.wait_painted()
    assert view.outlined is not None
    assert not desk.workspace.is_outdated
    choose(desk, editing.flip)
    assert view.outlined is None
    assert desk.workspace.is_outdated
    view.setFocus()
    desk.press(KEY.Key_Z, CONTROL)
    desk.qtbot.waitUntil(lambda: view.outlined is not None)
    assert not desk.workspace.is_outdated
    desk.press(KEY.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    desk.analyse(Outcome(Ending.FINISHED, found))
    assert desk.processes.newest.job.edits.arrangement.flipped
    desk.wait_painted()
    assert not desk.workspace.is_outdated
    assert view.outlined is not None


def test_nothing_can_be_edited_while_it_is_analysed(desk: Desk, scan: Path) -> None:
    desk.open(scan)
    editing = editing_of(desk)
    choose(desk, editing.crop)
    desk.press(KEY.Key_A)
    assert not any(action.isEnabled() for action in editing.actions)
    assert editing.bar.isHidden()
    with desk.qtbot.waitSignal(desk.workspace.analysis_ended):
        desk.processes.newest.end(Outcome(Ending.CANCELLED))
    assert editing.mirror.isEnabled()


def test_each_series_keeps_its_own_arrangement(desk: Desk, tmp_path: Path) -> None:
    files = {f"a{n}.dcm": slice_bytes(pixels(n), number=n) for n in range(1, 6)}
    files |= {
        f"b{n}.dcm": slice_bytes(pixels(n), number=n, series="1.2.3.4", uid=f"1.2.3.4.{n}")
        for n in range(1, 4)
    }
    path = tmp_path / "two.zip"
    path.write_bytes(zip_bytes(files))
    desk.open(path)
    editing, dataset = editing_of(desk), desk.workspace.dataset
    assert dataset is not None
    first, second = dataset.scan.series
    choose(desk, editing.mirror)
    choose(desk, editing.reverse)
    for series, words in ((second, ""), (first, f"Edited copy: reversed, mirrored\n{TURNED}")):
        with desk.qtbot.waitSignal(desk.workspace.stack_changed):
            desk.workspace.select_series(series)
        desk.wait_painted()
        assert editing.label.text() == words
    wait_shown(desk, pixels(3)[:, ::-1])
    assert desk.workspace.stack is not None
    assert desk.workspace.stack.slots == (4, 3, 2, 1, 0)


def test_several_slices_are_left_out_at_once(desk: Desk, qtbot: QtBot, scan: Path) -> None:
    desk.open(scan)
    editing = editing_of(desk)
    choose(desk, editing.exclude)
    dialog = editing.dialog
    assert dialog is not None
    assert (dialog.first.value(), dialog.last.value()) == (7, 7)
    dialog.first.setValue(2)
    dialog.last.setValue(4)
    assert dialog.text == "3 of 12 slices are left out"
    qtbot.mouseClick(dialog.exclude_button, LEFT)
    desk.wait_painted()
    assert desk.workspace.stack is not None
    assert desk.workspace.stack.slots == (0, *range(4, 12))
    wait_shown(desk, pixels(7))
    assert desk.window.actions_.undo.text() == "&Undo Exclude 3 Slices"


def test_what_can_not_be_reversed_or_cropped_is_not_offered_and_says_why(desk: Desk, tmp_path: Path) -> None:
    files = {f"{n}.dcm": slice_bytes(pixels(n), number=n, ImagePositionPatient=None) for n in range(1, 4)}
    files["4.dcm"] = slice_bytes(disc((20, 20)), number=4, ImagePositionPatient=None)
    path = tmp_path / "odd.zip"
    path.write_bytes(zip_bytes(files))
    desk.open(path)
    editing = editing_of(desk)
    assert not editing.reverse.isEnabled()
    assert "position" in editing.reverse.statusTip()
    assert not editing.crop.isEnabled()
    assert "size" in editing.crop.statusTip()
    choose(desk, editing.mirror)


def test_the_picture_and_the_list_say_how_many_slices_were_left_out(
    desk: Desk, qtbot: QtBot, scan: Path
) -> None:
    desk.open(scan)
    editing, row = editing_of(desk), desk.window.series_panel.series_model.index(0)
    desk.press(KEY.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert editing.label.text() == "Edited copy: 1 slice left out"
    choose(desk, editing.exclude)
    assert editing.dialog is not None
    editing.dialog.last.setValue(9)
    qtbot.mouseClick(editing.dialog.exclude_button, LEFT)
    assert desk.window.message_bar.text == "3 slices were left out of the copy."
    assert row.data(DETAIL_ROLE).startswith("CT · 8 of 12 slices")
    choose(desk, editing.flip)
    assert editing.label.text() == f"Edited copy: flipped, 4 slices left out\n{TURNED}"
    for _ in range(3):
        desk.workspace.setups.history.undo()
    assert editing.label.text() == ""
    assert row.data(DETAIL_ROLE).startswith("CT · 12 slices")


def test_turning_says_before_it_is_done_that_coordinates_stay(desk: Desk, scan: Path) -> None:
    desk.open(scan)
    editing = editing_of(desk)
    for action in (editing.mirror, editing.flip):
        assert "not their coordinates" in action.toolTip()
    assert "not their coordinates" not in editing.reverse.toolTip()


def test_a_phantom_recognised_before_an_edit_says_so(desk: Desk, scan: Path) -> None:
    desk.open(scan)
    combo, editing = desk.window.analysis_panel.combo, editing_of(desk)
    desk.qtbot.waitUntil(lambda: desk.workspace.survey is not None)
    assert combo.reason.startswith("Recognised (")
    choose(desk, editing.crop)
    drag(desk, (10, 4), (41, 35))
    assert combo.reason.startswith("Recognised (")
    desk.press(KEY.Key_Return)
    desk.wait_painted()
    assert combo.reason.startswith("Recognised before the edit (")
    choose(desk, editing.full_size)
    assert combo.reason.startswith("Recognised (")
