"""The table in the window: values, clipboard, files, the way to a slice."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from conftest import Untouched
from dicom_files import slice_bytes, write_folder
from gui.desk import Desk
from gui.measure_desk import CTRL, SHIFT, MeasureDesk, noise, noisy_scan
from gui.second_desk import open_beside
from phantomscope.gui.measuring.measurement_rows import COLUMNS
from phantomscope.measure.masks import mask_of
from phantomscope.measure.reading import ProfileReading
from phantomscope.measure.scale import Scale
from phantomscope.measure.shapes import CircleRegion

KEY = Qt.Key


def drawn_circle(bench: MeasureDesk) -> CircleRegion:
    bench.key(KEY.Key_R)
    bench.drag((40, 30), (50, 30))
    shape = bench.book.measurements[-1].shape
    assert isinstance(shape, CircleRegion)
    return shape


def test_values_of_all_slices_are_numpys(measure_desk: MeasureDesk) -> None:
    circle = drawn_circle(measure_desk)
    measure_desk.key(KEY.Key_M, CTRL | SHIFT)
    table = measure_desk.tables.table
    assert table is not None
    assert table.isVisible()
    measure_desk.wait_measured()
    assert len(table.model.rows) == 1
    measure_desk.book.apply_to(measure_desk.book.measurements[0].number, None)
    measure_desk.wait_measured()
    assert len(table.model.rows) == 7
    inside = mask_of(circle, Scale(0.5, 0.5, "mm"), (60, 80))
    arrays = [(noise(n) - 1024.0)[inside.part][inside.inside] for n in range(1, 7)]
    for row, values in zip(table.model.rows, [*arrays, np.concatenate(arrays)], strict=True):
        said = dict(zip(COLUMNS, row.cells, strict=True))
        assert said["mean"] == pytest.approx(values.mean())
        assert said["SD"] == pytest.approx(values.std())
        assert said["median"] == np.median(values)
        assert (said["min"], said["max"], said["pixels"]) == (values.min(), values.max(), values.size)


def test_a_row_goes_to_its_slice_and_selects(measure_desk: MeasureDesk) -> None:
    drawn_circle(measure_desk)
    measure_desk.book.apply_to(measure_desk.book.measurements[0].number, None)
    measure_desk.book.select(())
    table = measure_desk.open_table()
    table.table.selectRow(5)
    assert measure_desk.desk.window.slice_view.index == 5
    assert len(measure_desk.book.selection) == 1
    measure_desk.desk.wait_painted()
    assert [row.slot for row in table.selected_rows] == [5]
    measure_desk.go_to(1)  # one row follows the slice
    assert [row.slot for row in table.selected_rows] == [1]
    table.table.selectRow(6)  # all together: there is no slice to go to
    assert measure_desk.desk.window.slice_view.index == 1
    measure_desk.go_to(2)
    assert [row.slot for row in table.selected_rows] == [None]


def test_rows_are_copied_deleted_and_brought_back(measure_desk: MeasureDesk) -> None:
    drawn_circle(measure_desk)
    drawn_circle(measure_desk)
    table = measure_desk.open_table()
    assert len(table.model.rows) == 2
    table.table.selectRow(1)
    QTest.keyClick(table.table, KEY.Key_C, CTRL)
    lines = list(csv.reader(io.StringIO(QGuiApplication.clipboard().text()), delimiter="\t"))
    assert lines[0] == list(COLUMNS)
    assert [line[0] for line in lines[1:]] == ["Circle 2"]
    QTest.keyClick(table.table, KEY.Key_Delete)
    assert [one.ordinal for one in measure_desk.book.measurements] == [1]
    measure_desk.desk.window.actions_.undo.trigger()
    assert len(table.model.rows) == 2
    table.clear_button.click()
    assert table.model.rows == []


def test_a_csv_table_is_saved_but_never_into_the_scan(
    desk: Desk, tmp_path: Path, untouched: Untouched
) -> None:
    folder = write_folder(tmp_path / "scan", {"1.dcm": slice_bytes(noise(1), number=1)})
    bench = MeasureDesk(desk)
    with untouched(folder):
        bench.open(folder)
        drawn_circle(bench)
        table = bench.open_table()
        bench.tables.ask_path = lambda _: folder / "values.csv"
        table.save_button.click()
        assert "into the scan itself" in desk.window.message_bar.text
    path = tmp_path / "values.csv"
    bench.tables.ask_path = lambda name: tmp_path / "values" if name == "measurements.csv" else None
    table.save_button.click()
    desk.qtbot.waitUntil(path.exists)
    back = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    assert [line["kind"] for line in back] == ["Circle"]
    assert back[0]["series description"] == desk.workspace.series.facts.description  # type: ignore[union-attr]
    mean = table.model.rows[0].cells[COLUMNS.index("mean")]
    assert float(back[0]["mean"]) == pytest.approx(mean, rel=1e-6)
    table.save_button.click()  # the dialog did not ask about the name with its ending
    assert "There is a file of that name already" in desk.window.message_bar.text
    assert "Phantom^A" not in path.read_text("utf-8-sig")


def test_the_profile_selected_is_drawn_live_and_its_points_are_saved(
    measure_desk: MeasureDesk, tmp_path: Path
) -> None:
    table = measure_desk.open_table()
    measure_desk.key(KEY.Key_P)
    measure_desk.drag((10, 30), (60, 30))
    reading = table.plot.reading
    assert isinstance(reading, ProfileReading)
    assert table.plot.isVisible()
    measure_desk.key(KEY.Key_Right, CTRL | SHIFT)
    longer = table.plot.reading
    assert longer is not None
    assert longer.length == pytest.approx(reading.length + 0.5)
    path = tmp_path / "points.csv"
    measure_desk.tables.ask_path = lambda _: path
    table.save_profile_button.click()
    measure_desk.desk.qtbot.waitUntil(path.exists)
    lines = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    assert lines[0] == ["distance mm", "HU"]
    assert len(lines) == len(longer.profile.places) + 1
    table.copy_profile_button.click()
    assert QGuiApplication.clipboard().text().startswith("distance mm\tHU\n0\t")
    measure_desk.book.select(())
    assert not table.plot.isVisible()


def test_slices_left_out_are_left_out_of_the_table(desk: Desk, tmp_path: Path) -> None:
    bench = MeasureDesk(desk)
    bench.open(noisy_scan(tmp_path / "scan.zip", PixelSpacing=None))
    drawn_circle(bench)
    bench.book.apply_to(bench.book.measurements[0].number, None)
    table = bench.open_table()
    pixels = table.model.rows[-1].cells[COLUMNS.index("pixels")]
    desk.workspace.setups.exclude((0, 5))
    bench.wait_measured()
    assert [row.cells[2] for row in table.model.rows] == [1, 2, 3, 4, "all 4"]
    assert table.model.rows[-1].cells[COLUMNS.index("pixels")] == int(str(pixels)) * 4 // 6
    assert table.model.rows[0].cells[COLUMNS.index("length unit")] == "px"
    desk.workspace.close_dataset()
    assert table.model.rows == []


def test_no_file_is_named_while_privacy_is_on(measure_desk: MeasureDesk, tmp_path: Path) -> None:
    drawn_circle(measure_desk)
    table, bar = measure_desk.open_table(), measure_desk.desk.window.message_bar
    measure_desk.desk.workspace.privacy.set_on(True)
    path = tmp_path / "Doe table.csv"
    measure_desk.tables.ask_path = lambda _: path
    table.save_button.click()
    measure_desk.desk.qtbot.waitUntil(lambda: "has been saved" in bar.text)
    assert path.exists()
    measure_desk.tables.ask_path = lambda _: path.with_suffix("")
    table.save_button.click()
    assert "There is a file of that name already" in bar.text
    assert "Doe" not in bar.text
    measure_desk.desk.workspace.privacy.set_on(False)
    assert "Doe table.csv" in bar.text


def test_no_table_is_saved_into_the_second_scan(measure_desk: MeasureDesk, tmp_path: Path) -> None:
    drawn_circle(measure_desk)
    second = write_folder(tmp_path / "second", {"1.dcm": slice_bytes(noise(1), number=1, series="1.7")})
    open_beside(measure_desk.desk, second)
    table = measure_desk.open_table()
    measure_desk.tables.ask_path = lambda _: second / "values.csv"
    table.save_button.click()
    assert "into the scan itself" in measure_desk.desk.window.message_bar.text
    assert [path.name for path in second.iterdir()] == ["1.dcm"]


def test_a_double_click_on_a_measurement_opens_the_table_with_it(measure_desk: MeasureDesk) -> None:
    drawn_circle(measure_desk)
    measure_desk.key(KEY.Key_M)
    measure_desk.drag((10, 50), (60, 50))
    measure_desk.key(KEY.Key_Escape)
    part = measure_desk.desk.window.slice_view.canvas.view_box.viewRange()
    assert measure_desk.tables.table is None
    measure_desk.double_click((50, 30))
    table = measure_desk.tables.table
    assert table is not None
    assert table.isVisible()
    assert [row.measurement.ordinal for row in table.selected_rows] == [1]
    assert [row.cells[0] for row in table.selected_rows] == ["Circle 1"]
    assert measure_desk.desk.window.slice_view.canvas.view_box.viewRange() == part  # not the picture's own
    table.close()
    measure_desk.double_click((30, 50))
    assert table.isVisible()
    assert [row.cells[0] for row in table.selected_rows] == ["Distance 1"]
    measure_desk.wait_measured()


def test_the_first_profile_shows_where_its_curve_is(measure_desk: MeasureDesk) -> None:
    window = measure_desk.desk.window
    measure_desk.key(KEY.Key_P)
    measure_desk.drag((10, 30), (60, 30))
    table = measure_desk.tables.table
    assert table is not None
    assert table.isVisible()
    assert table.plot.isVisible()
    assert table.plot.reading is not None
    assert [row.cells[0] for row in table.selected_rows] == ["Profile 1"]
    assert window.isActiveWindow()  # the keyboard stays with the slice
    measure_desk.wait_measured()
    table.close()
    measure_desk.drag((10, 40), (60, 40))
    assert not table.isVisible()  # who has closed it knows where it is


def test_the_contrast_of_two_regions_is_copied_and_no_description_is_saved_with_privacy(
    measure_desk: MeasureDesk, tmp_path: Path
) -> None:
    for x in (20, 50):
        measure_desk.key(KEY.Key_R)
        measure_desk.drag((x, 30), (x + 8, 30))
    table, path = measure_desk.open_table(), tmp_path / "private.csv"
    table.table.selectAll()
    QTest.keyClick(table.table, KEY.Key_C, CTRL)
    assert "\n\nCNR of both\t" in QGuiApplication.clipboard().text()
    series = measure_desk.desk.workspace.series
    assert series is not None
    assert series.facts.description
    measure_desk.desk.workspace.privacy.set_on(True)
    measure_desk.tables.ask_path = lambda _: path
    table.save_button.click()
    measure_desk.desk.qtbot.waitUntil(path.exists)
    assert series.facts.description not in path.read_text("utf-8-sig")
