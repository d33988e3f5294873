"""The few signs on buttons, drawn in the colours of the palette so that they suit light and dark alike."""

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

_SIZE = 20
_SCALES = (1, 2)
# Strokes on a grid of 20×20.
_SHAPES = {
    "open": "<path d='M3 16V5h5l2 2h7v2M3 16l2.5-7H19l-2.5 7z'/>",
    "archive": "<path d='M4 3h8l4 4v10H4zM12 3v4h4M8 3v1M8 6v1M8 9v1'/>"
    "<rect x='6.8' y='11.5' width='2.4' height='3'/>",
    "folder": "<path d='M2.5 16V4.5h5l2 2h8V16z'/>",
    "phantom": "<circle cx='10' cy='10' r='7.2'/><circle cx='10' cy='5.8' r='1.3'/>"
    "<circle cx='14' cy='10' r='1.3'/><circle cx='10' cy='14.2' r='1.3'/><circle cx='6' cy='10' r='1.3'/>",
    "window": "<circle cx='10' cy='10' r='7'/><path d='M10 3a7 7 0 0 1 0 14z' fill='COLOUR'/>",
    "invert": "<rect x='3' y='3' width='14' height='14' rx='1.5'/><path d='M3 17L17 3V17z' fill='COLOUR'/>",
    "fit": "<path d='M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4'/><circle cx='10' cy='10' r='3'/>",
    "dismiss": "<path d='M5 5l10 10M15 5L5 15'/>",
}


def icon(name: str, palette: QPalette) -> QIcon:
    """One of the signs: open, archive, folder, phantom, window, invert, fit, dismiss."""
    made = QIcon()
    for mode, group in (
        (QIcon.Mode.Normal, QPalette.ColorGroup.Active),
        (QIcon.Mode.Disabled, QPalette.ColorGroup.Disabled),
    ):
        for scale in _SCALES:
            made.addPixmap(_pixmap(name, palette.color(group, QPalette.ColorRole.ButtonText), scale), mode)
    return made


def drawing(name: str, colour: QColor, size: int, scale: float) -> QPixmap:
    """One of the signs as a picture of any size.

    Args:
        name: Which.
        colour: Its colour.
        size: Width and height in device-independent pixels.
        scale: Of the screen it is for.
    """
    pixmap = QPixmap(QSize(round(size * scale), round(size * scale)))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    _renderer(name, colour, 1.5 if size <= _SIZE else 0.9).render(painter)
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    return pixmap


def _pixmap(name: str, colour: QColor, scale: int) -> QPixmap:
    return drawing(name, colour, _SIZE, scale)


def _renderer(name: str, colour: QColor, stroke: float) -> QSvgRenderer:
    shapes = _SHAPES[name].replace("COLOUR", colour.name())
    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 20' fill='none' stroke='{colour.name()}' "
        f"stroke-width='{stroke}' stroke-linecap='round' stroke-linejoin='round'>{shapes}</svg>"
    )
    return QSvgRenderer(QByteArray(svg.encode()))
