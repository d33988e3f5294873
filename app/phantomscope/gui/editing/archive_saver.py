"""Saves a new archive on a thread of its own, with progress and cancel; no widget in sight."""

import contextlib
import logging
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from phantomscope.analysis.job import Edits
from phantomscope.errors import OperationCancelled, PhantomscopeError
from phantomscope.log import traceback_without_values
from phantomscope.stack.member import Source, SourceSpec
from phantomscope.stack.series import Series
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_spec

if TYPE_CHECKING:  # loaded when a copy is saved
    from phantomscope.saving.new_archive import SavedArchive

logger = logging.getLogger(__name__)

_TOLD_EVERY_SECONDS = 0.05
_WAITED_SECONDS = 0.03  # for the thread when the window closes, which must not freeze meanwhile


@dataclass(frozen=True, slots=True)
class SaveRequest:
    """What to save.

    Attributes:
        source: Where the slices are.
        series: Which of its series.
        edits: What was changed in it: what is shown is changed no more for this archive.
        path: Where to.
        private: Whether to leave out what tells who the patient is.
        beside: What else is open.
    """

    source: Source
    series: Series
    edits: Edits
    path: Path
    private: bool
    beside: tuple[SourceSpec, ...] = ()


class ArchiveSaver(QObject):
    """Saves one archive at a time.

    Signals:
        progressed(int, int): Steps done and in all.
        saved(SavedArchive): It is there.
        failed(PhantomscopeError): It is not, and why.
        cancelled(): It was given up; nothing is left of it.
        ended(): However it ended.

    Args:
        parent: Qt parent.
    """

    progressed = Signal(int, int)
    saved = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    ended = Signal()
    _told = Signal(int, int, int)
    _done = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self._cancelled = threading.Event()
        self._thread: threading.Thread | None = None
        self._busy = False
        self._gone = False
        # Queued by name: they are emitted from a thread that is not Qt's.
        self._told.connect(self._on_told, Qt.ConnectionType.QueuedConnection)
        self._done.connect(self._on_done, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether an archive is being saved."""
        return self._busy

    def start(self, request: SaveRequest) -> None:
        """Save an archive; ``is_busy`` must be False."""
        assert not self._busy
        self._number += 1
        self._busy = True
        self._cancelled = threading.Event()
        work = _Work(self, request, self._number, self._cancelled)
        self._thread = threading.Thread(target=work.do, name="save archive", daemon=False)
        self._thread.start()

    def cancel(self) -> None:
        """Give it up; ``ended`` follows."""
        self._cancelled.set()

    def shutdown(self) -> None:
        """Give it up and tell nobody any more.

        The thread ends within a slice, and the program not before it: nothing is left of the archive then.
        """
        self._gone = True
        self.cancel()
        if self._thread is not None:
            self._thread.join(_WAITED_SECONDS)

    def tell(self, number: int, done: int, total: int) -> None:
        """From the thread: so far it is."""
        if self._gone:
            return
        with contextlib.suppress(RuntimeError):  # the window has gone
            self._told.emit(number, done, total)

    def end(self, number: int, outcome: "SavedArchive | PhantomscopeError | None") -> None:
        """From the thread: this came of it; None where it was given up."""
        if self._gone:
            return
        with contextlib.suppress(RuntimeError):
            self._done.emit(number, outcome)

    @Slot(int, int, int)
    def _on_told(self, number: int, done: int, total: int) -> None:
        if number == self._number and self._busy:
            self.progressed.emit(done, total)

    @Slot(int, object)
    def _on_done(self, number: int, outcome: "SavedArchive | PhantomscopeError | None") -> None:
        if number != self._number:
            return
        self._busy = False
        self._thread = None
        self.ended.emit()
        if isinstance(outcome, PhantomscopeError):
            self.failed.emit(outcome)
        elif outcome is not None:
            self.saved.emit(outcome)
        else:
            self.cancelled.emit()


class _Work:
    """One archive, on its thread."""

    def __init__(
        self, saver: ArchiveSaver, request: SaveRequest, number: int, cancelled: threading.Event
    ) -> None:
        self._saver = saver
        self._request = request
        self._number = number
        self._cancelled = cancelled
        self._told = 0.0

    def do(self) -> None:
        outcome: SavedArchive | PhantomscopeError | None = None
        try:
            outcome = self._save()
        except OperationCancelled:
            outcome = None
        except PhantomscopeError as error:
            outcome = None if self._cancelled.is_set() else error
        except Exception as error:  # noqa: BLE001 - whatever it is, the person must hear of it
            logger.error("an archive could not be saved: %s", traceback_without_values(error))
            outcome = PhantomscopeError(
                "The archive could not be saved because of a fault in the program",
                todo="The log has what is known",
            )
        self._saver.end(self._number, outcome)

    def _save(self) -> "SavedArchive":
        from phantomscope.saving.new_archive import save_new_archive

        request = self._request
        spec = request.source.spec
        # A file of its own stays open whatever is opened next; folders and memory need no handle.
        source = open_spec(spec) if spec.state is not None else request.source
        try:
            with SliceStack(source, request.series, max_slices=1) as stack:
                request.edits.apply_to(stack.overlay)
                return save_new_archive(
                    stack,
                    source,
                    request.path,
                    private=request.private,
                    beside=request.beside,
                    progress=self._tell,
                    cancelled=self._cancelled.is_set,
                )
        finally:
            if source is not request.source:
                source.close()

    def _tell(self, done: int, total: int) -> None:
        now = time.monotonic()
        if done == total or now - self._told > _TOLD_EVERY_SECONDS:
            self._told = now
            self._saver.tell(self._number, done, total)
