"""What grows with the number of slices, and what must not."""

import random

from phantomscope.bench.measure import Figures, Setting
from phantomscope.readings import PeakMeter, rss, timed
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_path

_SCROLLS, _PARTS = 100_000, 10


def long_archive(setting: Setting) -> Figures:
    """The provider on 5,000 slices: scanning, then every slice once and every tenth back.

    Peak and index above what the process held before opening.
    """
    import numpy  # noqa: F401
    import pydicom.uid  # noqa: F401

    meter = PeakMeter()
    source = open_path(setting.scan)
    indexing, found = timed(lambda: scan(source))
    opened = rss()
    with SliceStack(source, found.series[0], prefetch=True) as stack:
        for index in (*range(len(stack)), *range(len(stack) - 1, 0, -10)):
            stack[index]
        count = len(stack)
    figures: Figures = {
        "slices": count,
        "index s": indexing,
        "index ms/slice": indexing * 1e3 / found.slice_count,
        "index bytes/slice": found.nbytes / found.slice_count,
        "added by opening MB": opened - meter.start,
        "peak above start MB": meter.above,
    }
    source.close()
    return figures


def random_scrolls(setting: Setting) -> Figures:
    """100,000 slices at random by the provider: the slope of a line through the memory held, in KB.

    The first tenth warms up and does not count.
    """
    chosen = random.Random(1)
    source = open_path(setting.scan)
    held = []
    with SliceStack(source, scan(source).series[0]) as stack:
        for _ in range(_PARTS):
            for _ in range(_SCROLLS // _PARTS):
                stack[chosen.randrange(len(stack))]
            held.append(rss())
    source.close()
    return {"slope KB/1000": slope(held[1:]) * 1e3 / (_SCROLLS / _PARTS / 1e3), "held MB": held[-1]}


def slope(values: list[float]) -> float:
    """By how much equally spaced values rise from one to the next, by least squares."""
    middle = (len(values) - 1) / 2
    spread = sum((place - middle) ** 2 for place in range(len(values)))
    return sum((place - middle) * value for place, value in enumerate(values)) / spread
