"""A slice's image for pylinac whose values and header are read when pylinac looks at them."""

from typing import Any

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset

from phantomscope.analysis.engine.pylinac_stack import PylinacStack, StackImage


class LazyImage(StackImage):
    """As ``StackImage``, read on demand, once.

    Args:
        slices: Where it comes from.
        slot: Which of its places.
        stack_index: Which slice of the ``SliceStack`` it is.

    Attributes:
        slot: As given.
    """

    def __init__(self, slices: PylinacStack, slot: int, stack_index: int) -> None:
        self._slices = slices
        self.slot = slot
        self._values: npt.NDArray[Any] | None = None
        self._header: Dataset | None = None
        self._dtype: np.dtype[Any] | None = None
        self._set_up(stack_index)

    @property
    def untouched(self) -> bool:
        """Whether nobody has seen or set its values, so that they are the source's for certain."""
        return self._values is None

    @property
    def array(self) -> npt.NDArray[Any]:
        """The values in the output unit, shape (rows, columns)."""
        if self._values is None:
            self._values = self._slices.values(self.slot)
            self._dtype = self._values.dtype
        return self._values

    @array.setter
    def array(self, values: npt.NDArray[Any]) -> None:
        self._values = values

    @property
    def metadata(self) -> Dataset:
        """The slice's DICOM header without pixel data."""
        if self._header is None:
            self._header = self._slices.header(self.slot)
        return self._header

    @metadata.setter
    def metadata(self, header: Dataset) -> None:
        self._header = header

    @property
    def _original_dtype(self) -> np.dtype[Any]:  # type: ignore[override]
        if self._dtype is None:
            self._dtype = self._slices.values(self.slot).dtype
        return self._dtype

    def __reduce__(self) -> tuple[Any, ...]:
        """A copy is one of values and header, without the scan behind them."""
        own = {"_slices", "slot", "_values", "_header", "_dtype"}
        state = {name: value for name, value in vars(self).items() if name not in own}
        state |= {"array": self.array, "metadata": self.metadata, "_original_dtype": self._original_dtype}
        return _plain_image, (), state


def _plain_image() -> StackImage:
    return StackImage.__new__(StackImage)
