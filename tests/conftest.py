"""What every test may use, and what no test may leave behind."""

import hashlib
import logging
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from fixture_types import ExpectLog, RunPython, Untouched

_THREAD_SECONDS = 10.0

# No timing, which a busy machine would fail; no database, which would be a file beside the code.
settings.register_profile(
    "phantomscope",
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("phantomscope")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What uses the real scans is marked so by using their fixture."""
    for item in items:
        if "real_data" in getattr(item, "fixturenames", ()):
            item.add_marker("real_data")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real scans beside the repository; its tests are skipped where there is none."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real scans in ../shared/data are not there")
    return folder


@pytest.fixture
def run_python() -> RunPython:
    """``run_python(code)`` runs it in a process of its own and gives its output; it must end well."""

    def run(code: str) -> str:
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


# -- logs -------------------------------------------------------------------------------------------------


class _ExpectedLogs:
    def __init__(self) -> None:
        self._expected: list[tuple[str, int, str]] = []

    def __call__(self, logger: str, level: int = logging.WARNING, containing: str = "") -> None:
        self._expected.append((logger, level, containing))

    def covers(self, record: logging.LogRecord) -> bool:
        return any(
            (record.name == logger or record.name.startswith(f"{logger}."))
            and record.levelno <= level
            and containing in record.getMessage()
            for logger, level, containing in self._expected
        )


@pytest.fixture
def expect_log() -> ExpectLog:
    """``expect_log(logger, level=WARNING, containing="")``: such records do not fail this test."""
    return _ExpectedLogs()


@pytest.fixture(autouse=True)
def _no_unexpected_logs(caplog: pytest.LogCaptureFixture, expect_log: _ExpectedLogs) -> Iterator[None]:
    yield
    records = [*caplog.get_records("setup"), *caplog.get_records("call")]
    unexpected = [
        f"{record.name} {record.levelname}: {record.getMessage()}"
        for record in records
        if record.levelno >= logging.WARNING and not expect_log.covers(record)
    ]
    assert not unexpected, f"unexpected log records: {unexpected}"


# -- threads ----------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _no_thread_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + _THREAD_SECONDS
    # Threads that Qt started and Python only met are Qt's to end.
    new = [
        thread
        for thread in threading.enumerate()
        if thread not in before and not isinstance(thread, threading._DummyThread)
    ]
    for thread in new:
        thread.join(max(deadline - time.monotonic(), 0.0))  # one that is ending may end
    left = [thread.name for thread in new if thread.is_alive()]
    assert not left, f"threads left running: {left}"


# -- the user's data --------------------------------------------------------------------------------------


def _fingerprints(path: Path) -> dict[str, tuple[str, int]]:
    """SHA-256 and modification time (ns) of a file, or of a folder and of all that is below it."""
    found = [path, *sorted(path.rglob("*"))] if path.is_dir() else [path]
    return {
        str(each): (
            hashlib.sha256(each.read_bytes()).hexdigest() if each.is_file() else "",
            each.stat().st_mtime_ns,
        )
        for each in found
    }


@pytest.fixture
def untouched(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Untouched:
    """``with untouched(path) as temp:`` asserts that the file or folder is the same afterwards.

    Nothing may have been written beside it, nor left in the temp folder, which is one of its own meanwhile,
    for child processes too.
    """

    @contextmanager
    def check(path: Path) -> Iterator[Path]:
        temp = tmp_path_factory.mktemp("temp")
        with monkeypatch.context() as patch:
            for variable in ("TMPDIR", "TEMP", "TMP"):
                patch.setenv(variable, str(temp))
            patch.setattr(tempfile, "tempdir", None)
            beside = sorted(path.parent.iterdir())
            before = _fingerprints(path)
            yield temp
            assert _fingerprints(path) == before, "the source was changed"
            assert sorted(path.parent.iterdir()) == beside, "something was written beside the source"
            assert not list(temp.rglob("*")), "something was left in the temp folder"

    return check
