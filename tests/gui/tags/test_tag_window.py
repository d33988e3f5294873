import pytest
from pydicom.sequence import Sequence
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from dicom_files import dataset
from gui.tags.test_tag_model import row
from gui.tags.test_tag_tree import item, rows
from phantomscope.gui.parts.privacy import HIDDEN
from phantomscope.gui.tags.tag_model import OTHER
from phantomscope.gui.tags.tag_reference import Kind
from phantomscope.gui.tags.tag_window import TagSheet, TagWindow


def sheet(number: int = 1) -> TagSheet:
    code = Sequence([item(CodeValue="a"), item(CodeValue="b")])
    return TagSheet.of(
        rows(dataset(number=number, ViewCodeSequence=code, KVP="120", PatientID="42")), f"Slice {number}"
    )


def compared() -> TagSheet:
    return TagSheet.of(rows(dataset(KVP="120"), dataset(KVP="100")), "Slice 1", "slice 2")


@pytest.fixture
def window(qtbot: QtBot) -> TagWindow:
    window = TagWindow()
    qtbot.addWidget(window)
    window.show()
    return window


def listed(window: TagWindow) -> list[str]:
    model = window.listed
    return [model.index(n, 0).data() for n in range(model.rowCount())]


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def test_typing_lists_what_was_found_unfolded(window: TagWindow, qtbot: QtBot) -> None:
    window.show_sheet(sheet())
    everything = len(listed(window))
    qtbot.keyClicks(window.search, "code value")
    assert listed(window) == ["0054,0220"]
    assert window.tree.isExpanded(window.listed.index(0, 0))
    assert "2 listed" in window.summary
    qtbot.keyClick(window.search, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window.search, Qt.Key.Key_Delete)
    assert len(listed(window)) == everything
    sequence = window.listed.index(listed(window).index("0054,0220"), 0)
    assert not window.tree.isExpanded(sequence)


def test_another_slice_leaves_all_as_it_was(window: TagWindow, qtbot: QtBot) -> None:
    window.show_sheet(sheet(1))
    place = window.listed.index(listed(window).index("0054,0220"), 0)
    window.tree.expand(place)
    window.tree.setCurrentIndex(place)
    bar = window.tree.verticalScrollBar()
    window.resize(600, 260)
    qtbot.waitUntil(lambda: bar.maximum() > 5)
    bar.setValue(5)
    window.show_sheet(sheet(2))
    assert window.title == "Slice 2"
    assert bar.value() == 5
    current = window.tree.currentIndex()
    assert current.data() == "0054,0220"
    assert window.tree.isExpanded(current)
    number = window.listed.place_of(row(window.sheet.rows, "InstanceNumber"))  # type: ignore[union-attr]
    assert number.siblingAtColumn(4).data() == "2"


def test_differences_have_columns_of_their_own(window: TagWindow, qtbot: QtBot) -> None:
    window.show_sheet(sheet())
    assert window.tree.isColumnHidden(OTHER)
    assert not window.different_box.isEnabled()
    with qtbot.waitSignal(window.reference_changed):
        qtbot.keyClick(window.compare_combo, Qt.Key.Key_Down)
    assert window.reference.kind is Kind.PREVIOUS
    window.show_sheet(compared())
    assert not window.tree.isColumnHidden(OTHER)
    assert "1 differ" in window.summary
    qtbot.mouseClick(window.different_box, Qt.MouseButton.LeftButton)
    assert listed(window) == ["0018,0060"]
    qtbot.keyClick(window.compare_combo, Qt.Key.Key_Up)
    assert not window.different_box.isChecked()


def test_only_private(window: TagWindow, qtbot: QtBot) -> None:
    made = dataset()
    made.add_new((0x0019, 0x0010), "LO", "MAKER")
    window.show_sheet(TagSheet.of(rows(made), "Slice 1"))
    qtbot.keyClick(window.private_box, Qt.Key.Key_Space)
    assert listed(window) == ["0019,0010"]


def test_copying_rows_and_values_by_key(window: TagWindow, qtbot: QtBot) -> None:
    window.show_sheet(compared())
    window.tree.setCurrentIndex(window.listed.place_of(row(window.sheet.rows, "KVP")))  # type: ignore[union-attr]
    window.activateWindow()
    window.tree.setFocus()
    qtbot.keyClick(window.tree, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard() == "0018,0060\tKVP\tDS\t≠\t120\t100"
    window.copy_value.trigger()
    assert clipboard() == "120"


def test_a_copied_uid_is_the_uid_alone(window: TagWindow) -> None:
    window.show_sheet(sheet())
    place = window.listed.place_of(row(window.sheet.rows, "SOPClassUID"))  # type: ignore[union-attr]
    assert "CT Image Storage" in place.siblingAtColumn(4).data()
    window.tree.setCurrentIndex(place)
    window.copy_value.trigger()
    assert clipboard() == "1.2.840.10008.5.1.4.1.1.2"


def test_copying_all_copies_what_is_listed(window: TagWindow, qtbot: QtBot) -> None:
    window.show_sheet(sheet())
    qtbot.keyClicks(window.search, "code value")
    window.copy_all.trigger()
    assert clipboard().splitlines() == [
        "0054,0220\tView Code Sequence\tSQ\t(2 items)",
        ">Item 1\t\t\t(1 element)",
        ">>0008,0100\tCode Value\tSH\ta",
        ">Item 2\t\t\t(1 element)",
        ">>0008,0100\tCode Value\tSH\tb",
    ]


def test_what_is_hidden_is_hidden_in_copies_too(window: TagWindow, qtbot: QtBot) -> None:
    window.show_sheet(sheet())
    window.set_hidden(True)
    assert "hidden" in window.summary
    window.tree.setCurrentIndex(window.listed.place_of(row(window.sheet.rows, "PatientID")))  # type: ignore[union-attr]
    window.copy_value.trigger()
    assert clipboard() == HIDDEN
    window.copy_all.trigger()
    assert "Phantom^A" not in clipboard()
    assert "\t42" not in clipboard()
    qtbot.keyClicks(window.search, "phantom^a")
    assert listed(window) == []


def test_folding_and_unfolding_everything(window: TagWindow) -> None:
    window.show_sheet(sheet())
    sequence = window.listed.place_of(row(window.sheet.rows, "ViewCodeSequence"))  # type: ignore[union-attr]
    window.unfold.trigger()
    assert window.tree.isExpanded(sequence)
    window.fold.trigger()
    assert not window.tree.isExpanded(sequence)


def test_closed_it_keeps_nothing(window: TagWindow, qtbot: QtBot) -> None:
    window.show_sheet(sheet())
    with qtbot.waitSignal(window.closed):
        qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.sheet is None
    assert window.listed.rowCount() == 0


def test_everything_that_takes_the_focus_has_a_name(window: TagWindow) -> None:
    for widget in (window.search, window.compare_combo, window.number_box, window.tree):
        assert widget.accessibleName()


def test_more_than_anybody_reads_through_is_not_unfolded(window: TagWindow, qtbot: QtBot) -> None:
    items = Sequence([item(CodeValue=f"code {number}") for number in range(400)])
    window.show_sheet(TagSheet.of(rows(dataset(ViewCodeSequence=items)), "Slice 1"))
    qtbot.keyClicks(window.search, "code")
    sequence = window.listed.index(0, 0)
    assert window.listed.count == 201  # a sequence lists its first 200 items
    assert window.tree.isExpanded(sequence)
    more = Sequence([item(CodeValue=f"code {n}", CodeMeaning="code") for n in range(200)])
    window.show_sheet(TagSheet.of(rows(dataset(ViewCodeSequence=more)), "Slice 2"))
    assert window.listed.count == 401
    assert not window.tree.isExpanded(window.listed.index(0, 0))
