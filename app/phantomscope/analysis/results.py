"""What an analysis found, as frozen data that goes to JSON and back unchanged."""

import enum
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

Points = tuple[float | None, ...]

# How many deviations a reason tells of before it only counts them.
_TOLD = 3

# What stands before the verdict of an analysis that left modules out.
PARTIAL = "partial"


class Verdict(enum.Enum):
    """How a value, a module or a whole analysis is judged."""

    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"
    NOT_JUDGED = "not judged"


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict over several: fail before warn before pass; not judged only where none is judged."""
    found = set(verdicts)
    for verdict in (Verdict.FAIL, Verdict.WARN, Verdict.PASS):
        if verdict in found:
            return verdict
    return Verdict.NOT_JUDGED


class Metric(msgspec.Struct, frozen=True):
    """One measured value.

    Attributes:
        name: What to call it, e.g. "Teflon" or "Measured slice thickness".
        key: Where it stands in pylinac's results, e.g. "ctp404.hu_rois.Teflon".
        value: The value; text where pylinac has none ("not reached") or where it is not finite.
        unit: Its unit, e.g. "HU", "mm", "lp/mm", "%", "°"; empty for plain numbers.
        nominal: The value it should have, or None.
        tolerance: How far from the nominal it may be, either way, or None.
        minimum: The least it may be, or None.
        maximum: The most it may be, or None.
        warn_tolerance: How far from the nominal it may be, either way, before it is worth a warning, or None.
        warn_minimum: The least it may be without a warning, or None.
        warn_maximum: The most it may be without a warning, or None.
        own_limits: Whether the limits are the user's; pylinac's otherwise.
        verdict: How it is judged; not judged, limits or none, where nobody judges it.
        outlines: Names of the outlines on the module's images that belong to it.
        slice_index: The slice it was measured on where that is another than the module's, or None.
    """

    name: str
    key: str
    value: float | int | str | None
    unit: str = ""
    nominal: float | None = None
    tolerance: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    warn_tolerance: float | None = None
    warn_minimum: float | None = None
    warn_maximum: float | None = None
    own_limits: bool = False
    verdict: Verdict = Verdict.NOT_JUDGED
    outlines: tuple[str, ...] = ()
    slice_index: int | None = None

    def value_text(self) -> str:
        """The value with its unit as a person reads it."""
        return shown(self.value) if isinstance(self.value, str) else with_unit(shown(self.value), self.unit)

    def limit_text(self) -> str:
        """What is expected, e.g. "990 ± 40", "≥ 1, warns below 2"; empty where nothing is."""
        around = self.nominal is not None and self.tolerance is not None
        expected = [f"{shown(self.nominal)} ± {shown(self.tolerance)}"] if around else []
        expected += _between(self.minimum, self.maximum)
        if not expected and self.nominal is not None:
            expected = [shown(self.nominal)]
        return ", ".join([*expected, *self._warning_texts()])

    def _warning_texts(self) -> Iterator[str]:
        if self.warn_tolerance is not None and self.nominal is not None:
            yield f"warns beyond ± {shown(self.warn_tolerance)}"
        if self.warn_minimum is not None and self.warn_maximum is not None:
            yield f"warns outside {shown(self.warn_minimum)} to {shown(self.warn_maximum)}"
        elif self.warn_minimum is not None:
            yield f"warns below {shown(self.warn_minimum)}"
        elif self.warn_maximum is not None:
            yield f"warns above {shown(self.warn_maximum)}"


class Tolerance(msgspec.Struct, frozen=True):
    """What a user demands of one metric; it replaces all of pylinac's limits of that metric.

    Attributes:
        nominal: The value it should have; pylinac's where None.
        tolerance, warn_tolerance: How far from the nominal it may be before it fails, or warns.
        minimum, maximum: Outside these it fails.
        warn_minimum, warn_maximum: Outside these it warns.
        judged: False where it is not to be judged at all.
    """

    nominal: float | None = None
    tolerance: float | None = None
    warn_tolerance: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    warn_minimum: float | None = None
    warn_maximum: float | None = None
    judged: bool = True


class LeftOut(msgspec.Struct, frozen=True):
    """A module of the phantom that was not scanned.

    Attributes:
        title: What to call it, e.g. "CTP486".
        position_mm: Where its middle would lie along the slice axis, as Image Position (Patient) counts.
        outside_mm: How far outside the scan that is, beyond the scan's first or last slice.
    """

    title: str
    position_mm: float
    outside_mm: float


class ModuleResult(msgspec.Struct, frozen=True):
    """The metrics of one phantom module.

    Attributes:
        key: pylinac's name of the module in its results, e.g. "ctp404".
        title: What to call it, e.g. "CTP404 (HU Linearity)".
        slice_index: The slice it was measured on, as an index into the stack; None where there is none.
        metrics: Its values, in pylinac's order.
        images: Keys of the images that show it.
    """

    key: str
    title: str
    slice_index: int | None
    metrics: tuple[Metric, ...]
    images: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The worst verdict of its metrics."""
        return worst(metric.verdict for metric in self.metrics)


class Outline(msgspec.Struct, frozen=True):
    """A line drawn on a slice.

    Attributes:
        name: pylinac's name of it, e.g. "Teflon"; empty where it has none.
        x, y: Columns and rows in pixels, pixel centres at whole numbers; None breaks the line.
        colour: pylinac's colour.
        dashed: Whether pylinac dashes it.
        verdict: That of the metric it belongs to.
    """

    name: str
    x: Points
    y: Points
    colour: str
    dashed: bool = False
    verdict: Verdict = Verdict.NOT_JUDGED


class SliceImage(msgspec.Struct, frozen=True):
    """A slice that a module was measured on, with what was measured where.

    Attributes:
        key: pylinac's name of the figure.
        title: Its title, without the slice number.
        slice_index: The slice, as an index into the stack that was analysed.
        outlines: The lines on it.
        level_low, level_high: The window that pylinac shows it with, in the output unit, or None.
    """

    key: str
    title: str
    slice_index: int
    outlines: tuple[Outline, ...]
    level_low: float | None = None
    level_high: float | None = None


class Curve(msgspec.Struct, frozen=True):
    """One line or set of points of a chart.

    Attributes:
        name: Its name in the legend; empty for none.
        x, y: The points.
        lines, markers: How they are drawn.
        dashed: Whether the line is dashed.
        colour: pylinac's colour, or empty.
    """

    name: str
    x: Points
    y: Points
    lines: bool
    markers: bool
    dashed: bool
    colour: str


class Chart(msgspec.Struct, frozen=True):
    """A chart: curves over axes with titles, and horizontal limit lines among the curves."""

    key: str
    title: str
    x_title: str
    y_title: str
    curves: tuple[Curve, ...]


class Provenance(msgspec.Struct, frozen=True):
    """How the results came about.

    Attributes:
        program, pylinac: Versions.
        phantom: The phantom's name in the registry.
        series_uid, series_title: Which series.
        source: Base name of what was opened.
        slice_count: Slices analysed, edits taken into account.
        parameters: All parameters of ``analyze``, changed or not.
        changed: Names of those that are not at their default.
        edits: What was changed in the stack, a sentence each; empty for none.
        analysed_at: When, as ISO 8601 with the offset from UTC.
        seconds: How long it took, imports excluded.
        choice: How the phantom was chosen, a phrase; empty where a person chose it.
        left_out: Modules that were not scanned and therefore not measured: the run was a partial one.
        profile: Name of the profile that parameters and tolerances came from; empty for none.
        accelerated: Whether computations of pylinac were shared between its passes and threads; the results
            are the same either way.
    """

    program: str
    pylinac: str
    phantom: str
    series_uid: str
    series_title: str
    source: str
    slice_count: int
    parameters: dict[str, Any]
    changed: tuple[str, ...]
    edits: tuple[str, ...]
    analysed_at: str
    seconds: float
    choice: str = ""
    left_out: tuple[LeftOut, ...] = ()
    profile: str = ""
    accelerated: bool = False


class AnalysisResult(msgspec.Struct, frozen=True):
    """All that one analysis found.

    Attributes:
        modules: The metrics by module.
        images: Slices with outlines.
        charts: Charts.
        warnings: What pylinac warned of, a sentence each.
        provenance: How it came about.
        pylinac_results: pylinac's own ``results_data``, untouched.
        tolerances: The user's, by metric key, that the verdicts rest on; empty where all are pylinac's.
    """

    modules: tuple[ModuleResult, ...]
    images: tuple[SliceImage, ...]
    charts: tuple[Chart, ...]
    warnings: tuple[str, ...]
    provenance: Provenance
    pylinac_results: dict[str, Any]
    tolerances: dict[str, Tolerance] = {}

    @property
    def verdict(self) -> Verdict:
        """The worst verdict of all metrics."""
        return worst(module.verdict for module in self.modules)

    def counts(self) -> dict[Verdict, int]:
        """How many metrics got each verdict."""
        metrics = [metric.verdict for module in self.modules for metric in module.metrics]
        return {verdict: metrics.count(verdict) for verdict in Verdict}

    def summary(self) -> str:
        """The verdict in a few words.

        For example "PASS 18 of 18 checks", "FAIL 1 of 18 checks failed" or "PARTIAL PASS 14 of 14 checks:
        CTP486 was not scanned".
        """
        counts = self.counts()
        judged = sum(counts.values()) - counts[Verdict.NOT_JUDGED]
        if not judged:
            return f"{self._heading()}: {self._why_not_judged()}{self._left_out('; ')}"
        if self.verdict is Verdict.PASS:
            told = f"{counts[Verdict.PASS]} of {judged} checks"
        else:
            ending = "failed" if self.verdict is Verdict.FAIL else "warn"
            told = f"{counts[self.verdict]} of {judged} checks {ending}"
        return f"{self._heading()} {told}{self._left_out(': ')}"

    def reason(self) -> str:
        """The verdict and why, in a sentence without a full stop.

        For example "FAIL: Teflon 1045 HU, expected 990 ± 40; 2 warnings" or "PASS: 18 of 18 checks passed; 52
        values are not judged".
        """
        counts = self.counts()
        judged = sum(counts.values()) - counts[Verdict.NOT_JUDGED]
        parts = []
        if not judged:
            parts.append(self._why_not_judged())
        elif self.verdict is Verdict.PASS:
            parts.append(f"{counts[Verdict.PASS]} of {judged} checks passed")
            parts += [self.not_judged_text()] if counts[Verdict.NOT_JUDGED] else []
        else:
            parts += self._deviations(self.verdict)
            if self.verdict is Verdict.FAIL and counts[Verdict.WARN]:
                parts.append(counted(counts[Verdict.WARN], "warning"))
        return f"{self._heading()}: {'; '.join(parts)}{self._left_out('; ')}"

    def not_judged_text(self) -> str:
        """How many values nobody judges, e.g. "52 values are not judged"; empty for none."""
        number = self.counts()[Verdict.NOT_JUDGED]
        return f"{counted(number, 'value')} {'is' if number == 1 else 'are'} not judged" if number else ""

    def verdict_text(self) -> str:
        """The verdict in a word or two, e.g. "pass"; "partial pass" where modules were not scanned."""
        return f"{PARTIAL} {self.verdict.value}" if self.is_partial else self.verdict.value

    @property
    def is_partial(self) -> bool:
        """Whether modules were left out because they were not scanned."""
        return bool(self.provenance.left_out)

    def _heading(self) -> str:
        return self.verdict_text().upper()

    def _why_not_judged(self) -> str:
        if self.tolerances:
            return "no value has a limit"
        return "pylinac has no limits for this phantom and no tolerances are set"

    def _left_out(self, lead: str) -> str:
        titles = [one.title for one in self.provenance.left_out]
        if not titles:
            return ""
        return f"{lead}{listed(titles)} {'was' if len(titles) == 1 else 'were'} not scanned"

    def _deviations(self, verdict: Verdict) -> list[str]:
        """The metrics with this verdict, the first few of them in words."""
        found = [
            (module, metric)
            for module in self.modules
            for metric in module.metrics
            if metric.verdict is verdict
        ]
        names = [metric.name for module in self.modules for metric in module.metrics]
        told = []
        for module, metric in found[:_TOLD]:
            name = metric.name if names.count(metric.name) == 1 else f"{module.title}, {metric.name}"
            told.append(f"{name} {metric.value_text()}, expected {metric.limit_text()}")
        return told + ([f"{len(found) - _TOLD} more"] if len(found) > _TOLD else [])

    def image(self, key: str) -> SliceImage | None:
        """The image with this key, or None."""
        return next((image for image in self.images if image.key == key), None)

    def to_json(self, *, indent: int = 0) -> bytes:
        """As JSON for files, UTF-8: the verdict in words first, then all fields.

        ``from_json`` makes the words anew from the fields and does not read them.
        """
        words = {"verdict": self.verdict_text(), "summary": self.summary(), "reason": self.reason()}
        data = msgspec.json.encode(words | msgspec.structs.asdict(self))
        return msgspec.json.format(data, indent=indent) if indent else data

    @classmethod
    def from_json(cls, data: bytes | str) -> "AnalysisResult":
        """Read what ``to_json`` wrote. Raises ValueError where it is something else."""
        return msgspec.json.decode(data, type=cls)


def shown(value: float | int | str | None) -> str:
    """A value as a person reads it: as many digits as matter, a true minus sign."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if isinstance(value, int) or float(value).is_integer():
        text = f"{int(value)}"
    elif abs(value) >= 100:
        text = f"{value:.1f}"
    elif abs(value) >= 1:
        text = f"{value:.2f}"
    else:
        text = f"{value:.3g}"
    return text.replace("-", "\N{MINUS SIGN}")


def with_unit(text: str, unit: str) -> str:
    """A text and its unit; degrees and percent as they are written."""
    if not unit:
        return text
    return f"{text}{unit}" if unit == "°" else f"{text} {unit}"


def counted(number: int, thing: str) -> str:
    """A number of things: "1 warning", "2 warnings"."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def listed(names: Sequence[str]) -> str:
    """Names as a person lists them: "a, b and c"."""
    return " and ".join([*([", ".join(names[:-1])] if names[1:] else []), *names[-1:]])


def finite(value: float) -> float | str:
    """The value itself, or text for infinity and for not-a-number, which JSON does not have."""
    if math.isnan(value):
        return "not measured"  # as pylinac has it where there was nothing to measure
    return float(value) if math.isfinite(value) else str(float(value))


def _between(minimum: float | None, maximum: float | None) -> list[str]:
    if minimum is not None and maximum is not None:
        return [f"{shown(minimum)} to {shown(maximum)}"]
    if minimum is not None:
        return [f"≥ {shown(minimum)}"]
    return [f"≤ {shown(maximum)}"] if maximum is not None else []
