"""How the values of a slice are spread: counts in the output unit, padding left out."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from phantomscope.gui.viewing.loaded_slice import LoadedSlice, rescaled
from phantomscope.gui.viewing.value_counts import ValueCounts, counted
from phantomscope.stack.decoder import Pixels

MOST_BINS = 512
MOST_PIXELS = 1 << 20


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts of a slice's values.

    Attributes:
        edges: Where bins begin and end, ascending, in the output unit, one more than ``counts``.
        counts: Pixels in each bin.
        total: Pixels counted.
        low, high, mean, deviation: Of these pixels, in the output unit; the deviation is the population's.
        step: Every how many-th row and column is counted; above 1 in very large slices.
    """

    edges: npt.NDArray[np.floating[Any]]
    counts: npt.NDArray[np.int64]
    total: int
    low: float
    high: float
    mean: float
    deviation: float
    step: int


def histogram(loaded: LoadedSlice) -> Histogram | None:
    """Count the values of a slice; None where there is no measured pixel.

    A bin holds as many stored values as any other, so that whole numbers make no comb.
    """
    stored = loaded.pixels.stored
    # Numbers that are not whole have to be looked at one by one, on the window's own thread.
    most = MOST_PIXELS if stored.dtype.kind in "iu" else MOST_PIXELS // 4
    step = max(1, math.ceil(math.sqrt(stored.size / most)))
    sample = stored[::step, ::step]
    padding = loaded.padding
    found = counted(sample, padding)
    if found is not None:
        return _of_whole_numbers(loaded, found, step) if found.total else None
    return _of_any(loaded, sample, padding, step)


def _of_whole_numbers(loaded: LoadedSlice, found: ValueCounts, step: int) -> Histogram:
    there = np.flatnonzero(found.counts)
    first, last = int(there[0]), int(there[-1])
    counts = found.counts[first : last + 1]
    lowest = found.first + first
    values = np.arange(lowest, lowest + len(counts))
    mean = float(values @ counts) / found.total
    deviation = math.sqrt(float((values - mean) ** 2 @ counts) / found.total)
    width = math.ceil(len(counts) / MOST_BINS)
    bins = np.add.reduceat(counts, np.arange(0, len(counts), width))
    edges = lowest - 0.5 + width * np.arange(len(bins) + 1)
    return _in_unit(loaded, edges, bins, (values[0], values[-1], mean, deviation), step)


def _of_any(
    loaded: LoadedSlice, sample: Pixels, padding: tuple[float, float] | None, step: int
) -> Histogram | None:
    kept = np.isfinite(sample)
    if padding is not None:
        kept &= (sample < padding[0]) | (sample > padding[1])
    values = sample[kept].astype(np.float64)
    if not values.size:
        return None
    bins, edges = np.histogram(values, MOST_BINS)
    return _in_unit(loaded, edges, bins, (values.min(), values.max(), values.mean(), values.std()), step)


def _in_unit(
    loaded: LoadedSlice,
    edges: npt.NDArray[np.floating[Any]],
    bins: npt.NDArray[np.int64],
    figures: tuple[float, float, float, float],
    step: int,
) -> Histogram:
    slope, intercept = loaded.pixels.slope, loaded.pixels.intercept
    if slope is not None and intercept is not None:
        edges = edges * slope + intercept
    falling = edges[0] > edges[-1]
    low, high = sorted(rescaled(loaded.pixels, float(one)) for one in figures[:2])
    return Histogram(
        edges=edges[::-1] if falling else edges,
        counts=bins[::-1] if falling else bins,
        total=int(bins.sum()),
        low=low,
        high=high,
        mean=rescaled(loaded.pixels, float(figures[2])),
        deviation=float(figures[3]) * abs(slope if slope is not None and intercept is not None else 1.0),
        step=step,
    )
