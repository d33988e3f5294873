import dataclasses

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from phantomscope.gui.memory.memory_history import MemoryHistory
from phantomscope.gui.memory.memory_monitor import MemorySample
from phantomscope.gui.memory.strategy_choice import StrategyChange
from phantomscope.stack.memory import MemoryAccount
from phantomscope.stack.strategy import Strategy

ACCOUNT = MemoryAccount(source=10_000_000, index=0, overlay=0, cache=2_000_000, cache_budget=1)
BUDGET = 1_000_000_000


def sample(seconds: float, analysis: int | None = None, *, opened: bool = True) -> MemorySample:
    return MemorySample(seconds, ACCOUNT if opened else None, 130_000_000, analysis, BUDGET)


@pytest.fixture
def history(qtbot: QtBot) -> MemoryHistory:
    made = MemoryHistory()
    qtbot.addWidget(made)
    return made


def ticks(history: MemoryHistory) -> list[str]:
    axis = history.getPlotItem().getAxis("left")
    low, high = history.getPlotItem().viewRange()[1]
    return [
        text
        for spacing, values in axis.tickValues(low, high, 100)
        for text in axis.tickStrings(values, 1, spacing)
    ]


def test_all_that_is_drawn_lies_in_the_picture_with_ticks_in_megabytes(history: MemoryHistory) -> None:
    history.show_history([sample(0), sample(300, 250_000_000), sample(600)])
    (left, right), (low, high) = history.getPlotItem().viewRange()
    assert (left, right) == pytest.approx((-10, 0), abs=0.2)
    assert low < np.log10(12) < np.log10(130) < np.log10(380) < np.log10(1000) < high
    assert ticks(history) == ["10", "20", "50", "100", "200", "500", "1000"]
    assert [round(10**value) for value in history.together.yData if np.isfinite(value)] == [380]


def test_a_process_that_waits_is_drawn_and_counted_as_the_gauge_does(history: MemoryHistory) -> None:
    waiting = dataclasses.replace(sample(600), idle_rss=90_000_000)
    history.show_history([sample(0), waiting])
    assert [round(10**value) for value in history.idle_process.yData if np.isfinite(value)] == [90]
    drawn = [round(10**value) for value in history.together.yData if np.isfinite(value)]
    assert drawn == [220] == [round(waiting.used / 1e6)]
    for text in ("idle process", "all together"):
        assert text in history.legend


def test_before_anything_is_open(history: MemoryHistory) -> None:
    history.show_history([sample(0, opened=False)])
    assert np.isnan(history.dataset.yData).all()
    assert history.getPlotItem().viewRange()[0][0] == pytest.approx(-1, abs=0.05)


def test_marks_where_the_strategy_changed_and_an_analysis_began(history: MemoryHistory) -> None:
    changes = [StrategyChange(20.0, Strategy.SHADOW), StrategyChange(500.0, Strategy.NON_OPTIMISED)]
    samples = [sample(0), *(sample(at, 200_000_000) for at in (300, 310)), sample(600)]
    history.show_history(samples, changes)
    assert history.marks == ["shadow", "analysis", "non-optimised"]
    history.show_history(samples[-2:], changes)  # what lies farther back is not drawn
    assert history.marks == ["non-optimised"]
