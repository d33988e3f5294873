"""Ours and stock pylinac give the same, to the last digit: the identity matrix.

By default each phantom is compared a few times, and parameters, edits and kinds of source take turns. All of
it: ``pytest -m "slow or not slow" tests/analysis/test_engine_identity.py``.
"""

import functools
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analysis import identity_scans as scans
from analysis import support
from analysis.identity_cases import (
    CHEAP_WAYS,
    KINDS,
    Case,
    at_origin,
    changed_sets,
    full_matrix,
    parameter_sets,
    real_matrix,
    representatives,
    stocks_ways,
)
from analysis.identity_outcome import Outcome, differences, our_outcome, stock_outcome, written
from analysis.identity_scans import EDITS, Setup, edits_of
from dicom_files import zip_bytes
from fixture_types import Untouched
from phantomscope.analysis.failures import AnalysisFailedError
from phantomscope.analysis.parameters.values import default_parameters
from phantomscope.analysis.results import AnalysisResult
from phantomscope.analysis.worker import quiet_warnings
from phantomscope.digital.catalogue import DIGITAL_PHANTOMS

CHEAP = frozenset(representatives())


def marked(case: Case, *, slow: bool) -> Any:
    return pytest.param(case, id=str(case), marks=pytest.mark.slow if slow else ())


@pytest.fixture(autouse=True)
def _warnings_as_in_the_analysis_process() -> Iterator[None]:
    with quiet_warnings():
        yield


@functools.lru_cache(4)
def setup_of(phantom: str, edit: str, folder: Path | None = None) -> Setup:
    scan = scans.digital(phantom) if folder is None else scans.real(phantom, folder)
    return edits_of(phantom)[edit](phantom, scan)


@functools.lru_cache(4)
def expected(phantom: str, edit: str, parameters: str, folder: Path | None = None) -> Outcome:
    """Stock's, in its default mode."""
    setup = setup_of(phantom, edit, folder)
    return stock_outcome(phantom, setup, at_origin(parameter_sets(phantom)[parameters], setup.origin))


def compared(
    case: Case, stock: Outcome, setup: Setup, place: Path, untouched: Untouched
) -> tuple[list[str], AnalysisResult]:
    """What differs between ours and stock, with the source watched."""
    parameters = at_origin(parameter_sets(case.phantom)[case.parameters], setup.origin)
    source = written(setup.ours, case.kind, place)
    with untouched(source):
        ours, result = our_outcome(case.phantom, setup, parameters, case.kind, source)
    found = differences(ours, stock, mirrored=setup.mirrored, placed=setup.place is not None)
    return found, result


def check(case: Case, tmp_path: Path, untouched: Untouched, folder: Path | None = None) -> None:
    setup = setup_of(case.phantom, case.edit, folder)
    stock = expected(case.phantom, case.edit, case.parameters, folder)
    found, result = compared(case, stock, setup, tmp_path, untouched)
    assert found == []
    assert [one.title for one in result.provenance.left_out] == [setup.modules_without] * bool(
        setup.modules_without
    )


@pytest.mark.parametrize("case", [marked(case, slow=case not in CHEAP) for case in full_matrix()])
def test_digital_phantoms(case: Case, tmp_path: Path, untouched: Untouched) -> None:
    check(case, tmp_path, untouched)


@pytest.mark.parametrize(
    "case",
    [marked(case, slow=case != Case(support.ACR_LARGE, "default", "plain", "ZIP")) for case in real_matrix()],
)
def test_real_scans(case: Case, real_data: Path, tmp_path: Path, untouched: Untouched) -> None:
    check(case, tmp_path, untouched, real_data)


def test_a_real_catphan(real_data: Path, untouched: Untouched) -> None:
    """The archive as it is, with the structure set in it."""
    path = real_data / support.REAL[support.CATPHAN_504]
    stock = support.stock_text(support.CATPHAN_504, path.read_bytes())
    with untouched(path):
        result = support.run_path(path, support.CATPHAN_504)
    assert support.timeless(result.pylinac_results) == stock


@pytest.mark.parametrize(
    ("phantom", "parameters", "way"),
    [
        pytest.param(*those, id="-".join(those), marks=() if those in CHEAP_WAYS else pytest.mark.slow)
        for those in stocks_ways()
    ],
)
def test_stocks_other_ways(phantom: str, parameters: str, way: str, tmp_path: Path) -> None:
    """Stock's memory-efficient mode, folders and lists of files come to what we come to."""
    setup = setup_of(phantom, "plain")
    given = at_origin(parameter_sets(phantom)[parameters], setup.origin)
    stock = stock_outcome(phantom, setup, given, way, tmp_path)
    ours, _ = our_outcome(phantom, setup, given, "bytes", tmp_path)
    assert differences(ours, stock) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("phantom", "name", "kind"),
    [
        pytest.param(phantom, name, KINDS[number % 4], id=f"{phantom}-{name}-{KINDS[number % 4]}")
        for phantom in DIGITAL_PHANTOMS
        for number, name in enumerate(sorted(set().union(*changed_sets(phantom).values())))
    ],
)
def test_each_parameter_alone(
    phantom: str, name: str, kind: str, tmp_path: Path, untouched: Untouched
) -> None:
    setup = setup_of(phantom, "plain")
    value = next(those[name] for those in changed_sets(phantom).values() if name in those)
    given = at_origin({name: value}, setup.origin)
    stock = stock_outcome(phantom, setup, given)
    source = written(setup.ours, kind, tmp_path)
    with untouched(source):
        ours, result = our_outcome(phantom, setup, given, kind, source)
    assert differences(ours, stock) == []
    assert result.provenance.changed == (name,)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("parameters", ["default", "judged"])
def test_the_real_enhanced_object(
    parameters: str, kind: str, real_data: Path, tmp_path: Path, untouched: Untouched
) -> None:
    from analysis.test_multiframe_identity import REAL_OBJECT, split

    path = real_data / REAL_OBJECT
    frames = split(path)
    setup = Setup(support.members(path.read_bytes()), frames, 0)
    stock = stock_outcome(support.ACR_LARGE, setup, parameter_sets(support.ACR_LARGE)[parameters])
    case = Case(support.ACR_LARGE, parameters, "plain", kind)
    assert compared(case, stock, setup, tmp_path, untouched)[0] == []


@pytest.mark.slow
@pytest.mark.parametrize("phantom", [support.CATPHAN_504])
def test_digital_at_full_size(phantom: str, tmp_path: Path, untouched: Untouched) -> None:
    scan = scans.digital(phantom, columns=512, rows=512, pixel_spacing=0.48828125, slice_thickness=2.5)
    setup = scans.plain(phantom, scan)
    case = Case(phantom, "default", "plain", "ZIP")
    assert compared(case, stock_outcome(phantom, setup, {}), setup, tmp_path, untouched)[0] == []


@pytest.mark.parametrize(
    ("phantom", "parameters"),
    [
        ("CatPhan 504", {"origin_slice": 0}),
        pytest.param("ACR MRI Large", {"y_adjustment": 200.0}, marks=pytest.mark.slow),
        pytest.param("Quart DVT", {"scaling_factor": 5.0}, marks=pytest.mark.slow),
    ],
)
def test_where_stock_fails_so_do_we(phantom: str, parameters: dict[str, Any], tmp_path: Path) -> None:
    setup = setup_of(phantom, "plain")
    with pytest.raises(Exception) as theirs:
        stock_outcome(phantom, setup, parameters)
    with pytest.raises(AnalysisFailedError) as raised:
        our_outcome(phantom, setup, parameters, "bytes", tmp_path)
    ours = raised.value.__cause__
    assert (type(ours), str(ours)) == (type(theirs.value), str(theirs.value))


# -- the matrix itself ------------------------------------------------------------------------------------


def test_every_parameter_is_changed_somewhere() -> None:
    for phantom in DIGITAL_PHANTOMS:
        there_are = default_parameters(support.pylinac_class(phantom).analyze)
        assert set().union(*changed_sets(phantom).values()) == set(there_are)
        for those in changed_sets(phantom).values():
            assert all(value != there_are[name] for name, value in those.items())


def test_the_representatives_touch_everything() -> None:
    assert {(case.phantom, case.parameters, case.edit) for case in CHEAP} >= {
        (phantom, "default", "plain") for phantom in DIGITAL_PHANTOMS
    }
    assert {case.edit for case in CHEAP} == {*EDITS, *scans.MR_EDITS}
    assert {case.kind for case in CHEAP} == set(KINDS)
    assert {case.parameters for case in CHEAP if case.edit != "plain"} >= {"nudged", "judged"}
    assert set(full_matrix()) >= CHEAP


@pytest.mark.parametrize(
    "phantom",
    [pytest.param(one, marks=() if one == "CIRS 062M" else pytest.mark.slow) for one in DIGITAL_PHANTOMS],
)
def test_what_is_changed_matters(phantom: str) -> None:
    """A comparison of what does not change would show nothing."""
    plain = expected(phantom, "plain", "default")
    for name in changed_sets(phantom):
        assert expected(phantom, "plain", name).results != plain.results
    assert expected(phantom, "replaced", "default").results != plain.results
    assert expected(phantom, "origin by hand", "default").figures != plain.figures


# -- the matrix can fail ----------------------------------------------------------------------------------

SOUND = Case("CIRS 062M", "default", "plain", "bytes")


def spoiled(change: str) -> Setup:
    """Our side with something wrong in it."""
    scan = scans.digital(SOUND.phantom)
    sound = setup_of(SOUND.phantom, "plain")
    files, origin = dict(scan.files), scan.slices[scan.origin]
    if change == "order":  # two neighbours in each other's place
        one, other = (support.reread(files[scan.slices[scan.origin + step]]) for step in (0, 1))
        one.PixelData, other.PixelData = other.PixelData, one.PixelData
        files |= {origin: support.saved(one), scan.slices[scan.origin + 1]: support.saved(other)}
        return replace(sound, ours=files)
    one = support.reread(files[origin])
    values = one.pixel_array.copy()
    if change == "pixel":
        values[0, 0] += 1  # where nothing is measured
    else:
        values = values + 1
    one.PixelData = values.tobytes()
    return replace(sound, ours={**files, origin: support.saved(one)})


@pytest.mark.parametrize(
    ("change", "seen"), [("pixel", "figure: "), ("slice", "results: "), ("order", "results: ")]
)
def test_what_is_spoiled_shows(change: str, seen: str, tmp_path: Path, untouched: Untouched) -> None:
    stock = expected(SOUND.phantom, "plain", "default")
    found, _ = compared(SOUND, stock, spoiled(change), tmp_path, untouched)
    assert any(line.startswith(seen) for line in found)


def test_a_job_that_says_too_little_shows(tmp_path: Path, untouched: Untouched) -> None:
    """Without its edit, its turn or its origin a job comes to something else."""
    for edit in ("replaced", "turned", "origin by hand"):
        setup = setup_of(SOUND.phantom, edit)
        stock = expected(SOUND.phantom, edit, "default")
        place = tmp_path / edit
        place.mkdir()
        found, _ = compared(SOUND, stock, replace(setup, job={}), place, untouched)
        assert found


def test_a_source_that_is_written_to_shows(tmp_path: Path, untouched: Untouched) -> None:
    path = tmp_path / "scan.zip"
    path.write_bytes(zip_bytes(scans.digital(SOUND.phantom).files, zipfile.ZIP_STORED))
    with pytest.raises(AssertionError, match="changed"), untouched(path):
        path.write_bytes(path.read_bytes() + b"\0")
