"""What the process of an analysis takes, told before it has been started."""

import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Figures:
    """How one kind of run was measured, in bytes.

    Attributes:
        libraries: Resident memory when the imports are done and the first slice is asked for.
        value: What each pixel of the largest slice adds to the peak: the images that pylinac works with.
        report: What making the PDF report adds.
    """

    libraries: int
    value: int
    report: int


# How they were measured: a fresh worker process for each run on Linux, Python 3.11, pylinac 3.49, its highest
# resident memory (VmHWM), one thread. `phantomscope bench` measures the same as the peak of an analysis.
# Accelerated: CatPhan 504 96 MB (64 slices of 512×512), with the report 179 MB; CatPhan 504 151 MB
# (65 of 1024×1024); CatPhan 604 96, Quart DVT 99, ACR CT 94, GE Helios 99, with the report 191, CIRS 86,
# ACR MRI 84 MB (256×256), enhanced and with the report 172. 71 to 75 MB of each are libraries.
# Without a window 102 MB, with the report 181 MB.
_ACCELERATED = _Figures(libraries=84_000_000, value=80, report=92_000_000)
# Not accelerated: CatPhan 504 224 to 228 MB, with the report 266 MB; 1024×1024 348 MB; GE Helios 229, with
# the report 276, ACR CT 221, Cheese 210, ACR MRI 205, with the report 257 MB. 184 MB of each are libraries.
_PLAIN = _Figures(libraries=196_000_000, value=170, report=57_000_000)
_SLICE = 2_000  # the index, and what pylinac lists of each slice
# pylinac asks each slice of an MR series for its echo, and holds the headers of all while it does: 191 slices
# of 256×256 102 MB, 1,000 small ones 202, 4,000 587 MB.
_MR_SLICE = 130_000
# The built program keeps lists of what is in its archives: 114 MB instead of 102.
_BUILT = 13_000_000 if getattr(sys, "frozen", False) else 0
# Of each thread beyond the first: a slice's regions are found in so much.
_THREAD, _THREAD_VALUE = 1 << 20, 24


IDLE_BYTES = _ACCELERATED.libraries + _BUILT
"""Resident memory of a process that waits for an analysis, its libraries imported."""


def analysis_bytes(
    slices: int,
    slice_values: int,
    *,
    threads: int = 1,
    data: int = 0,
    accelerated: bool = True,
    report: bool = False,
    magnetic: bool = False,
) -> int:
    """Resident memory that the process comes to take at the most, in bytes, its libraries included.

    Args:
        slices: Slices of the series.
        slice_values: Pixels of its largest slice.
        threads: How many slices are looked at at once.
        data: Bytes that it holds besides: the source where it is sent along, frames of a compressed member,
            all slices where they are held decoded.
        accelerated: Whether it is an accelerated run.
        report: Whether it makes the PDF report, too.
        magnetic: Whether it is of an MR phantom.
    """
    kind = _ACCELERATED if accelerated else _PLAIN
    each = _MR_SLICE if magnetic else _SLICE
    more = (max(1, threads) - 1) * (_THREAD + _THREAD_VALUE * slice_values) if accelerated else 0
    made = kind.report if report else 0
    return kind.libraries + _BUILT + kind.value * slice_values + each * slices + more + made + data
