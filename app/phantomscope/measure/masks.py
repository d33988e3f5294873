"""Which pixels a region takes: those whose centre lies in it."""

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from phantomscope.measure.scale import Point, Scale
from phantomscope.measure.shapes import CircleRegion, PolygonRegion, RectangleRegion, Region

Bools = npt.NDArray[np.bool_]

_TINY = 1e-9  # of a pixel: what lies on an edge counts as inside, though numbers have been rounded on the way


@dataclass(frozen=True, slots=True)
class Mask:
    """The part of an image that a region lies in, and which pixels of it the region takes.

    Attributes:
        top, left: Row and column of the part's first pixel.
        inside: Which of its pixels are taken, shape (rows, columns) of the part.
        is_cut: Whether the region reaches beyond the image: what lies outside is left out.
    """

    top: int
    left: int
    inside: Bools = field(repr=False)
    is_cut: bool

    @property
    def part(self) -> tuple[slice, slice]:
        """The part as an index."""
        rows, columns = self.inside.shape
        return slice(self.top, self.top + rows), slice(self.left, self.left + columns)


def mask_of(region: Region, scale: Scale, shape: tuple[int, int]) -> Mask:
    """Find the pixels whose centres lie inside a region; the edges of circle and rectangle count as inside.

    Args:
        region: Which.
        scale: The size of the image's pixels.
        shape: The image's rows and columns.
    """
    (left, top), (right, bottom) = box_of(region, scale)
    rows, columns = shape
    first_row, last_row = max(0, math.ceil(top - _TINY)), min(rows - 1, math.floor(bottom + _TINY))
    first_column, last_column = max(0, math.ceil(left - _TINY)), min(columns - 1, math.floor(right + _TINY))
    x = np.arange(first_column, last_column + 1, dtype=np.float64)
    y = np.arange(first_row, last_row + 1, dtype=np.float64)
    beyond = 0.5 + _TINY
    is_cut = left < -beyond or top < -beyond or right > columns - 1 + beyond or bottom > rows - 1 + beyond
    return Mask(first_row, first_column, _inside(region, scale, x, y), is_cut)


def box_of(region: Region, scale: Scale) -> tuple[Point, Point]:
    """The left upper and the right lower corner of what a region spans, in pixels."""
    if isinstance(region, CircleRegion):
        (x, y), across, along = region.centre, region.radius / scale.right, region.radius / scale.down
        return (x - across, y - along), (x + across, y + along)
    points = region.corners if isinstance(region, RectangleRegion) else region.points
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs), min(ys)), (max(xs), max(ys))


def _inside(region: Region, scale: Scale, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> Bools:
    if isinstance(region, CircleRegion):
        across = ((x - region.centre[0]) * scale.right) ** 2
        along = ((y - region.centre[1]) * scale.down) ** 2
        taken: Bools = along[:, None] + across[None, :] <= (region.radius + _TINY * scale.finest) ** 2
        return taken
    if isinstance(region, PolygonRegion):
        return _inside_polygon(region, x, y)
    return np.ones((len(y), len(x)), np.bool_)


def _inside_polygon(region: PolygonRegion, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> Bools:
    """By the even-odd rule: how many sides a ray from far left to the pixel has crossed.

    Each side is looked at once for each row that it crosses, so that many sides cost no more than few rows.
    """
    crossings = np.zeros((len(y), len(x) + 1), np.int32)
    if not (len(x) and len(y)):
        return crossings[:, :-1].astype(np.bool_)
    for (x1, y1), (x2, y2) in zip(region.points, (*region.points[1:], region.points[0]), strict=True):
        rows = np.flatnonzero((y1 > y) != (y2 > y))
        if len(rows):
            places = x1 + (y[rows] - y1) / (y2 - y1) * (x2 - x1)
            # The first pixel whose centre lies right of the crossing, and all after it.
            firsts = np.clip(np.floor(places - x[0]).astype(np.int64) + 1, 0, len(x))
            np.add.at(crossings, (rows, firsts), 1)
    odd: Bools = np.cumsum(crossings, axis=1)[:, :-1] % 2 == 1
    return odd
