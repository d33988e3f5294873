"""What a scan on disk is before and after: its bytes, and which phantom it shows."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from phantomscope.errors import PhantomscopeError

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class ScanFacts:
    """What is known of a scan before anything is measured.

    Attributes:
        slices: Slices of its largest series.
        source_bytes, unpacked_bytes: What it takes where it lies, and unpacked.
        phantom: The phantom's name; empty where it was neither named nor recognised.
        why_not: Why it was not recognised; empty where it is known.
    """

    slices: int
    source_bytes: int
    unpacked_bytes: int
    phantom: str
    why_not: str = ""


def scan_facts(path: Path, phantom_name: str, *, recognise: bool) -> ScanFacts:
    """Look at a scan.

    Args:
        path: The scan.
        phantom_name: Which phantom a person named; the one that is recognised where it is empty.
        recognise: Whether it need be known at all.

    Raises:
        PhantomscopeError: It can't be opened.
    """
    from phantomscope.analysis.phantoms import phantom_named
    from phantomscope.analysis.recognition.answer import recognise as recognised
    from phantomscope.stack.index import scan
    from phantomscope.stack.slice_stack import SliceStack
    from phantomscope.stack.sources import open_path

    source = open_path(path)
    try:
        series = scan(source).series[0]
        name, why_not = phantom_named(phantom_name).name if phantom_name else "", ""
        if recognise and not name:
            with SliceStack(source, series, max_slices=1) as stack:
                seen = recognised(stack)
            name, why_not = (seen.phantom.name, "") if seen.phantom is not None else ("", seen.reason)
        unpacked = sum(member.size for member in source.members())
        return ScanFacts(len(series.slices), source.size, unpacked, name, why_not)
    finally:
        source.close()


def digest(path: Path) -> str:
    """A hash of a file, or of all files below a folder, their names among it.

    Raises:
        PhantomscopeError: One can't be read.
    """
    found = hashlib.sha256()
    files = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())
    try:
        for file in files:
            found.update(
                f"{file.relative_to(path)}\0{file.stat().st_size}\0".encode(errors="surrogateescape")
            )
            with file.open("rb") as opened:
                while chunk := opened.read(_CHUNK):
                    found.update(chunk)
    except OSError as error:
        raise PhantomscopeError("The scan can't be read", where=path.name) from error
    return found.hexdigest()
