"""How a stack is arranged on the copy that is shown: reversed, mirrored, flipped, cropped.

Contents are moved, places stay. The order of operations is fixed, whatever order a person did them in:

1. Reversed: what lies in the first place goes to the last one, and so on. The place keeps its position,
   location and instance number; slices that were left out are counted, so that leaving out shifts nothing.
   Where several slices lie in a place (echoes), places are reversed and the order in each place stays. Only
   where the places lie alike from both ends do contents keep their distances: others are not reversed.
2. Mirrored and flipped: the pixels are turned inside the whole field of view; no header changes.
3. Cropped: a region is kept, where it lies in space after 2. Rows and columns get fewer, and Image Position
   (Patient) moves to the region's first pixel.

The region is held in the coordinates of the source's own picture, so that turning a cropped picture keeps the
same content, and a crop of a crop is one crop.
"""

import dataclasses
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pydicom.dataset import Dataset
from pydicom.valuerep import format_number_as_ds

from phantomscope.errors import PhantomscopeError
from phantomscope.stack.decoder import Pixels, SlicePixels
from phantomscope.stack.front import quiet_pydicom
from phantomscope.stack.series import Series
from phantomscope.stack.slice_header import Cropping, SliceHeader, Vector

Box = tuple[int, int, int, int]
"""Top, left, bottom, right: rows and columns counted from 0, the last two not part of it."""

_SAME_PLACE_MM = 0.001
_UNEVEN = 0.05  # of the usual step: what lies closer to where it should is rounded, no gap
_LISTED = 3


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What is done to all slices of a stack.

    Attributes:
        reversed: The order of the slices is reversed.
        mirrored: Left and right are swapped.
        flipped: Top and bottom are swapped.
        crop: What is kept, in the coordinates of the source's own picture; None keeps all.
    """

    reversed: bool = False
    mirrored: bool = False
    flipped: bool = False
    crop: Box | None = None

    @property
    def is_plain(self) -> bool:
        """Whether all is as the source has it."""
        return self == PLAIN

    @property
    def turns_or_crops(self) -> bool:
        """Whether pixels are elsewhere in the picture than the source has them."""
        return self.mirrored or self.flipped or self.crop is not None

    def sentences(self) -> tuple[str, ...]:
        """What is done, for a report."""
        said = []
        if self.reversed:
            said.append("slices in reverse order")
        if self.mirrored:
            said.append("mirrored left to right")
        if self.flipped:
            said.append("flipped up and down")
        if self.crop is not None:
            top, left, bottom, right = self.crop
            said.append(
                f"cropped to rows {top}–{bottom - 1}, columns {left}–{right - 1} (of the source, from 0)"
            )
        return tuple(said)

    # -- pixels -------------------------------------------------------------------------------------------

    def view(self, values: Pixels) -> Pixels:
        """The values of a slice as they are shown, shape (rows, columns): a view, nothing is copied."""
        if self.crop is not None:
            top, left, bottom, right = self._box(values.shape)
            values = values[top:bottom, left:right]
        if self.mirrored or self.flipped:
            values = values[:: -1 if self.flipped else 1, :: -1 if self.mirrored else 1]
        return values

    def shown(self, pixels: SlicePixels) -> SlicePixels:
        """A slice as it is shown. It keeps alive, and counts, the bytes of the slice that it is a view of."""
        if not self.turns_or_crops:
            return pixels
        return SlicePixels(self.view(pixels.stored), pixels.slope, pixels.intercept, pixels.nbytes)

    def put_back(self, shown: Pixels, whole: Pixels) -> None:
        """Write the values of a slice as it is shown into those of the whole one, in place."""
        self.view(whole)[...] = shown

    # -- regions ------------------------------------------------------------------------------------------

    def cropped(self, region: Box, rows: int, columns: int) -> "Arrangement":
        """The same with less of the picture.

        Args:
            region: What is to be kept, in the coordinates of the picture as it is shown now.
            rows, columns: The size of the source's slices.

        Raises:
            ValueError: The region is empty or lies outside of the picture.
        """
        top, left, bottom, right = self._box((rows, columns))
        a, b, c, d = region
        if not (0 <= a < c <= bottom - top and 0 <= b < d <= right - left):
            raise ValueError(f"there is no region {region} in {bottom - top} rows, {right - left} columns")
        first, last = (bottom - c, bottom - a) if self.flipped else (top + a, top + c)
        start, end = (right - d, right - b) if self.mirrored else (left + b, left + d)
        box = (first, start, last, end)
        return dataclasses.replace(self, crop=None if box == (0, 0, rows, columns) else box)

    def field(self, rows: int, columns: int) -> Box:
        """What is shown, as a region of the whole picture after it has been mirrored and flipped."""
        top, left, bottom, right = self._box((rows, columns))
        if self.flipped:
            top, bottom = rows - bottom, rows - top
        if self.mirrored:
            left, right = columns - right, columns - left
        return top, left, bottom, right

    def _box(self, shape: tuple[int, ...]) -> Box:
        rows, columns = shape
        if self.crop is None:
            return 0, 0, rows, columns
        top, left, bottom, right = self.crop
        if not (0 <= top < bottom <= rows and 0 <= left < right <= columns):
            raise PhantomscopeError(
                f"The slice has {columns}×{rows} pixels, and the region to which it is to be cropped lies "
                "outside of them",
                todo="Show the full size again, and crop to another region",
            )
        return self.crop

    # -- headers ------------------------------------------------------------------------------------------

    def header(self, content: SliceHeader, place: SliceHeader) -> SliceHeader:
        """What is to be known of a slice as it is shown; where its bytes lie is the content's own.

        Args:
            content: Of the slice whose pixels are shown.
            place: Of the slice in whose place they are shown.
        """
        if self.is_plain:
            return content
        changes: dict[str, Any] = {}
        position = content.position
        if self.reversed:
            position = _decimals(place.position)
            changes = {"location": place.location, "instance_number": place.instance_number}
        if self.crop is not None:
            kind = content.format
            top, left, bottom, right = self.field(kind.rows, kind.columns)
            position = _moved(content, position, top, left)
            cropping = Cropping(top, left, kind.rows, kind.columns)
            changes["format"] = dataclasses.replace(
                kind, rows=bottom - top, columns=right - left, cropping=cropping
            )
        return dataclasses.replace(content, position=position, **changes)

    def tell(self, dataset: Dataset, shown: SliceHeader) -> None:
        """Make a content's DICOM header say the same as ``header``.

        Args:
            dataset: Its own header, which is changed.
            shown: What ``header`` gave.
        """
        if not self.reversed and self.crop is None:
            return
        with quiet_pydicom():
            if shown.position is not None:
                dataset.ImagePositionPatient = [_decimal(value) for value in shown.position]
                if "ImagePosition" in dataset:  # of ACR-NEMA: it would contradict
                    del dataset.ImagePosition
            if self.reversed:
                _set(dataset, "SliceLocation", shown.location, _decimal)
                _set(dataset, "InstanceNumber", shown.instance_number, str)
            if self.crop is not None:
                dataset.Rows, dataset.Columns = shown.format.rows, shown.format.columns


PLAIN = Arrangement()


def why_not_reversed(series: Series) -> str:
    """Why a series' slices can't be reversed, a sentence without a full stop; empty for nothing."""
    if len(series.slices) < 2:
        return "There is only one slice"
    if any(place is None for place in series.positions):
        return "The order can’t be reversed: not all slices have a position"
    if any(problem.kind == "orientations" for problem in series.problems):
        return "The order can’t be reversed: the slices lie in several orientations"
    return _why_not_alike(series)


def why_not_cropped(series: Series) -> str:
    """Why a series' slices can't be cropped, a sentence without a full stop; empty for nothing."""
    if len({(header.format.rows, header.format.columns) for header in series.slices}) > 1:
        return "The slices differ in size: one region can’t be cropped from all of them"
    if any(
        header.position is not None and (header.plane.orientation is None or header.plane.spacing is None)
        for header in series.slices
    ):
        return "The slices can’t be cropped: without orientation or pixel spacing their place would be lost"
    return ""


def check(arrangement: Arrangement, series: Series) -> None:
    """Refuse an arrangement that a series can't have. Raises PhantomscopeError."""
    problem = why_not_reversed(series) if arrangement.reversed else ""
    problem = problem or (why_not_cropped(series) if arrangement.crop is not None else "")
    if problem:
        raise PhantomscopeError(problem, todo="Undo this edit")
    if arrangement.crop is not None:
        kind = series.slices[0].format
        arrangement.field(kind.rows, kind.columns)


def order_when_reversed(series: Series) -> tuple[int, ...] | None:
    """For each place of a series, the slot whose slice lies there when it is reversed; None for last first.

    Where several slices lie in a place (echoes), they keep their order there. Done twice it gives what was.
    """
    groups = _places(series)
    counts = [len(group) for group in groups]
    if counts != counts[::-1] or set(counts) == {1}:
        return None
    return tuple(slot for group in reversed(groups) for slot in group)


def _places(series: Series) -> list[list[int]]:
    """The slots of each place of a series."""
    groups: list[list[int]] = []
    first: float | None = None
    for slot, place in enumerate(series.positions):
        if groups and first is not None and place is not None and abs(place - first) <= _SAME_PLACE_MM:
            groups[-1].append(slot)
        else:
            groups.append([slot])
            first = place
    return groups


def _why_not_alike(series: Series) -> str:
    """Why places do not lie alike from both ends, of a series whose slices all have one; empty where they do.

    Reversed, contents would come to lie at other distances from each other, or echoes of one place in two.
    """
    groups = _places(series)
    counts = [len(group) for group in groups]
    if counts != counts[::-1]:
        usual = max(set(counts), key=counts.count)
        others = [group[0] for group, count in zip(groups, counts, strict=True) if count != usual]
        return (
            "The order can’t be reversed: there are more or fewer slices than elsewhere at "
            f"{_listed(series, others)}, and slices of one place would be torn apart"
        )
    usual_step = series.slice_spacing
    points = np.array(_points(series, [group[0] for group in groups]))
    away = np.abs(points[0] + points[-1] - points - points[::-1]).max(axis=1)
    if usual_step is None or away.max() <= _UNEVEN * usual_step:
        return ""
    firsts = [group[0] for group in groups]
    uneven = [
        slot
        for slot, other in itertools.pairwise(firsts)
        if abs(_distance(series, slot, other) - usual_step) > _UNEVEN * usual_step
    ]
    if not uneven:
        return "The order can’t be reversed: the slices are shifted sideways, each in another way"
    return (
        f"The order can’t be reversed: the distance to the next slice is not {usual_step:g} mm after "
        f"{_listed(series, uneven)}, and contents would come to lie at other distances"
    )


def _points(series: Series, slots: Sequence[int]) -> list[tuple[float, ...]]:
    """Where slots lie: in space, or along the normal where not all slices say more."""
    if any(header.position is None for header in series.slices):
        return [(series.positions[slot] or 0.0,) for slot in slots]
    return [series.slices[slot].position or () for slot in slots]


def _distance(series: Series, slot: int, other: int) -> float:
    here, there = series.positions[slot], series.positions[other]
    return there - here if here is not None and there is not None else 0.0


def _listed(series: Series, slots: Sequence[int]) -> str:
    shown = ", ".join(f"{series.positions[slot]:g}" for slot in slots[:_LISTED])
    more = len(slots) - _LISTED
    return f"{shown} mm" if more <= 0 else f"{shown} mm and {more} more places"


def _moved(content: SliceHeader, position: Vector | None, top: int, left: int) -> Vector | None:
    """Where a pixel of a slice lies (PS3.3, C.7.6.2.1.1), in mm, as a DICOM header can say it."""
    cosines, spacing = content.plane.orientation, content.plane.spacing
    if position is None or cosines is None or spacing is None:
        return position
    right, down = np.array(cosines[:3]), np.array(cosines[3:])
    x, y, z = np.array(position) + right * (left * spacing[1]) + down * (top * spacing[0])
    return _decimals((float(x), float(y), float(z)))


def _decimals(position: Vector | None) -> Vector | None:
    if position is None:
        return None
    x, y, z = position
    return float(_decimal(x)), float(_decimal(y)), float(_decimal(z))


def _decimal(value: float) -> str:
    """As a decimal string, of at most 16 characters (PS3.5, 6.2: DS)."""
    return str(format_number_as_ds(float(value)))


def _set(dataset: Dataset, keyword: str, value: Any, shown: Any) -> None:
    if value is not None:
        setattr(dataset, keyword, shown(value))
    elif keyword in dataset:
        delattr(dataset, keyword)


def place_order(size: int, order: Sequence[int] | None) -> tuple[int, ...]:
    """``order_when_reversed`` written out."""
    return tuple(order) if order is not None else tuple(range(size - 1, -1, -1))
