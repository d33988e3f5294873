"""Progress: one line on a terminal, nothing at all elsewhere."""

import io
import sys

import pytest

from phantomscope.headless.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_silent_when_piped() -> None:
    pipe = io.StringIO()
    progress = Progress(pipe)
    progress.show("Opening", 1, 2)
    progress.clear()
    assert pipe.getvalue() == ""


def test_a_line_that_is_overwritten() -> None:
    terminal = Terminal()
    progress = Progress(terminal)
    progress.show("Opening", 3, 64)
    progress.show("Loading the analysis")
    progress.clear()
    shown = terminal.getvalue()
    assert "Opening 3 of 64" in shown
    assert "Loading the analysis …" in shown
    assert shown.endswith("\r\x1b[2K")
    assert "\n" not in shown


def test_not_more_often_than_the_eye_can_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("phantomscope.headless.progress.time.monotonic", lambda: now)
    terminal = Terminal()
    progress = Progress(terminal)
    for done in range(100):
        progress.show("Reading", done, 100)
    now = 101.0
    progress.show("Reading", 100, 100)
    assert terminal.getvalue().count("Reading") == 2
    assert "Reading 100 of 100" in terminal.getvalue()


def test_nothing_to_clear() -> None:
    terminal = Terminal()
    progress = Progress(terminal)
    progress.clear()
    assert terminal.getvalue() == ""
    progress.show("x")
    progress.clear()
    length = len(terminal.getvalue())
    progress.clear()
    assert len(terminal.getvalue()) == length


def test_standard_error_by_default(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    Progress().show("Opening", 1, 2)
    out, err = capsys.readouterr()
    assert out == ""
    assert "Opening 1 of 2" in err
