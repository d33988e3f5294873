"""The figures as Markdown: the reference table, the goals, and all medians."""

from collections.abc import Iterator, Sequence

from phantomscope.bench import catalogue as name
from phantomscope.bench.record import Record, ScanRecord, Series
from phantomscope.bench.targets import Target, all_targets
from phantomscope.readings import MEGABYTE

_NONE = "–"
_GOALS = (
    "What this program's makers hold it to, set for a CatPhan 504 of 64 slices as a ZIP archive of 10.5 MB, "
    "on two cores with nothing else to do. Times on a busy machine may miss them, and so may ratios of small "
    "scans; nothing is wrong with an installation where they do. “By account” is the sum of what the program "
    "says that it holds, “by RSS” what the system says that the process has taken."
)
_HELD = {True: "yes", False: "**no**", None: _NONE}


def figures_page(record: Record) -> str:
    """All figures of a run, as one Markdown page."""
    rounds = "1 round" if record.repeats == 1 else f"{record.repeats} rounds"
    how = (
        f"Written by `phantomscope bench`; not to be edited. {record.made}, Phantomscope {record.program}, "
        f"medians of {rounds}, each measure in a fresh process, in turn. MB are 10⁶ bytes of resident memory "
        "(RSS) or of a file."
    )
    parts = ["# Memory and speed, measured", how, _machine(record)]
    parts += [f"**{scan.disagreement}**" for scan in record.scans if scan.disagreement]
    for scan in record.scans:
        parts += _scan_parts(scan)
    parts += _target_parts(record)
    parts += [
        f"## All figures: {scan.name}\n\n{_details(scan.series)}" for scan in record.scans if scan.series.runs
    ]
    if record.common.runs:
        parts.append(f"## All figures: whatever the scan\n\n{_details(record.common)}")
    return "\n\n".join(parts) + "\n"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table: the first column to the left, the others to the right."""
    lines = [f"| {' | '.join(header)} |", f"|---|{'---:|' * (len(header) - 1)}"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines)


def number(value: float | None) -> str:
    """A value with three digits that count, or a dash where there is none."""
    if value is None:
        return _NONE
    if abs(value) >= 100:
        return f"{value:,.0f}"
    for limit, digits in ((10, 1), (1, 2), (0.1, 3)):
        if abs(value) >= limit:
            return f"{value:.{digits}f}"
    return f"{value:.2g}" if value else "0"


def _machine(record: Record) -> str:
    return "; ".join(f"{key} {value}" for key, value in record.machine.items()) + "."


def _scan_parts(scan: ScanRecord) -> Iterator[str]:
    kept = "It is the same, byte for byte, after all of it" if scan.unchanged else "**It was changed**"
    yield (
        f"## {scan.name}\n\n{f'{scan.phantom}, ' * bool(scan.phantom)}{scan.slices} slices, "
        f"{scan.source_bytes / MEGABYTE:.1f} MB, {scan.unpacked_bytes / MEGABYTE:.1f} MB unpacked. {kept}."
    )
    compared = scan.series.texts("results")
    if len(compared) > 1 and not scan.disagreement:
        yield (
            f"All numbers of pylinac's results are identical to the last bit in {len(compared)} measures: "
            f"{', '.join(compared)}."
        )
    if name.SCROLL.format(name.STOCK) in scan.series.runs:
        yield reference_table(scan)
    if name.OURS in scan.series.runs:
        yield _analysis_table(scan)


def reference_table(scan: ScanRecord) -> str:
    """What the strategies cost while a scan is opened and scrolled, in the form of pylinac's own table.

    "Stack in memory" is the peak of opening and of three times every slice to and fro, above what the process
    held before, without what the shadow object holds of it. The slowdown is that of opening and analysing.
    """
    runs, size = scan.series, scan.source_bytes / MEGABYTE
    columns = [_stock_column(runs, mode, size) for mode in (name.STOCK, name.LAZY, name.SHADOW)]
    columns.append(_our_column(runs, size))
    labels = (
        "slowdown (below 0: faster)",
        "archive (MB)",
        "extracted (MB)",
        "shadow object (MB)",
        "stack in memory at any time (MB)",
        "**maximum (MB)**",
        "**maximum ÷ dataset**",
    )
    rows = [[label, *(column[place] for column in columns)] for place, label in enumerate(labels)]
    return table(
        ["", "pylinac, non-optimised", "pylinac, lazy", "pylinac, shadow object", "Phantomscope"], rows
    )


def _stock_column(runs: Series, mode: str, size: float) -> list[str]:
    scrolled = name.SCROLL.format(mode)
    peak = runs.median(scrolled, "peak above imports MB")
    return _column(
        size,
        slowdown=_slowdown(runs, mode) if mode != name.STOCK else None,
        extracted=runs.median(scrolled, "written MB"),
        shadow=runs.median(scrolled, "shadow MB"),
        peak=peak,
    )


def _our_column(runs: Series, size: float) -> list[str]:
    return _column(
        size,
        slowdown=_slowdown(runs, name.OURS),
        extracted=runs.median(name.OURS, "written MB"),
        shadow=0.0,
        peak=runs.median(name.PROVIDER, "peak above start MB"),
    )


def _column(
    size: float, *, slowdown: float | None, extracted: float | None, shadow: float | None, peak: float | None
) -> list[str]:
    whole = [slowdown, size, extracted, shadow]
    if extracted is None or shadow is None or peak is None:
        return [_percent(slowdown), *map(number, whole[1:]), _NONE, _NONE, _NONE]
    extracted = 0.0 if extracted < 0.05 else extracted  # pipes
    most = size + extracted + peak
    stack = max(peak - shadow, 0.0)
    return [
        _percent(slowdown),
        number(size),
        number(extracted),
        number(shadow),
        number(stack),
        f"**{number(most)}**",
        f"**{most / size:.2f}×**",
    ]


def _slowdown(runs: Series, measure: str) -> float | None:
    found = runs.ratio((measure, "open and analyse s"), (name.STOCK, "open and analyse s"))
    return 100 * (found - 1) if found is not None else None


def _percent(value: float | None) -> str:
    return _NONE if value is None else f"{value:+.0f} %".replace("-", "−")


def _analysis_table(scan: ScanRecord) -> str:
    columns = (
        "import s", "open s", "analyse s", "CPU s", "added by opening MB", "peak above imports MB",
        "imports MB",
    )  # fmt: skip
    rows = []
    for measure in name.ANALYSES:
        if measure not in scan.series.runs:
            continue
        if measure in scan.series.errors:
            rows.append([measure, *[_NONE] * (len(columns) + 2)])
            continue
        ratios = (
            scan.series.ratio((measure, figure), (name.STOCK, figure)) for figure in ("analyse s", "CPU s")
        )
        values = [number(scan.series.median(measure, column)) for column in columns]
        rows.append([measure, *values, *("–" if one is None else f"{one:.2f}×" for one in ratios)])
    failed = [
        f"\n\n{measure}: {text}" for measure, text in scan.series.errors.items() if measure in name.ANALYSES
    ]
    header = ["", *columns, "analyse ÷ non-optimised", "CPU ÷ non-optimised"]
    return table(header, rows) + "".join(failed)


def _target_parts(record: Record) -> Iterator[str]:
    for title, targets in all_targets(record):
        rows = [_target_row(target) for target in targets]
        heading = f"## Goals: {title}\n\n{_GOALS}" if title else "## Goals whatever the scan"
        yield f"{heading}\n\n{table(['', 'goal', 'measured', 'held'], rows)}"


def _target_row(target: Target) -> list[str]:
    sign, measured = "≥" if target.at_least else "≤", number(target.measured)
    if target.measured is not None and measured == number(target.limit) and not target.held:
        measured = f"{target.measured:.4g}"
    return [
        target.figure,
        f"{sign} {number(target.limit)} {target.unit}",
        f"{measured} {target.unit}",
        _HELD[target.held],
    ]


def _details(series: Series) -> str:
    rows = []
    for measure, runs in series.runs.items():
        if measure in series.errors:
            rows.append([measure, f"could not be measured: {series.errors[measure]}", "", "", ""])
        figures = dict.fromkeys(figure for one in runs if one is not None for figure in one)
        for figure in figures:
            if figure == "results":
                continue
            values = series.values(measure, figure)
            rows.append(
                [
                    measure,
                    figure,
                    number(series.median(measure, figure)),
                    number(min(values)),
                    number(max(values)),
                ]
            )
    return table(["measure", "figure", "median", "least", "most"], rows)
