"""Padded pixels: those outside what was measured, which lie in the image only to make it a rectangle."""

import numpy as np
import numpy.typing as npt

from phantomscope.stack.decoder import SlicePixels
from phantomscope.stack.slice_header import PixelFormat


def padding_range(pixel_format: PixelFormat) -> tuple[int, int] | None:
    """The least and the greatest stored value that stand for no measurement; None where no value does.

    Both ends count, and the limit may be the lower one (PS3.3, C.7.5.1.1.2). A Modality LUT has left no
    stored values to compare with.
    """
    value, limit = pixel_format.padding, pixel_format.padding_limit
    if value is None or pixel_format.modality_lut or not pixel_format.photometric.startswith("MONOCHROME"):
        return None
    return (value, value) if limit is None else (min(value, limit), max(value, limit))


def padded_values(pixels: SlicePixels, pixel_format: PixelFormat) -> tuple[float, float] | None:
    """The least and the greatest of a slice's values that stand for no measurement; None where none does.

    Args:
        pixels: A slice as it was stored, or values in the output unit, such as the mean of several slices.
        pixel_format: Its header's format, whose padding is in stored values, before any rescale.
    """
    ends = padding_range(pixel_format)
    if ends is None or (pixels.slope, pixels.intercept) == (pixel_format.slope, pixel_format.intercept):
        return ends
    if pixels.slope is not None or pixel_format.slope is None or pixel_format.intercept is None:
        return None  # values of another scale: nobody knows
    first, last = (end * pixel_format.slope + pixel_format.intercept for end in ends)
    return min(first, last), max(first, last)


def padding_mask(pixels: SlicePixels, pixel_format: PixelFormat) -> npt.NDArray[np.bool_] | None:
    """Which pixels are padding, shape (rows, columns); None where none is.

    Args:
        pixels, pixel_format: As for ``padded_values``.
    """
    ends = padded_values(pixels, pixel_format)
    if ends is None:
        return None
    low, high = ends
    stored = pixels.stored
    padded: npt.NDArray[np.bool_] = stored == low if low == high else (stored >= low) & (stored <= high)
    return padded if padded.any() else None
