"""Writes documents whole or not at all, and never over what is being analysed."""

import contextlib
import stat
import zipfile
from collections.abc import Iterable
from pathlib import Path

from phantomscope.errors import PhantomscopeError
from phantomscope.stack.front import may_be_dicom
from phantomscope.stack.member import SourceSpec
from phantomscope.whole_file import lies_in, put_in_place, safe_stem


def write_whole(path: Path, data: bytes, *, sources: Iterable[SourceSpec] = ()) -> None:
    """Write a file under a temporary name beside its destination, then put it in place.

    Args:
        path: Where to; what is there is replaced.
        data: The file's bytes.
        sources: All that is open; nothing is ever written over or into any of it.

    Raises:
        PhantomscopeError: It could not be written; what was there before is still there, unchanged.
    """
    if belongs_to(path, *sources):
        raise PhantomscopeError(
            "The report would be written into the scan itself, which stays as it is",
            where=path.name,
            todo="Choose another folder",
        )
    _check_place(path)
    put_in_place(path, data)


def check_place(path: Path, *sources: SourceSpec) -> None:
    """Refuse a place for a new file where that would harm a scan or what is no file.

    Raises:
        PhantomscopeError: It is in or over one of the sources, over what may be a scan, a folder, a device,
            or protected against writing.
    """
    if belongs_to(path, *sources):
        raise PhantomscopeError(
            "The file would be written into the scan itself, which stays as it is",
            where=path.name,
            todo="Choose another folder",
        )
    _check_place(path)


def _check_place(path: Path) -> None:
    """Refuse to put a document in place of something that is none, whoever would be allowed to."""
    if not path.exists():
        return
    if path.is_dir():
        raise PhantomscopeError("There is a folder of that name", where=path.name, todo="Choose another name")
    if not path.is_file():
        raise PhantomscopeError(
            "What is there is a device or a pipe, not a file", where=str(path), todo="Choose another name"
        )
    if not path.stat().st_mode & stat.S_IWUSR:
        # Replacing a file needs no right to write it, so its owner's wish has to be asked for.
        raise PhantomscopeError(
            "The file there is protected against writing", where=path.name, todo="Choose another name"
        )
    if _holds_a_scan(path):
        raise PhantomscopeError(
            "The file there is a ZIP archive or a DICOM file, which may be a scan",
            where=path.name,
            todo="Choose another name: scans are never written over",
        )


def _holds_a_scan(path: Path) -> bool:
    with contextlib.suppress(OSError), path.open("rb") as file:
        start = file.read(132)
        # The start tells a damaged archive, too; the rest one behind a self-extracting program.
        return may_be_dicom(start) or start.startswith(b"PK\x03\x04") or zipfile.is_zipfile(file)
    return True  # what can't be read can't be told from a scan


def belongs_to(path: Path, *sources: SourceSpec) -> bool:
    """Whether a path is one of some sources' files, by whatever name, or lies inside their folders."""
    return any(lies_in(path, map(Path, source.paths)) for source in sources)


def file_name(title: str, date: str, suffix: str) -> str:
    """A name that every file system takes.

    Args:
        title: What the document is about; may be empty.
        date: The date, e.g. "2025-01-31"; may be empty.
        suffix: The ending without its dot.
    """
    stem = safe_stem(title, "phantom", "report")
    return f"{stem} {date}.{suffix}" if date else f"{stem}.{suffix}"
