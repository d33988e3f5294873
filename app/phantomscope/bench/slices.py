"""The slice provider, and beside it the libraries alone."""

import contextlib
import functools
import io
import statistics
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from phantomscope import allocator
from phantomscope.bench.measure import Figures, Setting
from phantomscope.readings import MEGABYTE, PeakMeter, rss, timed
from phantomscope.stack.index import scan
from phantomscope.stack.member import Member
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_path

_PASSES = 3
_LOCAL_HEADER_NAMES = struct.Struct("<26xHH")  # lengths of name and extra field (APPNOTE 4.3.7)
_LOCAL_HEADER = 30


def provider(setting: Setting) -> Figures:
    """The provider as the window uses it, in a process that has all its libraries.

    A slice and its inflating alone are timed in turn, three times each slice; of each the least counts, and
    of these the median. "index ms/slice" is the better of two scans. The peak is that of opening, scanning
    and three times every slice to and fro, with up to 2 ms after each for the next to be fetched ahead, above
    what the process held before; "by RSS ×" is the archive and that, divided by the archive.
    """
    path = setting.scan
    _load_libraries()
    allocator.share_one_pool()  # as the window does
    meter = PeakMeter()
    opening, source = timed(lambda: open_path(path))
    indexing, found = timed(lambda: scan(source))
    series = found.series[0]
    stack = SliceStack(source, series, prefetch=True)
    first, _ = timed(lambda: stack[len(stack) // 2])
    opened = rss()
    for _ in range(_PASSES):
        for index in (*range(len(stack)), *reversed(range(len(stack)))):
            stack[index]
            stack.wait_for_prefetch(0.002)
    peak, account = meter.above, stack.account()
    again, _ = timed(lambda: scan(source))
    size = source.size / MEGABYTE
    figures: Figures = {
        "open s": opening + indexing + first,
        "added by opening MB": opened - meter.start,
        "peak above start MB": peak,
        "by account ×": account.ratio,
        "by RSS ×": (size + peak) / size,
        "index ms/slice": min(indexing, again) * 1e3 / found.slice_count,
        "index bytes/slice": found.nbytes / found.slice_count,
        "packed KB/slice": statistics.mean(header.member.packed_size for header in series.slices) / 1e3,
        "stored KB/slice": stack[0].stored.nbytes / 1e3,
    }
    # Of many frames in one member none is inflated alone.
    frames = any(header.frame for header in series.slices)
    alone = [] if frames else _inflating(path, [header.member for header in series.slices])
    figures |= _decoding(stack, alone)
    stack.close()
    source.close()
    return figures


def _decoding(stack: SliceStack, alone: list[Callable[[], object]]) -> Figures:
    decoded, inflated = [], []
    for index in range(len(stack)):
        least, bare = float("inf"), float("inf")
        for _ in range(_PASSES):
            if alone:
                bare = min(bare, timed(alone[index])[0])
            least = min(least, timed(functools.partial(stack.peek, index))[0])
        decoded.append(least)
        inflated.append(bare)
    figures: Figures = {"slice ms": statistics.median(decoded) * 1e3}
    if alone:
        ratios = [one / bare for one, bare in zip(decoded, inflated, strict=True)]
        figures["inflate alone ms"] = statistics.median(inflated) * 1e3
        figures["slice ÷ inflate alone ×"] = statistics.median(ratios)
    return figures


def _inflating(path: Path, members: list[Member]) -> list[Callable[[], object]]:
    """For each member, inflating it from bytes that are in memory; empty where not all are deflated."""
    import deflate

    if path.is_dir() or any(member.method != zipfile.ZIP_DEFLATED for member in members):
        return []
    actions: list[Callable[[], object]] = []
    with path.open("rb") as file:
        for member in members:
            file.seek(member.offset)
            names = sum(_LOCAL_HEADER_NAMES.unpack(file.read(_LOCAL_HEADER)))
            file.seek(names, io.SEEK_CUR)
            packed = file.read(member.packed_size)
            actions.append(functools.partial(deflate.deflate_decompress, packed, member.size))
    return actions


def plain_libraries(setting: Setting) -> Figures:
    """zipfile and pydicom for each slice once: from the archive, or the file, to the array."""
    import pydicom

    took = []
    source = open_path(setting.scan)
    members = [header.member for header in scan(source).series[0].slices]
    source.close()
    with contextlib.ExitStack() as stack:
        if setting.scan.is_dir():
            read: Callable[[str], bytes] = lambda name: (setting.scan / name).read_bytes()  # noqa: E731
        else:
            read = stack.enter_context(zipfile.ZipFile(setting.scan)).read
        for member in members:
            began = time.perf_counter()
            data = read(member.name)
            array = pydicom.dcmread(io.BytesIO(data), force=True).pixel_array
            took.append(time.perf_counter() - began)
            del array
    return {"slice ms": statistics.median(took) * 1e3}


def _load_libraries() -> None:
    import deflate  # noqa: F401
    import numpy  # noqa: F401
    import pydicom.uid  # noqa: F401
