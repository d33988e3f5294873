"""The window of the table, without a scan."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from phantomscope.gui.measuring.measurement import Measurement
from phantomscope.gui.measuring.measurement_rows import COLUMNS, MeasurementRow
from phantomscope.gui.measuring.measurements_window import MeasurementsWindow
from phantomscope.measure.reading import RegionReading
from phantomscope.measure.shapes import CircleRegion
from phantomscope.measure.statistics import contrast_to_noise, statistics_of

FIRST = statistics_of(np.array([8.0, 12.0, 10.0]))
SECOND = statistics_of(np.array([1.0, 7.0, 4.0]))


def row(number: int, slot: int, values: object = FIRST) -> MeasurementRow:
    one = Measurement(number, number, CircleRegion((5, 5), 1.0), None)
    cells = {"name": f"Circle {number}", "slice": slot + 1, "mean": 1.0}
    region = RegionReading(values, "mm²", False, 0)  # type: ignore[arg-type]
    return MeasurementRow(one, slot, slot, tuple(cells.get(name) for name in COLUMNS), region)


@pytest.fixture
def window(qtbot: QtBot) -> MeasurementsWindow:
    made = MeasurementsWindow()
    qtbot.addWidget(made)
    made.show()
    return made


def test_an_empty_table_says_what_to_do(window: MeasurementsWindow) -> None:
    window.set_rows([])
    assert window._empty.isVisible()
    assert not window.save_button.isEnabled()
    window.set_rows([row(1, 0)])
    assert not window._empty.isVisible()
    assert window.save_button.isEnabled()


def test_two_regions_are_compared_in_three_ways(window: MeasurementsWindow) -> None:
    window.set_rows([row(1, 0), row(2, 0, SECOND), row(3, 0)])
    window.select([1], 0)
    assert window.contrast_text == ""
    assert window._contrast.isVisible()
    assert window._contrast.text() == "Select two regions (Ctrl+click) for their CNR"
    window.select([1, 2], 0)
    found = contrast_to_noise(FIRST, SECOND)
    assert found is not None
    assert window.contrast_text == (
        f"CNR of both {found.of_both:.2f} · by the SD of Circle 1 {found.of_first:.2f} "
        f"· by the SD of Circle 2 {found.of_second:.2f}"
    )
    window.select([1, 2, 3], 0)
    assert window.contrast_text == ""


def test_who_selects_a_row_goes_there(window: MeasurementsWindow, qtbot: QtBot) -> None:
    window.set_rows([row(1, 0), row(1, 1), row(2, 1)])
    with qtbot.waitSignals([window.row_chosen, window.rows_selected]):
        window.table.selectRow(1)
    assert [each.slot for each in window.selected_rows] == [1]
    with qtbot.assertNotEmitted(window.row_chosen):  # what is told from outside goes nowhere
        window.select([2], 1)
    assert [each.key for each in window.selected_rows] == [(2, 1)]


def test_rows_that_come_and_go_keep_what_is_selected(window: MeasurementsWindow) -> None:
    window.set_rows([row(1, 0), row(2, 0)])
    window.select([2], 0)
    window.set_rows([row(1, 0), row(2, 0), row(3, 0)])
    assert [each.key for each in window.selected_rows] == [(2, 0)]
    window.set_rows([row(1, 0)])
    assert window.selected_rows == []


def test_measuring_shows_how_far_it_is_and_can_be_stopped(window: MeasurementsWindow, qtbot: QtBot) -> None:
    window.show_progress(3, 9)
    assert window.progress_text == "Measured 3 of 9 slices"
    with qtbot.waitSignal(window.stop_wanted):
        window.stop_button.click()
    window.show_progress(0, 0)
    assert window.progress_text == ""
    assert not window.stop_button.isVisible()


def test_a_remark_is_shown_where_there_is_one(window: MeasurementsWindow) -> None:
    window.show_remark("A slab.")
    assert window._remark.isVisible()
    window.show_remark("")
    assert not window._remark.isVisible()
