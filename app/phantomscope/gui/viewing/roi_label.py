"""The label beside the pointer that names what was measured there."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from phantomscope.analysis.results import Verdict
from phantomscope.gui.parts.colours import LIGHT, Colours
from phantomscope.reports.symbols import SYMBOLS

_PLATE = QColor(16, 18, 22, 225)
_EDGE = QColor(255, 255, 255, 60)
_TEXT = QColor("#f0f0f0")
_PAD_X, _PAD_Y = 7, 4
_SIGN_WIDTH = 15
_OFFSET = 14  # from the pointer
_RADIUS = 4
_MOST_LINES = 6


@dataclass(frozen=True, slots=True)
class RoiLine:
    """One line of the label.

    Attributes:
        verdict: Its sign and colour.
        text: What it says.
    """

    verdict: Verdict
    text: str


class RoiLabel(QWidget):
    """A dark plate with a line per metric, beside the pointer, that the mouse goes through.

    Args:
        area: On what it lies and within which it stays.
        colours: For the signs.
    """

    def __init__(self, area: QWidget, colours: Colours = LIGHT) -> None:
        super().__init__(area)
        self._area = area
        self._colours = colours
        self._lines: tuple[RoiLine, ...] = ()
        self._bold = QFont(self.font())
        self._bold.setBold(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @property
    def lines(self) -> tuple[RoiLine, ...]:
        """What it says; empty where it is hidden."""
        return self._lines

    @property
    def text(self) -> str:
        """The same as text, a line each."""
        return "\n".join(f"{SYMBOLS[line.verdict]} {line.text}" for line in self._lines)

    def set_lines(self, lines: tuple[RoiLine, ...]) -> None:
        """Say this, or nothing and be hidden; what is too much is counted."""
        if len(lines) > _MOST_LINES:
            more = len(lines) - _MOST_LINES + 1
            lines = (*lines[: _MOST_LINES - 1], RoiLine(Verdict.NOT_JUDGED, f"and {more} more"))
        if lines == self._lines:
            return
        self._lines = lines
        self.setAccessibleName(self.text)
        self.resize(self.sizeHint())
        self.setVisible(bool(lines))
        self.update()

    def move_near(self, place: QPoint) -> None:
        """Lie to the right below a point of the area, or on its other side where there is no room."""
        x, y = place.x() + _OFFSET, place.y() + _OFFSET
        if x + self.width() > self._area.width():
            x = max(0, place.x() - _OFFSET - self.width())
        if y + self.height() > self._area.height():
            y = max(0, place.y() - _OFFSET - self.height())
        self.move(x, y)

    def sizeHint(self) -> QSize:
        """Qt: room for its lines."""
        metrics = QFontMetrics(self.font())
        width = max((metrics.horizontalAdvance(line.text) for line in self._lines), default=0)
        height = metrics.lineSpacing() * len(self._lines)
        return QSize(width + _SIGN_WIDTH + 2 * _PAD_X, height + 2 * _PAD_Y)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: the plate, then sign and text of each line."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(_EDGE)
        painter.setBrush(_PLATE)
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), _RADIUS, _RADIUS)
        spacing = QFontMetrics(self.font()).lineSpacing()
        for number, line in enumerate(self._lines):
            top = _PAD_Y + number * spacing
            painter.setFont(self._bold)
            painter.setPen(QColor(self._colours.on_image(line.verdict)))
            sign = QRect(_PAD_X, top, _SIGN_WIDTH, spacing)
            painter.drawText(sign, int(_LEFT), SYMBOLS[line.verdict])
            painter.setFont(self.font())
            painter.setPen(_TEXT)
            text = QRect(_PAD_X + _SIGN_WIDTH, top, self.width() - _SIGN_WIDTH - _PAD_X, spacing)
            painter.drawText(text, int(_LEFT), line.text)
        painter.end()


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
