"""A user's own tolerances: judging results by them, at once and without analysing again. Pure data.

A value on a limit is within it. A value that is no number ("not reached") is within no limit: it fails, or
warns where only a warning is asked for.
"""

import math
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from phantomscope.analysis.results import (
    AnalysisResult,
    Metric,
    ModuleResult,
    SliceImage,
    Tolerance,
    Verdict,
    shown,
    worst,
)

# Far below any digit that is shown: 1.1 is within 1 ± 0.1, though the computer's 1.1 − 1 is above its 0.1.
_ROUNDING = 1e-9


def judged(result: AnalysisResult, tolerances: Mapping[str, Tolerance]) -> AnalysisResult:
    """A result judged by tolerances, as a new result.

    Metrics without a tolerance keep pylinac's limits and verdict. With one, all of pylinac's limits of that
    metric are replaced. Verdicts of modules, of outlines and of the whole follow. Tolerances for values that
    the result does not have are told as a warning, lest they be thought kept.

    Args:
        result: As the analysis gave it, with no tolerances applied yet.
        tolerances: By metric key.

    Raises:
        ValueError: Tolerances were applied to the result before: pylinac's limits are no longer in it.
    """
    if result.tolerances:
        raise ValueError("tolerances have been applied to this result already")
    if not tolerances:
        return result
    modules = tuple(
        msgspec.structs.replace(
            module,
            metrics=tuple(
                judged_metric(metric, tolerances[metric.key]) if metric.key in tolerances else metric
                for metric in module.metrics
            ),
        )
        for module in result.modules
    )
    used = {metric.key for metric in _metrics(result)} & tolerances.keys()
    return msgspec.structs.replace(
        result,
        modules=modules,
        images=judged_images(result.images, modules),
        warnings=(
            *result.warnings,
            *_told(result, tolerances),
            *_not_measured(sorted(tolerances.keys() - used)),
        ),
        tolerances={key: tolerance for key, tolerance in tolerances.items() if key in used},
    )


def judged_metric(metric: Metric, tolerance: Tolerance) -> Metric:
    """One metric with a user's limits in place of its own, and judged by them.

    Limits that can judge nothing (none at all, or a distance from a nominal value that there is not) take
    nobody's place: what pylinac checks must not go unchecked for a slip in a file.
    """
    nominal = metric.nominal if tolerance.nominal is None else tolerance.nominal
    if tolerance.judged and not _can_judge(tolerance, nominal):
        return metric
    if not tolerance.judged:
        tolerance = Tolerance()
    replaced = msgspec.structs.replace(
        metric,
        nominal=nominal,
        tolerance=tolerance.tolerance,
        minimum=tolerance.minimum,
        maximum=tolerance.maximum,
        warn_tolerance=tolerance.warn_tolerance,
        warn_minimum=tolerance.warn_minimum,
        warn_maximum=tolerance.warn_maximum,
        own_limits=True,
    )
    return msgspec.structs.replace(replaced, verdict=verdict_of(replaced))


def verdict_of(metric: Metric) -> Verdict:
    """How a metric stands by its limits: fail before warn before pass; not judged without any."""
    failing = (metric.nominal, metric.tolerance, metric.minimum, metric.maximum)
    warning = (metric.nominal, metric.warn_tolerance, metric.warn_minimum, metric.warn_maximum)
    fails, warns = _within(metric.value, *failing), _within(metric.value, *warning)
    if fails is None and warns is None:
        return Verdict.NOT_JUDGED
    if fails is False:
        return Verdict.FAIL
    return Verdict.WARN if warns is False else Verdict.PASS


def judged_images(images: Sequence[SliceImage], modules: Sequence[ModuleResult]) -> tuple[SliceImage, ...]:
    """The images with each outline carrying the verdict of the metrics that it belongs to."""
    verdicts: dict[tuple[str, str], list[Verdict]] = {}
    for module in modules:
        for metric in module.metrics:
            for key in module.images:
                for outline in metric.outlines:
                    verdicts.setdefault((key, outline), []).append(metric.verdict)
    return tuple(
        msgspec.structs.replace(
            image,
            outlines=tuple(
                msgspec.structs.replace(outline, verdict=worst(verdicts.get((image.key, outline.name), ())))
                for outline in image.outlines
            ),
        )
        for image in images
    )


def problems_of(tolerance: Tolerance, metric: Metric | None = None) -> tuple[str, ...]:
    """What is contradictory in a tolerance, a sentence each without a full stop; empty where all is well.

    Args:
        tolerance: What the user demands.
        metric: What it is for, where known: its nominal value stands in for one that is not given.
    """
    if not tolerance.judged:
        return ()
    nominal = tolerance.nominal
    if nominal is None and metric is not None:
        nominal = metric.nominal
    if any(
        limit is not None and not math.isfinite(limit) for limit in (tolerance.nominal, *_limits(tolerance))
    ):
        return ("A limit is no finite number",)
    return tuple(_problems(tolerance, nominal))


def suggested(metric: Metric) -> Tolerance:
    """A tolerance to start from: the metric's present limits, or its value give or take a tenth."""
    if _has_limits(metric):
        return Tolerance(
            nominal=metric.nominal,
            tolerance=metric.tolerance,
            warn_tolerance=metric.warn_tolerance,
            minimum=metric.minimum,
            maximum=metric.maximum,
            warn_minimum=metric.warn_minimum,
            warn_maximum=metric.warn_maximum,
        )
    if isinstance(metric.value, str) or metric.value is None:
        return Tolerance(nominal=metric.nominal)
    nominal = metric.nominal if metric.nominal is not None else _rounded(float(metric.value))
    return Tolerance(nominal=nominal, tolerance=_room(metric, nominal))


def tolerances_to_json(tolerances: Mapping[str, Tolerance]) -> bytes:
    """Tolerances by metric key as readable JSON; limits that are not set are left out."""
    return msgspec.json.format(msgspec.json.encode(plain_tolerances(tolerances)), indent=2) + b"\n"


def tolerances_from_json(data: bytes | str) -> dict[str, Tolerance]:
    """Read what ``tolerances_to_json`` wrote, or the tolerances of a result's JSON.

    Raises:
        ValueError: It is something else.
    """
    found = msgspec.json.decode(data)
    if isinstance(found, dict) and isinstance(found.get("tolerances"), dict):
        found = found["tolerances"]
    return msgspec.convert(found, dict[str, Tolerance])


def plain_tolerances(tolerances: Mapping[str, Tolerance]) -> dict[str, dict[str, float | bool]]:
    """Tolerances as plain data that holds only what is set."""
    unset = msgspec.to_builtins(Tolerance())
    return {
        key: {name: value for name, value in msgspec.to_builtins(one).items() if value != unset[name]}
        for key, one in tolerances.items()
    }


def _within(
    value: float | int | str | None,
    nominal: float | None,
    tolerance: float | None,
    minimum: float | None,
    maximum: float | None,
) -> bool | None:
    """Whether a value is within limits; None where there are none."""
    around = nominal is not None and tolerance is not None
    if not around and minimum is None and maximum is None:
        return None
    if value is None or isinstance(value, str):
        return False
    limits = [minimum, maximum]
    if nominal is not None and tolerance is not None:
        limits += [nominal - tolerance, nominal + tolerance]
    lower = [limit for limit in limits[0::2] if limit is not None]
    upper = [limit for limit in limits[1::2] if limit is not None]
    return all(value >= limit - _ROUNDING * max(1.0, abs(limit)) for limit in lower) and all(
        value <= limit + _ROUNDING * max(1.0, abs(limit)) for limit in upper
    )


def _problems(tolerance: Tolerance, nominal: float | None) -> Iterator[str]:
    for name, limit in (
        ("tolerance", tolerance.tolerance),
        ("warning tolerance", tolerance.warn_tolerance),
    ):
        if limit is None:
            continue
        if nominal is None:
            yield f"There is a {name} of ± {shown(limit)}, but no nominal value that it would count from"
        if limit < 0:
            yield f"The {name} is below zero ({shown(limit)})"
    for what, low, high in (
        ("minimum", tolerance.minimum, tolerance.maximum),
        ("warning minimum", tolerance.warn_minimum, tolerance.warn_maximum),
    ):
        if low is not None and high is not None and low > high:
            other = what.replace("minimum", "maximum")
            yield f"The {what} ({shown(low)}) is above the {other} ({shown(high)})"
    yield from _warnings_too_late(tolerance)
    if not any(limit is not None for limit in _limits(tolerance)):
        yield "No limit is set, so nothing would be judged"


def _warnings_too_late(tolerance: Tolerance) -> Iterator[str]:
    """Warnings that could never come, for what they warn of has failed already."""
    warn, fail = tolerance.warn_tolerance, tolerance.tolerance
    if warn is not None and fail is not None and 0 <= fail < warn:
        yield f"The warning tolerance (± {shown(warn)}) is wider than the failing one (± {shown(fail)})"
    warn, fail = tolerance.warn_minimum, tolerance.minimum
    if warn is not None and fail is not None and warn < fail:
        yield f"The warning minimum ({shown(warn)}) is below the failing one ({shown(fail)})"
    warn, fail = tolerance.warn_maximum, tolerance.maximum
    if warn is not None and fail is not None and warn > fail:
        yield f"The warning maximum ({shown(warn)}) is above the failing one ({shown(fail)})"


def _can_judge(tolerance: Tolerance, nominal: float | None) -> bool:
    distances = _limits(tolerance)[:2] if nominal is not None else ()
    return any(limit is not None for limit in (*distances, *_limits(tolerance)[2:]))


def _told(result: AnalysisResult, tolerances: Mapping[str, Tolerance]) -> Iterator[str]:
    """What is contradictory in tolerances that a result is judged by, a sentence each."""
    for metric in _metrics(result):
        tolerance = tolerances.get(metric.key)
        for problem in problems_of(tolerance, metric) if tolerance is not None else ():
            said = f"{problem[:1].lower()}{problem[1:]}"
            yield f"The tolerance for {metric.name} does not hold as it was meant: {said}."


def _limits(of: Tolerance | Metric) -> tuple[float | None, ...]:
    """All limits that judge; a nominal value alone does not."""
    return (
        of.tolerance,
        of.warn_tolerance,
        of.minimum,
        of.maximum,
        of.warn_minimum,
        of.warn_maximum,
    )


def _has_limits(metric: Metric) -> bool:
    return any(limit is not None for limit in _limits(metric))


def _room(metric: Metric, nominal: float) -> float:
    """A tolerance to start from where pylinac has none."""
    usual = {"HU": 40.0, "mm": 1.0, "°": 1.0}.get(metric.unit)
    return max(usual, _rounded(abs(nominal) / 100)) if usual else _rounded(max(abs(nominal) / 10, 0.01))


def _rounded(value: float) -> float:
    """Three digits that matter."""
    return float(f"{value:.3g}")


def _metrics(result: AnalysisResult) -> Iterator[Metric]:
    for module in result.modules:
        yield from module.metrics


def _not_measured(keys: Sequence[str]) -> Iterator[str]:
    if keys:
        yield f"There are tolerances for values that this analysis does not have: {', '.join(keys)}."
