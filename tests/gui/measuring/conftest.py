"""A window with noise in it to measure, a stack, and a slice alone."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.desk import Desk
from gui.measure_desk import MeasureDesk, noise, noisy_scan
from gui.slices import header
from phantomscope.gui.application import make_application
from phantomscope.gui.measuring.measure_layer import Ground, MeasureLayer
from phantomscope.gui.viewing.appearance import Appearance
from phantomscope.gui.viewing.loaded_slice import measured
from phantomscope.gui.viewing.slice_canvas import SliceCanvas
from phantomscope.gui.viewing.window_level import WindowLevel
from phantomscope.measure.picture import picture_of
from phantomscope.stack.decoder import SlicePixels
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_path


@pytest.fixture
def measure_desk(desk: Desk, tmp_path: Path) -> MeasureDesk:
    """Six slices of noise, pixels of 0.5 mm, opened; the fourth is shown."""
    made = MeasureDesk(desk)
    made.open(noisy_scan(tmp_path / "noise.zip"))
    return made


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[SliceStack]:
    """The same six slices without a window."""
    with closing(open_path(noisy_scan(tmp_path / "noise.zip"))) as source:
        yield SliceStack(source, scan(source).series[0])


@pytest.fixture
def canvas(qtbot: QtBot) -> Iterator[SliceCanvas]:
    """A canvas on which a slice of noise is painted, 60 rows of 80 pixels of 0.5 mm."""
    make_application()
    # Inside another widget as in the window: pyqtgraph's view takes itself to pieces when it is closed.
    host = QWidget()
    qtbot.addWidget(host)
    layout = QVBoxLayout(host)
    layout.setContentsMargins(0, 0, 0, 0)
    made = SliceCanvas(host)
    layout.addWidget(made)
    host.resize(640, 480)
    host.show()
    pixels = SlicePixels(noise(4), 1.0, -1024.0)
    made.show_slice(measured(0, header((60, 80)), 0.0, pixels), WindowLevel(400, 0), Appearance())
    yield made
    host.close()


@pytest.fixture
def layer(canvas: SliceCanvas) -> MeasureLayer:
    """A layer on that canvas, with that slice to measure on."""
    made = MeasureLayer(canvas)
    assert canvas.loaded is not None
    ground = Ground(picture_of(canvas.loaded.header, canvas.loaded.pixels), "HU")
    made.show(ground, {}, {}, set())
    return made
