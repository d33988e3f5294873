"""What links two stacks in the window, asked directly; by events it is tested with the comparison."""

from pathlib import Path

from gui.desk import Desk
from gui.second_desk import open_beside, second_of, stack_zip, wait_settled
from phantomscope.gui.second.slice_link import Shift


def test_nothing_is_linked_before_there_is_a_second(desk: Desk, scan_zip: Path) -> None:
    scrolling = second_of(desk).comparison.scrolling
    assert (scrolling.link, scrolling.pair, scrolling.text) == (None, None, "")
    desk.open(scan_zip)
    scrolling.link_here()
    assert (scrolling.link, scrolling.pair, scrolling.text) == (None, None, "")


def test_a_shift_belongs_to_its_pair_of_series(desk: Desk, scan_zip: Path, tmp_path: Path) -> None:
    desk.open(scan_zip)
    other = stack_zip(tmp_path / "other.zip", [5.0 * n for n in range(5)], series="1.2.3")
    scrolling = open_beside(desk, other).comparison.scrolling
    scrolling.set_on(False)
    desk.window.slice_view.go_to(1)  # 5 mm
    second_of(desk).view.slices.go_to(3)  # 15 mm
    wait_settled(desk)
    scrolling.link_here()
    assert scrolling.link is not None
    assert scrolling.link.shift == Shift(10.0, 0)
    open_beside(desk, stack_zip(tmp_path / "third.zip", [0.0, 5.0], series="1.2.4"))
    assert scrolling.link.shift == Shift()
    open_beside(desk, other)
    assert scrolling.link.shift == Shift(10.0, 0)


def test_what_is_not_seen_does_not_follow(desk: Desk, scan_zip: Path, tmp_path: Path) -> None:
    desk.open(scan_zip)
    second = open_beside(desk, stack_zip(tmp_path / "other.zip", [2.5 * n for n in range(13)]))
    second.actions.side_by_side.trigger()
    before = second.view.slices.index
    desk.window.slice_view.go_to(0)
    assert second.view.slices.index == before
    second.actions.side_by_side.trigger()
    assert second.view.slices.index == 1
