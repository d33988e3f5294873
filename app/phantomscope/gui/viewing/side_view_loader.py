"""The side view of a stack, slice by slice on a thread of its own: never a volume."""

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Qt, Signal, Slot

from phantomscope.errors import PhantomscopeError
from phantomscope.stack.slice_stack import SliceStack

logger = logging.getLogger(__name__)

MOST_ROWS = 256
_PART_SECONDS = 0.06
_PAUSE_SECONDS = 0.001  # between slices, so that the slice that is wanted now goes first

Columns = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SideViewPart:
    """Some slices' columns of a side view.

    Attributes:
        number: Of the run that they belong to.
        first: Index of the first of these slices.
        columns: The maximum of each row of each slice in the output unit, shape (rows, slices); rows are
            joined where there are more than ``MOST_ROWS``; not-a-number where a slice can't be read or has
            another size.
        last: Whether nothing comes after it.
    """

    number: int
    first: int
    columns: Columns
    last: bool


class SideViewLoader(QObject):
    """Projects a stack slice by slice; holds one decoded slice at a time and leaves the cache alone.

    Signals:
        part_ready(SideViewPart): More of the stack that was asked for last; nothing of an older one.

    Args:
        parent: Qt parent.
    """

    part_ready = Signal(object)
    _made = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self._cancelled = threading.Event()
        self._thread: threading.Thread | None = None
        # Queued by name: it is emitted from a thread that is not Qt's.
        self._made.connect(self._on_made, Qt.ConnectionType.QueuedConnection)

    def start(self, stack: SliceStack) -> None:
        """Project another stack; what was being projected is given up."""
        self.cancel()
        self._number += 1
        self._cancelled = threading.Event()
        run = _Run(self._number, stack, self._cancelled, self._hand_over)
        self._thread = threading.Thread(target=run.project, name="side view", daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        """Give up what is being projected; returns at once."""
        self._cancelled.set()
        self._number += 1

    def close(self, timeout: float = 2.0) -> bool:
        """End the thread; False where that takes too long."""
        self.cancel()
        if self._thread is None:
            return True
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _hand_over(self, part: SideViewPart) -> None:
        with contextlib.suppress(RuntimeError):  # the window has gone
            self._made.emit(part)

    @Slot(object)
    def _on_made(self, part: SideViewPart) -> None:
        if part.number == self._number:
            self.part_ready.emit(part)


class _Run:
    """One stack's projection, on its thread."""

    def __init__(
        self,
        number: int,
        stack: SliceStack,
        cancelled: threading.Event,
        hand_over: Callable[[SideViewPart], None],
    ) -> None:
        self._number = number
        self._stack = stack
        self._cancelled = cancelled
        self._hand_over = hand_over
        self._rows = 0

    def project(self) -> None:
        """Go through the stack from its first slice to its last."""
        count = len(self._stack)
        waiting: list[Columns] = []
        handed_over = time.monotonic()
        for index in range(count):
            if self._cancelled.wait(_PAUSE_SECONDS):
                return
            waiting.append(self._column(index))
            last = index == count - 1
            if last or time.monotonic() - handed_over > _PART_SECONDS:
                columns = _side_by_side(waiting)
                self._hand_over(SideViewPart(self._number, index + 1 - len(waiting), columns, last))
                waiting, handed_over = [], time.monotonic()

    def _column(self, index: int) -> Columns:
        try:
            column = pooled(self._stack.peek(index).maximum(1))
        except (PhantomscopeError, IndexError):  # also where the stack has been closed or edited meanwhile
            return np.empty(0, np.float32)
        except Exception:
            logger.exception("a slice of the side view could not be projected")
            return np.empty(0, np.float32)
        self._rows = self._rows or len(column)
        return column if len(column) == self._rows else np.empty(0, np.float32)


def pooled(column: npt.NDArray[np.generic]) -> Columns:
    """A column of at most ``MOST_ROWS`` values, each the greatest of its neighbours."""
    step = -(-len(column) // MOST_ROWS)
    values = column.astype(np.float32)
    return values if step == 1 else np.maximum.reduceat(values, np.arange(0, len(values), step))


def _side_by_side(columns: list[Columns]) -> Columns:
    rows = max(len(column) for column in columns)
    joined = np.full((rows, len(columns)), np.nan, np.float32)
    for place, column in enumerate(columns):
        if len(column) == rows:
            joined[:, place] = column
    return joined
