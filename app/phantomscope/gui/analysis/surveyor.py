"""What the images of a series say before any analysis: which phantom, and where the scan is blank."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal, Slot

from phantomscope.analysis.blank_ends import blank_ends
from phantomscope.analysis.recognition.answer import Recognition, recognise
from phantomscope.errors import OperationCancelled, PhantomscopeError
from phantomscope.stack.slice_stack import SliceStack

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Survey:
    """What was seen.

    Attributes:
        recognition: Which phantom; None where the images could not be looked at.
        blank_slots: Places in the series of blank slices at its ends.
    """

    recognition: Recognition | None
    blank_slots: tuple[int, ...] = ()


Look = Callable[[SliceStack, Callable[[], bool]], Survey]


def survey(stack: SliceStack, cancelled: Callable[[], bool]) -> Survey:
    """Look at a few slices of a stack. Takes up to a second."""
    return Survey(recognise(stack, cancelled), blank_ends(stack) if not cancelled() else ())


class Surveyor(QObject):
    """Looks at one stack at a time, on a thread of its own; the newest wish wins.

    Signals:
        surveyed(str, Survey): The key of the series that was looked at, and what was seen.

    Args:
        look: Does the work; ``survey`` by default.
        parent: Qt parent.
    """

    surveyed = Signal(str, object)
    _seen = Signal(int, str, object)

    def __init__(self, look: Look = survey, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._number = 0
        self._cancelled = threading.Event()
        self._thread: threading.Thread | None = None
        self._looking = False
        self._seen.connect(self._on_seen, Qt.ConnectionType.QueuedConnection)

    @property
    def is_looking(self) -> bool:
        """Whether ``surveyed`` is still to come."""
        return self._looking

    def start(self, stack: SliceStack) -> None:
        """Look at a stack as it was scanned; what was being looked at before is given up.

        Edits, also while it is looked at, change nothing of what is seen: it is kept for as long as the scan
        is open, and slices are told by their place in the series.
        """
        self.cancel()
        stack = stack.frozen(plain=True)
        self._cancelled = threading.Event()
        self._looking = True
        work = threading.Thread(
            target=self._work, args=(self._number, stack, self._cancelled), name="survey", daemon=True
        )
        self._thread = work
        work.start()

    def cancel(self) -> Callable[[], None]:
        """Give up what is being looked at.

        Returns:
            Waits until the thread has let go of the stack; to be called off the GUI thread, before the
            stack's source is closed.
        """
        self._number += 1
        self._looking = False
        self._cancelled.set()
        thread, self._thread = self._thread, None
        return thread.join if thread is not None else _nothing

    def _work(self, number: int, stack: SliceStack, cancelled: threading.Event) -> None:
        try:
            seen = self._look(stack, cancelled.is_set)
        except OperationCancelled:
            return
        except PhantomscopeError as error:
            logger.info("a series could not be looked at: %s", error.what)
            seen = Survey(None)
        except Exception:
            logger.exception("a series could not be looked at")
            seen = Survey(None)
        try:
            self._seen.emit(number, stack.series.key, seen)
        except RuntimeError:
            logger.debug("the window closed while a series was being looked at")

    @Slot(int, str, object)
    def _on_seen(self, number: int, key: str, seen: Survey) -> None:
        if number == self._number:
            self._looking = False
            self.surveyed.emit(key, seen)


def _nothing() -> None:
    return None
