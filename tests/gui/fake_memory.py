"""A machine whose memory is what a test says."""

from phantomscope.gui.memory.memory_monitor import MemoryReadings
from phantomscope.stack.memory_limit import Bound, MemoryLimit

MB = 1_000_000


class FakeMemory(MemoryReadings):
    """Reads what its attributes say.

    Attributes:
        window: What this process takes.
        processes: What others take, by process id; those that are not in it as they are.
        others: What whatever else is on the machine takes.
        machine: The machine's memory.
        container: A container's limit; 0 where there is none.
    """

    def __init__(self) -> None:
        self.window = 120 * MB
        self.processes: dict[int, int] = {}
        self.others = 1000 * MB
        self.machine = 16_000 * MB
        self.container = 0

    def rss(self, pid: int | None = None) -> int | None:
        """As set."""
        if pid is None:
            return self.window
        return self.processes[pid] if pid in self.processes else super().rss(pid)

    def limits(self) -> tuple[MemoryLimit, ...]:
        """As set."""
        own = self.window + sum(self.processes.values())
        found = [MemoryLimit(Bound.MACHINE, self.machine, self.others + own)]
        if self.container:
            found.append(MemoryLimit(Bound.CGROUP_V2, self.container, own))
        return tuple(found)
