import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit
from pytestqt.qtbot import QtBot

from phantomscope.gui.levels.preset_book import PresetBook
from phantomscope.gui.levels.presets_dialog import PresetsDialog
from phantomscope.gui.viewing.preset import CT_PRESETS, OTHER_PRESETS, Preset, PresetKind
from phantomscope.gui.viewing.window_level import WindowLevel


@pytest.fixture
def dialog(qtbot: QtBot) -> PresetsDialog:
    dialog = PresetsDialog(PresetBook())
    qtbot.addWidget(dialog)
    dialog.start(PresetBook(), "CT", WindowLevel(321, 12))
    dialog.show()
    return dialog


def type_into(edit: QLineEdit, text: str) -> None:
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text) if text else QTest.keyClick(edit, Qt.Key.Key_Delete)


def taken(dialog: PresetsDialog, qtbot: QtBot) -> PresetBook:
    with qtbot.waitSignal(dialog.book_changed) as told:
        qtbot.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
    assert told.args is not None
    book = told.args[0]
    assert isinstance(book, PresetBook)
    return book


def lines(dialog: PresetsDialog) -> list[str]:
    return [dialog.preset_list.item(row).text() for row in range(dialog.preset_list.count())]


def test_a_preset_is_renamed_and_changed_by_typing(dialog: PresetsDialog, qtbot: QtBot) -> None:
    QTest.keyClick(dialog.preset_list, Qt.Key.Key_Down)
    type_into(dialog.form.name_edit, "Mine")
    type_into(dialog.form.first_edit, "250,5")
    type_into(dialog.form.second_edit, "-30")
    assert lines(dialog)[1].startswith("2")
    assert "Mine" in lines(dialog)[1]
    book = taken(dialog, qtbot)
    assert book.ct == (CT_PRESETS[0], Preset("Mine", PresetKind.FIXED, 250.5, -30), *CT_PRESETS[2:])
    assert not dialog.isVisible()


@pytest.mark.parametrize(
    ("row", "kind", "numbers"),
    [
        (1, PresetKind.PERCENTILES, (0.5, 99.5)),
        (2, PresetKind.FULL_RANGE, (0, 0)),
        (3, PresetKind.BRIGHT_PART, (50, 110)),
    ],
)
def test_another_kind_begins_with_usual_numbers(
    dialog: PresetsDialog, qtbot: QtBot, row: int, kind: PresetKind, numbers: tuple[float, float]
) -> None:
    dialog.form.kind_combo.setCurrentIndex(row)
    assert dialog.form.first_edit.isVisible() == (kind is not PresetKind.FULL_RANGE)
    changed = taken(dialog, qtbot).ct[0]
    assert (changed.kind, changed.first, changed.second) == (kind, *numbers)
    assert changed.name == CT_PRESETS[0].name


def test_order_gives_the_keys(dialog: PresetsDialog, qtbot: QtBot) -> None:
    assert not dialog.up_button.isEnabled()
    qtbot.mouseClick(dialog.down_button, Qt.MouseButton.LeftButton)
    assert dialog.preset_list.currentRow() == 1
    assert lines(dialog)[1] == f"2   {CT_PRESETS[0].title}"
    assert taken(dialog, qtbot).ct[:2] == (CT_PRESETS[1], CT_PRESETS[0])


def test_a_new_preset_has_the_window_as_it_is(dialog: PresetsDialog, qtbot: QtBot) -> None:
    qtbot.mouseClick(dialog.add_button, Qt.MouseButton.LeftButton)
    QTest.keyClicks(dialog.form.name_edit, "Fresh")
    added = taken(dialog, qtbot).ct[1]
    assert added == Preset("Fresh", PresetKind.FIXED, 321, 12)


def test_presets_are_deleted_down_to_one(dialog: PresetsDialog, qtbot: QtBot) -> None:
    while dialog.remove_button.isEnabled():
        qtbot.mouseClick(dialog.remove_button, Qt.MouseButton.LeftButton)
    assert taken(dialog, qtbot).ct == (CT_PRESETS[-1],)


def test_the_built_in_ones_come_back(dialog: PresetsDialog, qtbot: QtBot) -> None:
    qtbot.mouseClick(dialog.remove_button, Qt.MouseButton.LeftButton)
    reset = dialog.buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults)
    qtbot.mouseClick(reset, Qt.MouseButton.LeftButton)
    assert taken(dialog, qtbot) == PresetBook()


def test_what_makes_no_window_is_not_taken(dialog: PresetsDialog) -> None:
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    type_into(dialog.form.first_edit, "0")
    assert "width" in dialog.problem
    assert not ok.isEnabled()
    dialog.group_combo.setCurrentIndex(1)
    assert "CT" in dialog.problem
    assert "1" in dialog.problem
    dialog.group_combo.setCurrentIndex(0)
    type_into(dialog.form.first_edit, "")
    assert dialog.problem
    type_into(dialog.form.first_edit, "10")
    assert not dialog.problem
    assert ok.isEnabled()
    type_into(dialog.form.name_edit, "")
    assert not ok.isEnabled()


def test_other_modalities_have_presets_of_their_own(dialog: PresetsDialog, qtbot: QtBot) -> None:
    dialog.start(PresetBook(), "MR", None)
    assert dialog.group_combo.currentText() == "MR"
    assert len(lines(dialog)) == len(OTHER_PRESETS)
    qtbot.mouseClick(dialog.remove_button, Qt.MouseButton.LeftButton)
    assert taken(dialog, qtbot) == PresetBook(mr=OTHER_PRESETS[1:])


def test_cancel_changes_nothing_and_is_forgotten(dialog: PresetsDialog, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(dialog.book_changed):
        qtbot.mouseClick(dialog.remove_button, Qt.MouseButton.LeftButton)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    dialog.start(PresetBook(), "PT", None)
    assert taken(dialog, qtbot) == PresetBook()


def test_everything_has_a_name_for_screen_readers(dialog: PresetsDialog) -> None:
    form = dialog.form
    for part in (dialog.group_combo, dialog.preset_list, form.name_edit, form.kind_combo, form.first_edit):
        assert part.accessibleName()
