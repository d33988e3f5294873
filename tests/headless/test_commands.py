"""``analyze`` and ``info`` from a path to text and files: what they write, and what they refuse to."""

import csv
import errno
import io
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from analysis import support
from dicom_files import slices, write_folder, zip_bytes
from fixture_types import ExpectLog, Untouched
from phantomscope.analysis.results import AnalysisResult, Verdict
from phantomscope.errors import PhantomscopeError
from phantomscope.headless.commands import EXIT_FAIL, EXIT_PASS, analyze, check_destinations, exit_code, info


@pytest.fixture
def scan_file(tmp_path: Path) -> Path:
    """A scan that passes, in a folder of its own."""
    path = tmp_path / "scans" / "scan ä.zip"
    path.parent.mkdir()
    path.write_bytes(support.coarse_catphan504())
    return path


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A scan that is only good for being looked at."""
    path = tmp_path / "scans" / "small.zip"
    path.parent.mkdir()
    path.write_bytes(zip_bytes(slices(3)))
    return path


# -- analyze ----------------------------------------------------------------------------------------------


def test_all_documents(
    scan_file: Path, tmp_path: Path, untouched: Untouched, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    files = {kind: out / f"report.{kind}" for kind in ("json", "csv", "pdf")}
    with untouched(scan_file):
        code = analyze(scan_file, json_file=files["json"], csv_file=files["csv"], pdf_file=files["pdf"])
    printed, said = capsys.readouterr()
    assert code == EXIT_PASS
    assert sorted(path.name for path in out.iterdir()) == ["report.csv", "report.json", "report.pdf"]
    why, *written = said.splitlines()
    assert why.startswith("CatPhan 504: recognised (97 %): ")
    assert written == [f"Wrote {file}" for file in files.values()]
    assert printed.startswith("scan ä.zip: Digital CatPhan 504, 65 slices, as CatPhan 504")
    assert "PASS 18 of 18 checks" in printed

    result = AnalysisResult.from_json(files["json"].read_bytes())
    assert result.verdict is Verdict.PASS
    assert result.provenance.source == "scan ä.zip"
    assert json.loads(files["json"].read_text(encoding="utf-8"))["pylinac_results"]["catphan_model"] == "504"
    rows = list(csv.reader(io.StringIO(files["csv"].read_text(encoding="utf-8-sig"))))
    teflon = next(row for row in rows if len(row) > 2 and row[2] == "Teflon")
    assert float(teflon[3]) == support.metrics(result)["ctp404.hu_rois.Teflon.value"].value
    assert files["csv"].read_bytes().startswith(b"\xef\xbb\xbf")
    assert files["pdf"].read_bytes().startswith(b"%PDF")


def test_a_failing_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "scan.zip"
    path.write_bytes(support.coarse_catphan504(Teflon=80.0))
    assert analyze(path) == EXIT_FAIL
    printed = capsys.readouterr().out
    assert "FAIL" in printed
    assert printed.count("✗") == 2  # the insert and its module


@pytest.mark.parametrize(
    ("verdict", "code"),
    [
        (Verdict.PASS, EXIT_PASS),
        (Verdict.WARN, EXIT_PASS),
        (Verdict.NOT_JUDGED, EXIT_PASS),
        (Verdict.FAIL, EXIT_FAIL),
    ],
)
def test_exit_codes(verdict: Verdict, code: int) -> None:
    class Result:
        pass

    result: Any = Result()
    result.verdict = verdict
    assert exit_code(result) == code


def test_a_report_that_pylinac_can_not_make(
    scan_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expect_log: ExpectLog
) -> None:
    expect_log("phantomscope.analysis.engine.run", 40)

    def fail(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(support.pylinac_class("CatPhan 504"), "publish_pdf", fail)
    results = tmp_path / "results.json"
    with pytest.raises(PhantomscopeError, match="could not make its PDF report"):
        analyze(scan_file, json_file=results, pdf_file=tmp_path / "report.pdf")
    assert results.exists(), "what could be written was written"
    assert not (tmp_path / "report.pdf").exists()


# -- info -------------------------------------------------------------------------------------------------


def test_info_as_text(small: Path, untouched: Untouched, capsys: pytest.CaptureFixture[str]) -> None:
    with untouched(small):
        assert info(small, pixels=True) == EXIT_PASS
    printed, said = capsys.readouterr()
    assert said == ""
    assert "CT, 3 slices of 6×4" in printed
    assert "rescaled min" in printed


def test_info_as_a_file(small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "info.json"
    assert info(small, json_file=file) == EXIT_PASS
    printed, said = capsys.readouterr()
    assert said == f"Wrote {file}\n"
    assert "3 slices" in printed
    assert json.loads(file.read_text(encoding="utf-8"))["series"][0]["slices"] == 3


def test_info_on_standard_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "ä.zip"
    path.write_bytes(zip_bytes(slices(2, SeriesDescription="Kopf ß")))
    assert info(path, json_file=Path("-"), pixels=True) == EXIT_PASS
    printed, said = capsys.readouterr()
    assert said == ""
    assert printed.isascii()  # nothing that the terminal's encoding could spoil
    data = json.loads(printed)
    assert data["source"]["name"] == "ä.zip"
    assert data["series"][0]["slices_list"][0]["stored"]["min"] == 1
    assert not Path("-").exists()


def test_info_of_a_folder_and_of_one_file(tmp_path: Path, untouched: Untouched) -> None:
    folder = write_folder(tmp_path / "scan", slices(3, prefix="deep/er/"))
    with untouched(folder):
        assert info(folder) == EXIT_PASS
        assert info(folder / "deep" / "er" / "001.dcm", pixels=True) == EXIT_PASS


# -- where nothing is ever written ------------------------------------------------------------------------


def refused(files: list[Path], source: Path) -> str:
    with pytest.raises(PhantomscopeError) as told:
        check_destinations(files, source)
    assert told.value.todo
    return told.value.what


def test_over_the_source(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link, hard = tmp_path / "link.zip", tmp_path / "hard.zip"
    link.symlink_to(small)
    os.link(small, hard)
    monkeypatch.chdir(small.parent)
    for path in (small, Path("small.zip"), small.parent / ".." / "scans" / "small.zip", link, hard):
        assert "the scan itself" in refused([path], small)
        assert "the scan itself" in refused([small], path)


def test_into_the_scans_folder(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "scan", slices(2))
    for path in (folder / "report.json", folder / "001.dcm", tmp_path / "scan" / ".." / "scan" / "x"):
        assert "inside its folder" in refused([path], folder)
    check_destinations([tmp_path / "report.json"], folder)


def test_beside_the_scan_is_allowed(small: Path) -> None:
    check_destinations([small.with_suffix(".json")], small)


def test_places_that_can_not_be(small: Path, tmp_path: Path) -> None:
    assert "is a folder" in refused([tmp_path], small)
    assert "does not exist" in refused([tmp_path / "no" / "report.json"], small)
    assert "to one file" in refused([tmp_path / "a", tmp_path / "b", tmp_path / "." / "a"], small)


@pytest.mark.parametrize("option", ["json_file", "csv_file", "pdf_file"])
def test_refused_before_anything_is_done(option: str, small: Path, untouched: Untouched) -> None:
    options: dict[str, Any] = {option: small}
    with untouched(small), pytest.raises(PhantomscopeError, match="the scan itself"):
        analyze(small, **options)
    with untouched(small), pytest.raises(PhantomscopeError, match="the scan itself"):
        info(small, json_file=small)


def test_a_full_disk_leaves_what_was_there(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "out" / "info.json"
    file.parent.mkdir()
    file.write_text("from last month")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PhantomscopeError, match="disk is full"):
        info(small, json_file=file)
    assert file.read_text() == "from last month"
    assert list(file.parent.iterdir()) == [file]


def test_a_report_replaces_the_one_before(small: Path, tmp_path: Path) -> None:
    file = tmp_path / "info.json"
    file.write_text("x" * 100_000)
    info(small, json_file=file)
    assert json.loads(file.read_text())


def test_the_table_fits_its_terminal(
    scan_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "get_terminal_size", lambda fallback=(80, 24): os.terminal_size((64, 24)))
    assert analyze(scan_file) == EXIT_PASS
    table = capsys.readouterr().out.split("\n\n", 1)[1]
    measured = [line for line in table.splitlines() if line.endswith(("✓", "–"))]
    assert measured
    assert max(len(line) for line in measured) <= 64
