"""What a slice shows, in a form from which a few rows at a time can be taken."""

import dataclasses
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from phantomscope.stack.decoder import SlicePixels

Whole = npt.NDArray[np.int32]
Real = npt.NDArray[np.float64]

CLIP = (-1000, 1000)  # HU; pylinac's Slice.phantom_roi
_MOST_SLOPE = 16
_MOST_INTERCEPT = 2.0**24
_MOST = 1e100
_BAND = 64  # rows


class Picture(Protocol):
    """Values of one slice as pylinac has them.

    Attributes:
        shape: Rows and columns.
    """

    @property
    def shape(self) -> tuple[int, int]: ...

    def rows(self, first: int, last: int, *, clipped: bool) -> Whole | Real:
        """Rows ``first`` to ``last`` (exclusive), limited to pylinac's -1000 to 1000 where ``clipped``.

        int32 where all values are whole numbers that differ by less than 2**21, float64 elsewhere.
        """
        ...


@dataclass(frozen=True, slots=True)
class WholePicture:
    """Stored integers of up to 16 bits that a whole slope and intercept turn into values.

    With a slope of up to 16 the values differ by less than 2**20 and lie within 2**25, all of it exact in
    int32 as in pylinac's float64.

    Attributes:
        stored: Shape (rows, columns).
        slope, intercept: Whole numbers.
        rescaled: Whether pylinac has them as float64 rather than in their own type.
    """

    stored: npt.NDArray[Any]
    slope: int = 1
    intercept: int = 0
    rescaled: bool = False

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.stored.shape[0], self.stored.shape[1]

    def rows(self, first: int, last: int, *, clipped: bool) -> Whole:
        """As ``Picture`` says."""
        values = self.stored[first:last].astype(np.int32)
        if self.slope != 1:
            values *= self.slope
        if self.intercept:
            values += self.intercept
        return np.clip(values, *CLIP, out=values) if clipped else values


@dataclass(frozen=True, slots=True)
class RealPicture:
    """Values in float64 whose squares are finite.

    Attributes:
        values: Shape (rows, columns).
    """

    values: Real

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.values.shape[0], self.values.shape[1]

    def rows(self, first: int, last: int, *, clipped: bool) -> Real:
        """As ``Picture`` says."""
        values = self.values[first:last]
        return np.clip(values, *CLIP) if clipped else values


def picture_of_pixels(pixels: SlicePixels) -> Picture | None:
    """Of a decoded slice, without its rescaled values where they are whole; None where neither kind fits."""
    if pixels.slope is None or pixels.intercept is None:
        return picture_of_array(pixels.stored)
    if (
        _is_short(pixels.stored)
        and float(pixels.slope).is_integer()
        and float(pixels.intercept).is_integer()
        and abs(pixels.slope) <= _MOST_SLOPE
        and abs(pixels.intercept) <= _MOST_INTERCEPT
    ):
        return WholePicture(pixels.stored, int(pixels.slope), int(pixels.intercept), rescaled=True)
    return picture_of_array(pixels.rescaled())


def picture_of_array(values: Any) -> Picture | None:
    """Of values as pylinac has them; None where neither kind fits."""
    if not isinstance(values, np.ndarray) or values.ndim != 2 or 0 in values.shape:
        return None
    if _is_short(values):
        return WholePicture(values)
    if values.dtype == np.float64 and values.min() > -_MOST and values.max() < _MOST:
        return RealPicture(values)
    return None


def can_be_clipped(picture: Picture) -> bool:
    """Whether pylinac can limit these values without an error: -1000 must exist in their type."""
    if isinstance(picture, WholePicture) and not picture.rescaled:
        return picture.stored.dtype.kind == "i" and picture.stored.dtype.itemsize > 1
    return True


def _is_short(values: npt.NDArray[Any]) -> bool:
    return values.dtype.kind in "iu" and values.dtype.itemsize <= 2


def shows(values: Any, pixels: SlicePixels) -> bool:
    """Whether values are exactly those of a decoded slice, compared a few rows at a time."""
    if not isinstance(values, np.ndarray) or values.shape != pixels.stored.shape:
        return False
    for first in range(0, len(values), _BAND):
        band = slice(first, first + _BAND)
        own = dataclasses.replace(pixels, stored=pixels.stored[band]).rescaled()
        if own.dtype != values.dtype or not np.array_equal(own, values[band]):
            return False
    return True
