"""Small pictures of series: one at a time, of those only that can be seen."""

import math
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap

from phantomscope.errors import PhantomscopeError
from phantomscope.gui.opening.series_model import SIDE
from phantomscope.gui.parts.latest_errand import LatestErrand
from phantomscope.gui.viewing.appearance import Appearance
from phantomscope.gui.viewing.loaded_slice import measured
from phantomscope.gui.viewing.window_level import WindowLevel
from phantomscope.stack.decoder import SlicePixels
from phantomscope.stack.series import Series
from phantomscope.stack.slice_header import SliceHeader

_PAUSE_MS = 40  # between two of them: what a person waits for goes first
_SAMPLES = 4  # values a pixel of the thumbnail along each side, of which it is the mean

Decode = Callable[[], tuple[SliceHeader, SlicePixels]]


class Thumbnails(QObject):
    """Makes thumbnails on a thread, with a pause after each.

    Signals:
        made(str, QPixmap): The key of a series and its thumbnail; a null one where it can't be made.

    Args:
        wanted: The keys of the series that can be seen and have none yet.
        decode: Gives what decodes a slice of a series; None where it is not there any more.
        parent: Qt parent.
    """

    made = Signal(str, object)

    def __init__(
        self,
        wanted: Callable[[], Sequence[Series]],
        decode: Callable[[Series], Decode | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._wanted = wanted
        self._decode = decode
        self._key = ""
        self._errand = LatestErrand(self)
        self._errand.failed.connect(lambda _: self._hand_over(self._key, QImage()))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._make_next)

    @property
    def is_busy(self) -> bool:
        """Whether there is more to come."""
        return self._errand.is_busy or self._pause.isActive()

    def start(self) -> None:
        """Make what can be seen and has none; nothing happens while that is being done already."""
        if not self.is_busy:
            self._pause.start()

    def stop(self) -> None:
        """Make no more for now."""
        self._pause.stop()
        self._errand.forget()

    def close(self) -> None:
        """Wait until none is being made."""
        self._pause.stop()
        self._errand.close()

    def _make_next(self) -> None:
        if self._errand.is_busy:  # one that is not wanted any more
            self._pause.start()
            return
        for series in self._wanted():
            decode = self._decode(series)
            if decode is not None:
                self._make(series.key, decode)
                return

    def _make(self, key: str, decode: Decode) -> None:
        self._key = key
        self._errand.want(lambda: _image(decode), lambda image: self._hand_over(key, image))

    def _hand_over(self, key: str, image: QImage) -> None:
        self.made.emit(key, QPixmap.fromImage(image))
        self._pause.start()


def thumbnail(header: SliceHeader, pixels: SlicePixels) -> QImage:
    """A slice made small, at its true proportions, from its 0.5th to its 99.5th percentile."""
    loaded = measured(0, header, None, pixels)
    black, white = WindowLevel.between(loaded.dark, loaded.bright).raw_levels(pixels)
    values = _reduced(pixels.stored)
    scaled = np.nan_to_num((values - black) * (255.0 / (white - black)))
    grey = np.ascontiguousarray(np.clip(scaled, 0, 255).astype(np.uint8))
    if Appearance().table(header.format.photometric) is not None:
        grey = 255 - grey
    rows, columns = grey.shape
    image = QImage(grey.data, columns, rows, columns, QImage.Format.Format_Grayscale8).copy()
    return image.scaled(
        _size(header), Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )


def _image(decode: Decode) -> QImage:
    try:
        return thumbnail(*decode())
    except PhantomscopeError:
        return QImage()  # why is said where the slice itself is shown


def _reduced(stored: npt.NDArray[np.generic]) -> npt.NDArray[np.float32]:
    steps = [max(1, size // (_SAMPLES * SIDE)) for size in stored.shape]
    return stored[:: steps[0], :: steps[1]].astype(np.float32)


def _size(header: SliceHeader) -> QSize:
    down, across = header.plane.spacing or (1.0, 1.0)
    width, height = header.format.columns * across, header.format.rows * down
    longer = max(width, height)
    if not math.isfinite(longer) or longer <= 0:
        return QSize(SIDE, SIDE)
    return QSize(max(1, round(SIDE * width / longer)), max(1, round(SIDE * height / longer)))
