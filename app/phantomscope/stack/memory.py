"""What a dataset takes, and what a process takes: the account that the gauge shows."""

import dataclasses
from dataclasses import dataclass

import psutil


@dataclass(frozen=True, slots=True)
class MemoryAccount:
    """Where the bytes of an open dataset are.

    Attributes:
        source: The archive or the files; counted since disk may be memory.
        extracted: Bytes written to disk by this program: always 0.
        index: What the index holds.
        overlay: Compressed bytes of changed slices, and of the multi-frame shadow.
        cache: Decoded slices held now.
        cache_budget: What the cache may hold at the most.
        shadow: How much of the overlay is the multi-frame shadow: frames of members that are compressed as a
            whole, and headers of frames. It is counted once, in the overlay.
        views: What the views across the slices hold: their own pixels.
    """

    source: int
    index: int
    overlay: int
    cache: int
    cache_budget: int
    extracted: int = 0
    shadow: int = 0
    views: int = 0

    def __add__(self, other: "MemoryAccount") -> "MemoryAccount":
        """Of both together."""
        parts = (field.name for field in dataclasses.fields(self))
        return MemoryAccount(**{name: getattr(self, name) + getattr(other, name) for name in parts})

    @property
    def total(self) -> int:
        """All parts together."""
        return self.source + self.extracted + self.index + self.overlay + self.cache + self.views

    @property
    def ratio(self) -> float:
        """The total divided by the source; 1.0 for an empty source."""
        return self.total / self.source if self.source else 1.0


def process_rss(pid: int | None = None) -> int | None:
    """Current resident set size of a process in bytes, this one's by default; None where it is gone."""
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return None
