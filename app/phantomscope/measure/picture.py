"""The values that are measured on: one slice in its output unit, with those left out that mean nothing."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from phantomscope.measure.masks import Mask
from phantomscope.measure.scale import Scale
from phantomscope.measure.statistics import Values
from phantomscope.stack.decoder import SlicePixels
from phantomscope.stack.padding import padding_mask
from phantomscope.stack.slice_header import PixelFormat, SliceHeader

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Picture:
    """One slice to measure on. Values are rescaled for the part that is asked for, in float64.

    Attributes:
        pixels: As decoded.
        format: What the values mean.
        scale: The size of a pixel.
    """

    pixels: SlicePixels = field(repr=False)
    format: PixelFormat
    scale: Scale

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.pixels.stored.shape
        return rows, columns

    def part(self, rows: slice, columns: slice) -> tuple[Values, Bools]:
        """A part's values in the output unit, and which of them count: no padding, nothing infinite."""
        cropped = SlicePixels(self.pixels.stored[rows, columns], self.pixels.slope, self.pixels.intercept)
        values: Values = cropped.rescaled().astype(np.float64, copy=False)
        counts: Bools = np.isfinite(values)
        padding = padding_mask(cropped, self.format)
        if padding is not None:
            counts = counts & ~padding
        return values, counts

    def values(self, mask: Mask) -> tuple[Values, int]:
        """The values that a mask takes, flat, and how many were left out of it since they do not count."""
        values, counts = self.part(*mask.part)
        taken = values[mask.inside & counts]
        return taken, int(np.count_nonzero(mask.inside)) - int(taken.size)


def picture_of(header: SliceHeader, pixels: SlicePixels) -> Picture:
    """A slice as a stack gives it."""
    return Picture(pixels, header.format, Scale.of(header.plane.spacing))
