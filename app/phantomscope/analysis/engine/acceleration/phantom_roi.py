"""pylinac's ``Slice.phantom_roi``, answered by a crew where it can be."""

import contextlib
import functools
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from pylinac import ct
from pylinac.core import image as pylinac_image

from phantomscope.analysis.engine.acceleration.crew import Crew
from phantomscope.analysis.engine.acceleration.lazy_image import LazyImage
from phantomscope.analysis.engine.acceleration.phantom_region import Question
from phantomscope.analysis.engine.acceleration.picture import shows
from phantomscope.analysis.engine.pylinac_stack import PylinacStack

STOCK: Any = vars(ct.Slice)["phantom_roi"]
# What of a slice it looks at, besides its image.
_LOOKED_AT = ("catphan_size", "mm_per_pixel", "clear_borders", "clip_in_localization")


class PhantomRegion:
    """Stands for scikit-image's region of the phantom: its centroid is known, all else is looked for.

    It is the region of the slice as it was found, whatever has become of the slice since.

    Args:
        centroid: As below.
        piece: The pylinac ``Slice``.
        values: Gives the values in which it was found, again.

    Attributes:
        centroid: Mean row and column.
    """

    def __init__(
        self,
        centroid: tuple[np.float64, np.float64],
        piece: Any,
        values: Callable[[], npt.NDArray[Any]],
    ) -> None:
        self.centroid = centroid
        # Without the slice itself, which holds this: a ring of references would keep the arrays for long.
        self._parts = {name: getattr(piece, name) for name in _LOOKED_AT}
        self._values = values

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._region, name)

    @cached_property
    def _region(self) -> Any:
        piece = ct.Slice.__new__(ct.Slice)
        vars(piece).update(self._parts, image=pylinac_image.ArrayImage(self._values()))
        return STOCK.func(piece)


@dataclass(frozen=True, slots=True)
class Remark:
    """A warning that scikit-image gives pylinac whenever a region is looked for, as pylinac records it."""

    message: str
    category: type[Warning]
    filename: str
    line: int

    def repeat(self) -> None:
        """Warn as if it had been scikit-image."""
        registry = vars(ct).setdefault("__warningregistry__", {})
        warnings.warn_explicit(self.message, self.category, self.filename, self.line, ct.__name__, registry)


def remarks() -> tuple[Remark, ...]:
    """What is warned of where there are regions, each once, from a small picture that has one."""
    values = np.zeros((40, 40))
    values[10:30, 10:30] = 1000
    piece = ct.Slice.__new__(ct.Slice)
    piece.image = pylinac_image.load(values)
    piece.catphan_size, piece.mm_per_pixel = np.pi * 100, 10.0
    piece.clear_borders = piece.clip_in_localization = False
    with warnings.catch_warnings(record=True) as heard, contextlib.suppress(ValueError):
        warnings.simplefilter("always")
        STOCK.func(piece)
    found = (Remark(str(one.message), one.category, one.filename, one.lineno) for one in heard)
    return tuple(dict.fromkeys(found))


class PhantomRoi:
    """The property that takes the place of ``Slice.phantom_roi``.

    Args:
        slices: The stack that pylinac has.
        crew: Finds phantoms in it.
    """

    def __init__(self, slices: PylinacStack, crew: Crew) -> None:
        self._slices = slices
        self._crew = crew
        self._remarks = remarks()

    def of(self, piece: Any) -> Any:
        """The region of a pylinac ``Slice``.

        Raises:
            ValueError: As pylinac raises it: there is none.
        """
        question = Question.of(piece)
        slot = self._slot(piece) if question is not None else None
        if question is None or slot is None:
            return STOCK.func(piece)
        answer = self._crew.answer(slot, question)
        if answer is None:
            return STOCK.func(piece)
        if answer.looked_at_regions:
            for remark in self._remarks:
                remark.repeat()
        if answer.centroid is None:
            raise ValueError(answer.refusal)
        return PhantomRegion(answer.centroid, piece, functools.partial(self._slices.values, slot))

    def as_property(self) -> Any:
        """As an attribute of the class, kept by each slice as pylinac's own is."""
        found = cached_property(self.of)
        found.__set_name__(ct.Slice, "phantom_roi")
        return found

    def _slot(self, piece: Any) -> int | None:
        """The place whose slice this is, values and all; None where it was made of several, or changed."""
        image = piece.image
        if isinstance(image, LazyImage) and image.untouched:
            return image.slot
        number = getattr(piece, "slice_num", None)
        slots = self._slices.slots
        if not isinstance(number, int) or not -len(slots) <= number < len(slots):
            return None
        slot = slots[number]
        pixels = self._slices.pixels(slot)
        same = pixels is not None and shows(image.array, pixels)
        return slot if same else None
