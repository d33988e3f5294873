"""What of a shape can be taken hold of."""

from typing import Any

import pytest
from PySide6.QtCore import QPointF

from phantomscope.gui.measuring.measure_item import Heed, Hold, MeasureItem
from phantomscope.gui.viewing.slice_canvas import SliceCanvas
from phantomscope.measure.scale import Scale
from phantomscope.measure.shapes import CircleRegion, Distance

MM = Scale(0.5, 0.5, "mm")


@pytest.fixture
def item(canvas: SliceCanvas) -> MeasureItem:
    def ignore(*_: Any) -> None:
        """Nobody listens."""

    heed = Heed(ignore, ignore, ignore, ignore)
    made = MeasureItem(1, canvas.view_box, heed, lambda hold: hold is Hold.CLICK)
    canvas.view_box.addItem(made, ignoreBounds=True)
    made.show_shape(CircleRegion((40, 30), 10.0), MM, selected=False)
    return made


def test_only_its_line_and_not_what_lies_within(item: MeasureItem) -> None:
    assert item.shape().contains(QPointF(60.5, 30.5))
    assert item.shape().contains(QPointF(40.5 + 20 * 0.6, 30.5 + 20 * 0.8))
    assert not item.shape().contains(QPointF(40.5, 30.5))
    assert not item.shape().contains(QPointF(50.5, 30.5))
    assert item.boundingRect().contains(item.shape().boundingRect())


def test_the_reach_stays_the_same_on_the_screen(item: MeasureItem, canvas: SliceCanvas) -> None:
    item.show_shape(Distance((20, 30), (60, 30)), MM, selected=False)
    beside = QPointF(40.5, 30.5 + 4 / canvas.screen_pixels())
    assert item.shape().contains(beside)
    canvas.view_box.scaleBy((0.25, 0.25))
    item.follow_zoom()
    assert not item.shape().contains(beside)
    assert item.shape().contains(QPointF(40.5, 30.5 + 4 / canvas.screen_pixels()))


def test_what_is_selected_has_another_colour(item: MeasureItem) -> None:
    plain = item.colour
    item.show_shape(CircleRegion((40, 30), 10.0), MM, selected=True)
    assert item.is_selected
    assert item.colour != plain
    assert item.measured == CircleRegion((40, 30), 10.0)
