"""What is open: a source with all its series."""

from dataclasses import dataclass
from pathlib import Path

from phantomscope.stack.index import Scan
from phantomscope.stack.member import Source


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Dataset:
    """An open source and what was found in it.

    Attributes:
        source: Where the bytes are; closed by whoever owns the dataset.
        scan: Its series and what was set aside.
        path: What was opened, where that was one path; None for several files and for bytes in memory.
        data: The source's bytes where it lies in memory; empty elsewhere.
    """

    source: Source
    scan: Scan
    path: Path | None = None
    data: bytes = b""
