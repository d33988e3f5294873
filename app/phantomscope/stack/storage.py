"""Random access to the bytes of an archive: a file opened read-only, or bytes already in memory."""

import io
import os
import threading
from pathlib import Path
from typing import BinaryIO, Protocol

from phantomscope.errors import PhantomscopeError


class Storage(Protocol):
    """Bytes that can be read from any offset, by several threads at once."""

    @property
    def name(self) -> str:
        """The base name to show a person."""

    @property
    def size(self) -> int:
        """Length in bytes."""

    def read_at(self, offset: int, length: int) -> bytes:
        """Return up to ``length`` bytes from ``offset``; fewer only at the end."""

    def stream(self) -> BinaryIO:
        """A new, independent, seekable stream over the bytes; the caller closes it."""

    def close(self) -> None:
        """Give the file handle back. Safe to call twice."""


class FileStorage:
    """A file, opened for reading only, that notices when the file is changed behind its back.

    Raises:
        PhantomscopeError: On opening, where the file is gone or may not be read; on reading, where
            it has been changed since it was opened.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._name = shown(path.name)
        try:
            self._file = path.open("rb", buffering=0)
        except OSError as error:
            raise unreadable(path, error) from error
        self._state = self._current_state()
        # os.pread needs no shared file position; where it is missing (Windows) a lock guards seek + read.
        self._lock = None if hasattr(os, "pread") else threading.Lock()

    def _current_state(self) -> tuple[int, int]:
        status = os.fstat(self._file.fileno())
        return status.st_size, status.st_mtime_ns

    @property
    def name(self) -> str:
        """The file's base name."""
        return self._name

    @property
    def size(self) -> int:
        """The file's length in bytes when it was opened."""
        return self._state[0]

    @property
    def state(self) -> tuple[int, int]:
        """Size (bytes) and modification time (ns) when it was opened."""
        return self._state

    def read_at(self, offset: int, length: int) -> bytes:
        """Read from the file after checking that it is still what was opened.

        Raises:
            PhantomscopeError: It was changed or closed since, or the drive does not give it any more.
        """
        try:
            if self._current_state() != self._state:
                raise changed(self.name)
            # The buffer is allocated before reading: never more than there can be.
            return self._read_all(offset, max(min(length, self.size - offset), 0))
        except OSError as error:
            raise unreadable(self._path, error) from error
        except ValueError as error:
            raise PhantomscopeError(
                "The file has been closed already", where=self.name, todo="Open it again"
            ) from error

    def _read_all(self, offset: int, length: int) -> bytes:
        data = self._read_some(offset, length)
        while data and len(data) < length:  # network file systems may return less than was asked for
            more = self._read_some(offset + len(data), length - len(data))
            if not more:
                break
            data += more
        return data

    def _read_some(self, offset: int, length: int) -> bytes:
        if self._lock is None:
            return os.pread(self._file.fileno(), length, offset)
        with self._lock:
            self._file.seek(offset)
            return self._file.read(length) or b""

    def stream(self) -> BinaryIO:
        """Open the same path a second time, read-only."""
        try:
            return self._path.open("rb")
        except OSError as error:
            raise unreadable(self._path, error) from error

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class MemoryStorage:
    """Bytes that the caller already holds; nothing is copied."""

    def __init__(self, data: bytes, name: str = "data in memory") -> None:
        self._data = data
        self._name = name

    @property
    def name(self) -> str:
        """The name given by the caller."""
        return self._name

    @property
    def size(self) -> int:
        """Length in bytes."""
        return len(self._data)

    @property
    def data(self) -> bytes:
        """The bytes themselves, not a copy."""
        return self._data

    def read_at(self, offset: int, length: int) -> bytes:
        """Return a slice of the bytes."""
        return self._data[offset : offset + length]

    def stream(self) -> BinaryIO:
        """A stream over the same bytes; ``BytesIO`` shares an immutable buffer until it is written."""
        return io.BytesIO(self._data)

    def close(self) -> None:
        """Nothing to give back."""


def changed(name: str) -> PhantomscopeError:
    """The error for a file that is no longer what was opened."""
    return PhantomscopeError(
        "The file was changed on disk after it was opened", where=name, todo="Open it again"
    )


def shown(name: str) -> str:
    """A file's name as it can be printed: bytes that are no text in it become question marks."""
    return name.encode("utf-8", "replace").decode("utf-8")


def unreadable(path: Path, error: OSError) -> PhantomscopeError:
    """Say in a sentence why ``path`` could not be opened."""
    where = shown(path.name)
    if isinstance(error, FileNotFoundError):
        return PhantomscopeError(
            "The path does not exist any more or was mistyped", where=where, todo="Choose the file again"
        )
    if isinstance(error, PermissionError):
        return PhantomscopeError(
            "There is no permission to read it",
            where=where,
            todo="Ask for read access or copy it to a folder you may read",
        )
    reason = error.strerror or "unknown reason"
    return PhantomscopeError(
        f"It could not be read: {reason.lower()}", where=where, todo="Check the drive and try again"
    )
