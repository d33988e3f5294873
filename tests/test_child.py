"""Starting the program as its own child."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from phantomscope import __version__
from phantomscope.child import child_command, child_environment


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
