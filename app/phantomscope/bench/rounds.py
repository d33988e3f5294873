"""The measures in turn, several times round, so that a busy moment of the machine hits all alike."""

import contextlib
import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from phantomscope import __version__
from phantomscope.bench.catalogue import (
    ANALYSIS_LIBRARIES,
    MEASURES,
    OURS,
    WINDOW,
    WINDOW_LIBRARIES,
    measure_named,
)
from phantomscope.bench.machine import machine
from phantomscope.bench.measure import Measure, Needs
from phantomscope.bench.process import Processes
from phantomscope.bench.record import Record, ScanRecord, Series
from phantomscope.bench.scan_identity import digest, scan_facts
from phantomscope.errors import PhantomscopeError

Say = Callable[[str], None]

_OF_A_SCAN = (Needs.SCAN, Needs.PHANTOM)
_MADE = {
    Needs.LARGE: ("large", "digital-1024.zip"),
    Needs.LONG: ("long", "digital-5000.zip"),
    Needs.MANY: ("many", "digital-10000"),
}
_MADE_PHANTOM = "CatPhan 504"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be measured.

    Attributes:
        paths: The scans; a digital CatPhan 504 is made where there is none.
        phantom_name: The phantom of all of them; each is recognised where it is empty.
        repeats: How many rounds.
        only: Names of measures, or parts of names; all where it is empty.
        growth: Whether to run those that take minutes; once each.
    """

    paths: tuple[Path, ...]
    phantom_name: str = ""
    repeats: int = 5
    only: tuple[str, ...] = ()
    growth: bool = False

    def measures(self) -> tuple[Measure, ...]:
        """What will be run. Raises PhantomscopeError where ``only`` names what is not there."""
        for name in self.only:
            if not any(_means(name, measure) for measure in MEASURES):
                names = ", ".join(f"“{measure.name}”" for measure in MEASURES)
                raise PhantomscopeError(f"There is no measure called “{name}”", todo=f"Choose among: {names}")
        return tuple(
            measure
            for measure in MEASURES
            if (self.growth or not measure.growth)
            and (not self.only or any(_means(name, measure) for name in self.only))
        )


def told_apart(names: Sequence[str]) -> list[str]:
    """The names, those that occur more than once with a number each."""
    return [
        f"{name} ({names[: place + 1].count(name)})" if names.count(name) > 1 else name
        for place, name in enumerate(names)
    ]


def _means(name: str, measure: Measure) -> bool:
    exact = any(name.lower() == one.name.lower() for one in MEASURES)
    return name.lower() == measure.name.lower() if exact else name.lower() in measure.name.lower()


@dataclass(slots=True)
class _Scan:
    path: Path
    before: str
    record: ScanRecord


class Rounds:
    """Runs a plan.

    Args:
        plan: What.
        processes: Run the measures.
        say: Told what is being done, a line each.
    """

    def __init__(self, plan: Plan, processes: Processes, say: Say) -> None:
        self._plan = plan
        self._processes = processes
        self._say = say
        self._made: dict[Needs, Path] = {}

    def run(self) -> Record:
        """Measure everything.

        Raises:
            PhantomscopeError: A scan can't be opened, or a measure does not exist.
        """
        measures = self._plan.measures()
        record = Record(
            datetime.datetime.now().astimezone().isoformat(timespec="minutes"),
            __version__,
            self._plan.repeats,
            machine(),
        )
        paths = self._plan.paths or (self._default_scan(),)
        names = told_apart([path.resolve().name for path in paths])
        scans = [self._looked_at(path, name, measures) for path, name in zip(paths, names, strict=True)]
        record.scans = [scan.record for scan in scans]
        self._make_what_is_needed(measures)
        if len(measures) > 1:  # one alone is compared with nothing
            self._warm_up(measures, scans)
        quick = [measure for measure in measures if not measure.growth]
        for number in range(self._plan.repeats):
            self._say(f"Round {number + 1} of {self._plan.repeats}")
            self._round(quick, scans, record.common)
        self._round([measure for measure in measures if measure.growth], scans, record.common)
        for scan in scans:
            scan.record.unchanged = digest(scan.path) == scan.before
        return record

    def _default_scan(self) -> Path:
        self._say("Making a digital CatPhan 504")
        return self._processes.make("default", "digital-catphan504.zip")

    def _warm_up(self, measures: Sequence[Measure], scans: Sequence[_Scan]) -> None:
        """Have what all processes load compiled and in memory: the first one would pay for all."""
        self._say("Warming up")
        for name in (WINDOW_LIBRARIES, ANALYSIS_LIBRARIES):
            self._processes.measure(measure_named(name), None, "")
        first = scans[0]
        for measure in measures:
            if measure.name in (WINDOW, OURS) and (first.record.phantom or measure.needs is Needs.SCAN):
                with contextlib.suppress(PhantomscopeError):  # the rounds will say so
                    self._processes.measure(measure, first.path, first.record.phantom)

    def _looked_at(self, path: Path, name: str, measures: Sequence[Measure]) -> _Scan:
        facts = scan_facts(
            path,
            self._plan.phantom_name,
            recognise=any(measure.needs is Needs.PHANTOM for measure in measures),
        )
        if facts.why_not:
            self._say(f"{name}: the phantom was not recognised; what needs one is left out")
        return _Scan(
            path,
            digest(path),
            ScanRecord(name, facts.phantom, facts.slices, facts.source_bytes, facts.unpacked_bytes),
        )

    def _make_what_is_needed(self, measures: Sequence[Measure]) -> None:
        for needs in dict.fromkeys(measure.needs for measure in measures):
            if needs in _MADE:
                self._say(f"Making a scan to measure on ({_MADE[needs][1]})")
                self._made[needs] = self._processes.make(*_MADE[needs])

    def _round(self, measures: Sequence[Measure], scans: Sequence[_Scan], common: Series) -> None:
        for measure in measures:
            if measure.needs in _OF_A_SCAN:
                for scan in scans:
                    if scan.record.phantom or measure.needs is Needs.SCAN:
                        self._say(f"  {measure.name} ({scan.record.name})")
                        self._once(measure, scan.path, scan.record.phantom, scan.record.series)
            else:
                made = self._made.get(measure.needs)
                self._say(f"  {measure.name}{f' ({made.name})' if made is not None else ''}")
                self._once(measure, made, _MADE_PHANTOM, common)

    def _once(self, measure: Measure, path: Path | None, phantom: str, series: Series) -> None:
        try:
            series.add(measure.name, self._processes.measure(measure, path, phantom))
        except PhantomscopeError as error:
            self._say(f"    could not be measured: {error}")
            series.add(measure.name, None, str(error))
