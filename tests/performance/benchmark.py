"""Memory and speed beside stock pylinac and the bare libraries, each in fresh processes of the same run.

    python tests/performance/benchmark.py SCAN.zip [--phantom CatPhan504] [--repeats 5]

Prints a Markdown table of medians. It is no test: these figures are compared, never asserted.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parents[2] / "app"
MEGABYTE = 1e6

Figures = dict[str, float]


def rss() -> float:
    """Current resident set size in MB."""
    import psutil

    return float(psutil.Process().memory_info().rss / MEGABYTE)


def peak_rss() -> float:
    """Highest resident set size so far in MB."""
    import resource

    # Linux counts in KiB, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / MEGABYTE


def timed(action: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what came out."""
    began = time.perf_counter()
    result = action()
    return time.perf_counter() - began, result


# What is measured, one function a fresh process.


def stock(path: Path, phantom: str, *, shadow: bool) -> Figures:
    """pylinac as it comes: open, then analyse."""
    import warnings

    import pylinac

    warnings.showwarning = lambda *_, **__: None
    phantom_class = getattr(pylinac, phantom)
    before = rss()
    opening, instance = timed(lambda: phantom_class.from_zip(str(path), memory_efficient_mode=shadow))
    opened = rss()
    analysing, _ = timed(instance.analyze)
    return {
        "open s": opening,
        "added by opening MB": opened - before,
        "analyse s": analysing,
        "peak above imports MB": peak_rss() - before,
    }


def stock_default(path: Path, phantom: str) -> Figures:
    """Everything decoded at once."""
    return stock(path, phantom, shadow=False)


def stock_shadow(path: Path, phantom: str) -> Figures:
    """pylinac's recompressed copy in memory."""
    return stock(path, phantom, shadow=True)


def ours(path: Path, phantom: str) -> Figures:
    """This program's stack behind the same class."""
    import warnings

    import pylinac

    from phantomscope.analysis.engine.pylinac_stack import PylinacStack, pylinac_reads
    from phantomscope.stack.index import scan
    from phantomscope.stack.slice_stack import SliceStack
    from phantomscope.stack.sources import open_path

    warnings.showwarning = lambda *_, **__: None
    phantom_class = getattr(pylinac, phantom)
    before = rss()

    def opened() -> Any:
        source = open_path(path)
        slices = PylinacStack(SliceStack(source, scan(source).series[0]))
        with pylinac_reads(slices):
            return phantom_class.from_zip("", memory_efficient_mode=True)

    opening, instance = timed(opened)
    after = rss()
    analysing, _ = timed(instance.analyze)
    return {
        "open s": opening,
        "added by opening MB": after - before,
        "analyse s": analysing,
        "peak above imports MB": peak_rss() - before,
    }


def provider(path: Path, phantom: str) -> Figures:
    """The slice provider alone, in a process that has numpy and pydicom."""
    import numpy  # noqa: F401
    import psutil  # noqa: F401
    import pydicom  # noqa: F401

    before = rss()
    from phantomscope.stack.index import scan
    from phantomscope.stack.slice_stack import SliceStack
    from phantomscope.stack.sources import open_path

    opening, source = timed(lambda: open_path(path))
    indexing, found = timed(lambda: scan(source))
    stack = SliceStack(source, found.series[0])
    first, _ = timed(lambda: stack[len(stack) // 2])
    opened = rss()
    again, _ = timed(lambda: scan(source))
    slices = [timed(lambda index=index: stack.peek(index))[0] for index in range(len(stack))]
    for _ in range(3):
        for index in (*range(len(stack)), *reversed(range(len(stack)))):
            stack[index]
    return {
        "open s": opening + indexing + first,
        "added by opening MB": opened - before,
        "added after scrolling MB": rss() - before,
        "index ms/slice": min(indexing, again) * 1e3 / len(source.members()),
        "slice ms": statistics.median(slices) * 1e3,
        "account ratio": stack.account().ratio,
    }


def bare(path: Path, phantom: str) -> Figures:
    """zipfile and pydicom for a slice, and the inflate library alone."""
    import io
    import struct
    import zipfile

    import deflate
    import pydicom

    from phantomscope.stack.sources import open_path

    source = open_path(path)
    names = [member.name for member in source.members()]
    arrays, inflates = [], []
    with zipfile.ZipFile(path) as archive:
        for name in names:
            seconds, dataset = timed(
                lambda name=name: pydicom.dcmread(io.BytesIO(archive.read(name)), force=True)
            )
            if "PixelData" in dataset:
                arrays.append(seconds + timed(lambda dataset=dataset: dataset.pixel_array)[0])
    whole = path.read_bytes()
    for member in source.members():
        if member.method == zipfile.ZIP_DEFLATED:
            name_length, extra_length = struct.unpack_from("<HH", whole, member.offset + 26)
            start = member.offset + 30 + name_length + extra_length
            packed = whole[start : start + member.packed_size]
            seconds, _ = timed(
                lambda packed=packed, size=member.size: deflate.deflate_decompress(packed, size)
            )
            inflates.append(seconds)
    return {
        "slice ms": statistics.median(arrays) * 1e3,
        "inflate alone ms": statistics.median(inflates) * 1e3 if inflates else float("nan"),
    }


def scrolling(path: Path, phantom: str) -> Figures:
    """Cold slices in the whole window, the slice alone."""
    from scrolling import scroll_figures

    return scroll_figures(path)


def scrolling_four_views(path: Path, phantom: str) -> Figures:
    """Cold slices in the whole window, with the other planes beside."""
    from scrolling import scroll_figures

    return scroll_figures(path, "two by two")


MEASURES: dict[str, Callable[[Path, str], Figures]] = {
    "stock default": stock_default,
    "stock shadow": stock_shadow,
    "Phantomscope": ours,
    "slice provider": provider,
    "zipfile + pydicom": bare,
    "window": scrolling,
    "window, four views": scrolling_four_views,
}


# Running and showing.


def in_fresh_process(name: str, path: Path, phantom: str) -> Figures:
    """Measure once in a process of its own."""
    environment = dict(os.environ, PYTHONPATH=str(SOURCE), MPLBACKEND="Agg")
    command = [sys.executable, __file__, str(path), "--phantom", phantom, "--measure", name]
    done = subprocess.run(command, env=environment, check=True, capture_output=True)
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


def medians(path: Path, phantom: str, repeats: int) -> dict[str, Figures]:
    """All measures in turn, ``repeats`` times round, so that a busy moment hits all of them alike."""
    rounds = [{name: in_fresh_process(name, path, phantom) for name in MEASURES} for _ in range(repeats)]
    return {
        name: {key: statistics.median(one[name][key] for one in rounds) for key in rounds[0][name]}
        for name in MEASURES
    }


def as_markdown(found: dict[str, Figures]) -> str:
    """One row a measure, one column a figure."""
    columns = list(dict.fromkeys(key for figures in found.values() for key in figures))
    lines = [f"| | {' | '.join(columns)} |", f"|---|{'---:|' * len(columns)}"]
    for name, figures in found.items():
        cells = (f"{figures[key]:.3g}" if key in figures else "" for key in columns)
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", type=Path)
    parser.add_argument("--phantom", default="CatPhan504", help="pylinac's class name")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--measure", choices=MEASURES, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.measure:
        print(json.dumps(MEASURES[chosen.measure](chosen.path, chosen.phantom)))
        return
    found = medians(chosen.path, chosen.phantom, chosen.repeats)
    print(
        f"{chosen.path.name}, {chosen.path.stat().st_size / MEGABYTE:.1f} MB, {chosen.phantom}, medians of",
        end=" ",
    )
    print(f"{chosen.repeats}, {os.cpu_count()} cores\n\n{as_markdown(found)}")


if __name__ == "__main__":
    main()
