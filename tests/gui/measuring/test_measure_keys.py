"""Keys are taken only while they mean something."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from phantomscope.gui.measuring.measure_keys import MeasureKeys
from phantomscope.gui.viewing.slice_canvas import SliceCanvas

KEY, PLAIN = Qt.Key, Qt.KeyboardModifier.NoModifier
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Person:
    """What is selected, drawn and taken, and what was done."""

    def __init__(self, canvas: SliceCanvas) -> None:
        self.selected = self.drawing = self.tool = False
        self.done: list[object] = []
        self.keys = MeasureKeys(
            canvas,
            nudge=lambda *way: self._do(way),
            delete=lambda: self._do("delete"),
            finish=lambda: self._do("finish"),
            step_back=lambda: self._do("back"),
            is_selected=lambda: self.selected,
            is_drawing=lambda: self.drawing,
            has_tool=lambda: self.tool,
        )

    def _do(self, what: object) -> bool:
        self.done.append(what)
        return True


@pytest.fixture
def person(canvas: SliceCanvas) -> Person:
    return Person(canvas)


def claims(canvas: SliceCanvas, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> bool:
    """Whether the key is taken from shortcuts."""
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifiers)
    event.ignore()
    QApplication.sendEvent(canvas, event)
    return event.isAccepted()


ALL = (KEY.Key_Up, KEY.Key_Left, KEY.Key_Delete, KEY.Key_Backspace, KEY.Key_Return)


def test_without_anything_no_key_is_taken(canvas: SliceCanvas, person: Person) -> None:
    assert not any(claims(canvas, key) for key in ALL)
    for key in ALL:
        QTest.keyClick(canvas, key)
    assert person.done == []


def test_what_is_selected_is_nudged_and_deleted(canvas: SliceCanvas, person: Person) -> None:
    person.selected = True
    assert claims(canvas, KEY.Key_Up, CTRL)
    assert claims(canvas, KEY.Key_Up, CTRL | SHIFT)
    assert claims(canvas, KEY.Key_Delete)
    assert not claims(canvas, KEY.Key_Up)  # the next slice
    assert not claims(canvas, KEY.Key_Up, SHIFT)
    assert not claims(canvas, KEY.Key_Delete, SHIFT)
    assert not claims(canvas, KEY.Key_PageUp)
    QTest.keyClick(canvas, KEY.Key_Up, CTRL)
    QTest.keyClick(canvas, KEY.Key_Right, CTRL | SHIFT)
    QTest.keyClick(canvas, KEY.Key_Delete)
    assert person.done == [(0, -1, False), (1, 0, True), "delete"]


def test_what_is_drawn_is_finished_and_taken_back(canvas: SliceCanvas, person: Person) -> None:
    person.tool = True
    assert claims(canvas, KEY.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert not claims(canvas, KEY.Key_Backspace)
    person.drawing = True
    QTest.keyClick(canvas, KEY.Key_Backspace)
    QTest.keyClick(canvas, KEY.Key_Return)
    assert person.done == ["back", "finish"]
