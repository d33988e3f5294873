"""Runs one analysis at a time for the window: the process's callbacks become signals on the GUI thread."""

import contextlib
import functools
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal, Slot

from phantomscope.analysis import events
from phantomscope.analysis.job import AnalysisJob
from phantomscope.analysis.process import AnalysisProcess, Outcome


class Process(Protocol):
    """What a runner needs of an analysis process."""

    @property
    def pid(self) -> int | None:
        """The child's process id while it runs, else None."""

    def start(self) -> None:
        """Start the child."""

    def cancel(self) -> None:
        """End the child; returns at once."""

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for the end; False after ``timeout`` seconds."""


class ProcessFactory(Protocol):
    """What makes an analysis process; AnalysisProcess itself does."""

    def __call__(
        self,
        job: AnalysisJob,
        on_event: Callable[[events.Event], None],
        on_end: Callable[[Outcome], None],
        *,
        data: bytes = b"",
    ) -> Process: ...


class AnalysisRunner(QObject):
    """Owns the analysis process of the moment. Starting another cancels it; the newest wins.

    Signals:
        stage_changed(events.Stage): What the analysis does now.
        ended(process.Outcome): How the newest analysis ended; once for each ``start`` that no other overtook.

    Args:
        process_factory: Makes a process from a job; AnalysisProcess by default.
        parent: When it goes, so does the child process.
    """

    stage_changed = Signal(object)
    ended = Signal(object)
    _event_arrived = Signal(int, object)
    _end_arrived = Signal(int, object)

    def __init__(
        self, process_factory: ProcessFactory = AnalysisProcess, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._process_factory = process_factory
        self._alive: dict[int, Process] = {}
        self._run = 0
        self._running = False
        self._told_pid: int | None = None
        # Queued by name: the callbacks come from threads that are not Qt's.
        self._event_arrived.connect(self._on_event, Qt.ConnectionType.QueuedConnection)
        self._end_arrived.connect(self._on_end, Qt.ConnectionType.QueuedConnection)
        self.destroyed.connect(functools.partial(_cancel_all, self._alive))

    @property
    def is_running(self) -> bool:
        """Whether ``ended`` is still to come."""
        return self._running

    @property
    def pid(self) -> int | None:
        """Process id of the running analysis, or None.

        What the child says of itself counts first: on Windows a virtual environment's ``python.exe`` is a
        launcher, and the process that was started is not the one that works.
        """
        process = self._alive.get(self._run) if self._running else None
        if process is None:
            return None
        return self._told_pid or process.pid

    def start(self, job: AnalysisJob, data: bytes = b"") -> None:
        """Start an analysis.

        Args:
            job: What to analyse.
            data: The source's bytes, for a source in memory.
        """
        self.cancel()
        self._run += 1
        self._running = True
        self._told_pid = None
        run = self._run
        process = self._process_factory(
            job,
            functools.partial(_send, self._event_arrived, run),
            functools.partial(_send, self._end_arrived, run),
            data=data,
        )
        self._alive[run] = process
        process.start()

    def cancel(self) -> None:
        """End the running analysis, if there is one; ``ended`` comes when it is gone."""
        if self._running and self._run in self._alive:
            self._alive[self._run].cancel()

    def shutdown(self, timeout: float = 3.0) -> bool:
        """End all children and wait for them: for a window that closes. Nothing is signalled after it.

        Returns:
            Whether all have gone within ``timeout`` seconds each.
        """
        self._run += 1
        self._running = False
        _cancel_all(self._alive)
        gone = [process.wait(timeout) for process in self._alive.values()]
        self._alive.clear()
        return all(gone)

    @Slot(int, object)
    def _on_event(self, run: int, event: events.Event) -> None:
        if run != self._run or not self._running:
            return
        if isinstance(event, events.Started):
            self._told_pid = event.pid
        elif isinstance(event, events.Stage):
            self.stage_changed.emit(event)

    @Slot(int, object)
    def _on_end(self, run: int, outcome: Outcome) -> None:
        self._alive.pop(run, None)
        if run != self._run or not self._running:
            return
        self._running = False
        self._told_pid = None
        self.ended.emit(outcome)


class _Emitter(Protocol):
    def emit(self, run: int, what: object) -> None: ...


def _send(signal: _Emitter, run: int, what: object) -> None:
    # The window may have gone while the child was still ending: then nobody is left to be told.
    with contextlib.suppress(RuntimeError):
        signal.emit(run, what)


def _cancel_all(alive: dict[int, Process], *_: object) -> None:
    for process in list(alive.values()):
        process.cancel()
