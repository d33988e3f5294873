import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from phantomscope.gui.viewing.canvas_label import CanvasLabel
from phantomscope.gui.viewing.lower_label import LowerLabel
from phantomscope.gui.viewing.slice_canvas import SliceCanvas

CORNER = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft
LONG = "Polygon: click corners · Enter closes · Backspace: back"


@pytest.fixture
def canvas(qtbot: QtBot) -> SliceCanvas:
    canvas = SliceCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(600, 400)
    canvas.show()
    return canvas


@pytest.mark.parametrize("width", [600, 300, 200, 140])
def test_all_of_it_can_be_read_and_nothing_lies_on_anything(canvas: SliceCanvas, width: int) -> None:
    corner = CanvasLabel(canvas, CORNER, quiet=True)
    corner.set_text("thickness 2.5 mm\nspacing 2.5 mm, no gap")
    lower, upper = LowerLabel(canvas, 1), LowerLabel(canvas, 2, quiet=True)
    upper.set_text(LONG)
    lower.set_text("Edited copy: mirrored, cropped, 5 slices left out")
    canvas.resize(width, 400)
    for label in (lower, upper):
        assert canvas.rect().contains(label.geometry())
        least = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
        assert label.height() >= least
    assert not lower.geometry().intersects(corner.geometry())
    assert not upper.geometry().intersects(corner.geometry())
    assert upper.geometry().bottom() < lower.geometry().top()


def test_it_moves_up_and_down_with_what_lies_below(canvas: SliceCanvas) -> None:
    corner, label = CanvasLabel(canvas, CORNER), LowerLabel(canvas, 1)
    canvas.resize(220, 400)
    label.set_text("Edited copy: mirrored")
    alone = label.y()
    corner.set_text("a line\nand one more\nand one more\nand one more")
    assert label.y() < alone
    corner.set_text("")
    assert label.y() == alone
