import os
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gui.sample_result import sample_result
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.results.result_file import ResultFile, result_in


def test_what_was_saved_is_read(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "old.json"
    path.write_bytes(sample_result().to_json(indent=2))
    reader = ResultFile()
    with qtbot.waitSignal(reader.read) as read:
        reader.start(path)
    assert read.args == ["old.json", sample_result()]


@pytest.mark.parametrize("content", [b"", b"{}", b"[1, 2]", b"\xff\xfe\x00", b'{"modules": 3}'])
def test_something_else_is_refused_in_words(qtbot: QtBot, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.json"
    path.write_bytes(content)
    reader = ResultFile()
    with qtbot.waitSignal(reader.failed) as failed:
        reader.start(path)
    error: PhantomscopeError = failed.args[0]
    assert str(error).startswith("The file holds no results of this program")
    assert error.where == "other.json"


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(PhantomscopeError, match="can't be read"):
        result_in(tmp_path / "gone.json")


def test_a_file_that_is_far_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 300_000_000)  # sparse: takes no room
    with pytest.raises(PhantomscopeError, match="no results"):
        result_in(path)
