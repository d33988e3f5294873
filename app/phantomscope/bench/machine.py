"""What figures were measured on: enough to compare, nothing that names a computer or a person."""

import contextlib
import os
import platform
import re
import sys
from importlib import metadata
from pathlib import Path

import psutil

from phantomscope.headless.display import has_display

LIBRARIES = (
    "pylinac", "pydicom", "numpy", "scipy", "scikit-image", "PySide6-Essentials", "pyqtgraph", "deflate",
)  # fmt: skip
_CPU_INFO = Path("/proc/cpuinfo")


def machine() -> dict[str, str | int | float]:
    """Cores, processor, memory, system, versions; the load before anything was measured."""
    found: dict[str, str | int | float] = {
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        "processor": _processor(),
        "memory GB": round(psutil.virtual_memory().total / 1e9, 1),
        "system": _system(),
        "Python": platform.python_version(),
        "frozen": "yes" if getattr(sys, "frozen", False) else "no",
        "drawn": "on a display" if has_display() else "offscreen",
        "load before": round(psutil.getloadavg()[0], 2),
    }
    for name in LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue  # a frozen program carries its own
    return found


def _processor() -> str:
    try:
        found = re.search(r"^model name\s*: (.+)$", _CPU_INFO.read_text(), re.MULTILINE)
    except OSError:
        found = None
    return found[1].strip() if found is not None else platform.processor() or platform.machine()


def _system() -> str:
    with contextlib.suppress(OSError, KeyError):  # only Linux has such a file
        return f"{platform.freedesktop_os_release()['PRETTY_NAME']}, {platform.machine()}"
    return f"{platform.system()} {platform.release()}, {platform.machine()}"
