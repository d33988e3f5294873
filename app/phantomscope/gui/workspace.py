"""What is open in the window and what is going on with it; no widget in sight."""

import dataclasses
import functools
import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal, Slot

from phantomscope.analysis.job import AnalysisJob
from phantomscope.analysis.private_result import names_of
from phantomscope.analysis.process import Ending, Outcome
from phantomscope.analysis.recognition.answer import Recognition
from phantomscope.analysis.results import AnalysisResult, Tolerance
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.analysis.analysis_runner import AnalysisRunner
from phantomscope.gui.analysis.surveyor import Survey, Surveyor
from phantomscope.gui.memory.strategy_choice import StrategyChoice
from phantomscope.gui.opening.dataset import Dataset
from phantomscope.gui.opening.opener import Opener
from phantomscope.gui.opening.rescan import KeptSetups, same_series, series_again
from phantomscope.gui.parts.privacy import Privacy
from phantomscope.gui.results.result_shelf import ResultShelf, Shelved
from phantomscope.gui.settings import MEGABYTE, SettingsStore
from phantomscope.gui.setup.series_setups import SeriesSetups
from phantomscope.gui.setup.setup import Setup
from phantomscope.gui.viewing.slice_loader import SliceLoader
from phantomscope.stack.arrangement import PLAIN
from phantomscope.stack.member import Source, SourceSpec
from phantomscope.stack.memory import MemoryAccount
from phantomscope.stack.series import Series
from phantomscope.stack.slice_stack import SliceStack

logger = logging.getLogger(__name__)


Admit = Callable[[AnalysisJob, Series, bytes, bool], AnalysisJob]


class Workspace(QObject):
    """Owns the open dataset, the stack of the series shown, and setup and results of each series.

    Signals:
        dataset_changed(Dataset | None): Another dataset is open, or none.
        stack_changed(SliceStack | None): Another series is shown, or none.
        series_kept(): The series shown was chosen once more, before another one had come: it stays.
        rescanned(Scan, Scan): What was open was opened once more; what it held before, and what it holds now.
        surveyed(Survey): What the images of the series shown say.
        analysis_started(): The analysis of the series shown has begun.
        analysis_refused(PhantomscopeError, bool): It has not, and why; whether it was to be a partial one.
        series_refused(PhantomscopeError, Series): A series is not shown, and why.
        analysis_ended(str, Outcome): The key of the series that was analysed, empty where that is open no
            more, and how it ended.
        result_found(str, AnalysisResult): The key of a series and its newest results.
        result_changed(str, AnalysisResult): The same results are judged by other tolerances, or their
            slices have other numbers, since slices of the series shown were left out or came back.

    Attributes:
        opener, loader, runner, surveyor: What does the work; their own signals tell how it goes.
        setups: How each series is to be analysed, with undo and redo.
        privacy: Whether patients' identifiers may be seen.
        strategies: How the slices of the series shown are held.
        profile_title: What reports call the profile in use; whoever knows the profiles may know better.
        takes_over: Whether somebody else goes on reading a source whose dataset is given up here; it is
            theirs to close then.
        account_beside: What else takes memory for the person's scans.
        sources_beside: What else is open, by somebody else's doing.
        view_bytes: What the views across the slices hold.
        admit: Gives a job the memory that it may take, or says by a PhantomscopeError why it is not begun.
            Told of the series, the source's bytes where they lie in memory, and whether the person wants it
            anyway.
        may_show: Says why a series of a source can't be shown; None where it can.

    Args:
        opener: Opens sources. It and the other three become the workspace's own.
        loader: Decodes slices.
        runner: Runs analyses.
        surveyor: Looks at the images of what is opened.
        store: The settings.
        parent: Qt parent.
    """

    dataset_changed = Signal(object)
    stack_changed = Signal(object)
    series_kept = Signal()
    rescanned = Signal(object, object)
    surveyed = Signal(object)
    analysis_started = Signal()
    analysis_refused = Signal(object, bool)
    series_refused = Signal(object, object)
    analysis_ended = Signal(str, object)
    result_found = Signal(str, object)
    result_changed = Signal(str, object)

    def __init__(
        self,
        opener: Opener,
        loader: SliceLoader,
        runner: AnalysisRunner,
        surveyor: Surveyor,
        store: SettingsStore,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.opener = opener
        self.loader = loader
        self.runner = runner
        self.surveyor = surveyor
        self.setups = SeriesSetups(self)
        self.privacy = Privacy(store.current.privacy, self)
        self.strategies = StrategyChoice(store, self)
        self.profile_title: Callable[[], str] = lambda: self.setups.current.profile
        self.takes_over: Callable[[Source], bool] = lambda _: False
        self.account_beside: Callable[[], MemoryAccount | None] = lambda: None
        self.sources_beside: Callable[[], tuple[SourceSpec, ...]] = lambda: ()
        self.view_bytes: Callable[[], int] = lambda: 0
        self.admit: Admit = lambda job, *_: job
        self.may_show: Callable[[Series], PhantomscopeError | None] = lambda _: None
        self._store = store
        self._dataset: Dataset | None = None
        self._stack: SliceStack | None = None
        self._shelf = ResultShelf()
        self._surveys: dict[str, Survey] = {}
        self._of_phantom: dict[tuple[str, str], Setup] = {}
        self._running: tuple[AnalysisJob, tuple[int, ...]] | None = None
        self._rescanning: Dataset | None = None
        for part in (opener, loader, runner, surveyor):
            part.setParent(self)
        opener.opened.connect(self._on_opened)
        loader.stack_opened.connect(self._on_stack_opened)
        runner.ended.connect(self._on_analysis_ended)
        surveyor.surveyed.connect(self._on_surveyed)
        self.setups.changed.connect(self._tell_result_changed)
        self.setups.stack_edited.connect(self._tell_result_changed)

    # -- what there is ------------------------------------------------------------------------------------

    @property
    def dataset(self) -> Dataset | None:
        """What is open."""
        return self._dataset

    @property
    def open_sources(self) -> tuple[SourceSpec, ...]:
        """All that is open in the window, the second scan among it: nothing is ever written into any."""
        own = (self._dataset.source.spec,) if self._dataset is not None else ()
        return (*own, *self.sources_beside())

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

    @property
    def survey(self) -> Survey | None:
        """What the images of the series shown say; None where nobody has looked yet."""
        return self._surveys.get(self._stack.series.key) if self._stack is not None else None

    @property
    def is_edited_since_survey(self) -> bool:
        """Whether the slices are arranged in another way than when they were looked at: as scanned."""
        return self.survey is not None and self.setups.arrangement != PLAIN

    @property
    def recognition(self) -> Recognition | None:
        """Which phantom the series shown is recognised as; None where it is not known, or not yet."""
        found = self.survey.recognition if self.survey is not None else None
        return found if found is not None and found.phantom is not None else None

    @property
    def phantom_name(self) -> str:
        """The phantom that the series shown is analysed for: the chosen or the recognised one, or empty."""
        chosen, found = self.setups.current.phantom, self.recognition
        return chosen or (found.phantom.name if found is not None and found.phantom is not None else "")

    def result_of(self, key: str) -> AnalysisResult | None:
        """The newest results of a series, judged by its tolerances, its slices numbered as they are now."""
        found = self._shelf.newest(key)
        return self._seen(key, found) if found is not None else None

    def raw_result_of(self, key: str) -> AnalysisResult | None:
        """The newest results of a series judged by pylinac's limits, its slices numbered as then."""
        found = self._shelf.newest(key)
        return found.raw if found is not None else None

    def result_to_report(self, key: str) -> AnalysisResult | None:
        """As ``result_of``, but with slices numbered as they were analysed, as its provenance says."""
        found = self._shelf.newest(key)
        return found.seen(self._tolerances_for(key, found), None) if found is not None else None

    def results(self) -> dict[str, AnalysisResult]:
        """Every result of this session that is kept, the newest of each series first, by a name for it."""
        found: dict[str, AnalysisResult] = {}
        for key, shelved in self._shelf.all():
            origin = shelved.raw.provenance
            name = f"{origin.series_title}, {origin.phantom}, {origin.analysed_at[11:19]}"
            found[name if name not in found else f"{name} ({len(found)})"] = self._seen(key, shelved)
        return found | self._shelf.earlier

    def job_of(self, key: str) -> AnalysisJob | None:
        """The analysis that gave a series' newest results."""
        found = self._shelf.newest(key)
        return found.job if found is not None else None

    def account(self) -> MemoryAccount | None:
        """What is open takes now; None where nothing is open."""
        own, beside = self._stack.account() if self._stack is not None else None, self.account_beside()
        own = dataclasses.replace(own, views=self.view_bytes()) if own is not None else None
        return own + beside if own is not None and beside is not None else own or beside

    # -- what the person wants ----------------------------------------------------------------------------

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open something else; what is open stays until the new one is there."""
        if paths:
            self._rescanning = None
            self.opener.open_paths(paths)

    def rescan(self) -> None:
        """Open once more what is open, and keep what was done to series that are still the same.

        Nothing happens where it lies in memory, or while it is being analysed.
        """
        paths = self._dataset.source.spec.paths if self._dataset is not None else ()
        if paths and not self.is_analysing:
            self.open_paths([Path(path) for path in paths])
            self._rescanning = self._dataset

    def open_demo(self, phantom: str = "") -> None:
        """Make a digital phantom and open it: one by its registry name, or the usual one."""
        self._rescanning = None
        self.opener.open_demo(phantom)

    def choose_phantom(self, name: str) -> None:
        """Analyse the series shown for this phantom; empty for the recognised one.

        Parameters and tolerances are those of one phantom: they stay with it, and come back with it.
        """
        if self._stack is None:
            return
        key, setup, before = self._stack.series.key, self.setups.current, self.phantom_name
        found = self.recognition
        after = name or (found.phantom.name if found is not None and found.phantom is not None else "")
        text = self.tr("Choose {name}").format(name=name)
        text = text if name else self.tr("Choose the Phantom Automatically")
        if after == before:
            self.setups.change(text, phantom=name)
            return
        self._of_phantom[key, before] = setup
        usual = self._of_phantom.get((key, after), Setup())
        self.setups.change(
            text,
            phantom=name,
            parameters=usual.parameters,
            tolerances=usual.tolerances,
            profile=usual.profile,
        )

    def select_series(self, series: Series, *, anyway: bool = False) -> None:
        """Show another series of the open dataset.

        Args:
            series: Which.
            anyway: Whether to show it even where it does not fit into memory.
        """
        if self._dataset is None:
            return
        if self._stack is not None and self._stack.series is series:
            self.loader.forget()  # another one, chosen a moment ago, may be on its way
            self.series_kept.emit()
            return
        refusal = self.may_show(series) if not anyway else None
        if refusal is not None:
            self.series_refused.emit(refusal, series)
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

    def analyse(self, *, partial: bool = False, anyway: bool = False) -> None:
        """Analyse the series shown as its setup says.

        Args:
            partial: Measure only the modules that were scanned.
            anyway: Whether to begin even where it does not fit into memory.
        """
        job = self._job_now(partial=partial)
        if job is None or self._dataset is None or self._stack is None:
            return
        held = self.strategies.in_use if not anyway else None
        job = msgspec.structs.replace(
            job, profile=self.profile_title(), strategy=held, accelerated=self.accelerated
        )
        try:
            job = self.admit(job, self._stack.series, self._dataset.data, anyway)
        except PhantomscopeError as error:
            self.analysis_refused.emit(error, partial)
            return
        self._running = job, self._stack.overlay.slots()
        self.setups.end_merging()
        self.runner.start(job, self._dataset.data)
        self.analysis_started.emit()

    @property
    def accelerated(self) -> bool:
        """Whether analyses leave out what pylinac computes again, or for nothing."""
        return self._store.current.accelerated

    @property
    def is_outdated(self) -> bool:
        """Whether the series shown would be analysed in another way now than its newest results were."""
        job = self.job_of(self._stack.series.key) if self._stack is not None else None
        now = self._job_now(partial=job.partial) if job is not None else None
        if job is None or now is None:
            return False
        # By tolerances results are judged at once; how the phantom was chosen changes no number.
        same = {
            name: getattr(job, name)
            for name in (
                *("tolerances", "choice", "guess", "doubt", "profile", "documents", "private"),
                *("accelerated", "threads", "memory_limit", "strategy"),  # the results are the same
            )
        }
        return msgspec.structs.replace(now, **same) != job

    def _job_now(self, *, partial: bool) -> AnalysisJob | None:
        if self._dataset is None or self._stack is None or not self.phantom_name:
            return None
        series = self._stack.series
        return self.setups.current.job(
            self._dataset.source.spec,
            (series.key, series.digest),
            self.recognition,
            edits=self.setups.edits_of(series.key),
            data_length=len(self._dataset.data),
            partial=partial,
        )

    def take_result(self, job: AnalysisJob, raw: AnalysisResult, setup: Setup) -> bool:
        """Take results that were found elsewhere, where they are of a series of the open dataset.

        Args:
            job: What gave them.
            raw: As the analysis gave them, judged by pylinac's limits.
            setup: How the series was set up; becomes its setup where nobody has set anything about it.

        Returns:
            Whether they are of one.
        """
        there = self._dataset.scan.series if self._dataset is not None else ()
        series = next((one for one in there if one.key == job.series_key), None)
        if series is None or series.digest != job.series_digest:
            return False
        self.setups.settle(series.key, setup)
        self._shelf.put(series.key, Shelved(job, raw, job.edits.slots_of(series)))
        result = self.result_of(series.key)
        self.result_found.emit(series.key, result)
        if self.series is series and not self.is_analysing:
            self.analysis_ended.emit(series.key, Outcome(Ending.FINISHED, result))
        return True

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
        self.surveyor.cancel()()
        self.loader.close()

    # -- what comes of it ---------------------------------------------------------------------------------

    def _release(self) -> None:
        """Let go of all that is open; nobody is told, since something else may follow at once."""
        self.runner.cancel()
        self._running = None
        self._shelf.retire([self._seen(key, shelved) for key, shelved in self._shelf.all()])
        self._surveys.clear()
        self._of_phantom.clear()
        self.setups.clear()
        self._release_stack()
        dataset, self._dataset = self._dataset, None
        if dataset is not None and not self.takes_over(dataset.source):
            self.loader.dispose(dataset.source.close)

    def _release_stack(self) -> None:
        self.loader.forget()
        self.setups.stop()
        self.strategies.stop()
        # The source must not be closed under the surveyor's hands.
        self.loader.dispose(self.surveyor.cancel())
        stack, self._stack = self._stack, None
        if stack is not None:
            self.loader.dispose(stack.close)

    @Slot(object)
    def _on_opened(self, dataset: Dataset) -> None:
        before, shown = self._dataset, self.series
        again = before is not None and before is self._rescanning
        self._rescanning = None
        kept, results, surveys = self._kept(dataset) if again else (None, {}, {})
        self._release()
        self._dataset = dataset
        self.privacy.learn(names_of(dataset.source, dataset.scan.series))
        if dataset.path is not None:
            path = dataset.path.absolute()
            settings = self._store.current.with_recent(str(path))
            self._store.save(settings)
            self._store.change(last_folder=str(path.parent))
        if kept is not None:
            kept.restore(self.setups)
            self._shelf.restore(results)
            self._surveys.update(surveys)
        self.dataset_changed.emit(dataset)
        if again and before is not None:
            self.rescanned.emit(before.scan, dataset.scan)
        self.select_series(series_again(shown if again else None, dataset.scan))

    def _kept(
        self, dataset: Dataset
    ) -> tuple[KeptSetups | None, dict[str, list[Shelved]], dict[str, Survey]]:
        """What was done to series that are the same in what follows: setups, results, what was seen."""
        if self._dataset is None:
            return None, {}, {}
        before, after = self._dataset.scan, dataset.scan
        same = same_series(before, after, {key for key, _ in self._shelf.all()} | self._surveys.keys())
        surveys = {key: seen for key, seen in self._surveys.items() if key in same}
        return KeptSetups.of(self.setups, before, after), self._shelf.take(same), surveys

    @Slot(object)
    def _on_stack_opened(self, stack: SliceStack) -> None:
        self._release_stack()
        self._stack = stack
        if self._dataset is not None:
            self.strategies.start(self._dataset.source, stack)
        self.setups.start(stack)
        self.stack_changed.emit(stack)
        if self.survey is None:
            self.surveyor.start(stack)
        else:
            self.surveyed.emit(self.survey)

    @Slot(str, object)
    def _on_surveyed(self, key: str, seen: Survey) -> None:
        self._surveys[key] = seen
        if self._stack is not None and self._stack.series.key == key:
            self.surveyed.emit(seen)

    @Slot(object)
    def _on_analysis_ended(self, outcome: Outcome) -> None:
        running, self._running = self._running, None
        key = running[0].series_key if running is not None else ""
        if running is not None and outcome.ending is Ending.FINISHED and outcome.result is not None:
            self._shelf.put(key, Shelved(running[0], outcome.result, running[1]))
            self.result_found.emit(key, self.result_of(key))
        elif running is not None and outcome.ending is not Ending.CANCELLED:
            self._shelf.withdraw(key)
        self.analysis_ended.emit(key, outcome)

    def _seen(self, key: str, shelved: Shelved) -> AnalysisResult:
        shown = self._stack is not None and self._stack.series.key == key
        layout = self._stack.overlay.layout() if self._stack is not None and shown else None
        return shelved.seen(self._tolerances_for(key, shelved), layout)

    def _tolerances_for(self, key: str, shelved: Shelved) -> Mapping[str, Tolerance]:
        """What judges a result: the tolerances set now, where they are those of its phantom."""
        setup, survey = self.setups.of(key), self._surveys.get(key)
        seen = survey.recognition if survey is not None else None
        recognised = seen.phantom.name if seen is not None and seen.phantom is not None else ""
        if (setup.phantom or recognised or shelved.job.phantom) == shelved.job.phantom:
            return setup.tolerances
        held = self._of_phantom.get((key, shelved.job.phantom))
        return held.tolerances if held is not None else shelved.job.tolerances

    @Slot()
    def _tell_result_changed(self) -> None:
        if self._stack is not None:
            key = self._stack.series.key
            result = self.result_of(key)
            if result is not None:
                self.result_changed.emit(key, result)
