"""What the dialogs ask, and what comes of the answers."""

from typing import Any

import pytest
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QInputDialog, QWidget
from pytestqt.qtbot import QtBot

from phantomscope.gui.measuring.measurement import Measurement
from phantomscope.gui.measuring.measurement_book import MeasurementBook
from phantomscope.gui.measuring.measurement_dialogs import MeasurementDialogs
from phantomscope.gui.measuring.slices_dialog import SlicesDialog
from phantomscope.measure.scale import Scale
from phantomscope.measure.shapes import Distance, LineProfile
from phantomscope.stack.slice_stack import SliceStack

PROFILE = LineProfile((0, 0), (9, 0))


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def book(window: QWidget) -> MeasurementBook:
    made = MeasurementBook(QUndoStack(window), window)
    made.start("a")
    return made


@pytest.fixture
def dialogs(book: MeasurementBook, window: QWidget) -> MeasurementDialogs:
    return MeasurementDialogs(book, window)


def made(book: MeasurementBook, shape: Any = PROFILE) -> Measurement:
    one = book.add(shape, 3)
    assert one is not None
    return one


def asked(window: QWidget) -> QInputDialog:
    found = window.findChild(QInputDialog)
    assert found is not None
    return found


def test_a_name(dialogs: MeasurementDialogs, book: MeasurementBook, window: QWidget) -> None:
    one, told = made(book), list[tuple[int, str]]()
    dialogs.ask_name(one, "Profile 1", lambda number, name: told.append((number, name)))
    assert asked(window).textValue() == "Profile 1"
    asked(window).setTextValue("rod")
    asked(window).accept()
    assert told == [(one.number, "rod")]


def test_a_width(dialogs: MeasurementDialogs, book: MeasurementBook, window: QWidget) -> None:
    dialogs.ask_width(made(book, Distance((0, 0), (9, 0))), Scale(0.5, 0.25, "mm"))
    assert window.findChild(QInputDialog) is None
    one = made(book)
    dialogs.ask_width(one, Scale(0.5, 0.25, "mm"))
    assert asked(window).doubleMaximum() == 50.0  # 200 pixels
    assert "mm" in asked(window).labelText()
    asked(window).setDoubleValue(3.5)
    asked(window).accept()
    found = book.get(one.number)
    assert found is not None
    assert found.shape == LineProfile((0, 0), (9, 0), 3.5)


def test_slices_are_those_shown_now(
    dialogs: MeasurementDialogs, book: MeasurementBook, window: QWidget, stack: SliceStack
) -> None:
    stack.remove(1)
    one = made(book)
    dialogs.ask_slices(one, stack, 2)
    dialog = window.findChild(SlicesDialog)
    assert dialog is not None
    assert dialog.this.isChecked()
    dialog.first.setValue(1)
    dialog.last.setValue(3)
    dialog.accept()
    assert book.measurements[0].slots == frozenset((0, 2, 3))
