"""Whichever way slices are held, an analysis gives the same results to the last digit."""

import io
import warnings
import zipfile
from pathlib import Path

import msgspec
import pytest

from analysis import support
from dicom_files import slices, write_folder, zip_bytes
from phantomscope.analysis.job import AnalysisJob
from phantomscope.analysis.phantoms import PHANTOMS
from phantomscope.analysis.results import AnalysisResult
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.arrangement import Arrangement
from phantomscope.stack.strategy import Strategy

QUICK = frozenset({"CIRS 062M"})


def said(result: AnalysisResult) -> tuple[bytes, str]:
    """All that an analysis says, without when it was and how long it took."""
    origin = msgspec.structs.replace(result.provenance, seconds=0.0, analysed_at="")
    plain = dict(result.pylinac_results)
    plain.pop("date_of_analysis", None)
    return msgspec.structs.replace(result, provenance=origin, pylinac_results={}).to_json(), repr(plain)


def run(data: bytes, phantom: str, strategy: Strategy | None, **changes: object) -> AnalysisResult:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return support.run_bytes(data, phantom, strategy=strategy, **changes)


@pytest.mark.parametrize(
    "phantom",
    [pytest.param(one.name, marks=() if one.name in QUICK else pytest.mark.slow) for one in PHANTOMS],
)
def test_digital_phantoms(phantom: str, tmp_path: Path) -> None:
    data = support.coarse(phantom)
    expected = said(run(data, phantom, None))
    assert said(run(data, phantom, Strategy.NON_OPTIMISED)) == expected
    if phantom != "CIRS 062M":
        return
    # Files, and slices left out and turned.
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        folder = write_folder(tmp_path, {name: archive.read(name) for name in archive.namelist()})
    edits = msgspec.structs.replace(support.without([0]), arrangement=Arrangement(reversed=True))
    results = []
    for strategy in (Strategy.LAZY, Strategy.NON_OPTIMISED):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            results.append(said(support.run_path(folder, phantom, strategy=strategy, edits=edits)))
    assert results[0] == results[1]
    assert results[0] != expected


@pytest.mark.slow
@pytest.mark.parametrize("phantom", support.REAL)
def test_real_scans(phantom: str, real_data: Path) -> None:
    data = (real_data / support.REAL[phantom]).read_bytes()
    expected = said(run(data, phantom, Strategy.SHADOW))
    assert said(run(data, phantom, Strategy.NON_OPTIMISED)) == expected


def test_a_strategy_that_is_not_offered_is_refused() -> None:
    with pytest.raises(PhantomscopeError, match="lazy strategy"):
        run(zip_bytes(slices(3)), "CatPhan 504", Strategy.LAZY)


def test_within_a_limit_that_lets_all_be_held_or_not() -> None:
    with pytest.raises(PhantomscopeError, match="All slices decoded would take"):
        run(zip_bytes(slices(3)), "CatPhan 504", Strategy.NON_OPTIMISED, memory_limit=1)
    with pytest.raises(PhantomscopeError, match="3 slices"):
        run(zip_bytes(slices(3)), "CatPhan 504", Strategy.NON_OPTIMISED, memory_limit=1 << 40)


def test_the_job_takes_it_to_the_other_process() -> None:
    job = AnalysisJob(support.open_bytes(zip_bytes(slices(1))).spec, "key", "CatPhan 504")
    for strategy in (None, *Strategy):
        there = AnalysisJob.from_json(msgspec.structs.replace(job, strategy=strategy).to_json())
        assert there.strategy is strategy
