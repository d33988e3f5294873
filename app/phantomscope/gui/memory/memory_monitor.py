"""Current memory of the open dataset and of all processes, and what bounds it, looked at once a second."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Signal

from phantomscope.stack.budget import Ceiling, ceiling, default_budget
from phantomscope.stack.memory import MemoryAccount, process_rss
from phantomscope.stack.memory_limit import MemoryBounds, MemoryLimit, container_of
from phantomscope.stack.sizes import limit_text, size_text

__all__ = ["Kept", "MemoryMonitor", "MemoryReadings", "MemorySample", "limit_text", "size_text"]

_HISTORY = 600  # ten minutes at one sample a second
_INTERVAL_MS = 1000


class MemoryReadings:
    """What can be read of processes and of what bounds them; tests put their own numbers here."""

    def __init__(self) -> None:
        self._bounds = MemoryBounds()

    def rss(self, pid: int | None = None) -> int | None:
        """Current resident set size of a process, this one by default; None where it is gone."""
        return process_rss(pid)

    def limits(self) -> tuple[MemoryLimit, ...]:
        """What bounds this program's memory now."""
        return self._bounds.limits()


@dataclass(frozen=True, slots=True)
class Kept:
    """What the budget leaves of what the person set.

    Attributes:
        cache: Bytes that the cache may hold now.
        slices: How many slices that is.
        prefetch: Whether the next slice is fetched ahead.
        below_window: Whether the window alone takes more than may be taken.
    """

    cache: int
    slices: int
    prefetch: bool
    below_window: bool = False


@dataclass(frozen=True, slots=True)
class MemorySample:
    """Memory at one moment, in bytes.

    Attributes:
        time: Seconds on the monotonic clock.
        account: What the open dataset takes; None where nothing is open.
        gui_rss: Current resident set size of this process.
        analysis_rss: The same of the analysis process; None where there is none.
        budget: What all processes together stay below: what the person set, or what suits the machine.
        idle_rss: The same of a process that waits for the next analysis; None where there is none.
        limits: What else bounds them: machine and container.
        kept: What the cache has been shrunk to; None where nothing had to be.
    """

    time: float
    account: MemoryAccount | None
    gui_rss: int
    analysis_rss: int | None
    budget: int
    idle_rss: int | None = None
    limits: tuple[MemoryLimit, ...] = ()
    kept: Kept | None = None

    @property
    def used(self) -> int:
        """All processes together."""
        return self.gui_rss + (self.analysis_rss or 0) + (self.idle_rss or 0)

    @property
    def fraction(self) -> float:
        """What is used of the budget; may exceed 1."""
        return self.used / self.budget if self.budget > 0 else 0.0

    @property
    def ceiling(self) -> Ceiling:
        """What all processes together may take now: the budget, or what machine and container leave."""
        return ceiling(self.budget, self.limits, self.used)

    @property
    def container(self) -> MemoryLimit | None:
        """The container's limit; None where there is none."""
        return container_of(self.limits)


class MemoryMonitor(QObject):
    """Takes a sample once a second and keeps the last ten minutes.

    Signals:
        sampled(MemorySample): The newest sample.

    Args:
        account: Says what the open dataset takes, or None.
        analysis_pid: Says the process id of the running analysis, or None.
        budget: What all processes together stay below, in bytes; None or 0 for what suits the machine.
        readings: Reads processes and limits; those of this machine by default.
        parent: Qt parent.

    Attributes:
        idle_pid: Says the process id of a process that waits for the next analysis, or None.
        idle_refused: Says whether one is wanted for which the budget leaves no room.
        keep: Told of every sample before anybody else, to keep to the budget. Says what that leaves of what
            the person set; None where it leaves everything.
    """

    sampled = Signal(object)

    def __init__(
        self,
        account: Callable[[], MemoryAccount | None],
        analysis_pid: Callable[[], int | None],
        *,
        budget: int | None = None,
        readings: MemoryReadings | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._account = account
        self._analysis_pid = analysis_pid
        self._readings = readings if readings is not None else MemoryReadings()
        self.idle_pid: Callable[[], int | None] = lambda: None
        self.idle_refused: Callable[[], bool] = lambda: False
        self.keep: Callable[[MemorySample], Kept | None] = lambda _: None
        self._usual = default_budget(self._readings.limits())
        self._budget = budget or self._usual
        self._history: deque[MemorySample] = deque(maxlen=_HISTORY)
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL_MS)
        self._timer.timeout.connect(self.sample)

    @property
    def budget(self) -> int:
        """What all processes together stay below, in bytes."""
        return self._budget

    @property
    def usual_budget(self) -> int:
        """What suits this machine and its container, in bytes."""
        return self._usual

    def limits(self) -> tuple[MemoryLimit, ...]:
        """What bounds the memory now, besides the budget."""
        return self._readings.limits()

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
        """Stay below another budget from now on; 0 for what suits the machine."""
        self._budget = budget or self._usual
        self.sample()

    def sample(self) -> MemorySample:
        """Take a sample now and tell it."""
        taken = replace(self.look(), account=self._account())
        taken = replace(taken, kept=self.keep(taken))
        self._history.append(taken)
        self.sampled.emit(taken)
        return taken

    def look(self) -> MemorySample:
        """What a sample taken now would be, without the account; from any thread, and nobody is told."""
        return MemorySample(
            time=time.monotonic(),
            account=None,
            gui_rss=self._readings.rss() or 0,
            analysis_rss=self._rss(self._analysis_pid()),
            budget=self._budget,
            idle_rss=self._rss(self.idle_pid()),
            limits=self._readings.limits(),
        )

    def _rss(self, pid: int | None) -> int | None:
        return self._readings.rss(pid) if pid is not None else None
