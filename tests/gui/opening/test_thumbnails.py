import logging
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QPixmap
from pytestqt.qtbot import QtBot

from dicom_files import slices, zip_bytes
from fixture_types import ExpectLog
from gui.desk import disc
from gui.slices import header as pixel_header
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.opening.series_model import SIDE
from phantomscope.gui.opening.thumbnails import Decode, Thumbnails, thumbnail
from phantomscope.stack.decoder import SlicePixels, decode
from phantomscope.stack.index import scan
from phantomscope.stack.series import Series
from phantomscope.stack.sources import open_bytes

SERIES = scan(
    open_bytes(
        zip_bytes(
            {**slices(3), **slices(2, prefix="b/", series="1.2.9"), **slices(1, prefix="c/", series="1.3")}
        )
    )
).series


class Bench:
    """Thumbnails of series that want one until they have it."""

    def __init__(self) -> None:
        self.made: dict[str, QPixmap] = {}
        self.decoded: list[str] = []
        self.gate = threading.Event()
        self.gate.set()
        self.at_once = 0
        self._lock = threading.Lock()
        self._running = 0
        self.thumbnails = Thumbnails(self._wanted, self._decode)
        self.thumbnails.made.connect(self.made.__setitem__)

    def _wanted(self) -> list[Series]:
        return [one for one in SERIES if one.key not in self.made]

    def _decode(self, series: Series) -> Decode:
        def work() -> tuple[Any, SlicePixels]:
            with self._lock:
                self._running += 1
                self.at_once = max(self.at_once, self._running)
            self.gate.wait(5)
            self.decoded.append(series.key)
            with self._lock:
                self._running -= 1
            if series is SERIES[1]:
                raise PhantomscopeError("It is gone")
            if series is SERIES[2]:
                raise RuntimeError("a fault")
            return pixel_header((48, 64)), SlicePixels(disc(), 1.0, 0.0)

        return work


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    bench = Bench()
    yield bench
    bench.gate.set()
    bench.thumbnails.close()


def test_one_after_another_and_each_once(bench: Bench, qtbot: QtBot, expect_log: ExpectLog) -> None:
    expect_log("phantomscope.gui.parts.errands", logging.ERROR, "RuntimeError")
    for _ in range(3):
        bench.thumbnails.start()
    qtbot.waitUntil(lambda: len(bench.made) == 3 and not bench.thumbnails.is_busy)
    assert bench.decoded == [one.key for one in SERIES]
    assert bench.at_once == 1
    nulls = [bench.made[one.key].isNull() for one in SERIES]
    assert nulls == [False, True, True]  # what can't be made is not asked for again


def test_what_was_stopped_is_not_handed_over(bench: Bench, qtbot: QtBot) -> None:
    bench.gate.clear()
    bench.thumbnails.start()
    qtbot.waitUntil(lambda: bench.at_once == 1)
    bench.thumbnails.stop()
    bench.gate.set()
    qtbot.waitUntil(lambda: not bench.thumbnails.is_busy)
    assert bench.made == {}


def test_a_picture_is_small_and_has_the_slices_proportions(qtbot: QtBot) -> None:
    values = np.zeros((100, 200), np.int16)
    values[:, 100:] = 1000
    image = thumbnail(pixel_header((100, 200), spacing=(1.0, 0.5)), SlicePixels(values, 1.0, 0.0))
    assert (image.width(), image.height()) == (SIDE, SIDE)
    assert image.pixelColor(5, 20).lightness() < 20
    assert image.pixelColor(SIDE - 5, 20).lightness() > 235
    wide = thumbnail(pixel_header((100, 200)), SlicePixels(values, 1.0, 0.0))
    assert (wide.width(), wide.height()) == (SIDE, SIDE // 2)


def test_inverted_values_are_shown_as_the_view_shows_them(qtbot: QtBot) -> None:
    values = np.zeros((64, 64), np.int16)
    values[:, 32:] = 1000
    image = thumbnail(pixel_header((64, 64), photometric="MONOCHROME1"), SlicePixels(values, 1.0, 0.0))
    assert image.pixelColor(3, 20).lightness() > 235


def test_a_flat_slice_and_one_without_spacing_do_no_harm(qtbot: QtBot) -> None:
    flat = SlicePixels(np.full((8, 8), 7, np.int16), None, None)
    assert thumbnail(pixel_header((8, 8), spacing=None), flat).width() == SIDE


def test_a_slice_of_a_source(qtbot: QtBot) -> None:
    source = open_bytes(zip_bytes(slices(3)))
    head = scan(source).series[0].slices[1]
    assert thumbnail(head, decode(source, head)).width() == SIDE
