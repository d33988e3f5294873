"""The page "Where it ends": what can't be undercut, and what this program takes beside it."""

import textwrap
from collections.abc import Sequence

from phantomscope.bench import catalogue as name
from phantomscope.bench.libraries import ANALYSIS_LIBRARIES, WINDOW_LIBRARIES
from phantomscope.bench.record import Record, ScanRecord, Series
from phantomscope.bench.tables import number, table

_WIDTH = 120

_HEAD = """\
# Where it ends

What is left when memory and time are cut, and why: the limits that were measured on the same machine, in the
same run of `phantomscope bench`, beside this program's own figures. The command writes this page; the
figures are medians, and all single values are in `figures.json`. Measured {made}, {cores} cores,
{processor}."""

_SLICE = """\
## A slice: bytes moved, and inflating

A slice of {scan} lies in the archive as {packed} KB and is {stored} KB as stored values. To read the one and
write the other takes {moving} ms at the speed at which this machine copies memory ({speed} GB/s): that is no
limit that matters. Inflating is: {inflate} ms by the fastest library that was found (libdeflate), with
nothing else done.

{rows}

What is left above inflating is reading the archive, the check of the CRC-32, and finding pixels and rescale
in the member. It could fall only with another library, or by using two cores for one slice, which DEFLATE
does not allow: each byte depends on those before it."""

_PAINT = """\
## A slice on the screen

From stored values to the screen, each of these has to be done once, and each goes through the whole slice: a
table turns values into shades, shades become the screen's pixels, Qt enlarges them to the view.

{rows}

What is left goes to handing over between two threads of one interpreter, to pyqtgraph's and Qt's own work on
the scene, and to what is written on the picture. Painting on a graphics card would cut the enlarging; it is
not there on a remote desktop, which is what this program is for."""

_WINDOW_FLOOR = """\
## Memory of the window: the libraries

Imported one after another in a fresh process; what a library brings along is counted as its own.

{rows}

A process that holds these libraries and does nothing else takes {floor} MB. The window takes {window} MB
before anything is open, {beside}. A scan adds {scan_adds} MB: its index, a few slices, pictures of the
series, and code that is loaded for the first scan only. Of the {open} MB then, the data are the smallest
part; what could still fall is what is loaded of the libraries."""
_WINDOW_MORE = "{} MB more, for widgets, fonts, menus and this program's own code"
_WINDOW_LESS = "{} MB less, since what it does not use of them is not loaded"

_ANALYSIS_FLOOR = """\
## Memory of an analysis: the libraries

What plain `import pylinac` loads, one after another:

{rows}

With pylinac imported plainly, a process comes to {stock_imports} MB in {stock_import_s} s; with what the
phantom needs, to {our_imports} MB in {our_import_s} s. Above that, an analysis takes {found} MB until the
phantom is found, {measured} MB until its modules are measured, and {our_peak} MB with outlines and charts
collected; pylinac takes {stock_peak} MB (shadow object: {shadow_peak} MB) for its results alone. What is
left are the slices in work as floating-point numbers, 2.1 MB each copy at 512×512, of which pylinac's own
measuring makes several."""

_START = """\
## Start: the interpreter

An interpreter that does nothing takes {python} s to start and end, `phantomscope --version` {version} s. The
bare imports of PySide6, pyqtgraph, numpy and pydicom take {bare} s, the visible window {visible} s."""

_ANALYSIS = """\
## Time of an analysis

{rows}

Of the {ours} s here, {finding} s go by until the phantom is found and {measuring} s are spent in pylinac's
own measuring of the modules, which is left exactly as it is. Finding the phantom looks at every slice once,
on as many threads as there are cores: with one thread it takes {one_thread} s in all, and processor time is
{cpu} s (pylinac: {stock_cpu} s). Below that lies only what the numbers need: a smoothed, thresholded and
labelled image of each slice. To skip slices, or to look at smaller ones, would be faster and would change
the numbers."""


def limits_page(record: Record) -> str:
    """The page as Markdown, of the first scan of a run; parts that were not measured are left out."""
    machine = record.machine
    parts = [
        _HEAD.format(made=record.made[:10], cores=machine.get("cores"), processor=machine.get("processor"))
    ]
    for scan in record.scans[:1]:
        parts += [
            _slice_part(scan, record.common),
            _paint_part(scan.series, record.common),
            _window_part(scan.series, record.common),
            _analysis_floor_part(scan.series, record.common),
            _start_part(scan.series, record.common),
            _analysis_part(scan.series),
        ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _filled(template: str, values: dict[str, float | None], **texts: str) -> str:
    """The template with its figures, or nothing where one of them was not measured."""
    if any(value is None for value in values.values()) or "" in texts.values():
        return ""
    text = template.format(**{key: number(value) for key, value in values.items()}, **texts)
    return "\n\n".join(
        part
        if part[:1] in "#|"
        else textwrap.fill(part, _WIDTH, break_long_words=False, break_on_hyphens=False)
        for part in text.split("\n\n")
    )


def _rows(header: Sequence[str], rows: Sequence[tuple[str, *tuple[float | None, ...]]]) -> str:
    known = [[label, *map(number, values)] for label, *values in rows if values[0] is not None]
    return table(header, known) if known else ""


def _slice_part(scan: ScanRecord, common: Series) -> str:
    runs = scan.series
    packed, stored = (runs.median(name.PROVIDER, f"{kind} KB/slice") for kind in ("packed", "stored"))
    speed = common.median(name.MEMORY, "copied GB/s")
    moving = (packed + stored) / (2 * speed) * 1e-3 if packed and stored and speed else None
    inflate = runs.median(name.PROVIDER, "inflate alone ms")
    decoded, plain = runs.median(name.PROVIDER, "slice ms"), runs.median(name.PLAIN, "slice ms")
    rows = _rows(
        ["one slice", "ms"],
        [
            ("its bytes moved, at the speed of memory", moving),
            ("inflated, nothing else", inflate),
            ("Phantomscope, from the archive to values", decoded),
            ("zipfile and pydicom, the same", plain),
        ],
    )
    values = {"packed": packed, "stored": stored, "speed": speed, "moving": moving, "inflate": inflate}
    return _filled(_SLICE, values, rows=rows, scan=scan.name)


def _paint_part(runs: Series, common: Series) -> str:
    lookup, convert, draw = (
        common.median(name.PAINTING, figure) for figure in ("table lookup ms", "to RGB32 ms", "drawImage ms")
    )
    speed, moved = (
        common.median(name.MEMORY, "copied GB/s"),
        common.median(name.PAINTING, "moved by painting MB"),
    )
    decoded, cold = runs.median(name.PROVIDER, "slice ms"), runs.median(name.WINDOW, "cold slice median ms")
    known = None not in (lookup, convert, draw, decoded, cold)
    floor = sum((lookup, convert, draw, decoded)) if known else None  # type: ignore[arg-type]
    rows = _rows(
        ["512×512, enlarged to 650×650", "ms"],
        [
            ("all bytes of the last three steps moved, at the speed of memory",
             moved / (2 * speed) if moved and speed else None),
            ("decoded", decoded),
            ("stored values to shades, a table", lookup),
            ("shades to the screen's pixels", convert),
            ("enlarged by QPainter.drawImage, smoothly", draw),
            ("these four together", floor),
            ("Phantomscope, from the slider to the end of the paint, median", cold),
            ("the same, p95", runs.median(name.WINDOW, "cold slice p95 ms")),
        ],
    )  # fmt: skip
    return _filled(_PAINT, {"cold": cold, "floor": floor}, rows=rows)


def _libraries(common: Series, measure: str, libraries: Sequence[str]) -> str:
    return _rows(
        ["", "MB added", "s"],
        [
            ("Python, and what any of our processes starts with", common.median(measure, "Python MB"), None),
            *(
                (one, common.median(measure, f"{one} MB"), common.median(measure, f"{one} s"))
                for one in libraries
            ),
            ("**together**", common.median(measure, "all MB"), None),
        ],
    )


def _window_part(runs: Series, common: Series) -> str:
    floor = common.median(name.WINDOW_LIBRARIES, "all MB")
    window, scan = runs.median(name.WINDOW, "window MB"), runs.median(name.WINDOW, "with a scan MB")
    if floor is None or window is None or scan is None:
        return ""
    beside = (_WINDOW_MORE if window > floor else _WINDOW_LESS).format(number(abs(window - floor)))
    values: dict[str, float | None] = {
        "floor": floor,
        "window": window,
        "scan_adds": scan - window,
        "open": scan,
    }
    rows = _libraries(common, name.WINDOW_LIBRARIES, WINDOW_LIBRARIES)
    return _filled(_WINDOW_FLOOR, values, rows=rows, beside=beside)


def _analysis_floor_part(runs: Series, common: Series) -> str:
    values = {
        "stock_imports": runs.median(name.STOCK, "imports MB"),
        "stock_import_s": runs.median(name.STOCK, "import s"),
        "our_imports": runs.median(name.OURS, "imports MB"),
        "our_import_s": runs.median(name.OURS, "import s"),
        "found": runs.median(name.OURS, "peak until found MB"),
        "measured": runs.median(name.OURS, "peak until measured MB"),
        "our_peak": runs.median(name.OURS, "peak above imports MB"),
        "stock_peak": runs.median(name.STOCK, "peak above imports MB"),
        "shadow_peak": runs.median(name.SHADOW, "peak above imports MB"),
    }
    rows = _libraries(common, name.ANALYSIS_LIBRARIES, ANALYSIS_LIBRARIES)
    return _filled(_ANALYSIS_FLOOR, values, rows=rows)


def _start_part(runs: Series, common: Series) -> str:
    return _filled(
        _START,
        {
            "python": common.median(name.ANSWERS, "Python alone s"),
            "version": common.median(name.ANSWERS, "--version s"),
            "bare": common.median(name.BARE_IMPORTS, "imports s"),
            "visible": runs.median(name.WINDOW, "visible s"),
        },
    )


def _analysis_part(runs: Series) -> str:
    ours, finding = runs.median(name.OURS, "analyse s"), runs.median(name.OURS, "finding the phantom s")
    rows = _rows(
        ["", "open s", "analyse s", "processor s"],
        [
            (measure, *(runs.median(measure, figure) for figure in ("open s", "analyse s", "CPU s")))
            for measure in name.ANALYSES
        ],
    )
    values = {
        "ours": ours,
        "finding": finding,
        "measuring": ours - finding if ours is not None and finding is not None else None,
        "one_thread": runs.median(name.OURS_ONE_THREAD, "analyse s"),
        "cpu": runs.median(name.OURS, "CPU s"),
        "stock_cpu": runs.median(name.STOCK, "CPU s"),
    }
    return _filled(_ANALYSIS, values, rows=rows)
