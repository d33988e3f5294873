from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from gui.desk import Desk
from phantomscope.gui.exporting.pictures import view_image

SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.mark.parametrize(
    ("key", "modifier", "text"),
    [
        (Qt.Key.Key_R, NONE, "Circle: drag from its centre outwards"),
        (Qt.Key.Key_G, NONE, "Polygon: click corners · Enter closes · Backspace: back"),
        (Qt.Key.Key_W, SHIFT, "Drag a rectangle: its values make the window · Esc gives it up"),
    ],
)
def test_the_whole_hint_is_on_the_picture_while_the_tool_is_taken(
    desk: Desk, scan_zip: Path, key: Qt.Key, modifier: Qt.KeyboardModifier, text: str
) -> None:
    desk.open(scan_zip)
    hint = desk.window.tool_hint
    assert not hint.isVisible()
    desk.press(key, modifier)
    assert hint.isVisible()
    assert hint.text() == text
    for width in (1366, 1024, 900):
        desk.window.resize(width, 700)
        assert desk.window.slice_view.canvas.rect().contains(hint.geometry())
        needed = hint.heightForWidth(hint.width()) if hint.wordWrap() else hint.sizeHint().height()
        assert hint.height() >= needed
    desk.press(Qt.Key.Key_W)
    assert not hint.isVisible()


def test_it_is_no_part_of_a_picture_that_is_exported(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    canvas = desk.window.slice_view.canvas
    before = view_image(canvas)
    desk.press(Qt.Key.Key_R)
    assert view_image(canvas) == before
    assert desk.window.tool_hint.isVisible()
