"""Sections across a stack: one line of each slice, so that a view holds its own pixels and no volume."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt

from phantomscope.stack.decoder import Pixels, SlicePixels
from phantomscope.stack.directions import Anatomy, anatomy, is_slanted, main_axis
from phantomscope.stack.slice_header import Vector
from phantomscope.stack.stack_geometry import StackGeometry

_FLOAT_BYTES = 4


class Across(Enum):
    """Which line of each slice a section is made of."""

    ROW = "row"
    """One row: the section lies along rows and cuts all columns."""
    COLUMN = "column"
    """One column: the section lies along columns and cuts all rows."""
    PROJECTION = "projection"
    """The greatest value of each row: pylinac's side view, seen along the rows."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a section goes through the slices.

    Attributes:
        across: Which line.
        place: The row's or the column's number from 0; of no meaning for a projection.
    """

    across: Across
    place: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """What a section has of one slice.

    Attributes:
        values: As stored; a copy, so that it keeps no slice alive.
        slope, intercept: Turn them into the output unit; None where there is no rescale.
    """

    values: Pixels
    slope: float | None
    intercept: float | None


def line_of(pixels: SlicePixels, cut: Cut) -> Line:
    """A section's line of a slice.

    Raises:
        IndexError: The slice has no such row or column.
    """
    stored = pixels.stored
    if cut.across is Across.ROW:
        values = stored[cut.place].copy()
    elif cut.across is Across.COLUMN:
        values = stored[:, cut.place].copy()
    else:
        falling = pixels.slope is not None and pixels.intercept is not None and pixels.slope < 0
        values = stored.min(axis=1) if falling else stored.max(axis=1)
    return Line(values, pixels.slope, pixels.intercept)


class Section:
    """The lines of all slices, as they come. One row of ``values`` is one slice's line.

    They stay as they are stored while all slices agree in type and rescale; from the first one on that does
    not, all are in the output unit as float32.

    Args:
        cut: Where it goes through the slices.
        count: How many slices there are.
        length: Pixels of a line.

    Attributes:
        cut: As given, or as of the last ``move``.
        values: Shape (slices, length); None until the first line is there.
        there: For each slice whether its line is there; others are to be shown blank.
        slope, intercept: Turn ``values`` into the output unit; None where they are in it.
    """

    def __init__(self, cut: Cut, count: int, length: int) -> None:
        self.cut = cut
        self.values: Pixels | None = None
        self.there: npt.NDArray[np.bool_] = np.zeros(count, np.bool_)
        self.slope: float | None = None
        self.intercept: float | None = None
        self._seen: npt.NDArray[np.bool_] = np.zeros(count, np.bool_)
        self._length = length

    @property
    def nbytes(self) -> int:
        """What it holds."""
        return self.there.nbytes + self._seen.nbytes + (self.values.nbytes if self.values is not None else 0)

    @property
    def is_complete(self) -> bool:
        """Whether every slice has been looked at."""
        return bool(self._seen.all())

    @property
    def missing(self) -> npt.NDArray[np.bool_]:
        """For each slice whether it has not been looked at."""
        return ~self._seen

    def move(self, cut: Cut) -> None:
        """Go through the slices elsewhere. Old lines stay until the new ones come in their place."""
        if cut != self.cut:
            self.cut = cut
            self._seen[:] = False

    def put(self, index: int, line: Line | None) -> None:
        """Take one slice's line; None for a slice that can't be read or is not like the others."""
        self._seen[index] = True
        self.there[index] = line is not None and len(line.values) == self._length
        if line is None or not self.there[index]:
            return
        if self.values is None:
            self._begin(line)
        elif not self._agrees(line):
            self._take_output_unit()
        if self.values is not None:
            self.values[index] = line.values if self._agrees(line) else _in_unit(line)

    def _begin(self, line: Line) -> None:
        kind = line.values.dtype
        if kind.kind == "f" and kind.itemsize > _FLOAT_BYTES:
            kind = np.dtype(np.float32)
        else:
            self.slope, self.intercept = line.slope, line.intercept
        self.values = np.zeros((len(self.there), self._length), kind)

    def _agrees(self, line: Line) -> bool:
        return (
            self.values is not None
            and line.values.dtype == self.values.dtype
            and (line.slope, line.intercept) == (self.slope, self.intercept)
        )

    def _take_output_unit(self) -> None:
        if self.values is not None and (self.values.dtype != np.float32 or self.slope is not None):
            self.values = _in_unit(Line(self.values, self.slope, self.intercept))
        self.slope = self.intercept = None


def _in_unit(line: Line) -> Pixels:
    if line.slope is None or line.intercept is None:
        return line.values.astype(np.float32)
    # In float64 first: a value and its intercept may cancel out.
    values: Pixels = (line.values.astype(np.float64) * line.slope + line.intercept).astype(np.float32)
    return values


# -- how a section is looked at -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SectionPlane:
    """A section of a stack, and how it is turned on the screen as the anatomy wants it.

    Attributes:
        across: Which lines.
        anatomy: The plane of the body; None where the orientation is unknown, or for a projection.
        slanted: Whether the plane is off the patient's axes.
        length: Pixels of a line.
        spacing: From one pixel of a line to the next in mm.
        along: Where a line runs on the screen: (±1, 0) or (0, ±1), x to the right and y down.
        ascent: Where the stack's normal runs on the screen, likewise.
        right, down: Where the screen's right and down are in the patient; None where unknown.
        step: In which direction of the patient the next row or column lies; None where unknown.
    """

    across: Across
    anatomy: Anatomy | None
    slanted: bool
    length: int
    spacing: float
    along: tuple[int, int]
    ascent: tuple[int, int]
    right: Vector | None
    down: Vector | None
    step: Vector | None

    @classmethod
    def of(cls, geometry: StackGeometry, across: Across) -> "SectionPlane":
        """The plane of a stack's section.

        Axial planes are seen from the feet, coronal ones from the front, sagittal ones from the left, as
        usual. Where the orientation is unknown, rows run to the right and columns down as in a slice.
        """
        by_row = across is Across.ROW
        length = geometry.columns if by_row else geometry.rows
        spacing = geometry.column_spacing if by_row else geometry.row_spacing
        line, other = geometry.right, geometry.down
        if not by_row:
            line, other = other, line
        upright = geometry.normal
        plane = anatomy(line, upright) if line is not None and upright is not None else None
        along, ascent = ((1, 0), (0, 1)) if by_row else ((0, 1), (1, 0))
        if line is None or upright is None or other is None or plane is None:
            return cls(across, None, False, length, spacing, along, ascent, None, None, None)
        along, ascent = _turned(plane, line), _turned(plane, upright)
        right, down = (
            _screen(0, (along, line), (ascent, upright)),
            _screen(1, (along, line), (ascent, upright)),
        )
        slanted = is_slanted(line, upright)
        named = None if across is Across.PROJECTION else plane
        return cls(across, named, slanted, length, spacing, along, ascent, right, down, other)


_SCREEN_AXES: dict[Anatomy, tuple[tuple[int, int, int], tuple[int, int, int]]] = {
    Anatomy.AXIAL: ((1, 0, 0), (0, 1, 0)),
    Anatomy.CORONAL: ((1, 0, 0), (0, 0, -1)),
    Anatomy.SAGITTAL: ((0, 1, 0), (0, 0, -1)),
}
"""Where right and down are in the patient."""


def _turned(plane: Anatomy, direction: Sequence[float]) -> tuple[int, int]:
    axis = main_axis(direction)
    sign = 1 if direction[axis] > 0 else -1
    right, down = _SCREEN_AXES[plane]
    return right[axis] * sign, down[axis] * sign


def _screen(axis: int, *directions: tuple[tuple[int, int], Vector]) -> Vector:
    """Where the screen's right (0) or down (1) points in the patient."""
    turned, direction = next(one for one in directions if one[0][axis])
    x, y, z = direction
    sign = turned[axis]
    return sign * x, sign * y, sign * z
