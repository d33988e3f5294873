"""What is measured: lines, angles and regions on a slice, as frozen data.

All points are column and row in pixels with pixel centres at whole numbers (``Point``); lengths that belong
to a shape are in the unit of its slice's ``Scale``.
"""

import math
from dataclasses import dataclass, replace
from typing import Self

from phantomscope.measure.scale import Point, Scale

_NO_AREA = 1e-9  # square pixels
_ROUND = 72  # points of a circle's outline


@dataclass(frozen=True, slots=True)
class Distance:
    """A straight line from one point to another."""

    start: Point
    end: Point

    def moved(self, right: float, down: float) -> Self:
        """The same elsewhere, so many pixels away."""
        return replace(self, start=_moved(self.start, right, down), end=_moved(self.end, right, down))

    def handles(self, _scale: Scale) -> tuple[Point, ...]:
        """Where it can be taken hold of."""
        return self.start, self.end

    def dragged(self, number: int, to: Point, scale: Scale, *, straight: bool = False) -> Self:
        """One handle elsewhere; straight keeps the line along a row or a column."""
        fixed = self.start if number else self.end
        target = scale.straight(fixed, to) if straight else to
        return replace(self, end=target) if number else replace(self, start=target)

    def outline(self, _scale: Scale) -> tuple[Point, ...]:
        """The line that is drawn."""
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class LineProfile(Distance):
    """The values along a straight line.

    Attributes:
        width: Over how much across the line values are averaged, in the scale's unit; 0 for the line alone.
    """

    width: float = 0.0

    def outline(self, scale: Scale) -> tuple[Point, ...]:
        """The line that is drawn, and round it what is averaged."""
        length = scale.length(self.start, self.end)
        if not self.width or not length:
            return self.start, self.end
        half = self.width / 2 / length
        across = -(self.end[1] - self.start[1]) * scale.down / scale.right * half
        along = (self.end[0] - self.start[0]) * scale.right / scale.down * half
        beside = [_moved(point, across, along) for point in (self.end, self.start)]
        other_side = [_moved(point, -across, -along) for point in (self.start, self.end)]
        return (self.start, self.end, *beside, *other_side, self.end)


@dataclass(frozen=True, slots=True)
class Angle:
    """Two legs from a vertex."""

    start: Point
    vertex: Point
    end: Point

    def moved(self, right: float, down: float) -> Self:
        """The same elsewhere, so many pixels away."""
        start, vertex, end = (_moved(one, right, down) for one in (self.start, self.vertex, self.end))
        return replace(self, start=start, vertex=vertex, end=end)

    def handles(self, _scale: Scale) -> tuple[Point, ...]:
        """Where it can be taken hold of."""
        return self.start, self.vertex, self.end

    def dragged(self, number: int, to: Point, scale: Scale, *, straight: bool = False) -> Self:
        """One handle elsewhere; straight keeps a leg along a row or a column."""
        target = scale.straight(self.start if number == 1 else self.vertex, to) if straight else to
        if number == 1:
            return replace(self, vertex=target)
        return replace(self, end=target) if number else replace(self, start=target)

    def outline(self, _scale: Scale) -> tuple[Point, ...]:
        """The line that is drawn."""
        return self.start, self.vertex, self.end


@dataclass(frozen=True, slots=True)
class CircleRegion:
    """A circle in the patient: an ellipse where pixels are not square.

    Attributes:
        centre: In pixels.
        radius: In the scale's unit.
    """

    centre: Point
    radius: float

    def moved(self, right: float, down: float) -> Self:
        """The same elsewhere, so many pixels away."""
        return replace(self, centre=_moved(self.centre, right, down))

    def handles(self, scale: Scale) -> tuple[Point, ...]:
        """Where it can be taken hold of: right, bottom, left and top."""
        x, y = self.centre
        across, along = self.radius / scale.right, self.radius / scale.down
        return (x + across, y), (x, y + along), (x - across, y), (x, y - along)

    def dragged(self, _number: int, to: Point, scale: Scale, *, straight: bool = False) -> Self:  # noqa: ARG002
        """A handle elsewhere: the centre stays."""
        return replace(self, radius=scale.length(self.centre, to))

    def outline(self, scale: Scale) -> tuple[Point, ...]:
        """The closed line that is drawn."""
        x, y = self.centre
        across, along = self.radius / scale.right, self.radius / scale.down
        turns = [2 * math.pi * step / _ROUND for step in range(_ROUND)]
        points = [(x + across * math.cos(turn), y + along * math.sin(turn)) for turn in turns]
        return (*points, points[0])


@dataclass(frozen=True, slots=True)
class RectangleRegion:
    """A rectangle along rows and columns, by two opposite corners."""

    corner: Point
    opposite: Point

    @property
    def corners(self) -> tuple[Point, Point, Point, Point]:
        """All four, going round."""
        (left, top), (right, bottom) = self.corner, self.opposite
        return (left, top), (right, top), (right, bottom), (left, bottom)

    def moved(self, right: float, down: float) -> Self:
        """The same elsewhere, so many pixels away."""
        corner, opposite = _moved(self.corner, right, down), _moved(self.opposite, right, down)
        return replace(self, corner=corner, opposite=opposite)

    def handles(self, _scale: Scale) -> tuple[Point, ...]:
        """Where it can be taken hold of."""
        return self.corners

    def dragged(self, number: int, to: Point, scale: Scale, *, straight: bool = False) -> Self:
        """A corner elsewhere, so that it becomes ``opposite``; straight makes a square in the patient."""
        fixed = self.corners[(number + 2) % 4]
        return replace(self, corner=fixed, opposite=scale.square(fixed, to) if straight else to)

    def outline(self, _scale: Scale) -> tuple[Point, ...]:
        """The closed line that is drawn."""
        return (*self.corners, self.corner)


@dataclass(frozen=True, slots=True)
class PolygonRegion:
    """What a closed line through at least three points goes round, by the even-odd rule."""

    points: tuple[Point, ...]

    def moved(self, right: float, down: float) -> Self:
        """The same elsewhere, so many pixels away."""
        return replace(self, points=tuple(_moved(one, right, down) for one in self.points))

    def handles(self, _scale: Scale) -> tuple[Point, ...]:
        """Where it can be taken hold of."""
        return self.points

    def dragged(self, number: int, to: Point, scale: Scale, *, straight: bool = False) -> Self:
        """A point elsewhere; straight keeps the side before it along a row or a column."""
        points = list(self.points)
        points[number] = scale.straight(points[number - 1], to) if straight else to
        return replace(self, points=tuple(points))

    def outline(self, _scale: Scale) -> tuple[Point, ...]:
        """The closed line that is drawn."""
        return (*self.points, *self.points[:1])


Region = CircleRegion | RectangleRegion | PolygonRegion
Shape = Distance | Angle | LineProfile | Region


def centre_of(shape: Shape) -> Point | None:
    """The centre of a region, of a polygon that of its area; None for all that is no region."""
    if isinstance(shape, CircleRegion):
        return shape.centre
    if isinstance(shape, RectangleRegion):
        (left, top), (right, bottom) = shape.corner, shape.opposite
        return (left + right) / 2, (top + bottom) / 2
    return _centroid(shape.points) if isinstance(shape, PolygonRegion) else None


def _centroid(points: tuple[Point, ...]) -> Point:
    """The centre of a polygon's area by the shoelace formula; the mean of its points where it has no area."""
    first = points[0]
    around = [(x - first[0], y - first[1]) for x, y in points]  # near 0, so that nothing cancels out
    pairs = list(zip(around, [*around[1:], around[0]], strict=True))
    double = sum(x * v - u * y for (x, y), (u, v) in pairs)
    if abs(double) < _NO_AREA:
        return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)
    right = sum((x + u) * (x * v - u * y) for (x, y), (u, v) in pairs) / (3 * double)
    down = sum((y + v) * (x * v - u * y) for (x, y), (u, v) in pairs) / (3 * double)
    return first[0] + right, first[1] + down


def _moved(point: Point, right: float, down: float) -> Point:
    return point[0] + right, point[1] + down
