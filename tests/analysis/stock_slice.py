"""pylinac's own ``Slice`` of any values, and what it finds."""

import math
import warnings
from typing import Any

from pylinac import ct
from pylinac.core import image

from phantomscope.analysis.engine.acceleration.phantom_region import Question

STOCK: Any = vars(ct.Slice)["phantom_roi"]


def piece(
    values: Any, *, radius: float = 20.0, mm: float = 1.0, clear_borders: bool = True, clipped: bool = False
) -> Any:
    """A slice in which a phantom of this radius, in pixels, is looked for."""
    made = ct.Slice.__new__(ct.Slice)
    made.image = image.load(values)
    made.catphan_size = math.pi * radius**2
    made.mm_per_pixel = mm
    made.clear_borders = clear_borders
    made.clip_in_localization = clipped
    return made


def question(of: Any) -> Question:
    asked = Question.of(of)
    assert asked is not None
    return asked


def stock_answer(of: Any) -> Any:
    """The centroid, or the words of the refusal, as pylinac's own code has them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return STOCK.func(of).centroid
        except ValueError as error:
            return str(error)
