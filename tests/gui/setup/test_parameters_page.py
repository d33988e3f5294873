import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from gui.fake_forms import FIELDS, sample_form
from phantomscope.gui.setup.parameter_editors import NumberEditor
from phantomscope.gui.setup.parameters_page import ParametersPage


@pytest.fixture
def page(qtbot: QtBot) -> ParametersPage:
    page = ParametersPage()
    qtbot.addWidget(page)
    page.resize(340, 560)
    page.show()
    return page


def labels(page: ParametersPage) -> list[str]:
    return [label.text() for label in page.area.findChildren(QLabel)]


def test_every_parameter_has_a_row_but_those_of_the_other_page(page: ParametersPage) -> None:
    page.show_form(sample_form())
    there = set(labels(page))
    assert {field.label for field in FIELDS} - there == {"X adjustment"}
    assert "Position" not in there  # a heading without rows


def test_what_is_changed_is_marked_and_goes_back_by_a_click(qtbot: QtBot, page: ParametersPage) -> None:
    page.show_form(sample_form())
    assert not page.reset_button.isEnabled()
    page.show_values({"hu_tolerance": 30})
    assert "● HU tolerance" in labels(page)
    back = next(one for one in page.findChildren(QToolButton) if one.accessibleName() == "Reset HU tolerance")
    with qtbot.waitSignal(page.reset_wanted) as told:
        qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert told.args == ["hu_tolerance"]
    with qtbot.waitSignal(page.reset_wanted) as told:
        qtbot.mouseClick(page.reset_button, Qt.MouseButton.LeftButton)
    assert told.args == [""]
    page.show_values({})
    assert "● HU tolerance" not in labels(page)
    assert not back.isVisible()


def test_a_change_is_told_with_its_name(qtbot: QtBot, page: ParametersPage) -> None:
    page.show_form(sample_form())
    with qtbot.waitSignal(page.parameter_changed) as told:
        qtbot.keyClick(_box(page), Qt.Key.Key_Up)
    assert told.args == ["hu_tolerance", 41.0]


def _box(page: ParametersPage) -> QWidget:
    editor = page.editor("hu_tolerance")
    assert isinstance(editor, NumberEditor)
    return editor.box


def test_the_parameter_in_focus_is_explained(qtbot: QtBot, page: ParametersPage) -> None:
    page.show_form(sample_form())
    page.activateWindow()
    box = _box(page)
    box.setFocus()
    qtbot.waitUntil(lambda: page.help.text() == "How far off an insert may be. Default: 40.")


def test_a_message_instead_of_a_form(page: ParametersPage) -> None:
    page.show_form(sample_form())
    page.show_message("Choose the phantom first.")
    assert page.message.text() == "Choose the phantom first."
    assert not page.area.isVisible()
    assert page.form is None
    page.show_form(sample_form())
    assert page.area.isVisible()
    assert not page.message.isVisible()


def test_what_stands_above_the_form_keeps_its_place_while_it_is_read(page: ParametersPage) -> None:
    above = QLabel("above")
    page.top.addWidget(above)
    page.show_form(sample_form())
    place, height = above.y(), above.height()
    page.show_message("Reading the parameters…")
    layout = page.layout()
    assert layout is not None
    layout.activate()
    assert (above.y(), above.height()) == (place, height)
