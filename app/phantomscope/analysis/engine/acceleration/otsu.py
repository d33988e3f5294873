"""Otsu's threshold as scikit-image finds it, without copies of all values."""

import numpy as np
from skimage import draw, filters

from phantomscope.analysis.engine.acceleration.picture import Real

_PART = 32768
_BINS = 256


def threshold(values: Real) -> np.float64:
    """``skimage.filters.threshold_otsu`` of values in one dimension, at least one.

    Its histogram is one of counts over equal bins from the least to the greatest value, so that counts of
    parts over the same range add up to it.
    """
    least, greatest = values.min(), values.max()
    if least == greatest:
        return np.float64(least)
    counts = np.zeros(_BINS, np.intp)
    borders = np.zeros(0)
    for first in range(0, len(values), _PART):
        part = values[first : first + _PART]
        here, borders = np.histogram(part, bins=_BINS, range=(least, greatest))
        counts += here
    middles = (borders[:-1] + borders[1:]) / 2.0
    found: np.float64 = filters.threshold_otsu(hist=(counts, middles))  # type: ignore[no-untyped-call]
    return found


class Disk:
    """The pixels round the middle of a picture among which pylinac looks for its threshold.

    Args:
        shape: Rows and columns of the picture.
        radius: In pixels.
    """

    def __init__(self, shape: tuple[int, int], radius: float) -> None:
        # As pylinac's BaseImage.center has it.
        middle = shape[0] / 2 - 0.5, shape[1] / 2 - 0.5
        rows, columns = draw.disk(middle, radius, shape=shape)  # type: ignore[no-untyped-call]
        # They are in order, and those of a row lie side by side.
        there, firsts, counts = np.unique(rows, return_index=True, return_counts=True)
        self._spans = [
            (int(row), int(columns[first]), int(columns[first]) + int(count))
            for row, first, count in zip(there, firsts, counts, strict=True)
        ]
        self.count = len(rows)

    def values(self, picture: Real, out: Real) -> Real:
        """Those of a picture, in ``out``, which has room for all of a picture's."""
        at = 0
        for row, first, last in self._spans:
            out[at : at + last - first] = picture[row, first:last]
            at += last - first
        return out[:at]
