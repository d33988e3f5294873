"""What an analysis without a window may take."""

import re
from pathlib import Path

import pytest

from dicom_files import slice_bytes, slices, zip_bytes
from own_log import own_log
from phantomscope import cli
from phantomscope.analysis.footprint import analysis_bytes
from phantomscope.analysis.job import AnalysisJob
from phantomscope.errors import PhantomscopeError
from phantomscope.headless.memory import admitted, memory_limit
from phantomscope.stack.demand import held_bytes
from phantomscope.stack.index import scan
from phantomscope.stack.memory_limit import MemoryBounds
from phantomscope.stack.series import Series
from phantomscope.stack.sources import open_bytes
from phantomscope.stack.strategy import Strategy

MB = 1_000_000
TAKEN = 60 * MB
MACHINE = (16_000 * MB, 100 * MB)  # almost full, which is nobody's limit


@pytest.fixture
def series() -> Series:
    return scan(open_bytes(zip_bytes({"1.dcm": slice_bytes()}))).series[0]


def job(series: Series, strategy: Strategy | None = None) -> AnalysisJob:
    spec = open_bytes(zip_bytes({"1.dcm": slice_bytes()})).spec
    return AnalysisJob(spec, series.key, "CatPhan 504", strategy=strategy)


def bounds(root: Path, container: int = 0) -> MemoryBounds:
    if container:
        files = {"memory.max": container, "memory.current": TAKEN}
        (root / "sys/fs/cgroup").mkdir(parents=True)
        (root / "proc/self").mkdir(parents=True)
        (root / "proc/self/cgroup").write_text("0::/\n")
        for name, value in files.items():
            (root / "sys/fs/cgroup" / name).write_text(f"{value}\n")
    return MemoryBounds(root, lambda: MACHINE, list)


def test_without_any_limit_none_is_set(tmp_path: Path, series: Series) -> None:
    assert admitted(job(series), series, 0, bounds=bounds(tmp_path)).memory_limit == 0


def test_a_limit_goes_with_the_job(tmp_path: Path, series: Series) -> None:
    found = admitted(job(series), series, 300 * MB, bounds=bounds(tmp_path))
    assert found.memory_limit == 300 * MB


def test_too_little_is_said_before_it_begins(tmp_path: Path, series: Series) -> None:
    with pytest.raises(PhantomscopeError) as told:
        admitted(job(series), series, 80 * MB, bounds=bounds(tmp_path))
    assert told.value.what.startswith("The analysis was not begun: about 8")
    assert "of the budget of 80 MB" in told.value.what
    enough = int(re.findall(r"--memory-limit, (\d+) or more", told.value.todo)[0])
    assert admitted(job(series), series, memory_limit(enough), bounds=bounds(tmp_path)).memory_limit
    with pytest.raises(PhantomscopeError) as told:
        admitted(job(series), series, memory_limit(enough - 1), bounds=bounds(tmp_path))
    needed, left = re.findall(r"[Aa]bout (\d+) MB would be needed, and (\d+) MB are left", told.value.what)[0]
    assert int(left) < int(needed)
    assert int(left) == enough - 1


def test_a_container_counts_by_itself_and_below_a_greater_limit(tmp_path: Path, series: Series) -> None:
    allowed = bounds(tmp_path, 100 * MB)
    for limit in (0, 1000 * MB):
        with pytest.raises(PhantomscopeError) as told:
            admitted(job(series), series, limit, bounds=allowed, taken=TAKEN)
        assert "of the 100 MB of the container (cgroup v2)" in told.value.what
        assert "container" in told.value.todo


def test_a_roomy_container_sets_the_limit(tmp_path: Path, series: Series) -> None:
    found = admitted(job(series), series, 0, bounds=bounds(tmp_path, 1000 * MB), taken=TAKEN)
    assert found.memory_limit == (1000 - 62.5) * MB


def test_holding_all_slices_counts(tmp_path: Path, series: Series) -> None:
    most = analysis_bytes(1, 4 * 6) + held_bytes(series, Strategy.NON_OPTIMISED)
    allowed = bounds(tmp_path)
    assert admitted(job(series), series, most - 1, bounds=allowed).memory_limit == most - 1
    with pytest.raises(PhantomscopeError):
        admitted(job(series, strategy=Strategy.NON_OPTIMISED), series, most - 1, bounds=allowed)


@pytest.mark.parametrize("megabytes", [0, -5])
def test_a_limit_that_makes_no_sense(megabytes: int) -> None:
    with pytest.raises(PhantomscopeError):
        memory_limit(megabytes)
    assert memory_limit(None) == 0
    assert memory_limit(512) == 512 * MB


def test_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "scan.zip"
    path.write_bytes(zip_bytes(slices(4)))
    wanted = ["analyze", str(path), "--phantom", "504", "--memory-limit", "64"]
    with own_log(tmp_path / "log", monkeypatch):
        assert cli.main(wanted) == cli.EXIT_COULD_NOT
    told = capsys.readouterr()
    assert "The analysis was not begun" in told.err
    assert "64 MB" in told.err
    assert not told.out
