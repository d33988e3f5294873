import dataclasses

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from phantomscope.gui.memory.memory_gauge import MemoryGauge
from phantomscope.gui.memory.memory_monitor import MemoryMonitor, MemorySample
from phantomscope.gui.parts.colours import LIGHT
from phantomscope.stack.memory import MemoryAccount

ACCOUNT = MemoryAccount(source=10_500_000, index=50_000, overlay=0, cache=2_050_000, cache_budget=64_000_000)
SAMPLE = MemorySample(0.0, ACCOUNT, 131_000_000, None, 1_000_000_000)


@pytest.fixture
def monitor(qtbot: QtBot) -> MemoryMonitor:
    return MemoryMonitor(lambda: ACCOUNT, lambda: None, budget=1_000_000_000)


@pytest.fixture
def gauge(qtbot: QtBot, monitor: MemoryMonitor) -> MemoryGauge:
    gauge = MemoryGauge(monitor)
    qtbot.addWidget(gauge)
    gauge.show()
    return gauge


def test_before_the_first_sample(gauge: MemoryGauge) -> None:
    assert (gauge.dataset_text, gauge.process_text) == ("no dataset", "process –")
    assert not gauge.grab().isNull()


def test_dataset_and_process(monitor: MemoryMonitor, gauge: MemoryGauge) -> None:
    monitor.sampled.emit(SAMPLE)
    assert gauge.dataset_text == "dataset 12.6 MB 1.2×"
    assert gauge.process_text == "process 131 MB"
    assert gauge.accessibleDescription() == "dataset 12.6 MB 1.2×, process 131 MB"


def test_both_processes_count(monitor: MemoryMonitor, gauge: MemoryGauge) -> None:
    monitor.sampled.emit(dataclasses.replace(SAMPLE, analysis_rss=300_000_000))
    assert gauge.process_text == "process 431 MB"
    assert "Analysis process: 300 MB" in gauge.toolTip()
    monitor.sampled.emit(SAMPLE)
    assert "Analysis process" not in gauge.toolTip()


def test_a_process_that_waits_counts_and_is_named(monitor: MemoryMonitor, gauge: MemoryGauge) -> None:
    monitor.sampled.emit(dataclasses.replace(SAMPLE, idle_rss=90_000_000))
    assert gauge.process_text == "process 221 MB"
    assert "Idle process: 90.0 MB" in gauge.toolTip()
    monitor.sampled.emit(SAMPLE)
    assert "Idle process" not in gauge.toolTip()


@pytest.mark.parametrize(
    ("used", "sign", "colour"),
    [
        (699_000_000, "", LIGHT.gauge_normal),
        (700_000_000, "! ", LIGHT.gauge_high),
        (899_000_000, "! ", LIGHT.gauge_high),
        (900_000_000, "✗ ", LIGHT.gauge_full),
        (2_000_000_000, "✗ ", LIGHT.gauge_full),
    ],
)
def test_it_turns_at_70_and_at_90_percent(
    monitor: MemoryMonitor, gauge: MemoryGauge, used: int, sign: str, colour: str
) -> None:
    monitor.sampled.emit(dataclasses.replace(SAMPLE, gui_rss=used))
    assert gauge.process_text.startswith(f"{sign}process")
    assert gauge.bar_colour(LIGHT) == colour
    picture = gauge.grab().toImage()
    painted = {picture.pixelColor(x, picture.height() // 2).name() for x in range(picture.width())}
    assert colour in painted


def test_the_tooltip_explains(monitor: MemoryMonitor, gauge: MemoryGauge) -> None:
    monitor.sampled.emit(SAMPLE)
    for part in (
        "source 10.5 MB",
        "extracted to disk 0",
        "index 50.0 kB",
        "decoded slices 2.0 MB",
        "13%",
        "1.00 GB",
    ):
        assert part in gauge.toolTip()


def test_click_and_space_bar_ask_for_the_panel(qtbot: QtBot, gauge: MemoryGauge) -> None:
    with qtbot.waitSignal(gauge.clicked):
        qtbot.mouseClick(gauge, Qt.MouseButton.LeftButton)
    assert gauge.focusPolicy() & Qt.FocusPolicy.TabFocus
    with qtbot.waitSignal(gauge.clicked):
        qtbot.keyClick(gauge, Qt.Key.Key_Space)


def test_changing_texts_move_nothing_beside_it(monitor: MemoryMonitor, gauge: MemoryGauge) -> None:
    before = gauge.sizeHint()
    monitor.sampled.emit(dataclasses.replace(SAMPLE, gui_rss=990_000_000))
    assert gauge.sizeHint() == before


def test_the_history_grows_to_the_left(qtbot: QtBot, monitor: MemoryMonitor, gauge: MemoryGauge) -> None:
    empty = gauge.grab().toImage()
    for _ in range(100):
        monitor.sample()
    assert gauge.grab().toImage() != empty
