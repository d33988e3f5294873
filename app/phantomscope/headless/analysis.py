"""One analysis without a window: open, choose, analyse in this process, hand back what was found."""

import logging
from dataclasses import dataclass
from typing import Any

from phantomscope.analysis import events
from phantomscope.analysis.failures import failure
from phantomscope.analysis.identify import suggest
from phantomscope.analysis.job import AnalysisJob
from phantomscope.analysis.phantoms import Phantom, phantom_named
from phantomscope.analysis.profile import Profile
from phantomscope.analysis.results import AnalysisResult
from phantomscope.analysis.tolerances import judged
from phantomscope.errors import PhantomscopeError
from phantomscope.headless.corrections import AS_IT_IS, Corrections
from phantomscope.headless.profile_choice import NO_PROFILE, ProfileChoice, check_settings, fitting_parameters
from phantomscope.headless.progress import Progress
from phantomscope.stack.index import Scan, scan
from phantomscope.stack.member import Source
from phantomscope.stack.series import Series

logger = logging.getLogger(__name__)

_PDF_NOTE = (
    "The PDF is pylinac’s own report: it tells pylinac’s verdicts, not those of the profile’s tolerances."
)


@dataclass(frozen=True, slots=True)
class Analysed:
    """What came of it.

    Attributes:
        result: What was found.
        documents: Documents that were asked for, by kind.
        choice: How series and phantom were chosen, a sentence.
        notes: What else a person should know of how it came about: the profile and what of it was not used.
    """

    result: AnalysisResult
    documents: dict[str, bytes]
    choice: str
    notes: tuple[str, ...] = ()


def analyse_source(
    source: Source,
    progress: Progress,
    *,
    phantom_name: str = "",
    series_number: int | None = None,
    parameters: dict[str, Any] | None = None,
    pdf: bool = False,
    profiles: ProfileChoice = NO_PROFILE,
    corrections: Corrections = AS_IT_IS,
) -> Analysed:
    """Analyse one series of an open source.

    Args:
        source: What to analyse.
        progress: Told how far it is.
        phantom_name: Which phantom; the one that the header suggests where it is empty.
        series_number: Which series, counted from 1 as ``info`` lists them; the largest where it is None.
        parameters: Parameters of the analysis that differ from their defaults; before those of a profile.
        pdf: Whether to make pylinac's report, too.
        profiles: Which profile to use.
        corrections: What to put right first.

    Raises:
        PhantomscopeError: It could not be done.
    """
    found = scan(source, lambda done, total: progress.show("Opening", done, total))
    series = _chosen_series(found, series_number)
    phantom, reason, guess = _chosen_phantom(series, phantom_name)
    profile, notes = profiles.profile_for(series.facts, "" if guess else phantom.name)
    if profile is not None and not phantom_name and profile.phantom:
        phantom, reason, guess = _phantom_of(profile, phantom, reason, guess)
    usual, unfit = fitting_parameters(profile, phantom) if profile is not None else ({}, ())
    check_settings(parameters or {}, phantom)
    job = AnalysisJob(
        source=source.spec,
        series_key=series.key,
        phantom=phantom.name,
        parameters=usual | (parameters or {}),
        documents=("pdf",) if pdf else (),
        edits=corrections.edits(source, series),
        guess=guess,
        choice="" if phantom_name else reason,
        origin_slot=corrections.origin_slot(series),
        turned=corrections.turn,
        partial=corrections.partial,
        profile=profile.name if profile is not None else "",
    )
    documents: dict[str, bytes] = {}

    def emit(event: events.Stage | events.Document) -> None:
        if isinstance(event, events.Document):
            documents[event.kind] = event.data
        else:
            progress.show(event.name[:1].upper() + event.name[1:], event.done, event.total)

    from phantomscope.analysis.engine import analyse_series
    from phantomscope.analysis.worker import quiet_warnings

    try:
        with quiet_warnings():
            result = analyse_series(job, source, series, emit)
    except Exception as error:
        failed = failure(error)
        if failed.details:
            logger.info("the analysis failed:\n%s", failed.details)
        where = failed.where or f"analysed as {phantom.name}, {reason}"
        todo = f"{failed.todo}; “--partial” makes a partial run" if failed.partial_possible else failed.todo
        raise PhantomscopeError(failed.what, where=where, todo=todo) from error
    finally:
        progress.clear()
    if profile is not None:
        result = judged(result, profile.tolerances)
        if "pdf" in documents and result.tolerances:
            unfit = (*unfit, _PDF_NOTE)
    choice = f"{series.title}, {len(series.slices)} slices, as {phantom.name} ({reason})"
    return Analysed(result, documents, choice, (*notes, *unfit))


def _chosen_series(found: Scan, number: int | None) -> Series:
    if number is None:
        return found.series[0]
    if not 1 <= number <= len(found.series):
        raise PhantomscopeError(
            f"There is no series {number}; there are {len(found.series)}", todo="Choose one that “info” lists"
        )
    return found.series[number - 1]


def _phantom_of(profile: Profile, phantom: Phantom, reason: str, guess: str) -> tuple[Phantom, str, str]:
    """The phantom that a profile names, in place of the one that was suggested."""
    try:
        return phantom_named(profile.phantom), f"named by the profile “{profile.name}”", ""
    except PhantomscopeError:
        return phantom, reason, guess  # one of a newer version; the notes tell of it


def _chosen_phantom(series: Series, name: str) -> tuple[Phantom, str, str]:
    """The phantom, why, and why it is a guess where it is one."""
    if name:
        return phantom_named(name), "chosen by you", ""
    suggestion = suggest(series)
    if suggestion is None:
        raise PhantomscopeError(
            f"No phantom here is made for {series.facts.modality or 'this kind of'} images",
            todo="Choose a phantom with --phantom, or open a CT or MR scan of a phantom",
        )
    return suggestion.phantom, suggestion.reason, suggestion.guess
