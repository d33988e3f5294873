import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from phantomscope.gui.viewing.overlay_dialog import OverlayDialog
from phantomscope.gui.viewing.overlay_layout import DEFAULT, Corner, Field, OverlayLayout


@pytest.fixture
def dialog(qtbot: QtBot) -> OverlayDialog:
    dialog = OverlayDialog()
    qtbot.addWidget(dialog)
    dialog.show_layout(DEFAULT)
    dialog.show()
    return dialog


def test_every_field_has_a_place_a_name_and_a_tip(dialog: OverlayDialog) -> None:
    assert set(dialog.combos) == set(Field)
    assert all(combo.accessibleName() and combo.toolTip() for combo in dialog.combos.values())
    assert dialog.combos[Field.SLICE].currentData() is Corner.TOP_RIGHT
    assert dialog.combos[Field.PATIENT].currentData() is None


def test_a_choice_holds_at_once(dialog: OverlayDialog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(dialog.layout_changed) as changed:
        qtbot.keyClick(dialog.combos[Field.ZOOM], Qt.Key.Key_Down)
    assert changed.args[0] == OverlayLayout(True, {**DEFAULT.places, Field.ZOOM: Corner.TOP_LEFT})


def test_off_and_back_to_what_is_usual(dialog: OverlayDialog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(dialog.layout_changed) as changed:
        qtbot.mouseClick(dialog.box, Qt.MouseButton.LeftButton, pos=dialog.box.rect().center() / 4)
    assert changed.args[0] == OverlayLayout(False, DEFAULT.places)
    dialog.show_layout(changed.args[0])
    assert not dialog.combos[Field.SLICE].isEnabled()
    usual = next(one for one in dialog.findChildren(QPushButton) if one.text() == "&Defaults")
    with qtbot.waitSignal(dialog.layout_changed) as changed:
        qtbot.mouseClick(usual, Qt.MouseButton.LeftButton)
    assert changed.args[0] == DEFAULT


def test_showing_what_holds_changes_nothing(dialog: OverlayDialog, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(dialog.layout_changed):
        dialog.show_layout(OverlayLayout(False, {}))
