import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.sample_result import sample_series
from phantomscope.analysis.phantoms import PHANTOMS
from phantomscope.gui.phantom_combo import PhantomCombo


@pytest.fixture
def combo(qtbot: QtBot) -> PhantomCombo:
    combo = PhantomCombo()
    qtbot.addWidget(combo)
    return combo


def test_the_first_entry_follows_the_series(combo: PhantomCombo) -> None:
    combo.set_series(sample_series("Catphan-604 weekly"))
    assert combo.currentText() == "Auto: CatPhan 604"
    assert combo.phantom_name == "CatPhan 604"
    assert combo.reason == "The scan calls itself “Catphan-604 weekly”."
    assert combo.itemData(0, Qt.ItemDataRole.ToolTipRole) == combo.reason


def test_every_phantom_of_the_registry_can_be_chosen(combo: PhantomCombo) -> None:
    combo.set_series(sample_series())
    for phantom in PHANTOMS:
        combo.setCurrentIndex(combo.findData(phantom.name, flags=Qt.MatchFlag.MatchExactly))
        combo.setCurrentText(phantom.name)
        assert combo.phantom_name == phantom.name
    assert not combo.is_automatic


def test_another_series_brings_its_own_suggestion(combo: PhantomCombo) -> None:
    combo.set_series(sample_series())
    combo.setCurrentText("Quart DVT")
    combo.set_series(sample_series("brain", modality="MR", count=11))
    assert combo.is_automatic
    assert combo.phantom_name == "ACR MRI Large"


def test_without_a_suggestion_one_has_to_be_chosen(combo: PhantomCombo) -> None:
    combo.set_series(sample_series("thorax", modality="CR"))
    assert combo.phantom_name == ""
    assert combo.currentText() == "Choose a phantom"
    assert "choose one" in combo.reason
    combo.setCurrentText("CatPhan 504")
    assert combo.phantom_name == "CatPhan 504"


def test_the_keyboard_chooses(qtbot: QtBot, combo: PhantomCombo) -> None:
    combo.set_series(sample_series())
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert combo.phantom_name == PHANTOMS[0].name
