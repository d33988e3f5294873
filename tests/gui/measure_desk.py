"""A window with a scan in it, and a person's hand on its slice."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from dicom_files import Pixels, slice_bytes, zip_bytes
from gui.desk import Desk
from phantomscope.gui.measuring.measurement_book import MeasurementBook
from phantomscope.gui.measuring.measurements_window import MeasurementsWindow
from phantomscope.gui.measuring.measuring_wiring import MeasuringWiring
from phantomscope.gui.measuring.table_wiring import TableWiring
from phantomscope.measure.scale import Point

LEFT = Qt.MouseButton.LeftButton
NO_KEY = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def noise(number: int, size: tuple[int, int] = (60, 80)) -> Pixels:
    """Values that differ from pixel to pixel and from slice to slice."""
    values: Pixels = np.random.default_rng(number).integers(900, 1200, size).astype(np.int16)
    return values


def noisy_scan(path: Path, count: int = 6, **tags: Any) -> Path:
    """A ZIP archive of such slices, numbered from 1."""
    members = {f"{n:03}.dcm": slice_bytes(noise(n), number=n, **tags) for n in range(1, count + 1)}
    path.write_bytes(zip_bytes(members))
    return path


@dataclass(frozen=True)
class MeasureDesk:
    """A window in which something is open, and what measures in it. Places are pixels, centres whole."""

    desk: Desk

    @property
    def wiring(self) -> MeasuringWiring:
        found = self.desk.window.findChild(MeasuringWiring)
        assert found is not None
        return found

    @property
    def tables(self) -> TableWiring:
        found = self.desk.window.findChild(TableWiring)
        assert found is not None
        return found

    @property
    def book(self) -> MeasurementBook:
        return self.wiring.book

    def open(self, path: Path) -> None:
        """Open a scan and give its slice the focus."""
        self.desk.open(path)
        self.desk.window.slice_view.setFocus()
        QApplication.processEvents()

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO_KEY) -> None:
        """Press a key where the focus is."""
        self.desk.press(key, modifiers)

    def exact(self, place: Point) -> Point:
        """The pixel coordinates of the point of the screen that is nearest to these."""
        canvas = self.desk.window.slice_view.canvas
        point = canvas.view_box.mapSceneToView(canvas.mapToScene(self.widget_point(place)))
        return point.x() - 0.5, point.y() - 0.5

    def widget_point(self, place: Point) -> QPoint:
        """Where a place is on the canvas."""
        return self.desk.window.slice_view.canvas.widget_point(*place)

    def drag(self, start: Point, end: Point, modifiers: Qt.KeyboardModifier = NO_KEY) -> None:
        """Drag with the left button, in steps."""
        self.begin_drag(start, end, modifiers)
        target = self.desk.window.slice_view.canvas.viewport()
        QTest.mouseRelease(target, LEFT, modifiers, self.widget_point(end))

    def begin_drag(self, start: Point, end: Point, modifiers: Qt.KeyboardModifier = NO_KEY) -> None:
        """As ``drag``, without letting go."""
        target = self.desk.window.slice_view.canvas.viewport()
        first, last = QPointF(self.widget_point(start)), QPointF(self.widget_point(end))
        QTest.mouseMove(target, first.toPoint())
        QTest.mousePress(target, LEFT, modifiers, first.toPoint())
        for step in range(1, 5):
            QTest.mouseMove(target, (first + (last - first) * step / 4).toPoint())

    def click(self, place: Point, modifiers: Qt.KeyboardModifier = NO_KEY) -> None:
        """Click with the left button."""
        self.hover(place)
        target = self.desk.window.slice_view.canvas.viewport()
        QTest.mouseClick(target, LEFT, modifiers, self.widget_point(place))

    def double_click(self, place: Point) -> None:
        """Click twice, as Qt tells it."""
        self.click(place)
        target = self.desk.window.slice_view.canvas.viewport()
        QTest.mouseDClick(target, LEFT, NO_KEY, self.widget_point(place))
        QTest.mouseRelease(target, LEFT, NO_KEY, self.widget_point(place))

    def hover(self, place: Point) -> None:
        """Move the pointer with no button down."""
        QTest.mouseMove(self.desk.window.slice_view.canvas.viewport(), self.widget_point(place))

    def go_to(self, index: int) -> None:
        """Show another slice."""
        self.desk.window.slice_view.go_to(index)
        self.desk.wait_painted()

    def labels(self) -> list[str]:
        """What stands beside the measurements on the slice."""
        return [self.wiring.layer.label(number) for number in self.wiring.layer.numbers]

    def open_table(self) -> MeasurementsWindow:
        """Show the table and wait until everything is measured."""
        self.tables.action.trigger()
        assert self.tables.table is not None
        self.wait_measured()
        return self.tables.table

    def wait_measured(self) -> None:
        """Wait until the table has all values."""
        table = self.tables.table
        assert table is not None

        def measured() -> bool:
            notes = ("being measured…", "not measured")
            waiting = [row for row in table.model.rows if row.cells[-1] in notes]
            return not self.tables.reader.is_busy and not waiting

        self.desk.qtbot.waitUntil(lambda: not self.tables._later.isActive())
        self.desk.qtbot.waitUntil(measured)
