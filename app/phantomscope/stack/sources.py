"""The one door to every kind of source: a ZIP archive, a folder, files, or bytes in memory."""

import stat
import zipfile
from collections.abc import Sequence
from pathlib import Path

from phantomscope.errors import PhantomscopeError
from phantomscope.stack.file_source import FileSource, folder_source
from phantomscope.stack.front import PREAMBLE, may_be_dicom
from phantomscope.stack.member import Source, SourceSpec
from phantomscope.stack.storage import FileStorage, MemoryStorage, Storage, changed, shown, unreadable
from phantomscope.stack.zip_source import ZipSource

_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


def open_path(path: Path) -> Source:
    """Open a ZIP archive, a folder or a single DICOM file.

    Raises:
        PhantomscopeError: The path is gone, may not be read, is empty, or is none of these.
    """
    try:
        path.stat()
    except OSError as error:
        raise unreadable(path, error) from error
    if path.is_dir():
        return folder_source(path)
    if not path.is_file():
        raise PhantomscopeError(  # opening a pipe would wait for ever
            "It is neither a file nor a folder",
            where=shown(path.name),
            todo="Choose a ZIP archive, a folder or a DICOM file of a phantom scan",
        )
    storage = FileStorage(path)
    spec = SourceSpec("path", (str(path),), storage.state)
    try:
        front = storage.read_at(0, PREAMBLE)
        if not may_be_dicom(front) and _is_zip(storage, front):
            return ZipSource(storage, spec)
        if not front:
            raise PhantomscopeError(
                "The file is empty (0 bytes)", where=storage.name, todo="Export or copy it again"
            )
        if may_be_dicom(front):
            storage.close()
            return FileSource([path], [path.name], path.name, spec)
    except BaseException:
        storage.close()
        raise
    storage.close()
    raise PhantomscopeError(
        "The file is neither a ZIP archive nor a DICOM file",
        where=storage.name,
        todo="Choose a ZIP archive, a folder or a DICOM file of a phantom scan",
    )


def open_files(paths: Sequence[Path]) -> Source:
    """Open a list of DICOM files as one source; a list of one path is opened as ``open_path`` does.

    Raises:
        PhantomscopeError: The list is empty or holds a folder, or a file is gone.
    """
    if not paths:
        raise PhantomscopeError("No file was given", todo="Choose a ZIP archive, a folder or DICOM files")
    if len(paths) == 1:
        return open_path(paths[0])
    states = []
    for path in paths:
        try:
            status = path.stat()
        except OSError as error:
            raise unreadable(path, error) from error
        states.append((status.st_size, status.st_mtime_ns))
        if not stat.S_ISREG(status.st_mode):
            raise PhantomscopeError(
                "Several paths were given and one of them is a folder",
                where=shown(path.name),
                todo="Open one folder at a time",
            )
    names = [path.name for path in paths]
    if len(set(names)) < len(names):
        names = [str(path) for path in paths]
    spec = SourceSpec("files", tuple(str(path) for path in paths))
    return FileSource(paths, names, f"{paths[0].name} and {len(paths) - 1} more", spec, states=states)


def open_bytes(data: bytes, name: str = "data in memory") -> Source:
    """Open a ZIP archive whose bytes the caller already holds; they are not copied.

    Raises:
        PhantomscopeError: The bytes are empty or no ZIP archive.
    """
    storage = MemoryStorage(data, name)
    if not data:
        raise PhantomscopeError(
            "There is nothing in it (0 bytes)", where=name, todo="Give a ZIP archive's bytes"
        )
    if not _is_zip(storage, data[:4]):
        raise PhantomscopeError("The bytes are no ZIP archive", where=name, todo="Give a ZIP archive's bytes")
    return ZipSource(storage, SourceSpec("bytes"))


def open_spec(spec: SourceSpec, data: bytes = b"") -> Source:
    """Open what another process described, making sure that it is still the same.

    Raises:
        PhantomscopeError: It can't be opened, or the file has been replaced since it was described.
    """
    if spec.kind == "bytes":
        return open_bytes(data)
    source = open_files([Path(path) for path in spec.paths])
    if spec.state is not None and source.spec.state != spec.state:
        source.close()
        raise changed(source.name)
    return source


def _is_zip(storage: Storage, front: bytes) -> bool:
    if front.startswith(_ZIP_STARTS):
        return True  # even a damaged one: its own error is the clearest
    with storage.stream() as stream:
        return zipfile.is_zipfile(stream)  # e.g. behind a self-extracting program
