"""A file that is new: written under another name, and put in place only where nothing else lies."""

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from phantomscope.errors import PhantomscopeError
from phantomscope.stack.member import SourceSpec
from phantomscope.whole_file import lies_in, write_failure

_LONGEST = 80


def check_new(path: Path, *sources: SourceSpec) -> None:
    """Refuse a path where something lies already, be it a scan or the way to one, and one inside a source.

    Raises:
        PhantomscopeError: It is such a path.
    """
    if any(lies_in(path, map(Path, source.paths)) for source in sources):
        raise PhantomscopeError(
            "The file would be written over or into the scan that is open, which stays as it is",
            where=path.name,
            todo="Choose another name or folder",
        )
    if os.path.lexists(path):  # a link that leads nowhere, too
        raise _occupied(path)


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """Write a file beside its destination; it is put there at the end, and nothing is left if that fails.

    Yields:
        The file, to be written and read.

    Raises:
        PhantomscopeError: It could not be written, or something else lies there by now, which stays.
    """
    part = path.with_name(f".{path.name[:_LONGEST]}.{os.urandom(4).hex()}.part")
    try:
        try:
            with part.open("x+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            _put_in_place(part, path)
        finally:  # also where a person interrupts
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
    except OSError as error:
        raise write_failure(error, path) from error


def _put_in_place(part: Path, path: Path) -> None:
    try:
        # Unlike renaming it fails on every system where something is there by now.
        os.link(part, path)
    except FileExistsError as error:
        raise _occupied(path) from error
    except (OSError, NotImplementedError):  # a file system without links
        if os.path.lexists(path):
            raise _occupied(path) from None
        part.rename(path)


def _occupied(path: Path) -> PhantomscopeError:
    return PhantomscopeError(
        "There is something of that name already, which is never written over",
        where=path.name,
        todo="Choose another name",
    )
