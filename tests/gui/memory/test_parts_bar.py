import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from phantomscope.gui.memory.parts_bar import Part, PartsBar
from phantomscope.gui.parts.colours import LIGHT

PARTS = (Part("source", 30_000_000), Part("extracted", 0), Part("cache", 10_000_000))


@pytest.fixture
def bar(qtbot: QtBot) -> PartsBar:
    bar = PartsBar()
    qtbot.addWidget(bar)
    bar.resize(400, bar.heightForWidth(400))
    bar.set_parts(PARTS)
    return bar


def test_parts_in_proportion(bar: PartsBar) -> None:
    picture = bar.grab().toImage()
    row = [picture.pixelColor(x, 8) for x in range(400)]
    source, cache = row.count(QColor(LIGHT.parts[0])), row.count(QColor(LIGHT.parts[2]))
    assert source == pytest.approx(300, abs=3)
    assert cache == pytest.approx(100, abs=3)


def test_what_is_nothing_is_told_too(bar: PartsBar) -> None:
    assert bar.accessibleDescription() == "source 30.0 MB, extracted 0, cache 10.0 MB"


def test_a_narrow_bar_needs_more_lines(bar: PartsBar) -> None:
    assert bar.heightForWidth(120) > bar.heightForWidth(600)


def test_nothing_at_all_does_no_harm(bar: PartsBar) -> None:
    bar.set_parts(())
    assert not bar.grab().isNull()
    bar.set_parts((Part("source", 0),))
    assert not bar.grab().isNull()
