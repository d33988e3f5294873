"""Text that explains, a little smaller than what it explains."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QWidget

_LEAST_POINTS = 7.5


def small_label(parent: QWidget, text: str = "", *, wrapped: bool = True) -> QLabel:
    """A label of plain text, a point smaller than the parent's font."""
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrapped)
    label.setForegroundRole(QPalette.ColorRole.WindowText)
    font = label.font()
    font.setPointSizeF(max(_LEAST_POINTS, font.pointSizeF() - 1))
    label.setFont(font)
    return label
