"""The difference of two slices, on the grid of the first."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from phantomscope.measure.alignment import Axis, Image, Mapping, Placement, aligned
from phantomscope.measure.masks import mask_of
from phantomscope.measure.scale import Scale
from phantomscope.measure.shapes import Region
from phantomscope.stack.decoder import SlicePixels
from phantomscope.stack.padding import padded_values
from phantomscope.stack.slice_header import SliceHeader

Floats = npt.NDArray[np.float32]

_BLOCK_PIXELS = 16384  # so that what is computed on the way stays small beside the picture
_DIGITS = 6  # of a pixel: beyond is noise, which must not push the last one out
_SAMPLES_A_SIDE = 256
_SPREAD = 99.0  # percentile of the sizes


@dataclass(frozen=True, slots=True)
class Operand:
    """One of the two slices.

    Attributes:
        header: Its geometry and how its values lie.
        pixels: Its values.
    """

    header: SliceHeader
    pixels: SlicePixels

    @property
    def image(self) -> Image:
        """What alignment has to know of it."""
        rows, columns = self.pixels.stored.shape
        return Image(self.header, (rows, columns))


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """First minus second.

    Attributes:
        values: In the output unit, shape (rows, columns) of the first; not-a-number where one of them has
            nothing.
        mean, sd: Of the pixels that both have, the SD that of a population; None where there are none.
        spread: What 99 % of the differences do not exceed, by an even sample; None as above.
        mapping: How the second lies on the first.
    """

    values: Floats
    mean: float | None
    sd: float | None
    spread: float | None
    mapping: Mapping

    def inside(self, region: Region, scale: Scale) -> tuple[float | None, float | None]:
        """Mean and SD of the pixels whose centres lie inside a region and that both have; None for none.

        Args:
            region: On the first.
            scale: The size of the first's pixels.
        """
        rows, columns = self.values.shape
        mask = mask_of(region, scale, (rows, columns))
        taken: Floats = self.values[mask.part][mask.inside]
        return _mean_and_sd(taken[:, None])


def difference(first: Operand, second: Operand, placement: Placement) -> Difference:
    """Subtract the second slice from the first.

    Values are rescaled and subtracted in float64 and rounded once. Where the second's pixels do not lie on
    the first's, it is interpolated linearly along each axis; nothing is extrapolated. Padded
    pixels (0028,0120) count as missing.

    Raises:
        PhantomscopeError: The slices can't be laid on each other.
    """
    mapping = aligned(first.image, second.image, placement)
    shape, other = first.image.shape, second.image.shape
    values = np.empty(shape, np.float32)
    rows = _Reading.of(mapping.rows, shape[0], other[0])
    columns = _Reading.of(mapping.columns, shape[1], other[1])
    for block in _blocks(values):
        own = _values(first, first.pixels.stored[block])
        np.subtract(own, _resampled(second, rows.part(block), columns), out=own)
        values[block] = own
    mean, sd = _mean_and_sd(values)
    return Difference(values, mean, sd, _spread(values), mapping)


def colour_numbers(values: Floats, width: float) -> npt.NDArray[np.uint8]:
    """Differences as numbers of colours: 1 for -width and below, 128 for none, 255 for width and above.

    Args:
        values: Shape (rows, columns).
        width: Above zero.

    Returns:
        The same shape; 0 where there is nothing.
    """
    numbers = np.empty(values.shape, np.uint8)
    for block in _blocks(values):
        scaled = values[block] * (127.0 / width)
        scaled += 128.5
        np.clip(scaled, 1.0, 255.0, out=scaled)
        numbers[block] = np.nan_to_num(scaled, copy=False, nan=0.0)
    return numbers


@dataclass(frozen=True, slots=True)
class _Reading:
    """For each pixel along an axis: the two of the second between which it lies, and how far on.

    Attributes:
        before, after: Indices, inside the second.
        weight: 0 at ``before``, towards 1 at ``after``; not-a-number outside the second.
        is_whole: Whether every weight is 0 or not-a-number.
    """

    before: npt.NDArray[np.intp]
    after: npt.NDArray[np.intp]
    weight: npt.NDArray[np.float64]
    is_whole: bool

    @classmethod
    def of(cls, axis: Axis, count: int, there: int) -> "_Reading":
        places = np.round(axis.start + axis.step * np.arange(count), _DIGITS)
        floor = np.floor(places)
        weight = places - floor
        weight[(places < 0) | (places > there - 1)] = np.nan
        before = np.clip(floor, 0, there - 1).astype(np.intp)
        return cls(before, np.minimum(before + 1, there - 1), weight, axis.is_whole)

    def part(self, block: slice) -> "_Reading":
        return _Reading(self.before[block], self.after[block], self.weight[block], self.is_whole)


def _resampled(second: Operand, rows: _Reading, columns: _Reading) -> npt.NDArray[np.float64]:
    stored = second.pixels.stored
    upper = _across(_values(second, stored[rows.before]), columns)
    if rows.is_whole:
        upper += rows.weight[:, None]  # nothing, or not-a-number
        return upper
    return _between(upper, _across(_values(second, stored[rows.after]), columns), rows.weight[:, None])


def _across(values: npt.NDArray[np.float64], columns: _Reading) -> npt.NDArray[np.float64]:
    left = values[:, columns.before]
    if columns.is_whole:
        left += columns.weight
        return left
    return _between(left, values[:, columns.after], columns.weight)


def _between(
    a: npt.NDArray[np.float64], b: npt.NDArray[np.float64], weight: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    mixed = a + weight * (b - a)
    # A pixel that lies on one of them needs nothing of the other, which may be missing.
    return np.where(weight == 0, a, mixed)


def _values(operand: Operand, stored: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Some pixels in the output unit; not-a-number for padding."""
    pixels = operand.pixels
    values = stored.astype(np.float64)
    if pixels.slope is not None and pixels.intercept is not None:
        values *= pixels.slope
        values += pixels.intercept
    padding = padded_values(pixels, operand.header.format)
    if padding is not None:
        values[(stored >= padding[0]) & (stored <= padding[1])] = np.nan
    return values


def _mean_and_sd(values: Floats) -> tuple[float | None, float | None]:
    count = total = 0.0
    for block in _blocks(values):
        known = _known(values[block])
        count += known.size
        total += float(known.sum())
    if not count:
        return None, None
    mean, squares = total / count, 0.0
    for block in _blocks(values):
        squares += float(np.square(_known(values[block]) - mean).sum())
    return mean, math.sqrt(squares / count)


def _known(values: Floats) -> npt.NDArray[np.float64]:
    return values[np.isfinite(values)].astype(np.float64)


def _spread(values: Floats) -> float | None:
    steps = [max(1, math.ceil(size / _SAMPLES_A_SIDE)) for size in values.shape]
    sample = values[:: steps[0], :: steps[1]]
    known = np.abs(sample[np.isfinite(sample)])
    return float(np.percentile(known, _SPREAD)) if known.size else None


def _blocks(values: npt.NDArray[Any]) -> Iterator[slice]:
    """Some rows at a time."""
    rows, columns = values.shape
    step = max(1, _BLOCK_PIXELS // max(columns, 1))
    return (slice(start, min(start + step, rows)) for start in range(0, rows, step))
