"""The tool that takes the window from a region: drag a rectangle."""

from collections.abc import Callable

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsRectItem

from phantomscope.gui.viewing.mouse_tool import ToolDrag
from phantomscope.gui.viewing.slice_canvas import SliceCanvas

_COLOUR = "#ffd54a"


class RegionTool:
    """Draws a rectangle while the button is down.

    Attributes:
        cursor: A cross.

    Args:
        canvas: Where it is drawn.
        chosen: Gets the rectangle, in view coordinates.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, canvas: SliceCanvas, chosen: Callable[[QRectF], object]) -> None:
        self._canvas = canvas
        self._chosen = chosen
        self._item: QGraphicsRectItem | None = None

    @property
    def is_drawing(self) -> bool:
        """Whether a rectangle has been begun."""
        return self._item is not None

    def dragged(self, drag: ToolDrag) -> None:
        """The pointer moves with the button down."""
        region = QRectF(drag.start, drag.now).normalized()
        if drag.is_first:
            self._begin()
        if self._item is None:
            return  # it was given up meanwhile
        self._item.setRect(region)
        if drag.is_last:
            self.put_down()
            self._chosen(region)

    def clicked(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> bool:
        """A point is no region."""
        del point, modifiers
        return False

    def double_clicked(self, point: QPointF) -> bool:
        """A point is no region."""
        del point
        return False

    def moved(self, point: QPointF | None) -> None:
        """Nothing shows before the button is down."""

    def put_down(self) -> None:
        """Take the rectangle away."""
        item, self._item = self._item, None
        if item is not None:
            self._canvas.view_box.removeItem(item)

    def _begin(self) -> None:
        self.put_down()
        self._item = QGraphicsRectItem()
        self._item.setPen(pg.mkPen(_COLOUR, width=1.5))  # pyqtgraph's pens are cosmetic
        fill = QColor(_COLOUR)
        fill.setAlpha(30)
        self._item.setBrush(fill)
        self._item.setZValue(50)
        self._canvas.view_box.addItem(self._item, ignoreBounds=True)
