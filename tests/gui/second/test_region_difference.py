"""The difference inside regions that are selected on the first scan."""

from pathlib import Path

from PySide6.QtCore import Qt

from gui.desk import Desk
from gui.second_desk import open_beside, stack_zip, wait_settled
from phantomscope.gui.measuring.measuring_wiring import MeasuringWiring
from phantomscope.gui.second.second_wiring import SecondWiring
from phantomscope.measure.shapes import CircleRegion, Distance, RectangleRegion

KEY = Qt.Key


def both(desk: Desk, tmp_path: Path) -> SecondWiring:
    desk.open(stack_zip(tmp_path / "first.zip", [2.0 * n for n in range(4)]))
    second = open_beside(desk, stack_zip(tmp_path / "second.zip", [2.0 * n for n in range(4)], base=7))
    desk.window.slice_view.setFocus()
    return second


def test_a_selected_region_has_its_own_numbers(desk: Desk, tmp_path: Path) -> None:
    second = both(desk, tmp_path)
    desk.press(KEY.Key_D)
    wait_settled(desk)
    view = second.difference
    measuring = desk.window.findChild(MeasuringWiring)
    assert measuring is not None
    slot = measuring.slot_painted()
    assert slot is not None
    circle = measuring.book.add(CircleRegion((32.0, 24.0), 2.0), slot)
    assert circle is not None
    whole = view.numbers.splitlines()[0]
    assert whole.endswith("HU over the whole overlap")
    assert view.numbers.splitlines()[1:] == [f"mean −7  SD 0 HU in {measuring.name_of(circle)}"]
    measuring.book.reshape(circle.number, RectangleRegion((0.0, 0.0), (3.0, 3.0)))
    assert view.numbers.splitlines()[1].startswith("mean 0  SD 0 HU in ")
    measuring.book.select(())
    assert view.numbers == whole
    measuring.book.select((circle.number,))
    assert len(view.numbers.splitlines()) == 2
    desk.press(KEY.Key_End)
    wait_settled(desk)
    assert len(view.numbers.splitlines()) == 1  # the region is on another slice
    slot = measuring.slot_painted()
    assert slot is not None
    measuring.book.add(Distance((0.0, 0.0), (9.0, 9.0)), slot)
    assert len(view.numbers.splitlines()) == 1
