"""pylinac's images handed to numpy and scipy whole, instead of row by row."""

import contextlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from pylinac.core import image as pylinac_image

from phantomscope.analysis.engine.acceleration.replacement import replaced


@contextlib.contextmanager
def whole_arrays() -> Iterator[None]:
    """For as long as it lasts, what turns an image into an array takes its array.

    An image of pylinac has a length and rows, which numpy otherwise makes an array of, one after the other:
    of the same values and type, in a hundred times the time. It is a copy, as an array made of rows is.
    """
    with replaced(pylinac_image.BaseImage, "__array__", _array):
        yield


def _array(image: Any, dtype: npt.DTypeLike | None = None, copy: bool | None = None) -> npt.NDArray[Any]:
    if copy is False:
        raise ValueError("An image can't be made an array without a copy")
    made: npt.NDArray[Any] = np.array(image.array, dtype=dtype, order="C")
    return made
