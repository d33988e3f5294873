"""Keeps the window inside the budget: the cache shrinks first, and what does not fit is not begun."""

import os
import weakref
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from PySide6.QtCore import QCoreApplication, QObject, Signal

from phantomscope.analysis.footprint import analysis_bytes
from phantomscope.analysis.job import AnalysisJob
from phantomscope.analysis.phantoms import phantom_named
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.memory.memory_monitor import Kept, MemoryMonitor, MemorySample
from phantomscope.gui.parts.marked import translate
from phantomscope.gui.settings import MEGABYTE, SettingsStore
from phantomscope.stack.budget import Answer, Ceiling, MemoryUse, answer, cache_bytes, cache_room, prefetches
from phantomscope.stack.demand import largest_slice_bytes
from phantomscope.stack.sizes import limit_text, size_text
from phantomscope.stack.slice_stack import SliceStack

_USUAL_VALUES = 512 * 512
_BREATH = 8_000_000  # what memory moves by from one second to the next, with nothing done


@dataclass(frozen=True, slots=True)
class Load:
    """What an analysis has to deal with.

    Attributes:
        slices: Slices of its series.
        slice_values: Pixels of the largest.
        data: Bytes that its process holds besides: the source where it is sent along, the shadow of frames.
    """

    slices: int
    slice_values: int = _USUAL_VALUES
    data: int = 0


@dataclass(frozen=True, slots=True)
class Beside:
    """What the person can close to make room.

    Attributes:
        second: Whether a second scan is open.
        views: Whether there are views beside the slice.
    """

    second: bool = False
    views: bool = False


@dataclass(frozen=True, slots=True)
class _Told:
    """What was refused, and whether it still would be.

    Attributes:
        error: What was said.
        needed: Bytes that it takes.
        use: What counts as in use.
    """

    error: PhantomscopeError
    needed: int
    use: Callable[[MemorySample], MemoryUse]


class BudgetKeeper(QObject):
    """Acts on each of the monitor's samples, and answers before something is begun.

    Signals:
        overrun(str): The window alone takes more than it may; told once for each budget.
        budget_changed(): There is another budget.
        withdrawn(PhantomscopeError or str): What was told by a refusal or by ``overrun`` holds no more.

    Attributes:
        beside: Says what can be closed to make room.

    Args:
        monitor: Takes the samples; asks this object what it keeps.
        store: The settings: what the person lets the cache have.
        stack: Says which stack is shown.
        analysing: Says whether an analysis of this program runs.
        parent: Qt parent.
    """

    overrun = Signal(str)
    budget_changed = Signal()
    withdrawn = Signal(object)

    def __init__(
        self,
        monitor: MemoryMonitor,
        store: SettingsStore,
        stack: Callable[[], SliceStack | None],
        analysing: Callable[[], bool] = lambda: False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._monitor = monitor
        self._store = store
        self._stack = stack
        self._analysing = analysing
        self._granted = 0
        self._promised = 0
        self._kept: Kept | None = None
        self._told_of: int | None = None
        self._overrun = ""
        self._refused: dict[str, _Told] = {}
        self.beside: Callable[[], Beside] = Beside
        self._budget = monitor.budget
        self._sizes: weakref.WeakKeyDictionary[SliceStack, int] = weakref.WeakKeyDictionary()
        monitor.keep = self._keep

    @property
    def kept(self) -> Kept | None:
        """What the budget leaves of what the person set; None where it leaves everything."""
        return self._kept

    def room(self) -> int:
        """Bytes that can be had for something now, the cache at its least; from any thread."""
        return self.answer(0).left

    def answer(self, needed: int) -> Answer:
        """Whether so many bytes fit in beside what is there."""
        sample = self._monitor.look()
        return answer(needed, sample.ceiling, self._use(sample), self._least_cache())

    def refusal(self, what: str, needed: int) -> PhantomscopeError | None:
        """Why something is not begun; None where it fits.

        Args:
            what: Begins the sentence, e.g. "The side view is not shown".
            needed: Bytes that it takes.
        """
        found = self.answer(needed)
        if found.fits:
            return None
        error = _error(what, found, Beside())
        self._refused[what] = _Told(error, needed, self._use)
        return error

    def admit(self, job: AnalysisJob, load: Load, *, anyway: bool = False) -> AnalysisJob:
        """The job with the memory that its process may take.

        The cache is shrunk at once where that is what makes the room.

        Args:
            job: What is about to be analysed.
            load: What it has to deal with.
            anyway: Whether it is to begin even where it does not fit: the person wants it.

        Raises:
            PhantomscopeError: It does not fit.
        """
        sample = self._monitor.look()
        # One that waits will be the one that analyses; one that runs is ended by the next one.
        use = self._use_of_next(sample)

        def takes(threads: int) -> int:
            return analysis_bytes(
                load.slices,
                load.slice_values,
                threads=threads,
                data=load.data,
                accelerated=job.accelerated,
                report="pdf" in job.documents,
                magnetic=phantom_named(job.phantom).modality == "MR",
            )

        found = answer(takes(1), sample.ceiling, use, self._least_cache())
        what = translate("BudgetKeeper", "The analysis was not begun")
        if not found.fits and not anyway:
            error = _error(what, found, self.beside())
            self._refused[what] = _Told(error, found.needed, self._use_of_next)
            raise error
        told = self._refused.pop(what, None)
        if told is not None:
            self.withdrawn.emit(told.error)
        limit = max(found.left, found.needed)
        self._promised = min(limit, takes(os.cpu_count() or 1))
        self._keep(sample, starting=True)
        return msgspec.structs.replace(job, memory_limit=limit)

    # -- what is kept -------------------------------------------------------------------------------------

    def _keep(self, sample: MemorySample, *, starting: bool = False) -> Kept | None:
        if not starting and not self._analysing():
            self._promised = 0
        stack = self._stack()
        self._kept = self._shrunk(sample, stack)
        if stack is not None:
            self._limit_overlay(sample, stack)
        changed, self._budget = self._budget != sample.budget, sample.budget
        self._withdraw(sample, 0 if changed else _BREATH)
        if changed:
            self.budget_changed.emit()
        if self._kept is None or not self._kept.below_window:
            self._told_of = None
            if self._overrun:
                text, self._overrun = self._overrun, ""
                self.withdrawn.emit(text)
        elif self._told_of != sample.budget:
            self._told_of, self._overrun = sample.budget, _overrun_text(sample)
            self.overrun.emit(self._overrun)
        return self._kept

    def _withdraw(self, sample: MemorySample, more: int) -> None:
        """Take back what was refused and would not be now, with so much room to spare."""
        least = self._least_cache()
        for what, told in tuple(self._refused.items()):
            if answer(told.needed + more, sample.ceiling, told.use(sample), least).fits:
                del self._refused[what]
                self.withdrawn.emit(told.error)

    def _shrunk(self, sample: MemorySample, stack: SliceStack | None) -> Kept | None:
        use, allowed = self._use(sample), sample.ceiling
        below = allowed.nbytes < sample.gui_rss - use.cache
        if stack is None:
            self._granted = 0
            return Kept(0, 0, False, True) if below else None
        settings, one = self._store.current, self._slice_bytes(stack)
        most = settings.cache_megabytes * MEGABYTE
        # What the person's number of slices would fill is all that is ever wanted.
        wanted = min(most, settings.cache_slices * one)
        self._granted = cache_bytes(cache_room(allowed, use), one, wanted, self._granted)
        if self._granted >= wanted:
            stack.resize_cache(settings.cache_slices, most)
            stack.set_prefetching(not below)
            return Kept(wanted, settings.cache_slices, not below, below) if below else None
        slices = max(1, self._granted // one)
        stack.resize_cache(min(slices, settings.cache_slices), self._granted)
        stack.set_prefetching(prefetches(self._granted, one))
        return Kept(self._granted, slices, prefetches(self._granted, one), below)

    def _limit_overlay(self, sample: MemorySample, stack: SliceStack) -> None:
        found = answer(0, sample.ceiling, self._use(sample), self._least_cache())
        stack.overlay_room = found.left

    def _use(self, sample: MemorySample) -> MemoryUse:
        return MemoryUse(
            window=sample.gui_rss,
            cache=min(self._cache(self._stack()), sample.gui_rss),
            analysis=sample.analysis_rss or 0,
            idle=sample.idle_rss or 0,
            promised=self._promised,
        )

    def _use_of_next(self, sample: MemorySample) -> MemoryUse:
        """What is in use beside the next analysis: what waits or runs makes place for it."""
        return MemoryUse(sample.gui_rss, self._cache(self._stack()))

    def _cache(self, stack: SliceStack | None) -> int:
        return stack.cache_counters().nbytes if stack is not None else 0

    def _least_cache(self) -> int:
        """A slice of the stack shown; the one beside it is in the window's memory already."""
        stack = self._stack()
        if stack is None:
            return 0
        return min(self._slice_bytes(stack), self._store.current.cache_megabytes * MEGABYTE)

    def _slice_bytes(self, stack: SliceStack) -> int:
        if stack not in self._sizes:
            self._sizes[stack] = largest_slice_bytes(stack.series)
        return self._sizes[stack]


def _error(what: str, found: Answer, beside: Beside) -> PhantomscopeError:
    """The sentence with its figures, and what to do about it."""
    return PhantomscopeError(f"{what}: {found.text}", todo=_todo(found.allowed, beside))


def _todo(allowed: Ceiling, beside: Beside) -> str:
    """What to do: only what there is can be closed."""
    if allowed.bound is None:
        first = translate("BudgetKeeper", "Raise the budget in Edit ▸ Preferences")
    elif allowed.bound.is_container:
        first = translate("BudgetKeeper", "Give the container more memory")
    else:
        first = translate("BudgetKeeper", "Close other programs")
    if beside.second and beside.views:
        form = translate("BudgetKeeper", "{first}, or close the second scan and the views beside the slice")
    elif beside.second:
        form = translate("BudgetKeeper", "{first}, or close the second scan")
    elif beside.views:
        form = translate("BudgetKeeper", "{first}, or close the views beside the slice")
    else:
        return first
    return form.format(first=first)


def _overrun_text(sample: MemorySample) -> str:
    text = QCoreApplication.translate(
        "BudgetKeeper",
        "The window alone takes {window}, more than {allowed} lets it. One slice is held, nothing is fetched "
        "ahead, and analyses and other views are refused. {todo}.",
    )
    allowed = sample.ceiling
    which = f"the budget of {limit_text(sample.budget)}" if allowed.bound is None else allowed.text
    return text.format(window=size_text(sample.gui_rss), allowed=which, todo=_todo(allowed, Beside()))
