"""One analysis from job to results, in this process."""

import datetime
import io
import os
import warnings
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest

from analysis import support
from analysis.support import ACR_LARGE, CATPHAN_504, REAL
from dicom_files import slices, write_folder, zip_bytes
from fixture_types import ExpectLog, Untouched
from phantomscope import __version__
from phantomscope.analysis.engine.run import analyse, analyse_series
from phantomscope.analysis.events import Document, Stage
from phantomscope.analysis.job import AnalysisJob, Edits
from phantomscope.analysis.results import AnalysisResult
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.index import scan
from phantomscope.stack.member import SourceSpec
from phantomscope.stack.overlay import pack
from phantomscope.stack.sources import open_bytes, open_path


@pytest.fixture(scope="module")
def rough() -> bytes:
    """Something that is analysed in half a second, as an ACR CT with a given origin."""
    return zip_bytes(support.cylinder(100.0, inserts={0: 900, 90: -900, 180: 400, 270: -700}))


ROUGH: dict[str, Any] = {"parameters": {"origin_slice": 5}}


def run_rough(data: bytes, **changes: Any) -> AnalysisResult:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return support.run_bytes(data, "ACR CT 464", **{**ROUGH, **changes})


# -- the source -------------------------------------------------------------------------------------------


def test_nothing_is_changed_or_left(rough: bytes, untouched: Untouched, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "scan", support.members(rough))
    with untouched(folder), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = support.run_path(folder, "ACR CT 464", documents=("pdf",), **ROUGH)
    assert result.provenance.source == "scan"


def test_a_source_that_was_replaced_since_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "scan.zip"
    path.write_bytes(zip_bytes(slices(4)))
    source = open_path(path)
    job = support.job_for(source, "ACR CT 464")
    source.close()
    path.write_bytes(zip_bytes(slices(5)))
    with pytest.raises(PhantomscopeError, match="changed"):
        support.run(job)


def test_a_series_that_is_not_there(rough: bytes) -> None:
    job = AnalysisJob(SourceSpec("bytes"), "no such series", "ACR CT 464")
    with pytest.raises(PhantomscopeError, match="not in this source"):
        support.run(job, rough)


def test_an_unknown_phantom(rough: bytes) -> None:
    with pytest.raises(PhantomscopeError, match="no phantom called “Cat”"):
        support.run_bytes(rough, "Cat")


def test_the_series_that_was_asked_for(rough: bytes) -> None:
    other = slices(3, prefix="x", series="1.2.3")
    data = zip_bytes({**other, **support.members(rough)})
    source = open_bytes(data)
    small = scan(source).series[1]
    with pytest.raises(PhantomscopeError, match="3 slices"):
        support.run(AnalysisJob(source.spec, small.key, "ACR CT 464"), data)


def test_of_an_open_source(rough: bytes) -> None:
    source = open_bytes(rough)
    series = scan(source).series[0]
    job = support.job_for(source, "ACR CT 464", **ROUGH)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = analyse_series(job, source, series, support.ignore)
    assert result.provenance.slice_count == 30


# -- stages -----------------------------------------------------------------------------------------------


def test_stages(rough: bytes) -> None:
    told: list[Stage | Document] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        job = support.job_for(open_bytes(rough), "ACR CT 464", documents=("pdf",), **ROUGH)
        analyse(job, told.append, rough)
    stages = [event for event in told if isinstance(event, Stage)]
    assert list(dict.fromkeys(stage.name for stage in stages)) == [
        "opening the scan",
        "loading the analysis",
        "finding the phantom",
        "measuring the modules",
        "collecting the results",
        "writing the report",
    ]
    finding = [stage.done for stage in stages if stage.name == "finding the phantom"]
    assert finding == list(range(1, len(finding) + 1))
    assert isinstance(told[-1], Document)
    assert told[-1].data.startswith(b"%PDF")


# -- provenance -------------------------------------------------------------------------------------------


def test_provenance(digital_result: AnalysisResult, digital_zip: Path) -> None:
    found = digital_result.provenance
    source = open_path(digital_zip)
    series = scan(source).series[0]
    source.close()
    assert found.program == __version__
    assert found.pylinac == digital_result.pylinac_results["pylinac_version"]
    assert found.phantom == CATPHAN_504
    assert found.series_uid == series.facts.series_uid
    assert found.series_title == series.title
    assert found.source == digital_zip.name
    assert found.slice_count == len(series.slices)
    assert found.parameters["hu_tolerance"] == 40
    assert found.changed == ()
    assert found.edits == ()
    assert found.seconds > 0
    when = datetime.datetime.fromisoformat(found.analysed_at)
    assert when.tzinfo is not None
    assert abs(datetime.datetime.now(datetime.UTC) - when) < datetime.timedelta(hours=1)


def test_only_what_differs_counts_as_changed(rough: bytes) -> None:
    parameters = {"origin_slice": 5, "x_adjustment": 0, "roi_size_factor": 1.0, "angle_adjustment": 0.5}
    found = run_rough(rough, parameters=parameters).provenance
    assert found.changed == ("angle_adjustment", "origin_slice")
    assert found.parameters["angle_adjustment"] == 0.5
    assert found.parameters["y_adjustment"] == 0


def test_provenance_holds_nothing_of_a_patient(rough: bytes) -> None:
    data = support.with_tags(rough, PatientName="Mueller^Hans", PatientID="Mueller", OperatorsName="Mueller")
    assert b"Mueller" not in run_rough(data).to_json()


# -- edits ------------------------------------------------------------------------------------------------


def test_excluded_slices(rough: bytes) -> None:
    removed = (0, 1, 29)
    result = run_rough(rough, edits=support.without(removed))
    names = sorted(support.members(rough))
    kept = {name: one for name, one in support.members(rough).items() if names.index(name) not in removed}
    expected = run_rough(zip_bytes(kept))
    assert support.timeless(result.pylinac_results) == support.timeless(expected.pylinac_results)
    assert support.metrics(result) == support.metrics(expected)
    assert result.images == expected.images  # slices as numbered in the stack, edits taken into account
    assert result.provenance.slice_count == 27
    assert result.provenance.edits == ("excluded slices (by place in the series): 1, 2, 30",)


def test_changed_slices_reach_pylinac(rough: bytes) -> None:
    source = open_bytes(rough)
    series = scan(source).series[0]
    values = pydicom.dcmread(io.BytesIO(support.members(rough)["005.dcm"])).pixel_array - 1024.0 + 100.0
    edits = Edits(replaced={5: pack(values)})
    plain, brighter = support.metrics(run_rough(rough)), support.metrics(run_rough(rough, edits=edits))
    key = "ct_module.rois.Water"
    assert series.slices[5].member.name == "005.dcm"
    assert brighter[key].value == pytest.approx(plain[key].value + 100, abs=0.01)  # type: ignore[operator]
    # Slices that were left alone give what they gave.
    assert brighter["uniformity_module.rois.Top"] == plain["uniformity_module.rois.Top"]


def test_a_changed_slice_keeps_its_type_exactly(rough: bytes) -> None:
    stored = pydicom.dcmread(io.BytesIO(support.members(rough)["005.dcm"])).pixel_array
    edits = Edits(replaced={5: pack(stored.astype(np.float64) * 1.0 - 1024.0)})
    assert support.metrics(run_rough(rough, edits=edits)) == support.metrics(run_rough(rough))


# -- documents and warnings -------------------------------------------------------------------------------


def test_a_report_that_fails_does_not_cost_the_results(
    rough: bytes, monkeypatch: pytest.MonkeyPatch, expect_log: ExpectLog
) -> None:
    expect_log("phantomscope.analysis.engine.run", 40, "could not make its report")

    def fail(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(support.pylinac_class("ACR CT 464"), "publish_pdf", fail)
    result = run_rough(rough, documents=("pdf",))
    assert result.warnings[-1] == "pylinac could not make its PDF report of this analysis."
    assert result.modules


def test_the_report_says_where_it_comes_from(rough: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {}

    def publish(self: Any, file: Any, **options: Any) -> None:
        given.update(options)
        file.write(b"%PDF")

    monkeypatch.setattr(support.pylinac_class("ACR CT 464"), "publish_pdf", publish)
    result = run_rough(
        rough, documents=("pdf",), edits=support.without(range(26, 30)), parameters={"origin_slice": 4}
    )
    head = " ".join(f"{name}: {value}" for name, value in given["metadata"].items())
    assert "PASS" in head or "FAIL" in head or "NOT JUDGED" in head
    assert f"{result.provenance.slice_count} slices of " in head
    assert "notes" not in given


@pytest.mark.filterwarnings("always::UserWarning")
def test_warnings_are_for_people() -> None:
    # No bubbles anywhere: pylinac says that it takes the roll for zero.
    data = zip_bytes(support.cylinder(100.0))
    with warnings.catch_warnings(record=True):
        result = support.run_bytes(data, "ACR CT 464", **ROUGH)
    told = [
        one for one in result.warnings if one.startswith("The roll of the phantom could not be determined")
    ]
    assert len(told) == 1
    assert "slice 6" in told[0]
    assert len(set(result.warnings)) == len(result.warnings)
    assert not any("deprecated" in warning for warning in result.warnings)


def test_results_of_every_analysis_are_plain_data(acr_result: AnalysisResult) -> None:
    assert AnalysisResult.from_json(acr_result.to_json()) == acr_result
    assert acr_result.provenance.source == REAL[ACR_LARGE]


def test_the_report_is_drawn_in_memory_whatever_matplotlib_would_use(
    rough: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    from matplotlib import pyplot

    used: list[str] = []
    monkeypatch.setattr(
        support.pylinac_class("ACR CT 464"), "publish_pdf", lambda *_, **__: used.append(pyplot.get_backend())
    )
    pyplot.switch_backend("svg")
    run_rough(rough, documents=("pdf",))
    assert [name.lower() for name in used] == ["agg"]


def test_slices_that_came_or_went_since_are_noticed(rough: bytes, tmp_path: Path) -> None:
    folder = tmp_path / "scan"
    folder.mkdir()
    with zipfile.ZipFile(io.BytesIO(rough)) as archive:
        for name in archive.namelist():
            (folder / name).write_bytes(archive.read(name))
    late = min(folder.iterdir())
    kept = late.read_bytes()
    late.unlink()
    before = scan(open_path(folder)).series[0]
    late.write_bytes(kept)  # a transfer that was still under way
    source = open_path(folder)
    series = scan(source).series[0]
    stale = AnalysisJob(
        source.spec, series.key, "ACR CT 464", {"origin_slice": 5}, series_digest=before.digest
    )
    with pytest.raises(PhantomscopeError, match="no longer those that were opened"):
        analyse(stale, lambda _: None)
    fresh = AnalysisJob(
        source.spec, series.key, "ACR CT 464", {"origin_slice": 5}, series_digest=series.digest
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert analyse(fresh, lambda _: None).provenance.slice_count == len(series.slices)


def test_a_file_replaced_at_the_same_size_is_noticed(rough: bytes, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(rough)) as archive:
        for name in archive.namelist():
            (tmp_path / name).write_bytes(archive.read(name))
    source = open_path(tmp_path)
    series = scan(source).series[0]
    replaced = min(tmp_path.iterdir())
    state, content = replaced.stat(), replaced.read_bytes()
    replaced.write_bytes(content[:-2] + b"\x01\x02")
    os.utime(replaced, ns=(state.st_atime_ns, state.st_mtime_ns + 1_000_000_000))
    job = AnalysisJob(source.spec, series.key, "ACR CT 464", series_digest=series.digest)
    with pytest.raises(PhantomscopeError, match="no longer those that were opened"):
        analyse(job, lambda _: None)
