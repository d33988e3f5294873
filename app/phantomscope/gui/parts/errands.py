"""Small work with files, off the GUI thread: a folder may lie on a slow network."""

import contextlib
import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTime
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from phantomscope.errors import PhantomscopeError
from phantomscope.log import traceback_without_values

logger = logging.getLogger(__name__)

T = TypeVar("T")


class Errands(QObject):
    """Runs errands one after another, and hands over what comes of each on the GUI thread.

    There is a thread only while there is something to do.

    Signals:
        failed(PhantomscopeError): An errand could not be done; the next one is run all the same.

    Args:
        parent: Qt parent.
    """

    failed = Signal(object)
    _ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._waiting: deque[Errand[Any]] = deque()
        self._thread: threading.Thread | None = None
        self._closed = False
        # Queued by name: it is emitted from a thread that is not Qt's.
        self._ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)

    def run(self, work: Callable[[], T], done: Callable[[T], object]) -> "Errand[T]":
        """Have something done.

        Args:
            work: Does it, on another thread; what it raises is told by ``failed``.
            done: Gets what came of it, on the GUI thread.
        """
        errand = Errand(work, done)
        with self._lock:
            if not self._closed:
                self._waiting.append(errand)
                if self._thread is None:
                    self._thread = threading.Thread(target=self._work, name="files")
                    self._thread.start()
        return errand

    def hurry(self, errand: "Errand[Any]", seconds: float) -> None:
        """Hand over now what comes of an errand where it is there, or within so many seconds."""
        with contextlib.suppress(NotInTime):
            errand.outcome.exception(seconds)
            self._hand_over(errand)

    def close(self) -> None:
        """Wait until all errands are done; what comes of them is not handed over any more."""
        with self._lock:
            self._closed = True
            thread = self._thread
        if thread is not None:
            thread.join()

    def _work(self) -> None:
        while (errand := self._next()) is not None:
            errand.do()
            with contextlib.suppress(RuntimeError):  # the window has gone
                self._ended.emit(errand)

    def _next(self) -> "Errand[Any] | None":
        with self._lock:
            if self._waiting:
                return self._waiting.popleft()
            self._thread = None
            return None

    @Slot(object)
    def _on_ended(self, errand: "Errand[Any]") -> None:
        self._hand_over(errand)

    def _hand_over(self, errand: "Errand[Any]") -> None:
        if errand.over or self._closed:
            return
        errand.over = True
        problem = errand.outcome.exception()
        if problem is None:
            errand.done(errand.outcome.result())
        elif isinstance(problem, PhantomscopeError):
            self.failed.emit(problem)
        else:
            logger.error("work with a file failed: %s", traceback_without_values(problem))
            self.failed.emit(PhantomscopeError("The file could not be used", todo="Try another one"))


class Errand(Generic[T]):
    """Something that is to be done.

    Attributes:
        done: Gets what comes of it.
        outcome: What came of it, once there is something.
        over: Whether that has been handed over.
    """

    def __init__(self, work: Callable[[], T], done: Callable[[T], object]) -> None:
        self._work = work
        self.done = done
        self.outcome: Future[T] = Future()
        self.over = False

    def do(self) -> None:
        """Do it."""
        try:
            self.outcome.set_result(self._work())
        except Exception as error:  # noqa: BLE001 - whoever waits for the outcome tells of it
            self.outcome.set_exception(error)
