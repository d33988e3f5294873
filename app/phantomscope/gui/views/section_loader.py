"""One pass through a stack fills all sections: each slice is decoded once, and nothing is kept of it."""

import contextlib
import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal, Slot

from phantomscope.errors import PhantomscopeError
from phantomscope.stack.sections import Cut, Line, line_of
from phantomscope.stack.slice_stack import SliceStack

logger = logging.getLogger(__name__)

_PART_SECONDS = 0.06
_PAUSE_SECONDS = 0.001  # between slices, so that the slice that is wanted now goes first
_GIVE_WAY_SECONDS = 0.5  # at the most, should its answer never come


@dataclass(frozen=True, slots=True)
class SectionWish:
    """A wish for lines.

    Attributes:
        number: Goes up with every wish.
        stack: Of which stack.
        cuts: Which lines of each slice.
        shape: Rows and columns of a slice that has them.
        indices: Which slices, in which order.
    """

    number: int
    stack: SliceStack
    cuts: tuple[Cut, ...]
    shape: tuple[int, int]
    indices: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SectionPart:
    """Some slices' lines.

    Attributes:
        number: The wish's.
        lines: Index of a slice, and its line for each cut; None where it can't be read or has another size.
        last: Whether nothing comes after it.
    """

    number: int
    lines: tuple[tuple[int, tuple[Line | None, ...]], ...]
    last: bool


class SectionLoader(QObject):
    """Reads lines off slices on a thread that is there only while there is something to read.

    The newest wish wins: what was being read is given up for it. One decoded slice is held at a time, and the
    stack's cache is left alone.

    Signals:
        part_ready(SectionPart): More of what was wished for last; nothing of an older wish.

    Args:
        parent: Qt parent.
    """

    part_ready = Signal(object)
    _made = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self._condition = threading.Condition()
        self._wish: SectionWish | None = None
        self._giving_way = False
        self._thread: threading.Thread | None = None
        # Queued by name: it is emitted from a thread that is not Qt's.
        self._made.connect(self._on_made, Qt.ConnectionType.QueuedConnection)

    @property
    def is_idle(self) -> bool:
        """Whether there is no thread."""
        return self._thread is None

    def start(
        self, stack: SliceStack, cuts: Sequence[Cut], shape: tuple[int, int], indices: Sequence[int]
    ) -> int:
        """Read these lines of these slices; returns the wish's number."""
        with self._condition:
            self._number += 1
            self._wish = SectionWish(self._number, stack, tuple(cuts), shape, tuple(indices))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="sections", daemon=True)
                self._thread.start()
            self._condition.notify_all()
            return self._number

    def cancel(self) -> None:
        """Give up what is being read, and give way to nothing any more; returns at once."""
        with self._condition:
            self._number += 1
            self._wish = None
            self._giving_way = False
            self._condition.notify_all()

    def give_way(self, wait: bool) -> None:
        """Read nothing while a slice is wanted more; go on where it has come."""
        with self._condition:
            self._giving_way = wait
            self._condition.notify_all()

    def close(self, timeout: float = 2.0) -> bool:
        """End the thread; False where that takes too long."""
        self.cancel()
        thread = self._thread
        if thread is None:
            return True
        thread.join(timeout)
        return not thread.is_alive()

    # -- on the thread ------------------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            with self._condition:
                wish, self._wish = self._wish, None
                if wish is None:
                    self._thread = None
                    return
            self._read(wish)
            del wish  # nothing may be kept alive by a thread that waits

    def _read(self, wish: SectionWish) -> None:
        waiting: list[tuple[int, tuple[Line | None, ...]]] = []
        handed_over = time.monotonic()
        for place, index in enumerate(wish.indices):
            if not self._may_go_on(wish):
                return
            waiting.append((index, _lines(wish, index)))
            last = place == len(wish.indices) - 1
            if last or time.monotonic() - handed_over > _PART_SECONDS:
                self._hand_over(SectionPart(wish.number, tuple(waiting), last))
                waiting, handed_over = [], time.monotonic()

    def _may_go_on(self, wish: SectionWish) -> bool:
        def is_stale() -> bool:
            return wish.number != self._number

        with self._condition:
            self._condition.wait_for(is_stale, _PAUSE_SECONDS)
            self._condition.wait_for(lambda: is_stale() or not self._giving_way, _GIVE_WAY_SECONDS)
            return not is_stale()

    def _hand_over(self, part: SectionPart) -> None:
        with contextlib.suppress(RuntimeError):  # the window has gone
            self._made.emit(part)

    @Slot(object)
    def _on_made(self, part: SectionPart) -> None:
        if part.number == self._number:
            self.part_ready.emit(part)


def _lines(wish: SectionWish, index: int) -> tuple[Line | None, ...]:
    nothing = (None,) * len(wish.cuts)
    try:
        pixels = wish.stack.peek(index)
        if pixels.stored.shape != wish.shape:
            return nothing
        return tuple(line_of(pixels, cut) for cut in wish.cuts)
    except (PhantomscopeError, IndexError):  # also where the stack has been closed or edited meanwhile
        return nothing
    except Exception:
        logger.exception("a slice could not be read for the sections")
        return nothing
