"""A decoded slice with all that the view needs to know of it, made off the GUI thread."""

import math
from dataclasses import dataclass

import numpy as np

from phantomscope.stack.decoder import Pixels, SlicePixels
from phantomscope.stack.slice_header import SliceHeader

_SAMPLES_A_SIDE = 256
_DARKEST, _BRIGHTEST = 0.5, 99.5


@dataclass(frozen=True, slots=True)
class LoadedSlice:
    """One slice, ready to be painted.

    Attributes:
        index: Its place in the stack.
        header: What the index holds of it.
        position: Its distance along the series' normal in mm, or None.
        pixels: Its values as stored, and their rescale.
        low, high: The least and the greatest value, in the output unit.
        dark, bright: The 0.5th and 99.5th percentile, in the output unit, of an even sample of the pixels.
    """

    index: int
    header: SliceHeader
    position: float | None
    pixels: SlicePixels
    low: float
    high: float
    dark: float
    bright: float

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.pixels.stored.shape
        return rows, columns

    def value(self, column: int, row: int) -> float:
        """One pixel in the output unit."""
        return rescaled(self.pixels, float(self.pixels.stored[row, column]))


def measured(index: int, header: SliceHeader, position: float | None, pixels: SlicePixels) -> LoadedSlice:
    """Find the range of a slice. Costs less than a millisecond for 512×512."""
    stored = pixels.stored
    dark, bright = _percentiles(stored)
    ends = sorted(rescaled(pixels, float(value)) for value in (stored.min(), stored.max()))
    marks = sorted(rescaled(pixels, value) for value in (dark, bright))
    return LoadedSlice(index, header, position, pixels, ends[0], ends[1], marks[0], marks[1])


def rescaled(pixels: SlicePixels, stored: float) -> float:
    """A stored value in the output unit."""
    if pixels.slope is None or pixels.intercept is None:
        return stored
    return stored * pixels.slope + pixels.intercept


def _percentiles(stored: Pixels) -> tuple[float, float]:
    steps = [max(1, math.ceil(size / _SAMPLES_A_SIDE)) for size in stored.shape]
    sample = stored[:: steps[0], :: steps[1]]
    dark, bright = np.percentile(sample, (_DARKEST, _BRIGHTEST))
    return float(dark), float(bright)
