"""What a process can read of itself: how long something took, what it holds, what it has written."""

import contextlib
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import psutil

MEGABYTE = 1e6

_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
_RESET_PEAK = "5"  # proc(5): resets the peak resident set size
_HIGHEST = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)

T = TypeVar("T")


def timed(action: Callable[[], T]) -> tuple[float, T]:
    """Seconds by the clock, and what came out."""
    began = time.perf_counter()
    result = action()
    return time.perf_counter() - began, result


def rss() -> float:
    """What this process holds in memory now, in MB."""
    return float(psutil.Process().memory_info().rss / MEGABYTE)


def written() -> float:
    """What this process has handed to the system to be written so far, in MB; pipes count too.

    Where the system does not count calls, what has reached a disk; 0 where it counts neither (macOS).
    """
    try:
        counted = psutil.Process().io_counters()
    except (AttributeError, psutil.Error):
        return 0.0
    return float(getattr(counted, "write_chars", counted.write_bytes) / MEGABYTE)


class PeakMeter:
    """The highest resident set size since the meter was made.

    On Linux the system's own high-water mark is set back first, so that it tells of nothing earlier.
    Elsewhere it is the highest of the whole process.

    Attributes:
        start: Resident set size in MB when the meter was made.
    """

    def __init__(self) -> None:
        with contextlib.suppress(OSError):
            _CLEAR.write_text(_RESET_PEAK)
        self.start = rss()

    @property
    def above(self) -> float:
        """By how many MB the peak lies above the start."""
        return max(_highest() - self.start, 0.0)


def _highest() -> float:
    try:
        found = _HIGHEST.search(_STATUS.read_text())
    except OSError:
        found = None
    if found is not None:
        return int(found[1]) * 1024 / MEGABYTE
    memory = psutil.Process().memory_info()
    if hasattr(memory, "peak_wset"):  # Windows
        return float(memory.peak_wset / MEGABYTE)
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE  # macOS counts in bytes
