"""One change on Qt's undo stack."""

from typing import Any

from PySide6.QtGui import QUndoStack

from phantomscope.gui.measuring.measurement import Measurement
from phantomscope.gui.measuring.measurement_edit import MeasurementEdit
from phantomscope.measure.shapes import Distance

A, B, C = (Measurement(1, 1, Distance((0, 0), (n, n)), None) for n in (1, 2, 3))


def test_it_does_and_takes_back(qapp: object) -> None:
    seen: list[Any] = []
    stack = QUndoStack()
    stack.push(MeasurementEdit("Draw", {1: None}, {1: A}, seen.append))
    stack.undo()
    stack.redo()
    assert seen == [{1: A}, {1: None}, {1: A}]


def test_only_those_of_a_kind_become_one(qapp: object) -> None:
    seen: list[Any] = []
    stack = QUndoStack()
    stack.push(MeasurementEdit("Move", {1: A}, {1: B}, seen.append, -5))
    stack.push(MeasurementEdit("Move", {1: B}, {1: C}, seen.append, -5))
    stack.push(MeasurementEdit("Move", {1: C}, {1: A}, seen.append, -6))
    stack.push(MeasurementEdit("Move", {1: A}, {1: B}, seen.append))
    stack.push(MeasurementEdit("Move", {1: B}, {1: A}, seen.append))
    assert stack.count() == 4
    for _ in range(4):
        stack.undo()
    assert seen[-1] == {1: A}
