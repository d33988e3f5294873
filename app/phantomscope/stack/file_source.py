"""Files as they lie on disk: a folder with all below it, a list of files, or one DICOM file."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from phantomscope.errors import PhantomscopeError
from phantomscope.stack.member import Member, SourceSpec
from phantomscope.stack.storage import changed, shown, unreadable

_FRONT_CHUNK = 8 * 1024

_State = tuple[int, int]  # size in bytes, modification time in ns


class FileSource:
    """Files opened one at a time, for reading only, that notices when one is changed behind its back.

    Args:
        files: The files, in the order in which they are to be members.
        names: One name a file, as it is shown to a person.
        name: The base name of the whole.
        spec: How another process opens the same files.
    """

    def __init__(self, files: Sequence[Path], names: Sequence[str], name: str, spec: SourceSpec) -> None:
        self._files = tuple(files)
        self._name = shown(name)
        self._spec = spec
        self._states = tuple(_state(path) for path in files)
        self._members = tuple(
            Member(shown(member_name), size=state[0], offset=number, packed_size=state[0], modified=state[1])
            for number, (member_name, state) in enumerate(zip(names, self._states, strict=True))
        )
        self._total = sum(size for size, _ in self._states)

    @property
    def name(self) -> str:
        """The folder's or the first file's base name."""
        return self._name

    @property
    def size(self) -> int:
        """All files together, in bytes."""
        return self._total

    @property
    def spec(self) -> SourceSpec:
        """How another process opens the same files."""
        return self._spec

    def members(self) -> tuple[Member, ...]:
        """All files, in the order given."""
        return self._members

    def read(self, member: Member) -> bytes:
        """Read one file whole."""
        with self._opened(member) as file:
            return file.read()

    def front(self, member: Member) -> Iterator[bytes]:
        """Read one file from its front, in small pieces."""
        with self._opened(member) as file:
            while chunk := file.read(_FRONT_CHUNK):
                yield chunk

    def part(self, member: Member, offset: int, length: int) -> bytes:
        """Bytes from inside one file."""
        with self._opened(member) as file:
            file.seek(offset)
            # The buffer is allocated before reading: never more than there can be.
            left = max(min(length, member.size - offset), 0)
            pieces = []
            while left and (piece := file.read(left)):  # network file systems may give less at a time
                pieces.append(piece)
                left -= len(piece)
            return b"".join(pieces)

    @contextmanager
    def _opened(self, member: Member) -> Iterator[BinaryIO]:
        path = self._files[member.offset]
        try:
            with path.open("rb", buffering=0) as file:
                status = os.fstat(file.fileno())
                if (status.st_size, status.st_mtime_ns) != self._states[member.offset]:
                    raise changed(member.name)
                yield file
        except OSError as error:
            described = unreadable(path, error)
            raise PhantomscopeError(described.what, where=member.name, todo=described.todo) from error

    def close(self) -> None:
        """No file is kept open."""


def folder_source(folder: Path) -> FileSource:
    """All files in ``folder`` and below, sorted by path; links to folders are not followed.

    A folder below it that may not be read is a member too, so that its absence is told, not passed over.

    Raises:
        PhantomscopeError: ``folder`` itself may not be read.
    """
    files: list[Path] = []
    closed: list[Path] = []

    def cannot_list(error: OSError) -> None:
        if Path(error.filename) == folder:
            raise error
        closed.append(Path(error.filename))

    try:
        for parent, folders, names in os.walk(folder, onerror=cannot_list):
            folders.sort()
            files.extend(path for name in sorted(names) if _may_be_file(path := Path(parent, name)))
    except OSError as error:
        raise unreadable(folder, error) from error
    files += closed
    names = [path.relative_to(folder).as_posix() for path in files]
    return FileSource(files, names, folder.name or str(folder), SourceSpec("path", (str(folder),)))


def _may_be_file(path: Path) -> bool:
    """Leaves out pipes, devices and broken links, not what only can't be looked at."""
    try:
        return path.is_file()
    except OSError:
        return True


def _state(path: Path) -> _State:
    try:
        status = path.stat()
    except OSError:
        return 0, 0  # reading it says why, in its place in the list of what was set aside
    return status.st_size, status.st_mtime_ns
