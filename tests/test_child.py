"""Starting the program as its own child."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from phantomscope import __version__
from phantomscope.child import child_command, child_environment, matplotlib_environment


def test_child_is_this_very_program_wherever_it_is_started(tmp_path: Path) -> None:
    (tmp_path / "phantomscope.py").write_text("raise SystemExit(99)")
    done = subprocess.run(
        child_command("--version"),
        env=child_environment(),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == f"phantomscope {__version__}"


def test_frozen_program_is_started_without_an_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/phantomscope/phantomscope")
    monkeypatch.delenv("PYTHONPATH", raising=False)
    assert child_command("worker") == ["/opt/phantomscope/phantomscope", "worker"]
    assert "PYTHONPATH" not in child_environment()


def test_child_keeps_the_environment_it_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    monkeypatch.setenv("LANG", "C.UTF-8")
    environment = child_environment()
    assert environment["LANG"] == "C.UTF-8"
    assert environment["PYTHONPATH"].split(os.pathsep)[1] == "/somewhere"
    assert environment["MPLBACKEND"] == "Agg"


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A user's cache folder that is not there yet, and an empty temporary folder."""
    cache, temp = tmp_path / "home" / "cache", tmp_path / "temp"
    temp.mkdir()
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name, **_: cache / name)
    monkeypatch.setattr(tempfile, "tempdir", str(temp))
    return cache, temp


def test_matplotlib_keeps_its_fonts_in_the_cache(folders: tuple[Path, Path]) -> None:
    cache, temp = folders
    with matplotlib_environment() as extra:
        assert extra == {"MPLCONFIGDIR": str(cache / "phantomscope" / "matplotlib")}
        assert not list(temp.iterdir())
    assert (cache / "phantomscope" / "matplotlib").is_dir()


def test_without_a_cache_matplotlib_leaves_nothing_in_the_temporary_folder(
    folders: tuple[Path, Path],
) -> None:
    cache, temp = folders
    cache.parent.write_text("a file where the home should be")
    with matplotlib_environment() as extra:
        folder = Path(extra["MPLCONFIGDIR"])
        assert folder.parent == temp
        (folder / "fontlist.json").write_text("{}")
    assert not list(temp.iterdir())


def test_without_any_place_matplotlib_is_left_to_itself(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, temp = folders
    cache.parent.write_text("a file where the home should be")
    monkeypatch.setattr(tempfile, "tempdir", str(temp / "gone"))
    with matplotlib_environment() as extra:
        assert extra == {}
