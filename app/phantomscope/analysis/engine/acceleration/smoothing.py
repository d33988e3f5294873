"""scipy's Gaussian filter of a few rows, to the last bit, in numpy's faster arithmetic."""

import functools

import numpy as np
from scipy import ndimage

from phantomscope.analysis.engine.acceleration.picture import Real

REACH = 4  # rows and columns on either side: truncated at 4 sigma
_SIGMA, _TRUNCATE = 1.0, 4.0  # as pylinac's get_regions calls skimage.filters.gaussian


class Smoother:
    """Smooths bands of a picture, first down its columns and then along its rows, as scipy does.

    Args:
        rows: How many rows a band has at the most.
        columns: How many columns it has.
    """

    def __init__(self, rows: int, columns: int) -> None:
        self._between = np.empty((rows, columns + 2 * REACH))
        self._pair = np.empty((rows, columns))

    def smooth(self, values: Real, out: Real) -> None:
        """Smooth the rows of a band.

        Args:
            values: Its rows and ``REACH`` more on either side, the outermost repeated beyond the picture.
            out: Takes the band's rows.
        """
        rows, columns = out.shape
        if not _as_scipy():
            down = ndimage.gaussian_filter1d(values, _SIGMA, 0, mode="nearest", truncate=_TRUNCATE)
            along = down[REACH : REACH + rows]
            ndimage.gaussian_filter1d(along, _SIGMA, 1, output=out, mode="nearest", truncate=_TRUNCATE)
            return
        between, pair = self._between[:rows], self._pair[:rows]
        middle = between[:, REACH:-REACH]
        _weigh([values[at : at + rows] for at in range(2 * REACH + 1)], middle, pair)
        between[:, :REACH] = middle[:, :1]
        between[:, -REACH:] = middle[:, -1:]
        _weigh([between[:, at : at + columns] for at in range(2 * REACH + 1)], out, pair)


def _weigh(views: list[Real], out: Real, pair: Real) -> None:
    """Weigh and add in scipy's own order: the middle, then pairs from the outermost inwards."""
    weights = _weights()
    np.multiply(views[REACH], weights[REACH], out=out)
    for at in range(REACH):
        np.add(views[at], views[-1 - at], out=pair)
        np.multiply(pair, weights[at], out=pair)
        np.add(out, pair, out=out)


@functools.cache
def _weights() -> tuple[np.float64, ...]:
    """scipy's own: what it makes of a single one among zeros."""
    one = np.zeros(2 * REACH + 1)
    one[REACH] = 1.0
    return tuple(ndimage.gaussian_filter1d(one, _SIGMA, mode="constant", truncate=_TRUNCATE))


@functools.cache
def _as_scipy() -> bool:
    """Whether scipy rounds as numpy does: it may have been compiled to multiply and add in one step."""
    values = np.random.default_rng(1).random((32, 64)) * np.geomspace(1e-3, 1e5, 64)
    along = ndimage.gaussian_filter1d(values, _SIGMA, 1, mode="nearest", truncate=_TRUNCATE)
    padded = np.pad(values, ((0, 0), (REACH, REACH)), mode="edge")
    found, pair = np.empty_like(values), np.empty_like(values)
    _weigh([padded[:, at : at + 64] for at in range(2 * REACH + 1)], found, pair)
    return np.array_equal(found, along)
