"""Two pictures moved together, without a window around them."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.slices import loaded
from phantomscope.gui.second.view_link import IDENTITY, ViewLink
from phantomscope.gui.viewing.appearance import Appearance
from phantomscope.gui.viewing.slice_canvas import SliceCanvas
from phantomscope.gui.viewing.window_level import WindowLevel
from phantomscope.measure.alignment import Alignment, Axis, Mapping

Canvases = tuple[SliceCanvas, SliceCanvas]


@pytest.fixture
def canvases(qtbot: QtBot) -> Iterator[Canvases]:
    frame = QWidget()
    layout = QHBoxLayout(frame)
    pair = SliceCanvas(frame), SliceCanvas(frame)
    for canvas in pair:
        layout.addWidget(canvas, 1)
    qtbot.addWidget(frame)
    frame.resize(620, 300)
    frame.show()
    for canvas, side in zip(pair, (100, 50), strict=True):
        canvas.show_slice(loaded(np.zeros((side, side), np.int16)), WindowLevel(400, 40), Appearance())
    yield pair
    del frame  # kept until then, and its canvases with it


def test_the_second_shows_what_the_first_does_in_its_own_pixels(canvases: Canvases) -> None:
    first, second = canvases
    half = Mapping(Axis(-0.25, 0.5), Axis(-0.25, 0.5), Alignment.CENTRES)  # edges on edges
    link = ViewLink(first, second, lambda: half)
    first.show_part(QRectF(20, 40, 40, 40))
    seen, other = first.view_box.viewRect(), second.view_box.viewRect()
    assert other.center().x() == pytest.approx(seen.center().x() / 2)
    assert other.center().y() == pytest.approx(seen.center().y() / 2)
    assert other.width() == pytest.approx(seen.width() / 2)
    assert not second.is_fitted
    first.fit()
    assert second.view_box.viewRect().center().x() == pytest.approx(25)
    link.deleteLater()


def test_what_fits_the_first_fits_a_smaller_second(canvases: Canvases, qtbot: QtBot) -> None:
    first, second = canvases
    link = ViewLink(first, second, lambda: IDENTITY)
    second.setMaximumHeight(170)
    qtbot.waitUntil(lambda: second.height() == 170)
    first.fit()
    seen = second.view_box.viewRect()
    assert seen.top() < 1
    assert seen.bottom() > 99  # rows 0 to 100 of the first's, all of them
    link.deleteLater()


def test_unlinked_nothing_moves(canvases: Canvases) -> None:
    first, second = canvases
    link = ViewLink(first, second, lambda: None)
    before = second.view_box.viewRect()
    first.show_part(QRectF(20, 40, 40, 40))
    assert second.view_box.viewRect() == before
    assert second.is_fitted
    link.deleteLater()
