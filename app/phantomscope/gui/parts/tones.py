"""Shades between a palette's own colours."""

from PySide6.QtGui import QColor, QPalette

_PART = 0.68  # of the text: keeps a contrast above 4.5 on dark grounds as on light ones


def muted(palette: QPalette, ground: QPalette.ColorRole = QPalette.ColorRole.Base) -> QColor:
    """The colour of text that matters less, on a ground of the palette."""
    text, behind = palette.color(QPalette.ColorRole.Text), palette.color(ground)
    return QColor.fromRgbF(
        _PART * text.redF() + (1 - _PART) * behind.redF(),
        _PART * text.greenF() + (1 - _PART) * behind.greenF(),
        _PART * text.blueF() + (1 - _PART) * behind.blueF(),
    )
