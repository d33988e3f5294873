"""Draws the lines of a section where their slices lie: gaps stay blank, nothing is stretched."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from phantomscope.stack.sections import SectionPlane
from phantomscope.stack.slice_axis import Run, SliceAxis

Shades = npt.NDArray[np.uint8]

_BLACK = "#000000"
_CRISP_FROM = 3.0  # screen pixels a line's pixel from which on single pixels are worth seeing


class StripsItem(pg.GraphicsObject):  # type: ignore[misc]
    """A picture whose rows are slices. Item coordinates are millimetres, x to the right and y down."""

    def __init__(self) -> None:
        super().__init__()
        self._plane: SectionPlane | None = None
        self._room = QRectF()
        self._image = QImage()
        self._shades: Shades | None = None
        self._runs: Sequence[Run] = ()

    @property
    def nbytes(self) -> int:
        """What it holds."""
        return self._shades.nbytes if self._shades is not None else 0

    def set_place(self, plane: SectionPlane | None, axis: SliceAxis | None) -> None:
        """Draw another section, none of which is there yet."""
        self.prepareGeometryChange()
        self._plane, self._room = plane, QRectF()
        if plane is not None and axis is not None:
            end = self.point(plane.length * plane.spacing, axis.high)
            self._room = QRectF(self.point(0.0, axis.low), end).normalized()
        self._image, self._shades, self._runs = QImage(), None, ()
        self.update()

    def set_shades(self, shades: Shades, table: npt.NDArray[np.uint8] | None, runs: Sequence[Run]) -> None:
        """Draw what there is.

        Args:
            shades: Shape (slices, length), contiguous.
            table: The colours of the shades, shape (256, 3); None for greys.
            runs: Which slices are drawn, and where.
        """
        rows, columns = shades.shape
        kind = QImage.Format.Format_Grayscale8 if table is None else QImage.Format.Format_Indexed8
        self._image = QImage(shades.data, columns, rows, columns, kind)  # keeps no hold of the array
        if table is not None:
            self._image.setColorTable([QColor(*colour).rgb() for colour in table.tolist()])
        self._shades, self._runs = shades, runs
        self.update()

    def point(self, along: float, place: float) -> QPointF:
        """Where a place of the section is: millimetres along a line, and along the normal."""
        if self._plane is None:
            return QPointF()
        (ux, uy), (vx, vy) = self._plane.along, self._plane.ascent
        return QPointF(along * ux + place * vx, along * uy + place * vy)

    def place_of(self, point: QPointF) -> tuple[float, float]:
        """The other way round."""
        if self._plane is None:
            return 0.0, 0.0
        (ux, uy), (vx, vy) = self._plane.along, self._plane.ascent
        return point.x() * ux + point.y() * uy, point.x() * vx + point.y() * vy

    def boundingRect(self) -> QRectF:
        """Qt: from the first slice to the last, gaps included."""
        return self._room

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Qt: black, and on it each run at its place."""
        if self._plane is None:
            return
        painter.fillRect(self._room, QColor(_BLACK))
        scale = abs(painter.worldTransform().m11()) * self._plane.spacing
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < _CRISP_FROM)
        for run in self._runs:
            painter.save()
            painter.setTransform(self._transform(self._plane, run), True)
            count = run.last - run.first + 1
            source = QRectF(0, run.first, self._plane.length, count)
            painter.drawImage(QRectF(0, 0, self._plane.length, count), self._image, source)
            painter.restore()

    def _transform(self, plane: SectionPlane, run: Run) -> QTransform:
        """From pixels of a run's lines, the first slice at 0, to millimetres."""
        (ux, uy), (vx, vy) = plane.along, plane.ascent
        start = self.point(0.0, run.start)
        return QTransform(
            plane.spacing * ux, plane.spacing * uy, run.step * vx, run.step * vy, start.x(), start.y()
        )
