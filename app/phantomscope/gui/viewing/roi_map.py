"""Which region of interest lies under a point of a slice."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from phantomscope.analysis.results import Outline, SliceImage

Floats = npt.NDArray[np.float64]
_CLOSED_WITHIN = 1.0  # pixels between the first and the last point of a line that goes round something


@dataclass(frozen=True, slots=True)
class Roi:
    """A region as it is named on an image.

    Attributes:
        image: The image that it is drawn on.
        name: Its outlines' name; empty where pylinac gives none.
        box: Left, top, right and bottom of the line that was hit, in half pixels: regions that lie on each
            other have the same.
    """

    image: SliceImage
    name: str
    box: tuple[int, int, int, int] = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class _Part:
    """An unbroken line: points, whether it goes round something, and how much that is."""

    roi: Roi
    x: Floats
    y: Floats
    closed: bool
    area: float


class RoiMap:
    """Finds regions by a point; nothing is computed twice, so that it may be asked at each move of the mouse.

    Args:
        images: All images of one slice.
    """

    def __init__(self, images: Sequence[SliceImage] = ()) -> None:
        outlines = [(image, outline) for image in images for outline in image.outlines]
        self._parts = [part for image, outline in outlines for part in _parts(image, outline)]
        self._boxes = np.array(
            [(part.x.min(), part.y.min(), part.x.max(), part.y.max()) for part in self._parts], np.float64
        ).reshape(-1, 4)

    def at(self, x: float, y: float, reach: float) -> tuple[Roi, ...]:
        """The regions at a point, the smallest first.

        Args:
            x, y: Column and row in pixels, pixel centres at whole numbers.
            reach: How many pixels beside a line still count as on it.

        Returns:
            Regions whose line is within reach, and those with a closed line round the point. An open line
            counts as smaller than any closed one.
        """
        if not self._parts:
            return ()
        left, top, right, bottom = self._boxes.T
        near = (left - reach <= x) & (x <= right + reach) & (top - reach <= y) & (y <= bottom + reach)
        candidates = [self._parts[int(number)] for number in np.flatnonzero(near)]
        hit = [part for part in candidates if _hits(part, x, y, reach)]
        return _unique(sorted(hit, key=lambda part: part.area))


def _unique(parts: Sequence[_Part]) -> tuple[Roi, ...]:
    found: list[Roi] = []
    for part in parts:
        if not any(roi.image is part.roi.image and roi.name == part.roi.name for roi in found):
            found.append(part.roi)
    return tuple(found)


def _parts(image: SliceImage, outline: Outline) -> Iterator[_Part]:
    xs = np.array([np.nan if x is None else x for x in outline.x], np.float64)
    ys = np.array([np.nan if y is None else y for y in outline.y], np.float64)
    length = min(len(xs), len(ys))
    xs, ys = xs[:length], ys[:length]
    breaks = np.flatnonzero(np.isnan(xs + ys))
    for start, end in zip([0, *(breaks + 1)], [*breaks, length], strict=True):
        x, y = xs[start:end], ys[start:end]
        if len(x):
            box = (_half_pixels(x.min()), _half_pixels(y.min()), _half_pixels(x.max()), _half_pixels(y.max()))
            roi = Roi(image, outline.name, box)
            closed = len(x) > 3 and float(np.hypot(x[0] - x[-1], y[0] - y[-1])) <= _CLOSED_WITHIN
            yield _Part(roi, x, y, closed, _area(x, y) if closed else 0.0)


def _half_pixels(place: float) -> int:
    return round(2 * float(place))


def _area(x: Floats, y: Floats) -> float:
    """By the shoelace formula."""
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2)


def _hits(part: _Part, x: float, y: float, reach: float) -> bool:
    return (part.closed and _is_inside(part, x, y)) or _distance(part, x, y) <= reach


def _is_inside(part: _Part, x: float, y: float) -> bool:
    """Whether a ray to the right crosses the line an odd number of times."""
    x1, y1, x2, y2 = part.x, part.y, np.roll(part.x, -1), np.roll(part.y, -1)
    crossed = (y1 > y) != (y2 > y)
    if not crossed.any():
        return False
    x1, y1, x2, y2 = x1[crossed], y1[crossed], x2[crossed], y2[crossed]
    return int(np.count_nonzero(x < x1 + (y - y1) / (y2 - y1) * (x2 - x1))) % 2 == 1


def _distance(part: _Part, x: float, y: float) -> float:
    """From the nearest point of the line, in pixels."""
    if len(part.x) == 1:
        return float(np.hypot(part.x[0] - x, part.y[0] - y))
    along_x, along_y = np.diff(part.x), np.diff(part.y)
    from_x, from_y = x - part.x[:-1], y - part.y[:-1]
    length = np.maximum(along_x**2 + along_y**2, 1e-12)
    share = np.clip((from_x * along_x + from_y * along_y) / length, 0.0, 1.0)
    return float(np.hypot(from_x - share * along_x, from_y - share * along_y).min())
