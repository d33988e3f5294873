"""What stands beside the first scan in a window that is tested."""

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QMenu

from dicom_files import Pixels, Vector, slice_bytes, zip_bytes
from gui.desk import Desk, disc
from phantomscope.gui.second.second_wiring import SecondWiring
from phantomscope.gui.viewing.slice_view import SliceView
from phantomscope.stack.slice_stack import SliceStack


def second_of(desk: Desk) -> SecondWiring:
    """The window's second scan."""
    found = desk.window.findChild(SecondWiring)
    assert found is not None
    return found


def menu_of(desk: Desk, title: str) -> QMenu:
    """A menu by its title, filled as if it were about to be shown."""
    found = [menu for menu in desk.window.findChildren(QMenu) if menu.title().replace("&", "") == title]
    assert len(found) == 1
    found[0].aboutToShow.emit()
    return found[0]


def open_beside(desk: Desk, *paths: Path) -> SecondWiring:
    """Open something beside and wait until its slice is painted."""
    second = second_of(desk)
    with desk.qtbot.waitSignal(second.scan.stack_changed):
        second.scan.open_paths(list(paths))
    wait_settled(desk)
    return second


def wait_settled(desk: Desk) -> None:
    """Wait until both show the slices that are wanted, and their difference where that is seen."""
    second = second_of(desk)
    if second.scan.stack is None:
        desk.wait_painted()
        return
    area = desk.window.view_area
    stacks = desk.workspace.stack, second.scan.stack
    desk.qtbot.waitUntil(lambda: has_arrived(desk.window.slice_view, stacks[0]))
    desk.qtbot.waitUntil(lambda: has_arrived(second.view.slices, stacks[1]))
    maker = second.comparison.maker
    desk.qtbot.waitUntil(lambda: not maker.is_busy)
    if area.shown[-1] == "difference" and not second.difference.trouble:
        desk.qtbot.waitUntil(lambda: second.difference.difference is not None)


def has_arrived(view: SliceView, stack: SliceStack | None) -> bool:
    """Whether it shows the slice that is wanted of a stack, or why it can't."""
    if view.trouble or stack is None:
        return True
    painted = view.painted
    return painted is not None and painted.index == view.index and painted.is_of(stack)


def stack_zip(
    path: Path, positions: list[float], *, base: int = 0, series: str = "1.2", **options: Any
) -> Path:
    """An archive of axial slices at these places; each has a disc, brighter by its place."""
    corner: Vector = options.pop("corner", (-10.0, -20.0, 0.0))
    pixels: Pixels | None = options.pop("pixels", None)
    members = {
        f"{number:03}.dcm": slice_bytes(
            pixels if pixels is not None else disc(number=base + round(place)),
            number=number,
            position=(corner[0], corner[1], place),
            series=series,
            **options,
        )
        for number, place in enumerate(positions, start=1)
    }
    path.write_bytes(zip_bytes(members))
    return path
