"""The picture of a difference: its colours, its numbers, and how it is asked for."""

import dataclasses

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.slices import loaded
from phantomscope.gui.second.difference_view import DifferenceView
from phantomscope.gui.viewing.loaded_slice import LoadedSlice
from phantomscope.gui.viewing.slice_canvas import BACKGROUND
from phantomscope.measure.alignment import Alignment, Axis, Mapping, Placement
from phantomscope.measure.difference import Difference
from phantomscope.stack.slab import Slab, SlabMode

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def view(qtbot: QtBot) -> DifferenceView:
    made = DifferenceView()
    qtbot.addWidget(made)
    made.resize(390, 330)
    made.show()
    return made


def found(
    values: npt.NDArray[np.float32], *, start: float = 0.0, by: Alignment = Alignment.PATIENT
) -> Difference:
    known = values[np.isfinite(values)]
    mean, sd = (float(known.mean()), float(known.std())) if known.size else (None, None)
    return Difference(values, mean, sd, 10.0, Mapping(Axis(start, 1.0), Axis(0.0, 1.0), by))


def first(shape: tuple[int, int] = (30, 40)) -> LoadedSlice:
    return loaded(np.zeros(shape, np.int16), photometric="MONOCHROME1")


def colour(view: DifferenceView, column: int, row: int) -> QColor:
    place = view.canvas.widget_point(column, row)
    return view.canvas.viewport().grab().toImage().pixelColor(place)


def test_blue_is_less_white_the_same_red_more_and_nothing_is_background(view: DifferenceView) -> None:
    values = np.zeros((30, 40), np.float32)
    values[:, :10], values[:, 20:30], values[:, 30:] = -50, 50, np.nan
    view.show_difference(found(values), first(), "HU")
    less, same, more, none = (colour(view, column, 25) for column in (5, 15, 25, 35))
    assert less.blue() > less.red() + 60
    assert more.red() > more.blue() + 60
    assert min(same.red(), same.green(), same.blue()) > 200
    assert none == QColor(BACKGROUND)


def test_the_width_changes_the_colours_by_typing_and_by_dragging(view: DifferenceView, qtbot: QtBot) -> None:
    values = np.full((30, 40), 20.0, np.float32)
    view.show_difference(found(values), first(), "HU")
    pale = colour(view, 20, 25)
    view.width_box.setFocus()
    view.width_box.selectAll()
    qtbot.keyClicks(view.width_box, "20")
    qtbot.keyClick(view.width_box, Qt.Key.Key_Return)
    assert colour(view, 20, 25).green() < pale.green()
    drag(view.canvas.viewport(), QPoint(60, 0))
    assert view.width_shown > 20
    assert view.width_box.text().startswith("±")


def drag(canvas: QWidget, by: QPoint) -> None:
    start = canvas.rect().center()
    QTest.mousePress(canvas, LEFT, pos=start)
    QTest.mouseMove(canvas, start + by / 2)
    QTest.mouseMove(canvas, start + by)
    QTest.mouseRelease(canvas, LEFT, pos=start + by)


def test_it_says_how_it_was_made(view: DifferenceView) -> None:
    values = np.array([[1.0, 3.0]], np.float32)
    view.show_difference(found(values), first((1, 2)), "HU")
    assert (view.how, view.numbers) == ("patient coordinates", "mean 2  SD 1 HU over the whole overlap")
    view.show_difference(found(values, start=0.5), first((1, 2)), "HU")
    assert view.how == "patient coordinates · resampled"
    view.show_difference(found(values, by=Alignment.CENTRES), first((1, 2)), "HU")
    assert view.how == "image centres aligned: there are no positions"
    view.choose(Alignment.CENTRES)
    view.show_difference(found(values, by=Alignment.CENTRES), first((1, 2)), "HU")
    assert view.how == "image centres aligned"
    slab = dataclasses.replace(first((1, 2)), slab=Slab(SlabMode.MEAN, 2, 6, 12.5))
    view.show_difference(found(values, by=Alignment.CENTRES), slab, "HU")
    assert view.how == "image centres aligned · the first is 5 slices joined"
    view.show_difference(found(np.full((1, 2), np.nan, np.float32)), first((1, 2)), "HU")
    assert view.numbers == "The two slices do not overlap"


def test_a_sentence_stands_in_place_of_a_picture(view: DifferenceView) -> None:
    view.show_difference(found(np.zeros((30, 40), np.float32)), first(), "HU")
    assert view.nbytes == 30 * 40 * 5
    view.show_trouble("They lie in different planes.")
    assert view.trouble == "They lie in different planes."
    assert (view.difference, view.nbytes, view.numbers, view.how) == (None, 0, "", "")
    view.show_difference(found(np.zeros((30, 40), np.float32)), first(), "HU")
    assert view.trouble == ""


def test_a_suggestion_never_overrides_the_person(view: DifferenceView, qtbot: QtBot) -> None:
    told: list[Placement] = []
    view.placement_changed.connect(told.append)
    view.suggest(Alignment.CENTRES)
    assert told == [Placement(Alignment.CENTRES)]
    view.alignment_box.setFocus()
    qtbot.keyClick(view.alignment_box, Qt.Key.Key_Up)
    assert view.placement.alignment is Alignment.PATIENT
    view.suggest(Alignment.CENTRES)
    assert view.placement.alignment is Alignment.PATIENT
    view.down_box.setFocus()
    qtbot.keyClick(view.down_box, Qt.Key.Key_Up)
    assert told[-1] == Placement(Alignment.PATIENT, 0.0, 0.1)


def test_other_scans_begin_afresh_and_what_was_moved_is_said(view: DifferenceView) -> None:
    values = found(np.zeros((1, 2), np.float32))
    view.choose(Alignment.CENTRES)
    view.right_box.setValue(7.5)
    view.show_difference(values, first((1, 2)), "HU")
    assert view.how == "patient coordinates · second moved → 7.5 mm"
    view.down_box.setValue(-2)
    view.show_difference(values, first((1, 2)), "HU")
    assert view.how == "patient coordinates · second moved → 7.5 mm ↑ 2 mm"
    view.right_box.setValue(-0.05)
    view.show_difference(values, first((1, 2)), "HU")
    assert view.how == "patient coordinates · second moved ← 0.05 mm ↑ 2 mm"
    view.start_pair()
    assert (view.placement.right, view.placement.down) == (0.0, 0.0)
    view.show_difference(values, first((1, 2)), "HU")
    assert view.how == "patient coordinates"
    view.suggest(Alignment.PATIENT)
    assert view.placement == Placement()


def test_everything_has_a_name_and_a_tip(view: DifferenceView) -> None:
    for box in (view.alignment_box, view.right_box, view.down_box, view.width_box):
        assert box.accessibleName()
        assert box.toolTip()
