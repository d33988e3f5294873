"""scikit-image's Scharr edges and their smoothing, to the last bit, a few rows at a time."""

from typing import cast

import numpy as np
from skimage import filters

from phantomscope.analysis.engine.acceleration.picture import Picture, Real, Whole
from phantomscope.analysis.engine.acceleration.smoothing import REACH, Smoother

_BAND = 32  # rows: what is computed on the way stays in a core's own cache
_SCALE = 16 * np.sqrt(2.0)


def strongest_edge(picture: Picture, enough: float) -> float:
    """The maximum of ``skimage.filters.scharr`` of a slice, or of a part of it that has ``enough``.

    Phantoms lie in the middle, so that the search ends with the first rows nearly always.
    """
    count = picture.shape[0]
    firsts = sorted(range(0, count, _BAND), key=lambda first: abs(first + _BAND // 2 - count // 2))
    strongest = 0.0
    for first in firsts:
        last = min(first + _BAND, count)
        here = np.empty((last - first, picture.shape[1]))
        _scharr(picture, first, last, here, clipped=False)
        strongest = max(strongest, float(here.max()))
        if strongest >= enough:
            break
    return strongest


class EdgeFinder:
    """Finds smoothed edges; its working arrays are kept for the next picture.

    Args:
        columns: How many columns pictures have.
    """

    def __init__(self, columns: int) -> None:
        self._smoother = Smoother(_BAND, columns)
        self._raw = np.empty((_BAND + 2 * REACH, columns))

    def find(self, picture: Picture, edges: Real, *, clipped: bool) -> float:
        """Put ``gaussian(scharr(values), sigma=1)`` of scikit-image into ``edges``, of the slice's shape.

        Returns:
            The strongest edge before they were smoothed.
        """
        strongest, done, count = 0.0, 0, picture.shape[0]
        raw = self._raw  # from REACH rows above the band to REACH rows below it
        for first in range(0, count, _BAND):
            last = min(first + _BAND, count)
            top = first - REACH
            if first:
                raw[: 2 * REACH] = raw[_BAND:]
            wanted = min(last + REACH, count)
            if wanted > done:
                here = raw[done - top : wanted - top]
                _scharr(picture, done, wanted, here, clipped=clipped)
                strongest = max(strongest, float(here.max()))
                done = wanted
            if not first:
                raw[:REACH] = raw[REACH]
            raw[count - top :] = raw[min(count - top, len(raw)) - 1]
            self._smoother.smooth(raw[: last - first + 2 * REACH], edges[first:last])
        return strongest


def _scharr(picture: Picture, first: int, last: int, out: Real, *, clipped: bool) -> None:
    above, below = min(first, 1), min(picture.shape[0] - last, 1)
    values = picture.rows(first - above, last + below, clipped=clipped)
    if values.dtype == np.int32:
        _whole_scharr(_framed(cast(Whole, values), above, below), out)
    else:
        # One row more on either side is all that a row's own edges depend on.
        found: Real = filters.scharr(values)  # type: ignore[no-untyped-call]
        out[...] = found[above : above + last - first]


def _framed(values: Whole, above: int, below: int) -> Whole:
    """With a column more on either side, and a row where the picture ends: ndimage's "reflect"."""
    rows, columns = values.shape
    framed = np.empty((rows + 2 - above - below, columns + 2), np.int32)
    framed[1 - above : 1 - above + rows, 1:-1] = values
    if not above:
        framed[0] = framed[1]
    if not below:
        framed[-1] = framed[-2]
    framed[:, 0], framed[:, -1] = framed[:, 1], framed[:, -2]
    return framed


def _whole_scharr(framed: Whole, out: Real) -> None:
    """Scharr's edges of whole numbers, in integers.

    The weights are 3/16, 10/16 and 3/16. Of whole numbers that differ by less than 2**21, every product, sum
    and square on scikit-image's way is exact in float64, in whatever order; sixteen times the gradient is
    one of int32. What rounds are the root and the division by the root of 2; dividing by 16 as well changes
    no bit.
    """
    smooth = framed[:-2] + framed[2:]
    smooth *= 3
    middle = framed[1:-1] * np.int32(10)
    smooth += middle
    across = smooth[:, 2:] - smooth[:, :-2]
    smooth = framed[:, :-2] + framed[:, 2:]
    smooth *= 3
    middle = framed[:, 1:-1] * np.int32(10)
    smooth += middle
    down = smooth[2:] - smooth[:-2]
    np.multiply(across, across, out=out, dtype=np.float64)
    squares = np.multiply(down, down, dtype=np.float64)
    out += squares
    np.sqrt(out, out=out)
    out /= _SCALE
