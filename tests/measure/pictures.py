"""Pictures to measure on."""

import dataclasses

from dicom_files import header
from phantomscope.measure.picture import Picture
from phantomscope.measure.scale import Scale
from phantomscope.stack.decoder import Pixels, SlicePixels


def picture(
    stored: Pixels,
    scale: Scale | None = None,
    *,
    rescale: tuple[float, float] | None = None,
    padding: int | None = None,
) -> Picture:
    """A slice with these stored values."""
    slope, intercept = rescale if rescale is not None else (None, None)
    kind = dataclasses.replace(header().format, slope=slope, intercept=intercept, padding=padding)
    return Picture(SlicePixels(stored, slope, intercept), kind, scale or Scale())
