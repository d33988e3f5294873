"""Slices for the view, decoded on one worker thread: the newest wish wins, stale answers are dropped."""

import contextlib
import dataclasses
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal, Slot

from phantomscope.errors import OperationCancelled, PhantomscopeError
from phantomscope.gui.viewing.loaded_slice import LoadedSlice, measured
from phantomscope.stack.slab import SlabWish, make_slab
from phantomscope.stack.slice_stack import SliceStack

logger = logging.getLogger(__name__)

_PATIENCE_SECONDS = 0.25
_HEAD_START_SECONDS = 0.003


@dataclass(frozen=True, slots=True)
class SliceRequest:
    """A wish for one slice.

    Attributes:
        number: Goes up with every wish.
        stack: Of which stack.
        index: Which slice.
        slab: How to join it with the slices around it; None for the slice alone.
    """

    number: int
    stack: SliceStack
    index: int
    slab: SlabWish | None = None


@dataclass(frozen=True, slots=True)
class SliceAnswer:
    """What came of a wish.

    Attributes:
        number: The wish's.
        index: Which slice.
        outcome: The slice, or why it can't be shown.
    """

    number: int
    index: int
    outcome: LoadedSlice | PhantomscopeError


class SliceLoader(QObject):
    """Answers wishes for slices.

    Of the wishes that wait while a slice is decoded only the newest is kept. The slice that was being decoded
    then is still shown, so that something moves under a dragged slider however slow decoding is; an answer to
    a wish from before ``forget`` never is. A slab takes longer: it is given up for a newer wish, unless
    nothing has been shown for a while.

    Attributes:
        slab: How slices are joined from now on; None for slices alone.

    Signals:
        slice_ready(LoadedSlice): A slice to show.
        slice_failed(int, PhantomscopeError): Index of a slice that can't be shown, and why.
        stack_opened(SliceStack): A stack that ``open_stack`` asked for.

    Args:
        parent: Qt parent.
        patience: Seconds without an answer after which a slab is no more given up for a newer wish.
        head_start: Seconds that whoever wishes stands back at the most, until the slice is there: two threads
            of one interpreter that work at the same time make each other slower.
    """

    slice_ready = Signal(object)
    slice_failed = Signal(int, object)
    stack_opened = Signal(object)
    _answered = Signal(object)
    _stack_made = Signal(int, object)

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        patience: float = _PATIENCE_SECONDS,
        head_start: float = _HEAD_START_SECONDS,
    ) -> None:
        super().__init__(parent)
        self.slab: SlabWish | None = None
        self._number = 0
        self._oldest_valid = 1
        self._patience = patience
        self._answered_at = 0.0
        self._thread = _LoaderThread(self._fulfil, self._hand_over, head_start)
        # Queued by name: they are emitted from a thread that is not Qt's.
        self._answered.connect(self._on_answered, Qt.ConnectionType.QueuedConnection)
        self._stack_made.connect(self._on_stack_made, Qt.ConnectionType.QueuedConnection)

    def request(self, stack: SliceStack, index: int) -> int:
        """Wish for a slice; returns the wish's number."""
        self._number += 1
        self._thread.wish(SliceRequest(self._number, stack, index, self.slab))
        return self._number

    def open_stack(self, make: Callable[[], SliceStack]) -> None:
        """Make a stack off the GUI thread; ``forget`` and a further ``open_stack`` give it up."""
        self.forget()
        self._number += 1
        number = self._number
        self._thread.do(lambda: self._hand_over(number, make()))

    def forget(self) -> None:
        """Drop all wishes and all answers that are still on their way."""
        self._number += 1
        self._oldest_valid = self._number
        self._thread.drop_wish()

    def dispose(self, *closes: Callable[[], None]) -> None:
        """Close things in turn when no slice is being decoded any more; returns at once."""
        for close in closes:
            self._thread.do(close)

    def close(self, timeout: float = 2.0) -> bool:
        """Do what is still to be disposed of, then end the thread; False where that takes too long."""
        self.forget()
        return self._thread.close(timeout)

    def _fulfil(self, wish: SliceRequest) -> None:
        outcome = _load(wish, lambda: self._is_stale(wish))
        if outcome is not None:
            self._answered_at = time.monotonic()
            with contextlib.suppress(RuntimeError):  # the window has gone
                self._answered.emit(SliceAnswer(wish.number, wish.index, outcome))

    def _is_stale(self, wish: SliceRequest) -> bool:
        if wish.number < self._oldest_valid:
            return True
        return self._thread.has_wish and time.monotonic() - self._answered_at < self._patience

    def _hand_over(self, number: int, stack: SliceStack) -> None:
        try:
            self._stack_made.emit(number, stack)
        except RuntimeError:
            stack.close()

    @Slot(object)
    def _on_answered(self, answer: SliceAnswer) -> None:
        if answer.number < self._oldest_valid:
            return
        self._oldest_valid = answer.number
        if isinstance(answer.outcome, PhantomscopeError):
            self.slice_failed.emit(answer.index, answer.outcome)
        else:
            self.slice_ready.emit(answer.outcome)

    @Slot(int, object)
    def _on_stack_made(self, number: int, stack: SliceStack) -> None:
        if number < self._oldest_valid:
            self.dispose(stack.close)
        else:
            self.stack_opened.emit(stack)


class _LoaderThread:
    """The thread with its one wish and its errands, which go first."""

    def __init__(
        self,
        fulfil: Callable[[SliceRequest], None],
        hand_over: Callable[[int, SliceStack], None],
        head_start: float,
    ) -> None:
        self._head_start = head_start
        self._fulfil = fulfil
        self._hand_over = hand_over
        self._condition = threading.Condition()
        self._wish: SliceRequest | None = None
        self._errands: deque[Callable[[], None]] = deque()
        self._closed = self._busy = False
        self._thread: threading.Thread | None = None

    @property
    def has_wish(self) -> bool:
        return self._wish is not None

    def wish(self, request: SliceRequest) -> None:
        with self._condition:
            was_idle = self._is_idle
            self._wish = request
            self._wake()
            if was_idle and not self._closed:
                self._condition.wait_for(lambda: self._is_idle, self._head_start)

    @property
    def _is_idle(self) -> bool:
        return not (self._busy or self._errands or self._wish is not None)

    def drop_wish(self) -> None:
        with self._condition:
            self._wish = None

    def do(self, errand: Callable[[], None]) -> None:
        with self._condition:
            self._errands.append(errand)
            self._wake()

    def close(self, timeout: float) -> bool:
        with self._condition:
            self._closed = True
            self._condition.notify_all()
            thread = self._thread
        if thread is None:
            return True
        thread.join(timeout)
        return not thread.is_alive()

    def _wake(self) -> None:
        if self._thread is None and not self._closed:
            self._thread = threading.Thread(target=self._run, name="slices", daemon=True)
            self._thread.start()
        self._condition.notify_all()

    def _run(self) -> None:
        while True:
            with self._condition:
                self._busy = False
                self._condition.notify_all()
                self._condition.wait_for(lambda: self._closed or self._errands or self._wish is not None)
                self._busy = True
                errand = self._errands.popleft() if self._errands else None
                wish = None
                if errand is None:
                    if self._closed:
                        return
                    wish, self._wish = self._wish, None
            if errand is not None:
                _perform(errand)
            elif wish is not None:
                self._fulfil(wish)
            # Nothing may be kept alive by a thread that waits.
            del errand, wish


def _perform(errand: Callable[[], None]) -> None:
    try:
        errand()
    except Exception:
        logger.exception("an errand of the slice thread failed")


def _load(wish: SliceRequest, stale: Callable[[], bool]) -> LoadedSlice | PhantomscopeError | None:
    """What comes of a wish; None where it was given up."""
    try:
        return _joined(wish, wish.slab, stale) if wish.slab is not None else _alone(wish)
    except OperationCancelled:
        return None
    except PhantomscopeError as error:
        return error
    except Exception:
        if wish.index >= len(wish.stack):  # slices were left out since: another wish follows
            return None
        logger.exception("a slice could not be loaded")
        return PhantomscopeError(
            "The slice can't be shown because of a fault in the program", todo="The log has what is known"
        )


def _alone(wish: SliceRequest) -> LoadedSlice:
    stack, index = wish.stack, wish.index
    return measured(index, stack.slice_header(index), stack.position(index), stack[index])


def _joined(wish: SliceRequest, slab: SlabWish, stale: Callable[[], bool]) -> LoadedSlice:
    stack, index = wish.stack, wish.index
    made, pixels = make_slab(stack, index, slab, stale)
    header = made.header(stack.slice_header(index))
    return dataclasses.replace(measured(index, header, stack.position(index), pixels), slab=made)
