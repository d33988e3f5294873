"""What a drag carries, as far as it can be opened."""

from pathlib import Path

from PySide6.QtCore import QMimeData


def dropped_paths(data: QMimeData) -> list[Path]:
    """The local files and folders among what is dragged; whether they can be opened is seen on trying."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile() and url.toLocalFile()]
