"""Slices out to an animated file, on a thread of its own, one slice at a time."""

import contextlib
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot

from phantomscope.errors import OperationCancelled, PhantomscopeError
from phantomscope.gui.viewing.appearance import Appearance
from phantomscope.gui.viewing.loaded_slice import measured
from phantomscope.gui.viewing.rendering import shades
from phantomscope.gui.viewing.window_level import WindowLevel
from phantomscope.log import traceback_without_values
from phantomscope.reports.files import check_place
from phantomscope.saving.cine import Cine, CineKind, Grey, write_cine
from phantomscope.stack.member import SourceSpec
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.whole_file import being_written

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CineOrder:
    """What is to be written.

    Attributes:
        stack: The slices, edited no more: a frozen one.
        first, last: Indices of the first and the last of them.
        window, appearance: How they are shown.
        frame_ms: How long each is shown.
        kind: The format.
        path: Where to.
        sources: All that is open, where nothing is written to.
    """

    stack: SliceStack
    first: int
    last: int
    window: WindowLevel
    appearance: Appearance
    frame_ms: float
    kind: CineKind
    path: Path
    sources: tuple[SourceSpec, ...]


class CineExporter(QObject):
    """Writes one animation at a time.

    Signals:
        progressed(int, int): Slices done, and all of them.
        exported(Path): The file that has been written.
        failed(PhantomscopeError): Why none was.
        cancelled(): It was given up; nothing was written.

    Args:
        parent: Qt parent.
    """

    progressed = Signal(int, int)
    exported = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    _told = Signal(object, int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run: _Run | None = None
        # Queued by name: it is emitted from a thread that is not Qt's.
        self._told.connect(self._on_told, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether an animation is being written."""
        return self._run is not None

    def start(self, order: CineOrder) -> None:
        """Begin to write; what is being written is given up."""
        self.give_up()
        self._run = _Run(order, self._tell)
        self._run.thread.start()

    def cancel(self) -> None:
        """Give up what is being written, on the person's wish."""
        if self._run is not None:
            self._run.gone.set()

    def give_up(self) -> None:
        """End the thread and tell nobody: for a stack that is closed."""
        run, self._run = self._run, None
        if run is not None:
            run.gone.set()
            run.thread.join()

    def _tell(self, run: "_Run", done: int, end: Path | Exception | None) -> None:
        with contextlib.suppress(RuntimeError):  # the window has gone
            self._told.emit(run, done, end)

    @Slot(object, int, object)
    def _on_told(self, run: "_Run", done: int, end: Path | Exception | None) -> None:
        if run is not self._run:
            return
        if end is None:
            self.progressed.emit(done, run.count)
            return
        self._run = None
        if isinstance(end, Path):
            self.exported.emit(end)
        elif isinstance(end, OperationCancelled):
            self.cancelled.emit()
        elif isinstance(end, PhantomscopeError):
            self.failed.emit(end)
        else:
            logger.error("an animation could not be written: %s", traceback_without_values(end))
            self.failed.emit(
                PhantomscopeError("The animation could not be written", todo="Try another format")
            )


class _Run:
    """One animation's writing."""

    def __init__(
        self, order: CineOrder, tell: "Callable[[_Run, int, Path | Exception | None], None]"
    ) -> None:
        self.gone = threading.Event()
        self.count = order.last - order.first + 1
        self._order = order
        self._tell = tell
        self.thread = threading.Thread(target=self._write, name="animation")

    def _write(self) -> None:
        order = self._order
        try:
            check_place(order.path, *order.sources)
            first = order.stack.slice_header(order.first)
            colours = order.appearance.table(first.format.photometric)
            with being_written(order.path) as file:
                write_cine(file, Cine(self.count, self._frame, colours, order.frame_ms), order.kind)
                self._check()
        except Exception as error:  # noqa: BLE001 - told, and logged where it is told
            self._tell(self, 0, error)
        else:
            self._tell(self, self.count, order.path)

    def _frame(self, number: int) -> Grey:
        self._check()
        stack, index = self._order.stack, self._order.first + number
        pixels = stack.peek(index)
        loaded = measured(index, stack.slice_header(index), stack.position(index), pixels)
        self._tell(self, number, None)
        return shades(loaded, self._order.window, self._order.appearance)

    def _check(self) -> None:
        if self.gone.is_set():
            raise OperationCancelled
