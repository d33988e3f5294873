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
    "views": "<rect x='3' y='3' width='14' height='14' rx='1.5'/><path d='M10 3v14M3 10h14'/>",
    "maximise": "<path d='M11.5 3H17v5.5M17 3l-5.5 5.5M8.5 17H3v-5.5M3 17l5.5-5.5'/>",
    "restore": "<path d='M11.5 3v5.5H17M17 3l-5.5 5.5M3 11.5h5.5V17M3 17l5.5-5.5'/>",
    "float": "<rect x='3' y='7' width='10' height='10' rx='1'/><path d='M7 7V3h10v10h-4'/>",
    "dismiss": "<path d='M5 5l10 10M15 5L5 15'/>",
    "distance": "<path d='M4 16L16 4M2.2 14.2l3.6 3.6M14.2 2.2l3.6 3.6'/>",
    "angle": "<path d='M16 4L3.5 16H17M9.5 16a6 6 0 0 0-1.7-4.2'/>",
    "profile": "<path d='M2.5 16.5h15M3 14c4 0 4-10.5 7-10.5S13 14 17 14'/>",
    "circle": "<circle cx='10' cy='10' r='6.8'/><path d='M10 8.4v3.2M8.4 10h3.2'/>",
    "rectangle": "<rect x='3' y='5' width='14' height='10'/>",
    "polygon": "<path d='M10 2.8L17 8l-2.6 8.6H6.6L3 9z'/>",
    "table": "<rect x='3' y='4' width='14' height='12' rx='1'/><path d='M3 8h14M3 12h14M8.5 4v12'/>",
    "back": "<path d='M13 4L6 10l7 6z' fill='COLOUR'/>",
    "on": "<path d='M7 4l7 6-7 6z' fill='COLOUR'/>",
    "play": "<rect x='3' y='4' width='14' height='12' rx='1.5'/>"
    "<path d='M8 7.2v5.6l4.6-2.8z' fill='COLOUR'/>",
    "help": "<circle cx='10' cy='10' r='7.2'/>"
    "<path d='M7.8 8a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.6M10 14v.1'/>",
}


def icon(name: str, palette: QPalette) -> QIcon:
    """One of the signs by its name: open, archive, folder, phantom, window, invert, fit, dismiss…"""
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
