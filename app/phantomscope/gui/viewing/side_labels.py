"""Labels below the side view: in as few rows as they need, none over another."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics

from phantomscope.gui.viewing.side_marks import SideMark

_PAD = 3
_EDGE = 2
_GAP = 2


@dataclass(frozen=True, slots=True)
class SideLabel:
    """One label.

    Attributes:
        box: Where it is, in the widget's pixels.
        text: What it says.
        mark: The module it belongs to; None for the origin's.
    """

    box: QRect
    text: str
    mark: SideMark | None


def laid_out(
    wanted: Iterable[tuple[float, str, SideMark | None]], metrics: QFontMetrics, width: int, top: int
) -> list[SideLabel]:
    """Place labels below their lines.

    Args:
        wanted: For each label the x of its line, its text and its module. Those of modules are placed first,
            from the left.
        metrics: Of their font.
        width: Of the widget; longer texts are cut.
        top: Of the first row.
    """
    rows: list[list[QRect]] = []
    labels = []
    room, height = width - 2 * _EDGE, metrics.height() + 1
    for x, text, mark in sorted(wanted, key=lambda one: (one[2] is None, one[0])):
        wide = min(metrics.horizontalAdvance(text) + 2 * _PAD, room)
        left = min(max(_EDGE, round(x - wide / 2)), _EDGE + room - wide)
        free = (n for n, boxes in enumerate(rows) if all(_apart(left, wide, box) for box in boxes))
        row = next(free, len(rows))
        if row == len(rows):
            rows.append([])
        box = QRect(left, top + row * height, wide, height)
        rows[row].append(box)
        labels.append(SideLabel(box, metrics.elidedText(text, Qt.TextElideMode.ElideRight, wide), mark))
    return labels


def _apart(left: int, width: int, box: QRect) -> bool:
    return left > box.right() + _GAP or left + width + _GAP < box.left()
