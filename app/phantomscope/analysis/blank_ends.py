"""Blank slices at the ends of a scan, as some scanners and exports append them."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from phantomscope.stack.decoder import Pixels
from phantomscope.stack.slice_stack import SliceStack

_BLOCKS = 32  # across a slice: fine enough for an insert, coarse enough for noise to average out
_NOTHING = 0.02  # of the middle's structure
_AIR_HU, _AIR_SPREAD_HU = -1000.0, 100.0
_PLAIN_VALUES = 2  # one, and another outside the reconstructed circle


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
    """The spread of the means of square blocks of pixels; 0 where all pixels are alike.

    A round field of view is no structure: the blocks outside it, where there is one value only, don't count.
    """
    size = max(1, min(values.shape) // _BLOCKS)
    rows, columns = values.shape[0] // size, values.shape[1] // size
    blocks = values[: rows * size, : columns * size].reshape(rows, size, columns, size).astype(np.float64)
    means, spreads = blocks.mean(axis=(1, 3)), blocks.std(axis=(1, 3))
    alive = means[spreads > 0]
    if np.unique(values[:: max(1, size // 2), :: max(1, size // 2)]).size <= _PLAIN_VALUES or alive.size == 0:
        return 0.0
    low, high = (float(limit) for limit in np.percentile(alive, [0.5, 99.5]))
    # The mean of a block of noise spreads by the noise over the square root of its pixels.
    noise = 6 * float(np.median(spreads[spreads > 0])) / size
    return max(high - low - noise, 0.0)


def _is_air(values: Pixels) -> bool:
    """Whether a slice without structure is what a calibrated scanner makes of air."""
    return bool(values.min() < values.max()) and abs(float(np.median(values)) - _AIR_HU) <= _AIR_SPREAD_HU
