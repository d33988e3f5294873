import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from phantomscope.gui.viewing.readout import Readout
from phantomscope.gui.viewing.readout_bar import ReadoutBar
from phantomscope.gui.viewing.window_level import WindowLevel

READOUT = Readout("x −123.4  y −3.0 mm", "column 511, row 4", "−1000 HU")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1000, 40)
    window.show()
    return window


@pytest.fixture
def bar(window: QWidget) -> ReadoutBar:
    """In a window: on its own it would be no narrower than its texts."""
    bar = ReadoutBar(window)
    bar.show()
    return bar


def test_it_says_what_it_is_told_and_forgets_it(bar: ReadoutBar) -> None:
    bar.show_window(WindowLevel(400, 40))
    bar.show_readout(READOUT)
    assert bar.texts == (READOUT.place, READOUT.pixel, READOUT.value, "W 400  L 40")
    bar.show_readout(None)
    bar.show_window(None)
    assert bar.texts == ("", "", "", "")


def test_nothing_jumps_while_the_pointer_moves(bar: ReadoutBar, qtbot: QtBot) -> None:
    bar.resize(900, 30)
    places = []
    for readout in (None, READOUT, Readout("x 1.0  y 2.0 mm", "column 1, row 2", "0 HU")):
        bar.show_readout(readout)
        bar.grab()
        places.append([label.x() for label in bar.findChildren(QLabel)])
    assert places[0] == places[1] == places[2]


def test_every_readout_has_a_name(bar: ReadoutBar) -> None:
    assert all(label.accessibleName() for label in bar.findChildren(QLabel) if type(label) is QLabel)


def test_a_slanted_slice_widens_its_place_once(bar: ReadoutBar) -> None:
    bar.resize(900, 30)
    bar.show_readout(Readout("x −123.4  y −123.4  z −123.4 mm", "column 1, row 1", "0 HU"))
    bar.grab()
    before = [label.x() for label in bar.findChildren(QLabel)]
    bar.show_readout(None)
    bar.grab()
    assert [label.x() for label in bar.findChildren(QLabel)] == before


LONG = Readout("x −123.4  y −123.4  z −123.4 mm", "column 1511, row 1511", "−3024 HU (padding)")


@pytest.mark.parametrize("width", range(150, 900, 50))
def test_nothing_lies_on_anything_and_the_value_stays(bar: ReadoutBar, width: int) -> None:
    bar.show_window(WindowLevel(4000, -1000))
    bar.show_readout(LONG)
    bar.resize(width, 30)
    bar.grab()
    seen = [label for label in bar.findChildren(QLabel) if label.isVisible()]
    texts = [label.text() for label in seen]
    assert LONG.value in texts
    for label in seen:
        assert label.width() >= label.sizeHint().width()
        assert label.geometry().right() < width
    for one in seen:
        assert not any(one.geometry().intersects(other.geometry()) for other in seen if other is not one)


def test_the_place_goes_first_then_the_pixel_then_the_window(bar: ReadoutBar) -> None:
    bar.show_window(WindowLevel(400, 40))
    bar.show_readout(READOUT)
    seen = []
    for width in range(900, 100, -1):
        bar.resize(width, 30)
        texts = {label.text() for label in bar.findChildren(QLabel) if label.isVisible()}
        if not seen or seen[-1] != texts:
            seen.append(texts)
    everything = {"W 400  L 40", READOUT.place, READOUT.pixel, READOUT.value}
    assert seen[0] == everything
    assert seen[1] == everything - {READOUT.place}
    assert seen[2] == {"W 400  L 40", READOUT.value}
    assert seen[3] == {READOUT.value}
    assert len(seen) == 4
