"""Current memory of the open dataset and of both processes, looked at once a second."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil
from PySide6.QtCore import QObject, QTimer, Signal

from phantomscope.stack.memory import MemoryAccount, process_rss

_HISTORY = 600  # ten minutes at one sample a second
_INTERVAL_MS = 1000
_GIB = 1 << 30
_CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")


@dataclass(frozen=True, slots=True)
class MemorySample:
    """Memory at one moment, in bytes.

    Attributes:
        time: Seconds on the monotonic clock.
        account: What the open dataset takes; None where nothing is open.
        gui_rss: Current resident set size of this process.
        analysis_rss: The same of the analysis process; None where there is none.
        budget: What both processes together should stay below.
    """

    time: float
    account: MemoryAccount | None
    gui_rss: int
    analysis_rss: int | None
    budget: int

    @property
    def used(self) -> int:
        """Both processes together."""
        return self.gui_rss + (self.analysis_rss or 0)

    @property
    def fraction(self) -> float:
        """What is used of the budget; may exceed 1."""
        return self.used / self.budget if self.budget > 0 else 0.0


class MemoryMonitor(QObject):
    """Takes a sample once a second and keeps the last ten minutes.

    Signals:
        sampled(MemorySample): The newest sample.

    Args:
        account: Says what the open dataset takes, or None.
        analysis_pid: Says the process id of the running analysis, or None.
        budget: What both processes together should stay below, in bytes; ``default_budget`` by default.
        parent: Qt parent.
    """

    sampled = Signal(object)

    def __init__(
        self,
        account: Callable[[], MemoryAccount | None],
        analysis_pid: Callable[[], int | None],
        *,
        budget: int | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._account = account
        self._analysis_pid = analysis_pid
        self._budget = default_budget() if budget is None else budget
        self._history: deque[MemorySample] = deque(maxlen=_HISTORY)
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL_MS)
        self._timer.timeout.connect(self.sample)

    @property
    def budget(self) -> int:
        """What both processes together should stay below, in bytes."""
        return self._budget

    @property
    def history(self) -> tuple[MemorySample, ...]:
        """The last samples, oldest first."""
        return tuple(self._history)

    @property
    def latest(self) -> MemorySample | None:
        """The newest sample, or None before the first."""
        return self._history[-1] if self._history else None

    def start(self) -> None:
        """Take a sample now and one every second from now on."""
        self.sample()
        self._timer.start()

    def stop(self) -> None:
        """Take no more samples."""
        self._timer.stop()

    def set_budget(self, budget: int) -> None:
        """Measure against another budget, from now on."""
        self._budget = budget
        self.sample()

    def sample(self) -> MemorySample:
        """Take a sample now and tell it."""
        pid = self._analysis_pid()
        taken = MemorySample(
            time=time.monotonic(),
            account=self._account(),
            gui_rss=process_rss() or 0,
            analysis_rss=process_rss(pid) if pid is not None else None,
            budget=self._budget,
        )
        self._history.append(taken)
        self.sampled.emit(taken)
        return taken


def default_budget(cgroup_limit: Path = _CGROUP_LIMIT) -> int:
    """A quarter of the machine's memory, or of what a container may use of it, but 1 GiB at the most."""
    machine = int(psutil.virtual_memory().total)
    try:
        allowed = int(cgroup_limit.read_text())
    except (OSError, ValueError):  # no container, or one without a limit ("max")
        allowed = machine
    return min(_GIB, min(machine, allowed) // 4)


def size_text(size: float) -> str:
    """A size as a person reads it, in decimal units: "0", "0.4 kB", "12.9 MB", "131 MB", "1.07 GB"."""
    if not size:
        return "0"
    for unit, factor in (("GB", 1e9), ("MB", 1e6)):
        # From where the smaller unit would need four digits.
        if size >= factor * 0.9995:
            value = size / factor
            digits = 2 if unit == "GB" else 1 if value < 99.95 else 0
            return f"{value:.{digits}f} {unit}"
    return f"{size / 1e3:.1f} kB" if size < 99_950 else f"{size / 1e3:.0f} kB"
