"""The tools that draw: by dragging, by three clicks, by many."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPointF, Qt, Signal

from phantomscope.gui.measuring.measure_item import CENTRE, Hold
from phantomscope.gui.measuring.measure_layer import MeasureLayer
from phantomscope.gui.viewing.mouse_tool import ToolDrag
from phantomscope.gui.viewing.slice_canvas import SliceCanvas
from phantomscope.measure.scale import Point, Scale
from phantomscope.measure.shapes import (
    Angle,
    CircleRegion,
    Distance,
    LineProfile,
    PolygonRegion,
    RectangleRegion,
    Shape,
)

_CLOSES = 9.0  # screen pixels from a polygon's first point within which a click closes it
_SAME = 2.0  # screen pixels within which two points are one

Make = Callable[[Point, Point, Scale, bool], Shape]


class DrawTool(QObject):
    """What all tools share. It is a ``MouseTool``.

    Signals:
        drawn(Shape): A shape is finished.
        aborted(): What was begun is given up.

    Attributes:
        cursor: What the pointer looks like.
        leaves: What the mouse may still do to shapes that are there already.

    Args:
        canvas: Where it draws; it becomes the parent.
        layer: Shows what is being drawn.
    """

    drawn = Signal(object)
    aborted = Signal()
    cursor = Qt.CursorShape.CrossCursor
    leaves = frozenset((Hold.CLICK, Hold.HANDLE))

    def __init__(self, canvas: SliceCanvas, layer: MeasureLayer) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._layer = layer

    @property
    def is_drawing(self) -> bool:
        """Whether something has been begun."""
        return self._layer.is_drawing

    def dragged(self, drag: ToolDrag) -> None:
        """MouseTool: the pointer moves with the button down."""

    def clicked(self, _point: QPointF, _modifiers: Qt.KeyboardModifier) -> bool:
        """MouseTool: a click."""
        return False

    def double_clicked(self, _point: QPointF) -> bool:
        """MouseTool: a double click."""
        return False

    def moved(self, point: QPointF | None) -> None:
        """MouseTool: the pointer moves with no button down."""

    def put_down(self) -> None:
        """MouseTool: give up what has been begun."""
        self._layer.show_draft(None)
        self.aborted.emit()

    def finish(self) -> bool:
        """Finish what has been begun, where that is possible; whether it was."""
        return False

    def step_back(self) -> bool:
        """Take the last point back; whether there was one."""
        return False

    def place(self) -> bool:
        """Put a shape of a usual size in the middle of what is in view, for those who use no mouse."""
        ground = self._layer.ground
        if ground is None or self.is_drawing:
            return False
        (left, right), (top, bottom) = self._canvas.view_box.viewRange()
        rows, columns = ground.picture.shape
        x = (max(left, 0.0) + min(right, columns)) / 2 - CENTRE
        y = (max(top, 0.0) + min(bottom, rows)) / 2 - CENTRE
        reach = min(min(right, columns) - max(left, 0.0), min(bottom, rows) - max(top, 0.0)) / 8
        if reach <= 0:
            return False
        self.drawn.emit(self.usual((x, y), reach, ground.picture.scale))
        return True

    def usual(self, centre: Point, reach: float, scale: Scale) -> Shape:
        """A shape of this many pixels round a point."""
        raise NotImplementedError

    def _scale(self) -> Scale:
        ground = self._layer.ground
        return ground.picture.scale if ground is not None else Scale()

    def _apart(self, one: Point, other: Point) -> float:
        """How far two points are from each other, in pixels of the screen."""
        across, along = self._canvas.view_box.viewPixelSize()
        return float(max(abs(one[0] - other[0]) / abs(across), abs(one[1] - other[1]) / abs(along)))


class DragTool(DrawTool):
    """Draws from where the button goes down to where it comes up.

    Args:
        canvas: Where it draws.
        layer: Shows what is being drawn.
        make: The shape between two points; the last argument tells whether Shift is held.
        from_centre: Whether the drag begins at the shape's centre.
    """

    def __init__(
        self, canvas: SliceCanvas, layer: MeasureLayer, make: Make, *, from_centre: bool = False
    ) -> None:
        super().__init__(canvas, layer)
        self._make = make
        self._from_centre = from_centre

    def dragged(self, drag: ToolDrag) -> None:
        """MouseTool: draw, and finish with the last step."""
        if self._layer.ground is None:
            return
        if not drag.is_first and not self.is_drawing:
            return  # given up while the button is down
        straight = bool(drag.modifiers & Qt.KeyboardModifier.ShiftModifier)
        start, now = _pixels(drag.start), _pixels(drag.now)
        shape = self._make(start, now, self._scale(), straight)
        if not drag.is_last:
            self._layer.show_draft(shape)
            return
        self._layer.show_draft(None)
        if self._apart(start, now) > _SAME:
            self.drawn.emit(shape)

    def usual(self, centre: Point, reach: float, scale: Scale) -> Shape:
        """As ``DrawTool``."""
        start = centre if self._from_centre else (centre[0] - reach, centre[1] - reach)
        return self._make(start, (centre[0] + reach, centre[1] + reach), scale, False)


class PointsTool(DrawTool):
    """Draws by clicks. What follows the pointer is the next point."""

    leaves = frozenset((Hold.HANDLE,))

    def __init__(self, canvas: SliceCanvas, layer: MeasureLayer) -> None:
        super().__init__(canvas, layer)
        self._points: list[Point] = []
        self._pointer: Point | None = None

    @property
    def is_drawing(self) -> bool:
        """Whether a point is set."""
        return bool(self._points)

    def clicked(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> bool:
        """MouseTool: set a point."""
        if self._layer.ground is None:
            return False
        self._set(self._straight(_pixels(point), modifiers))
        return True

    def dragged(self, drag: ToolDrag) -> None:
        """MouseTool: who drags sets a point where the button went down and one where it came up."""
        if self._layer.ground is None:
            return
        if drag.is_first:
            self._set(_pixels(drag.start))
        if not self._points:
            return  # that was the last one
        place = self._straight(_pixels(drag.now), drag.modifiers)
        if drag.is_last:
            self._set(place)
        else:
            self._follow(place)

    def double_clicked(self, _point: QPointF) -> bool:
        """MouseTool: finish; a double click is never *Fit* while this tool is taken."""
        self.finish()
        return True

    def moved(self, point: QPointF | None) -> None:
        """MouseTool: the next point follows the pointer."""
        if self._points and point is not None:
            self._follow(_pixels(point))

    def put_down(self) -> None:
        """MouseTool: give up what has been begun."""
        self._points, self._pointer = [], None
        super().put_down()

    def step_back(self) -> bool:
        """Take the last point back."""
        if not self._points:
            return False
        self._points.pop()
        if self._points and self._pointer is not None:
            self._follow(self._pointer)
        else:
            self._layer.show_draft(None)
        return True

    def draft(self, points: list[Point]) -> Shape:
        """What is drawn while these points are set, at least two."""
        raise NotImplementedError

    def _straight(self, place: Point, modifiers: Qt.KeyboardModifier) -> Point:
        if self._points and modifiers & Qt.KeyboardModifier.ShiftModifier:
            return self._scale().straight(self._points[-1], place)
        return place

    def _set(self, place: Point) -> None:
        if self._points and self._apart(self._points[-1], place) <= _SAME:
            return  # the second half of a double click
        self._points.append(place)
        self._follow(place)

    def _follow(self, place: Point) -> None:
        self._pointer = place
        self._layer.show_draft(self.draft([*self._points, place]))

    def _end(self, shape: Shape) -> None:
        self._points, self._pointer = [], None
        self._layer.show_draft(None)
        self.drawn.emit(shape)


class AngleTool(PointsTool):
    """Three clicks: the end of a leg, the vertex, the end of the other leg."""

    def draft(self, points: list[Point]) -> Shape:
        """As ``PointsTool``."""
        if len(points) == 2:
            return Distance(points[0], points[1])
        return Angle(points[0], points[1], points[2])

    def usual(self, centre: Point, reach: float, _scale: Scale) -> Shape:
        """As ``DrawTool``."""
        x, y = centre
        return Angle((x + reach, y), (x - reach, y), (x - reach, y - 2 * reach))

    def _set(self, place: Point) -> None:
        super()._set(place)
        if len(self._points) == 3:
            self._end(Angle(*self._points))


class PolygonTool(PointsTool):
    """A click a corner; a double click, Enter or a click on the first corner closes it."""

    def draft(self, points: list[Point]) -> Shape:
        """As ``PointsTool``."""
        return PolygonRegion(tuple(points))

    def finish(self) -> bool:
        """Close it, where it has three corners."""
        if len(self._points) < 3:
            return False
        self._end(PolygonRegion(tuple(self._points)))
        return True

    def usual(self, centre: Point, reach: float, _scale: Scale) -> Shape:
        """As ``DrawTool``."""
        x, y = centre
        return PolygonRegion(
            (
                (x, y - reach),
                (x + reach, y),
                (x + reach / 2, y + reach),
                (x - reach / 2, y + reach),
                (x - reach, y),
            )
        )

    def _set(self, place: Point) -> None:
        if len(self._points) >= 3 and self._apart(self._points[0], place) <= _CLOSES:
            self.finish()
        else:
            super()._set(place)


def distance(start: Point, end: Point, scale: Scale, straight: bool) -> Shape:
    """A distance; straight along a row or a column."""
    return Distance(start, scale.straight(start, end) if straight else end)


def profile(start: Point, end: Point, scale: Scale, straight: bool) -> Shape:
    """A profile; straight along a row or a column."""
    return LineProfile(start, scale.straight(start, end) if straight else end)


def circle(start: Point, end: Point, scale: Scale, _straight: bool) -> Shape:
    """A circle from its centre outwards."""
    return CircleRegion(start, scale.length(start, end))


def rectangle(start: Point, end: Point, scale: Scale, straight: bool) -> Shape:
    """A rectangle from corner to corner; straight makes a square."""
    return RectangleRegion(start, scale.square(start, end) if straight else end)


def _pixels(point: QPointF) -> Point:
    return point.x() - CENTRE, point.y() - CENTRE
