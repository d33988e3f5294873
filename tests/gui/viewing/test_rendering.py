import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from dicom_files import Pixels
from gui.slices import loaded
from phantomscope.gui.application import make_application
from phantomscope.gui.viewing.appearance import Appearance
from phantomscope.gui.viewing.rendering import is_opaque, paint_into, rendered, shades
from phantomscope.gui.viewing.slice_canvas import SliceCanvas
from phantomscope.gui.viewing.window_level import WindowLevel
from phantomscope.stack.decoder import SlicePixels

_SIZE = 192


def ramp(kind: Any = np.int16) -> Pixels:
    """Every value from −300 to 300 (0 to 150 where bytes are counted), a frame of −2000 (200) around."""
    low, high, outside = (0, 150, 200) if kind == np.uint8 else (-300, 300, -2000)
    values = np.linspace(low, high, _SIZE * _SIZE).reshape(_SIZE, _SIZE).astype(kind)
    values[:10] = values[-10:] = values[:, :10] = values[:, -10:] = outside
    return values


@pytest.fixture
def canvas(qtbot: QtBot) -> Iterator[SliceCanvas]:
    make_application()
    host = QWidget()
    qtbot.addWidget(host)
    layout = QVBoxLayout(host)
    layout.setContentsMargins(0, 0, 0, 0)
    canvas = SliceCanvas(host)
    layout.addWidget(canvas)
    host.resize(220, _SIZE)
    host.show()
    yield canvas
    host.close()


def grabbed(canvas: SliceCanvas) -> Pixels:
    """Every seventh row where a pixel of the image is one of the screen, inside the focus's frame."""
    width, height = canvas.viewport().width(), canvas.viewport().height()
    canvas.view_box.setRange(QRectF(0, 0, width, height), padding=0)
    picture = canvas.grab().toImage()
    assert canvas.screen_pixels() == pytest.approx(1.0)
    colours = [
        [QColor(picture.pixel(column, row)).getRgb()[:3] for column in range(1, _SIZE - 1)]
        for row in range(1, _SIZE - 1, 7)
    ]
    return np.array(colours)


@pytest.mark.parametrize(
    ("appearance", "options"),
    [
        (Appearance(), {}),
        (Appearance(inverted=True), {}),
        (Appearance(), {"photometric": "MONOCHROME1"}),
        (Appearance("viridis"), {}),
        (Appearance("CET-D1", inverted=True), {"slope": -0.5}),
        (Appearance("inferno"), {"padding": -2000, "photometric": "MONOCHROME1"}),
        (Appearance(inverted=True), {"padding": -2000}),
    ],
)
@pytest.mark.parametrize("kind", [np.int16, np.uint8, np.float32], ids=lambda kind: kind.__name__)
def test_what_is_rendered_is_what_is_painted(
    canvas: SliceCanvas, appearance: Appearance, options: dict[str, Any], kind: type
) -> None:
    one = loaded(ramp(kind), **{"slope": 1.0, "intercept": 0.0, "spacing": (1.0, 1.0), **options})
    window = WindowLevel(260, 20)
    canvas.show_slice(one, window, appearance)
    image = rendered(one, window, appearance)
    colours = image if image.ndim == 3 else np.repeat(image[..., None], 3, axis=2)
    np.testing.assert_array_equal(grabbed(canvas), colours[1:-1:7, 1:-1])


@pytest.mark.parametrize("kind", [np.uint8, np.int8, np.uint16, np.int16, np.int32, np.uint32, np.float64])
@pytest.mark.parametrize("slope", [1.0, -2.0, 0.5])
def test_each_shade_is_an_equal_part_of_the_window(kind: Any, slope: float) -> None:
    stored = np.arange(-100 if np.dtype(kind).kind != "u" else 0, 100).astype(kind)[None, :]
    one = loaded(stored, slope=slope, intercept=3.0)
    window = WindowLevel(64, 10)
    values = stored.astype(float) * slope + 3
    expected = np.clip((values - window.low) * 256 / window.width, 0, 255).astype(int)
    assert np.abs(shades(one, window, Appearance()).astype(int) - expected).max() <= 1


def test_black_and_white_are_where_the_window_ends() -> None:
    one = loaded(np.array([[-161, -160, 40, 239, 240]], np.int16), slope=1.0, intercept=0.0)
    assert rendered(one, WindowLevel(400, 40), Appearance()).tolist() == [[0, 0, 128, 255, 255]]


@pytest.mark.parametrize("photometric", ["MONOCHROME1", "MONOCHROME2"])
@pytest.mark.parametrize("inverted", [False, True])
@pytest.mark.parametrize("slope", [1.0, -1.0])
@pytest.mark.parametrize("kind", [np.int16, np.int32])
def test_padding_is_black_always(photometric: str, inverted: bool, slope: float, kind: type) -> None:
    stored = np.array([[-2000, -1995, -1990, 0]], kind)
    one = loaded(
        stored, slope=slope, intercept=0.0, photometric=photometric, padding=-1990, padding_limit=-2000
    )
    image = rendered(one, WindowLevel(100, 100), Appearance(inverted=inverted))
    assert image[0, :3].max() == 0


@pytest.mark.parametrize("inverted", [False, True])
def test_padding_has_the_darkest_colour(inverted: bool) -> None:
    one = loaded(np.array([[-2000, 0, 100]], np.int16), slope=1.0, intercept=0.0, padding=-2000)
    appearance = Appearance("viridis", inverted=inverted)
    image = rendered(one, WindowLevel(100, 50), appearance)
    np.testing.assert_array_equal(image[0, 0], image[0, 2 if inverted else 1])


def test_rendering_changes_nothing_that_an_analysis_sees() -> None:
    stored = ramp()
    before = stored.copy()
    one = loaded(stored, padding=-2000)
    rendered(one, WindowLevel(100, 50), Appearance("viridis", inverted=True))
    np.testing.assert_array_equal(one.pixels.stored, before)


def test_what_is_no_number_is_black() -> None:
    stored = np.array([[np.nan, np.inf, -np.inf, 1.0]])
    one = dataclasses.replace(loaded(slope=None, intercept=None), pixels=SlicePixels(stored, None, None))
    assert rendered(one, WindowLevel(2, 1), Appearance()).tolist() == [[0, 255, 0, 128]]


# -- for Qt -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [np.uint8, np.int16, np.uint16, ">i2", np.int32, np.float64], ids=str)
@pytest.mark.parametrize(
    "appearance", [Appearance(), Appearance("viridis", inverted=True)], ids=["grey", "colour"]
)
def test_what_is_painted_is_what_is_rendered(kind: Any, appearance: Appearance) -> None:
    values = ramp(np.uint8 if np.dtype(kind).kind == "u" else np.int16).astype(kind)
    slice_ = loaded(pixels=values)
    window = WindowLevel(200, -950)
    colours = np.zeros(values.shape, np.uint32)
    paint_into(colours, slice_, window, appearance)
    expected = rendered(slice_, window, appearance)
    assert (colours >> 24 == 255).all()
    for number, shift in enumerate((16, 8, 0)):
        part = expected if expected.ndim == 2 else expected[..., number]
        assert np.array_equal(colours >> shift & 255, part)


def test_colours_that_let_the_background_through() -> None:
    class Clear(Appearance):
        __slots__ = ()

        def table(self, photometric: str) -> Any:
            del photometric
            return np.array([(0, 0, 0, 0), *[(9, 8, 7, 255)] * 255], np.uint8)

    colours = np.zeros((_SIZE, _SIZE), np.uint32)
    paint_into(colours, loaded(pixels=ramp()), WindowLevel(600, -1024), Clear())
    assert {hex(colour) for colour in np.unique(colours)} == {"0x0", "0xff090807"}
    assert not is_opaque(Clear(), "MONOCHROME2")
    assert is_opaque(Appearance("viridis"), "MONOCHROME2")


def test_slices_of_other_shapes_one_after_another(canvas: SliceCanvas) -> None:
    window = WindowLevel(600, 0)
    for shape in ((40, 30), (30, 40), (40, 30)):
        slice_ = loaded(pixels=np.full(shape, 5000, np.int16))
        canvas.show_slice(slice_, window, Appearance())
        place = canvas.widget_point(shape[1] - 1, shape[0] - 1)
        assert canvas.viewport().grab().toImage().pixelColor(place) == QColor("white")
        canvas.clear()
        assert canvas.viewport().grab().toImage().pixelColor(place) != QColor("white")
