"""The cache and what may begin, on a machine whose memory the test says."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from dicom_files import slice_bytes, zip_bytes
from fixture_types import RunPython
from gui.desk import disc
from gui.fake_memory import MB, FakeMemory
from gui.fake_process import JOB
from phantomscope.analysis.footprint import analysis_bytes
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.memory.budget_keeper import BudgetKeeper, Load
from phantomscope.gui.memory.memory_monitor import MemoryMonitor
from phantomscope.gui.settings import SettingsStore
from phantomscope.stack.demand import largest_slice_bytes
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes

LOAD = Load(slices=64)
NEEDED = analysis_bytes(64, 512 * 512)


class Bench:
    """A keeper, and what stands around it.

    Attributes:
        stack: Twelve slices of 1 MiB each.
        analysing: Whether an analysis runs.
        told: What the keeper said of a window that takes too much.
    """

    def __init__(self, memory: FakeMemory, store: SettingsStore, stack: SliceStack, budget: int) -> None:
        self.memory, self.store, self.stack = memory, store, stack
        self.analysing = False
        self.told: list[str] = []
        self.monitor = MemoryMonitor(lambda: None, self._pid, budget=budget * MB, readings=memory)
        self.keeper = BudgetKeeper(self.monitor, store, lambda: self.stack, lambda: self.analysing)
        self.keeper.overrun.connect(self.told.append)

    def _pid(self) -> int | None:
        return 7 if self.analysing else None

    @property
    def cache(self) -> tuple[int, int]:
        """What the stack's cache may hold: slices, bytes."""
        self.monitor.sample()
        for index in range(len(self.stack)):
            self.stack[index]
        held = self.stack.cache_counters()
        return held.slices, held.nbytes


@pytest.fixture
def stack() -> SliceStack:
    values = disc((512, 1024))
    source = open_bytes(zip_bytes({f"{n}.dcm": slice_bytes(values, number=n) for n in range(10, 22)}))
    return SliceStack(source, scan(source).series[0])


@pytest.fixture
def bench(qtbot: QtBot, memory: FakeMemory, store: SettingsStore, stack: SliceStack) -> Bench:
    store.change(cache_slices=10)
    return Bench(memory, store, stack, 400)


def test_with_room_to_spare_everything_is_as_the_person_set_it(bench: Bench) -> None:
    assert bench.cache[0] == 10
    assert bench.keeper.kept is None
    assert bench.monitor.sample().kept is None
    assert bench.stack.overlay_room == bench.keeper.room()


def test_the_cache_shrinks_first_and_grows_back(bench: Bench) -> None:
    assert bench.cache[0] == 10
    bench.memory.window = 396 * MB  # 10 of them the cache, which leaves 14 for it
    assert bench.cache[0] == 10
    bench.memory.window = 404 * MB
    slices, nbytes = bench.cache
    assert 1 < slices < 10
    assert 404 * MB - 11 * MB + nbytes <= 400 * MB
    kept = bench.keeper.kept
    assert kept is not None
    assert kept.slices == slices
    bench.memory.window = 600 * MB
    assert bench.cache[0] == 1
    assert bench.monitor.sample().kept is not None
    bench.memory.window = 120 * MB
    assert bench.cache[0] == 10
    assert bench.keeper.kept is None


def test_with_one_slice_nothing_is_fetched_ahead(
    qtbot: QtBot, memory: FakeMemory, store: SettingsStore, stack: SliceStack
) -> None:
    bench = Bench(memory, store, stack, 130)
    memory.window = 129 * MB
    bench.monitor.sample()
    assert bench.keeper.kept is not None
    assert not bench.keeper.kept.prefetch


def test_a_container_shrinks_it_as_a_budget_does(bench: Bench) -> None:
    bench.memory.container = 160 * MB
    bench.memory.window = 150 * MB
    assert bench.cache[0] == 1


def test_an_analysis_gets_what_is_left(bench: Bench) -> None:
    job = bench.keeper.admit(JOB, LOAD)
    assert job.memory_limit == (400 - 120) * MB - largest_slice_bytes(bench.stack.series)


def test_while_it_runs_what_it_may_come_to_take_counts_as_taken(bench: Bench) -> None:
    before = bench.keeper.room()
    bench.keeper.admit(JOB, LOAD)
    bench.analysing = True
    bench.memory.processes = {7: 5 * MB}
    bench.monitor.sample()
    assert bench.keeper.room() <= before - NEEDED
    bench.analysing = False
    bench.monitor.sample()
    assert bench.keeper.room() == before


def test_an_analysis_for_which_the_cache_has_to_go_makes_it_go(bench: Bench) -> None:
    bench.store.change(cache_slices=12)
    assert bench.cache[0] == 12
    bench.memory.window = 400 * MB - NEEDED + 8 * MB
    bench.keeper.admit(JOB, LOAD)
    assert bench.stack.cache_counters().slices < 6


def test_an_analysis_that_does_not_fit_is_refused_with_figures(bench: Bench) -> None:
    bench.memory.window = 300 * MB
    with pytest.raises(PhantomscopeError) as refused:
        bench.keeper.admit(JOB, LOAD)
    assert "The analysis was not begun: about 1" in refused.value.what
    assert "99.0 MB are left of the budget of 400 MB" in refused.value.what
    assert "Raise the budget in Edit ▸ Preferences" in refused.value.todo
    anyway = bench.keeper.admit(JOB, LOAD, anyway=True)
    assert anyway.memory_limit == NEEDED


def test_a_container_is_named_where_it_is_what_refuses(bench: Bench) -> None:
    bench.memory.container = 200 * MB
    with pytest.raises(PhantomscopeError) as refused:
        bench.keeper.admit(JOB, LOAD)
    assert "of the 200 MB of the container (cgroup v2)" in refused.value.what
    assert "Give the container more memory" in refused.value.todo


def test_a_machine_that_others_have_filled_is_named(bench: Bench) -> None:
    bench.memory.others = bench.memory.machine - 220 * MB
    with pytest.raises(PhantomscopeError) as refused:
        bench.keeper.admit(JOB, LOAD)
    assert "of the machine" in refused.value.what
    assert "Close other programs" in refused.value.todo


def test_an_idle_process_is_what_will_analyse(bench: Bench) -> None:
    bench.memory.processes = {9: 180 * MB}
    bench.monitor.idle_pid = lambda: 9
    assert bench.keeper.room() < NEEDED
    bench.keeper.admit(JOB, LOAD)


def test_a_window_that_takes_more_than_it_may_is_told_of_once(bench: Bench) -> None:
    bench.monitor.set_budget(100 * MB)
    assert bench.cache[0] == 1
    for _ in range(3):
        bench.monitor.sample()
    assert len(bench.told) == 1
    assert "120 MB, more than the budget of 100 MB" in bench.told[0]
    bench.monitor.set_budget(90 * MB)
    assert len(bench.told) == 2
    assert bench.keeper.room() == 0


def test_views_fit_or_say_why_not(bench: Bench) -> None:
    assert bench.keeper.refusal("The side view is not shown", 10 * MB) is None
    error = bench.keeper.refusal("The side view is not shown", 500 * MB)
    assert error is not None
    assert error.what.startswith("The side view is not shown: about 500 MB would be needed")


FRESH = """
from PySide6.QtCore import QCoreApplication
from pathlib import Path
from phantomscope.gui.memory.budget_keeper import BudgetKeeper
from phantomscope.gui.memory.memory_monitor import MemoryMonitor
from phantomscope.gui.settings import SettingsStore
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_path

MB = 1 << 20
application = QCoreApplication([])
source = open_path(Path("scan.zip"))
stack = SliceStack(source, scan(source).series[0], prefetch=True)
store = SettingsStore(None)
store.change(cache_slices=64, cache_megabytes=256)
monitor = MemoryMonitor(stack.account, lambda: None)
keeper = BudgetKeeper(monitor, store, lambda: stack)
for _ in range(2):  # what only the first time costs is paid
    stack[0], stack[1], monitor.sample()
allowed = monitor.sample().used - stack.account().cache + 20 * MB
monitor.set_budget(allowed)
most = 0
for index in [*range(60), *range(59, -1, -1)]:
    stack[index]
    sample = monitor.sample()
    most = max(most, sample.account.cache)
    # What the allocator had to spare is not new to the process; 60 slices would be 60 MB.
    assert sample.account.cache <= 22 * MB, sample.account.cache
    assert sample.used <= allowed + 6 * MB, (sample.used - allowed) / MB
assert most >= 2 * MB, most
assert keeper.kept is not None
monitor.set_budget(0)
for index in range(60):
    stack[index]
assert stack.account().cache > 55 * MB
assert keeper.kept is None
stack.close()
source.close()
print("kept", most // MB)
"""


def test_in_a_fresh_process_a_tight_budget_holds(
    run_python: RunPython, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = disc((512, 1024))
    members = {f"{n:03}.dcm": slice_bytes(values, number=n) for n in range(1, 61)}
    (tmp_path / "scan.zip").write_bytes(zip_bytes(members))
    monkeypatch.chdir(tmp_path)
    assert run_python(FRESH).startswith("kept")
