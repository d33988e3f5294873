from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.fake_forms import FIELDS
from phantomscope.gui.setup.parameter_editors import (
    ChoiceEditor,
    FlagEditor,
    NumberEditor,
    ParameterEditor,
    TableEditor,
    TextEditor,
    make_editor,
)

KEY = Qt.Key
BY_NAME = {field.name: field for field in FIELDS}


def made(qtbot: QtBot, name: str, **more: Any) -> tuple[ParameterEditor, list[Any]]:
    editor = make_editor(BY_NAME[name], **more)
    qtbot.addWidget(editor)
    editor.show_value(BY_NAME[name].default)
    editor.show()
    told: list[Any] = []
    editor.changed.connect(told.append)
    return editor, told


def test_a_number_in_its_unit(qtbot: QtBot) -> None:
    editor, told = made(qtbot, "hu_tolerance")
    assert isinstance(editor, NumberEditor)
    assert editor.box.text() == "40 HU"
    qtbot.keyClick(editor.box, KEY.Key_Down)
    assert told == [39.0]
    editor.show_value(12.5)
    assert told == [39.0]
    assert editor.box.value() == 12.5
    editor.show_value(-3)
    assert editor.box.value() == 0  # the least


def test_a_number_that_may_be_left_to_the_analysis(qtbot: QtBot) -> None:
    editor, told = made(qtbot, "straddle")
    assert isinstance(editor, NumberEditor)
    assert editor.automatic is not None
    assert editor.automatic.isChecked()
    assert not editor.box.isEnabled()
    qtbot.keyClick(editor.automatic, KEY.Key_Space)
    qtbot.keyClick(editor.box, KEY.Key_Up)
    qtbot.keyClick(editor.automatic, KEY.Key_Space)
    assert told == [0, 1, "auto"]
    editor.show_value(2)
    assert editor.box.value() == 2
    assert not editor.automatic.isChecked()


def test_none_for_what_is_optional(qtbot: QtBot) -> None:
    editor, told = made(qtbot, "echo_number")
    assert isinstance(editor, NumberEditor)
    assert editor.automatic is not None
    for _ in range(2):
        qtbot.keyClick(editor.automatic, KEY.Key_Space)
    assert told == [1, None]


def test_an_echo_is_chosen_among_those_there_are(qtbot: QtBot) -> None:
    editor, told = made(qtbot, "echo_number", echoes=[("1 (TE 20 ms)", 1), ("2 (TE 80 ms)", 2)])
    assert isinstance(editor, ChoiceEditor)
    assert editor.box.currentText() == "automatic"
    for key in (KEY.Key_Down, KEY.Key_Down, KEY.Key_Up):
        qtbot.keyClick(editor.box, key)
    assert told == [1, 2, 1]
    editor.show_value(7)  # of a profile for another scan
    assert editor.box.currentText() == "7"


def test_a_choice(qtbot: QtBot) -> None:
    editor, told = made(qtbot, "contrast_method")
    assert isinstance(editor, ChoiceEditor)
    qtbot.keyClick(editor.box, KEY.Key_Down)
    assert told == ["Ratio"]


def test_a_flag(qtbot: QtBot) -> None:
    editor, told = made(qtbot, "strict")
    assert isinstance(editor, FlagEditor)
    qtbot.keyClick(editor.box, KEY.Key_Space)
    editor.show_value(False)
    assert told == [True]


def test_a_text(qtbot: QtBot) -> None:
    editor, told = made(qtbot, "remark")
    assert isinstance(editor, TextEditor)
    qtbot.keyClick(editor.box, KEY.Key_Return)
    assert told == []
    qtbot.keyClicks(editor.box, "hi")
    qtbot.keyClick(editor.box, KEY.Key_Return)
    editor.show_value("hi")
    qtbot.keyClick(editor.box, KEY.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(editor.box, KEY.Key_Delete)
    qtbot.keyClick(editor.box, KEY.Key_Return)
    assert told == ["hi", None]


def test_a_table_gives_what_pylinac_takes(qtbot: QtBot) -> None:
    editor, told = made(qtbot, "expected_hu_values")
    assert isinstance(editor, TableEditor)
    model = editor.table.table_model
    model.setData(model.index(1, 2), "1010")
    model.setData(model.index(1, 2), "")
    assert told == [{"Teflon": 1010.0}, None]
    editor.show_value({"Air": -990.0})
    assert model.index(0, 2).data() == "−990"


@pytest.mark.parametrize("name", [field.name for field in FIELDS])
def test_everything_one_can_use_has_a_name(qtbot: QtBot, name: str) -> None:
    editor, _ = made(qtbot, name)
    usable = [one for one in editor.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    own = [one for one in usable if one.parent() is editor]
    assert own
    assert all(one.accessibleName() for one in own)
