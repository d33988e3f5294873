"""Pictures of a slice and of the view, between arrays, Qt's images and PNG."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter

from phantomscope.errors import PhantomscopeError
from phantomscope.gui.viewing.slice_canvas import SliceCanvas
from phantomscope.gui.viewing.tool_hint import ToolHint

Picture = npt.NDArray[np.uint8]
_MM_A_METRE = 1000.0


def view_image(canvas: SliceCanvas) -> QImage:
    """The view as it is on the screen, with all that lies on the slice, at the screen's own resolution.

    The outermost line is left out: the frame of the keyboard's focus is no part of the picture.
    """
    hints = [hint for hint in canvas.findChildren(ToolHint) if not hint.isHidden()]
    for hint in hints:  # they are for the person at the mouse
        hint.hide()
    image: QImage = canvas.grab(canvas.viewport().geometry().adjusted(1, 1, -1, -1)).toImage()
    for hint in hints:
        hint.show()
    return image.convertToFormat(QImage.Format.Format_RGB888)


def image_of(pixels: Picture) -> QImage:
    """An image with these pixels, shape (rows, columns) in grey or (rows, columns, 3); it owns them."""
    rows, columns = pixels.shape[:2]
    whole = np.ascontiguousarray(pixels)
    kind = QImage.Format.Format_RGB888 if pixels.ndim == 3 else QImage.Format.Format_Grayscale8
    return QImage(whole.data, columns, rows, whole.strides[0], kind).copy()


def pixels_of(image: QImage) -> Picture:
    """An image's pixels, shape (rows, columns, 3)."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    rows, columns = plain.height(), plain.width()
    lines = np.frombuffer(plain.constBits(), np.uint8).reshape(rows, plain.bytesPerLine())
    return lines[:, : 3 * columns].reshape(rows, columns, 3).copy()


def enlarged(pixels: Picture, times: int) -> Picture:
    """Each pixel so many times as wide and as high."""
    return pixels if times == 1 else pixels.repeat(times, axis=0).repeat(times, axis=1)


def png_of(image: QImage, spacing: tuple[float, float] | None = None) -> bytes:
    """A PNG file.

    Args:
        image: What it shows; not changed.
        spacing: Height and width of a pixel in mm, to be noted in the file where it is known.

    Raises:
        PhantomscopeError: It could not be made.
    """
    noted = image.copy()
    noted.setDevicePixelRatio(1.0)
    if spacing is not None and min(spacing) > 0:
        noted.setDotsPerMeterY(round(_MM_A_METRE / spacing[0]))
        noted.setDotsPerMeterX(round(_MM_A_METRE / spacing[1]))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not QImageWriter(buffer, QByteArray(b"PNG")).write(noted):
        raise PhantomscopeError("The picture could not be made", todo="Close other programs and try again")
    return bytes(buffer.data().data())
