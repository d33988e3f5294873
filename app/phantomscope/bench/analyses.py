"""One analysis, by pylinac as it comes and by this program, in a process of its own."""

import contextlib
import hashlib
import importlib
import io
import json
import time
from typing import Any

from phantomscope.analysis.phantoms import Phantom
from phantomscope.bench.measure import Figures, Setting
from phantomscope.readings import MEGABYTE, PeakMeter, rss, timed, written
from phantomscope.stack.strategy import Strategy

# What differs between two runs with the same numbers: when, and texts that quote lines of code.
_NO_NUMBERS = ("date_of_analysis", "warnings")
_TIMES_TO_AND_FRO = 3


def fingerprint(results: dict[str, Any]) -> str:
    """A hash of pylinac's results: every number in them to its last bit, without date and warnings."""
    numbers = {name: value for name, value in results.items() if name not in _NO_NUMBERS}
    text = json.dumps(numbers, sort_keys=True, default=repr)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def stock_analysis(setting: Setting, strategy: Strategy) -> Figures:
    """pylinac's class over the scan, ``analyze()`` without parameters.

    "import s" and "imports MB": of pylinac, all of it. Opening is from the path to the object; for the lazy
    mode it includes unpacking. "CPU s" is the processor time of opening and analysing, over all threads. The
    peak is that of opening and analysing above what the process held after the imports. "written MB" is
    what was handed to the system to be written: what was extracted.
    """
    from phantomscope.analysis.engine.stock import opened_stock, shadow_bytes, stock_class
    from phantomscope.analysis.worker import quiet_warnings

    with quiet_warnings():
        importing, pylinac_class = timed(lambda: stock_class(setting.phantom))
        copies = setting.scratch / "copies"
        copies.mkdir()
        meter, wrote, cpu = PeakMeter(), written(), time.process_time()
        opening, instance = timed(lambda: opened_stock(pylinac_class, strategy, setting.scan, copies))
        added = rss() - meter.start
        analysing, _ = timed(instance.analyze)
        used = time.process_time() - cpu
        peak, wrote = meter.above, written() - wrote
        return {
            "import s": importing,
            "imports MB": meter.start,
            "open s": opening,
            "analyse s": analysing,
            "open and analyse s": opening + analysing,
            "CPU s": used,
            "added by opening MB": added,
            "peak above imports MB": peak,
            "written MB": wrote,
            "shadow MB": shadow_bytes(instance) / MEGABYTE,
            "results": fingerprint(instance.results_data(as_dict=True)),
        }


def stock_scrolling(setting: Setting, strategy: Strategy) -> Figures:
    """pylinac's stack over the scan, and three times every slice of it to and fro; nothing is analysed.

    The peak is that of opening and scrolling above what the process held after the imports; what the shadow
    object holds of it is counted on its own.
    """
    from phantomscope.analysis.engine.stock import opened_stock, scroll_stock, shadow_bytes, stock_class
    from phantomscope.analysis.worker import quiet_warnings

    with quiet_warnings():
        pylinac_class = stock_class(setting.phantom)
        copies = setting.scratch / "copies"
        copies.mkdir()
        meter, wrote = PeakMeter(), written()
        instance = opened_stock(pylinac_class, strategy, setting.scan, copies)
        scroll_stock(instance, _TIMES_TO_AND_FRO)
        return {
            "peak above imports MB": meter.above,
            "written MB": written() - wrote,
            "shadow MB": shadow_bytes(instance) / MEGABYTE,
        }


def our_analysis(setting: Setting, *, accelerated: bool = True, threads: int = 0) -> Figures:
    """The same scan by this program's engine, in this process, as the analysis process does it.

    "import s" and "imports MB": of what the phantom needs. Opening is from the path to the series; analysing
    goes on to the end of pylinac's ``analyze``. The peak is that of opening, analysing and of collecting
    outlines and charts above what the process held after the imports; the peaks until the phantom is found,
    and until its modules are measured, are those up to these moments.
    """
    from phantomscope.analysis.engine.run import analyse
    from phantomscope.analysis.job import AnalysisJob
    from phantomscope.analysis.worker import quiet_warnings
    from phantomscope.stack.index import scan
    from phantomscope.stack.sources import open_path

    source = open_path(setting.scan)
    series = scan(source).series[0]
    job = AnalysisJob(source.spec, series.key, setting.phantom.name, accelerated=accelerated, threads=threads)
    source.close()
    del source, series
    moments: dict[str, float] = {}
    held: dict[str, float] = {}
    peaks: dict[str, float] = {}

    def note(stage: Any) -> None:
        if stage.name not in moments:
            moments[stage.name], held[stage.name] = time.perf_counter(), rss()
            peaks[stage.name] = meter.above

    with quiet_warnings():
        importing, _ = timed(lambda: _load_engine(setting.phantom, lean=accelerated))
        meter, wrote, cpu = PeakMeter(), written(), time.process_time()
        began = time.perf_counter()
        result = analyse(job, note)
        used = time.process_time() - cpu
        peak, wrote = meter.above, written() - wrote
    opened, found = moments["loading the analysis"], moments["collecting the results"]
    finding = moments.get("measuring the modules", found)
    return {
        "import s": importing,
        "imports MB": meter.start,
        "open s": opened - began,
        "analyse s": found - opened,
        "open and analyse s": found - began,
        "finding the phantom s": finding - opened,
        "CPU s": used,
        "added by opening MB": held["loading the analysis"] - meter.start,
        "peak above imports MB": peak,
        "peak until found MB": peaks.get("measuring the modules", peaks["collecting the results"]),
        "peak until measured MB": peaks["collecting the results"],
        "written MB": wrote,
        "shadow MB": 0.0,
        "results": fingerprint(result.pylinac_results),
    }


def _load_engine(phantom: Phantom, *, lean: bool) -> None:
    """Import what the analysis imports, so that it counts as imports."""
    from phantomscope.analysis.engine.imports import phantom_class

    phantom_class(phantom, lean=lean)
    for name in ("caveats", "diagnosis", "exclusions", "findings", "misplacement", "origin", "partial"):
        importlib.import_module(f"phantomscope.analysis.engine.{name}")


def headless(setting: Setting) -> Figures:
    """``analyze`` as on the command line, all in this one process.

    "wall s" and "peak MB" are of the whole process, from its start, the interpreter and all imports in them.
    """
    from phantomscope.headless.commands import analyze

    meter, wrote = PeakMeter(), written()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        analyze(setting.scan, phantom_name=setting.phantom_name)
    return {
        "wall s": time.time() - setting.spawned,
        "peak MB": meter.start + meter.above,
        "written MB": written() - wrote,
    }
