"""pylinac's images handed to numpy and scipy whole, instead of row by row."""

import contextlib
from collections.abc import Iterator
from typing import Any
from unittest import mock

import numpy as np
import numpy.typing as npt
from pylinac.core import image as pylinac_image


@contextlib.contextmanager
def whole_arrays() -> Iterator[None]:
    """For as long as it lasts, what turns an image into an array takes its array.

    An image of pylinac has a length and rows, which numpy otherwise makes an array of, one after the other:
    of the same values and type, in a hundred times the time. What is handed out can't be written to, since
    writing to an array made of rows does not change the image.
    """
    with mock.patch.object(pylinac_image.BaseImage, "__array__", _array, create=True):
        yield


def _array(image: Any, dtype: npt.DTypeLike | None = None, copy: bool | None = None) -> npt.NDArray[Any]:
    values = image.array
    if copy or (dtype is not None and values.dtype != np.dtype(dtype)):
        made: npt.NDArray[Any] = np.array(values, dtype=dtype)
        return made
    still: npt.NDArray[Any] = values.view()
    still.flags.writeable = False
    return still
