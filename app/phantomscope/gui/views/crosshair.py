"""The place that all views are linked by: a pixel of the slice; and the lines that show it."""

from collections.abc import Callable

import pyqtgraph as pg
from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor

from phantomscope.gui.viewing.mouse_tool import ToolDrag

_COLOUR = "#3fd0e6"
_ABOVE_THE_IMAGE = 15  # below outlines and what is measured
_TRANSPARENCY = 190


class Crosshair(QObject):
    """A column and a row, and whether they are shown. The slice is the one that the main view shows.

    Signals:
        moved(): It is elsewhere.
        shown_changed(bool): It is shown, or not any more.

    Args:
        parent: Qt parent.
    """

    moved = Signal()
    shown_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._column, self._row = 0, 0
        self._shape = (1, 1)
        self._shown = False

    @property
    def column(self) -> int:
        """From 0."""
        return self._column

    @property
    def row(self) -> int:
        """From 0."""
        return self._row

    @property
    def is_shown(self) -> bool:
        """Whether the views show it."""
        return self._shown

    def set_shape(self, rows: int, columns: int) -> None:
        """Stay within slices of this size; where the size is new, go to the middle."""
        if (rows, columns) != self._shape:
            self._shape = rows, columns
            self.move(columns // 2, rows // 2)

    def move(self, column: int, row: int) -> None:
        """Go elsewhere, no further than to the edges."""
        rows, columns = self._shape
        place = min(max(column, 0), columns - 1), min(max(row, 0), rows - 1)
        if place != (self._column, self._row):
            self._column, self._row = place
            self.moved.emit()

    def set_shown(self, shown: bool) -> None:
        """Show it, or not."""
        if shown != self._shown:
            self._shown = shown
            self.shown_changed.emit(shown)


class CrosshairLines:
    """Two thin lines across a picture, which the mouse goes through.

    Args:
        view_box: Where they are drawn.
    """

    def __init__(self, view_box: pg.ViewBox) -> None:
        colour = QColor(_COLOUR)
        colour.setAlpha(_TRANSPARENCY)
        self._lines = tuple(pg.InfiniteLine(angle=angle, pen=pg.mkPen(colour, width=1)) for angle in (90, 0))
        for line in self._lines:
            line.setZValue(_ABOVE_THE_IMAGE)
            line.setAcceptHoverEvents(False)
            line.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
            line.hide()
            view_box.addItem(line, ignoreBounds=True)

    @property
    def place(self) -> QPointF | None:
        """Where they cross, in view coordinates; None where they are not shown."""
        across, down = self._lines
        return QPointF(across.value(), down.value()) if across.isVisible() else None

    def show(self, place: QPointF | None) -> None:
        """Cross there, in view coordinates, or nowhere."""
        for line, value in zip(
            self._lines, (place.x(), place.y()) if place is not None else (0, 0), strict=True
        ):
            line.setVisible(place is not None)
            if place is not None:
                line.setValue(value)


class CrosshairTool:
    """The left button moves the crosshair.

    Args:
        move: Told where to, in view coordinates.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, move: Callable[[QPointF], object]) -> None:
        self._move = move

    def dragged(self, drag: ToolDrag) -> None:
        """MouseTool: follow the pointer."""
        self._move(drag.now)

    def clicked(self, point: QPointF, _modifiers: Qt.KeyboardModifier) -> bool:
        """MouseTool: go there."""
        self._move(point)
        return True

    def double_clicked(self, _point: QPointF) -> bool:
        """MouseTool: left to *Fit*."""
        return False

    def moved(self, point: QPointF | None) -> None:
        """MouseTool: nothing follows the pointer while no button is down."""

    def put_down(self) -> None:
        """MouseTool: there is nothing to give up."""
