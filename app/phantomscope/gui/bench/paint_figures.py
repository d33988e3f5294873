"""What Qt alone takes to bring a slice to the screen."""

import functools
import statistics

import numpy as np
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from phantomscope.readings import timed

_SIDE, _VIEW = 512, 650
_TIMES = 200


def bare_painting() -> dict[str, float]:
    """The three steps from 512×512 stored values to the window's view, each alone, 200 times.

    A table of 65,536 shades is looked up by numpy; shades become pixels of four bytes; ``QPainter.drawImage``
    enlarges them smoothly to 650×650, into an image of the screen's own format. Bytes: what the three have to
    read and to write at least.
    """
    application = QGuiApplication.instance() or QGuiApplication([])
    stored = np.random.default_rng(1).integers(0, 4096, (_SIDE, _SIDE), np.uint16)
    table = np.arange(1 << 16, dtype=np.uint16).astype(np.uint8)
    shades = table.take(stored)
    grey = QImage(shades.data, _SIDE, _SIDE, _SIDE, QImage.Format.Format_Grayscale8)
    source = grey.convertToFormat(QImage.Format.Format_RGB32)
    lookups = [timed(lambda: table.take(stored))[0] for _ in range(_TIMES)]
    conversions = [timed(lambda: grey.convertToFormat(QImage.Format.Format_RGB32))[0] for _ in range(_TIMES)]
    target = QImage(_VIEW, _VIEW, QImage.Format.Format_RGB32)
    took = []
    for _ in range(_TIMES):
        painter = QPainter(target)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        took.append(timed(functools.partial(painter.drawImage, target.rect(), source))[0])
        painter.end()
    del application
    return {
        "table lookup ms": statistics.median(lookups) * 1e3,
        "to RGB32 ms": statistics.median(conversions) * 1e3,
        "drawImage ms": statistics.median(took) * 1e3,
        "moved by painting MB": ((2 + 1 + 1 + 4 + 4) * _SIDE**2 + 4 * _VIEW**2) / 1e6,
    }
