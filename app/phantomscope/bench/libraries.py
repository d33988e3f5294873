"""Where the floor is: what the libraries take, how fast memory is, and how fast the program answers."""

import functools
import importlib
import json
import statistics
import subprocess
import sys
import time

from phantomscope.bench.measure import Figures, Setting
from phantomscope.child import child_command, child_environment
from phantomscope.readings import rss, timed

WINDOW_LIBRARIES: tuple[str, ...] = (
    "numpy",
    "PySide6.QtCore",
    "PySide6.QtGui",
    "PySide6.QtWidgets",
    "pyqtgraph",
    "pydicom",
)
ANALYSIS_LIBRARIES: tuple[str, ...] = (
    "numpy", "pydicom", "scipy.linalg", "scipy.optimize", "scipy.ndimage", "scipy.stats", "scipy.signal",
    "skimage.morphology.gray", "matplotlib.pyplot", "reportlab.pdfgen.canvas", "plotly.graph_objs._figure",
    "pydantic", "quaac", "pylinac",
)  # fmt: skip

_BARE = """
import time
import PySide6.QtWidgets, pyqtgraph, numpy, pydicom
import sys
now = time.time()
import json, psutil
print(json.dumps({"s": now - float(sys.argv[1]), "MB": psutil.Process().memory_info().rss / 1e6}))
"""
_COPIED_BYTES, _COPIES = 64 * 2**20, 9


def bare_imports(setting: Setting) -> Figures:
    """A fresh interpreter that imports PySide6.QtWidgets, pyqtgraph, numpy and pydicom, and nothing else.

    From the start of its process to the end of the imports. In a frozen program, which has no interpreter of
    its own, this program's own start is in it.
    """
    if getattr(sys, "frozen", False):
        for name in ("PySide6.QtWidgets", "pyqtgraph", "numpy", "pydicom"):
            importlib.import_module(name)
        return {"imports s": time.time() - setting.spawned, "imports MB": rss()}
    command = [sys.executable, "-P", "-c", _BARE]
    done = subprocess.run([*command, repr(time.time())], check=True, capture_output=True)
    found = json.loads(done.stdout)
    return {"imports s": found["s"], "imports MB": found["MB"]}


def in_turn(names: tuple[str, ...]) -> Figures:
    """Libraries imported one after another: seconds, and MB added, of each; what one brings along is its."""
    figures: Figures = {"Python MB": rss()}
    for name in names:
        before = rss()
        seconds, _ = timed(functools.partial(importlib.import_module, name))
        figures[f"{name} MB"] = rss() - before
        figures[f"{name} s"] = seconds
    figures["all MB"] = rss()
    return figures


def memory_speed(setting: Setting) -> Figures:  # noqa: ARG001 - of the machine
    """numpy copies 64 MB: bytes copied in a second, the fastest of nine."""
    import numpy as np

    source = np.ones(_COPIED_BYTES, np.uint8)
    target = np.zeros_like(source)
    best = min(timed(lambda: np.copyto(target, source))[0] for _ in range(_COPIES))
    return {"copied GB/s": _COPIED_BYTES / best / 1e9}


def quick_answers(setting: Setting) -> Figures:  # noqa: ARG001 - of the program
    """``--version``, ``--help``, and an interpreter that does nothing: whole processes, medians of three."""

    def answer(command: list[str]) -> float:
        def run() -> object:
            return subprocess.run(command, env=child_environment(), capture_output=True, check=True)

        return statistics.median(timed(run)[0] for _ in range(3))

    figures: Figures = {f"{option} s": answer(child_command(option)) for option in ("--version", "--help")}
    if not getattr(sys, "frozen", False):
        figures["Python alone s"] = answer([sys.executable, "-P", "-c", "pass"])
    return figures
