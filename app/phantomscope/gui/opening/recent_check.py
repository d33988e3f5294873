"""Which of the recent scans are not there any more, looked up without making the window wait."""

import contextlib
import threading
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot


class RecentCheck(QObject):
    """Looks for paths on a thread of its own, since a drive may be slow or gone; the newest question counts.

    Signals:
        found_missing(frozenset[str]): These of the paths are not there.

    Args:
        parent: Qt parent.
    """

    found_missing = Signal(object)
    _answered = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        # Queued by name: it is emitted from a thread that is not Qt's.
        self._answered.connect(self._on_answered, Qt.ConnectionType.QueuedConnection)

    def check(self, paths: Sequence[str]) -> None:
        """Look whether these paths are there."""
        self._number += 1
        if paths:
            # A daemon: where a network drive does not answer, the program must still be able to end.
            arguments = (self._number, tuple(paths))
            threading.Thread(target=self._look, args=arguments, name="recent", daemon=True).start()

    def _look(self, number: int, paths: tuple[str, ...]) -> None:
        missing = frozenset(path for path in paths if not _is_there(path))
        with contextlib.suppress(RuntimeError):  # the window has gone
            self._answered.emit(number, missing)

    @Slot(int, object)
    def _on_answered(self, number: int, missing: frozenset[str]) -> None:
        if number == self._number:
            self.found_missing.emit(missing)


def _is_there(path: str) -> bool:
    """Whether a path leads to something; one that may not be looked at is left to opening to tell."""
    try:
        return Path(path).exists()
    except OSError:
        return True
