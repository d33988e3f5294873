"""Several slices as one: their mean, greatest or least values, one slice in memory at a time."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum

import numpy as np
import numpy.typing as npt

from phantomscope.errors import OperationCancelled, PhantomscopeError
from phantomscope.stack.decoder import Pixels, SlicePixels
from phantomscope.stack.neighbours import Apart, Neighbours, neighbours
from phantomscope.stack.padding import padded_values, padding_mask, padding_range
from phantomscope.stack.slice_axis import SliceAxis
from phantomscope.stack.slice_header import PixelFormat, SliceHeader
from phantomscope.stack.slice_stack import SliceStack

FEWEST, MOST = 2, 64

Bools = npt.NDArray[np.bool_]
_Scale = tuple[float | None, float | None]


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
        """The slices of the slab around one of so many that can be joined; fewer where they end.

        Of an even number of slices one more lies after ``index`` than before it.
        """
        first = index - (self.count - 1) // 2
        return range(max(first, 0), min(first + self.count, there))


@dataclass(frozen=True, slots=True)
class Slab:
    """What a picture is made of that is no single slice.

    Attributes:
        mode: What was taken.
        first, last: The least and the greatest index of its slices, both counted.
        extent: From the outer edge of the one to that of the other in mm; None where positions are unknown.
        padding: What stands where all of its slices are padded, as a header's PixelPaddingValue says it; None
            where there is no such pixel.
        slices: The headers of its slices, as they were then.
        skipped: Indices between the first and the last whose slices are not in it.
        apart: In what slices of the stack differ from these; they can't be joined with them.
    """

    mode: SlabMode
    first: int
    last: int
    extent: float | None
    padding: int | None = None
    slices: tuple[SliceHeader, ...] = field(default=(), repr=False, compare=False)
    skipped: tuple[int, ...] = ()
    apart: tuple[Apart, ...] = ()

    @property
    def indices(self) -> tuple[int, ...]:
        """The indices of its slices, ascending."""
        return tuple(each for each in range(self.first, self.last + 1) if each not in self.skipped)

    @property
    def count(self) -> int:
        """How many slices it is made of."""
        return self.last - self.first + 1 - len(self.skipped)

    @property
    def text(self) -> str:
        """What it is, for files: "maximum of 5 slices, 1 to 5" or "…, 1, 3, 5", counted from 1."""
        if self.count == 1:
            return f"{self.mode.value} of 1 slice, {self.first + 1}"
        which = f"{self.first + 1} to {self.last + 1}"
        if self.skipped:
            which = ", ".join(str(each + 1) for each in self.indices)
        return f"{self.mode.value} of {self.count} slices, {which}"

    def header(self, middle: SliceHeader) -> SliceHeader:
        """The header of the slice in the middle, with what is padding in the slab."""
        plain = replace(middle.format, padding=self.padding, padding_limit=None)
        return middle if plain == middle.format else replace(middle, format=plain)


def make_slab(
    stack: SliceStack, index: int, wish: SlabWish, cancelled: Callable[[], bool] = lambda: False
) -> tuple[Slab, SlicePixels]:
    """Join the slices around one; the stack's cache is not disturbed.

    Only slices of the same orientation, pixel spacing, echo, time point and stack are joined, those nearest
    by their places on either side.

    Padded pixels are left out, each by itself: a pixel of the slab is padding where it is in all slices.

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
    among = neighbours(stack, index)
    ranks = wish.around(among.indices.index(index), len(among.indices))
    indices = sorted(among.indices[rank] for rank in ranks)
    middle = stack.slice_header(index).format
    can_be_padded = padding_range(replace(middle, padding=0)) is not None and middle.slope != 0
    total = _Mean() if wish.mode is SlabMode.MEAN else _Extreme(wish.mode)
    shape: tuple[int, ...] = ()
    headers = []
    for each in indices:
        if cancelled():
            raise OperationCancelled
        pixels = stack.peek(each)
        headers.append(stack.slice_header(each))
        kind = headers[-1].format
        shape = shape or pixels.stored.shape
        if pixels.stored.shape != shape:
            raise PhantomscopeError(
                f"There is no slab here: its slices {indices[0] + 1} to {indices[-1] + 1} differ in size",
                todo="Choose a thinner slab, or leave out the slices that do not belong",
            )
        total.add(pixels, kind if can_be_padded else replace(kind, padding=None))
        del pixels  # before the next one is read
    made, nowhere = total.joined()
    padding = _put_padding(made, nowhere, middle) if nowhere is not None else None
    made.stored.flags.writeable = False
    skipped = tuple(sorted(set(range(indices[0], indices[-1])) - set(indices)))
    slab = Slab(wish.mode, indices[0], indices[-1], _extent(among, ranks), padding, tuple(headers))
    return replace(slab, skipped=skipped, apart=among.apart), made


class _Mean:
    def __init__(self) -> None:
        self._sum: npt.NDArray[np.float64] | None = None
        self._added = 0
        self._left_out: npt.NDArray[np.uint8] | None = None  # times; there are at most 64

    def add(self, pixels: SlicePixels, kind: PixelFormat) -> None:
        values, padded = pixels.rescaled(), padding_mask(pixels, kind)
        self._added += 1
        if padded is not None:
            values = np.where(padded, 0, values)
            if self._left_out is None:
                self._left_out = np.zeros(values.shape, np.uint8)
            self._left_out += padded
        if self._sum is None:
            self._sum = values.astype(np.float64)
        else:
            self._sum += values

    def joined(self) -> tuple[SlicePixels, Bools | None]:
        """The mean, and where there is nothing to take it of; None where there is everywhere."""
        if self._sum is None:
            raise IndexError("a slab of no slices")
        if self._left_out is None:
            self._sum /= self._added
            nowhere = None
        else:
            nowhere = self._left_out == self._added
            self._sum /= np.maximum(self._added - self._left_out.astype(np.int64), 1)
        return SlicePixels(self._sum.astype(np.float32), None, None), _if_any(nowhere)


class _Extreme:
    def __init__(self, mode: SlabMode) -> None:
        self._greatest = mode is SlabMode.MAXIMUM
        self._values: Pixels | None = None
        self._scale: _Scale = (None, None)
        self._padding: tuple[float, float] | None = None
        self._nowhere: Bools | None = None  # where all slices so far are padded

    def add(self, pixels: SlicePixels, kind: PixelFormat) -> None:
        values, scale = pixels.stored, (pixels.slope, pixels.intercept)
        padding, padded = padded_values(pixels, kind), padding_mask(pixels, kind)
        if scale != (kind.slope, kind.intercept):
            # Its header can't say of stored values what is padding.
            values, scale, padding = pixels.rescaled().astype(np.float32), (None, None), None
        if self._values is None:
            self._values, self._scale = values.copy(), scale
            self._padding, self._nowhere = padding, padded
            return
        # One slice's padding may be another's value: as stored they can't lie in one picture.
        if (values.dtype, scale, padding) != (self._values.dtype, self._scale, self._padding):
            self._values = SlicePixels(self._values, *self._scale).rescaled().astype(np.float32)
            self._scale, self._padding = (None, None), None
            values = pixels.rescaled().astype(np.float32)
        slope, intercept = self._scale
        falling = slope is not None and intercept is not None and slope < 0
        extreme = np.maximum if self._greatest != falling else np.minimum
        if self._nowhere is not None:
            np.copyto(self._values, values, where=self._nowhere)
            self._nowhere = _if_any(self._nowhere & padded) if padded is not None else None
        if padded is None:
            extreme(self._values, values, out=self._values)
        else:
            extreme(self._values, values, out=self._values, where=~padded)

    def joined(self) -> tuple[SlicePixels, Bools | None]:
        """The greatest or least values, and where there are none; None where there are everywhere."""
        if self._values is None:
            raise IndexError("a slab of no slices")
        return SlicePixels(self._values, *self._scale), self._nowhere


def _if_any(mask: Bools | None) -> Bools | None:
    return mask if mask is not None and mask.any() else None


def _put_padding(pixels: SlicePixels, nowhere: Bools, kind: PixelFormat) -> int:
    """Write one value into all padded pixels of a slab.

    It is that of the slice in the middle, or one below all others where it has none or where measured pixels
    have come to the same value.

    Args:
        pixels: The slab's, still to be written to.
        nowhere: Where all of its slices are padded.
        kind: Of the slice in the middle, with a scale and a photometric interpretation that know padding.

    Returns:
        The value as PixelPaddingValue says it.
    """
    stored = pixels.stored
    if stored.dtype.kind in "iu" and (pixels.slope, pixels.intercept) == (kind.slope, kind.intercept):
        # As stored: one of the values that stand for padding, which no measured pixel has.
        padding = int(stored[nowhere][0])
        stored[nowhere] = padding
        return padding
    measured = stored[~nowhere]
    padding = kind.padding if kind.padding is not None else 0
    value = _in_unit(padding, kind)
    if kind.padding is None or bool((measured == stored.dtype.type(value)).any()):
        padding = _below(float(measured.min()) if measured.size else 0.0, kind)
        value = _in_unit(padding, kind)
    stored[nowhere] = value
    return padding


def _in_unit(padding: int, kind: PixelFormat) -> float:
    if kind.slope is None or kind.intercept is None:
        return float(padding)
    return padding * kind.slope + kind.intercept


def _below(least: float, kind: PixelFormat) -> int:
    """A stored value that stands for less than this in the unit, by more than float32 rounds."""
    wanted = least - max(1.0, abs(least) * 1e-5)
    if kind.slope is None or kind.intercept is None:
        return math.floor(wanted)
    stored = (wanted - kind.intercept) / kind.slope
    return math.floor(stored) if kind.slope > 0 else math.ceil(stored)


def _extent(among: Neighbours, ranks: range) -> float | None:
    axis = SliceAxis.from_positions(among.places, 0.0)
    return (axis.extent(ranks[0], ranks[-1]) or None) if axis.known else None
