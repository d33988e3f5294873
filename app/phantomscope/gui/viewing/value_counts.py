"""How often each stored value occurs: percentiles and histograms of whole numbers without sorting them."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from phantomscope.stack.decoder import Pixels

_WIDEST = 1 << 16


@dataclass(frozen=True, slots=True)
class ValueCounts:
    """How often each whole number occurs.

    Attributes:
        first: The number that is counted first.
        counts: How often it and those after it occur, one after another.
        total: How many there are altogether.
    """

    first: int
    counts: npt.NDArray[np.int64]
    total: int

    def ranked(self, place: int) -> int:
        """The number at a place when all are put in order, counted from 0."""
        return self.first + int(np.searchsorted(np.cumsum(self.counts), place, side="right"))

    def percentile(self, percent: float) -> float:
        """As numpy's, interpolated between the two numbers beside it; ``total`` must be above zero."""
        place = percent / 100 * (self.total - 1)
        below = int(place)
        reached = np.cumsum(self.counts)
        low, high = np.searchsorted(reached, (below, min(below + 1, self.total - 1)), side="right")
        return float(self.first + low + (place - below) * (high - low))


def counted(values: Pixels, leave_out: tuple[float, float] | None = None) -> ValueCounts | None:
    """Count whole numbers; None where they are none, or lie too far apart for a table.

    Args:
        values: Any shape.
        leave_out: The least and the greatest number that don't count.
    """
    if values.dtype.kind not in "iu" or not values.size:
        return None
    first, last = int(values.min()), int(values.max())
    if last - first >= _WIDEST:
        return None
    counts = np.bincount((values.astype(np.int64) - first).ravel(), minlength=last - first + 1)
    if leave_out is not None:
        low, high = math.ceil(leave_out[0]), math.floor(leave_out[1])
        counts[max(low - first, 0) : max(high + 1 - first, 0)] = 0
    return ValueCounts(first, counts, int(counts.sum()))
