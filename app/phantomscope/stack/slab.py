"""Several slices as one: their mean, greatest or least values, one slice in memory at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt

from phantomscope.errors import OperationCancelled, PhantomscopeError
from phantomscope.stack.decoder import Pixels, SlicePixels
from phantomscope.stack.slice_axis import SliceAxis
from phantomscope.stack.slice_stack import SliceStack

FEWEST, MOST = 2, 64


class SlabMode(Enum):
    """What is taken of the values that lie behind each other."""

    MEAN = "mean"
    MAXIMUM = "maximum"
    MINIMUM = "minimum"


@dataclass(frozen=True, slots=True)
class SlabWish:
    """How slabs are to be made.

    Attributes:
        mode: What is taken.
        count: Slices in a slab, 2 to 64.
    """

    mode: SlabMode = SlabMode.MEAN
    count: int = 5

    def around(self, index: int, there: int) -> range:
        """The slices of the slab around one of so many; fewer where the stack ends.

        Of an even number of slices one more lies after ``index`` than before it.
        """
        first = index - (self.count - 1) // 2
        return range(max(first, 0), min(first + self.count, there))


@dataclass(frozen=True, slots=True)
class Slab:
    """What a picture is made of that is no single slice.

    Attributes:
        mode: What was taken.
        first, last: Indices of its first and last slice, both counted.
        extent: From the outer edge of the one to that of the other in mm; None where positions are unknown.
    """

    mode: SlabMode
    first: int
    last: int
    extent: float | None

    @property
    def count(self) -> int:
        """How many slices it is made of."""
        return self.last - self.first + 1


def make_slab(
    stack: SliceStack, index: int, wish: SlabWish, cancelled: Callable[[], bool] = lambda: False
) -> tuple[Slab, SlicePixels]:
    """Join the slices around one; the stack's cache is not disturbed.

    Args:
        stack: Of which stack.
        index: The slice in the middle.
        wish: How.
        cancelled: Asked before every slice.

    Returns:
        What it is made of, and its values: the mean as float32 in the output unit; the greatest and the least
        values as they are stored where all slices agree in type and rescale, otherwise like the mean.

    Raises:
        PhantomscopeError: The slices differ in size, or one can't be read.
        OperationCancelled: It was cancelled.
        IndexError: There is no such slice.
    """
    indices = wish.around(index, len(stack))
    total = _Mean() if wish.mode is SlabMode.MEAN else _Extreme(wish.mode)
    shape: tuple[int, ...] = ()
    for each in indices:
        if cancelled():
            raise OperationCancelled
        pixels = stack.peek(each)
        shape = shape or pixels.stored.shape
        if pixels.stored.shape != shape:
            raise PhantomscopeError(
                f"There is no slab here: its slices {indices[0] + 1} to {indices[-1] + 1} differ in size",
                todo="Choose a thinner slab, or leave out the slices that do not belong",
            )
        total.add(pixels)
        del pixels  # before the next one is read
    made = total.pixels()
    made.stored.flags.writeable = False
    return Slab(wish.mode, indices[0], indices[-1], _extent(stack, indices)), made


class _Mean:
    def __init__(self) -> None:
        self._sum: npt.NDArray[np.float64] | None = None
        self._count = 0

    def add(self, pixels: SlicePixels) -> None:
        values = pixels.rescaled()
        self._count += 1
        if self._sum is None:
            self._sum = values.astype(np.float64)
        else:
            self._sum += values

    def pixels(self) -> SlicePixels:
        if self._sum is None:
            raise IndexError("a slab of no slices")
        self._sum /= self._count
        return SlicePixels(self._sum.astype(np.float32), None, None)


class _Extreme:
    def __init__(self, mode: SlabMode) -> None:
        self._greatest = mode is SlabMode.MAXIMUM
        self._values: Pixels | None = None
        self._scale: tuple[float | None, float | None] = (None, None)

    def add(self, pixels: SlicePixels) -> None:
        values, scale = pixels.stored, (pixels.slope, pixels.intercept)
        if self._values is None:
            self._values, self._scale = values.copy(), scale
            return
        if values.dtype != self._values.dtype or scale != self._scale:
            self._values = self.pixels().rescaled().astype(np.float32)
            self._scale = None, None
            values = pixels.rescaled().astype(np.float32)
        slope, intercept = self._scale
        falling = slope is not None and intercept is not None and slope < 0
        extreme = np.maximum if self._greatest != falling else np.minimum
        extreme(self._values, values, out=self._values)

    def pixels(self) -> SlicePixels:
        if self._values is None:
            raise IndexError("a slab of no slices")
        return SlicePixels(self._values, *self._scale)


def _extent(stack: SliceStack, indices: range) -> float | None:
    axis = SliceAxis.from_positions([stack.position(index) for index in range(len(stack))], 0.0)
    return (axis.extent(indices[0], indices[-1]) or None) if axis.known else None
