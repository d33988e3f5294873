import os

import pytest
from PySide6.QtGui import QColor, QPalette
from pytestqt.qtbot import QtBot

from gui.sample_result import sample_series
from phantomscope.gui.memory.memory_monitor import MemoryMonitor
from phantomscope.gui.memory.memory_panel import MemoryPanel
from phantomscope.stack.member import Member, SourceSpec
from phantomscope.stack.memory import MemoryAccount

ACCOUNT = MemoryAccount(source=10_500_000, index=50_000, overlay=0, cache=1_050_000, cache_budget=64_000_000)


class FakeSource:
    """A source of which only the sizes matter."""

    name, size, spec = "scan.zip", 10_500_000, SourceSpec("path")

    def members(self) -> list[Member]:
        return [Member("1.dcm", 500_000, 0, 150_000)]


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
    panel = MemoryPanel(monitor)
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
    panel = MemoryPanel(monitor)
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
    panel = MemoryPanel(monitor)
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


def test_strategies_for_the_open_dataset(monitor: MemoryMonitor, panel: MemoryPanel) -> None:
    monitor.sample()
    panel.show()
    assert panel.table.isHidden()
    panel.set_dataset(FakeSource(), sample_series())  # type: ignore[arg-type]
    assert not panel.table.isHidden()
    assert panel.table.rows[0][-1] == "Phantomscope\nmeasured now"
    panel.set_dataset(None, None)
    assert panel.table.isHidden()


def test_without_a_dataset(qtbot: QtBot) -> None:
    monitor = MemoryMonitor(lambda: None, lambda: None, budget=10**9)
    panel = MemoryPanel(monitor)
    qtbot.addWidget(panel)
    panel.show()
    monitor.sample()
    assert panel.figure_text("source") == "–"
    assert panel.parts.parts == ()


def test_history_in_megabytes(monitor: MemoryMonitor, panel: MemoryPanel) -> None:
    for _ in range(3):
        monitor.sample()
    panel.show()
    window = panel.plot.getPlotItem().listDataItems()[0]
    assert len(window.xData) == 3
    assert window.xData[-1] == 0
    assert window.yData[-1] == pytest.approx(monitor.history[-1].gui_rss / 1e6)


def test_dark(monitor: MemoryMonitor, panel: MemoryPanel) -> None:
    monitor.sample()
    panel.show()
    panel.setPalette(QPalette(QColor("#303030")))
    monitor.sample()
    assert len(panel.plot.getPlotItem().listDataItems()) == 2
    assert not panel.grab().isNull()
