"""A bar of stacked parts with its legend: where the bytes are."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from phantomscope.gui.memory.memory_monitor import size_text
from phantomscope.gui.parts.colours import colours_in

_BAR_HEIGHT = 18
_SQUARE = 9
_GAP = 6


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a whole.

    Attributes:
        name: What it is.
        size: Its bytes.
    """

    name: str
    size: int


class PartsBar(QWidget):
    """Draws parts in proportion, with their names and sizes below in as many lines as they need.

    Args:
        parent: Qt parent.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[Part, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(self.tr("Parts of the memory taken"))

    @property
    def parts(self) -> tuple[Part, ...]:
        """What is shown."""
        return self._parts

    def set_parts(self, parts: tuple[Part, ...]) -> None:
        """Show other parts, none of them left out."""
        self._parts = parts
        self.setAccessibleDescription(", ".join(_label(part) for part in parts))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Qt: the legend needs more lines where it is narrow."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Qt: the bar and the legend's lines."""
        lines = len(self._lines(width))
        return _BAR_HEIGHT + lines * self.fontMetrics().lineSpacing() + (_GAP if lines else 0)

    def sizeHint(self) -> QSize:
        """Qt: one line of legend."""
        return QSize(420, self.heightForWidth(420))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: the bar, then the legend."""
        painter = QPainter(self)
        colours = colours_in(self.palette())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillRect(QRectF(0, 0, self.width(), _BAR_HEIGHT), QColor(colours.gauge_track))
        whole = sum(part.size for part in self._parts)
        left = 0.0
        for number, part in enumerate(self._parts):
            width = self.width() * part.size / whole if whole else 0.0
            painter.fillRect(QRectF(left, 0, width, _BAR_HEIGHT), QColor(_turn(colours.parts, number)))
            left += width
            if width > 2:
                painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Window), 1))
                painter.drawLine(int(left), 0, int(left), _BAR_HEIGHT)
        self._paint_legend(painter, colours.parts)
        painter.end()

    def _paint_legend(self, painter: QPainter, colours: tuple[str, ...]) -> None:
        metrics = self.fontMetrics()
        top = _BAR_HEIGHT + _GAP
        number = 0
        for line in self._lines(self.width()):
            left = 0
            for part in line:
                square = QRectF(left, top + (metrics.height() - _SQUARE) / 2, _SQUARE, _SQUARE)
                painter.fillRect(square, QColor(_turn(colours, number)))
                painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
                painter.drawText(left + _SQUARE + 4, top + metrics.ascent(), _label(part))
                left += self._label_width(part)
                number += 1
            top += metrics.lineSpacing()

    def _lines(self, width: int) -> list[list[Part]]:
        lines: list[list[Part]] = []
        used = 0
        for part in self._parts:
            needed = self._label_width(part)
            if not lines or used + needed > width:
                lines.append([])
                used = 0
            lines[-1].append(part)
            used += needed
        return lines

    def _label_width(self, part: Part) -> int:
        return _SQUARE + 4 + self.fontMetrics().horizontalAdvance(_label(part)) + 2 * _GAP


def _label(part: Part) -> str:
    # The names are those of the figures in the panel.
    return f"{QCoreApplication.translate('MemoryPanel', part.name)} {size_text(part.size)}"


def _turn(colours: tuple[str, ...], number: int) -> str:
    return colours[number % len(colours)]
