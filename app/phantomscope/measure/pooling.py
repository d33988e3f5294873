"""The values of one region on many slices as if they were one array, a slice at a time."""

import math

import numpy as np

from phantomscope.measure.statistics import Statistics, Values

MOST_DISTINCT = 1 << 18
"""How many different values are counted for the median: four times what 16 bits can say; 4 MB of memory."""


class Pool:
    """Takes the values of slice after slice and knows what all of them together are like.

    Mean and SD are joined from the slices' own (Chan, Golub and LeVeque, 1983), which loses no digits where
    the mean is far greater than the SD. The median is exact: different values are counted, of which there
    are few where pixels are whole numbers. Where there are more than ``MOST_DISTINCT`` (pixels that are no
    whole numbers, or another rescale on every slice) it is given up.

    Args:
        pixel_area: What one value covers.
    """

    def __init__(self, pixel_area: float = 1.0) -> None:
        self._pixel_area = pixel_area
        self._count = 0
        self._mean = 0.0
        self._squares = 0.0
        self._low, self._high = math.inf, -math.inf
        self._distinct: Values = np.empty(0, np.float64)
        self._counts = np.empty(0, np.int64)
        self._gave_up = False

    @property
    def lacks_median(self) -> bool:
        """Whether there were too many different values to find their median."""
        return self._gave_up

    def add(self, values: Values) -> None:
        """Take the values of one more slice, of any shape, finite."""
        count = int(values.size)
        if not count:
            return
        mean = float(values.mean())
        apart, total = mean - self._mean, self._count + count
        self._squares += float(values.var()) * count + apart * apart * self._count * count / total
        self._mean += apart * count / total
        self._count = total
        self._low, self._high = min(self._low, float(values.min())), max(self._high, float(values.max()))
        if not self._gave_up:
            self._add_distinct(values)

    def statistics(self) -> Statistics:
        """Describe all of them together."""
        if not self._count:
            return Statistics(0, None, None, None, None, None, 0.0)
        return Statistics(
            self._count,
            self._mean,
            math.sqrt(max(self._squares, 0.0) / self._count),
            self._low,
            self._high,
            None if self._gave_up else self._median(),
            self._count * self._pixel_area,
        )

    def _add_distinct(self, values: Values) -> None:
        distinct, counts = np.unique(values, return_counts=True)
        joined, places = np.unique(np.concatenate([self._distinct, distinct]), return_inverse=True)
        if len(joined) > MOST_DISTINCT:
            self._gave_up = True
            self._distinct, self._counts = np.empty(0, np.float64), np.empty(0, np.int64)
            return
        summed = np.zeros(len(joined), np.int64)
        np.add.at(summed, places, np.concatenate([self._counts, counts]))
        self._distinct, self._counts = joined, summed

    def _median(self) -> float:
        reached = np.cumsum(self._counts)
        low, high = (
            np.searchsorted(reached, rank, "right") for rank in ((self._count - 1) // 2, self._count // 2)
        )
        return float((self._distinct[low] + self._distinct[high]) / 2)
