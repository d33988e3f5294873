"""Sets of files in a folder; nothing is written over."""

import csv
import io
from pathlib import Path

import msgspec
import pytest

from gui.sample_result import sample_result
from phantomscope.analysis.results import LeftOut
from phantomscope.errors import PhantomscopeError
from phantomscope.reports.report_folder import ReportFolder, SummaryRow, documents_of, row_of, summary_csv
from phantomscope.stack.member import SourceSpec


def test_names_are_safe_and_free(tmp_path: Path) -> None:
    folder = ReportFolder(tmp_path / "out")
    assert folder.write("a/b: c?", {"json": b"1", "csv": b"2"}) == ("a b c.json", "a b c.csv")
    (tmp_path / "out" / "A B C 2.CSV").write_bytes(b"mine")
    assert folder.write("a/b: c?", {"json": b"3", "csv": b"4"}) == ("a b c 3.json", "a b c 3.csv")
    assert (tmp_path / "out" / "a b c.json").read_bytes() == b"1"
    assert folder.write("../..", {"csv": b""}) == ("phantom.csv",)
    assert folder.write("nothing", {}) == ()


def test_places_that_are_none(tmp_path: Path) -> None:
    scan = tmp_path / "scan"
    scan.mkdir()
    file = tmp_path / "file"
    file.touch()
    own = SourceSpec("path", (str(scan),))
    for place, words in (
        (scan, "a scan or lies inside one"),
        (scan / "deep" / "er", "a scan or lies inside one"),
        (file, "is a file"),
        (tmp_path / "no" / "out", "does not exist"),
    ):
        with pytest.raises(PhantomscopeError, match=words):
            ReportFolder(place, [own]).write("x", {"csv": b""})
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "scan"]


def test_the_summary(tmp_path: Path) -> None:
    row = row_of(sample_result(), ["a.json", "a.csv"])
    assert (row.verdict, row.phantom, row.reason) == (
        "pass",
        "CatPhan 504",
        "PASS: 9 of 9 checks passed; 3 values are not judged",
    )
    other = SummaryRow("=evil.zip", "", 0, "", "not analysed", "Ä")
    assert ReportFolder(tmp_path).write_summary([row, other]) == "summary.csv"
    text = (tmp_path / "summary.csv").read_bytes().decode("utf-8-sig")
    assert text == summary_csv([row, other])
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[0]["files"] == "a.json; a.csv"
    assert (rows[1]["source"], rows[1]["slices"], rows[1]["reason"]) == ("'=evil.zip", "", "Ä")
    assert text.endswith("\r\n")


@pytest.mark.parametrize(
    ("wrong", "verdict", "failed"), [((), "partial pass", False), (("Air",), "partial fail", True)]
)
def test_a_partial_run_is_never_called_whole(wrong: tuple[str, ...], verdict: str, failed: bool) -> None:
    result = sample_result(wrong=wrong)
    origin = msgspec.structs.replace(result.provenance, left_out=(LeftOut("CTP486", -65.0, 17.5),))
    row = row_of(msgspec.structs.replace(result, provenance=origin))
    assert (row.verdict, row.failed) == (verdict, failed)
    assert row.reason.startswith(f"{verdict.upper()}: ")


def test_only_a_failed_check_counts_as_failed() -> None:
    assert row_of(sample_result(wrong=("Air",))).failed
    assert not row_of(sample_result()).failed
    assert not SummaryRow("a.zip", "", 0, "CatPhan 504", "not analysed", "").failed


def test_documents() -> None:
    made = documents_of(sample_result())
    assert list(made) == ["json", "csv"]
    assert made["csv"].startswith(b"\xef\xbb\xbf")
