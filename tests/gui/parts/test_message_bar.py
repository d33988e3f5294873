import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from phantomscope.errors import PhantomscopeError
from phantomscope.gui.parts.message_bar import MessageBar


@pytest.fixture
def bar(qtbot: QtBot) -> MessageBar:
    bar = MessageBar()
    qtbot.addWidget(bar)
    return bar


def test_it_is_not_there_until_it_has_something_to_say(bar: MessageBar) -> None:
    assert bar.isHidden()
    assert bar.text == ""


def test_an_error_says_what_where_and_what_to_do(bar: MessageBar) -> None:
    bar.show_error(PhantomscopeError("It is empty", where="scan.zip", todo="Copy it again"))
    assert bar.text == "It is empty (scan.zip). Copy it again."
    assert bar.accessibleName() == bar.text
    bar.show_error(PhantomscopeError("It failed"))
    assert bar.text == "It failed."


def test_markup_in_a_file_name_is_only_text(bar: MessageBar) -> None:
    bar.show_error(PhantomscopeError("It is empty", where="<b>scan</b>.zip"))
    assert "<b>scan</b>" in bar.text


@pytest.mark.parametrize("key", [None, Qt.Key.Key_Space])
def test_its_button_sends_it_away(bar: MessageBar, qtbot: QtBot, key: Qt.Key | None) -> None:
    bar.show_failure("It failed.")
    with qtbot.waitSignal(bar.dismissed):
        if key is None:
            qtbot.mouseClick(bar.button, Qt.MouseButton.LeftButton)
        else:
            bar.button.setFocus()
            qtbot.keyClick(bar.button, key)
    assert bar.isHidden()
    assert bar.text == ""


def test_dismissing_nothing_is_silent(bar: MessageBar, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(bar.dismissed):
        bar.dismiss()


def test_an_error_and_a_note_do_not_look_alike(bar: MessageBar) -> None:
    bar.show_failure("Done.")
    error = bar.grab().toImage()
    bar.show_note("Done.")
    note = bar.grab().toImage()
    assert error.pixelColor(1, 5) != note.pixelColor(1, 5)
    assert error != note
