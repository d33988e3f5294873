import io

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QImage

from phantomscope.gui.exporting.pictures import enlarged, image_of, pixels_of, png_of

GREY = np.arange(5 * 7, dtype=np.uint8).reshape(5, 7)
COLOUR = np.arange(5 * 7 * 3, dtype=np.uint8).reshape(5, 7, 3)


@pytest.mark.parametrize("pixels", [GREY, COLOUR, GREY[::2, ::2]], ids=["grey", "colour", "strided"])
def test_a_png_is_back_to_the_last_bit(pixels: np.ndarray) -> None:
    data = png_of(image_of(pixels))
    picture = Image.open(io.BytesIO(data))
    assert picture.mode == ("RGB" if pixels.ndim == 3 else "L")
    np.testing.assert_array_equal(np.asarray(picture), pixels)
    grey = pixels if pixels.ndim == 3 else np.repeat(pixels[..., None], 3, axis=2)
    np.testing.assert_array_equal(pixels_of(QImage.fromData(data)), grey)


def test_a_png_notes_the_size_of_a_pixel() -> None:
    picture = Image.open(io.BytesIO(png_of(image_of(GREY), (0.5, 0.25))))
    dots = picture.info["dpi"]
    assert dots == pytest.approx((4000 * 0.0254, 2000 * 0.0254), rel=1e-3)


def test_each_pixel_becomes_a_square() -> None:
    np.testing.assert_array_equal(enlarged(GREY, 2), np.kron(GREY, np.ones((2, 2), np.uint8)))
    assert enlarged(GREY, 1) is GREY
    assert enlarged(COLOUR, 2).shape == (10, 14, 3)
