"""A headless analysis: one process, no Qt, nothing left on disk, and little memory above its imports."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from analysis.fresh_analysis import MEGABYTE
from analysis.support import coarse
from phantomscope.child import child_environment

_CODE = """
import json, subprocess, sys
from pathlib import Path
import psutil

def refuse(*_, **__):
    raise AssertionError("a child process")
subprocess.Popen.__init__ = refuse

from phantomscope.analysis.engine import imports, run
loaded = []
own = imports.phantom_class
def phantom_class(*arguments, **named):
    found = own(*arguments, **named)
    loaded.append(psutil.Process().memory_info().rss)
    return found
run.phantom_class = phantom_class
from phantomscope import cli
code = cli.main(sys.argv[1:])
def peak():
    if sys.platform == "win32":
        return psutil.Process().memory_info().peak_wset
    if sys.platform == "linux":
        return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) * 1024
    import resource
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
children = len(psutil.Process().children(recursive=True))
print(json.dumps([code, loaded, peak(), sorted(sys.modules), children]))
"""


def files_below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("phantom", ["CatPhan 504", pytest.param("ACR MRI Large", marks=pytest.mark.slow)])
def test_headless(tmp_path: Path, phantom: str) -> None:
    data = coarse(phantom)
    (tmp_path / "scan").mkdir()
    (tmp_path / "scan" / "scan.zip").write_bytes(data)
    assert zipfile.is_zipfile(tmp_path / "scan" / "scan.zip")
    for name in ("home", "temp", "out"):
        (tmp_path / name).mkdir()
    home = str(tmp_path / "home")
    environment = child_environment() | {
        **dict.fromkeys(("HOME", "USERPROFILE", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), home),
        **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(tmp_path / "temp")),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    environment.pop("MPLCONFIGDIR", None)
    report = tmp_path / "out" / "report.json"
    done = subprocess.run(
        [sys.executable, "-c", _CODE, "analyze", str(tmp_path / "scan" / "scan.zip"), "--json", str(report)],
        env=environment,
        cwd=tmp_path / "out",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    code, loaded, peak, modules, children = json.loads(done.stdout.splitlines()[-1])
    assert code == 0
    assert children == 0
    assert {name.partition(".")[0] for name in modules} & {"PySide6", "shiboken6", "pyqtgraph"} == set()
    assert files_below(tmp_path) == {os.path.join("scan", "scan.zip"), os.path.join("out", "report.json")}  # noqa: PTH118
    assert (tmp_path / "scan" / "scan.zip").read_bytes() == data
    assert peak < loaded[0] + 40 * MEGABYTE
    assert peak < 160 * MEGABYTE
