"""What was set as a goal, beside what was measured."""

from collections.abc import Iterator
from dataclasses import dataclass

from phantomscope.bench import catalogue as name
from phantomscope.bench.record import Record, ScanRecord, Series


@dataclass(frozen=True, slots=True)
class Target:
    """One goal.

    Attributes:
        figure: What is measured.
        limit: What it may be.
        unit: Its unit.
        measured: What it is; None where it was not measured.
        at_least: Whether ``limit`` is the least instead of the most.
    """

    figure: str
    limit: float
    unit: str
    measured: float | None
    at_least: bool = False

    @property
    def held(self) -> bool | None:
        """Whether the goal is reached; None where it was not measured."""
        if self.measured is None:
            return None
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit


def scan_targets(scan: ScanRecord, common: Series) -> Iterator[Target]:
    """The goals that depend on a scan."""
    runs = scan.series
    yield Target(
        "archive + everything added ÷ archive, scrolling, by account", 1.25, "×",
        runs.median(name.PROVIDER, "by account ×"),
    )  # fmt: skip
    yield Target(
        "the same by RSS, at the peak", 1.25, "×", runs.median(name.PROVIDER, "by RSS ×")
    )  # fmt: skip
    yield Target(
        "analysis process, peak above its imports", 40, "MB", runs.median(name.OURS, "peak above imports MB")
    )
    yield Target("window's process with a scan open", 130, "MB", runs.median(name.WINDOW, "with a scan MB"))
    yield Target(
        "one process without Qt, peak above the imports", 40, "MB",
        runs.combined(
            lambda peak, imports: peak - imports, (name.HEADLESS, "peak MB"), (name.OURS, "imports MB")
        ),
    )  # fmt: skip
    yield Target("index", 1024, "bytes/slice", runs.median(name.PROVIDER, "index bytes/slice"))
    yield Target(
        "analysis ÷ pylinac, non-optimised", 0.4, "×",
        runs.ratio((name.OURS, "analyse s"), (name.STOCK, "analyse s")),
    )  # fmt: skip
    yield Target("first slice on screen", 50, "ms", runs.median(name.WINDOW, "first slice ms"))
    yield Target("index", 0.5, "ms/slice", runs.median(name.PROVIDER, "index ms/slice"))
    yield Target(
        "slice ÷ inflating alone", 1.3, "×", runs.median(name.PROVIDER, "slice ÷ inflate alone ×")
    )  # fmt: skip
    yield Target("event to paint, cold, p95", 5, "ms", runs.median(name.WINDOW, "cold slice p95 ms"))
    yield Target(
        "the same with four views", 5, "ms", runs.median(name.FOUR_VIEWS, "cold slice p95 ms")
    )  # fmt: skip
    visible = runs.median(name.WINDOW, "visible s")
    bare = common.median(name.BARE_IMPORTS, "imports s")
    yield Target(
        "window visible ÷ bare imports", 1.3, "×", visible / bare if visible and bare else None
    )  # fmt: skip


def common_targets(common: Series) -> Iterator[Target]:
    """The goals that don't."""
    yield Target(
        "60 steps a second on 1024×1024, in time", 99, "%",
        common.median(name.LARGE_WINDOW, "60 a second, in time %"), at_least=True,
    )  # fmt: skip
    yield Target(
        "the same, shown at all", 99, "%",
        common.median(name.LARGE_WINDOW, "60 a second, shown %"), at_least=True,
    )  # fmt: skip
    yield Target("--version", 0.2, "s", common.median(name.ANSWERS, "--version s"))
    yield Target("--help", 0.2, "s", common.median(name.ANSWERS, "--help s"))
    if name.LONG in common.runs:
        slices = common.median(name.LONG, "slices") or 0
        yield Target(
            "5,000 slices opened and scrolled, peak added", 25, "MB",
            common.median(name.LONG, "peak above start MB"),
        )  # fmt: skip
        yield Target(
            "5,000 slices analysed, peak above the imports", 40 + 2e-3 * slices, "MB",
            common.median(name.LONG_ANALYSIS, "peak above imports MB"),
        )  # fmt: skip
    if name.MANY in common.runs:
        yield Target(
            "first slice of a folder of 10,000 files", 150, "ms", common.median(name.MANY, "first slice ms")
        )


def growth_targets(scan: ScanRecord) -> Iterator[Target]:
    """What must not grow however long one scrolls."""
    if name.SCROLLS in scan.series.runs:
        yield Target(
            "100,000 random scrolls, growth", 1, "KB/1000",
            scan.series.median(name.SCROLLS, "slope KB/1000"),
        )  # fmt: skip


def all_targets(record: Record) -> list[tuple[str, list[Target]]]:
    """All goals that something was measured for, under the name of the scan; those of none at the end."""
    groups = [
        (scan.name, [*scan_targets(scan, record.common), *growth_targets(scan)]) for scan in record.scans
    ]
    groups.append(("", list(common_targets(record.common))))
    measured = (
        (title, [target for target in targets if target.measured is not None]) for title, targets in groups
    )
    return [(title, targets) for title, targets in measured if targets]
