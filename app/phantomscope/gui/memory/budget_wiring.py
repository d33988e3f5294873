"""The budget: from the keeper to all that asks it, and what it says to where it is read."""

from PySide6.QtCore import QObject, Slot

from phantomscope.analysis.footprint import IDLE_BYTES
from phantomscope.analysis.job import AnalysisJob
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.memory.budget_keeper import BudgetKeeper, Load
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
        self._exporter = exporter
        self._queue: AnalysisQueue | None = None
        self.keeper = BudgetKeeper(monitor, store, lambda: workspace.stack, self._is_analysing, self)
        self.keeper.overrun.connect(window.message_bar.show_failure)
        self.keeper.budget_changed.connect(self._retry)
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

    def _is_analysing(self) -> bool:
        queued = self._queue is not None and self._queue.is_analysing
        return self._workspace.is_analysing or self._exporter.is_busy or queued

    def _admit(self, job: AnalysisJob, series: Series, data: bytes, anyway: bool) -> AnalysisJob:
        beside = len(data) + shadow_bytes(series) + held_bytes(series, job.strategy)
        load = Load(len(series.slices), largest_slice_values(series), beside)
        return self.keeper.admit(job, load, anyway=anyway)

    def _admit_other(self, job: AnalysisJob, slices: int, data: bytes) -> AnalysisJob:
        # Of what is not open in the window only the number of slices is known.
        held = slices * _USUAL_SLICE if job.strategy is Strategy.NON_OPTIMISED else 0
        return self.keeper.admit(job, Load(slices, data=len(data) + held))

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
        self._window.message_bar.show_error(error, offer)

    # -- views --------------------------------------------------------------------------------------------

    def _may_take_section(self, nbytes: int) -> str:
        error = self.keeper.refusal(self.tr("This view is not shown"), nbytes)
        return str(error) if error is not None else ""

    def _may_take_side_view(self, nbytes: int) -> str:
        error = self.keeper.refusal(self.tr("The side view is not shown"), nbytes)
        return str(error) if error is not None else ""

    def _may_take_slab(self, nbytes: int) -> PhantomscopeError | None:
        return self.keeper.refusal(self.tr("The slab is not shown"), nbytes)

    @Slot()
    def _retry(self) -> None:
        """There may be room for what was refused."""
        self._views.sections.retry()
        if self._side_panel is not None:
            self._side_panel.retry()
