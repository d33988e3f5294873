"""A log of its own for a test that starts the program inside the test process."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from phantomscope import log


@contextmanager
def own_log(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the log goes meanwhile; the loggers are as before afterwards."""
    path = folder / "state" / "phantomscope.log"
    monkeypatch.setattr(log, "log_file", lambda: path)
    root = logging.getLogger("phantomscope")
    handlers, level, propagate = list(root.handlers), root.level, root.propagate
    try:
        yield path
    finally:
        for handler in set(root.handlers) - set(handlers):
            root.removeHandler(handler)
            handler.close()
        root.setLevel(level)
        root.propagate = propagate
