"""Files written whole or not at all. Reports and profiles test the same through their own doors."""

import os
from pathlib import Path

import pytest

from phantomscope.errors import PhantomscopeError
from phantomscope.whole_file import being_written, lies_in, put_in_place, safe_stem


def test_what_was_there_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(b"old")
    put_in_place(file, b"new")
    assert file.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["a.json"]  # noqa: PTH208


def test_without_its_folder_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(PhantomscopeError, match="folder is gone"):
        put_in_place(tmp_path / "none" / "a.json", b"new")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("Varian TB1", "Varian TB1"),
        ('a/b\\c:"d"', "a b c d"),
        ("  .. ", "thing"),
        ("CON", "CON profile"),
        ("x" * 200, "x" * 80),
        ("Größe µ", "Größe µ"),
    ],
)
def test_names_that_every_file_system_takes(title: str, stem: str) -> None:
    assert safe_stem(title, "thing", "profile") == stem


def test_a_file_is_written_piece_by_piece_and_put_in_place_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "made"
    path.write_bytes(b"old")
    with being_written(path) as file:
        file.write(b"one ")
        file.write(b"two")
        assert path.read_bytes() == b"old"
        file.seek(0)
        file.write(b"ONE")
    assert path.read_bytes() == b"ONE two"
    assert [one.name for one in tmp_path.iterdir()] == ["made"]


def test_what_was_there_stays_where_the_writing_fails(tmp_path: Path) -> None:
    path = tmp_path / "made"
    path.write_bytes(b"old")
    with pytest.raises(TypeError), being_written(path) as file:
        file.write("no bytes")  # type: ignore[arg-type]
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["made"]


def test_what_lies_in_a_folder_or_is_a_file_by_another_name(tmp_path: Path) -> None:
    folder, file = tmp_path / "folder", tmp_path / "a.zip"
    folder.mkdir()
    file.write_bytes(b"a")
    (tmp_path / "b.zip").symlink_to(file)
    os.link(file, tmp_path / "c.zip")
    (tmp_path / "way").symlink_to(folder)
    for path in (file, tmp_path / "b.zip", tmp_path / "c.zip", folder / "new", tmp_path / "way" / "new"):
        assert lies_in(path, [file, folder])
    assert not lies_in(tmp_path / "new", [file, folder])
    assert not lies_in(file, [])
