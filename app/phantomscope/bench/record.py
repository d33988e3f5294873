"""What was measured, as data: written as JSON, read again, asked for medians and ratios."""

import json
import math
import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from phantomscope.bench.measure import Figures
from phantomscope.errors import PhantomscopeError

FORMAT = 1


@dataclass(slots=True)
class Series:
    """All runs of all measures of one scan, or of the machine.

    Attributes:
        runs: By measure, one entry a round; None where it could not be done.
        errors: By measure, why not, the last time.
    """

    runs: dict[str, list[Figures | None]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def add(self, measure: str, figures: Figures | None, error: str = "") -> None:
        """Keep a round's figures of a measure, or why there are none."""
        self.runs.setdefault(measure, []).append(figures)
        if error:
            self.errors[measure] = error

    def values(self, measure: str, figure: str) -> list[float]:
        """A figure of every round in which it was measured."""
        return [float(one[figure]) for one in self.runs.get(measure, ()) if one is not None and figure in one]

    def median(self, measure: str, figure: str) -> float | None:
        """The median of a figure; None where it was never measured."""
        values = self.values(measure, figure)
        return statistics.median(values) if values else None

    def ratio(self, above: tuple[str, str], below: tuple[str, str]) -> float | None:
        """The median of the ratios of two figures of the same rounds, so that a busy moment hits both."""
        return self.combined(lambda one, other: one / other if other else float("nan"), above, below)

    def combined(self, join: Callable[..., float], *wanted: tuple[str, str]) -> float | None:
        """The median of what becomes of several figures of the same rounds."""
        rounds = zip(*(self.runs.get(measure, ()) for measure, _ in wanted), strict=False)
        names = [figure for _, figure in wanted]
        found = [
            join(*(float(one[name]) for one, name in zip(each, names, strict=True)))
            for each in rounds
            if all(one is not None and name in one for one, name in zip(each, names, strict=True))
        ]
        found = [one for one in found if not math.isnan(one)]  # nothing to be divided by
        return statistics.median(found) if found else None

    def texts(self, figure: str) -> dict[str, set[str]]:
        """A text that several measures give, by measure."""
        return {
            measure: {str(one[figure]) for one in runs if one is not None and figure in one}
            for measure, runs in self.runs.items()
            if any(one is not None and figure in one for one in runs)
        }


@dataclass(slots=True)
class ScanRecord:
    """One scan and what was measured on it.

    Attributes:
        name: Its base name.
        phantom: The phantom's name; empty where it is not known.
        slices: How many slices the series has that was measured.
        source_bytes, unpacked_bytes: What it takes where it lies, and unpacked.
        unchanged: Whether it was the same, byte for byte, when all was done.
        series: The runs.
    """

    name: str
    phantom: str
    slices: int
    source_bytes: int
    unpacked_bytes: int
    unchanged: bool = True
    series: Series = field(default_factory=Series)

    @property
    def disagreement(self) -> str:
        """Whose numbers differ, a sentence; empty where all numbers are the same."""
        return disagreement(self.series.texts("results"))


@dataclass(slots=True)
class Record:
    """One run of the benchmark.

    Attributes:
        made: When, as ISO 8601.
        program: This program's version.
        repeats: How many rounds.
        machine: What it was measured on.
        common: What does not depend on a scan.
        scans: What does.
    """

    made: str
    program: str
    repeats: int
    machine: dict[str, Any]
    common: Series = field(default_factory=Series)
    scans: list[ScanRecord] = field(default_factory=list)

    def to_json(self) -> str:
        """All of it, every single value and the medians."""
        return json.dumps(
            {
                "format": FORMAT,
                "made": self.made,
                "program": self.program,
                "repeats": self.repeats,
                "machine": self.machine,
                "common": _series_words(self.common),
                "scans": [_scan_words(scan) for scan in self.scans],
            },
            indent=1,
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> "Record":
        """What ``to_json`` wrote. Raises PhantomscopeError where it is something else."""
        try:
            words = json.loads(text)
            if words["format"] != FORMAT:
                raise ValueError(words["format"])
            return cls(
                words["made"],
                words["program"],
                words["repeats"],
                words["machine"],
                _series_of(words["common"]),
                [_scan_of(scan) for scan in words["scans"]],
            )
        except (ValueError, KeyError, TypeError) as error:
            raise PhantomscopeError(
                "The file holds no figures of “bench”", todo="Name one that “bench --json” has written"
            ) from error


def disagreement(found: dict[str, set[str]]) -> str:
    """Whose results differ, a sentence; empty where all are the same.

    Args:
        found: By measure, the fingerprints of the results of all its rounds.
    """
    all_of_them = sorted(set().union(*found.values())) if found else []
    if len(all_of_them) <= 1:
        return ""
    groups = (
        ", ".join(_quoted(name for name in found if fingerprint in found[name]))
        for fingerprint in all_of_them
    )
    return f"The results differ between measures: {' / '.join(groups)}."


def _quoted(names: Iterable[str]) -> list[str]:
    return [f"“{name}”" for name in names]


def _series_words(series: Series) -> dict[str, Any]:
    medians = {
        measure: {
            figure: series.median(measure, figure)
            for figure in dict.fromkeys(name for one in runs if one is not None for name in one)
            if all(isinstance(one[figure], int | float) for one in runs if one is not None and figure in one)
        }
        for measure, runs in series.runs.items()
    }
    return {"medians": medians, "runs": series.runs, "errors": series.errors}


def _series_of(words: dict[str, Any]) -> Series:
    return Series(dict(words["runs"]), dict(words["errors"]))


def _scan_words(scan: ScanRecord) -> dict[str, Any]:
    return {
        "name": scan.name,
        "phantom": scan.phantom,
        "slices": scan.slices,
        "source bytes": scan.source_bytes,
        "unpacked bytes": scan.unpacked_bytes,
        "unchanged": scan.unchanged,
        "disagreement": scan.disagreement,
        **_series_words(scan.series),
    }


def _scan_of(words: dict[str, Any]) -> ScanRecord:
    return ScanRecord(
        words["name"],
        words["phantom"],
        words["slices"],
        words["source bytes"],
        words["unpacked bytes"],
        words["unchanged"],
        _series_of(words),
    )
