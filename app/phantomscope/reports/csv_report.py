"""Results as a CSV table for spreadsheets."""

import csv
import io

from phantomscope.analysis.results import AnalysisResult, Metric, ModuleResult, Verdict
from phantomscope.reports.left_out import left_out_text

Cell = str | int | float | None

HEADER = (
    "module",
    "slice",
    "metric",
    "value",
    "unit",
    "nominal",
    "tolerance",
    "minimum",
    "maximum",
    "verdict",
    "warning tolerance",
    "warning minimum",
    "warning maximum",
    "limits",
    "key",
)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def to_csv(result: AnalysisResult) -> str:
    """A row per metric, values at full precision; below them what the results rest on.

    The rows below begin with "# ", so that a spreadsheet shows them in two columns and a program can skip
    them as comments. Slices count from 1. Text that a spreadsheet would take for a formula gets an apostrophe
    in front. Lines end in CR LF (RFC 4180). Write it as UTF-8 with a byte order mark, or Excel takes it for
    the local code page.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    for module in result.modules:
        for metric in module.metrics:
            writer.writerow([_safe(cell) for cell in _row(module, metric)])
    writer.writerow([])
    for name, value in _provenance(result):
        writer.writerow([f"# {name}", _safe(value)])
    return text.getvalue()


def _row(module: ModuleResult, metric: Metric) -> tuple[Cell, ...]:
    place = module.slice_index if metric.slice_index is None else metric.slice_index
    return (
        module.title,
        None if place is None else place + 1,
        metric.name,
        metric.value,
        metric.unit,
        metric.nominal,
        metric.tolerance,
        metric.minimum,
        metric.maximum,
        metric.verdict.value,
        metric.warn_tolerance,
        metric.warn_minimum,
        metric.warn_maximum,
        _whose_limits(metric),
        metric.key,
    )


def _whose_limits(metric: Metric) -> str:
    """Whose the limits are that a verdict rests on; empty where there is no verdict and nobody set any."""
    if metric.own_limits:
        return "own"
    return "" if metric.verdict is Verdict.NOT_JUDGED else "pylinac"


def _provenance(result: AnalysisResult) -> list[tuple[str, Cell]]:
    origin = result.provenance
    rows: list[tuple[str, Cell]] = [
        ("verdict", result.summary()),
        ("reason", result.reason()),
        ("phantom", origin.phantom),
        *([("phantom chosen because", origin.choice)] if origin.choice else []),
        ("series", origin.series_title),
        ("series UID", origin.series_uid),
        ("source", origin.source),
        ("slices analysed", origin.slice_count),
        ("analysed at", origin.analysed_at),
        ("phantomscope", origin.program),
        ("pylinac", origin.pylinac),
    ]
    rows += [("not scanned", left_out_text(one)) for one in origin.left_out]
    rows += [("profile", origin.profile)] if origin.profile else []
    rows += [("own tolerances", len(result.tolerances))] if result.tolerances else []
    rows += [("edit", edit) for edit in origin.edits]
    for name, value in origin.parameters.items():
        mark = " (changed)" if name in origin.changed else ""
        rows.append((f"parameter {name}{mark}", value if isinstance(value, int | float) else str(value)))
    return rows + [("warning", warning) for warning in result.warnings]


def _safe(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS):
        return "'" + cell
    return cell
