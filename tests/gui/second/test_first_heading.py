"""The heading of the first scan, which makes both pictures equally high."""

from pathlib import Path

from PySide6.QtCore import QPoint

from gui.desk import Desk
from gui.second_desk import open_beside, stack_zip
from phantomscope.gui.second.second_wiring import SecondWiring
from phantomscope.gui.viewing.slice_canvas import SliceCanvas


def both(desk: Desk, tmp_path: Path) -> SecondWiring:
    desk.open(stack_zip(tmp_path / "first.zip", [2.0 * n for n in range(4)]))
    second = open_beside(desk, stack_zip(tmp_path / "second.zip", [2.0 * n for n in range(4)], base=7))
    desk.window.slice_view.setFocus()
    return second


def test_both_pictures_are_equally_high_and_have_letters(desk: Desk, tmp_path: Path) -> None:
    second = both(desk, tmp_path)
    first, other = desk.window.slice_view.canvas, second.view.slices.canvas

    def top(canvas: SliceCanvas) -> int:
        return canvas.mapTo(desk.window, QPoint(0, 0)).y()

    desk.qtbot.waitUntil(lambda: top(first) == top(other))
    assert first.height() == other.height()
    assert second.first_heading.isVisible()
    assert second.first_heading.name == "first.zip"
    assert second.view.letters.texts == ("R", "L", "A", "P")
    second.actions.side_by_side.trigger()
    assert not second.first_heading.isVisible()


def test_it_tells_no_name_in_privacy(desk: Desk, tmp_path: Path) -> None:
    second = both(desk, tmp_path)
    desk.workspace.privacy.set_on(True)
    assert "first.zip" not in second.first_heading.name
    desk.workspace.privacy.set_on(False)
    assert second.first_heading.name == "first.zip"
