"""Blank slices at the ends of a scan, as some scanners and exports append them."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from phantomscope.order_statistics import median, percentiles
from phantomscope.stack.decoder import Pixels
from phantomscope.stack.slice_stack import SliceStack

_BLOCKS = 32  # across a slice: fine enough for an insert, coarse enough for noise to average out
_NOTHING = 0.02  # of the middle's structure
_FIELD_OF_VIEW = 0.85  # of half the image; what is further out does not count where that is padding
_AIR_HU, _AIR_SPREAD_HU = -1000.0, 100.0


def blank_ends(stack: SliceStack) -> tuple[int, ...]:
    """Slots of the slices at both ends of a stack that show nothing, and are better left out.

    A slice shows nothing where it has no structure beside the middle of the scan: blocks of its pixels all
    have the same mean, noise apart. Plain air around a phantom in CT shows nothing, too, but is what it
    should be and does pylinac no harm; it isn't told of. In MR, where pylinac takes the first slice
    for the phantom's first, it is. Only slices from each end to the first that shows something are looked at.

    Raises:
        PhantomscopeError: A slice can't be read.
    """
    count = len(stack)
    if count < 3:
        return ()
    middle = max(
        _structure(stack.peek(index).rescaled()) for index in {count // 4, count // 2, 3 * count // 4}
    )
    if middle == 0:
        return ()  # nothing but blank slices: no end of a scan
    look = _Look(stack, middle, air_is_fine=stack.series.facts.modality == "CT")
    below = look.run(range(count))
    above = look.run(range(count - 1, below, -1))
    return (*stack.slots[:below], *stack.slots[count - above :])


def shows_nothing(stack: SliceStack, index: int) -> bool:
    """Whether a slice has no structure at all: one value throughout, or noise alone.

    Raises:
        PhantomscopeError: It can't be read.
    """
    return _structure(stack.peek(index).rescaled()) == 0


@dataclass(frozen=True, slots=True)
class _Look:
    stack: SliceStack
    middle: float
    air_is_fine: bool

    def run(self, indices: Iterable[int]) -> int:
        """How many slices to leave out, so far as air does not lie beyond them.

        Blank slices come outside of a scan: those behind air are none.
        """
        blank = 0
        for index in indices:
            values = self.stack.peek(index).rescaled()
            if _structure(values) > _NOTHING * self.middle or (self.air_is_fine and _is_air(values)):
                break
            blank += 1
        return blank


def _structure(values: Pixels) -> float:
    """The spread of the means of square blocks of pixels, beyond what noise makes of it.

    What lies outside a round field of view is no structure, nor is its edge.
    """
    size = max(1, min(values.shape) // _BLOCKS)
    rows, columns = values.shape[0] // size, values.shape[1] // size
    blocks = values[: rows * size, : columns * size].reshape(rows, size, columns, size).astype(np.float64)
    means, spreads = blocks.mean(axis=(1, 3)), blocks.std(axis=(1, 3))
    counted = ~_outside(means, spreads)
    low, high = (float(limit) for limit in percentiles(means[counted], (0.5, 99.5)))
    # The mean of a block of noise spreads by the noise over the square root of its pixels.
    noise = 6 * float(median(spreads[counted])) / size
    structure: float = max(high - low - noise, 0.0)
    return structure


def _outside(means: Pixels, spreads: Pixels) -> npt.NDArray[np.bool_]:
    """The blocks outside a round field of view that reaches the image's edges, those on its edge included.

    It is told by one value in all corners, which no block further in has: what is smaller may be a phantom
    in air, and is none of this.
    """
    flat = (spreads == 0) & (means == means[0, 0])
    down, across = (np.linspace(-1, 1, length) for length in means.shape)
    distance = np.hypot(down[:, np.newaxis], across[np.newaxis, :])
    if not flat[[0, 0, -1, -1], [0, -1, 0, -1]].all() or flat[distance < _FIELD_OF_VIEW].any():
        return np.zeros(means.shape, np.bool_)
    outside: npt.NDArray[np.bool_] = distance > _FIELD_OF_VIEW
    return outside


def _is_air(values: Pixels) -> bool:
    """Whether a slice without structure is what a calibrated scanner makes of air."""
    return bool(values.min() < values.max()) and abs(float(median(values)) - _AIR_HU) <= _AIR_SPREAD_HU
