import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsRectItem
from pytestqt.qtbot import QtBot

from gui.slices import flat, loaded
from phantomscope.gui.editing.crop_tool import CropTool
from phantomscope.gui.viewing.mouse_tool import ToolDrag
from phantomscope.gui.viewing.slice_canvas import SliceCanvas
from phantomscope.gui.viewing.slice_view import SliceView
from phantomscope.stack.arrangement import Box


@pytest.fixture
def view(qtbot: QtBot) -> SliceView:
    view = SliceView()
    qtbot.addWidget(view)
    view.start_stack(1, "CT", 0)
    view.show_slice(loaded(flat(1, (30, 40)), 0))
    return view


def drag(start: tuple[float, float], now: tuple[float, float]) -> ToolDrag:
    return ToolDrag(QPointF(*start), QPointF(*now), QPointF(), Qt.KeyboardModifier.NoModifier, False, False)


def edges(view: SliceView) -> list[QGraphicsRectItem]:
    """The regions that are drawn."""
    those = view.canvas.scene().items()
    return [
        one
        for one in those
        if isinstance(one, QGraphicsRectItem) and isinstance(one.parentItem(), QGraphicsPathItem)
    ]


@pytest.mark.parametrize(
    ("start", "now", "region"),
    [
        ((3.5, 4.5), (9.5, 10.5), (4, 3, 11, 10)),
        ((9.5, 10.5), (3.5, 4.5), (4, 3, 11, 10)),
        ((-5, -5), (100, 100), (0, 0, 30, 40)),
        ((39.9, 29.9), (60, 60), (29, 39, 30, 40)),
        ((60, 60), (70, 70), (29, 39, 30, 40)),
        ((3.2, 4.2), (3.2, 4.2), (4, 3, 5, 4)),
    ],
)
def test_every_pixel_that_is_touched_belongs_to_the_region(
    view: SliceView, start: tuple[float, float], now: tuple[float, float], region: Box
) -> None:
    drawn: list[Box] = []
    CropTool(view.canvas, drawn.append, lambda: None).dragged(drag(start, now))
    assert drawn == [region]


def test_the_shade_is_there_until_the_tool_is_put_down(view: SliceView) -> None:
    ended: list[bool] = []
    tool = CropTool(view.canvas, lambda _: None, lambda: ended.append(True))
    tool.show_region((4, 3, 11, 10))
    tool.show_region((5, 3, 11, 10))
    (edge,) = edges(view)
    shade = edge.parentItem()
    assert isinstance(shade, QGraphicsPathItem)
    assert edge.rect() == QRectF(3, 5, 7, 6)
    assert shade.path().contains(QPointF(1, 1))
    assert not shade.path().contains(QPointF(6, 8))
    tool.put_down()
    tool.put_down()
    assert edges(view) == []
    assert ended == [True, True]


def test_without_a_slice_there_is_nothing_to_draw(qtbot: QtBot) -> None:
    canvas = SliceCanvas()
    qtbot.addWidget(canvas)
    drawn: list[Box] = []
    tool = CropTool(canvas, drawn.append, lambda: None)
    tool.dragged(drag((1, 1), (3, 3)))
    tool.show_region((0, 0, 1, 1))
    assert drawn == []
    assert tool.clicked(QPointF(1, 1), Qt.KeyboardModifier.NoModifier)
    assert not tool.double_clicked(QPointF(1, 1))
