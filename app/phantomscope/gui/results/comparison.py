"""Two results of the same phantom, metric by metric."""

import enum
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from phantomscope.analysis.results import AnalysisResult, Metric, ModuleResult, Verdict, shown
from phantomscope.errors import PhantomscopeError

_LONGEST = 60  # letters of a parameter's value
_CLOSE = 1e-9  # relative: what JSON may lose is no difference


class Change(enum.Enum):
    """What became of a metric from the first result to the second."""

    SAME = "the same"
    VALUE = "another value"
    LIMITS = "other limits"
    BETTER = "a better verdict"
    WORSE = "a worse verdict"
    ONLY_FIRST = "only in A"
    ONLY_SECOND = "only in B"


@dataclass(frozen=True, slots=True)
class ComparedMetric:
    """A metric in both results.

    Attributes:
        module: Title of its module.
        first, second: The metric in either result; None where it is not there.
    """

    module: str
    first: Metric | None
    second: Metric | None

    @property
    def name(self) -> str:
        """What to call it."""
        metric = self.second or self.first
        return metric.name if metric is not None else ""

    @property
    def difference(self) -> float | None:
        """The second value minus the first, in the metric's unit; None where either is no number."""
        a, b = _number(self.first), _number(self.second)
        return b - a if a is not None and b is not None else None

    @property
    def percent(self) -> float | None:
        """The difference in percent of the first value's size; None where that is zero or no number."""
        a, difference = _number(self.first), self.difference
        return 100 * difference / abs(a) if a and difference is not None else None

    @property
    def change(self) -> Change:
        """What became of it; the verdict counts before the limits, and those before the value."""
        if self.first is None or self.second is None:
            return Change.ONLY_SECOND if self.first is None else Change.ONLY_FIRST
        if self.first.verdict is not self.second.verdict:
            worse = _RANKS[self.second.verdict] > _RANKS[self.first.verdict]
            return Change.WORSE if worse else Change.BETTER
        if limits_of(self.first) != limits_of(self.second):
            return Change.LIMITS
        return Change.SAME if _is_same(self.first.value, self.second.value) else Change.VALUE


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two results side by side.

    Attributes:
        first, second: The results.
        metrics: All metrics of either, in the order of the second.
        parameters: Name, first and second value of each parameter that differs.
    """

    first: AnalysisResult
    second: AnalysisResult
    metrics: tuple[ComparedMetric, ...]
    parameters: tuple[tuple[str, str, str], ...]

    def summary(self) -> str:
        """In a line: "12 of 61 values differ; 1 verdict worse, 0 better"."""
        counts = Counter(metric.change for metric in self.metrics)
        differing = len(self.metrics) - counts[Change.SAME]
        if not differing:
            return f"All {len(self.metrics)} values are the same"
        worse, better = counts[Change.WORSE], counts[Change.BETTER]
        text = f"{differing} of {len(self.metrics)} values differ"
        return f"{text}; verdicts: {worse} worse, {better} better"


def compared(first: AnalysisResult, second: AnalysisResult) -> Comparison:
    """Match two results' metrics by key.

    Raises:
        PhantomscopeError: They are not of the same phantom.
    """
    a, b = first.provenance.phantom, second.provenance.phantom
    if a != b:
        raise PhantomscopeError(
            f"A is a result of {a} and B one of {b}, which have no values in common",
            todo="Choose two results of the same phantom",
        )
    before, after = dict(_keyed(first)), dict(_keyed(second))
    keys = [*after, *(key for key in before if key not in after)]
    metrics = []
    for key in keys:
        (module, _), old, new = after.get(key) or before[key], before.get(key), after.get(key)
        metrics.append(ComparedMetric(module.title, old[1] if old else None, new[1] if new else None))
    return Comparison(first, second, tuple(metrics), _parameters(first, second))


def limits_of(metric: Metric) -> tuple[float | None, ...]:
    """All that a metric is judged by."""
    return (
        *(metric.nominal, metric.tolerance, metric.minimum, metric.maximum),
        *(metric.warn_tolerance, metric.warn_minimum, metric.warn_maximum),
    )


def _keyed(result: AnalysisResult) -> Iterator[tuple[tuple[str, str, int], tuple[ModuleResult, Metric]]]:
    """Metrics by module, key and, should a key come twice, its turn."""
    seen: Counter[tuple[str, str]] = Counter()
    for module in result.modules:
        for metric in module.metrics:
            turn = seen[module.key, metric.key]
            seen[module.key, metric.key] += 1
            yield (module.key, metric.key, turn), (module, metric)


def _parameters(first: AnalysisResult, second: AnalysisResult) -> tuple[tuple[str, str, str], ...]:
    return tuple(_differing(first.provenance.parameters, second.provenance.parameters))


def _differing(a: dict[str, Any], b: dict[str, Any], table: str = "") -> Iterator[tuple[str, str, str]]:
    """Name and both values of what differs; of tables only the entries that do."""
    for name in [*b, *(name for name in a if name not in b)]:
        title = f"{table} {name}".strip()
        if isinstance(a.get(name), dict) and isinstance(b.get(name), dict):
            yield from _differing(a[name], b[name], title)
        elif a.get(name) != b.get(name) or (name in a) != (name in b):
            yield title, _parameter_text(a, name), _parameter_text(b, name)


def _parameter_text(parameters: dict[str, Any], name: str) -> str:
    if name not in parameters:
        return "unknown"
    value = parameters[name]
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = "none" if value is None else shown(value) if isinstance(value, int | float | str) else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _number(metric: Metric | None) -> float | None:
    value = metric.value if metric is not None else None
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None


def _is_same(a: float | str | None, b: float | str | None) -> bool:
    if isinstance(a, int | float) and isinstance(b, int | float):
        return math.isclose(a, b, rel_tol=_CLOSE, abs_tol=1e-12)
    return a == b


_RANKS = {Verdict.NOT_JUDGED: 0, Verdict.PASS: 0, Verdict.WARN: 1, Verdict.FAIL: 2}
