import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.fake_survey import REASON, UNKNOWN, recognised
from phantomscope.analysis.phantoms import PHANTOMS
from phantomscope.analysis.recognition.answer import Certainty
from phantomscope.gui.analysis.phantom_combo import PhantomCombo
from phantomscope.gui.analysis.surveyor import Survey


@pytest.fixture
def combo(qtbot: QtBot) -> PhantomCombo:
    combo = PhantomCombo()
    qtbot.addWidget(combo)
    return combo


def test_the_first_entry_says_what_was_recognised_how_surely_and_why(combo: PhantomCombo) -> None:
    combo.set_survey(recognised("CatPhan 604"))
    assert combo.currentText() == "Auto: CatPhan 604"
    assert combo.phantom_name == "CatPhan 604"
    assert combo.reason == f"Recognised (98%): {REASON}."
    assert combo.itemData(0, Qt.ItemDataRole.ToolTipRole) == combo.reason


def test_what_is_only_likely_is_to_be_checked(combo: PhantomCombo) -> None:
    combo.set_survey(recognised("CatPhan 604", Certainty.LIKELY, 0.6))
    assert combo.reason == f"Probably; check it (60%): {REASON}."
    assert combo.phantom_name == "CatPhan 604"


def test_until_the_images_were_looked_at_nothing_is_said(combo: PhantomCombo) -> None:
    combo.set_survey(recognised())
    combo.set_survey(None)
    assert combo.is_looking
    assert combo.phantom_name == ""
    assert combo.currentText() == "Auto: looking…"


@pytest.mark.parametrize("survey", [UNKNOWN, Survey(None)])
def test_what_is_unknown_has_to_be_chosen(combo: PhantomCombo, survey: Survey) -> None:
    combo.set_survey(survey)
    assert combo.phantom_name == ""
    assert combo.currentText() == "Auto: unknown phantom"
    assert "hoose the phantom" in combo.reason
    assert not combo.is_looking
    combo.set_choice("CatPhan 504")
    assert combo.phantom_name == "CatPhan 504"


def test_every_phantom_of_the_registry_can_be_chosen(combo: PhantomCombo) -> None:
    combo.set_survey(recognised())
    for phantom in PHANTOMS:
        combo.set_choice(phantom.name)
        assert combo.phantom_name == combo.currentText() == phantom.name
        assert not combo.is_automatic
    combo.set_choice("")
    assert combo.is_automatic


def test_the_keyboard_chooses_and_says_so(qtbot: QtBot, combo: PhantomCombo) -> None:
    combo.set_survey(recognised())
    with qtbot.waitSignal(combo.phantom_chosen) as chosen:
        qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert chosen.args == [PHANTOMS[0].name]
    with qtbot.waitSignal(combo.phantom_chosen) as chosen:
        qtbot.keyClick(combo, Qt.Key.Key_Up)
    assert chosen.args == [""]


def test_what_the_program_chooses_is_not_told_as_the_persons(qtbot: QtBot, combo: PhantomCombo) -> None:
    with qtbot.assertNotEmitted(combo.phantom_chosen):
        combo.set_choice("Quart DVT")
