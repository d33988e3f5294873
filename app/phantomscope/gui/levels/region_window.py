"""The window that shows a region: from its 0.5th to its 99.5th percentile."""

import math

import numpy as np
from PySide6.QtCore import QRectF

from phantomscope.gui.viewing.loaded_slice import LoadedSlice, rescaled
from phantomscope.gui.viewing.value_counts import counted
from phantomscope.gui.viewing.window_level import WindowLevel
from phantomscope.stack.decoder import Pixels

_LEFT_OUT = 0.005  # of the pixels, at either end
_MOST = 1 << 18  # pixels that are put in order; of larger regions an even sample
_FEW = 10  # pixels, of which none can be called an outlier


def region_window(loaded: LoadedSlice, region: QRectF) -> WindowLevel | None:
    """From black to white over all values of a region but its outliers.

    The least and the greatest half per cent of the pixels are left out, at least one pixel each: of a flat
    region with normal noise that is mean ± 2.6 standard deviations, and an insert with what surrounds it is
    seen from end to end. Regions of a few pixels are taken whole, and padding never counts.

    Args:
        loaded: The slice.
        region: In view coordinates; every pixel that it touches is taken.

    Returns:
        At least one step wide; None where the region holds no measured pixel.
    """
    rows, columns = loaded.shape
    box = region.normalized()
    top, bottom = max(0, math.floor(box.top())), min(rows, math.ceil(box.bottom()))
    left, right = max(0, math.floor(box.left())), min(columns, math.ceil(box.right()))
    if top >= bottom or left >= right:
        return None
    ends = _ends(loaded.pixels.stored[top:bottom, left:right], loaded.padding)
    if ends is None:
        return None
    low, high = sorted(rescaled(loaded.pixels, end) for end in ends)
    return WindowLevel(max(high - low, loaded.step), (low + high) / 2)


def _ends(values: Pixels, padding: tuple[float, float] | None) -> tuple[float, float] | None:
    counts = counted(values, padding)
    if counts is not None:
        if not counts.total:
            return None
        first, last = _places(counts.total)
        return counts.ranked(first), counts.ranked(last)
    step = max(1, math.ceil(math.sqrt(values.size / _MOST)))
    values = values[::step, ::step]
    kept = values[np.isfinite(values)]
    if padding is not None:
        kept = kept[(kept < padding[0]) | (kept > padding[1])]
    if not kept.size:
        return None
    first, last = _places(kept.size)
    ordered = np.partition(kept, (first, last))
    return float(ordered[first]), float(ordered[last])


def _places(count: int) -> tuple[int, int]:
    """Where black and white are among so many values in order."""
    if count < _FEW:
        return 0, count - 1
    return math.ceil(_LEFT_OUT * (count - 1)), math.floor((1 - _LEFT_OUT) * (count - 1))
