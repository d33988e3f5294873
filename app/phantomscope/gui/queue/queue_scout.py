"""Looks at sources that wait in the queue, off the GUI thread: their series, and which phantom each shows."""

import logging
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal, Slot

from phantomscope.analysis.profile import Profile
from phantomscope.analysis.recognition.answer import Recognition, recognise
from phantomscope.errors import OperationCancelled, PhantomscopeError
from phantomscope.gui.queue.queue_item import Origin, SeriesName
from phantomscope.gui.setup.setup import Setup
from phantomscope.gui.setup.setup_profile import changes_by
from phantomscope.stack.index import scan
from phantomscope.stack.member import Source, SourceSpec
from phantomscope.stack.series import Series
from phantomscope.stack.slice_header import SeriesFacts
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes, open_files

logger = logging.getLogger(__name__)

Recognise = Callable[[SliceStack, Callable[[], bool]], Recognition]
Matching = Callable[[SeriesFacts, str], Profile | None]


@dataclass(frozen=True, slots=True)
class Scouted:
    """What a source holds.

    Attributes:
        spec: How the analysis opens it.
        name: Its name.
        series: Its series that are no localizers, or those that were asked for.
    """

    spec: SourceSpec
    name: str
    series: tuple["ScoutedSeries", ...]


@dataclass(frozen=True, slots=True)
class ScoutedSeries:
    """One series.

    Attributes:
        name: Which it is.
        recognition: What its images show.
        setup: How it is to be analysed where nobody says otherwise: as the profile that fits it.
    """

    name: SeriesName
    recognition: Recognition
    setup: Setup


class QueueScout(QObject):
    """Opens one source at a time, and closes it before it tells what is in it.

    Signals:
        progressed(int, int): Members looked at, and all of them.
        scouted(Scouted): What there is.
        failed(PhantomscopeError): The source can't be opened, or holds nothing to analyse.

    Args:
        look: Says which phantom a stack shows; ``recognise`` by default.
        matching: Finds the profile for a series; none by default.
        parent: Qt parent.
    """

    progressed = Signal(int, int)
    scouted = Signal(object)
    failed = Signal(object)
    _told = Signal(int, object)

    def __init__(
        self,
        look: Recognise = recognise,
        matching: Matching = lambda _facts, _phantom: None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._matching = matching
        self._number = 0
        self._cancelled = threading.Event()
        self._thread: threading.Thread | None = None
        self._given_up: threading.Thread | None = None
        self._told.connect(self._on_told, Qt.ConnectionType.QueuedConnection)

    @property
    def is_looking(self) -> bool:
        """Whether a signal is still to come."""
        return self._thread is not None

    def start(self, origin: Origin, keys: Collection[str] = ()) -> None:
        """Look at a source; what was being looked at before is given up.

        Args:
            origin: Where it is.
            keys: The series to look at; all that are no localizers where it is empty.
        """
        self.cancel()
        self._cancelled = threading.Event()
        arguments = self._number, origin, frozenset(keys), self._cancelled, self._given_up
        self._thread = threading.Thread(target=self._work, args=arguments, name="scout", daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        """Give up what is being looked at; nothing is signalled."""
        self._number += 1
        self._cancelled.set()
        if self._thread is not None:
            self._given_up, self._thread = self._thread, None

    def shutdown(self, timeout: float = 2.0) -> None:
        """Give up and wait for the thread, but no longer than ``timeout`` seconds."""
        self.cancel()
        if self._given_up is not None:
            self._given_up.join(timeout)

    def _work(
        self,
        number: int,
        origin: Origin,
        keys: frozenset[str],
        cancelled: threading.Event,
        before: threading.Thread | None,
    ) -> None:
        if before is not None:
            before.join()  # one source at a time
        try:
            told: object = self._scouted(number, origin, keys, cancelled)
        except OperationCancelled:
            return
        except PhantomscopeError as error:
            told = error
        except Exception:
            logger.exception("a source could not be looked at")
            told = PhantomscopeError(
                "The scan could not be opened because of a fault in the program",
                todo="Try another scan; the log has what is known",
            )
        self._tell(number, told)

    def _tell(self, number: int, what: object) -> None:
        try:
            self._told.emit(number, what)
        except RuntimeError:
            logger.debug("the window closed while a source was being looked at")

    def _scouted(
        self, number: int, origin: Origin, keys: frozenset[str], cancelled: threading.Event
    ) -> Scouted:
        source = open_bytes(origin.data, origin.name) if origin.data else open_files(origin.paths)
        try:
            found = scan(source, lambda *how: self._tell(number, how), cancelled.is_set)
            chosen = [one for one in found.series if _is_wanted(one, keys)]
            if not chosen:
                raise PhantomscopeError(
                    "There are only localizers" if not keys else "The series is not there any more",
                    where=source.name,
                    todo="Choose another scan",
                )
            return Scouted(
                source.spec, source.name, tuple(self._seen(source, one, cancelled) for one in chosen)
            )
        finally:
            source.close()

    def _seen(self, source: Source, series: Series, cancelled: threading.Event) -> ScoutedSeries:
        with SliceStack(source, series, max_slices=1) as stack:
            found = self._look(stack, cancelled.is_set)
        if cancelled.is_set():
            raise OperationCancelled
        name = found.phantom.name if found.phantom is not None else ""
        profile = self._matching(series.facts, "" if found.guess else name)
        changes = changes_by(profile, Setup(), name) if profile is not None else {}
        return ScoutedSeries(series_name(series), found, Setup(**changes))

    @Slot(int, object)
    def _on_told(self, number: int, what: object) -> None:
        if number != self._number:
            return
        if isinstance(what, tuple):
            self.progressed.emit(*what)
            return
        self._thread = None
        if isinstance(what, PhantomscopeError):
            self.failed.emit(what)
        else:
            self.scouted.emit(what)


def series_name(series: Series) -> SeriesName:
    """What the queue keeps of a series."""
    return SeriesName(series.key, series.digest, series.title, len(series.slices))


def _is_wanted(series: Series, keys: frozenset[str]) -> bool:
    return series.key in keys if keys else not series.facts.localizer
