"""One thing after another off the GUI thread, of which only the newest counts."""

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from phantomscope.errors import PhantomscopeError
from phantomscope.gui.parts.errands import Errands

T = TypeVar("T")


class LatestErrand(QObject):
    """Does what was wished for last. Of the wishes that wait while one is being done only the newest is kept,
    and what comes of one that is not the newest any more is dropped.

    Signals:
        failed(PhantomscopeError): The newest wish could not be fulfilled.

    Args:
        parent: Qt parent.
    """

    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._errands = Errands(self)
        self._errands.failed.connect(self._on_failed)
        self._wished = 0
        self._running: int | None = None
        self._next: tuple[Callable[[], Any], Callable[[Any], object]] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether something is being done, be it wished for or not any more."""
        return self._running is not None

    def want(self, work: Callable[[], T], done: Callable[[T], object]) -> None:
        """Wish for something.

        Args:
            work: Does it, on another thread.
            done: Gets what came of it, on the GUI thread, unless something else was wished for meanwhile.
        """
        self._wished += 1
        self._next = work, done
        if self._running is None:
            self._start()

    def forget(self) -> None:
        """Wish for nothing any more."""
        self._wished += 1
        self._next = None

    def close(self) -> None:
        """Wait until nothing is being done any more; nothing is handed over."""
        self.forget()
        self._errands.close()

    def _start(self) -> None:
        if self._next is not None:
            (work, done), self._next = self._next, None
            self._running = self._wished
            self._errands.run(work, lambda outcome: self._hand_over(done, outcome))

    def _hand_over(self, done: Callable[[Any], object], outcome: Any) -> None:
        newest = self._end()
        if newest:
            done(outcome)

    @Slot(object)
    def _on_failed(self, error: PhantomscopeError) -> None:
        if self._end():
            self.failed.emit(error)

    def _end(self) -> bool:
        """What was being done is over; go on with the next. Whether it was the newest wish."""
        newest, self._running = self._running == self._wished, None
        self._start()
        return newest
