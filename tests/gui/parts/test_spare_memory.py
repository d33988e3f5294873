"""Memory is handed back once, after all that follows each other quickly."""

import pytest
from pytestqt.qtbot import QtBot

from phantomscope import allocator
from phantomscope.gui.parts.spare_memory import SpareMemory


def test_it_is_handed_back_once(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    monkeypatch.setattr(allocator, "trim", lambda: calls.append(1))
    spare = SpareMemory()
    spare.used()
    spare.used()
    assert calls == []
    with qtbot.waitSignal(spare.timer.timeout):
        pass
    assert calls == [1]
    assert not spare.timer.isActive()
