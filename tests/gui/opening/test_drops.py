from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl

from gui.input_events import urls
from phantomscope.gui.opening.drops import Drop, dropped_paths, sorted_out


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


def test_several_files_are_one_scan(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.dcm", "b.dcm")]
    for path in paths:
        path.write_bytes(b"text")
    assert sorted_out(paths) == Drop(tuple(paths), ())
    assert sorted_out([tmp_path / "gone", paths[0]]).left == ()


def test_of_archives_and_folders_the_first_is_opened(tmp_path: Path) -> None:
    file, archive, folder = tmp_path / "a.dcm", tmp_path / "scan", tmp_path / "folder"
    file.write_bytes(b"text")
    archive.write_bytes(b"PK\x03\x04")  # by what is in it, not by its name
    folder.mkdir()
    assert sorted_out([file, archive, folder]) == Drop((archive,), (file, folder))
    assert sorted_out([folder, archive]) == Drop((folder,), (archive,))
    assert sorted_out([archive]) == Drop((archive,), ())
