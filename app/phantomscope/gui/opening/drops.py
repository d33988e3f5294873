"""What a drag carries, as far as it can be opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData

_ZIP_START = b"PK"


@dataclass(frozen=True, slots=True)
class Drop:
    """What comes of several paths that were dropped together.

    Attributes:
        opened: To be opened: one folder, one archive, or files that belong together.
        left: What is not opened with them.
    """

    opened: tuple[Path, ...]
    left: tuple[Path, ...]


def dropped_paths(data: QMimeData) -> list[Path]:
    """The local files and folders among what is dragged; whether they can be opened is seen on trying."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile() and url.toLocalFile()]


def sorted_out(paths: Sequence[Path]) -> Drop:
    """Of several paths the first folder or archive, which is a scan of its own; else all files as one scan.

    It looks at the file system and so belongs on another thread than the window's.
    """
    first = next((path for path in paths if _is_scan_of_its_own(path)), None)
    if first is None or len(paths) == 1:
        return Drop(tuple(paths), ())
    return Drop((first,), tuple(path for path in paths if path is not first))


def _is_scan_of_its_own(path: Path) -> bool:
    try:
        if path.is_dir():
            return True
        with path.open("rb") as file:
            return file.read(len(_ZIP_START)) == _ZIP_START
    except OSError:
        return False  # opening tells why
