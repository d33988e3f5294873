"""Opening off the GUI thread: the first slice at once, then progress, then all series."""

import contextlib
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot

from phantomscope.errors import OperationCancelled, PhantomscopeError
from phantomscope.gui.opening.dataset import Dataset
from phantomscope.gui.opening.demo_process import DemoProcess
from phantomscope.gui.viewing.loaded_slice import LoadedSlice, measured
from phantomscope.stack.decoder import decode
from phantomscope.stack.glimpse import glimpse
from phantomscope.stack.headers import HeaderReader
from phantomscope.stack.index import complete, scan_batches
from phantomscope.stack.member import Source
from phantomscope.stack.slice_header import SetAside, SliceHeader
from phantomscope.stack.sources import open_bytes, open_files

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Progress:
    done: int
    total: int


_Message = _Progress | LoadedSlice | Dataset | PhantomscopeError
_Door = Callable[[threading.Event], tuple[Source, bytes]]


class Opener(QObject):
    """Opens one thing at a time. Opening another gives the first up; the newest wins.

    Signals:
        started(str): Something is being opened; its name.
        progressed(int, int): Members looked at, and all of them.
        first_slice_ready(LoadedSlice): The first slice that was found, while the scan goes on.
        opened(Dataset): It is open; the receiver closes its source.
        failed(PhantomscopeError): It could not be opened.
        cancelled(): It was given up on the person's wish.

    Args:
        demo: Makes the demo phantom's bytes.
        parent: Qt parent.
    """

    started = Signal(str)
    progressed = Signal(int, int)
    first_slice_ready = Signal(object)
    opened = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    _told = Signal(int, object)

    def __init__(self, demo: DemoProcess, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._demo = demo
        self._number = 0
        self._job: _Job | None = None
        # Queued by name: it is emitted from threads that are not Qt's.
        self._told.connect(self._on_told, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether something is being opened."""
        return self._job is not None

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open a ZIP archive, a folder, a DICOM file or several files."""
        chosen = list(paths)
        name = chosen[0].name or str(chosen[0]) if len(chosen) == 1 else f"{len(chosen)} files"
        self._start(name, chosen, lambda _: (open_files(chosen), b""))

    def open_demo(self, phantom: str = "") -> None:
        """Make a digital phantom and open it; nothing goes to disk.

        Args:
            phantom: Its name in the registry; empty for the usual one.
        """
        demo = DemoProcess(phantom=phantom) if phantom else self._demo

        def door(cancelled: threading.Event) -> tuple[Source, bytes]:
            data = demo.make(cancelled)
            return open_bytes(data, demo.name), data

        self._start(demo.name, [], door)

    def cancel(self) -> None:
        """Give up what is being opened, if anything is."""
        if self._job is not None:
            self._give_up()
            self.cancelled.emit()

    def close(self, timeout: float = 2.0) -> None:
        """Give up and wait for the thread, but no longer than ``timeout`` seconds; nothing is signalled."""
        job = self._job
        self._give_up()
        if job is not None:
            job.thread.join(timeout)

    def _start(self, name: str, paths: Sequence[Path], door: _Door) -> None:
        self._give_up()
        job = _Job(self._number, paths, door, self._told_by)
        self._job = job
        self.started.emit(name)
        job.thread.start()

    def _give_up(self) -> None:
        if self._job is not None:
            self._job.cancelled.set()
        self._job = None
        self._number += 1

    def _told_by(self, number: int, message: _Message) -> None:
        try:
            self._told.emit(number, message)
        except RuntimeError:  # the window has gone
            _close_unwanted(message)

    @Slot(int, object)
    def _on_told(self, number: int, message: _Message) -> None:
        if number != self._number or self._job is None:
            _close_unwanted(message)
        elif isinstance(message, _Progress):
            self.progressed.emit(message.done, message.total)
        elif isinstance(message, LoadedSlice):
            self.first_slice_ready.emit(message)
        elif isinstance(message, Dataset):
            self._job = None
            self.opened.emit(message)
        else:
            self._job = None
            self.failed.emit(message)


class _Job:
    """One opening, on a thread of its own."""

    def __init__(
        self, number: int, paths: Sequence[Path], door: _Door, tell: Callable[[int, _Message], None]
    ) -> None:
        self._number = number
        self._paths = paths
        self._door = door
        self._tell = tell
        self.cancelled = threading.Event()
        self.thread = threading.Thread(target=self._run, name="open", daemon=True)

    def _run(self) -> None:
        try:
            self._glimpse()
            source, data = self._door(self.cancelled)
        except OperationCancelled:
            return
        except PhantomscopeError as error:
            self._tell(self._number, error)
            return
        except Exception:
            logger.exception("a source could not be opened")
            self._tell(self._number, _fault())
            return
        try:
            dataset = self._scan(source, data)
        except OperationCancelled:
            source.close()
        except PhantomscopeError as error:
            source.close()
            self._tell(self._number, error)
        except Exception:
            logger.exception("a source could not be scanned")
            source.close()
            self._tell(self._number, _fault())
        else:
            self._tell(self._number, dataset)

    def _scan(self, source: Source, data: bytes) -> Dataset:
        headers: list[SliceHeader] = []
        set_aside: list[SetAside] = []
        shown = False
        for batch in scan_batches(source):
            if self.cancelled.is_set():
                raise OperationCancelled
            headers += batch.headers
            set_aside += batch.set_aside
            if not shown and batch.headers:
                shown = self._show_first(source, batch.headers[0])
            self._tell(self._number, _Progress(batch.done, batch.total))
        found = complete(source, headers, set_aside)
        if self.cancelled.is_set():
            raise OperationCancelled
        return Dataset(source, found, self._paths[0] if len(self._paths) == 1 else None, data)

    def _glimpse(self) -> None:
        """Show some slice before many files have even been listed."""
        source = glimpse(self._paths)
        if source is None:
            return
        with contextlib.closing(source):
            self._show_any(source)

    def _show_any(self, source: Source) -> None:
        reader = HeaderReader(source)
        for member in source.members():
            if self.cancelled.is_set():
                raise OperationCancelled
            for found in reader.read(member):
                if isinstance(found, SliceHeader) and self._show_first(source, found):
                    return

    def _show_first(self, source: Source, header: SliceHeader) -> bool:
        # A slice that can't be shown is told when the person comes to it; here another one will do.
        with contextlib.suppress(PhantomscopeError):
            self._tell(self._number, measured(0, header, None, decode(source, header)))
            return True
        return False


def _close_unwanted(message: _Message) -> None:
    if isinstance(message, Dataset):
        message.source.close()


def _fault() -> PhantomscopeError:
    return PhantomscopeError(
        "The scan could not be opened because of a fault in the program",
        todo="Try another scan; the log has what is known",
    )
