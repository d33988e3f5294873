"""One analysis without a window: open, choose, analyse in this process, hand back what was found."""

import logging
from dataclasses import dataclass, field
from typing import Any

from phantomscope.analysis import events
from phantomscope.analysis.failures import failure
from phantomscope.analysis.job import AnalysisJob
from phantomscope.analysis.phantoms import phantom_named
from phantomscope.analysis.private_result import Hider, names_of, private_result
from phantomscope.analysis.results import AnalysisResult
from phantomscope.analysis.tolerances import judged
from phantomscope.errors import PhantomscopeError
from phantomscope.headless.corrections import AS_IT_IS, Corrections
from phantomscope.headless.memory import admitted
from phantomscope.headless.phantom_choice import chosen_phantom, seen_in
from phantomscope.headless.profile_choice import NO_PROFILE, ProfileChoice, check_settings, fitting_parameters
from phantomscope.headless.progress import Progress
from phantomscope.stack.index import Scan, scan
from phantomscope.stack.member import Source
from phantomscope.stack.series import Series
from phantomscope.stack.strategy import Strategy, chosen_strategy

logger = logging.getLogger(__name__)


class SeriesFailedError(PhantomscopeError):
    """The phantom of a series is known, but it could not be analysed.

    Attributes:
        phantom: The phantom's name.
    """

    def __init__(self, what: str, *, where: str, todo: str, phantom: str) -> None:
        super().__init__(what, where=where, todo=todo)
        self.phantom = phantom


@dataclass(frozen=True, slots=True)
class Analysed:
    """What came of it.

    Attributes:
        result: What was found.
        documents: Documents that were asked for, by kind.
        choice: How series and phantom were chosen, a sentence.
        notes: What else a person should know of how it came about: why this phantom, the profile and what of
            it was not used.
    """

    result: AnalysisResult
    documents: dict[str, bytes]
    choice: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a series is to be analysed.

    Attributes:
        phantom_name: Which phantom; the one that is recognised where it is empty.
        parameters: Parameters of the analysis that differ from their defaults; before those of a profile.
        pdf: Whether to make pylinac's report, too.
        profiles: Which profile to use.
        corrections: What to put right first.
        private: Whether to leave out what may tell who the patient is.
        strategy: How slices are held; automatically where it is None.
        memory_limit: Bytes that the process may take altogether; 0 for what a container allows.
        accelerated: Whether what pylinac computes again, or for nothing, is left out.
    """

    phantom_name: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    pdf: bool = False
    profiles: ProfileChoice = NO_PROFILE
    corrections: Corrections = AS_IT_IS
    private: bool = False
    strategy: Strategy | None = None
    memory_limit: int = 0
    accelerated: bool = True


def analyse_source(
    source: Source, progress: Progress, wishes: Wishes | None = None, *, series_number: int | None = None
) -> Analysed:
    """Analyse one series of an open source.

    Args:
        source: What to analyse.
        progress: Told how far it is.
        wishes: How.
        series_number: Which series, counted from 1 as ``info`` lists them; the largest where it is None.

    Raises:
        PhantomscopeError: It could not be done.
    """
    found = scan(source, lambda done, total: progress.show("Opening", done, total))
    return analyse_series(source, chosen_series(found, series_number), progress, wishes or Wishes())


def analyse_series(source: Source, series: Series, progress: Progress, wishes: Wishes) -> Analysed:
    """Analyse a series that has been found in an open source.

    Raises:
        PhantomscopeError: It could not be done.
    """
    chosen_strategy(wishes.strategy, source)  # refused before anything is done
    wanted = phantom_named(wishes.phantom_name) if wishes.phantom_name else None
    progress.show("Recognising the phantom")
    seen = seen_in(source, series)
    certain = wanted or (seen.phantom if not seen.guess else None)
    profile, notes = wishes.profiles.profile_for(series.facts, certain.name if certain is not None else "")
    chosen = chosen_phantom(wanted, profile, seen)
    phantom = chosen.phantom
    usual, unfit = fitting_parameters(profile, phantom) if profile is not None else ({}, ())
    check_settings(wishes.parameters, phantom)
    job = AnalysisJob(
        source=source.spec,
        series_key=series.key,
        phantom=phantom.name,
        parameters=usual | wishes.parameters,
        documents=("pdf",) if wishes.pdf else (),
        edits=wishes.corrections.edits(source, series),
        guess=chosen.guess,
        choice=chosen.choice,
        doubt=seen.doubt_about(wanted.name) if wanted is not None else "",
        origin_slot=wishes.corrections.origin_slot(series),
        turned=wishes.corrections.turn,
        partial=wishes.corrections.partial,
        profile=profile.name if profile is not None else "",
        tolerances=profile.tolerances if profile is not None else {},
        private=wishes.private,
        strategy=wishes.strategy,
        accelerated=wishes.accelerated,
    )
    job = admitted(job, series, wishes.memory_limit)
    result, documents = _run(job, source, series, progress, chosen.how)
    if profile is not None:
        result = judged(result, profile.tolerances)
    told = (*chosen.notes, *notes, *unfit)
    if not wishes.private:
        choice = f"{series.title}, {len(series.slices)} slices, as {phantom.name} ({chosen.how})"
        return Analysed(result, documents, choice, told)
    names = tuple(names_of(source, [series]))
    hide = Hider(names)
    choice = f"{len(series.slices)} slices, as {phantom.name} ({hide.text(chosen.how)})"
    return Analysed(private_result(result, names), documents, choice, tuple(map(hide.text, told)))


def chosen_series(found: Scan, number: int | None) -> Series:
    """The series with this number, counted from 1; the largest where it is None.

    Raises:
        PhantomscopeError: There is no such series.
    """
    if number is None:
        return found.series[0]
    if not 1 <= number <= len(found.series):
        raise PhantomscopeError(
            f"There is no series {number}; there are {len(found.series)}", todo="Choose one that “info” lists"
        )
    return found.series[number - 1]


def _run(
    job: AnalysisJob, source: Source, series: Series, progress: Progress, how: str
) -> tuple[AnalysisResult, dict[str, bytes]]:
    documents: dict[str, bytes] = {}

    def emit(event: events.Stage | events.Document) -> None:
        if isinstance(event, events.Document):
            documents[event.kind] = event.data
        else:
            progress.show(event.name[:1].upper() + event.name[1:], event.done, event.total)

    from phantomscope.analysis.engine import run as engine
    from phantomscope.analysis.worker import quiet_warnings

    try:
        with quiet_warnings():
            return engine.analyse_series(job, source, series, emit), documents
    except Exception as error:
        failed = failure(error)
        if failed.details:
            logger.info("the analysis failed:\n%s", failed.details)
        where = failed.where or f"analysed as {job.phantom}, {how}"
        ways = ["“--turn” turns the stack"] * (failed.turning_helps and not job.turned)
        ways += ["“--partial” makes a partial run"] * failed.partial_possible
        todo = "; ".join((failed.todo, *ways))
        raise SeriesFailedError(failed.what, where=where, todo=todo, phantom=job.phantom) from error
    finally:
        progress.clear()
