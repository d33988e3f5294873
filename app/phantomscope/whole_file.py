"""Writing a file whole or not at all, and names that every file system takes."""

import contextlib
import errno
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from phantomscope.errors import PhantomscopeError

_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
_LONGEST = 80


def put_in_place(path: Path, data: bytes) -> None:
    """Write a file under a temporary name beside its destination, then put it in place.

    Raises:
        PhantomscopeError: It could not be written; what was there before is still there, unchanged.
    """
    with being_written(path) as file:
        file.write(data)


@contextlib.contextmanager
def being_written(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, piece by piece, that takes its place when the block ends.

    Where the block raises, what was there before is still there, unchanged, and nothing is left beside it.

    Raises:
        PhantomscopeError: It could not be written.
    """
    part = path.with_name(f".{path.name[:_LONGEST]}.{os.urandom(4).hex()}.part")
    try:
        # Not by tempfile: its files can be read by their owner alone, and what is written is there to be
        # shared. `+`: some writers go back to fill in what they know only at the end.
        with part.open("x+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException as error:  # also where a person interrupts
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise write_failure(error, path) from error
        raise


def lies_in(path: Path, places: Iterable[Path]) -> bool:
    """Whether a path is one of some files, by whatever name, or lies inside one of some folders."""
    target = path.resolve()
    for place in places:
        own = place.resolve()
        if target == own or own in target.parents:
            return True
        with contextlib.suppress(OSError):
            if target.samefile(own):
                return True
    return False


def write_failure(error: OSError, path: Path) -> PhantomscopeError:
    """The sentences for a file that could not be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return PhantomscopeError("The disk is full", where=path.name, todo="Free some space and try again")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return PhantomscopeError(
            "The file may not be written there",
            where=path.name,
            todo="Choose another folder, or close the program that has the file open",
        )
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return PhantomscopeError("The folder is gone", where=path.parent.name, todo="Choose another folder")
    if error.errno == errno.EISDIR:
        return PhantomscopeError(
            "There is a folder of that name", where=path.name, todo="Choose another name"
        )
    reason = error.strerror or type(error).__name__
    return PhantomscopeError(
        f"The file could not be written: {reason}", where=path.name, todo="Choose another folder"
    )


def safe_stem(title: str, fallback: str, kind: str) -> str:
    """A file name without its ending that every file system takes.

    Args:
        title: What the file is about; may be empty.
        fallback: The name where nothing of the title may stay.
        kind: What follows a title that a system keeps for itself, e.g. "report".
    """
    kept = "".join(letter if letter.isprintable() and letter not in '<>:"/\\|?*' else " " for letter in title)
    stem = " ".join(kept.split())[:_LONGEST].strip(" .") or fallback
    return f"{stem} {kind}" if stem.lower() in _RESERVED else stem
