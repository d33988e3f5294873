"""The budget: from the keeper to all that asks it, and what it says to where it is read."""

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QObject, Slot

from phantomscope.analysis.footprint import IDLE_BYTES
from phantomscope.analysis.job import AnalysisJob
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.memory.budget_keeper import Beside, BudgetKeeper, Load
from phantomscope.gui.memory.memory_monitor import MemoryMonitor
from phantomscope.gui.parts.message_bar import Offer
from phantomscope.gui.queue.analysis_queue import AnalysisQueue
from phantomscope.gui.results.exporter import Exporter
from phantomscope.gui.second.second_scan import SecondScan
from phantomscope.gui.settings import SettingsStore
from phantomscope.gui.viewing.side_view_panel import SideViewPanel
from phantomscope.gui.views.views_wiring import ViewsWiring
from phantomscope.gui.workspace import Workspace
from phantomscope.stack.demand import held_bytes, largest_slice_values, opened_bytes, shadow_bytes
from phantomscope.stack.series import Series
from phantomscope.stack.strategy import Strategy

_USUAL_SLICE = 512 * 512 * 2


class BudgetWiring(QObject):
    """Connects the keeper of the budget.

    Attributes:
        keeper: Keeps it.

    Args:
        window: The window; the wiring becomes its child.
        workspace: What is open.
        monitor: Measures memory.
        store: The settings.
        views: The views beside the slice.
        second: What is open beside.
        exporter: Makes reports by analysing again.
    """

    def __init__(
        self,
        window: MainWindow,
        workspace: Workspace,
        monitor: MemoryMonitor,
        store: SettingsStore,
        views: ViewsWiring,
        second: SecondScan,
        exporter: Exporter,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._views = views
        self._side_panel = window.findChild(SideViewPanel)
        self._second = second
        self._exporter = exporter
        self._queue: AnalysisQueue | None = None
        self._refused: tuple[PhantomscopeError, Series] | None = None
        self._refused_section: int | None = None
        self._refused_side_view: int | None = None
        self.keeper = BudgetKeeper(monitor, store, lambda: workspace.stack, self._is_analysing, self)
        self.keeper.overrun.connect(window.message_bar.show_failure)
        self.keeper.withdrawn.connect(window.message_bar.withdraw)
        self.keeper.withdrawn.connect(second.withdrawn)
        self.keeper.withdrawn.connect(self._on_withdrawn)
        self.keeper.budget_changed.connect(self._retry)
        self.keeper.budget_changed.connect(workspace.strategies.retry)
        monitor.sampled.connect(self._retry_what_fits)
        self.keeper.beside = self._beside
        workspace.admit = self._admit
        workspace.strategies.room = self.keeper.room
        workspace.may_show = self._may_show
        workspace.stack_changed.connect(window.message_bar.withdraw_offer)  # it was of another series
        workspace.analysis_refused.connect(self._on_analysis_refused)
        workspace.series_refused.connect(self._on_series_refused)
        second.may_show = self._may_show_beside
        exporter.admit = self._admit_other
        views.sections.may_take = self._may_take_section
        views.slab.may_take = self._may_take_slab
        if self._side_panel is not None:
            self._side_panel.may_take = self._may_take_side_view

    def follow(self, queue: AnalysisQueue) -> None:
        """Keep the queue's analyses inside the budget, too."""
        self._queue = queue
        queue.admit = self._admit_other

    def may_keep_ready(self) -> bool:
        """Whether a process may wait for the next analysis."""
        return self.keeper.answer(IDLE_BYTES).fits

    # -- analyses -----------------------------------------------------------------------------------------

    def _beside(self) -> Beside:
        return Beside(self._second.stack is not None, self._views.sections.nbytes > 0)

    def _is_analysing(self) -> bool:
        queued = self._queue is not None and self._queue.is_analysing
        return self._workspace.is_analysing or self._exporter.is_busy or queued

    def _admit(self, job: AnalysisJob, series: Series, data: bytes, anyway: bool) -> AnalysisJob:
        def load(job: AnalysisJob) -> Load:
            beside = len(data) + shadow_bytes(series) + held_bytes(series, job.strategy)
            return Load(len(series.slices), largest_slice_values(series), beside)

        return self._admit_somehow(job, load, anyway=anyway)

    def _admit_other(self, job: AnalysisJob, slices: int, data: bytes) -> AnalysisJob:
        def load(job: AnalysisJob) -> Load:
            # Of what is not open in the window only the number of slices is known.
            held = slices * _USUAL_SLICE if job.strategy is Strategy.NON_OPTIMISED else 0
            return Load(slices, data=len(data) + held)

        return self._admit_somehow(job, load)

    def _admit_somehow(
        self, job: AnalysisJob, load: Callable[[AnalysisJob], Load], *, anyway: bool = False
    ) -> AnalysisJob:
        """The job as it fits: with slices held automatically where not all of them can be held.

        Raises:
            PhantomscopeError: It does not fit so, either.
        """
        try:
            return self.keeper.admit(job, load(job), anyway=anyway)
        except PhantomscopeError:
            if job.strategy is not Strategy.NON_OPTIMISED:
                raise
        job = msgspec.structs.replace(job, strategy=None)  # the results are the same
        return self.keeper.admit(job, load(job), anyway=anyway)

    @Slot(object, bool)
    def _on_analysis_refused(self, error: PhantomscopeError, partial: bool) -> None:
        offer = Offer(
            self.tr("Analyse anyway"),
            self.tr("Begin all the same; the system may end it, or other programs, when memory runs out"),
            lambda: self._workspace.analyse(partial=partial, anyway=True),
        )
        self._window.message_bar.show_error(error, offer)

    # -- series -------------------------------------------------------------------------------------------

    def _may_show(self, series: Series) -> PhantomscopeError | None:
        return self._refusal_of(series, self.tr("The series is not shown"))

    def _may_show_beside(self, series: Series) -> PhantomscopeError | None:
        return self._refusal_of(series, self.tr("The series is not shown beside the other"))

    def _refusal_of(self, series: Series, what: str) -> PhantomscopeError | None:
        # One slice at a time is the least there is. What a member of many frames comes to take is more.
        return self.keeper.refusal(what, opened_bytes(series)) if shadow_bytes(series) else None

    def _show_anyway(self, series: Series) -> None:
        dataset = self._workspace.dataset
        if dataset is not None and any(one is series for one in dataset.scan.series):
            self._workspace.select_series(series, anyway=True)

    @Slot(object, object)
    def _on_series_refused(self, error: PhantomscopeError, series: Series) -> None:
        offer = Offer(
            self.tr("Show anyway"),
            self.tr("Show it all the same; memory may run out"),
            lambda: self._show_anyway(series),
        )
        self._refused = (error, series)
        self._window.message_bar.show_error(error, offer)

    @Slot(object)
    def _on_withdrawn(self, said: PhantomscopeError | str) -> None:
        """Show what was refused, unless something else is looked at, or the scan was closed."""
        if self._refused is None or self._refused[0] is not said:
            return
        (_, series), self._refused = self._refused, None
        dataset = self._workspace.dataset
        if self._workspace.stack is not None or dataset is None:
            return
        if any(one is series for one in dataset.scan.series):
            self._workspace.select_series(series)

    # -- views --------------------------------------------------------------------------------------------

    def _may_take_section(self, nbytes: int) -> str:
        error = self.keeper.refusal(self.tr("This view is not shown"), nbytes)
        if error is None:
            return ""
        # The smallest of several: as soon as that fits, all are tried.
        self._refused_section = min(nbytes, self._refused_section or nbytes)
        return str(error)

    def _may_take_side_view(self, nbytes: int) -> str:
        error = self.keeper.refusal(self.tr("The side view is not shown"), nbytes)
        self._refused_side_view = nbytes if error is not None else None
        return str(error) if error is not None else ""

    def _may_take_slab(self, nbytes: int) -> PhantomscopeError | None:
        return self.keeper.refusal(self.tr("The slab is not shown"), nbytes)

    @Slot()
    def _retry(self) -> None:
        """There may be room for what was refused."""
        self._retry_sections()
        self._retry_side_view()

    @Slot()
    def _retry_what_fits(self) -> None:
        """Something else may have ended, or been closed: once for each sample, only where it helps."""
        if self._refused_section is not None and self.keeper.answer(self._refused_section).fits:
            self._retry_sections()
        if self._refused_side_view is not None and self.keeper.answer(self._refused_side_view).fits:
            self._retry_side_view()

    def _retry_sections(self) -> None:
        self._refused_section = None
        self._views.sections.retry()

    def _retry_side_view(self) -> None:
        self._refused_side_view = None
        if self._side_panel is not None:
            self._side_panel.retry()
