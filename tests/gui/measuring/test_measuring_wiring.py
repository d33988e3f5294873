"""Measuring with the mouse and the keyboard in the window."""

import math
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QMenu

from gui.desk import Desk
from gui.measure_desk import CTRL, NO_KEY, SHIFT, MeasureDesk, noise, noisy_scan
from phantomscope.analysis.process import Ending, Outcome
from phantomscope.gui.measuring.measurement_rows import COLUMNS
from phantomscope.gui.measuring.slices_dialog import SlicesDialog
from phantomscope.measure.reading import ProfileReading
from phantomscope.measure.scale import Scale
from phantomscope.measure.shapes import (
    Angle,
    CircleRegion,
    Distance,
    LineProfile,
    PolygonRegion,
    RectangleRegion,
)
from phantomscope.stack.arrangement import Arrangement

KEY = Qt.Key
SHOWN = noise(4).astype(np.float64) - 1024  # the slice that is shown, in HU
HERE = 3


def last_shape(desk: MeasureDesk) -> object:
    return desk.book.measurements[-1].shape


def test_a_distance_is_dragged_from_end_to_end(measure_desk: MeasureDesk) -> None:
    measure_desk.key(KEY.Key_M)
    measure_desk.drag((10, 20), (50, 40))
    start, end = measure_desk.exact((10, 20)), measure_desk.exact((50, 40))
    shape = last_shape(measure_desk)
    assert type(shape) is Distance
    assert shape.start == pytest.approx(start)
    assert shape.end == pytest.approx(end)
    length = math.dist(start, end) * 0.5
    assert measure_desk.labels() == [f"{length:.1f} mm"]


@pytest.mark.parametrize(
    ("spacing", "right", "down", "unit"),
    [([0.5, 0.5], 0.5, 0.5, "mm"), ([1.0, 0.25], 0.25, 1.0, "mm"), (None, 1.0, 1.0, "px")],
)
def test_a_circle_is_round_in_the_patient_whatever_the_pixels_are(
    desk: Desk, tmp_path: Path, spacing: list[float] | None, right: float, down: float, unit: str
) -> None:
    bench = MeasureDesk(desk)
    bench.open(noisy_scan(tmp_path / "scan.zip", PixelSpacing=spacing))
    bench.key(KEY.Key_R)
    bench.drag((40, 30), (52, 30))
    shape = last_shape(bench)
    assert isinstance(shape, CircleRegion)
    centre, edge = bench.exact((40, 30)), bench.exact((52, 30))
    radius = math.hypot((edge[0] - centre[0]) * right, (edge[1] - centre[1]) * down)
    assert shape.radius == pytest.approx(radius)
    y, x = np.mgrid[:60, :80]
    inside = np.hypot((x - centre[0]) * right, (y - centre[1]) * down) <= radius
    values = SHOWN[inside]
    label = bench.labels()[0]
    assert label.endswith(f"mean {values.mean():.1f} ± {values.std():.1f} HU".replace("-", "−"))
    assert label.startswith("⌀ ")
    assert f" {unit} " in label


def test_rectangle_profile_angle_and_polygon(measure_desk: MeasureDesk) -> None:
    measure_desk.key(KEY.Key_R, SHIFT)
    measure_desk.drag((10, 10), (30, 25))
    shape = last_shape(measure_desk)
    assert isinstance(shape, RectangleRegion)
    (left, top), (right, bottom) = shape.corner, shape.opposite
    values = SHOWN[math.ceil(top) : math.floor(bottom) + 1, math.ceil(left) : math.floor(right) + 1]
    text = f"mean {values.mean():.1f} ± {values.std():.1f} HU".replace("-", "−")
    assert measure_desk.labels()[0].endswith(text)

    measure_desk.key(KEY.Key_P)
    measure_desk.drag((10, 40), (60, 40))
    assert isinstance(last_shape(measure_desk), LineProfile)

    measure_desk.key(KEY.Key_N)
    for place in ((70, 10), (50, 10), (50, 30)):
        measure_desk.click(place)
    shape = last_shape(measure_desk)
    assert isinstance(shape, Angle)
    assert measure_desk.labels()[-1] in ("90.0°", "89.9°", "90.1°", "90.2°", "89.8°")

    measure_desk.key(KEY.Key_G)
    for place in ((40, 45), (60, 45), (60, 55)):
        measure_desk.click(place)
    measure_desk.key(KEY.Key_Return)
    shape = last_shape(measure_desk)
    assert isinstance(shape, PolygonRegion)
    assert len(shape.points) == 3
    assert len(measure_desk.labels()) == 4


def test_values_follow_while_the_mouse_is_down(measure_desk: MeasureDesk) -> None:
    layer = measure_desk.wiring.layer
    measure_desk.key(KEY.Key_M)
    measure_desk.begin_drag((10, 20), (50, 20))
    assert layer.is_drawing
    assert layer.label(0).endswith(" mm")
    assert not measure_desk.book.measurements
    measure_desk.key(KEY.Key_Escape)
    assert not layer.is_drawing


def test_shift_keeps_lines_straight_and_rectangles_square(measure_desk: MeasureDesk) -> None:
    measure_desk.key(KEY.Key_M)
    measure_desk.drag((10, 20), (50, 24), SHIFT)
    line = last_shape(measure_desk)
    assert isinstance(line, Distance)
    assert line.start[1] == line.end[1]
    measure_desk.key(KEY.Key_R, SHIFT)
    measure_desk.drag((10, 30), (30, 40), SHIFT)
    square = last_shape(measure_desk)
    assert isinstance(square, RectangleRegion)
    assert square.opposite[0] - square.corner[0] == pytest.approx(square.opposite[1] - square.corner[1])


def test_a_shape_and_its_handles_can_be_dragged(measure_desk: MeasureDesk) -> None:
    measure_desk.key(KEY.Key_M)
    measure_desk.drag((10, 20), (50, 20))
    measure_desk.key(KEY.Key_Escape)  # puts the tool down
    before = last_shape(measure_desk)
    assert isinstance(before, Distance)
    measure_desk.drag((30, 20), (35, 30))
    moved = last_shape(measure_desk)
    assert isinstance(moved, Distance)
    way = np.subtract(measure_desk.exact((35, 30)), measure_desk.exact((30, 20)))
    assert np.subtract(moved.start, before.start) == pytest.approx(way)
    assert np.subtract(moved.end, before.end) == pytest.approx(way)
    measure_desk.drag(moved.end, (70, 50))
    reshaped = last_shape(measure_desk)
    assert isinstance(reshaped, Distance)
    assert reshaped.start == moved.start
    assert reshaped.end == pytest.approx(measure_desk.exact((70, 50)), abs=0.2)
    level = measure_desk.desk.window.slice_view.window_level
    measure_desk.drag((5, 55), (15, 50))  # beside it: window and level
    assert last_shape(measure_desk) == reshaped
    assert measure_desk.desk.window.slice_view.window_level != level


def test_a_tool_draws_even_where_a_shape_lies_but_handles_can_be_taken(measure_desk: MeasureDesk) -> None:
    measure_desk.key(KEY.Key_M)
    measure_desk.drag((10, 20), (50, 20))
    measure_desk.drag((30, 20), (30, 50))
    assert len(measure_desk.book.measurements) == 2
    measure_desk.drag((30, 50), (40, 50))
    assert len(measure_desk.book.measurements) == 2
    line = last_shape(measure_desk)
    assert isinstance(line, Distance)
    assert line.end == pytest.approx(measure_desk.exact((40, 50)), abs=0.2)


def test_undo_and_redo_in_one_order_with_other_edits(measure_desk: MeasureDesk) -> None:
    desk, book = measure_desk.desk, measure_desk.book
    measure_desk.key(KEY.Key_M)
    measure_desk.drag((10, 20), (50, 20))
    measure_desk.key(KEY.Key_Escape)
    measure_desk.drag((30, 20), (30, 40))
    measure_desk.key(KEY.Key_O)  # another room's edit
    measure_desk.key(KEY.Key_Delete)
    assert book.measurements == ()
    assert desk.window.actions_.undo.text() == "&Undo Delete Distance"
    measure_desk.key(KEY.Key_Z, CTRL)
    assert len(book.measurements) == 1
    moved = book.measurements[0].shape
    assert desk.workspace.setups.current.origin_slot == HERE
    measure_desk.key(KEY.Key_Z, CTRL)
    assert desk.workspace.setups.current.origin_slot is None
    measure_desk.key(KEY.Key_Z, CTRL)
    assert book.measurements[0].shape != moved
    measure_desk.key(KEY.Key_Z, CTRL)
    assert book.measurements == ()
    assert measure_desk.labels() == []
    for _ in range(3):
        measure_desk.key(KEY.Key_Z, CTRL | SHIFT)
    assert book.measurements[0].shape == moved
    assert desk.workspace.setups.current.origin_slot == HERE


def test_delete_never_excludes_a_slice_but_with_shift(measure_desk: MeasureDesk) -> None:
    stack = measure_desk.desk.workspace.stack
    assert stack is not None
    measure_desk.key(KEY.Key_M)
    measure_desk.drag((10, 20), (50, 20))
    measure_desk.key(KEY.Key_Delete)
    assert measure_desk.book.measurements == ()
    assert len(stack) == 6
    measure_desk.drag((10, 20), (50, 20))
    measure_desk.key(KEY.Key_Escape)
    measure_desk.click((5, 55))  # nothing is there
    assert measure_desk.book.selection == ()
    measure_desk.key(KEY.Key_Delete)  # it was meant for a measurement
    assert len(stack) == 6
    measure_desk.key(KEY.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert len(stack) == 5
    assert len(measure_desk.book.measurements) == 1


def test_measurements_belong_to_their_slice_and_follow_when_others_are_left_out(
    measure_desk: MeasureDesk,
) -> None:
    measure_desk.key(KEY.Key_M)
    measure_desk.drag((10, 20), (50, 20))
    text = measure_desk.labels()
    measure_desk.key(KEY.Key_Escape)
    measure_desk.go_to(2)
    assert measure_desk.labels() == []
    measure_desk.desk.workspace.setups.exclude((0, 1))
    measure_desk.desk.wait_painted()
    measure_desk.go_to(1)
    assert measure_desk.labels() == text
    measure_desk.go_to(0)
    assert measure_desk.labels() == []


def test_measurements_stay_on_their_content_when_the_picture_is_turned_or_cropped(
    measure_desk: MeasureDesk,
) -> None:
    setups, book = measure_desk.desk.workspace.setups, measure_desk.book
    measure_desk.key(KEY.Key_R)
    measure_desk.drag((30, 20), (38, 20))
    before, text = book.measurements, measure_desk.labels()
    for arrangement in (
        Arrangement(mirrored=True, reversed=True),
        Arrangement(flipped=True, crop=(5, 10, 45, 60)),
    ):
        setups.rearrange(arrangement, "Turn")
        measure_desk.desk.wait_painted()
        measure_desk.desk.qtbot.waitUntil(lambda: measure_desk.labels() == text)
        assert book.measurements != before
    measure_desk.key(KEY.Key_Z, CTRL)
    measure_desk.key(KEY.Key_Z, CTRL)
    assert book.measurements[0].shape.centre == pytest.approx(before[0].shape.centre)  # type: ignore[union-attr]
    measure_desk.key(KEY.Key_Z, CTRL)
    assert book.measurements == ()


def test_a_measurement_applies_to_a_range_or_to_all_slices(measure_desk: MeasureDesk) -> None:
    measure_desk.key(KEY.Key_R)
    measure_desk.drag((40, 30), (50, 30))
    shape = last_shape(measure_desk)
    measure_desk.wiring.apply_to.trigger()
    dialog = measure_desk.desk.window.findChild(SlicesDialog)
    assert dialog is not None
    assert dialog.this.isChecked()
    dialog.first.setValue(2)
    dialog.last.setValue(5)
    dialog.accept()
    assert measure_desk.book.measurements[0].slots == frozenset((1, 2, 3, 4))
    texts = []
    for index, there in enumerate((False, True, True, True, True, False)):
        measure_desk.go_to(index)
        assert bool(measure_desk.labels()) == there
        texts += measure_desk.labels()
    assert len(set(texts)) == 4  # each slice has its own values
    assert last_shape(measure_desk) == shape
    measure_desk.go_to(HERE)
    measure_desk.book.apply_to(measure_desk.book.measurements[0].number, frozenset((0, 1)))
    assert measure_desk.labels() == []


def test_arrow_keys_change_the_slice_and_nudge_only_with_ctrl(
    measure_desk: MeasureDesk,
) -> None:
    view = measure_desk.desk.window.slice_view
    measure_desk.key(KEY.Key_R)
    measure_desk.drag((40, 30), (50, 30))
    before = last_shape(measure_desk)
    assert isinstance(before, CircleRegion)
    measure_desk.key(KEY.Key_Down)  # with what was just drawn selected, and its tool taken
    assert view.index == HERE + 1
    assert last_shape(measure_desk) == before
    measure_desk.desk.wait_painted()
    measure_desk.key(KEY.Key_Down, CTRL)  # nothing that is selected lies on this slice
    measure_desk.key(KEY.Key_Up)
    measure_desk.desk.wait_painted()
    assert view.index == HERE
    assert last_shape(measure_desk) == before
    for key in (KEY.Key_Down, KEY.Key_Right, KEY.Key_Right):
        measure_desk.key(key, CTRL)
    after = last_shape(measure_desk)
    assert isinstance(after, CircleRegion)
    assert np.subtract(after.centre, before.centre) == pytest.approx((2, 1))
    measure_desk.key(KEY.Key_Right, CTRL | SHIFT)
    larger = last_shape(measure_desk)
    assert isinstance(larger, CircleRegion)
    assert larger.radius == pytest.approx(after.radius + 0.5)
    assert view.index == HERE
    measure_desk.key(KEY.Key_Z, CTRL)  # nudges that follow each other are one step
    assert last_shape(measure_desk) == before
    measure_desk.key(KEY.Key_Escape)
    measure_desk.key(KEY.Key_Escape)
    assert measure_desk.book.selection == ()
    measure_desk.key(KEY.Key_Down)
    assert view.index == HERE + 1


def test_enter_puts_a_shape_where_the_keyboard_can_reach_it(measure_desk: MeasureDesk) -> None:
    for key in (KEY.Key_M, KEY.Key_N, KEY.Key_P, KEY.Key_R, KEY.Key_G):
        measure_desk.key(key)
        measure_desk.key(KEY.Key_Return)
    shapes = [type(one.shape) for one in measure_desk.book.measurements]
    assert shapes == [Distance, Angle, LineProfile, CircleRegion, PolygonRegion]
    circle = measure_desk.book.measurements[3].shape
    assert isinstance(circle, CircleRegion)
    assert circle.centre == pytest.approx((39.5, 29.5), abs=0.1)


def test_escape_gives_up_what_is_drawn_then_puts_the_tool_down(measure_desk: MeasureDesk) -> None:
    window, layer = measure_desk.desk.window, measure_desk.wiring.layer
    measure_desk.key(KEY.Key_G)
    measure_desk.click((20, 20))
    measure_desk.click((40, 20))
    assert layer.is_drawing
    measure_desk.key(KEY.Key_Escape)
    assert not layer.is_drawing
    assert window.tool_box.current is not window.actions_.window_tool
    measure_desk.key(KEY.Key_Escape)
    assert window.tool_box.current is window.actions_.window_tool
    assert measure_desk.book.measurements == ()


def test_escape_cancels_an_analysis_before_it_puts_a_tool_down(measure_desk: MeasureDesk) -> None:
    window, workspace = measure_desk.desk.window, measure_desk.desk.workspace
    measure_desk.key(KEY.Key_M)
    measure_desk.key(KEY.Key_A)
    assert workspace.is_analysing
    measure_desk.key(KEY.Key_Escape)
    assert measure_desk.desk.processes.newest.cancelled
    assert window.tool_box.current is not window.actions_.window_tool
    with measure_desk.desk.qtbot.waitSignal(workspace.analysis_ended):
        measure_desk.desk.processes.newest.end(Outcome(Ending.CANCELLED))
    measure_desk.key(KEY.Key_Escape)
    assert window.tool_box.current is window.actions_.window_tool


def test_the_picture_tells_what_the_tool_does(measure_desk: MeasureDesk) -> None:
    hint = measure_desk.desk.window.tool_hint
    assert not hint.isVisible()
    measure_desk.key(KEY.Key_R)
    assert hint.isVisible()
    assert "from its centre" in hint.text()
    measure_desk.key(KEY.Key_W)
    assert not hint.isVisible()


def test_ctrl_and_click_select_several(measure_desk: MeasureDesk) -> None:
    measure_desk.key(KEY.Key_M)
    measure_desk.drag((10, 10), (50, 10))
    measure_desk.drag((10, 40), (50, 40))
    measure_desk.click((25, 10))  # a tool that drags leaves clicks to what is there
    assert [one.ordinal for one in measure_desk.book.selection] == [1]
    measure_desk.click((25, 40), CTRL)
    assert [one.ordinal for one in measure_desk.book.selection] == [1, 2]
    measure_desk.key(KEY.Key_Delete)
    assert measure_desk.book.measurements == ()
    measure_desk.key(KEY.Key_Z, CTRL)
    assert len(measure_desk.book.measurements) == 2


def test_a_name_stands_beside_the_value_and_privacy_hides_it(measure_desk: MeasureDesk) -> None:
    measure_desk.key(KEY.Key_M)
    measure_desk.drag((10, 10), (50, 10))
    value = measure_desk.labels()[0]
    measure_desk.wiring.rename.trigger()
    dialog = measure_desk.desk.window.findChild(QInputDialog)
    assert dialog is not None
    assert dialog.textValue() == "Distance 1"
    dialog.setTextValue("Rod of J. Doe")
    dialog.accept()
    assert measure_desk.labels() == [f"Rod of J. Doe  {value}"]
    measure_desk.desk.workspace.privacy.set_on(True)
    assert measure_desk.labels() == [f"•••  {value}"]
    measure_desk.desk.workspace.privacy.set_on(False)
    measure_desk.wiring.rename_to(measure_desk.book.measurements[0].number, "Distance 1")
    assert measure_desk.labels() == [value]


def test_a_profile_can_be_averaged_across(measure_desk: MeasureDesk) -> None:
    measure_desk.key(KEY.Key_P)
    measure_desk.drag((10, 30), (60, 30), SHIFT)
    thin = last_shape(measure_desk)
    assert isinstance(thin, LineProfile)
    measure_desk.wiring.profile_width.trigger()
    dialog = measure_desk.desk.window.findChild(QInputDialog)
    assert dialog is not None
    dialog.setDoubleValue(10.0)
    dialog.accept()
    assert last_shape(measure_desk) == LineProfile(thin.start, thin.end, 10.0)
    reading = measure_desk.wiring.layer.reading(measure_desk.book.measurements[0].number)
    assert isinstance(reading, ProfileReading)
    assert np.std(reading.profile.values) < 30  # of a single row it is about 87
    measure_desk.key(KEY.Key_Z, CTRL)
    assert last_shape(measure_desk) == thin


def test_closing_the_scan_forgets_them(measure_desk: MeasureDesk) -> None:
    measure_desk.key(KEY.Key_M)
    measure_desk.drag((10, 10), (50, 10))
    measure_desk.key(KEY.Key_W, CTRL)
    assert measure_desk.book.measurements == ()
    assert measure_desk.labels() == []
    assert not measure_desk.wiring.delete.isEnabled()


def test_labels_do_not_cover_each_other(measure_desk: MeasureDesk) -> None:
    measure_desk.key(KEY.Key_R)
    for x in (20, 32, 44):
        measure_desk.drag((x, 30), (x + 5, 30))
    rects = list(measure_desk.wiring.layer.label_rects().values())
    assert len(rects) == 3
    for number, rect in enumerate(rects):
        assert not any(rect.intersects(other) for other in rects[number + 1 :])


def test_every_tool_is_in_the_menu_and_in_the_list_of_shortcuts(measure_desk: MeasureDesk) -> None:
    window = measure_desk.desk.window
    for action in (*measure_desk.wiring.actions, measure_desk.tables.action):
        assert action in window.measure_menu.actions()
        assert action in window.actions_.all
    keys = [action.shortcut().toString() for action in measure_desk.wiring.actions[:6]]
    assert keys == ["M", "N", "P", "R", "Shift+R", "G"]


def test_what_is_painted_is_measured_and_a_slab_is_said_to_be_one(measure_desk: MeasureDesk) -> None:
    view, table = measure_desk.desk.window.slice_view, measure_desk.open_table()
    measure_desk.key(KEY.Key_R, SHIFT)
    measure_desk.drag((10, 10), (30, 25))
    shape = last_shape(measure_desk)
    assert isinstance(shape, RectangleRegion)
    measure_desk.key(KEY.Key_S)
    measure_desk.desk.qtbot.waitUntil(lambda: view.painted is not None and view.painted.slab is not None)
    assert view.painted is not None
    (left, top), (right, bottom) = shape.corner, shape.opposite
    part = view.painted.pixels.rescaled()[
        math.ceil(top) : math.floor(bottom) + 1, math.ceil(left) : math.floor(right) + 1
    ]
    assert part.std() < 60  # of single slices it is about 87
    text = f"mean {part.mean():.1f} ± {part.std():.1f} HU  (slab)".replace("-", "−")
    assert measure_desk.labels()[0].endswith(text)
    measure_desk.wait_measured()
    values = dict(zip(COLUMNS, table.model.rows[0].cells, strict=True))
    assert float(str(values["SD"])) > 70  # the table's are single slices', and it says so
    assert "single slices" in table.remark


def test_what_lies_on_many_slices_is_deleted_with_a_word(measure_desk: MeasureDesk) -> None:
    window, book = measure_desk.desk.window, measure_desk.book
    measure_desk.key(KEY.Key_R)
    measure_desk.drag((40, 30), (50, 30))
    book.apply_to(book.measurements[0].number, None)
    measure_desk.desk.workspace.setups.exclude((0,))
    measure_desk.desk.wait_painted()
    window.slice_view.setFocus()
    measure_desk.key(KEY.Key_Delete)
    assert book.measurements == ()
    assert window.actions_.undo.text() == "&Undo Delete Circle on 5 Slices"
    assert window.message_bar.text == "Delete Circle on 5 Slices: Ctrl+Z takes it back."
    measure_desk.key(KEY.Key_Z, CTRL)
    assert len(book.measurements) == 1


def right_click(desk: MeasureDesk, place: tuple[float, float]) -> QMenu:
    """What opens at a right click, closed again."""
    canvas = desk.desk.window.slice_view.canvas
    desk.hover(place)
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.RightButton, NO_KEY, desk.widget_point(place))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    menu.close()
    return menu


def entries(menu: QMenu) -> list[str]:
    return [one.text().replace("&", "") for one in menu.actions()]


def test_a_right_click_on_a_measurement_has_its_own_entries_first(measure_desk: MeasureDesk) -> None:
    window = measure_desk.desk.window
    measure_desk.key(KEY.Key_M)
    measure_desk.drag((10, 20), (50, 20))
    measure_desk.drag((10, 40), (50, 40))
    usual = entries(window.slice_menu)
    for _ in range(2):  # with the tool taken, and without
        measure_desk.book.select(())
        menu = right_click(measure_desk, (30, 20))
        assert [one.ordinal for one in measure_desk.book.selection] == [1]
        own = ["Copy Value", "Rename Measurement…", "Apply Measurement to Slices…"]
        assert entries(menu) == [*own, "Delete Measurement", "Profile Width…", "", *usual]
        measure_desk.key(KEY.Key_Escape)
    measure_desk.wiring.copy_value.trigger()
    assert QGuiApplication.clipboard().text() == measure_desk.labels()[0]
    assert right_click(measure_desk, (5, 55)) is window.slice_menu
    assert not {"Delete Measurement", "Copy Value"} & set(entries(window.slice_menu))


def test_a_value_that_is_copied_has_no_name_and_a_minus_that_programs_read(measure_desk: MeasureDesk) -> None:
    measure_desk.key(KEY.Key_R)
    measure_desk.drag((40, 30), (50, 30))
    one = measure_desk.book.measurements[0]
    measure_desk.book.rename(one.number, "rod")
    label = measure_desk.labels()[0]
    assert label.startswith("rod  ")
    right_click(measure_desk, measure_desk.wiring.layer.shape(one.number).handles(Scale(0.5, 0.5))[0])  # type: ignore[union-attr]
    measure_desk.wiring.copy_value.trigger()
    assert QGuiApplication.clipboard().text() == label.removeprefix("rod  ").replace("−", "-")
