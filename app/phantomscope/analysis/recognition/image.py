"""A slice made small, and the body that is in it. Lengths in mm; nothing here knows any phantom."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from phantomscope.order_statistics import median, percentiles
from phantomscope.stack.decoder import SlicePixels

FloatImage = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
_Lengths = npt.NDArray[np.floating]

PIXEL = 1.0
"""Size in mm to which pixels are brought by averaging whole ones."""

_BINS = 128
_ALIKE = 1e-3
_OPENING = 5.0
_OUTLIER = 2.5
_PADDED = 0.04
_BESIDE = (2, 3)
_EVEN = 0.1
_ABOVE_AIR = 2000.0
_LARGE = 320
_PART = 0.1
_ROUND = 0.6
_SMALLEST = 80.0


@dataclass(frozen=True, slots=True)
class SmallImage:
    """A slice of pixels of about a millimetre.

    Attributes:
        values: Shape (rows, columns), float32.
        row_size, column_size: Distance of neighbouring rows and columns in mm.
    """

    values: FloatImage
    row_size: float
    column_size: float

    def sample(self, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> FloatImage:
        """Values at places in mm from the middle of the first pixel, linear between pixels, edges held."""
        rows, columns = self.values.shape
        down = np.clip(y / self.row_size, 0.0, rows - 1.001)
        across = np.clip(x / self.column_size, 0.0, columns - 1.001)
        row, column = down.astype(np.intp), across.astype(np.intp)
        part_down, part_across = (down - row).astype(np.float32), (across - column).astype(np.float32)
        flat, first = self.values.ravel(), row * columns + column
        upper = flat[first] * (1 - part_across) + flat[first + 1] * part_across
        lower = flat[first + columns] * (1 - part_across) + flat[first + columns + 1] * part_across
        sampled: FloatImage = upper * (1 - part_down) + lower * part_down
        return sampled


def small_image(pixels: SlicePixels, spacing: tuple[float, float]) -> SmallImage | None:
    """Average whole pixels to about a millimetre; None for an image too small to show anything.

    Values are taken as stored (turned where the rescale slope is negative): recognition compares, it does not
    measure. What was filled in outside the reconstructed circle is brought up to the darkest that was; air
    that was cut off at one value stays.
    """
    stored = pixels.stored
    if stored.ndim != 2 or min(stored.shape) < 32:
        return None
    steps = [max(1, round(PIXEL / size)) for size in spacing]
    rows, columns = (count // step for count, step in zip(stored.shape, steps, strict=True))
    if min(rows, columns) < 32:
        return None
    cut = stored[: rows * steps[0], : columns * steps[1]]
    blocks = cut.reshape(rows, steps[0], columns, steps[1])
    values = blocks.mean(axis=(1, 3), dtype=np.float32)
    if pixels.slope is not None and pixels.slope < 0:
        values = -values
    _raise_padding(values, _ABOVE_AIR / abs(pixels.slope or 1.0))
    return SmallImage(values, spacing[0] * steps[0], spacing[1] * steps[1])


def _raise_padding(values: FloatImage, most: float) -> None:
    lowest = float(values.min())
    padding = values <= lowest
    part = float(padding.mean())
    if _PADDED < part < 1.0 and not _is_air(values, padding, lowest, most):
        rest = values[~padding]
        values[padding] = np.partition(rest, len(rest) // 50)[len(rest) // 50]


def _is_air(values: FloatImage, padding: Mask, lowest: float, most: float) -> bool:
    """Whether it is the air itself, cut off at one value: a few mm from it all is as bright as the body.

    A body is not brighter than air by more than ``most``.
    """
    closer, close = (_swept(padding[::2, ::2], [reach, reach], every=False) for reach in _BESIDE)
    near = close & ~closer
    if not near.any():
        return False
    beside = float(median(values[::2, ::2][near]))
    body = float(percentiles(values[~padding], (95,))[0])
    return beside - lowest < most and body - beside < _EVEN * (beside - lowest)


@dataclass(frozen=True, slots=True)
class Body:
    """What lies in the air, taken for a circle.

    Attributes:
        x, y: Its middle, in mm from the middle of the image's first pixel.
        diameter: Of the circle that fits its outline best.
        round_part: The part of its outline (0 to 1) that lies on that circle.
        center: Of its area.
        long, short: Axes of the ellipse with the same second moments.
        inside, outside: Typical values of body and air.
    """

    x: float
    y: float
    diameter: float
    round_part: float
    center: tuple[float, float]
    long: float
    short: float
    inside: float
    outside: float

    @property
    def is_round(self) -> bool:
        """Whether it is a circle, apart from what may lie against it."""
        return self.round_part >= _ROUND

    @property
    def middle(self) -> tuple[float, float]:
        """The circle's middle where it is round, else that of its area."""
        return (self.x, self.y) if self.is_round else self.center

    @property
    def contrast(self) -> float:
        """Between body and air."""
        return self.inside - self.outside


def threshold(values: FloatImage) -> float | None:
    """The value that parts two classes best (Otsu, 1979); None for an image of one value."""
    low, high = (float(one) for one in percentiles(values[::2, ::2], (0.5, 99.0)))
    if not high > low:
        return None
    counts, edges = np.histogram(values, bins=_BINS, range=(low, high))
    weights = counts.astype(np.float64)
    middles = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(weights)
    above = below[-1] - below
    sums = np.cumsum(weights * middles)
    with np.errstate(divide="ignore", invalid="ignore"):
        between = (sums[-1] * below / below[-1] - sums) ** 2 / (below * above)
    between = np.nan_to_num(between[:-1], posinf=0.0)
    # Where nothing lies between the classes, all limits there part them alike: the middle one is taken.
    alike = np.flatnonzero(between >= (1 - _ALIKE) * between.max())
    return float(edges[round(float(alike.mean())) + 1])


def find_body(image: SmallImage, *, in_parts: bool = False) -> Body | None:
    """The largest thing in the air; None where there is none of 80 mm or more.

    Args:
        image: The slice.
        in_parts: Whether the body may be cut in parts by what gives no signal, as in MR.
    """
    step = 2 if min(image.values.shape) > _LARGE else 1
    values = image.values[::step, ::step]
    limit = threshold(values)
    if limit is None:
        return None
    sizes = (image.row_size * step, image.column_size * step)
    mask = _opened(values > limit, [max(1, round(_OPENING / size / 2)) for size in sizes])
    body = _largest(mask, _PART if in_parts else 1.0)
    if body is None:
        return None
    outline = _Outline.of(body, sizes)
    if outline is None or outline.short < _SMALLEST:
        return None
    x, y, radius, round_part = _circle(outline)
    inner, air = values[body], values[~mask]
    if not air.size:
        return None
    return Body(
        x,
        y,
        2 * radius,
        round_part,
        outline.middle,
        outline.long,
        outline.short,
        float(median(inner)),
        float(median(air)),
    )


def _opened(mask: Mask, half: list[int]) -> Mask:
    """Without what is thinner than a box of 2 half + 1 pixels: couch tops, holders, streaks."""
    return _swept(_swept(mask, half, every=True), half, every=False)


def _swept(mask: Mask, half: list[int], *, every: bool) -> Mask:
    """Whether every (or any) pixel of the box about each is set; beyond the edges as at the edge."""
    for axis in (0, 1):
        reach = half[axis]
        width = 2 * reach + 1
        pad = [(reach + 1, reach) if one == axis else (0, 0) for one in (0, 1)]
        sums = np.cumsum(np.pad(mask, pad, mode="edge"), axis=axis, dtype=np.int32)
        count = mask.shape[axis]
        if axis == 0:
            inside = sums[width : width + count] - sums[:count]
        else:
            inside = sums[:, width : width + count] - sums[:, :count]
        mask = inside == width if every else inside > 0
    return mask


def _largest(mask: Mask, least: float) -> Mask | None:
    """The connected parts that have at least this part of the largest one's area."""
    runs = _runs(mask)
    if not runs:
        return None
    parents = list(range(len(runs)))

    def root(number: int) -> int:
        while parents[number] != number:
            parents[number] = parents[parents[number]]
            number = parents[number]
        return number

    by_row: dict[int, list[int]] = {}
    for number, (row, _, _) in enumerate(runs):
        by_row.setdefault(row, []).append(number)
    for row, numbers in by_row.items():
        for number in numbers:
            _, start, end = runs[number]
            for other in by_row.get(row - 1, ()):
                if runs[other][1] < end and start < runs[other][2]:
                    parents[root(number)] = root(other)
    areas: dict[int, int] = {}
    for number, (_, start, end) in enumerate(runs):
        owner = root(number)
        areas[owner] = areas.get(owner, 0) + end - start
    enough = least * max(areas.values())
    part = np.zeros_like(mask)
    for number, (row, start, end) in enumerate(runs):
        if areas[root(number)] >= enough:
            part[row, start:end] = True
    return part


def _runs(mask: Mask) -> list[tuple[int, int, int]]:
    """Row, first column and column after the last of each run, row by row."""
    steps = np.diff(np.pad(mask, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, starts = np.nonzero(steps == 1)
    ends = np.nonzero(steps == -1)[1]
    return list(zip(rows.tolist(), starts.tolist(), ends.tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class _Outline:
    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]
    middle: tuple[float, float]
    long: float
    short: float

    @classmethod
    def of(cls, part: Mask, sizes: tuple[float, float]) -> "_Outline | None":
        rows, columns = np.nonzero(part.any(axis=1))[0], np.nonzero(part.any(axis=0))[0]
        if len(rows) < 8 or len(columns) < 8:
            return None
        left = part.argmax(axis=1)[rows]
        right = part.shape[1] - 1 - part[:, ::-1].argmax(axis=1)[rows]
        top = part.argmax(axis=0)[columns]
        bottom = part.shape[0] - 1 - part[::-1].argmax(axis=0)[columns]
        # Edges lie half a pixel beyond the middle of the last one inside.
        x = np.concatenate([left - 0.5, right + 0.5, columns, columns]) * sizes[1]
        y = np.concatenate([rows, rows, top - 0.5, bottom + 0.5]) * sizes[0]
        middle, long, short = _axes((left - 0.5) * sizes[1], (right + 0.5) * sizes[1], rows * sizes[0])
        return cls(x, y, middle, long, short)


def _axes(left: _Lengths, right: _Lengths, y: _Lengths) -> tuple[tuple[float, float], float, float]:
    """Middle, and axes of the ellipse with the same second moments, of rows from left to right, filled."""
    length = right - left
    area = length.sum()
    across = (left + right) / 2
    x_mean, y_mean = float((length * across).sum() / area), float((length * y).sum() / area)
    xx = float((length * ((across - x_mean) ** 2 + length**2 / 12)).sum() / area)
    yy = float((length * (y - y_mean) ** 2).sum() / area)
    xy = float((length * (across - x_mean) * (y - y_mean)).sum() / area)
    apart = float(np.hypot((xx - yy) / 2, xy))
    mean = (xx + yy) / 2
    return (x_mean, y_mean), 4 * float(np.sqrt(mean + apart)), 4 * float(np.sqrt(max(mean - apart, 0.0)))


def _circle(outline: _Outline) -> tuple[float, float, float, float]:
    """Middle, radius and the part of the outline on it, by least squares (Kåsa, 1976), outliers left out."""
    x, y = outline.x, outline.y
    keep = np.ones(len(x), dtype=bool)
    middle_x, middle_y, radius = float(median(x)), float(median(y)), outline.long / 2
    for _ in range(8):
        system = np.stack([x[keep], y[keep], np.ones(int(keep.sum()))], axis=1)
        solution = np.linalg.lstsq(system, x[keep] ** 2 + y[keep] ** 2, rcond=None)[0]
        middle_x, middle_y = float(solution[0] / 2), float(solution[1] / 2)
        radius = float(np.sqrt(max(solution[2] + middle_x**2 + middle_y**2, 0.0)))
        off = np.abs(np.hypot(x - middle_x, y - middle_y) - radius)
        limit = max(_OUTLIER, 1.5 * float(median(off)))
        if np.array_equal(keep, off <= limit) or int((off <= limit).sum()) < 8:
            break
        keep = off <= limit
    off = np.abs(np.hypot(x - middle_x, y - middle_y) - radius)
    return middle_x, middle_y, radius, float((off <= _OUTLIER).mean())
