"""Median and percentiles. NumPy's import ``numpy.ma`` when first called: 2 MB, and 9 ms in the window."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt


def median(values: npt.ArrayLike) -> np.floating[Any]:
    """The median of all values, to the last bit as ``numpy.median``; NaN where there is none, or a NaN."""
    flat = np.ravel(np.asarray(values))
    if not flat.size:
        return np.float64(np.nan)
    half = flat.size // 2
    first = half - 1 + flat.size % 2
    ordered = np.partition(flat, sorted({first, half, flat.size - 1}))
    middle: np.floating[Any] = ordered[first : half + 1].mean()
    return ordered[-1] if ordered[-1] != ordered[-1] else middle


def percentiles(values: npt.ArrayLike, percents: Sequence[float]) -> npt.NDArray[np.float64]:
    """Percentiles of all values, interpolated linearly, as ``numpy.percentile``; NaN where there is a NaN.

    Args:
        values: At least one.
        percents: 0 to 100.
    """
    flat = np.ravel(np.asarray(values))
    places = np.asarray(percents, np.float64) / 100 * (flat.size - 1)
    below = np.floor(places).astype(np.intp)
    above = np.minimum(below + 1, flat.size - 1)
    ordered = np.partition(flat, sorted({*below.tolist(), *above.tolist(), flat.size - 1}))
    if ordered[-1] != ordered[-1]:
        return np.full(len(percents), np.nan)
    low, high = ordered[below].astype(np.float64), ordered[above].astype(np.float64)
    part, apart = places - below, high - low
    # From the nearer end, so that the result is exact at both.
    return np.where(part < 0.5, low + apart * part, high - apart * (1 - part))
