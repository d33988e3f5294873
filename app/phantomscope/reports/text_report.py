"""Results as text for a terminal."""

import textwrap
from collections.abc import Callable

from phantomscope.analysis.results import AnalysisResult, Metric, Verdict
from phantomscope.reports.left_out import left_out_text
from phantomscope.reports.symbols import ASCII_SYMBOLS, SYMBOLS

_GAP = "  "
_LEAST_NAME = 12
_OWN = "*"
_ASCII = str.maketrans(
    {
        "\N{MINUS SIGN}": "-",
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "\N{PLUS-MINUS SIGN}": "+/-",
        "\N{GREATER-THAN OR EQUAL TO}": ">=",
        "\N{LESS-THAN OR EQUAL TO}": "<=",
        "\N{DEGREE SIGN}": " deg",
        "\N{MULTIPLICATION SIGN}": "x",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{HORIZONTAL ELLIPSIS}": "...",
        "\N{MICRO SIGN}": "u",
    }
)

# name, value, expected, verdict
_Row = tuple[str, str, str, Verdict]


def verdict_table(result: AnalysisResult, width: int = 80, *, encoding: str | None = "utf-8") -> str:
    """The verdicts in aligned columns, with warnings and what they rest on; no colours.

    Args:
        result: The result.
        width: Columns of the terminal. Names are shortened to fit; values never are.
        encoding: What the terminal takes. Where it lacks the signs used, plain ASCII stands for them.

    Returns:
        Lines, the last without a line end.
    """
    ascii_only = not _can_say(encoding)
    plain: Callable[[str], str] = _in_ascii if ascii_only else str
    signs = ASCII_SYMBOLS if ascii_only else SYMBOLS
    lines = [f"{plain(result.provenance.phantom)}: {plain(result.summary())}"]
    if result.verdict in (Verdict.FAIL, Verdict.WARN):
        lines += _wrapped("", plain(result.reason()), width)
    lines += ["", *_table(result, width, plain, signs)]
    if any(metric.own_limits for module in result.modules for metric in module.metrics):
        lines += ["", f"{_OWN} your own limits in place of pylinac's"]
    unjudged = result.counts()[Verdict.NOT_JUDGED]
    if unjudged and result.verdict is not Verdict.NOT_JUDGED:
        lines += [
            "",
            *_wrapped("", f"{unjudged} values are not judged: {_no_limits(result)}.", width),
        ]
    if result.warnings:
        lines += ["", "Warnings"]
        for warning in result.warnings:
            lines += _wrapped("! ", plain(warning), width)
    lines.append("")
    for name, text in _provenance(result):
        lines += _wrapped(f"{name:<11} ", plain(text), width)
    return "\n".join(line.rstrip() for line in lines)


def _no_limits(result: AnalysisResult) -> str:
    return "they have no limits" if result.tolerances else "pylinac has no limits for them"


def _limit(metric: Metric) -> str:
    """The limits of a metric, marked where they are the user's."""
    return f"{metric.limit_text()} {_OWN}".lstrip() if metric.own_limits else metric.limit_text()


def _table(
    result: AnalysisResult, width: int, plain: Callable[[str], str], signs: dict[Verdict, str]
) -> list[str]:
    modules: list[tuple[_Row, list[_Row]]] = []
    for module in result.modules:
        where = "" if module.slice_index is None else f"slice {module.slice_index + 1}"
        heading = (plain(module.title), where, "", module.verdict)
        metrics = [
            (_GAP + plain(m.name), plain(m.value_text()), plain(_limit(m)), m.verdict) for m in module.metrics
        ]
        modules.append((heading, metrics))
    rows = [row for heading, metrics in modules for row in (heading, *metrics)]
    if not rows:
        return ["(no metrics)"]
    values = max(len(row[1]) for row in rows)
    expected = max(len(row[2]) for row in rows)
    room = width - values - expected - 3 * len(_GAP) - 1
    names = max(_LEAST_NAME, min(room, max(len(row[0]) for row in rows)))
    lines = []
    for number, (heading, metrics) in enumerate(modules):
        lines += [""] if number else []
        for name, value, limit, verdict in (heading, *metrics):
            cells = (f"{_cut(name, names, plain):<{names}}", f"{value:>{values}}", f"{limit:>{expected}}")
            lines.append(_GAP.join((*cells, signs[verdict])))
    return lines


def _provenance(result: AnalysisResult) -> list[tuple[str, str]]:
    origin = result.provenance
    rows = [
        ("Series", f"{origin.series_title}, {origin.slice_count} slices of {origin.source}"),
        ("Series UID", origin.series_uid),
        ("Analysed", f"{origin.analysed_at}, in {origin.seconds:.1f} s"),
        ("Program", f"phantomscope {origin.program}, pylinac {origin.pylinac}"),
    ]
    changed = ", ".join(f"{name}={origin.parameters.get(name)}" for name in origin.changed)
    rows += [("Parameters", changed)] if changed else []
    rows += [("Not scanned", left_out_text(one)) for one in origin.left_out]
    rows += [("Phantom", f"{origin.phantom}: {origin.choice}")] if origin.choice else []
    rows += [("Profile", origin.profile)] if origin.profile else []
    return rows + [("Edit", edit) for edit in origin.edits]


def _wrapped(lead: str, text: str, width: int) -> list[str]:
    return textwrap.wrap(
        text, max(width, 24), initial_indent=lead, subsequent_indent=" " * len(lead), break_on_hyphens=False
    ) or [lead]


def _cut(text: str, room: int, plain: Callable[[str], str]) -> str:
    if len(text) <= room:
        return text
    end = plain("…")
    return text[: room - len(end)].rstrip() + end


def _can_say(encoding: str | None) -> bool:
    try:
        "".join((*SYMBOLS.values(), "−±≥≤°…")).encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _in_ascii(text: str) -> str:
    return text.translate(_ASCII).encode("ascii", "replace").decode("ascii")
