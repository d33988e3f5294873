"""Tolerances that a person is about to set for one metric or several; no widget in sight."""

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from phantomscope.analysis.results import AnalysisResult, Metric, Tolerance, Verdict, shown
from phantomscope.analysis.tolerances import judged_metric, problems_of, suggested

NUMBERS = (
    "nominal",
    "tolerance",
    "warn_tolerance",
    "minimum",
    "maximum",
    "warn_minimum",
    "warn_maximum",
)
_LIMITS = NUMBERS[1:]


class Various(enum.Enum):
    """Stands for numbers that are not the same for all metrics."""

    VARIOUS = "various"


@dataclass(frozen=True, slots=True)
class Target:
    """A metric that a tolerance is for.

    Attributes:
        metric: As the analysis gave it, with pylinac's limits. Its value is None where it was not measured.
        module: Title of its module; empty where it was not measured.
        own: The person's tolerance now, or None.
    """

    metric: Metric
    module: str = ""
    own: Tolerance | None = None

    @property
    def start(self) -> Tolerance:
        """What to start from: the person's own, pylinac's, or one that is suggested.

        A nominal value of pylinac's is left open, so that it follows pylinac and the parameters.
        """
        if self.own is not None:
            return self.own
        found = suggested(self.metric)
        return msgspec.structs.replace(found, nominal=None) if self.metric.nominal is not None else found

    @property
    def start_among_others(self) -> Tolerance:
        """The same, but no limit that nobody has set: what is set for several must not bring in others."""
        if self.own is not None or any(getattr(self.metric, name) is not None for name in _LIMITS):
            return self.start
        return Tolerance(nominal=self.start.nominal)


def targets_of(
    keys: Iterable[str], raw: AnalysisResult | None, own: Mapping[str, Tolerance]
) -> tuple[Target, ...]:
    """The metrics with these keys; those that the result does not have are without a value.

    Args:
        keys: Of metrics.
        raw: The result, judged by pylinac's limits; None where there is none.
        own: The person's tolerances by key.
    """
    found = {
        metric.key: (metric, module.title)
        for module in (raw.modules if raw is not None else ())
        for metric in module.metrics
    }
    targets = []
    for key in keys:
        metric, module = found.get(key, (Metric(key, key, None), ""))
        targets.append(Target(metric, module, own.get(key)))
    return tuple(targets)


def common(targets: Sequence[Target], name: str) -> float | Various | None:
    """The number of this name that all start from, or that they differ in it."""
    numbers = {getattr(start, name) for start in _starts(targets)}
    return next(iter(numbers)) if len(numbers) == 1 else Various.VARIOUS


def drafted(
    targets: Sequence[Target], numbers: Mapping[str, float | None], *, judged: bool
) -> dict[str, Tolerance]:
    """The tolerances by metric key.

    Args:
        targets: What they are for.
        numbers: What the person set, by name; what is not in it stays as each metric starts.
        judged: False where they are not to be judged.
    """
    return {
        target.metric.key: msgspec.structs.replace(start, judged=judged, **numbers)
        for target, start in zip(targets, _starts(targets), strict=True)
    }


def _starts(targets: Sequence[Target]) -> list[Tolerance]:
    if len(targets) == 1:
        return [targets[0].start]
    return [target.start_among_others for target in targets]


def contradictions(targets: Sequence[Target], draft: Mapping[str, Tolerance]) -> tuple[str, ...]:
    """What is contradictory, a sentence each; with the metric's name where there are several."""
    found = []
    for target in targets:
        name = f"{target.metric.name}: " if len(targets) > 1 else ""
        # Of a metric that was not measured pylinac's nominal value is not known.
        unknown = target.metric.value is None and target.metric.nominal is None and not target.module
        metric = msgspec.structs.replace(target.metric, nominal=0.0) if unknown else target.metric
        found += [f"{name}{problem}." for problem in problems_of(draft[target.metric.key], metric)]
    return tuple(found)


def preview(targets: Sequence[Target], draft: Mapping[str, Tolerance]) -> tuple[Verdict, str]:
    """How the metrics would be judged: the worst verdict, and a sentence."""
    seen = [judged_metric(target.metric, draft[target.metric.key]) for target in targets if target.module]
    if not seen:
        return Verdict.NOT_JUDGED, "No value has been measured for it yet"
    verdicts = [metric.verdict for metric in seen]
    order = (Verdict.FAIL, Verdict.WARN, Verdict.PASS, Verdict.NOT_JUDGED)
    worst = next(verdict for verdict in order if verdict in verdicts)
    if len(seen) == 1:
        limits = seen[0].limit_text()
        expected = f", expected {limits}" if limits and worst is not Verdict.NOT_JUDGED else ""
        return worst, f"{worst.value.upper()}: {seen[0].value_text()}{expected}"
    told = [f"{verdicts.count(verdict)} {verdict.value}" for verdict in order if verdict in verdicts]
    return worst, ", ".join(told)


def limits_text(tolerance: Tolerance, metric: Metric) -> str:
    """What a tolerance demands of a metric, in a few words."""
    if not tolerance.judged:
        return "not judged"
    text = judged_metric(metric, tolerance).limit_text()
    if tolerance.nominal is None and metric.nominal is None:
        # The nominal value is pylinac's, and not known before there is a result.
        around = [f"± {shown(tolerance.tolerance)}"] if tolerance.tolerance is not None else []
        around += [f"warns beyond ± {shown(tolerance.warn_tolerance)}"] if tolerance.warn_tolerance else []
        text = ", ".join([*around, *([text] if text else [])])
    return text or "no limits"
