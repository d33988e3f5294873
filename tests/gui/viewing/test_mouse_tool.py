"""Every tool has all that the canvas asks of one."""

import inspect

import pytest

from phantomscope.gui.measuring.draw_tools import AngleTool, DragTool, DrawTool, PolygonTool
from phantomscope.gui.viewing.mouse_tool import MouseTool


@pytest.mark.parametrize("kind", [DragTool, AngleTool, PolygonTool])
def test_it_keeps_the_protocol(kind: type[DrawTool]) -> None:
    wanted = [name for name, _ in inspect.getmembers(MouseTool, inspect.isfunction) if name[0] != "_"]
    assert sorted(wanted) == ["clicked", "double_clicked", "dragged", "moved", "put_down"]
    for name in wanted:
        asked = len(inspect.signature(getattr(MouseTool, name)).parameters)
        assert len(inspect.signature(getattr(kind, name)).parameters) == asked
    assert hasattr(kind, "cursor")
