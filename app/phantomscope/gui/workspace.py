"""What is open in the window and what is going on with it; no widget in sight."""

import functools
import logging
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from phantomscope.analysis.job import AnalysisJob, Edits
from phantomscope.analysis.process import Ending, Outcome
from phantomscope.analysis.results import AnalysisResult
from phantomscope.gui.analysis_runner import AnalysisRunner
from phantomscope.gui.dataset import Dataset
from phantomscope.gui.opener import Opener
from phantomscope.gui.settings import MEGABYTE, SettingsStore
from phantomscope.gui.slice_loader import SliceLoader
from phantomscope.stack.memory import MemoryAccount
from phantomscope.stack.series import Series
from phantomscope.stack.slice_stack import SliceStack

logger = logging.getLogger(__name__)


class Workspace(QObject):
    """Owns the open dataset, the stack of the series shown, and the results of each series.

    Signals:
        dataset_changed(Dataset | None): Another dataset is open, or none.
        stack_changed(SliceStack | None): Another series is shown, or none.
        analysis_started(): The analysis of the series shown has begun.
        analysis_ended(str, Outcome): The key of the series that was analysed, empty where that is open no
            more, and how it ended.
        result_found(str, AnalysisResult): The key of a series and its newest results.

    Attributes:
        opener, loader, runner: What does the work; their own signals tell how it goes.

    Args:
        opener: Opens sources. It, ``loader`` and ``runner`` become the workspace's own.
        loader: Decodes slices.
        runner: Runs analyses.
        store: The settings.
        parent: Qt parent.
    """

    dataset_changed = Signal(object)
    stack_changed = Signal(object)
    analysis_started = Signal()
    analysis_ended = Signal(str, object)
    result_found = Signal(str, object)

    def __init__(
        self,
        opener: Opener,
        loader: SliceLoader,
        runner: AnalysisRunner,
        store: SettingsStore,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.opener = opener
        self.loader = loader
        self.runner = runner
        self._store = store
        self._dataset: Dataset | None = None
        self._stack: SliceStack | None = None
        self._results: dict[str, tuple[AnalysisJob, AnalysisResult]] = {}
        self._job: AnalysisJob | None = None
        for part in (opener, loader, runner):
            part.setParent(self)
        opener.opened.connect(self._on_opened)
        loader.stack_opened.connect(self._on_stack_opened)
        runner.ended.connect(self._on_analysis_ended)

    # -- what there is ------------------------------------------------------------------------------------

    @property
    def dataset(self) -> Dataset | None:
        """What is open."""
        return self._dataset

    @property
    def stack(self) -> SliceStack | None:
        """The stack of the series shown."""
        return self._stack

    @property
    def series(self) -> Series | None:
        """The series shown."""
        return self._stack.series if self._stack is not None else None

    @property
    def is_analysing(self) -> bool:
        """Whether an analysis runs."""
        return self.runner.is_running

    def result_of(self, key: str) -> AnalysisResult | None:
        """The newest results of a series."""
        found = self._results.get(key)
        return found[1] if found is not None else None

    def job_of(self, key: str) -> AnalysisJob | None:
        """The analysis that gave a series' newest results."""
        found = self._results.get(key)
        return found[0] if found is not None else None

    def account(self) -> MemoryAccount | None:
        """What the dataset takes now; None where nothing is open."""
        return self._stack.account() if self._stack is not None else None

    # -- what the person wants ----------------------------------------------------------------------------

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open something else; what is open stays until the new one is there."""
        if paths:
            self.opener.open_paths(paths)

    def open_demo(self) -> None:
        """Make the demo phantom and open it."""
        self.opener.open_demo()

    def select_series(self, series: Series) -> None:
        """Show another series of the open dataset."""
        if self._dataset is None or (self._stack is not None and self._stack.series is series):
            return
        settings = self._store.current
        make = functools.partial(
            SliceStack,
            self._dataset.source,
            series,
            max_slices=settings.cache_slices,
            max_bytes=settings.cache_megabytes * MEGABYTE,
            prefetch=True,
        )
        self.loader.open_stack(make)

    def request_slice(self, index: int) -> None:
        """Ask the loader for a slice of the series shown."""
        if self._stack is not None and 0 <= index < len(self._stack):
            self.loader.request(self._stack, index)

    def analyse(self, phantom: str, guess: str = "") -> None:
        """Analyse the series shown; ``guess`` says why this phantom where nobody named it."""
        if self._dataset is None or self._stack is None or not phantom:
            return
        self._job = AnalysisJob(
            source=self._dataset.source.spec,
            series_key=self._stack.series.key,
            series_digest=self._stack.series.digest,
            phantom=phantom,
            edits=Edits.of(self._stack.overlay),
            data_length=len(self._dataset.data),
            guess=guess,
        )
        self.runner.start(self._job, self._dataset.data)
        self.analysis_started.emit()

    def cancel_analysis(self) -> None:
        """End the running analysis."""
        self.runner.cancel()

    def close_dataset(self) -> None:
        """Give up what is open: end the analysis, free the stack, close the source."""
        if self._dataset is not None:
            self._release()
            self.stack_changed.emit(None)
            self.dataset_changed.emit(None)

    def shutdown(self) -> None:
        """Give up everything and wait until no thread and no process is left."""
        self.opener.close()
        self.close_dataset()
        self.runner.shutdown()
        self.loader.close()

    # -- what comes of it ---------------------------------------------------------------------------------

    def _release(self) -> None:
        """Let go of all that is open; nobody is told, since something else may follow at once."""
        self.runner.cancel()
        self._job = None
        self._results.clear()
        self._release_stack()
        dataset, self._dataset = self._dataset, None
        if dataset is not None:
            self.loader.dispose(dataset.source.close)

    def _release_stack(self) -> None:
        self.loader.forget()
        stack, self._stack = self._stack, None
        if stack is not None:
            self.loader.dispose(stack.close)

    @Slot(object)
    def _on_opened(self, dataset: Dataset) -> None:
        self._release()
        self._dataset = dataset
        if dataset.path is not None:
            path = dataset.path.absolute()
            settings = self._store.current.with_recent(str(path))
            self._store.save(settings)
            self._store.change(last_folder=str(path.parent))
        self.dataset_changed.emit(dataset)
        self.select_series(dataset.scan.series[0])

    @Slot(object)
    def _on_stack_opened(self, stack: SliceStack) -> None:
        self._release_stack()
        self._stack = stack
        self.stack_changed.emit(stack)

    @Slot(object)
    def _on_analysis_ended(self, outcome: Outcome) -> None:
        job, self._job = self._job, None
        if outcome.ending is Ending.FINISHED and outcome.result is not None and job is not None:
            self._results[job.series_key] = (job, outcome.result)
            self.result_found.emit(job.series_key, outcome.result)
        elif job is not None and outcome.ending is not Ending.CANCELLED:
            self._results.pop(job.series_key, None)
        self.analysis_ended.emit(job.series_key if job is not None else "", outcome)
