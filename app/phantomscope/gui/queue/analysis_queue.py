"""Analyses one series after another: what is in the queue, what comes next; no widget in sight."""

import dataclasses
import datetime
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QObject, Signal, Slot

from phantomscope.analysis.events import Stage
from phantomscope.analysis.job import AnalysisJob
from phantomscope.analysis.process import Ending, Outcome
from phantomscope.analysis.results import AnalysisResult
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.analysis.analysis_runner import AnalysisRunner
from phantomscope.gui.queue.queue_item import Origin, QueueItem, State
from phantomscope.gui.queue.queue_list import QueueList
from phantomscope.gui.queue.queue_scout import QueueScout, Scouted, series_name
from phantomscope.gui.queue.window_setups import WindowSetups, origin_of
from phantomscope.gui.results.result_shelf import Shelved
from phantomscope.gui.workspace import Workspace

_ALONE = (".zip",)


class AnalysisQueue(QObject):
    """Owns the items and the analysis process of the one that runs.

    Sources are looked at as soon as they are added. Analyses run once ``start`` was called, one at a time,
    and never beside one of the window's own: that one goes first, and what ran here begins anew after it.

    Signals:
        item_ended(int): The number of an item whose analysis has ended, however it did.
        activity_changed(): It began or ended to analyse.

    Attributes:
        list: The items; its own signals tell what changes.
        privacy: Whether their names may be seen.
        admit: Gives a job the memory that it may take, or says by a PhantomscopeError why it is not begun.
            Told of the number of slices and of the source's bytes where they lie in memory.

    Args:
        workspace: What is open in the window: setups of its series count, and it gets their results.
        runner: Runs the analyses; this object's alone.
        scout: Looks at sources; this object's alone.
        busy: Says whether another analysis of this program runs.
        parent: Qt parent.
    """

    item_ended = Signal(int)
    activity_changed = Signal()

    def __init__(
        self,
        workspace: Workspace,
        runner: AnalysisRunner,
        scout: QueueScout,
        busy: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._runner = runner
        self._scout = scout
        self._busy = busy
        self.list = QueueList(self)
        self.privacy = workspace.privacy
        self._window = WindowSetups(workspace, self)
        self._on = False
        self._running: int | None = None
        self._overtaken = False
        self._looked_at: tuple[int, ...] = ()
        self._handed_over: set[int] = set()
        self.admit: Callable[[AnalysisJob, int, bytes], AnalysisJob] = lambda job, *_: job
        runner.setParent(self)
        scout.setParent(self)
        runner.stage_changed.connect(self._on_stage_changed)
        runner.ended.connect(self._on_ended)
        scout.progressed.connect(self._on_scout_progressed)
        scout.scouted.connect(self._on_scouted)
        scout.failed.connect(self._on_scout_failed)
        workspace.dataset_changed.connect(self._on_dataset_changed)
        self._window.changed.connect(self.follow_window)
        workspace.analysis_started.connect(self.give_way)
        workspace.analysis_ended.connect(self.proceed)

    # -- what there is ------------------------------------------------------------------------------------

    @property
    def items(self) -> tuple[QueueItem, ...]:
        """All items, in the order in which they are analysed."""
        return self.list.items

    @property
    def is_on(self) -> bool:
        """Whether items that wait are analysed."""
        return self._on

    @property
    def pid(self) -> int | None:
        """Process id of the analysis that runs here, or None."""
        return self._runner.pid

    @property
    def is_analysing(self) -> bool:
        """Whether an analysis runs here."""
        return self._runner.is_running

    @property
    def fraction(self) -> float:
        """How much of everything is done, 0 to 1."""
        return sum(item.fraction for item in self.items) / len(self.items) if self.items else 0.0

    def item(self, number: int) -> QueueItem | None:
        """The item with this number, or None."""
        return self.list.item(number)

    # -- what the person wants ----------------------------------------------------------------------------

    def add_paths(self, paths: Sequence[Path]) -> int:
        """Add archives and folders, each for itself, and all other files together, as one source.

        Returns:
            How many were added; what is in the queue already is not added again.
        """
        alone = [path for path in paths if path.suffix.lower() in _ALONE or path.is_dir()]
        rest = tuple(path for path in paths if path not in alone)
        groups = [(path,) for path in dict.fromkeys(alone)] + ([rest] if rest else [])
        added = 0
        for group in groups:
            name = group[0].name or str(group[0])
            origin = Origin(name if len(group) == 1 else f"{name} and {len(group) - 1} more", group)
            if not any(item.origin.is_same(origin) for item in self.items):
                self.list.insert([self.list.made(origin)])
                added += 1
        self.proceed()
        return added

    def add_dataset(self) -> None:
        """Add all series of the open dataset that are no localizers; those that are over, once more.

        They are analysed as the window says when their turn comes: a phantom chosen there counts more than
        one that was chosen here before.
        """
        dataset = self._workspace.dataset
        if dataset is None:
            return
        origin = origin_of(dataset)
        for series in dataset.scan.series:
            if series.facts.localizer:
                continue
            item = self.list.of_series(origin, series.key)
            if item is None:
                item = self.list.made(origin, series_name(series))
                self.list.insert([item])
            elif not item.is_over:
                continue
            phantom = "" if self._workspace.setups.of(series.key).phantom else item.phantom
            self._renew(item.number, origin=origin, series=series_name(series), phantom=phantom)
        self.proceed()

    def start(self) -> None:
        """Analyse what waits, and what is added from now on."""
        self._set_on(True)
        self.proceed()

    def retry(self, number: int) -> None:
        """Do an item once more, be it done, failed, or cancelled."""
        item = self.item(number)
        if item is not None and item.is_over and item.state is not State.UNKNOWN:
            self._renew(number)
            self.start()

    def choose_phantom(self, number: int, name: str) -> None:
        """Analyse an item for this phantom, or (empty) for the one that is recognised; not while it runs."""
        item = self.item(number)
        if item is None or item.state is State.RUNNING or item.phantom == name:
            return
        if item.state is State.LOOKING:
            self.list.change(number, phantom=name)
        else:
            self._renew(number, phantom=name)
        self.proceed()

    def cancel(self, number: int) -> None:
        """Leave an item out that waits, or end its analysis."""
        item = self.item(number)
        if item is None or item.is_over:
            return
        if item.state is State.RUNNING:
            self._overtaken = False
            self._runner.cancel()
            return
        self.list.change(number, state=State.CANCELLED, doing="", done=0, total=0)
        self._stop_looking_at(number)
        self.proceed()

    def cancel_all(self) -> None:
        """Leave out all that waits, and end the analysis that runs."""
        self._set_on(False)
        for item in self.items:
            self.cancel(item.number)

    def remove(self, number: int) -> None:
        """Take an item off the list, and its results."""
        if not self.list.remove(number):
            return
        if self._running == number:
            self._runner.cancel()
        self._stop_looking_at(number)
        self.proceed()

    @Slot()
    def proceed(self) -> None:
        """Do what can be done next: to be called when another analysis of this program has ended."""
        self._look()
        if not self._on or self._runner.is_running or self._busy():
            return
        waiting = next((item for item in self.items if item.state is State.WAITING), None)
        if waiting is not None:
            self._run(waiting)
        elif not any(item.state is State.LOOKING for item in self.items):
            self._set_on(False)

    @Slot()
    def follow_window(self) -> None:
        """Set up, and judge, the items whose scan is open in the window as it says now."""
        settled = [self._follow(item) for item in self.items]
        if any(settled):
            self.proceed()

    def hand_over(self, number: int) -> bool:
        """Give the window an item's results, where it is open there and has none that are newer.

        Returns:
            Whether it has newer ones.
        """
        item = self.item(number)
        if item is None or item.job is None or item.raw is None or not self._window.is_open(item):
            return False
        there = self._workspace.raw_result_of(item.job.series_key)
        if number in self._handed_over:
            return there is not None and there is not item.raw
        if there is not None and _when(there) >= _when(item.raw):
            return True
        if self._workspace.take_result(item.job, item.raw, item.used):
            self._handed_over.add(number)
        return False

    def shutdown(self) -> None:
        """Give up everything and wait until no thread and no process is left."""
        self._on = False
        self.list.clear()
        self._runner.shutdown()
        self._scout.shutdown()

    # -- looking ------------------------------------------------------------------------------------------

    def _look(self) -> None:
        item = next((item for item in self.items if item.state is State.LOOKING), None)
        if item is None or self._scout.is_looking:
            return
        group = [item]
        if item.series is not None:
            group = [
                one
                for one in self.items
                if one.state is State.LOOKING and one.series is not None and one.origin.is_same(item.origin)
            ]
        self._looked_at = tuple(one.number for one in group)
        self._scout.start(item.origin, [one.series.key for one in group if one.series is not None])

    def _stop_looking_at(self, number: int) -> None:
        if number in self._looked_at:
            self._scout.cancel()
            self._looked_at = ()

    @Slot(int, int)
    def _on_scout_progressed(self, done: int, total: int) -> None:
        for number in self._looked_at:
            self.list.change(
                number, doing="opening" if done < total else "recognising", done=done, total=total
            )

    @Slot(object)
    def _on_scouted(self, found: Scouted) -> None:
        looked_at, self._looked_at = self._looked_at, ()
        for number in looked_at:
            item = self.item(number)
            if item is None:
                continue
            origin = dataclasses.replace(item.origin, spec=found.spec, name=found.name)
            if item.series is None:
                self._spread(item, origin, found)
                continue
            seen = next((one for one in found.series if one.name.key == item.series.key), None)
            if seen is None or seen.name.digest != item.series.digest:
                text = "The series is not there any more: the scan has changed. Open it again."
                self.list.change(number, state=State.FAILED, doing="", text=text)
            else:
                self._settle(number, origin=origin, recognition=seen.recognition, setup=seen.setup)
        self.proceed()

    def _spread(self, item: QueueItem, origin: Origin, found: Scouted) -> None:
        """One item for each series of a source that has been looked at."""
        row = self.list.row(item.number)
        assert row is not None
        more = [self.list.made(origin, one.name, item.phantom) for one in found.series[1:]]
        self.list.change(item.number, series=found.series[0].name)
        self.list.insert(more, row + 1)
        for one, seen in zip([item, *more], found.series, strict=True):
            self._settle(one.number, origin=origin, recognition=seen.recognition, setup=seen.setup)

    @Slot(object)
    def _on_scout_failed(self, error: PhantomscopeError) -> None:
        looked_at, self._looked_at = self._looked_at, ()
        self.privacy.learn([error.where])
        for number in looked_at:
            self.list.change(number, state=State.FAILED, doing="", done=0, total=0, text=str(error))
        self.proceed()

    # -- analysing ----------------------------------------------------------------------------------------

    def _run(self, item: QueueItem) -> None:
        item = dataclasses.replace(item, said=self._window.said_of(item))
        job = item.planned_job
        if job is None:  # nobody names its phantom any more
            self._settle(item.number)
            self.proceed()
            return
        slices = item.series.slices if item.series is not None else 0
        held = self._workspace.strategies.chosen_for(job.source, item.origin.name)
        job = msgspec.structs.replace(job, strategy=held, accelerated=self._workspace.accelerated)
        try:
            job = self.admit(job, slices, item.origin.data)
        except PhantomscopeError as error:
            plain: dict[str, Any] = {"doing": "", "done": 0, "total": 0}
            self.list.change(item.number, said=item.said, state=State.FAILED, text=str(error), **plain)
            self.item_ended.emit(item.number)
            self.proceed()
            return
        self._running, self._overtaken = item.number, False
        self.list.change(
            item.number, state=State.RUNNING, said=item.said, job=job, used=item.plan, doing="starting"
        )
        self._runner.start(job, item.origin.data)

    @Slot(object)
    def _on_stage_changed(self, stage: Stage) -> None:
        if self._running is not None:
            self.list.change(self._running, doing=stage.name, done=stage.done, total=stage.total)

    @Slot()
    def give_way(self) -> None:
        """End the analysis that runs, to begin it anew after another one of this program."""
        if self._running is not None and not self._overtaken:
            self._overtaken = True
            self._runner.cancel()

    @Slot(object)
    def _on_ended(self, outcome: Outcome) -> None:
        number, self._running = self._running, None
        item = self.item(number) if number is not None else None
        if item is not None:
            self._take(item, outcome)
            self.item_ended.emit(item.number)
        self.proceed()

    def _take(self, item: QueueItem, outcome: Outcome) -> None:
        plain: dict[str, Any] = {"doing": "", "done": 0, "total": 0}
        job = item.job
        if outcome.ending is Ending.FINISHED and outcome.result is not None and job is not None:
            item = _judged(dataclasses.replace(item, raw=outcome.result))
            found: dict[str, Any] = {"raw": item.raw, "used": item.used, "result": item.result}
            self.list.change(item.number, state=State.DONE, **found, **plain)
            self._handed_over.discard(item.number)
            if self._workspace.take_result(job, outcome.result, item.used):
                self._handed_over.add(item.number)
        elif outcome.ending is Ending.CANCELLED and self._overtaken:
            self.list.change(item.number, job=None)
            self._settle(item.number)
        elif outcome.ending is Ending.CANCELLED:
            self.list.change(item.number, state=State.CANCELLED, **plain)
        else:
            self.list.change(item.number, state=State.FAILED, text=outcome.text, **plain)

    # -- what the window says -----------------------------------------------------------------------------

    @Slot()
    def _on_dataset_changed(self) -> None:
        self._handed_over.clear()

    def _follow(self, item: QueueItem) -> bool:
        """Take over what the window says of an item; whether another state may come of it."""
        said = self._window.said_of(item)
        if said == item.said:
            return False
        item = _judged(dataclasses.replace(item, said=said))
        self.list.change(item.number, said=said, used=item.used, result=item.result)
        if item.state not in (State.WAITING, State.UNKNOWN):
            return False
        self._settle(item.number)
        return True

    # -- the list -----------------------------------------------------------------------------------------

    def _renew(self, number: int, **changes: Any) -> None:
        """Begin an item anew: to be looked at where nobody has, else to be analysed."""
        self.list.change(
            number, doing="", done=0, total=0, job=None, result=None, raw=None, text="", **changes
        )
        self._settle(number)

    def _settle(self, number: int, **changes: Any) -> None:
        """Let an item wait for its analysis where all that it takes is known."""
        self.list.change(number, doing="", done=0, total=0, text="", **changes)
        item = self.item(number)
        assert item is not None
        item = dataclasses.replace(item, said=self._window.said_of(item))
        self.list.change(number, said=item.said)
        looked = item.origin.spec is not None and item.series is not None
        if looked and item.phantom_name:
            self.list.change(number, state=State.WAITING)
        elif not looked or item.recognition is None:
            self.list.change(number, state=State.LOOKING)
        else:
            reason = item.recognition.reason
            text = f"{reason[:1].upper()}{reason[1:]}. Choose the phantom."
            self.list.change(number, state=State.UNKNOWN, text=text)

    def _set_on(self, on: bool) -> None:
        if on is not self._on:
            self._on = on
            self.activity_changed.emit()


def _judged(item: QueueItem) -> QueueItem:
    """An item with its results, where it has any, judged by the tolerances that the window says or said."""
    if item.raw is None or item.job is None:
        return item
    used, setup = item.used, item.said.setup if item.said is not None else None
    if setup is not None and (setup.phantom or item.recognised or item.job.phantom) == item.job.phantom:
        # Those of another phantom would judge nothing here.
        used = dataclasses.replace(used, tolerances=setup.tolerances)
    # Slices are numbered as they were analysed, as the provenance says.
    result = Shelved(item.job, item.raw, ()).seen(used.tolerances, None)
    return dataclasses.replace(item, used=used, result=result)


def _when(result: AnalysisResult) -> datetime.datetime:
    return datetime.datetime.fromisoformat(result.provenance.analysed_at)
