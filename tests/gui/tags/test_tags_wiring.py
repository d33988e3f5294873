from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.desk import Desk
from gui.scans import scan_of
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.tags.tag_reference import Kind
from phantomscope.gui.tags.tag_window import TagSheet, TagWindow
from phantomscope.gui.tags.tags_wiring import TagsWiring
from phantomscope.stack.arrangement import Arrangement
from phantomscope.stack.slice_stack import SliceStack

CONTROL = Qt.KeyboardModifier.ControlModifier


def tags_of(desk: Desk) -> TagWindow:
    """The tag window, opened by key and filled."""
    desk.press(Qt.Key.Key_I, CONTROL)
    wiring = desk.window.findChild(TagsWiring)
    assert wiring is not None
    window = wiring.tag_window
    assert window is not None
    desk.qtbot.waitUntil(lambda: window.sheet is not None)
    return window


def value(window: TagWindow, keyword: str) -> str:
    assert window.sheet is not None
    found = next(row for row in window.sheet.rows if row.element.keyword == keyword)
    return str(window.listed.place_of(found).siblingAtColumn(4).data())


def shows(window: TagWindow, start: str) -> Callable[[], bool]:
    return lambda: window.title.startswith(start)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The indexes of the slices whose headers were read."""
    found: list[int] = []
    real = SliceStack.dataset

    def dataset(stack: SliceStack, index: int) -> object:
        found.append(index)
        return real(stack, index)

    monkeypatch.setattr(SliceStack, "dataset", dataset)
    return found


def test_it_shows_the_header_of_the_slice_painted_and_follows_it(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    window = tags_of(desk)
    assert window.title.startswith("Slice 7 of 12")
    assert value(window, "InstanceNumber") == "7"
    desk.window.slice_view.step(3)
    desk.qtbot.waitUntil(shows(window, "Slice 10 of 12"))
    assert value(window, "InstanceNumber") == "10"


def test_searching_and_unfolding_read_nothing_again(
    desk: Desk, scan_zip: Path, qtbot: QtBot, reads: list[int]
) -> None:
    desk.open(scan_zip)
    window = tags_of(desk)
    before = len(reads)
    qtbot.keyClicks(window.search, "slice")
    window.unfold.trigger()
    desk.window.slice_view.set_inverted(True)
    qtbot.waitUntil(lambda: window.listed.count > 0)
    assert len(reads) == before


def test_closed_it_reads_nothing(desk: Desk, scan_zip: Path, qtbot: QtBot, reads: list[int]) -> None:
    desk.open(scan_zip)
    window = tags_of(desk)
    window.close()
    before = len(reads)
    desk.window.slice_view.step(1)
    desk.wait_painted()
    assert len(reads) == before
    assert window.sheet is None


def test_comparison_with_the_next_slice_moves_along(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    window = tags_of(desk)
    window.compare_combo.setFocus()
    desk.qtbot.keyClick(window.compare_combo, Qt.Key.Key_Down)
    desk.qtbot.keyClick(window.compare_combo, Qt.Key.Key_Down)
    desk.qtbot.waitUntil(lambda: window.title.endswith("compared with slice 8"))
    desk.window.slice_view.step(1)
    desk.qtbot.waitUntil(lambda: window.title.endswith("compared with slice 9"))
    desk.window.slice_view.go_to_end()
    desk.qtbot.waitUntil(shows(window, "Slice 12 of 12"))
    assert window.sheet is not None
    assert window.sheet.other == ""
    assert window.title.endswith("there is no slice to compare with")


def test_comparison_with_another_series(desk: Desk, tmp_path: Path) -> None:
    desk.open(scan_of(tmp_path / "two.zip", "head {a}", "body {b}"))
    window = tags_of(desk)
    combo = window.compare_combo
    assert [combo.itemText(n) for n in range(combo.count())][3:] == ["Series: body {b}, CT 4"]
    combo.setCurrentIndex(3)
    desk.qtbot.waitUntil(lambda: window.title.endswith("compared with slice 3 of body {b}"))
    window.number_box.setValue(1)
    desk.qtbot.waitUntil(lambda: window.title.endswith("compared with slice 1 of body {b}"))
    found = (
        {row.element.keyword for row in window.sheet.rows if row.sign} if window.sheet is not None else set()
    )
    assert {"SeriesDescription", "SeriesInstanceUID", "InstanceNumber"} <= found


def test_another_scan_brings_its_own_header(desk: Desk, scan_zip: Path, tmp_path: Path) -> None:
    desk.open(scan_zip)
    window = tags_of(desk)
    desk.open(scan_of(tmp_path / "two.zip", "head"))
    desk.qtbot.waitUntil(shows(window, "Slice 3 of 5"))
    desk.window.actions_.close_scan.trigger()
    assert window.sheet is None


def test_privacy_hides_the_patient_and_the_file(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    window = tags_of(desk)
    assert value(window, "PatientName") == "Phantom^A"
    assert "007.dcm" in window.title
    desk.workspace.privacy.set_on(True)
    desk.qtbot.waitUntil(lambda: "007.dcm" not in window.title and window.sheet is not None)
    assert value(window, "PatientName") == "•••"
    assert value(window, "Modality") == "CT"


def test_what_is_on_its_way_when_it_is_closed_is_not_kept(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    window = tags_of(desk)
    desk.window.slice_view.step(1)
    desk.wait_painted()
    window.close()
    window.show()
    assert window.sheet is None


def test_a_slice_that_can_not_be_read_says_why(
    desk: Desk, scan_zip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open(scan_zip)
    window = tags_of(desk)

    def gone(stack: SliceStack, index: int) -> TagSheet:
        raise PhantomscopeError("The file has been closed already", where="scan.zip", todo="Open it again")

    monkeypatch.setattr(SliceStack, "dataset", gone)
    desk.window.slice_view.step(1)
    desk.qtbot.waitUntil(lambda: "closed already" in window.title)
    assert window.sheet is None


def test_a_neighbour_is_edited_as_the_slice_is(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    window = tags_of(desk)
    stack = desk.workspace.stack
    assert stack is not None
    whole = stack.slice_header(0).format
    field = (2, 3, whole.rows - 1, whole.columns - 1)
    cropped = Arrangement(reversed=True).cropped(field, whole.rows, whole.columns)
    desk.workspace.setups.rearrange(cropped, "edited")
    desk.window.slice_view.go_to(6)
    desk.wait_painted()
    desk.qtbot.waitUntil(shows(window, "Slice 7 of 12"))
    window.compare_combo.setCurrentIndex(window.compare_combo.findData(Kind.NEXT))
    desk.qtbot.waitUntil(lambda: window.title.endswith("compared with slice 8"))
    assert window.sheet is not None
    found = {row.element.keyword: row for row in window.sheet.rows}
    assert found["Rows"].sign == ""
    position, number = found["ImagePositionPatient"].there, found["InstanceNumber"].there
    shown = stack.slice_header(7)
    assert position is not None
    assert number is not None
    assert shown.position is not None
    assert [float(one) for one in position.value.split("\\")] == list(shown.position)
    assert number.value == str(shown.instance_number)


def test_privacy_hides_the_file_that_can_not_be_read(
    desk: Desk, scan_zip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open(scan_zip)
    window = tags_of(desk)

    def gone(stack: SliceStack, index: int) -> TagSheet:
        raise PhantomscopeError("The file is damaged", where="Doe_2.dcm", todo="Copy it again")

    monkeypatch.setattr(SliceStack, "dataset", gone)
    desk.window.slice_view.step(1)
    desk.qtbot.waitUntil(lambda: "damaged" in window.title)
    assert window.title == "The file is damaged (Doe_2.dcm). Copy it again."
    desk.workspace.privacy.set_on(True)
    assert "Doe_2" not in window.title
    desk.qtbot.waitUntil(lambda: window.title == "The file is damaged (•••). Copy it again.")
