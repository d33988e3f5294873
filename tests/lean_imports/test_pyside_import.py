"""PySide does not read the source of what is imported after it."""

import subprocess
import sys

from phantomscope.child import child_environment


def test_no_source_is_read_and_star_imports_work() -> None:
    code = """
import linecache, sys
import phantomscope.gui
from PySide6 import QtCore
import phantomscope.gui.settings, csv, statistics
scope = {}
exec("from PySide6.QtCore import *", scope)
assert scope["QRectF"] is QtCore.QRectF
assert not any("phantomscope" in name or name.endswith("csv.py") for name in linecache.cache)
assert QtCore.QObject().objectName() == ""
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=child_environment() | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
