"""Tools, told of the mouse as the canvas tells it."""

from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt

from phantomscope.gui.measuring.draw_tools import (
    AngleTool,
    DragTool,
    DrawTool,
    PolygonTool,
    circle,
    distance,
    profile,
    rectangle,
)
from phantomscope.gui.measuring.measure_layer import DRAFT, MeasureLayer
from phantomscope.gui.viewing.mouse_tool import ToolDrag
from phantomscope.gui.viewing.slice_canvas import SliceCanvas
from phantomscope.measure.scale import Scale
from phantomscope.measure.shapes import (
    Angle,
    CircleRegion,
    Distance,
    LineProfile,
    PolygonRegion,
    RectangleRegion,
)

PLAIN, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


def drag(tool: DrawTool, places: list[tuple[float, float]], modifiers: Qt.KeyboardModifier = PLAIN) -> None:
    """Drag through view coordinates."""
    start = QPointF(*places[0])
    for number, place in enumerate(places[1:]):
        first, last = number == 0, number == len(places) - 2
        tool.dragged(ToolDrag(start, QPointF(*place), QPointF(), modifiers, first, last))


def listen(tool: DrawTool) -> list[Any]:
    drawn: list[Any] = []
    tool.drawn.connect(drawn.append)
    return drawn


def test_view_coordinates_become_pixels_with_whole_centres(canvas: SliceCanvas, layer: MeasureLayer) -> None:
    tool = DragTool(canvas, layer, distance)
    drawn = listen(tool)
    drag(tool, [(10.5, 20.5), (20.5, 20.5), (50.5, 40.0)])
    assert drawn == [Distance((10, 20), (50, 39.5))]
    assert not layer.is_drawing


def test_a_drag_shows_what_will_be_drawn(canvas: SliceCanvas, layer: MeasureLayer) -> None:
    tool = DragTool(canvas, layer, circle, from_centre=True)
    drawn = listen(tool)
    tool.dragged(ToolDrag(QPointF(10.5, 20.5), QPointF(20.5, 20.5), QPointF(), PLAIN, True, False))
    assert layer.shape(DRAFT) == CircleRegion((10, 20), 5.0)
    tool.put_down()
    assert not layer.is_drawing
    tool.dragged(ToolDrag(QPointF(10.5, 20.5), QPointF(30.5, 20.5), QPointF(), PLAIN, False, False))
    assert not layer.is_drawing  # given up stays given up, though the button is still down
    assert drawn == []


def test_a_drag_that_comes_back_draws_nothing(canvas: SliceCanvas, layer: MeasureLayer) -> None:
    tool = DragTool(canvas, layer, distance)
    drawn = listen(tool)
    drag(tool, [(10.5, 20.5), (20.5, 20.5), (10.5, 20.6)])
    assert drawn == []


def test_what_each_drag_makes() -> None:
    scale = Scale(0.5, 2.0, "mm")
    assert profile((0, 0), (9, 1), scale, False) == LineProfile((0, 0), (9, 1))
    assert profile((0, 0), (9, 1), scale, True) == LineProfile((0, 0), (9, 0))
    assert circle((5, 5), (11, 7), scale, True) == CircleRegion((5, 5), 5.0)
    assert rectangle((5, 5), (11, 6), scale, False) == RectangleRegion((5, 5), (11, 6))
    assert rectangle((5, 5), (13, 6), scale, True) == RectangleRegion((5, 5), (13, 7))


def click(tool: DrawTool, x: float, y: float, modifiers: Qt.KeyboardModifier = PLAIN) -> bool:
    return tool.clicked(QPointF(x + 0.5, y + 0.5), modifiers)


def test_an_angle_takes_three_clicks(canvas: SliceCanvas, layer: MeasureLayer) -> None:
    tool = AngleTool(canvas, layer)
    drawn = listen(tool)
    assert click(tool, 10, 10)
    tool.moved(QPointF(20.5, 10.5))
    assert layer.shape(DRAFT) == Distance((10, 10), (20, 10))
    click(tool, 20, 12, SHIFT)
    tool.moved(QPointF(30.5, 30.5))
    assert layer.shape(DRAFT) == Angle((10, 10), (20, 10), (30, 30))
    assert tool.step_back()
    assert layer.shape(DRAFT) == Distance((10, 10), (30, 30))
    click(tool, 20, 10)
    click(tool, 20, 40)
    assert drawn == [Angle((10, 10), (20, 10), (20, 40))]
    assert not tool.is_drawing


@pytest.mark.parametrize("how", ["enter", "double click", "first point"])
def test_a_polygon_is_closed_in_three_ways(canvas: SliceCanvas, layer: MeasureLayer, how: str) -> None:
    tool = PolygonTool(canvas, layer)
    drawn = listen(tool)
    places = [(10, 10), (30, 10), (30, 30)]
    for place in places[:2]:
        click(tool, *place)
    assert not tool.finish()  # two corners are none
    click(tool, *places[2])
    if how == "enter":
        assert tool.finish()
    elif how == "double click":
        click(tool, *places[2])
        assert tool.double_clicked(QPointF(30.5, 30.5))
    else:
        click(tool, 10.2, 10.2)
    assert drawn == [PolygonRegion(((10, 10), (30, 10), (30, 30)))]
    assert not layer.is_drawing


def test_corners_are_taken_back_one_by_one(canvas: SliceCanvas, layer: MeasureLayer) -> None:
    tool = PolygonTool(canvas, layer)
    click(tool, 10, 10)
    click(tool, 30, 10)
    assert tool.step_back()
    assert tool.is_drawing
    assert tool.step_back()
    assert not tool.is_drawing
    assert not layer.is_drawing
    assert not tool.step_back()


def test_who_drags_with_a_tool_of_clicks_sets_both_ends(canvas: SliceCanvas, layer: MeasureLayer) -> None:
    tool = PolygonTool(canvas, layer)
    drag(tool, [(10.5, 10.5), (20.5, 10.5), (30.5, 10.5)])
    tool.moved(QPointF(30.5, 30.5))
    assert layer.shape(DRAFT) == PolygonRegion(((10, 10), (30, 10), (30, 30)))


def test_without_a_slice_nothing_is_drawn(canvas: SliceCanvas, layer: MeasureLayer) -> None:
    layer.show(None, {}, {}, set())
    tools: list[DrawTool] = [DragTool(canvas, layer, distance), PolygonTool(canvas, layer)]
    for tool in tools:
        drawn = listen(tool)
        drag(tool, [(1, 1), (20, 20), (30, 30)])
        assert not click(tool, 10, 10)
        assert not tool.place()
        assert drawn == []


def test_a_shape_can_be_put_into_the_middle_of_what_is_in_view(
    canvas: SliceCanvas, layer: MeasureLayer
) -> None:
    tool = DragTool(canvas, layer, rectangle)
    drawn = listen(tool)
    assert tool.place()
    (left, top), (right, bottom) = drawn[0].corner, drawn[0].opposite
    assert ((left + right) / 2, (top + bottom) / 2) == pytest.approx((39.5, 29.5), abs=0.1)
    assert right - left == pytest.approx(bottom - top) == pytest.approx(60 / 4)
