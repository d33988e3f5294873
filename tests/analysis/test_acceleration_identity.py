"""With acceleration and without, the same comes out to the last digit: of every phantom, real and digital.

All of it: ``pytest -m "slow or not slow" tests/analysis/test_acceleration_identity.py``. That both are what
stock pylinac comes to is shown by the identity matrix, whose jobs are accelerated, and here by those that
are not.
"""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from analysis import identity_scans as scans
from analysis import support
from analysis.identity_cases import REAL_EDITS, at_origin, changed_sets, parameter_sets
from analysis.identity_outcome import differences, our_outcome, stock_outcome
from analysis.identity_scans import EDITS, MR_EDITS, Setup, edits_of, is_mr
from analysis.support import pylinac_class
from dicom_files import zip_bytes
from phantomscope.analysis.engine.run import analyse
from phantomscope.analysis.failures import AnalysisFailedError
from phantomscope.analysis.job import AnalysisJob
from phantomscope.analysis.worker import quiet_warnings
from phantomscope.digital.catalogue import DIGITAL_PHANTOMS
from phantomscope.stack.index import scan
from phantomscope.stack.sources import open_bytes

STOCK_PATHS: dict[str, Any] = {"accelerated": False}
ACCELERATED: tuple[dict[str, Any], ...] = ({"threads": 1}, {"threads": 2}, {"threads": 4})
CHEAP = {("CIRS 062M", "default", "plain"), ("CIRS 062M", "judged", "turned")}


@pytest.fixture(autouse=True)
def _warnings_as_in_the_analysis_process() -> Iterator[None]:
    with quiet_warnings():
        yield


def found(phantom: str, setup: Setup, parameters: dict[str, Any], how: dict[str, Any]) -> tuple[Any, ...]:
    """All that a result says of the scan, or what became of the attempt."""
    data = zip_bytes(setup.ours, 0)
    source = open_bytes(data)
    given = {**at_origin(parameters, setup.origin), **setup.parameters}
    job = AnalysisJob(
        source.spec, scan(source).series[0].key, phantom, given, data_length=len(data), **{**setup.job, **how}
    )
    try:
        result = analyse(job, support.ignore, data)
    except AnalysisFailedError as failed:
        return str(failed), type(failed.__cause__), str(failed.__cause__)
    provenance = msgspec.structs.replace(result.provenance, accelerated=False, seconds=0.0, analysed_at="")
    assert result.provenance.accelerated is how.get("accelerated", True)
    return (
        support.timeless(result.pylinac_results),
        result.modules,
        result.images,
        result.charts,
        result.warnings,
        provenance,
    )


def check(phantom: str, setup: Setup, parameters: dict[str, Any]) -> None:
    wanted = found(phantom, setup, parameters, STOCK_PATHS)
    for how in ACCELERATED:
        for mine, theirs in zip(found(phantom, setup, parameters, how), wanted, strict=True):
            assert mine == theirs


def digital_cases() -> Iterator[Any]:
    for phantom in DIGITAL_PHANTOMS:
        edits = (*EDITS, *(MR_EDITS if is_mr(phantom) else ()))
        for parameters in parameter_sets(phantom):
            for edit in edits:
                case = (phantom, parameters, edit)
                yield pytest.param(*case, id="-".join(case), marks=() if case in CHEAP else pytest.mark.slow)


@pytest.mark.parametrize(("phantom", "parameters", "edit"), [*digital_cases()])
def test_digital_phantoms(phantom: str, parameters: str, edit: str) -> None:
    setup = edits_of(phantom)[edit](phantom, scans.digital(phantom))
    check(phantom, setup, parameter_sets(phantom)[parameters])


@pytest.mark.slow
@pytest.mark.parametrize("edit", ["plain", *REAL_EDITS])
@pytest.mark.parametrize("phantom", sorted(support.REAL))
def test_real_scans(phantom: str, edit: str, real_data: Path) -> None:
    if edit not in edits_of(phantom) or (is_mr(phantom) and edit == "excluded"):
        pytest.skip("an MR scan of 11 slices can't be edited so")
    setup = edits_of(phantom)[edit](phantom, scans.real(phantom, real_data))
    for parameters in parameter_sets(phantom).values():
        check(phantom, setup, parameters)


@pytest.mark.parametrize(
    "phantom",
    [pytest.param(one, marks=() if one == "CIRS 062M" else pytest.mark.slow) for one in DIGITAL_PHANTOMS],
)
def test_stock_paths_are_stocks(phantom: str, tmp_path: Path) -> None:
    """What is not accelerated draws pylinac's figures as well, pixels and all."""
    plain = edits_of(phantom)["plain"](phantom, scans.digital(phantom))
    off = Setup(plain.ours, plain.stock, plain.origin, job=STOCK_PATHS)
    for parameters in ({}, *changed_sets(phantom).values()):
        given = at_origin(parameters, plain.origin)
        ours, result = our_outcome(phantom, off, given, "bytes", tmp_path)
        assert differences(ours, stock_outcome(phantom, plain, given)) == []
        assert not result.provenance.accelerated


@pytest.mark.parametrize("parameters", [{"x_adjustment": 400.0}, {"scaling_factor": 60.0}])
def test_both_fail_alike(parameters: dict[str, Any]) -> None:
    setup = edits_of("CIRS 062M")["plain"]("CIRS 062M", scans.digital("CIRS 062M"))
    check("CIRS 062M", setup, parameters)
    assert len(found("CIRS 062M", setup, parameters, {})) == 3


def _cropped(values: Any) -> Any:
    return values[:-3]


def _padded(values: Any) -> Any:
    return np.pad(values, 2)


@pytest.mark.parametrize(
    ("place", "change"), [(-1, _cropped), pytest.param(4, _padded, marks=pytest.mark.slow)]
)
def test_slices_of_different_sizes(place: int, change: Any) -> None:
    """Of which pylinac has results, but no side view."""
    scan = scans.digital("ACR MRI Large")
    odd = scan.datasets()[place]
    values = np.ascontiguousarray(change(odd.pixel_array))
    (odd.Rows, odd.Columns), odd.PixelData = values.shape, values.tobytes()
    files = {**scan.files, scan.slices[place]: support.saved(odd)}
    whole = found("ACR MRI Large", Setup(files, files, 0), {}, STOCK_PATHS)
    assert len(whole) == 6
    assert whole == found("ACR MRI Large", Setup(files, files, 0), {}, {"threads": 2})
    stock = pylinac_class("ACR MRI Large").from_zip(io.BytesIO(zip_bytes(files, 0)))
    stock.analyze()
    assert whole[0] == support.timeless(json.loads(stock.results_data(as_json=True)))


def test_blank_slices_and_no_phantom_at_all() -> None:
    files = support.cylinder(1.0, count=40, columns=64)
    check("CatPhan 504", Setup(files, files, 0), {})
