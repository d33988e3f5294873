import json
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from dicom_files import slice_bytes, zip_bytes
from gui.desk import Desk, disc
from phantomscope.gui.levels.levels_wiring import LevelsWiring
from phantomscope.gui.settings import SettingsStore
from phantomscope.gui.viewing.preset import CT_PRESETS, OTHER_PRESETS, Preset, PresetKind
from phantomscope.gui.viewing.window_level import WindowLevel

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def levels(desk: Desk) -> LevelsWiring:
    found = desk.window.findChild(LevelsWiring)
    assert found is not None
    return found


def scan(path: Path, modality: str = "CT", count: int = 2, **options: object) -> Path:
    members = {
        f"{series}/{n}.dcm": slice_bytes(
            disc(number=n), number=n, modality=modality, series=f"1.2.{series}", **options
        )
        for series in range(1, count + 1)
        for n in range(1, 5 - series)
    }
    path.write_bytes(zip_bytes(members))
    return path


def drag(desk: Desk, start: tuple[int, int], end: tuple[int, int], *, release: bool = True) -> None:
    """Drag with the left button from one pixel of the image to another."""
    canvas = desk.window.slice_view.canvas
    port, first, last = canvas.viewport(), canvas.widget_point(*start), canvas.widget_point(*end)
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=first)
    for part in range(1, 9):
        place: QPoint = first + (last - first) * part / 8
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(place),
            QPointF(port.mapToGlobal(place)),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(port, event)
    if release:
        QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=last)


# -- histogram --------------------------------------------------------------------------------------------


def test_h_shows_the_histogram_of_what_is_shown(desk: Desk, levels: LevelsWiring, scan_zip: Path) -> None:
    desk.press(Qt.Key.Key_H)
    assert not levels.dock.isVisible()  # there is nothing to count yet
    desk.open(scan_zip)
    assert levels.dock.panel.counts is None
    desk.press(Qt.Key.Key_H)
    desk.qtbot.waitUntil(lambda: levels.dock.panel.counts is not None)
    painted = desk.window.slice_view.painted
    assert painted is not None
    assert levels.dock.panel.counts is not None
    assert (levels.dock.panel.counts.low, levels.dock.panel.counts.high) == (painted.low, painted.high)
    desk.window.slice_view.setFocus()
    desk.press(Qt.Key.Key_Down)
    desk.wait_painted()
    newer = desk.window.slice_view.painted
    assert newer is not None
    desk.qtbot.waitUntil(
        lambda: levels.dock.panel.counts is not None and levels.dock.panel.counts.high == newer.high
    )
    desk.press(Qt.Key.Key_H)
    assert not levels.dock.isVisible()
    assert not levels.histogram_action.isChecked()


def test_the_histogram_goes_with_the_scan_and_comes_back(
    desk: Desk, levels: LevelsWiring, scan_zip: Path
) -> None:
    desk.open(scan_zip)
    levels.histogram_action.trigger()
    desk.window.actions_.close_scan.trigger()
    assert not levels.dock.isVisible()
    desk.open(scan_zip)
    assert levels.dock.isVisible()
    desk.qtbot.waitUntil(lambda: levels.dock.panel.counts is not None)
    levels.dock.close()
    assert not levels.histogram_action.isChecked()


def test_limits_numbers_and_slice_have_the_same_window(
    desk: Desk, levels: LevelsWiring, scan_zip: Path
) -> None:
    desk.open(scan_zip)
    levels.numbers_action.trigger()
    edit = levels.dock.panel.width_edit
    assert levels.dock.isVisible()
    QTest.keyClicks(edit, "333")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    view = desk.window.slice_view
    assert view.window_level == WindowLevel(333, CT_PRESETS[0].second)
    view.setFocus()
    desk.press(Qt.Key.Key_2)
    assert edit.text() == "150"
    desk.qtbot.waitUntil(lambda: tuple(levels.dock.panel.plot.region.getRegion()) == (-25, 125))


def test_keys_typed_into_a_field_are_no_shortcuts(desk: Desk, levels: LevelsWiring, scan_zip: Path) -> None:
    desk.open(scan_zip)
    levels.numbers_action.trigger()
    before = desk.window.slice_view.window_level
    QTest.keyClicks(levels.dock.panel.width_edit, "12")
    assert desk.window.slice_view.window_level == before
    assert levels.dock.panel.width_edit.text() == "12"


def test_log_is_remembered(desk: Desk, levels: LevelsWiring, scan_zip: Path, store: SettingsStore) -> None:
    desk.open(scan_zip)
    levels.histogram_action.trigger()
    levels.dock.panel.log_box.click()
    assert not store.current.histogram_log


# -- window from a region ---------------------------------------------------------------------------------


def test_shift_w_takes_the_window_from_a_region(desk: Desk, levels: LevelsWiring, scan_zip: Path) -> None:
    desk.open(scan_zip)
    box = desk.window.tool_box
    desk.press(Qt.Key.Key_W, SHIFT)
    assert box.current is levels.region_action
    drag(desk, (2, 2), (61, 45))
    found, painted = desk.window.slice_view.window_level, desk.window.slice_view.painted
    assert found is not None
    assert painted is not None
    assert (found.low, found.high) == (painted.low, painted.high) == (-1000, 100 + painted.index + 1)
    assert box.current is desk.window.actions_.window_tool
    drag(desk, (10, 10), (30, 10))
    assert desk.window.slice_view.window_level != found  # the left button is window and level's again


def test_a_region_inside_one_value_is_the_narrowest_window(
    desk: Desk, levels: LevelsWiring, scan_zip: Path
) -> None:
    desk.open(scan_zip)
    desk.press(Qt.Key.Key_W, SHIFT)
    drag(desk, (28, 20), (36, 28))
    painted = desk.window.slice_view.painted
    assert painted is not None
    assert desk.window.slice_view.window_level == WindowLevel(1.0, painted.high)


def test_escape_puts_the_region_down(desk: Desk, levels: LevelsWiring, scan_zip: Path) -> None:
    desk.open(scan_zip)
    before, items = desk.window.slice_view.window_level, len(desk.window.slice_view.canvas.scene().items())
    desk.press(Qt.Key.Key_W, SHIFT)
    drag(desk, (2, 2), (40, 40), release=False)
    assert len(desk.window.slice_view.canvas.scene().items()) == items + 1
    desk.press(Qt.Key.Key_Escape)
    assert len(desk.window.slice_view.canvas.scene().items()) == items
    assert desk.window.tool_box.current is desk.window.actions_.window_tool
    canvas = desk.window.slice_view.canvas
    QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=canvas.widget_point(40, 40))
    assert desk.window.slice_view.window_level == before


# -- colours ----------------------------------------------------------------------------------------------


def test_colours_are_shown_and_remembered(
    desk: Desk, levels: LevelsWiring, scan_zip: Path, store: SettingsStore
) -> None:
    desk.open(scan_zip)
    desk.press(Qt.Key.Key_I)
    levels.colours.entries["viridis"].trigger()
    look = desk.window.slice_view.appearance
    assert (look.colour_map, look.inverted) == ("viridis", True)
    assert store.current.colour_map == "viridis"
    desk.press(Qt.Key.Key_I)
    image = desk.window.slice_view.canvas.grab().toImage()
    corner = image.pixelColor(desk.window.slice_view.canvas.widget_point(1, 1))
    assert (corner.red(), corner.green(), corner.blue()) == (68, 1, 84)  # the dark end of viridis


# -- presets ----------------------------------------------------------------------------------------------


def test_edited_presets_are_the_keys_and_are_remembered(
    desk: Desk, levels: LevelsWiring, scan_zip: Path, store: SettingsStore
) -> None:
    desk.open(scan_zip)
    levels.presets_action.trigger()
    dialog = levels.dialog
    assert dialog is not None
    assert dialog.group_combo.currentText() == "CT"
    dialog.form.name_edit.selectAll()
    QTest.keyClicks(dialog.form.name_edit, "Mine")
    dialog.form.first_edit.selectAll()
    QTest.keyClicks(dialog.form.first_edit, "77")
    dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    assert desk.window.actions_.presets[0].text() == "Mine  (W 77 L 40)"
    desk.window.slice_view.setFocus()
    desk.press(Qt.Key.Key_1)
    assert desk.window.slice_view.window_level == WindowLevel(77, 40)
    assert json.loads(store.current.window_presets)["CT"][0]["name"] == "Mine"
    levels.presets_action.trigger()
    dialog.buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults).click()
    dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    assert store.current.window_presets == ""


def test_presets_beyond_the_keys_are_in_the_menu(desk: Desk, levels: LevelsWiring, scan_zip: Path) -> None:
    desk.open(scan_zip)
    levels.presets_action.trigger()
    dialog = levels.dialog
    assert dialog is not None
    dialog.preset_list.setCurrentRow(5)
    dialog.add_button.click()
    dialog.form.name_edit.selectAll()
    QTest.keyClicks(dialog.form.name_edit, "Seventh")
    dialog.form.first_edit.selectAll()
    QTest.keyClicks(dialog.form.first_edit, "55")
    dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    texts = [action.text() for action in desk.window.window_menu.actions()]
    assert texts[6] == "Seventh  (W 55 L 40)"
    desk.window.window_menu.actions()[6].trigger()
    assert desk.window.slice_view.window_level == WindowLevel(55, 40)
    levels.presets_action.trigger()
    dialog.buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults).click()
    dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    assert not any("Seventh" in action.text() for action in desk.window.window_menu.actions())


# -- between scans ----------------------------------------------------------------------------------------


def test_a_ct_window_stays_within_a_scan_but_not_for_another(
    desk: Desk, levels: LevelsWiring, tmp_path: Path
) -> None:
    desk.open(scan(tmp_path / "a.zip"))
    view = desk.window.slice_view
    desk.press(Qt.Key.Key_5)
    chosen = view.window_level
    dataset = desk.workspace.dataset
    assert dataset is not None
    with desk.qtbot.waitSignal(desk.workspace.stack_changed):
        desk.workspace.select_series(dataset.scan.series[1])
    desk.wait_painted()
    assert view.window_level == chosen
    desk.open(scan(tmp_path / "b.zip"))
    assert view.window_level == WindowLevel(400, 40)


def test_a_scan_that_could_not_be_opened_leaves_the_window(
    desk: Desk, levels: LevelsWiring, tmp_path: Path, scan_zip: Path
) -> None:
    desk.open(scan_zip)
    desk.press(Qt.Key.Key_5)
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 nothing")
    with desk.qtbot.waitSignal(desk.workspace.opener.failed):
        desk.workspace.open_paths([broken])
    assert desk.window.slice_view.window_level == WindowLevel(2000, 500)


def test_mr_begins_with_what_the_slice_holds(desk: Desk, levels: LevelsWiring, tmp_path: Path) -> None:
    desk.open(scan(tmp_path / "mr.zip", "MR", slope=None, intercept=None))
    view = desk.window.slice_view
    assert view.presets == OTHER_PRESETS
    assert view.painted is not None
    assert view.window_level == OTHER_PRESETS[0].window(view.painted)


def test_an_edit_leaves_the_window_of_a_series_alone(desk: Desk, tmp_path: Path) -> None:
    desk.open(scan(tmp_path / "mr.zip", "MR", slope=None, intercept=None))
    view, stack = desk.window.slice_view, desk.workspace.stack
    desk.press(Qt.Key.Key_3)
    chosen = view.window_level
    desk.press(Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    desk.wait_painted()
    assert stack is not None
    assert len(stack) == 2
    assert view.window_level == chosen
    assert view.presets == OTHER_PRESETS


# -- from one time to the next, padding -------------------------------------------------------------------


def test_padding_stays_black_and_out_of_every_figure(
    desk: Desk, levels: LevelsWiring, tmp_path: Path
) -> None:
    pixels = disc()
    pixels[:, :8] = -2000
    path = tmp_path / "padded.zip"
    path.write_bytes(zip_bytes({"1.dcm": slice_bytes(pixels, PixelPaddingValue=-2000)}))
    desk.open(path)
    levels.histogram_action.trigger()
    desk.qtbot.waitUntil(lambda: levels.dock.panel.counts is not None)
    assert "384 padded pixels left out" in levels.dock.panel.summary
    desk.press(Qt.Key.Key_4)
    view = desk.window.slice_view
    assert view.window_level is not None
    assert view.window_level.low == -1000
    desk.press(Qt.Key.Key_I)
    image, canvas = view.canvas.grab().toImage(), view.canvas
    assert image.pixelColor(canvas.widget_point(3, 20)).green() == 0
    assert image.pixelColor(canvas.widget_point(12, 2)).green() == 255
    stack = desk.workspace.stack
    assert stack is not None
    np.testing.assert_array_equal(stack[0].stored, pixels)  # an analysis sees what is stored


@pytest.fixture
def kept(store: SettingsStore) -> Preset:
    """What was kept the last time, before the window is made."""
    preset = Preset("Kept", PresetKind.FIXED, 66, 6)
    one = {"name": preset.name, "kind": "fixed", "first": 66, "second": 6, "use": ""}
    store.change(
        window_presets=json.dumps({name: [one] for name in ("CT", "MR", "other")}), colour_map="none"
    )
    return preset


def test_what_was_kept_holds_from_the_start(
    kept: Preset, desk: Desk, levels: LevelsWiring, scan_zip: Path
) -> None:
    desk.open(scan_zip)
    assert desk.window.slice_view.presets == (kept,)
    assert desk.window.slice_view.window_level == WindowLevel(66, 6)
    assert desk.window.slice_view.appearance.colour_map == "grey"  # of a name that nobody knows


def test_everything_is_in_the_list_of_shortcuts(desk: Desk, levels: LevelsWiring) -> None:
    assert set(levels.actions) <= set(desk.window.actions_.all)
