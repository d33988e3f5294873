"""What the fixtures of conftest.py give, for the annotations of the tests that use them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol


class ExpectLog(Protocol):
    """Says that log records up to a level are expected."""

    def __call__(self, logger: str, level: int = ..., containing: str = ...) -> None: ...


Untouched = Callable[[Path], AbstractContextManager[Path]]
RunPython = Callable[[str], str]
