"""Where shapes are after the picture has been mirrored, flipped or cropped: on the same content."""

from collections.abc import Callable
from dataclasses import replace

from phantomscope.measure.scale import Point
from phantomscope.measure.shapes import Angle, CircleRegion, Distance, RectangleRegion, Shape
from phantomscope.stack.arrangement import Arrangement


def carried(shape: Shape, before: Arrangement, after: Arrangement, size: tuple[int, int]) -> Shape:
    """A shape on the same content in another arrangement of the picture.

    Args:
        shape: In pixels of the picture as it was arranged before.
        before, after: The arrangements.
        size: Rows and columns of the source's own picture.
    """
    top, left, bottom, right = before.crop or (0, 0, *size)
    new_top, new_left, new_bottom, new_right = after.crop or (0, 0, *size)

    def move(point: Point) -> Point:
        x = right - 1 - point[0] if before.mirrored else left + point[0]
        y = bottom - 1 - point[1] if before.flipped else top + point[1]
        return (
            new_right - 1 - x if after.mirrored else x - new_left,
            new_bottom - 1 - y if after.flipped else y - new_top,
        )

    return _moved(shape, move)


def _moved(shape: Shape, move: Callable[[Point], Point]) -> Shape:
    """A shape all of whose points go elsewhere, lengths staying as they are."""
    if isinstance(shape, Distance):
        return replace(shape, start=move(shape.start), end=move(shape.end))
    if isinstance(shape, Angle):
        return replace(shape, start=move(shape.start), vertex=move(shape.vertex), end=move(shape.end))
    if isinstance(shape, CircleRegion):
        return replace(shape, centre=move(shape.centre))
    if isinstance(shape, RectangleRegion):
        return replace(shape, corner=move(shape.corner), opposite=move(shape.opposite))
    return replace(shape, points=tuple(move(point) for point in shape.points))
