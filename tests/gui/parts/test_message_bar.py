import pytest
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from phantomscope.errors import PhantomscopeError
from phantomscope.gui.parts.message_bar import MessageBar, Offer


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


# -- notes go by themselves -------------------------------------------------------------------------------


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def quick(window: QWidget) -> MessageBar:
    """Its notes go at once."""
    bar = MessageBar(window, note_ms=0)
    bar.move(-2000, 0)  # the pointer may be anywhere on the window
    return bar


def test_a_note_goes_by_itself_and_nobody_has_sent_it_away(quick: MessageBar, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(quick.dismissed):
        quick.show_note("Saved.")
        assert quick.text == "Saved."
        qtbot.waitUntil(quick.isHidden)


@pytest.mark.parametrize("after_a_note", [False, True])
def test_what_went_wrong_stays(quick: MessageBar, qtbot: QtBot, after_a_note: bool) -> None:
    if after_a_note:
        quick.show_note("Saved.")
    quick.show_failure("It failed.")
    turns: list[bool] = []
    QTimer.singleShot(20, lambda: turns.append(True))
    qtbot.waitUntil(lambda: bool(turns))
    assert quick.text == "It failed."


def test_a_note_stays_while_the_pointer_is_on_it(quick: MessageBar, qtbot: QtBot) -> None:
    quick.show_note("Saved.")
    point = QPointF(5, 5)
    QApplication.sendEvent(quick, QEnterEvent(point, point, point))
    turns: list[bool] = []
    QTimer.singleShot(20, lambda: turns.append(True))
    qtbot.waitUntil(lambda: bool(turns))
    assert quick.text == "Saved."
    QApplication.sendEvent(quick, QEvent(QEvent.Type.Leave))
    qtbot.waitUntil(quick.isHidden)


def test_a_note_offers_a_way_back_until_it_can_not_be_had_any_more(bar: MessageBar, qtbot: QtBot) -> None:
    chosen: list[bool] = []
    bar.show()
    bar.show_note("Slice 5 was left out.", Offer("Undo", "Takes it back", lambda: chosen.append(True)))
    assert bar.offer_button.isVisible()
    assert bar.offer_button.toolTip() == "Takes it back"
    qtbot.mouseClick(bar.offer_button, Qt.MouseButton.LeftButton)
    assert chosen == [True]
    assert bar.isHidden()
    bar.show_note("Slice 5 was left out.", Offer("Undo", "Takes it back", lambda: chosen.append(True)))
    bar.withdraw_offer()
    assert bar.isHidden()
    bar.show_note("Saved.")
    assert not bar.offer_button.isVisible()
    bar.withdraw_offer()  # nothing is offered
    assert bar.text == "Saved."


def test_only_what_is_said_can_be_withdrawn(bar: MessageBar) -> None:
    error, other = PhantomscopeError("No room"), PhantomscopeError("No room")
    bar.show_error(error)
    bar.withdraw(other)
    assert bar.text
    bar.withdraw(error)
    assert not bar.text
    bar.show_failure("Too much.")
    bar.withdraw(error)
    assert bar.text
    bar.withdraw("Too much.")
    assert not bar.text
