"""A decoded slice with all that the view needs to know of it, made off the GUI thread."""

import math
from dataclasses import dataclass

import numpy as np

from phantomscope.gui.viewing.value_counts import counted
from phantomscope.order_statistics import percentiles
from phantomscope.stack.decoder import Pixels, SlicePixels
from phantomscope.stack.padding import padded_values
from phantomscope.stack.slab import Slab
from phantomscope.stack.slice_header import SliceHeader
from phantomscope.stack.slice_stack import SliceStack

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
        slab: What it is made of where it is several slices joined; None for a slice alone.

    Padded pixels don't count for these, unless there are no others.
    """

    index: int
    header: SliceHeader
    position: float | None
    pixels: SlicePixels
    low: float
    high: float
    slab: Slab | None = None

    @property
    def dark(self) -> float:
        """The 0.5th percentile, in the output unit, of an even sample of the pixels."""
        return self.percentiles(_DARKEST, _BRIGHTEST)[0]

    @property
    def bright(self) -> float:
        """The 99.5th percentile, in the output unit, of an even sample of the pixels."""
        return self.percentiles(_DARKEST, _BRIGHTEST)[1]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.pixels.stored.shape
        return rows, columns

    @property
    def padding(self) -> tuple[float, float] | None:
        """The least and the greatest value of ``pixels.stored`` that are padding, or None."""
        return padded_values(self.pixels, self.header.format)

    @property
    def step(self) -> float:
        """One stored value for whole numbers, a thousandth of the range for others, in the output unit."""
        if self.pixels.stored.dtype.kind == "f":
            return max((self.high - self.low) / 1000, 1e-6)
        return abs(self.pixels.slope) or 1.0 if self.pixels.slope is not None else 1.0

    def is_of(self, stack: SliceStack | None) -> bool:
        """Whether it is the slice that a stack has at its index now, alone or joined with others.

        It is not while another scan is being opened, or where the stack has been edited since.
        """
        if stack is None or not 0 <= self.index < len(stack):
            return False
        there = stack.slice_header(self.index)
        # A slab's header says what is padding in the slab, which need not be so in the slice.
        return self.header == (self.slab.header(there) if self.slab is not None else there)

    def value(self, column: int, row: int) -> float:
        """One pixel in the output unit."""
        return rescaled(self.pixels, float(self.pixels.stored[row, column]))

    def is_padding(self, column: int, row: int) -> bool:
        """Whether one pixel stands for no measurement."""
        padding = self.padding
        return padding is not None and padding[0] <= self.pixels.stored[row, column] <= padding[1]

    def percentiles(self, low: float, high: float) -> tuple[float, float]:
        """Two percentiles in the output unit, of the same sample as ``dark`` and ``bright``."""
        if self.pixels.slope is not None and self.pixels.slope < 0:
            low, high = 100 - high, 100 - low
        found = _percentiles(self.pixels.stored, self.padding, (low, high))
        first, last = sorted(rescaled(self.pixels, value) for value in found)
        return first, last


def measured(index: int, header: SliceHeader, position: float | None, pixels: SlicePixels) -> LoadedSlice:
    """Find the range of a slice; no more, since somebody waits for it to be painted."""
    stored, padding = pixels.stored, padded_values(pixels, header.format)
    ends = sorted(rescaled(pixels, value) for value in _ends(stored, padding))
    return LoadedSlice(index, header, position, pixels, ends[0], ends[1])


def rescaled(pixels: SlicePixels, stored: float) -> float:
    """A stored value in the output unit."""
    if pixels.slope is None or pixels.intercept is None:
        return stored
    return stored * pixels.slope + pixels.intercept


def _ends(stored: Pixels, padding: tuple[float, float] | None) -> tuple[float, float]:
    """The least and the greatest stored value that is no padding."""
    least, greatest = stored.min(), stored.max()
    if padding is None or not (padding[0] <= least <= padding[1] or padding[0] <= greatest <= padding[1]):
        return float(least), float(greatest)
    padded = (stored >= padding[0]) & (stored <= padding[1])
    if padded.all():
        return float(least), float(greatest)
    # What stands in for the padding is never less, or greater, than what is looked for.
    low = np.where(padded, greatest, stored).min() if least >= padding[0] else least
    high = np.where(padded, least, stored).max() if greatest <= padding[1] else greatest
    return float(low), float(high)


def _percentiles(
    stored: Pixels, padding: tuple[float, float] | None, percents: tuple[float, float]
) -> tuple[float, float]:
    steps = [max(1, math.ceil(size / _SAMPLES_A_SIDE)) for size in stored.shape]
    sample = stored[:: steps[0], :: steps[1]]
    counts = counted(sample, padding)
    if counts is not None and counts.total:
        return counts.percentile(percents[0]), counts.percentile(percents[1])
    if padding is not None:
        measured_ones = sample[(sample < padding[0]) | (sample > padding[1])]
        sample = measured_ones if measured_ones.size else sample
    dark, bright = percentiles(sample, percents)
    return float(dark), float(bright)
