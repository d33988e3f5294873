"""The text beside a shape, and where there is room for it."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

_POINTS = 9
_PAD = 4.0
_GAP = 5.0  # from the shape, in pixels of the screen
_PLATE = QColor(16, 18, 22, 200)
_EDGE = QColor(255, 255, 255, 70)

Edges = npt.NDArray[np.float64]
"""Rectangles, shape (n, 4): left, top, right, bottom."""


class MeasureLabel(QGraphicsItem):
    """A text of constant size on a dark plate; the mouse goes through. Its left upper corner is placed."""

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._colour = QColor("#ffffff")
        self._selected = False
        self._font = QFont()
        self._font.setPointSizeF(_POINTS)
        self._box = QRectF()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text

    def set_text(self, text: str, colour: QColor, selected: bool) -> None:
        """Say this; nothing hides it."""
        if text != self._text:
            self.prepareGeometryChange()
            metrics = QFontMetricsF(self._font)
            size = metrics.horizontalAdvance(text) + 2 * _PAD, metrics.height() + _PAD
            self._box = QRectF(0, 0, *size) if text else QRectF()
        self._text, self._colour, self._selected = text, colour, selected
        self.setVisible(bool(text))
        self.update()

    def boundingRect(self) -> QRectF:
        """Qt: the plate."""
        return self._box

    def shape(self) -> QPainterPath:
        """Qt: nothing to hit; the mouse belongs to the image."""
        return QPainterPath()

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Qt: draw the plate and the text."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(_EDGE if self._selected else Qt.PenStyle.NoPen)
        painter.setBrush(_PLATE)
        painter.drawRoundedRect(self._box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setFont(self._font)
        painter.setPen(self._colour)
        painter.drawText(self._box, Qt.AlignmentFlag.AlignCenter, self._text)


def label_place(size: QRectF, shape: QRectF, view: QRectF, labels: Edges, shapes: Edges) -> QPointF:
    """Where a label's left upper corner goes: below its shape, above, right or left, where there is room.

    Args:
        size: The label's width and height.
        shape: What the shape spans.
        view: Where the label must lie.
        labels: Labels that have their places already; they are not covered if that can be helped.
        shapes: What the other shapes span; they are covered only where there is no better place.

    All in pixels of the screen.
    """
    width, height = size.width(), size.height()
    x, y = shape.center().x() - width / 2, shape.center().y() - height / 2
    below, above = shape.bottom() + _GAP, shape.top() - _GAP - height
    right, left = shape.right() + _GAP, shape.left() - _GAP - width
    step = height + _GAP
    corners = np.array(
        [
            *((x, below), (x, above), (right, y), (left, y)),
            *((right, below), (left, above), (right, above), (left, below)),
            *((x, below + step), (x, above - step), (x, below + 2 * step), (x, above - 2 * step)),
        ]
    )
    if not shape.adjusted(-1, -1, 1, 1).intersects(view):
        return QPointF(x, below)  # out of sight, as its shape is
    boxes = np.hstack([corners, corners + np.array((width, height))])
    outside = width * height - _overlaps(boxes, edges_of([view]))
    cost = 8 * outside + 4 * _overlaps(boxes, labels) + _overlaps(boxes, shapes)
    best_x, best_y = corners[int(cost.argmin())]  # the first of those that are equally good
    return QPointF(
        min(max(best_x, view.left()), max(view.right() - width, view.left())),
        min(max(best_y, view.top()), max(view.bottom() - height, view.top())),
    )


def covered(label: QRectF, labels: Edges) -> float:
    """Which share of a label others cover, all of them together."""
    area = label.width() * label.height()
    return float(_overlaps(edges_of([label]), labels)[0]) / area if area else 0.0


def edges_of(rects: Sequence[QRectF]) -> Edges:
    """Rectangles as numbers."""
    edges = [(one.left(), one.top(), one.right(), one.bottom()) for one in rects]
    return np.array(edges, np.float64).reshape(-1, 4)


def _overlaps(boxes: Edges, others: Edges) -> npt.NDArray[np.float64]:
    """The area that each box shares with all others together."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    shared: npt.NDArray[np.float64] = np.clip(high - low, 0, None).prod(axis=2).sum(axis=1)
    return shared
