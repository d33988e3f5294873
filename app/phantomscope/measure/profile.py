"""The values along a line, and what a peak or an edge on it measures."""

import math
from dataclasses import dataclass, field

import numpy as np

from phantomscope.measure.picture import Picture
from phantomscope.measure.scale import Point
from phantomscope.measure.shapes import LineProfile
from phantomscope.measure.statistics import Values

_STEP = 0.5  # pixels between samples at the most
_LOW, _HIGH = 0.1, 0.9


@dataclass(frozen=True, slots=True)
class Profile:
    """Values along a line.

    Attributes:
        places: Distances from the line's start, in the scale's unit, evenly spaced.
        values: In the output unit; not-a-number outside of the image and at padding.
    """

    places: Values = field(repr=False)
    values: Values = field(repr=False)

    @property
    def left_out(self) -> int:
        """How many samples have no value."""
        return int(np.count_nonzero(np.isnan(self.values)))


@dataclass(frozen=True, slots=True)
class HalfMaximum:
    """The full width at half maximum of a profile's greatest peak or trough.

    Attributes:
        width: In the scale's unit.
        left, right: Where the half is crossed, from the line's start.
        level: The value half-way between the extreme and the baseline.
        baseline, extreme: In the output unit.
        is_peak: Whether it is a peak rather than a trough.
    """

    width: float
    left: float
    right: float
    level: float
    baseline: float
    extreme: float
    is_peak: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """A step from one end's value to the other's.

    Attributes:
        width: From 10 % to 90 % of the step, in the scale's unit.
        place: Where 50 % is crossed, from the line's start.
    """

    width: float
    place: float


def profile_of(line: LineProfile, picture: Picture) -> Profile:
    """Sample a line bilinearly, at most half a pixel apart, averaged across where it has a width."""
    steps = max(1, math.ceil(math.dist(line.start, line.end) / _STEP))
    share = np.linspace(0.0, 1.0, steps + 1)
    x = line.start[0] + share * (line.end[0] - line.start[0])
    y = line.start[1] + share * (line.end[1] - line.start[1])
    scale = picture.scale
    length = scale.length(line.start, line.end)
    offsets = _offsets(line.width, scale.finest) if length else np.zeros(1)
    # A normal in the patient, in pixels a unit of length.
    across = -(line.end[1] - line.start[1]) * scale.down / (length or 1.0) / scale.right
    along = (line.end[0] - line.start[0]) * scale.right / (length or 1.0) / scale.down
    rows, columns = _part_around(line, offsets, (across, along), picture.shape)
    values, counts = picture.part(rows, columns)
    values = np.where(counts, values, np.nan)
    total, number = np.zeros(len(x)), np.zeros(len(x), np.int64)
    for offset in offsets:
        found = _bilinear(
            values, x + offset * across, y + offset * along, (columns.start, rows.start), picture.shape
        )
        there = ~np.isnan(found)
        total[there] += found[there]
        number += there
    averaged = np.full(len(x), np.nan)
    np.divide(total, number, out=averaged, where=number > 0)
    return Profile(share * length, averaged)


def half_maximum(profile: Profile, baseline: float | None = None) -> HalfMaximum | None:
    """The full width at half maximum, crossings found by linear interpolation.

    What differs most from the mean of the two ends is the extreme: a peak above it, or a trough below. From
    there the first crossing of the half to either side counts.

    Args:
        profile: Along a line.
        baseline: What the peak stands on; without it the lower end of a peak, the higher end of a trough.

    Returns:
        None where there is no half maximum: no peak, or a side that never comes down to the half.
    """
    places, values = known(profile)
    if len(values) < 3:
        return None
    ends = float(values[0]), float(values[-1])
    middle = (ends[0] + ends[1]) / 2 if baseline is None else baseline
    is_peak = bool(values.max() - middle >= middle - values.min())
    sign = 1.0 if is_peak else -1.0
    raised = sign * values
    base = min(sign * ends[0], sign * ends[1]) if baseline is None else sign * baseline
    top = int(raised.argmax())
    half = (float(raised[top]) + base) / 2
    if not raised[top] > base:
        return None
    left, right = _crossing(places, raised, top, -1, half), _crossing(places, raised, top, 1, half)
    if left is None or right is None:
        return None
    return HalfMaximum(
        right - left, left, right, sign * half, sign * base, sign * float(raised[top]), is_peak
    )


def edge(profile: Profile) -> Edge | None:
    """The 10–90 % width of a step from the value of one end to that of the other; None without a step."""
    places, values = known(profile)
    if len(values) < 2 or values[0] == values[-1]:
        return None
    risen = (values - values[0]) / (values[-1] - values[0])
    middle = int(np.argmax(risen >= 0.5))
    centre = _crossing(places, risen, middle, -1, 0.5)
    low = _crossing(places, risen, middle, -1, _LOW)
    high = _crossing(places, -risen, middle - 1, 1, -_HIGH)
    if centre is None or low is None or high is None:
        return None
    return Edge(high - low, centre)


def known(profile: Profile) -> tuple[Values, Values]:
    """Places and values of the samples that have one."""
    there = ~np.isnan(profile.values)
    return profile.places[there], profile.values[there]


def _crossing(places: Values, values: Values, start: int, step: int, level: float) -> float | None:
    """Where values first come down to a level, going from a sample above it to one side."""
    at = start
    while 0 <= at + step < len(values):
        here, there = float(values[at]), float(values[at + step])
        if there <= level <= here:
            share = (here - level) / (here - there) if here != there else 0.0
            return float(places[at] + share * (places[at + step] - places[at]))
        at += step
    return None


def _offsets(width: float, finest: float) -> Values:
    """How far beside the line values are taken, evenly over its width, at most half a pixel apart."""
    count = max(1, math.ceil(width / (_STEP * finest))) if width > 0 else 1
    steps: Values = (np.arange(count) + 0.5) / count - 0.5
    return steps * width


def _part_around(
    line: LineProfile, offsets: Values, normal: Point, shape: tuple[int, int]
) -> tuple[slice, slice]:
    """The part of the image that a line and what is beside it can need, a pixel more all round."""
    reach = float(np.abs(offsets).max())
    beside = [(sign * reach * normal[0], sign * reach * normal[1]) for sign in (-1, 1)]
    xs = [point[0] + by[0] for point in (line.start, line.end) for by in beside]
    ys = [point[1] + by[1] for point in (line.start, line.end) for by in beside]
    return _clipped(min(ys), max(ys), shape[0]), _clipped(min(xs), max(xs), shape[1])


def _clipped(low: float, high: float, size: int) -> slice:
    start = min(max(math.floor(low) - 1, 0), size - 1)
    return slice(start, min(max(math.ceil(high) + 2, start + 1), size))


def _bilinear(values: Values, x: Values, y: Values, first: tuple[int, int], shape: tuple[int, int]) -> Values:
    """Interpolate between pixel centres; beyond the last centre, up to the image's edge, its value holds."""
    rows, columns = shape
    inside = (x >= -0.5) & (x <= columns - 0.5) & (y >= -0.5) & (y <= rows - 0.5)
    column = np.clip(x, 0, columns - 1) - first[0]
    row = np.clip(y, 0, rows - 1) - first[1]
    found = np.full(len(x), np.nan)
    if not inside.any():
        return found
    column, row = column[inside], row[inside]
    left, top = np.floor(column).astype(np.int64), np.floor(row).astype(np.int64)
    right_share, down_share = column - left, row - top
    right, bottom = np.minimum(left + 1, values.shape[1] - 1), np.minimum(top + 1, values.shape[0] - 1)
    result = np.zeros(len(column))
    for rows_at, columns_at, weight in (
        (top, left, (1 - down_share) * (1 - right_share)),
        (top, right, (1 - down_share) * right_share),
        (bottom, left, down_share * (1 - right_share)),
        (bottom, right, down_share * right_share),
    ):
        # A neighbour without weight must not take the value away where it has none itself.
        result += np.where(weight > 0, values[rows_at, columns_at] * weight, 0.0)
    found[inside] = result
    return found
