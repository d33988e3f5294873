import os
from collections.abc import Iterator
from contextlib import closing

import pytest
from PySide6.QtGui import QColor, QPalette
from pytestqt.qtbot import QtBot

from dicom_files import slices, zip_bytes
from phantomscope.gui.memory.memory_monitor import MemoryMonitor
from phantomscope.gui.memory.memory_panel import MemoryPanel
from phantomscope.gui.memory.strategy_choice import StrategyChoice
from phantomscope.gui.settings import SettingsStore
from phantomscope.stack.index import scan
from phantomscope.stack.memory import MemoryAccount
from phantomscope.stack.sizes import size_text
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes
from phantomscope.stack.strategy import Strategy

ACCOUNT = MemoryAccount(source=10_500_000, index=50_000, overlay=0, cache=1_050_000, cache_budget=64_000_000)


class Pids:
    """Says which process analyses."""

    pid: int | None = None

    def __call__(self) -> int | None:
        return self.pid


@pytest.fixture
def monitor(qtbot: QtBot) -> MemoryMonitor:
    return MemoryMonitor(lambda: ACCOUNT, lambda: None, budget=1_000_000_000)


@pytest.fixture
def panel(qtbot: QtBot, monitor: MemoryMonitor) -> MemoryPanel:
    panel = MemoryPanel(monitor, strategies=StrategyChoice(SettingsStore(None)))
    qtbot.addWidget(panel)
    return panel


def test_figures(monitor: MemoryMonitor, panel: MemoryPanel) -> None:
    monitor.sample()
    panel.show()
    assert panel.figure_text("source") == "10.5 MB"
    assert panel.figure_text("extracted") == "0"
    assert panel.figure_text("index") == "50.0 kB"
    assert panel.figure_text("cache") == "1.1 MB of 64.0 MB"
    assert panel.figure_text("dataset total") == "11.6 MB, 1.10×"
    assert panel.figure_text("analysis process") == "–"
    assert panel.figure_text("budget") == "1.00 GB"
    assert panel.figure_text("window process").endswith(("MB", "GB"))
    names = [part.name for part in panel.parts.parts]
    assert names == ["source", "extracted", "index", "overlay", "cache", "views"]


def test_it_follows_while_visible_and_catches_up_when_shown(qtbot: QtBot) -> None:
    account = {"now": ACCOUNT}
    monitor = MemoryMonitor(lambda: account["now"], lambda: None, budget=10**9)
    panel = MemoryPanel(monitor, strategies=StrategyChoice(SettingsStore(None)))
    qtbot.addWidget(panel)
    monitor.sample()
    assert panel.figure_text("overlay") == "–"  # hidden: nothing is drawn
    panel.show()
    assert panel.figure_text("overlay") == "0"
    account["now"] = MemoryAccount(10_500_000, 50_000, 300_000, 0, 1, views=200_000)
    monitor.sample()
    assert panel.figure_text("overlay") == "300 kB"
    assert panel.figure_text("views") == "200 kB"


def test_the_analysis_process_is_a_part_while_it_lives(qtbot: QtBot) -> None:
    pids = Pids()
    monitor = MemoryMonitor(lambda: ACCOUNT, pids, budget=10**9)
    panel = MemoryPanel(monitor, strategies=StrategyChoice(SettingsStore(None)))
    qtbot.addWidget(panel)
    panel.show()
    pids.pid = os.getpid()
    monitor.sample()
    assert panel.parts.parts[-1].name == "analysis process"
    assert panel.figure_text("analysis process").endswith(("MB", "GB"))
    pids.pid = None
    monitor.sample()
    assert panel.parts.parts[-1].name == "views"
    assert panel.figure_text("analysis process") == "–"


@pytest.fixture
def stack() -> Iterator[SliceStack]:
    source = open_bytes(zip_bytes(slices(12)))
    with closing(source), SliceStack(source, scan(source).series[0]) as made:
        yield made


def test_strategies_for_the_open_dataset(qtbot: QtBot, stack: SliceStack) -> None:
    choice = StrategyChoice(SettingsStore(None))
    monitor = MemoryMonitor(stack.account, lambda: None, budget=10**9)
    panel = MemoryPanel(monitor, strategies=choice)
    qtbot.addWidget(panel)
    monitor.sample()
    panel.show()
    assert panel.table.isHidden()
    assert panel.choice.isHidden()
    choice.start(stack._source, stack)
    panel.set_dataset(stack._source, stack.series)
    assert not panel.table.isHidden()
    assert panel.table.rows[0][4:] == ["non-optimised\nestimated", "shadow\nmeasured"]
    choice.choose(Strategy.NON_OPTIMISED)
    qtbot.waitUntil(lambda: panel.choice.state.text().startswith("All 12 slices are decoded"))
    assert panel.table.rows[0][4:] == ["non-optimised\nmeasured", "shadow\nestimated"]
    assert panel.table.rows[5][4] == size_text(stack.held.expected_bytes)
    monitor.sample()
    assert panel.plot.marks == ["non-optimised"]
    choice.stop()
    panel.set_dataset(None, None)
    assert panel.table.isHidden()
    assert panel.choice.isHidden()


def test_without_a_dataset(qtbot: QtBot) -> None:
    monitor = MemoryMonitor(lambda: None, lambda: None, budget=10**9)
    panel = MemoryPanel(monitor, strategies=StrategyChoice(SettingsStore(None)))
    qtbot.addWidget(panel)
    panel.show()
    monitor.sample()
    assert panel.figure_text("source") == "–"
    assert panel.parts.parts == ()


def test_history_in_megabytes(monitor: MemoryMonitor, panel: MemoryPanel) -> None:
    for _ in range(3):
        monitor.sample()
    panel.show()
    for curve, of in ((panel.plot.dataset, ACCOUNT.total), (panel.plot.window_process, None)):
        assert len(curve.xData) == 3
        assert curve.xData[-1] == 0
        expected = of if of is not None else monitor.history[-1].gui_rss
        assert 10 ** curve.yData[-1] == pytest.approx(expected / 1e6)
    for word in ("dataset", "process", "analysis", "budget"):
        assert word in panel.plot.legend


def test_dark(monitor: MemoryMonitor, panel: MemoryPanel) -> None:
    monitor.sample()
    panel.show()
    light = panel.plot.legend
    panel.setPalette(QPalette(QColor("#303030")))
    monitor.sample()
    assert panel.plot.legend != light
    assert not panel.grab().isNull()
