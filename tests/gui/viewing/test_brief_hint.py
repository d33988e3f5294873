import pytest
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from phantomscope.gui.viewing import brief_hint
from phantomscope.gui.viewing.brief_hint import BriefHint


def test_it_goes_away_by_itself(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brief_hint, "_MILLISECONDS", 30)
    area = QScrollArea()
    qtbot.addWidget(area)
    hint = BriefHint(area)
    hint.say("Not here")
    assert hint.text() == "Not here"
    assert not hint.isHidden()
    qtbot.waitUntil(hint.isHidden)
    assert hint.text() == ""
