"""Files as they lie on disk: a folder with all below it, a list of files, or one DICOM file."""

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

from phantomscope.errors import PhantomscopeError
from phantomscope.stack.member import Member, SourceSpec
from phantomscope.stack.storage import changed, shown, unreadable

_FRONT_CHUNK = 8 * 1024

_State = tuple[int, int]  # size in bytes, modification time in ns
_UNKNOWN: _State = (0, 0)


class FileSource:
    """Files opened one at a time, for reading only, that notices when one is changed behind its back.

    Args:
        files: The files, in the order in which they are to be members.
        names: One name a file, as it is shown to a person.
        name: The base name of the whole.
        spec: How another process opens the same files.
        root: The folder in which files lie by their names, as most do: what lies there needs no path of its
            own, of which there may be many thousands. By default that of the first file.
        states: What is known of the files already; looked up where it is not given.
    """

    def __init__(
        self,
        files: Sequence[Path | str],
        names: Sequence[str],
        name: str,
        spec: SourceSpec,
        *,
        root: str | None = None,
        states: Sequence[_State] | None = None,
    ) -> None:
        self._name = shown(name)
        self._spec = spec
        self._root = root if root is not None else str(Path(files[0]).parent) if files else ""
        told = states if states is not None else [_state(path) for path in files]
        self._members = tuple(_members(names, told))
        self._elsewhere = {
            member.offset: os.fspath(path)
            for member, path in zip(self._members, files, strict=True)
            if self._usual_path(member) != os.fspath(path)
        }
        self._total = sum(member.size for member in self._members)

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
    def _opened(self, member: Member) -> Iterator[FileIO]:
        path = self._elsewhere.get(member.offset) or self._usual_path(member)
        try:
            # No Path, which would keep each of its parts for good (sys.intern).
            with FileIO(path) as file:
                status = os.fstat(file.fileno())
                if (status.st_size, status.st_mtime_ns) != (member.size, member.modified):
                    raise changed(member.name)
                yield file
        except OSError as error:
            described = unreadable(Path(path), error)
            raise PhantomscopeError(described.what, where=member.name, todo=described.todo) from error

    def _usual_path(self, member: Member) -> str:
        name = member.name if os.sep == "/" else member.name.replace("/", os.sep)
        return _joined(self._root, name)

    def close(self) -> None:
        """No file is kept open."""


def folder_source(folder: Path) -> FileSource:
    """All files in ``folder`` and below, sorted by path; links to folders are not followed.

    A folder below it that may not be read is a member too, so that its absence is told, not passed over.

    Raises:
        PhantomscopeError: ``folder`` itself may not be read.
    """
    files: list[str] = []
    closed: list[str] = []
    states: list[_State] = []

    def cannot_list(error: OSError) -> None:
        if Path(error.filename) == folder:
            raise error
        closed.append(os.fspath(error.filename))

    root = os.fspath(folder)
    try:
        for parent, folders, names in os.walk(root, onerror=cannot_list):
            folders.sort()
            for name in sorted(names):
                path = _joined(parent, name)
                if (state := _state_of_file(path)) is not None:
                    files.append(path)
                    states.append(state)
    except OSError as error:
        raise unreadable(folder, error) from error
    files += closed
    states += [_state(path) for path in closed]
    start = len(_joined(root, ""))
    shown_names = [path[start:].replace(os.sep, "/") for path in files]
    spec = SourceSpec("path", (root,))
    return FileSource(files, shown_names, folder.name or root, spec, root=root, states=states)


def _members(names: Sequence[str], states: Sequence[_State]) -> Iterator[Member]:
    size = 0
    for number, (name, (found, modified)) in enumerate(zip(names, states, strict=True)):
        size = size if found == size else found  # slices have one size: it is held once
        yield Member(shown(name), size=size, offset=number, packed_size=size, modified=modified)


def _joined(folder: str, name: str) -> str:
    return f"{folder}{name}" if folder.endswith(os.sep) or not folder else f"{folder}{os.sep}{name}"


def _state_of_file(path: str) -> _State | None:
    """None for pipes, devices and broken links; of what only can't be looked at, nothing is known."""
    try:
        status = os.stat(path)  # noqa: PTH116 - a Path of each of many thousands takes as long again
    except FileNotFoundError:
        return None
    except OSError:
        return _UNKNOWN  # reading it says why, in its place in the list of what was set aside
    return (status.st_size, status.st_mtime_ns) if stat.S_ISREG(status.st_mode) else None


def _state(path: Path | str) -> _State:
    try:
        status = Path(path).stat()
    except OSError:
        return _UNKNOWN
    return status.st_size, status.st_mtime_ns
