"""Analyses in fresh processes: what was found, and what it took."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from phantomscope.child import child_environment, matplotlib_environment

MEGABYTE = 1_000_000

_CODE = """
import dataclasses, json, sys
import msgspec, psutil
from phantomscope.analysis.engine import imports, run
from phantomscope.analysis.job import AnalysisJob
from phantomscope.analysis.phantoms import phantom_named
from phantomscope.analysis.worker import quiet_warnings
from phantomscope.stack.index import scan
from phantomscope.stack.sources import open_path
from pathlib import Path

path, phantom, accelerated, pdf = json.loads(sys.argv[1])
{before}
def peak():
    if sys.platform == "win32":
        return psutil.Process().memory_info().peak_wset
    if sys.platform == "linux":  # ru_maxrss begins with what the parent process had
        status = Path("/proc/self/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024
    import resource
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with quiet_warnings():
    imports.phantom_class(phantom_named(phantom), lean=accelerated)
    imported = sorted({{name.partition(".")[0] for name in sys.modules}})
    rss = psutil.Process().memory_info().rss
    source = open_path(Path(path))
    documents = []
    job = AnalysisJob(source.spec, scan(source).series[0].key, phantom, accelerated=accelerated,
                      documents=("pdf",) if pdf else ())
    def emit(event):
        if hasattr(event, "kind"): documents.append(len(event.data))
    result = msgspec.to_builtins(run.analyse(job, emit))
modules = sorted(sys.modules)
for name in ("analysed_at", "seconds", "accelerated"):
    result["provenance"].pop(name)
result["pylinac_results"].pop("date_of_analysis")
print(json.dumps([result, documents, imported, modules, rss, peak()], default=str))
"""


@dataclass(frozen=True)
class Fresh:
    """What a process found and took.

    Attributes:
        result: What was found, without what tells when.
        documents: The sizes of the documents.
        imported: Libraries that were there before the analysis.
        modules: All modules at the end.
        imports: Bytes of resident memory before the analysis.
        peak: The most, in bytes.
    """

    result: dict[str, Any]
    documents: list[int]
    imported: set[str]
    modules: set[str]
    imports: int
    peak: int

    @property
    def above_imports(self) -> int:
        return self.peak - self.imports


def analysed_freshly(
    path: Path, phantom: str, *, accelerated: bool = True, pdf: bool = False, before: str = ""
) -> Fresh:
    """Analyse in a process of its own; ``before`` is run after the program's own imports."""
    with matplotlib_environment() as extra:
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                _CODE.format(before=before),
                json.dumps([str(path), phantom, accelerated, pdf]),
            ],
            env=child_environment() | extra,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-2000:]
    result, documents, imported, modules, imports, peak = json.loads(done.stdout.splitlines()[-1])
    return Fresh(result, documents, set(imported), set(modules), imports, peak)
