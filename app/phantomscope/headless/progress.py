"""Progress on a terminal; nothing where the output is piped or redirected."""

import sys
import time
from typing import TextIO

_CLEAR_LINE = "\r\x1b[2K"
_INTERVAL_SECONDS = 0.1


class Progress:
    """One line that is overwritten as work goes on.

    Args:
        stream: Where to show it; standard error by default, so that results can be piped.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._shown = self._stream.isatty()
        self._last_time = 0.0
        self._last_name = ""

    def show(self, name: str, done: int = 0, total: int = 0) -> None:
        """Say what is being done and how far it is."""
        now = time.monotonic()
        if not self._shown or (name == self._last_name and now - self._last_time < _INTERVAL_SECONDS):
            return
        self._last_time, self._last_name = now, name
        count = f" {done} of {total}" if total else " …"
        self._stream.write(f"{_CLEAR_LINE}{name}{count}")
        self._stream.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self._shown and self._last_name:
            self._stream.write(_CLEAR_LINE)
            self._stream.flush()
            self._last_name = ""
