import os

import psutil
import pytest
from pytestqt.qtbot import QtBot

from gui.fake_memory import MB, FakeMemory
from phantomscope.gui.memory.memory_monitor import MemoryMonitor, MemoryReadings, MemorySample, size_text
from phantomscope.stack.memory import MemoryAccount, process_rss

ACCOUNT = MemoryAccount(source=10_500_000, index=50_000, overlay=0, cache=1_000_000, cache_budget=64_000_000)


def test_a_sample_is_what_is_now(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MemoryReadings, "rss", lambda _, pid=None: process_rss(pid))
    monitor = MemoryMonitor(lambda: ACCOUNT, lambda: os.getpid(), budget=10**9)
    assert monitor.latest is None
    with qtbot.waitSignal(monitor.sampled) as told:
        sample = monitor.sample()
    assert told.args == [sample]
    assert monitor.latest is sample
    assert sample.account is ACCOUNT
    now = psutil.Process().memory_info().rss
    assert 0.5 * now < sample.gui_rss < 2 * now
    assert sample.analysis_rss is not None
    assert sample.used == sample.gui_rss + sample.analysis_rss
    assert sample.fraction == sample.used / 10**9


def test_no_analysis_and_no_dataset(qtbot: QtBot) -> None:
    sample = MemoryMonitor(lambda: None, lambda: None, budget=10**9).sample()
    assert sample.account is None
    assert sample.analysis_rss is None
    assert sample.used == sample.gui_rss


def test_an_analysis_that_has_just_gone_is_no_error(qtbot: QtBot) -> None:
    gone = max(psutil.pids()) + 10_000_000
    assert MemoryMonitor(lambda: None, lambda: gone, budget=1).sample().analysis_rss is None


def test_it_samples_by_itself_until_stopped(qtbot: QtBot) -> None:
    monitor = MemoryMonitor(lambda: None, lambda: None, budget=1)
    monitor.start()
    assert len(monitor.history) == 1  # at once
    with qtbot.waitSignal(monitor.sampled, timeout=5000):
        pass
    monitor.stop()
    assert len(monitor.history) >= 2


def test_history_is_bounded(qtbot: QtBot) -> None:
    monitor = MemoryMonitor(lambda: None, lambda: None, budget=1)
    for _ in range(650):
        monitor.sample()
    assert len(monitor.history) == 600
    times = [sample.time for sample in monitor.history]
    assert times == sorted(times)


def test_another_budget_counts_at_once(qtbot: QtBot) -> None:
    monitor = MemoryMonitor(lambda: None, lambda: None, budget=1000)
    monitor.set_budget(10**12)
    assert monitor.budget == 10**12
    assert monitor.latest is not None
    assert monitor.latest.fraction < 0.1


def test_no_budget_is_no_division_by_zero() -> None:
    assert MemorySample(0.0, None, 100, None, 0).fraction == 0.0


def test_without_a_budget_what_suits_the_machine_is_taken(qtbot: QtBot, memory: FakeMemory) -> None:
    monitor = MemoryMonitor(lambda: None, lambda: None, readings=memory)
    assert monitor.budget == monitor.usual_budget == 1000 * MB
    monitor.set_budget(300 * MB)
    assert monitor.budget == 300 * MB
    monitor.set_budget(0)
    assert monitor.budget == 1000 * MB
    memory.container = 512 * MB
    small = MemoryMonitor(lambda: None, lambda: None, readings=memory)
    assert small.budget == 480 * MB  # all but what a container must keep free


def test_a_sample_knows_the_container_and_what_may_be_taken(qtbot: QtBot, memory: FakeMemory) -> None:
    memory.container = 512 * MB
    memory.processes = {7: 100 * MB, 8: 20 * MB}
    monitor = MemoryMonitor(lambda: None, lambda: 7, budget=1000 * MB, readings=memory)
    monitor.idle_pid = lambda: 8
    sample = monitor.sample()
    assert sample.used == 240 * MB
    assert sample.container is not None
    assert (sample.container.limit, sample.container.used) == (512 * MB, 240 * MB)
    assert sample.ceiling.nbytes == 480 * MB
    assert monitor.look() != sample  # of another moment
    assert monitor.history == (sample,)


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0"),
        (51_800, "51.8 kB"),
        (99_990, "100 kB"),
        (999_400, "999 kB"),
        (999_900, "1.0 MB"),
        (12_930_000, "12.9 MB"),
        (99_960_000, "100 MB"),
        (131_400_000, "131 MB"),
        (999_900_000, "1.00 GB"),
        (1 << 30, "1.07 GB"),
    ],
)
def test_sizes_as_text(size: int, text: str) -> None:
    assert size_text(size) == text
