from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl

from gui.input_events import urls
from phantomscope.gui.opening.drops import dropped_paths


def test_local_paths_in_their_order(tmp_path: Path) -> None:
    paths = [tmp_path / "b.zip", tmp_path / "with space ü.zip"]
    assert dropped_paths(urls(paths)) == paths


def test_what_is_not_local_or_no_path_is_nothing() -> None:
    data = QMimeData()
    assert dropped_paths(data) == []
    data.setText("/tmp/scan.zip")
    assert dropped_paths(data) == []
    data.setUrls([QUrl("https://example.org/scan.zip"), QUrl()])
    assert dropped_paths(data) == []
