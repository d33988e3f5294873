"""The common geometry of a stack's slices, which sections through them are made by."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from phantomscope.stack.series import normal
from phantomscope.stack.slice_axis import SliceAxis
from phantomscope.stack.slice_header import SliceHeader, Vector
from phantomscope.stack.slice_stack import SliceStack

_SAME_COSINE = 0.02  # about one degree
_SAME_SPACING = 0.001  # of a pixel: half a pixel over 512


@dataclass(frozen=True, slots=True)
class StackGeometry:
    """What most slices of a stack have in common, and where they lie.

    Attributes:
        rows, columns: Their size in pixels.
        row_spacing, column_spacing: From one row to the next and from one column to the next, in mm; 1 where
            the scan does not say.
        right, down: Directions of a row and of a column in the patient; None where unknown.
        normal: The direction in which positions ascend; None where unknown.
        photometric: PhotometricInterpretation.
        axis: Where the slices lie along the normal.
        fits: For each slice whether it has this size, spacing and orientation; others belong to no section.
    """

    rows: int
    columns: int
    row_spacing: float
    column_spacing: float
    right: Vector | None
    down: Vector | None
    normal: Vector | None
    photometric: str
    axis: SliceAxis
    fits: tuple[bool, ...]

    @classmethod
    def of(cls, stack: SliceStack) -> Self:
        """A stack's geometry as it is now.

        Raises:
            IndexError: The stack has no slice.
        """
        headers = [stack.slice_header(index) for index in range(len(stack))]
        grids = [_Grid.of(header) for header in headers]
        # Almost always all are alike: what is found out of one holds for the others.
        counts = Counter(grids)
        rounded: Counter[_Grid] = Counter()
        for grid, count in counts.items():
            rounded[grid.rounded()] += count
        usual = headers[0]
        if len(counts) > 1:
            most, _ = rounded.most_common(1)[0]
            usual = next(head for head, grid in zip(headers, grids, strict=True) if grid.rounded() == most)
        like = _Grid.of(usual)
        directed = {grid: grid.same_directions(like) for grid in counts}
        alike = {grid: directed[grid] and grid.same_pixels(like) for grid in counts}
        plane, shape = usual.plane, usual.format
        spacing = _sound(plane.spacing)
        upright = normal(usual)
        cosines = plane.orientation if upright is not None else None
        turned = {index for index, grid in enumerate(grids) if not directed[grid]}
        axis = SliceAxis.from_positions(
            [stack.position(index) for index in range(len(headers))], plane.thickness or spacing[0], turned
        )
        return cls(
            rows=shape.rows,
            columns=shape.columns,
            row_spacing=spacing[0],
            column_spacing=spacing[1],
            right=_vector(cosines[:3]) if cosines is not None else None,
            down=_vector(cosines[3:]) if cosines is not None else None,
            normal=upright,
            photometric=shape.photometric,
            axis=axis,
            fits=tuple(alike[grid] for grid in grids),
        )


class _Grid(NamedTuple):
    """Where a slice's pixels are, but for its position."""

    rows: int
    columns: int
    spacing: tuple[float, float] | None
    orientation: tuple[float, ...] | None

    @classmethod
    def of(cls, header: SliceHeader) -> Self:
        plane = header.plane
        return cls(header.format.rows, header.format.columns, plane.spacing, plane.orientation)

    def rounded(self) -> "_Grid":
        row, column = (round(part, 2) for part in _sound(self.spacing))
        cosines = self.orientation and tuple(round(part, 2) for part in self.orientation)
        return _Grid(self.rows, self.columns, (row, column), cosines)

    def same_directions(self, other: "_Grid") -> bool:
        return _near(self.orientation, other.orientation, _SAME_COSINE)

    def same_pixels(self, other: "_Grid") -> bool:
        one, two = _sound(self.spacing), _sound(other.spacing)
        same_size = (self.rows, self.columns) == (other.rows, other.columns)
        return same_size and _near(one, two, _SAME_SPACING * max(one))


def _near(one: Sequence[float] | None, other: Sequence[float] | None, slack: float) -> bool:
    if one is None or other is None:
        return one is other
    return all(abs(a - b) <= slack for a, b in zip(one, other, strict=True))


def _sound(spacing: tuple[float, float] | None) -> tuple[float, float]:
    """As the scan says, or 1 mm where it says nothing that can be."""
    return spacing if spacing is not None and min(spacing) > 0 else (1.0, 1.0)


def _vector(parts: tuple[float, ...]) -> Vector:
    x, y, z = parts
    return x, y, z
