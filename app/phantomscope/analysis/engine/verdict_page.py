"""What our own page of the PDF report says: the verdict and what it rests on."""

from collections.abc import Iterator
from dataclasses import dataclass

from phantomscope.analysis.results import AnalysisResult, Metric, ModuleResult, Verdict, counted

_WORDS = {Verdict.FAIL: "Failed", Verdict.WARN: "Warns"}


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page.

    Attributes:
        title: Its heading; empty where it stands below the one before.
        rows: Label and text of each row; a row without a label goes over the whole width.
    """

    title: str
    rows: tuple[tuple[str, str], ...]


def verdict_sections(result: AnalysisResult, *, guessed: bool) -> tuple[Section, ...]:
    """All that the page says below the verdict, sections without rows left out.

    Args:
        result: What was found, with the verdicts that count.
        guessed: Whether neither the scan nor a person named the phantom.
    """
    made = (
        Section("", (("", f"{result.reason()}."),) if result.reason() != result.summary() else ()),
        Section("Values that failed or warn", tuple(_deviations(result))),
        Section("Limits", tuple(_limits(result))),
        Section("Not scanned and not measured", tuple(_not_scanned(result))),
        Section("Warnings", tuple(("", warning) for warning in result.warnings)),
        Section("Phantom", tuple(_phantom(result, guessed=guessed))),
        Section("Scan", tuple(_scan(result))),
        Section("Changed for this analysis", tuple(_changes(result))),
        Section("Analysis", tuple(_analysis(result))),
    )
    return tuple(section for section in made if section.rows)


def _deviations(result: AnalysisResult) -> Iterator[tuple[str, str]]:
    for verdict, word in _WORDS.items():
        for module in result.modules:
            for metric in module.metrics:
                if metric.verdict is verdict:
                    yield word, _deviation(module, metric)


def _deviation(module: ModuleResult, metric: Metric) -> str:
    whose = "own limits" if metric.own_limits else "pylinac’s limits"
    return f"{module.title}, {metric.name}: {metric.value_text()}, expected {metric.limit_text()} ({whose})"


def _limits(result: AnalysisResult) -> Iterator[tuple[str, str]]:
    own = sum(metric.own_limits for module in result.modules for metric in module.metrics)
    if own or result.tolerances:
        values = f"{counted(own, 'value')} {'has' if own == 1 else 'have'}"
        yield "Own limits", f"{values} limits that were set in Phantomscope in place of pylinac’s."
        yield "pylinac’s pages", "They judge by pylinac’s limits: what they call passed may have failed here."
    if result.counts()[Verdict.NOT_JUDGED]:
        yield "Without limits", f"{result.not_judged_text()}."


def _not_scanned(result: AnalysisResult) -> Iterator[tuple[str, str]]:
    for one in result.provenance.left_out:
        place = f"{one.position_mm:.1f}".replace("-", "\N{MINUS SIGN}")
        yield one.title, f"at {place} mm, {one.outside_mm:.1f} mm outside the scan"


def _phantom(result: AnalysisResult, *, guessed: bool) -> Iterator[tuple[str, str]]:
    origin = result.provenance
    doubt = ", a guess: check that it is the right one" if guessed else ""
    yield "Analysed as", f"{origin.phantom}{doubt}"
    if origin.choice:
        yield "Chosen because", origin.choice
    elif not guessed:
        yield "Chosen", "by a person"


def _scan(result: AnalysisResult) -> Iterator[tuple[str, str]]:
    origin = result.provenance
    yield "Series", origin.series_title
    yield "Slices analysed", str(origin.slice_count)
    yield "Source", origin.source
    yield "Series UID", origin.series_uid


def _changes(result: AnalysisResult) -> Iterator[tuple[str, str]]:
    origin = result.provenance
    if origin.profile:
        yield "Profile", origin.profile
    for name in origin.changed:
        yield "Parameter", f"{name} = {origin.parameters[name]}"
    for edit in origin.edits:
        yield "Edit", edit


def _analysis(result: AnalysisResult) -> Iterator[tuple[str, str]]:
    origin = result.provenance
    yield "Time", f"{origin.analysed_at}, in {origin.seconds:.1f} s"
    yield "Program", f"Phantomscope {origin.program}, pylinac {origin.pylinac}"
