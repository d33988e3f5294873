"""Acceleration for as long as an analysis lasts."""

import contextlib
import os
from collections.abc import Iterator

from pylinac import ct

from phantomscope.analysis.engine.acceleration.crew import Crew
from phantomscope.analysis.engine.acceleration.kept_headers import KeptHeaders
from phantomscope.analysis.engine.acceleration.lazy_image import LazyImage
from phantomscope.analysis.engine.acceleration.phantom_roi import PhantomRoi
from phantomscope.analysis.engine.acceleration.plain_arrays import whole_arrays
from phantomscope.analysis.engine.acceleration.replacement import replaced
from phantomscope.analysis.engine.pylinac_stack import PylinacStack
from phantomscope.stack.memory import process_rss

_BYTES_A_PIXEL = 24
_BYTES_A_THREAD = 1024 * 1024


@contextlib.contextmanager
def accelerated(slices: PylinacStack, *, threads: int = 0, memory_limit: int = 0) -> Iterator[None]:
    """Let pylinac find the same in less time in ``slices``; threads end with the block.

    Args:
        slices: The stack that pylinac has.
        threads: How many threads look at slices at once; 0 for as many as there are cores.
        memory_limit: Bytes that the process may take altogether; 0 for no limit.
    """
    crew = Crew(slices, lambda: _threads(threads, memory_limit, slices.largest))
    slices.make_images(LazyImage, lambda read: KeptHeaders(read).header)
    try:
        roi = PhantomRoi(slices, crew).as_property()
        with whole_arrays(), replaced(ct.Slice, "phantom_roi", roi):
            yield
    finally:
        crew.close()


def thread_bytes(pixels: int) -> int:
    """What one thread works with, in bytes, where the largest slice has so many pixels."""
    return _BYTES_A_THREAD + _BYTES_A_PIXEL * pixels


def _threads(wanted: int, memory_limit: int, pixels: int) -> int:
    threads = wanted or cores()
    if memory_limit:
        room = memory_limit - (process_rss() or 0)
        threads = min(threads, room // thread_bytes(pixels))
    return max(1, threads)


def cores() -> int:
    """Cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on Windows and macOS
        return os.cpu_count() or 1
