"""The tool that chooses what to crop to: drag a rectangle; what would go is shaded."""

import math
from collections.abc import Callable

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsRectItem

from phantomscope.gui.viewing.mouse_tool import ToolDrag
from phantomscope.gui.viewing.slice_canvas import SliceCanvas
from phantomscope.stack.arrangement import Box

_COLOUR = "#ffb74d"
_SHADE = QColor(0, 0, 0, 130)
_ABOVE = 60


class CropTool:
    """Holds the region while it is taken.

    Attributes:
        cursor: A cross.

    Args:
        canvas: Where it works.
        drawn: Gets the region that is being drawn, in whole pixels of the picture shown.
        ended: Called when the tool is put down.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(
        self, canvas: SliceCanvas, drawn: Callable[[Box], object], ended: Callable[[], object]
    ) -> None:
        self._canvas = canvas
        self._drawn = drawn
        self._ended = ended
        self._item: QGraphicsPathItem | None = None
        self._edge = QGraphicsRectItem()

    def show_region(self, region: Box) -> None:
        """Shade all but a region."""
        loaded = self._canvas.loaded
        if loaded is None:
            return
        if self._item is None:
            self._item = QGraphicsPathItem()
            self._item.setPen(QPen(Qt.PenStyle.NoPen))
            self._item.setBrush(_SHADE)
            self._item.setZValue(_ABOVE)
            self._edge = QGraphicsRectItem(self._item)
            self._edge.setPen(pg.mkPen(_COLOUR, width=1.5))  # pyqtgraph's pens are cosmetic
            self._canvas.view_box.addItem(self._item, ignoreBounds=True)
        rows, columns = loaded.shape
        top, left, bottom, right = region
        path = QPainterPath()  # filled between both rectangles
        path.addRect(QRectF(0, 0, columns, rows))
        kept = QRectF(left, top, right - left, bottom - top)
        path.addRect(kept)
        self._item.setPath(path)
        self._edge.setRect(kept)

    def dragged(self, drag: ToolDrag) -> None:
        """The pointer moves with the button down: every pixel that is touched belongs to the region."""
        loaded = self._canvas.loaded
        if loaded is None:
            return
        rows, columns = loaded.shape
        top, bottom = _touched(drag.start.y(), drag.now.y(), rows)
        left, right = _touched(drag.start.x(), drag.now.x(), columns)
        self._drawn((top, left, bottom, right))

    def clicked(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> bool:
        """A point is no region, and nothing else is to be chosen meanwhile."""
        del point, modifiers
        return True

    def double_clicked(self, point: QPointF) -> bool:
        """As always."""
        del point
        return False

    def moved(self, point: QPointF | None) -> None:
        """Nothing follows the pointer."""

    def put_down(self) -> None:
        """Take the shade away."""
        item, self._item = self._item, None
        if item is not None:
            self._canvas.view_box.removeItem(item)
        self._ended()


def _touched(one: float, other: float, size: int) -> tuple[int, int]:
    """First pixel and the one after the last, of those between two coordinates, inside the picture."""
    low, high = sorted((one, other))
    first = min(max(math.floor(low), 0), size - 1)
    return first, max(min(math.ceil(high), size), first + 1)
