"""The side view as a picture in true proportions, filled as its columns come."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from phantomscope.gui.viewing.side_view_loader import Columns, SideViewPart
from phantomscope.order_statistics import median, percentiles
from phantomscope.stack.slice_stack import SliceStack

_MOST_COLUMNS = 1024
_MARGINAL = (5.0, 95.0)  # percentiles half-way between which the air ends and the phantom begins
_DARKEST, _BRIGHTEST = 2.0, 99.0  # percentiles of the phantom
_BELOW = 0.5  # of the phantom's range, shown below it, so that it stands out from the air
_LEAST_RANGE = 0.2  # of the whole range
_GAP = 1.5  # slice spacings between two slices from which on nothing is drawn between them


@dataclass(frozen=True, slots=True)
class SideGeometry:
    """Where slices lie along the slice axis.

    Attributes:
        centres: Each slice's centre as a part of the whole width, 0 to 1.
        half: Half a slice's width as a part of the whole.
        proportion: Height divided by width, in millimetres.
    """

    centres: tuple[float, ...]
    half: float
    proportion: float

    @classmethod
    def of(cls, stack: SliceStack) -> "SideGeometry":
        """A stack's geometry; slices without a position are taken as one thickness, or a pixel, apart."""
        count = len(stack)
        plane = stack.slice_header(0).plane
        rows = stack.slice_header(0).format.rows
        pixel = plane.spacing[0] if plane.spacing is not None and plane.spacing[0] > 0 else 1.0
        positions = [stack.position(index) for index in range(count)]
        return cls.from_positions(positions, plane.thickness or pixel, rows * pixel)

    @classmethod
    def from_positions(
        cls, positions: Sequence[float | None], spacing: float, height: float
    ) -> "SideGeometry":
        """From positions in mm, the spacing to take where there is no other, and the height in mm."""
        known = [position for position in positions if position is not None]
        if len(known) < len(positions) or len(set(known)) < 2:
            known = [spacing * index for index in range(len(positions))]
        steps = np.abs(np.diff(known))
        steps = steps[steps > 0]
        step = float(median(steps)) if len(steps) else spacing
        low, width = min(known), max(known) - min(known) + step
        centres = tuple((position - low + step / 2) / width for position in known)
        return cls(centres, step / 2 / width, height / width)

    def nearest(self, part: float) -> int:
        """The slice whose centre lies nearest to a part of the width."""
        return int(np.argmin(np.abs(np.asarray(self.centres) - part)))

    def columns(self) -> list[int]:
        """For each of evenly spaced columns the slice to draw there, or -1 in a gap."""
        count = min(_MOST_COLUMNS, max(len(self.centres), round(1 / max(2 * self.half, 1e-6))))
        places = (np.arange(count) + 0.5) / count
        distances = np.abs(np.asarray(self.centres)[None, :] - places[:, None])
        nearest = distances.argmin(axis=1)
        far = distances[np.arange(count), nearest] > self.half * _GAP
        return [-1 if gap else int(index) for index, gap in zip(nearest, far, strict=True)]


class SideViewImage:
    """Takes columns as they come and gives a picture of what is there.

    Args:
        geometry: Of the stack.
    """

    def __init__(self, geometry: SideGeometry) -> None:
        self.geometry = geometry
        self._values: Columns | None = None
        self._order = np.array(geometry.columns())

    @property
    def nbytes(self) -> int:
        """What it holds: at most a kilobyte a slice."""
        return 0 if self._values is None else self._values.nbytes

    def add(self, part: SideViewPart) -> None:
        """Take some columns; those of another height are left blank."""
        rows, count = part.columns.shape
        if rows == 0:
            return
        if self._values is None:
            self._values = np.full((rows, len(self.geometry.centres)), np.nan, np.float32)
        if rows == self._values.shape[0]:
            self._values[:, part.first : part.first + count] = part.columns

    def picture(self) -> QImage:
        """What is there, in greys between its own dark and bright; what is missing is black."""
        if self._values is None:
            return QImage()
        there = self._values[np.isfinite(self._values)]
        if not len(there):
            return QImage()
        low, high = levels(there)
        scale = 255.0 / max(high - low, 1e-6)
        shades = np.nan_to_num(np.clip((self._values - low) * scale, 0.0, 255.0)).astype(np.uint8)
        drawn = np.where(self._order >= 0, shades[:, self._order], np.uint8(0))
        drawn = np.ascontiguousarray(drawn)
        rows, columns = drawn.shape
        return QImage(drawn.data, columns, rows, columns, QImage.Format.Format_Grayscale8).copy()


def levels(values: npt.NDArray[np.float32]) -> tuple[float, float]:
    """What to show as black and as white, so that the phantom's inside can be told apart."""
    least, most = (float(value) for value in percentiles(values, _MARGINAL))
    phantom = values[values > (least + most) / 2]
    if not len(phantom):
        return least, most
    dark, bright = (float(value) for value in percentiles(phantom, (_DARKEST, _BRIGHTEST)))
    spread = max(bright - dark, _LEAST_RANGE * (most - least))
    return max(dark - _BELOW * spread, float(values.min())), bright
