"""A saved result, read on a thread of its own."""

import contextlib
import threading
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from phantomscope.analysis.results import AnalysisResult
from phantomscope.errors import PhantomscopeError

_MOST_BYTES = 256_000_000


class ResultFile(QObject):
    """Reads results that were exported as JSON.

    Signals:
        read(str, AnalysisResult): Base name of the file and what is in it.
        failed(PhantomscopeError): Why it can't be read.

    Args:
        parent: Qt parent.
    """

    read = Signal(str, object)
    failed = Signal(object)
    _done = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Queued by name: it is emitted from a thread that is not Qt's.
        self._done.connect(self._on_done, Qt.ConnectionType.QueuedConnection)

    def start(self, path: Path) -> None:
        """Read a file; a signal tells when it is done."""
        threading.Thread(target=self._read, args=(path,), name="result file", daemon=True).start()

    def _read(self, path: Path) -> None:
        outcome: AnalysisResult | PhantomscopeError
        try:
            outcome = result_in(path)
        except PhantomscopeError as error:
            outcome = error
        with contextlib.suppress(RuntimeError):  # the window has gone
            self._done.emit(path.name, outcome)

    def _on_done(self, name: str, outcome: AnalysisResult | PhantomscopeError) -> None:
        if isinstance(outcome, PhantomscopeError):
            self.failed.emit(outcome)
        else:
            self.read.emit(name, outcome)


def result_in(path: Path) -> AnalysisResult:
    """The result in a JSON file.

    Raises:
        PhantomscopeError: It can't be read, or is something else.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ValueError
        return AnalysisResult.from_json(path.read_bytes())
    except OSError as error:
        raise PhantomscopeError(
            "The file can't be read", where=path.name, todo="Check that it is there and may be read"
        ) from error
    except ValueError as error:
        raise PhantomscopeError(
            "The file holds no results of this program",
            where=path.name,
            todo="Choose a JSON file that was exported here",
        ) from error
