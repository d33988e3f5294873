import os
from pathlib import Path

import pytest

from phantomscope.errors import PhantomscopeError
from phantomscope.saving.new_file import check_new, new_file
from phantomscope.stack.member import SourceSpec


def test_a_file_is_there_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "new.zip"
    with new_file(path) as file:
        file.write(b"abc")
        assert not path.exists()
    assert path.read_bytes() == b"abc"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [ValueError(), KeyboardInterrupt(), OSError(28, "No space left")])
def test_nothing_is_left_where_it_fails(tmp_path: Path, error: BaseException) -> None:
    told = PhantomscopeError if isinstance(error, OSError) else type(error)

    def fail() -> None:
        with new_file(tmp_path / "new.zip") as file:
            file.write(b"abc")
            raise error

    with pytest.raises(told):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_what_came_there_meanwhile_stays(tmp_path: Path) -> None:
    path = tmp_path / "new.zip"
    with pytest.raises(PhantomscopeError, match="never written over"), new_file(path):
        path.write_bytes(b"other")
    assert path.read_bytes() == b"other"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_system_without_links_is_no_obstacle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "new.zip"
    with new_file(path) as file:
        file.write(b"abc")
    assert path.read_bytes() == b"abc"
    with pytest.raises(PhantomscopeError, match="never written over"), new_file(path) as file:
        file.write(b"other")
    assert path.read_bytes() == b"abc"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(PhantomscopeError, match="folder is gone"), new_file(tmp_path / "a" / "b.zip"):
        pass


def test_the_source_and_all_that_is_there_are_refused(tmp_path: Path) -> None:
    scan = tmp_path / "scan.zip"
    scan.write_bytes(b"PK")
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "way").symlink_to(folder)
    (tmp_path / "soft.zip").symlink_to(scan)
    (tmp_path / "dangling.zip").symlink_to(tmp_path / "nowhere")
    os.link(scan, tmp_path / "hard.zip")
    source, tree = SourceSpec("path", (str(scan),)), SourceSpec("path", (str(folder),))
    refused = [
        (scan, source),
        (folder / ".." / "scan.zip", source),
        (tmp_path / "soft.zip", source),
        (tmp_path / "hard.zip", source),
        (tmp_path / "dangling.zip", source),
        (folder, source),
        (folder / "new.zip", tree),
        (folder / "deep" / "new.zip", tree),
        (tmp_path / "way" / "new.zip", tree),
        (scan, tree),
    ]
    for path, spec in refused:
        with pytest.raises(PhantomscopeError):
            check_new(path, spec)
    check_new(tmp_path / "new.zip", source)
    check_new(tmp_path / "new.zip", SourceSpec("bytes"))


def test_a_relative_path_to_the_source_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "scan.zip").write_bytes(b"PK")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PhantomscopeError, match="scan that is open"):
        check_new(Path("scan.zip"), SourceSpec("path", (str(tmp_path / "scan.zip"),)))
