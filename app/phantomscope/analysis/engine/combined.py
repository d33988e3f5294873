"""Several slices as one, as pylinac combines them, in less memory. Loaded only where pylinac is."""

import contextlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from pylinac import ct

_ROWS = 32


@contextlib.contextmanager
def lean_combination() -> Iterator[None]:
    """For as long as it lasts, pylinac combines slices here: the same values, to the last bit."""
    own = ct.combine_surrounding_slices

    # The names of the parameters are pylinac's.
    def combine(
        dicomstack: Any, nominal_slice_num: int, slices_plusminus: int = 1, mode: str = "mean"
    ) -> npt.NDArray[Any]:
        numbers = range(nominal_slice_num - slices_plusminus, nominal_slice_num + slices_plusminus + 1)
        combined = _maximum(dicomstack, numbers) if mode == "max" else _by_rows(dicomstack, numbers, mode)
        if combined is None:
            combined = own(dicomstack, nominal_slice_num, slices_plusminus, mode)
        return np.asarray(combined)

    ct.combine_surrounding_slices = combine
    try:
        yield
    finally:
        ct.combine_surrounding_slices = own


def _maximum(slices: Any, numbers: range) -> npt.NDArray[Any] | None:
    """The largest of each pixel, two slices in memory at a time; None for slices that are not alike."""
    largest: npt.NDArray[Any] = slices[numbers[0]].array.copy()
    for number in numbers[1:]:
        values = slices[number].array
        if not _alike(values, largest):
            return None
        np.maximum(largest, values, out=largest)
    return largest


def _by_rows(slices: Any, numbers: range, mode: str) -> npt.NDArray[Any] | None:
    """The mean or median of each pixel, some rows at a time.

    Each pixel's values lie side by side, as in pylinac, since the order in which numpy adds depends on that.

    Returns:
        None for slices that are not alike, and where something is not finite: numpy may warn of that, and is
        to do it once, where it does for pylinac.
    """
    arrays = [slices[number].array for number in numbers]
    if not all(_alike(values, arrays[0]) for values in arrays):
        return None
    average = np.median if mode == "median" else np.mean
    combined: npt.NDArray[Any] | None = None
    for row in range(0, len(arrays[0]), _ROWS):
        with np.errstate(all="ignore"):
            part = average(np.dstack([values[row : row + _ROWS] for values in arrays]), 2)
        if not np.isfinite(part).all():
            return None
        if combined is None:
            combined = np.empty(arrays[0].shape, part.dtype)
        combined[row : row + _ROWS] = part
    return combined


def _alike(values: npt.NDArray[Any], others: npt.NDArray[Any]) -> bool:
    return values.shape == others.shape and values.dtype == others.dtype and values.ndim == 2
