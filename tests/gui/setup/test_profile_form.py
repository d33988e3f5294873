import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from phantomscope.gui.setup.profile_form import ProfileForm

KEY = Qt.Key


@pytest.fixture
def form(qtbot: QtBot) -> ProfileForm:
    form = ProfileForm()
    qtbot.addWidget(form)
    return form


def test_a_name_and_a_scope_by_keys(qtbot: QtBot, form: ProfileForm) -> None:
    form.ask_name("Keep it?", "Save", "TB3", ["This station", "Any scanner"])
    assert form.name.selectedText() == "TB3"
    qtbot.keyClicks(form.name, "  Linac   3 ")
    qtbot.keyClick(form.scope, KEY.Key_Down)
    with qtbot.waitSignal(form.answered) as answered:
        qtbot.keyClick(form.name, KEY.Key_Return)
    assert answered.args == ["Linac 3", 1]
    assert not form.isVisible()


def test_without_a_name_there_is_no_answer(qtbot: QtBot, form: ProfileForm) -> None:
    form.ask_name("Keep it?", "Save", "")
    assert not form.accept_button.isEnabled()
    with qtbot.assertNotEmitted(form.answered):
        qtbot.keyClick(form.name, KEY.Key_Return)
    assert form.isVisible()
    assert not form.scope.isVisible()


def test_escape_gives_up(qtbot: QtBot, form: ProfileForm) -> None:
    form.ask_name("Keep it?", "Save", "x")
    with qtbot.waitSignal(form.given_up):
        qtbot.keyClick(form.name, KEY.Key_Escape)
    assert not form.isVisible()


def test_whether_starts_from_no(qtbot: QtBot, form: ProfileForm) -> None:
    form.ask_whether("Remove it?", "Remove")
    assert form.focusWidget() is form.give_up_button
    assert not form.name.isVisible()
    with qtbot.waitSignal(form.given_up):
        qtbot.keyClick(form.give_up_button, KEY.Key_Return)
    form.ask_whether("Remove it?", "Remove")
    with qtbot.waitSignal(form.answered):
        qtbot.mouseClick(form.accept_button, Qt.MouseButton.LeftButton)
