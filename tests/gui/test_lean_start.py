"""What the window's process has loaded, and holds, in a fresh process with a scan open."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from dicom_files import slice_bytes, zip_bytes
from gui.desk import disc
from phantomscope.child import child_environment

_CODE = """
import json, sys
import phantomscope.gui
from pathlib import Path
from phantomscope.analysis.profiles import ProfileStore
from phantomscope.gui.application import build, make_application
from phantomscope.gui.settings import SettingsStore
import psutil
from PySide6.QtCore import QDeadlineTimer

application = make_application()
scratch, path = map(Path, sys.argv[1:])
window, workspace = build(SettingsStore(None), profiles=ProfileStore(scratch))
window.resize(1366, 768)
window.show()
application.processEvents()
at_start = sorted(sys.modules)
workspace.open_paths([path])
end = QDeadlineTimer(20000)
while window.slice_view.painted is None or workspace.stack is None or workspace.surveyor.is_looking:
    application.processEvents()
    assert not end.hasExpired()
settled = QDeadlineTimer(1000)
while not settled.hasExpired():
    application.processEvents()
held = psutil.Process().memory_info().rss
print(json.dumps({"at start": at_start, "open": sorted(sys.modules), "bytes": held}))
sys.stdout.flush()
__import__("os")._exit(0)
"""

LATER = (
    "PIL",
    "_hashlib",
    "http.client",
    "numpy.ma",
    "pyqtgraph.graphicsItems.PlotItem",
    "pyqtgraph.parametertree",
    "ssl",
    "tqdm",
    "PySide6.QtOpenGL",
    "phantomscope.gui.exporting.cine_dialog",
    "phantomscope.gui.help.help_window",
    "phantomscope.gui.levels.presets_dialog",
    "phantomscope.gui.measuring.measurements_window",
    "phantomscope.gui.memory.memory_panel",
    "phantomscope.gui.preferences.preferences_dialog",
    "phantomscope.gui.queue.queue_window",
    "phantomscope.gui.results.chart_view",
    "phantomscope.gui.results.comparison_window",
    "phantomscope.gui.shortcuts_dialog",
    "phantomscope.gui.tags.tag_window",
    "phantomscope.gui.viewing.overlay_dialog",
    "phantomscope.saving.new_archive",
)
"""Loaded when a person first asks for what they do."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What a fresh process says that has a window, and then a scan of 24 slices of 512×512, open."""
    folder = tmp_path_factory.mktemp("lean")
    path = folder / "scan.zip"
    slices = {f"{n:03}.dcm": slice_bytes(disc((512, 512), number=n), number=n) for n in range(1, 25)}
    path.write_bytes(zip_bytes(slices))
    done = subprocess.run(
        [sys.executable, "-c", _CODE, str(folder / "profiles"), str(path)],
        env=child_environment() | {"QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_what_is_not_asked_for_is_not_loaded(found: Any) -> None:
    assert set(found["at start"]) & set(LATER) == set()
    assert set(found["open"]) & set(LATER) == set()


def test_names_of_what_is_not_loaded_are_true() -> None:
    """A module that was renamed would never be loaded."""
    root = Path(__file__).parents[2] / "app"
    own = [name for name in LATER if name.startswith("phantomscope.")]
    assert [name for name in own if not (root / f"{name.replace('.', os.sep)}.py").is_file()] == []


@pytest.mark.skipif(not psutil.LINUX, reason="what counts as resident differs between systems")
def test_the_process_stays_small(found: Any) -> None:
    """130 MB is the aim, on a scan larger than this one; the margin is for other builds of the libraries."""
    assert found["bytes"] < 145e6
