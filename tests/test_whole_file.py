"""Files written whole or not at all. Reports and profiles test the same through their own doors."""

import os
from pathlib import Path

import pytest

from phantomscope.errors import PhantomscopeError
from phantomscope.whole_file import put_in_place, safe_stem


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
