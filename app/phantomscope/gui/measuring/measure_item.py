"""One measurement drawn on the slice: its lines, and the handles by which it is taken hold of."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPainterPathStroker, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from phantomscope.gui.parts.colours import LIGHT, tinted
from phantomscope.measure.scale import Point, Scale
from phantomscope.measure.shapes import Shape

CENTRE = 0.5  # the centre of pixel i lies at i + 0.5 in the view
_ABOVE_OUTLINES = 40
_REACH = 5.0  # screen pixels beside a line that still count as on it
_HANDLE = 7.0  # width of a handle in screen pixels
_GRIP = 9.0  # how far from a handle's centre it is still taken, in screen pixels
_MARGIN = 14.0
_COLOUR, _SELECTED = "#7fd4ff", "#ffe27a"


class Hold(Enum):
    """What the mouse does to a shape."""

    CLICK = "a click"
    LINE = "a drag of a line, or of a handle that did not show before"
    HANDLE = "a drag of a handle of what is selected"


@dataclass(frozen=True, slots=True)
class Heed:
    """Who is told of what the mouse does to a shape; each gets its measurement's number first.

    Attributes:
        dragged: Gets the shape while it is moved, and whether that was the last step.
        clicked: Gets the keys held.
        opened: Told of a double click.
        menu_wanted: Gets where on the screen a right click was.
    """

    dragged: Callable[[int, Shape, bool], None]
    clicked: Callable[[int, Qt.KeyboardModifier], None]
    opened: Callable[[int], None]
    menu_wanted: Callable[[int, QPoint], None]


class MeasureItem(pg.GraphicsObject):  # type: ignore[misc]
    """Draws a shape and lets the mouse move it, or drag one of its handles.

    Handles show while it is selected or under the pointer.

    Args:
        number: The measurement's.
        view_box: The view box that shows the image.
        heed: Told what the mouse does to it.
        takes_mouse: Whether the mouse is free for this.
    """

    def __init__(
        self,
        number: int,
        view_box: pg.ViewBox,
        heed: Heed,
        takes_mouse: Callable[[Hold], bool],
    ) -> None:
        super().__init__()
        self.number = number
        self._view_box = view_box
        self._heed, self._takes_mouse = heed, takes_mouse
        self._shape: Shape | None = None
        self._scale = Scale()
        self._is_selected = self._is_hovered = False
        self._grip: tuple[Shape, int | None, Point] | None = None
        self._lines = QPolygonF()
        self._handles: list[QPointF] = []
        self._path: QPainterPath | None = None
        self._box = QRectF()
        self.setZValue(_ABOVE_OUTLINES)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    @property
    def colour(self) -> QColor:
        """Of its lines and its label."""
        return QColor(_SELECTED if self._is_selected else _COLOUR)

    @property
    def is_selected(self) -> bool:
        """Whether it stands out."""
        return self._is_selected

    @property
    def measured(self) -> Shape | None:
        """The shape as it is drawn now."""
        return self._shape

    @property
    def span(self) -> QRectF:
        """What the shape spans, in view coordinates."""
        return self._lines.boundingRect()

    def show_shape(self, shape: Shape, scale: Scale, *, selected: bool) -> None:
        """Draw this."""
        if (shape, scale, selected) == (self._shape, self._scale, self._is_selected):
            return
        self._shape, self._scale, self._is_selected = shape, scale, selected
        self._lines = QPolygonF([_in_view(point) for point in shape.outline(scale)])
        self._handles = [_in_view(point) for point in shape.handles(scale)]
        self.follow_zoom()

    def follow_zoom(self) -> None:
        """Keep handles as large on the screen as they are."""
        self.prepareGeometryChange()
        self._path = None
        across, along = self._pixel()
        margin = _MARGIN * across, _MARGIN * along
        self._box = self.span.adjusted(-margin[0], -margin[1], margin[0], margin[1])
        self.update()

    def boundingRect(self) -> QRectF:
        """Qt: room for the lines and the handles."""
        return self._box

    def shape(self) -> QPainterPath:
        """Qt: what can be taken hold of: within reach of the lines and the handles."""
        if self._path is None:
            self._path = self._make_path()
        return self._path

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Qt: draw the lines over a halo, and the handles."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        width = 2.0 if self._is_selected or self._is_hovered else 1.5
        for pen in (QPen(tinted(LIGHT.image_halo, 0.55), width + 2.0), QPen(self.colour, width)):
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.drawPolyline(self._lines)
        if self._is_selected or self._is_hovered:
            self._paint_handles(painter)

    # -- the mouse ----------------------------------------------------------------------------------------

    def hoverEvent(self, ev: Any) -> None:
        """pyqtgraph: show the handles under the pointer."""
        hovered = not ev.isExit() and self._takes_mouse(Hold.HANDLE if self._is_selected else Hold.LINE)
        if hovered != self._is_hovered:
            self._is_hovered = hovered
            if hovered:
                self.setCursor(Qt.CursorShape.SizeAllCursor)
            else:
                self.unsetCursor()
            self.update()

    def mouseClickEvent(self, ev: Any) -> None:
        """pyqtgraph: a click selects, a double click opens, a right click asks for the menu."""
        offered = (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton)
        if ev.button() not in offered or not self._takes_mouse(Hold.CLICK):
            ev.ignore()
            return
        ev.accept()
        if ev.button() == Qt.MouseButton.RightButton:
            self._heed.menu_wanted(self.number, ev.screenPos().toPoint())
        elif ev.double():
            self._heed.opened(self.number)
        else:
            self._heed.clicked(self.number, ev.modifiers())

    def mouseDragEvent(self, ev: Any) -> None:
        """pyqtgraph: move the shape, or the handle that was taken."""
        if ev.button() != Qt.MouseButton.LeftButton:
            ev.ignore()
            return
        if ev.isStart() and self._shape is not None:
            start = QPointF(self._view_box.mapSceneToView(ev.buttonDownScenePos()))
            handle = self._handle_at(start)
            shown = self._is_selected and handle is not None
            if self._takes_mouse(Hold.HANDLE if shown else Hold.LINE):
                self._grip = self._shape, handle, (start.x(), start.y())
        if self._grip is None:
            ev.ignore()
            return
        ev.accept()
        now = QPointF(self._view_box.mapSceneToView(ev.scenePos()))
        shape = self._moved(now, bool(ev.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        if ev.isFinish():
            self._grip = None
        self._heed.dragged(self.number, shape, bool(ev.isFinish()))

    def _moved(self, now: QPointF, straight: bool) -> Shape:
        assert self._grip is not None
        before, handle, start = self._grip
        right, down = now.x() - start[0], now.y() - start[1]
        if handle is None:
            if straight:
                right, down = self._scale.straight((0.0, 0.0), (right, down))
            return before.moved(right, down)
        x, y = before.handles(self._scale)[handle]
        return before.dragged(handle, (x + right, y + down), self._scale, straight=straight)

    def _handle_at(self, point: QPointF) -> int | None:
        across, along = self._pixel()
        apart = [
            max(abs(one.x() - point.x()) / across, abs(one.y() - point.y()) / along) for one in self._handles
        ]
        nearest = min(range(len(apart)), key=apart.__getitem__, default=None)
        return nearest if nearest is not None and apart[nearest] <= _GRIP else None

    # -- inside -------------------------------------------------------------------------------------------

    def _pixel(self) -> tuple[float, float]:
        """Width and height of a pixel of the screen, in view coordinates."""
        across, along = self._view_box.viewPixelSize()
        return max(abs(across), 1e-9), max(abs(along), 1e-9)

    def _make_path(self) -> QPainterPath:
        across, along = self._pixel()
        to_screen = QTransform.fromScale(1 / across, 1 / along)
        line = QPainterPath()
        line.addPolygon(to_screen.map(self._lines))
        stroker = QPainterPathStroker()
        stroker.setWidth(2 * _REACH)
        path = stroker.createStroke(line)
        path.setFillRule(Qt.FillRule.WindingFill)
        for handle in self._handles:
            path.addRect(_square(to_screen.map(handle), _GRIP))
        return QTransform.fromScale(across, along).map(path)

    def _paint_handles(self, painter: QPainter) -> None:
        transform = painter.worldTransform()
        painter.save()
        painter.resetTransform()
        painter.setPen(QPen(QColor(LIGHT.image_halo), 1.0))
        painter.setBrush(self.colour)
        for handle in self._handles:
            painter.drawRect(_square(transform.map(handle), _HANDLE / 2))
        painter.restore()


def _square(centre: QPointF, half: float) -> QRectF:
    return QRectF(centre.x() - half, centre.y() - half, 2 * half, 2 * half)


def _in_view(point: Point) -> QPointF:
    return QPointF(point[0] + CENTRE, point[1] + CENTRE)
