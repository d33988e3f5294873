"""Small work with files, off the GUI thread: a folder may lie on a slow network."""

import contextlib
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotInTime
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from phantomscope.errors import PhantomscopeError

logger = logging.getLogger(__name__)

T = TypeVar("T")


class Errands(QObject):
    """Runs errands one after another on one thread, and hands over what comes of each on the GUI thread.

    Signals:
        failed(PhantomscopeError): An errand could not be done; the next one is run all the same.

    Args:
        parent: Qt parent.
    """

    failed = Signal(object)
    _ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="files")
        self._closed = False
        # Queued by name: it is emitted from a thread that is not Qt's.
        self._ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)

    def run(self, work: Callable[[], T], done: Callable[[T], object]) -> "Errand[T]":
        """Have something done.

        Args:
            work: Does it, on another thread; PhantomscopeError and OSError are told by ``failed``.
            done: Gets what came of it, on the GUI thread.
        """
        errand = Errand(done)
        if not self._closed:
            errand.future = self._executor.submit(work)
            errand.future.add_done_callback(lambda _: self._tell(errand))
        return errand

    def hurry(self, errand: "Errand[Any]", seconds: float) -> None:
        """Hand over now what comes of an errand where it is there, or within so many seconds."""
        if errand.future is not None and not errand.over:
            with contextlib.suppress(NotInTime, PhantomscopeError, OSError):
                errand.future.result(seconds)
            if errand.future.done():
                self._hand_over(errand)

    def close(self) -> None:
        """Wait until all errands are done; what comes of them is not handed over any more."""
        self._closed = True
        self._executor.shutdown()

    def _tell(self, errand: "Errand[Any]") -> None:
        with contextlib.suppress(RuntimeError):  # the window has gone
            self._ended.emit(errand)

    @Slot(object)
    def _on_ended(self, errand: "Errand[Any]") -> None:
        self._hand_over(errand)

    def _hand_over(self, errand: "Errand[Any]") -> None:
        if errand.over or self._closed or errand.future is None:
            return
        errand.over = True
        problem = errand.future.exception()
        if problem is None:
            errand.done(errand.future.result())
        elif isinstance(problem, PhantomscopeError):
            self.failed.emit(problem)
        else:
            logger.error("an errand failed: %s", type(problem).__name__)
            self.failed.emit(PhantomscopeError("The file could not be used", todo="Try another one"))


class Errand(Generic[T]):
    """Something that is to be done.

    Attributes:
        done: Gets what comes of it.
        future: What is waited for.
        over: Whether it has been handed over.
    """

    def __init__(self, done: Callable[[T], object]) -> None:
        self.done = done
        self.future: Future[T] | None = None
        self.over = False
