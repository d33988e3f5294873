"""Acceleration lasts as long as its block, and changes nothing but the time."""

import threading
from typing import Any

import pytest
from pylinac import ct

from analysis import identity_scans as scans
from analysis import support
from analysis.engine_stacks import disk_stack
from dicom_files import zip_bytes
from fixture_types import RunPython
from phantomscope.analysis.engine.acceleration import context
from phantomscope.analysis.engine.acceleration.context import accelerated, cores, thread_bytes
from phantomscope.analysis.engine.run import analyse
from phantomscope.analysis.events import Stage
from phantomscope.analysis.failures import AnalysisFailedError
from phantomscope.analysis.results import AnalysisResult
from phantomscope.stack.sources import open_bytes

PHANTOM = "CIRS 062M"


def test_everything_is_put_back_and_no_thread_is_left() -> None:
    before, threads = vars(ct.Slice)["phantom_roi"], threading.active_count()
    block = accelerated(disk_stack(3))
    block.__enter__()
    assert vars(ct.Slice)["phantom_roi"] is not before
    error = KeyError("from inside")
    assert not block.__exit__(KeyError, error, None)  # it is raised
    assert vars(ct.Slice)["phantom_roi"] is before
    assert threading.active_count() == threads


def test_as_many_threads_as_memory_lets(monkeypatch: pytest.MonkeyPatch) -> None:
    each = thread_bytes(512 * 512)
    assert each <= 8_000_000
    monkeypatch.setattr(context, "process_rss", lambda: 200_000_000)
    monkeypatch.setattr(context, "cores", lambda: 8)
    for wanted, room, threads in ((0, 0, 8), (3, 0, 3), (0, 5, 5), (4, 2, 2), (0, 100, 8), (5, -3, 1)):
        limit = 200_000_000 + room * each if room else 0
        assert context._threads(wanted, limit, 512 * 512) == threads
    assert cores() >= 1


def run(phantom: str, **changes: Any) -> tuple[AnalysisResult, list[Stage]]:
    data = zip_bytes(scans.digital(phantom).files)
    source = open_bytes(data)
    stages: list[Stage] = []
    job = support.job_for(source, phantom, data_length=len(data), **changes)
    result = analyse(job, lambda event: stages.append(event) if isinstance(event, Stage) else None, data)
    return result, stages


def test_progress_never_goes_back() -> None:
    told = {}
    for threads in (1, 3):
        result, stages = run(PHANTOM, threads=threads)
        finding = [stage for stage in stages if stage.name == "finding the phantom"]
        told[threads] = [(stage.done, stage.total) for stage in finding]
        assert told[threads] == sorted(told[threads])
        assert result.provenance.accelerated
    assert (
        told[1] == told[3] == [(stage.done, stage.total) for stage in run_stock() if "finding" in stage.name]
    )


def run_stock() -> list[Stage]:
    result, stages = run(PHANTOM, accelerated=False)
    assert not result.provenance.accelerated
    return stages


def test_failures_are_the_same() -> None:
    said = []
    for changes in ({"accelerated": False}, {"threads": 1}, {"threads": 4}):
        with pytest.raises(AnalysisFailedError) as raised:
            run(PHANTOM, parameters={"x_adjustment": 400.0}, **changes)
        said.append((str(raised.value), type(raised.value.__cause__), str(raised.value.__cause__)))
    assert said[0] == said[1] == said[2]


def test_without_it_nothing_of_it_is_loaded(run_python: RunPython) -> None:
    said = run_python(
        """
import sys, warnings
warnings.simplefilter("ignore")
from analysis import identity_scans as scans, support
from dicom_files import zip_bytes
from phantomscope.analysis.engine.run import analyse
from phantomscope.stack.sources import open_bytes
data = zip_bytes(scans.digital("CIRS 062M").files)
for accelerated in (False, True):
    source = open_bytes(data)
    job = support.job_for(source, "CIRS 062M", data_length=len(data), accelerated=accelerated)
    analyse(job, lambda event: None, data)
    print(any("acceleration" in name for name in sys.modules))
"""
    )
    assert said.split() == ["False", "True"]
