"""What a person waits for in the window, and what the window's process holds meanwhile."""

import random
import statistics
import time
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer

from phantomscope.gui.bench.measured_window import LoopWatch, MeasuredWindow
from phantomscope.readings import PeakMeter, rss

_COLD_SLICES = 200
_FARTHER_THAN = 3
_STEPS, _A_SECOND = 300, 60
_CACHE = (2, 64 * 2**20)


def whole_window(path: Path, scratch: Path, spawned: float) -> dict[str, float]:
    """Start, open, scroll: one window from the start of its process on.

    "visible s": from the start of the process to the end of the window's first paint. "first slice ms": from
    the call that opens to the end of the paint of a slice. Cold slices: 200 at random, the cache emptied
    before each, from setting the slider to the end of the paint. "60 a second": 300 steps from slice to
    slice, the share of them painted before the next is due. "freeze": the longest time that the event loop
    did not come round. Figures in MB are the process' resident set size.
    """
    measured = MeasuredWindow(scratch)
    visible = time.time() - spawned
    measured.rest(1500)
    figures = {"visible s": visible, "window MB": rss()}
    figures |= _opening(measured, path)
    figures |= cold_slices(measured)
    figures |= held_steps(measured)
    figures["after scrolling MB"] = rss()
    measured.close()
    return figures


def four_views(path: Path, scratch: Path) -> dict[str, float]:
    """The same with the other planes beside the slice: cold slices, and what the process holds."""
    measured = MeasuredWindow(scratch)
    measured.open(path)
    measured.settle()
    measured.lay_out("two by two")
    figures = {"with a scan MB": rss()} | cold_slices(measured) | held_steps(measured)
    measured.close()
    return figures


def large_slices(path: Path, scratch: Path) -> dict[str, float]:
    """Slices of 1024×1024, 16 bits: as ``whole_window``."""
    measured = MeasuredWindow(scratch)
    figures = _opening(measured, path) | cold_slices(measured) | held_steps(measured)
    measured.close()
    return figures


def many_files(path: Path, scratch: Path) -> dict[str, float]:
    """A folder of very many files: as ``whole_window``, opening alone."""
    measured = MeasuredWindow(scratch)
    measured.rest(500)
    figures = _opening(measured, path)
    measured.close()
    return figures


def _opening(measured: MeasuredWindow, path: Path) -> dict[str, float]:
    meter, watch = PeakMeter(), LoopWatch()
    first, opened = measured.open(path)
    measured.settle()
    return {
        "first slice ms": first * 1e3,
        "series s": opened,
        "freeze on opening ms": watch.stop(),
        "with a scan MB": rss(),
        "added by opening MB": rss() - meter.start,
    }


def cold_slices(measured: MeasuredWindow) -> dict[str, float]:
    """Slices at random, neither in the cache nor fetched ahead; also the processor time of all threads."""
    stack, view = measured.stack, measured.window.slice_view
    chosen = random.Random(1)
    took: list[float] = []
    used: list[float] = []
    while len(took) < _COLD_SLICES:
        index = chosen.randrange(len(stack))
        if abs(index - view.index) <= _FARTHER_THAN:
            if len(stack) <= 2 * _FARTHER_THAN + 1:
                return {}
            continue
        stack.resize_cache(1, 1)
        stack.resize_cache(*_CACHE)
        cpu = time.process_time()
        took.append(measured.go_to(index) * 1e3)
        used.append((time.process_time() - cpu) * 1e3)
        measured.rest(1000 // _A_SECOND)
    return {
        "cold slice median ms": statistics.median(took),
        "cold slice p95 ms": sorted(took)[int(len(took) * 0.95)],
        "cold slice CPU ms": statistics.median(used),
    }


def held_steps(measured: MeasuredWindow) -> dict[str, float]:
    """Steps from slice to slice, to and fro, as many a second as a screen usually shows.

    A step is in time where its slice is painted before the next is due; it is shown where it is painted at
    all before the next but one is asked for. The rate is that at which steps could be taken.
    """
    places = _to_and_fro(len(measured.stack) - 1, _STEPS)
    measured.go_to(1 if measured.window.slice_view.index != 1 else 2)
    measured.rest(100)
    measured.paints.clear()
    watch, loop, timer = LoopWatch(), QEventLoop(), QTimer()
    asked: list[tuple[int, float]] = []
    began = time.perf_counter()

    def on_time() -> None:
        now = time.perf_counter()
        if now < began + len(asked) / _A_SECOND:
            return
        if len(asked) == len(places):
            timer.stop()
            loop.quit()
            return
        asked.append((places[len(asked)], now))
        measured.window.slice_view.go_to(asked[-1][0])

    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.setInterval(1)
    timer.timeout.connect(on_time)
    timer.start()
    loop.exec()
    took, freeze = time.perf_counter() - began, watch.stop()
    measured.rest(100)
    found = delays(asked, measured.paints)
    shown = [delay for delay in found if delay is not None]
    figures = {
        "60 a second, in time %": 100 * sum(delay <= 1 / _A_SECOND for delay in shown) / len(found),
        "60 a second, shown %": 100 * len(shown) / len(found),
        "60 a second, rate /s": len(places) / took,
        "freeze on scrolling ms": freeze,
    }
    return figures | ({"60 a second, step median ms": statistics.median(shown) * 1e3} if shown else {})


def delays(asked: list[tuple[int, float]], paints: list[tuple[int, float]]) -> list[float | None]:
    """For each wish the seconds until its paint; None where it was not painted before the next but one.

    Args:
        asked: Index and time of each wish, in order.
        paints: Index and time of each paint, in order.
    """
    found: list[float | None] = []
    for place, (index, moment) in enumerate(asked):
        until = asked[place + 2][1] if place + 2 < len(asked) else float("inf")
        times = (when for painted, when in paints if painted == index and moment <= when <= until)
        first = next(times, None)
        found.append(first - moment if first is not None else None)
    return found


def _to_and_fro(last: int, steps: int) -> list[int]:
    """Indices from the second on, up and down between the ends, never the same twice running."""
    period = [*range(last + 1), *range(last - 1, 0, -1)]
    return [period[(place + 3) % len(period)] for place in range(steps)]
