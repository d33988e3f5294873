"""A few members of what holds very many, found without listing all of them: for a first slice at once."""

import io
import itertools
import os
import struct
import zipfile
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TypeVar

from phantomscope.errors import PhantomscopeError
from phantomscope.stack.file_source import FileSource
from phantomscope.stack.member import Source, SourceSpec
from phantomscope.stack.storage import FileStorage
from phantomscope.stack.zip_source import DIRECTORY_ERRORS, ZipSource, members_of

T = TypeVar("T")

_FILES = 64
_FOLDERS = 8
_MANY = 512
_DIRECTORY_PART = 8 * 1024  # bytes: some eighty members
# The end of a central directory (APPNOTE 4.3.16): signature, disks, members here and in all, size and offset
# of the directory, length of the comment.
_END = struct.Struct("<4sHHHHIIH")
_END_SIGNATURE = b"PK\x05\x06"
_ENTRY = struct.Struct("<4s24xHHH12x")  # signature, lengths of name, extra field and comment (4.3.12)
_ENTRY_SIGNATURE = b"PK\x01\x02"


def glimpse(paths: Sequence[Path]) -> Source | None:
    """Some of the members that ``paths`` stand for, those in the middle first; the caller closes it.

    Of a folder they are those that the system names first: even listing many thousands takes time.

    Args:
        paths: A folder, a ZIP archive, or files; what a person chose.

    Returns:
        None where all of them are as good as there, or where there is something unusual about them.
    """
    with suppress(OSError, PhantomscopeError):
        if len(paths) > _FILES:
            return _files([os.fspath(path) for path in _from_middle(paths)[:_FILES]])
        if len(paths) == 1 and paths[0].is_dir():
            return _files(_some_files(os.fspath(paths[0])))
        if len(paths) == 1 and paths[0].is_file():
            return _archive(paths[0])
    return None


def _files(chosen: Sequence[str]) -> FileSource | None:
    names = [Path(path).name for path in chosen]
    return FileSource(chosen, names, names[0], SourceSpec("files", tuple(chosen))) if chosen else None


def _some_files(root: str) -> list[str]:
    """Files in a folder and those below it; none where there are no more than these anyhow."""
    found: list[str] = []
    folders = [root]
    for visited in range(_FOLDERS):
        if not folders:
            break
        with os.scandir(folders.pop()) as entries:
            first = list(itertools.islice(entries, _FILES))
        if visited == 0 and len(first) < _FILES and not any(one.is_dir() for one in first):
            return []
        found += _from_middle(sorted(one.path for one in first if one.is_file()))
        folders += sorted((one.path for one in first if one.is_dir(follow_symlinks=False)), reverse=True)
    return found


def _archive(path: Path) -> ZipSource | None:
    with ExitStack() as closing:
        storage = FileStorage(path)
        closing.callback(storage.close)
        part, before = _directory_part(storage)
        if not part:
            return None
        count = len(_entries(part))
        end = _END.pack(_END_SIGNATURE, 0, 0, count, count, len(part), 0, 0)
        try:
            with zipfile.ZipFile(io.BytesIO(part + end)) as directory:
                members = tuple(members_of(directory, before))
        except DIRECTORY_ERRORS:
            return None  # opening it says what is wrong
        closing.pop_all()  # it is the source's to close
        return ZipSource(storage, SourceSpec("path", (os.fspath(path),)), members)


def _directory_part(storage: FileStorage) -> tuple[bytes, int]:
    """Whole entries from the middle of the directory, and what lies before the archive itself (bytes)."""
    written = storage.read_at(max(storage.size - _END.size, 0), _END.size)
    if len(written) != _END.size or not written.startswith(_END_SIGNATURE):
        return b"", 0
    _, _, _, _, count, size, offset, comment = _END.unpack(written)
    start = storage.size - _END.size - size
    if comment or not _MANY <= count < 0xFFFF or start < offset:  # the upper number stands for ZIP64
        return b"", 0
    middle = start + size // 2
    part = storage.read_at(middle, min(_DIRECTORY_PART, start + size - middle))
    part = part[max(part.find(_ENTRY_SIGNATURE), 0) :]
    return part[: sum(_entries(part))], start - offset


def _entries(part: bytes) -> list[int]:
    """The lengths of the whole entries that a part of a directory begins with."""
    lengths: list[int] = []
    position = 0
    while position + _ENTRY.size <= len(part):
        signature, name, extra, comment = _ENTRY.unpack_from(part, position)
        length = _ENTRY.size + name + extra + comment
        if signature != _ENTRY_SIGNATURE or position + length > len(part):
            break
        lengths.append(length)
        position += length
    return lengths


def _from_middle(of: Sequence[T]) -> list[T]:
    middle = len(of) // 2
    pairs = itertools.zip_longest(of[middle:], of[:middle][::-1])
    return [one for pair in pairs for one in pair if one is not None]
