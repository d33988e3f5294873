"""Several series one after another: what is said, what is written, and what never stops the rest."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from analysis import support
from dicom_files import slices, write_folder, zip_bytes
from fixture_types import ExpectLog, Untouched
from gui.sample_result import sample_result
from own_log import own_log
from phantomscope import cli
from phantomscope.analysis import events
from phantomscope.analysis.job import AnalysisJob
from phantomscope.analysis.results import AnalysisResult, LeftOut
from phantomscope.errors import PhantomscopeError
from phantomscope.headless.commands import analyze_several
from phantomscope.headless.corrections import Corrections
from phantomscope.headless.several import EXIT_COULD_NOT, EXIT_FAIL, EXIT_PASS, Selection
from phantomscope.stack.member import Source
from phantomscope.stack.series import Series

Engine = Callable[..., AnalysisResult]
KNOWN = {"phantom_name": "CatPhan 504"}


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> list[AnalysisJob]:
    """The jobs that came to an engine which passes all, but fails what is called so, and stumbles."""
    seen: list[AnalysisJob] = []

    def analyse(
        job: AnalysisJob, source: Source, series: Series, emit: Callable[..., None]
    ) -> AnalysisResult:
        seen.append(job)
        if series.title == "broken":
            raise PhantomscopeError("It is broken", todo="Mend it")
        if "pdf" in job.documents and series.title != "no pdf":
            emit(events.Document("pdf", b"%PDF"))
        made = sample_result(wrong=("Teflon",) if "bad" in series.title else ())
        origin = msgspec.structs.replace(
            made.provenance,
            source=source.name,
            series_title=series.title,
            slice_count=len(series.slices),
            left_out=(LeftOut("CTP486", -65.0, 17.5),) if job.partial else (),
        )
        return msgspec.structs.replace(made, provenance=origin)

    monkeypatch.setattr("phantomscope.analysis.engine.run.analyse_series", analyse)
    return seen


def scan_of(path: Path, *titles: str, localizer: bool = False) -> Path:
    members: dict[str, bytes] = {}
    for number, title in enumerate(titles):
        members |= slices(
            5 - number, prefix=f"{number}/", series=f"1.2.{number + 1}", SeriesDescription=title
        )
    if localizer:
        kind = ["ORIGINAL", "PRIMARY", "LOCALIZER"]
        members |= slices(2, prefix="scout/", series="1.2.99", SeriesDescription="scout", ImageType=kind)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(zip_bytes(members))
    return path


def run(*paths: Path, everything: bool = True, **options: Any) -> int:
    return analyze_several(list(paths), selection=Selection(everything), **(KNOWN | options))


def test_all_series_but_localizers_of_all_paths(
    tmp_path: Path, jobs: list[AnalysisJob], untouched: Untouched, capsys: pytest.CaptureFixture[str]
) -> None:
    first = scan_of(tmp_path / "scans" / "a.zip", "head", "bad", localizer=True)
    folder = write_folder(tmp_path / "scans" / "b", slices(3, SeriesDescription="body"))
    with untouched(tmp_path / "scans"):
        assert run(first, folder, first) == EXIT_FAIL
    printed, said = capsys.readouterr()
    assert said == ""
    assert len(jobs) == 3
    lines = printed.splitlines()
    assert lines[0].startswith("1. a.zip, head: CatPhan 504: PASS: ")
    assert lines[1].startswith("2. a.zip, bad: CatPhan 504: FAIL: Teflon ")
    assert lines[2].startswith("3. b, body: CatPhan 504: PASS: ")
    assert lines[4:7] == [
        "1.  PASS  CatPhan 504  a.zip  head",
        "2.  FAIL  CatPhan 504  a.zip  bad",
        "3.  PASS  CatPhan 504  b      body",
    ]
    assert lines[-1] == "3 series: 2 pass, 1 fail"


def test_the_largest_of_each(tmp_path: Path, jobs: list[AnalysisJob]) -> None:
    paths = [scan_of(tmp_path / f"{name}.zip", "head", "bad") for name in "ab"]
    assert run(*paths, everything=False) == EXIT_PASS
    assert len(jobs) == 2


def test_one_that_fails_does_not_stop_the_rest(
    tmp_path: Path, jobs: list[AnalysisJob], capsys: pytest.CaptureFixture[str]
) -> None:
    scan = scan_of(tmp_path / "a.zip", "broken", "bad", "head")
    only_scout = scan_of(tmp_path / "b.zip", localizer=True)
    text = tmp_path / "c.zip"
    text.write_text("no archive")
    assert run(tmp_path / "gone.zip", text, only_scout, scan) == EXIT_COULD_NOT
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("1. gone.zip: not analysed. ")
    assert lines[1].startswith("2. c.zip: not analysed. The file is neither a ZIP archive nor a DICOM file")
    assert lines[2] == "3. b.zip: not analysed. There are only localizers. Choose another scan."
    assert lines[3].startswith("4. a.zip, broken: not analysed. It is broken (")
    assert lines[4].startswith("5. a.zip, bad: CatPhan 504: FAIL")
    assert lines[5].startswith("6. a.zip, head: CatPhan 504: PASS")
    assert lines[-1] == "6 series: 4 not analysed, 1 fail, 1 pass"


def test_a_fault_of_the_program_is_one_series_lost(
    tmp_path: Path,
    jobs: list[AnalysisJob],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    expect_log: ExpectLog,
) -> None:
    expect_log("phantomscope.headless.several", 40)
    monkeypatch.setattr(
        "phantomscope.headless.several.chosen_series", lambda found, _: {"a": 1}["b"] or found.series[0]
    )
    assert run(scan_of(tmp_path / "a.zip", "head"), everything=False) == EXIT_COULD_NOT
    assert "Something went wrong that should not" in capsys.readouterr().out


def test_what_is_unknown_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(scan_of(tmp_path / "a.zip", "head"), phantom_name="") == EXIT_COULD_NOT
    assert "1. a.zip, head: not analysed. The phantom was not recognised (" in capsys.readouterr().out


def test_files_in_a_folder(
    tmp_path: Path, jobs: list[AnalysisJob], untouched: Untouched, capsys: pytest.CaptureFixture[str]
) -> None:
    scan = scan_of(tmp_path / "qa" / "scans" / "a.zip", "head", "Head", "broken")
    out = tmp_path / "out"
    with untouched(scan.parent):
        assert run(scan, folder=out) == EXIT_COULD_NOT
    names = ["a Head 2.csv", "a Head 2.json", "a head.csv", "a head.json", "summary.csv"]
    assert sorted(path.name for path in out.iterdir()) == names
    assert capsys.readouterr().err == f"Wrote {out / 'summary.csv'}\n"
    assert AnalysisResult.from_json((out / "a head.json").read_bytes()).provenance.series_title == "head"
    rows = list(csv.DictReader(io.StringIO((out / "summary.csv").read_text(encoding="utf-8-sig"))))
    assert [row["verdict"] for row in rows] == ["pass", "pass", "not analysed"]
    assert rows[1]["files"] == "a Head 2.json; a Head 2.csv"
    assert rows[2]["reason"].startswith("It is broken")
    assert [row["phantom"] for row in rows] == ["CatPhan 504"] * 3  # also where the analysis failed
    # Once more: what is there stays.
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    assert run(scan, folder=out, kinds=["json"]) == EXIT_COULD_NOT
    assert {name: (out / name).read_bytes() for name in before} == before
    assert {"summary 2.csv", "a head 3.json", "a Head 4.json"} <= {path.name for path in out.iterdir()}


def test_a_partial_run_is_called_so_everywhere(
    tmp_path: Path, jobs: list[AnalysisJob], capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    options: dict[str, Any] = {"corrections": Corrections(partial=True), "folder": out}
    assert run(scan_of(tmp_path / "a.zip", "head", "bad"), **options) == EXIT_FAIL
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("1. a.zip, head: CatPhan 504: PARTIAL PASS: ")
    assert lines[3:5] == [
        "1.  PARTIAL PASS  CatPhan 504  a.zip  head",
        "2.  PARTIAL FAIL  CatPhan 504  a.zip  bad",
    ]
    assert lines[-1] == "2 series: 1 partial pass, 1 partial fail"
    rows = list(csv.DictReader(io.StringIO((out / "summary.csv").read_text(encoding="utf-8-sig"))))
    assert [row["verdict"] for row in rows] == ["partial pass", "partial fail"]


def test_a_pdf_that_could_not_be_made(
    tmp_path: Path, jobs: list[AnalysisJob], capsys: pytest.CaptureFixture[str]
) -> None:
    scan = scan_of(tmp_path / "a.zip", "head", "no pdf")
    assert run(scan, folder=tmp_path / "out", kinds=["pdf", "json"]) == EXIT_COULD_NOT
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"a head.json", "a head.pdf", "a no pdf.json", "summary.csv"}
    assert "could not make its PDF report" in capsys.readouterr().err


def test_what_makes_no_sense_is_refused_before_anything_is_done(
    tmp_path: Path, jobs: list[AnalysisJob], untouched: Untouched
) -> None:
    scan = scan_of(tmp_path / "scans" / "a.zip", "head")
    folder = write_folder(tmp_path / "scans" / "b", slices(3))
    for options, words in (
        ({"corrections": Corrections(origin=3)}, "name slices of one series"),
        ({"corrections": Corrections(exclude="1")}, "name slices of one series"),
        ({"kinds": ["pdf"]}, "need a folder"),
        ({"phantom_name": "Cat"}, "“Cat”"),
        ({"settings": ["no_such=1"]}, "no_such"),
        ({"folder": folder}, "is a scan or lies inside one"),
        ({"folder": folder / "reports"}, "is a scan or lies inside one"),
        ({"folder": scan}, "is a scan or lies inside one"),
        ({"folder": tmp_path / "no" / "reports"}, "does not exist"),
    ):
        with untouched(tmp_path / "scans"), pytest.raises(PhantomscopeError, match=words):
            run(scan, folder, **options)
    assert jobs == []


def test_an_interrupted_run_tells_what_is_done(
    tmp_path: Path,
    jobs: list[AnalysisJob],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from phantomscope.analysis.engine import run as engine

    passing: Engine = engine.analyse_series

    def analyse(*what: Any) -> AnalysisResult:
        if jobs:
            raise KeyboardInterrupt
        return passing(*what)

    monkeypatch.setattr("phantomscope.analysis.engine.run.analyse_series", analyse)
    with pytest.raises(KeyboardInterrupt):
        run(scan_of(tmp_path / "a.zip", "head", "bad"))
    assert capsys.readouterr().out.endswith("1 series: 1 pass\n")


# -- from the command line --------------------------------------------------------------------------------


def test_on_the_command_line(
    tmp_path: Path,
    jobs: list[AnalysisJob],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with own_log(tmp_path / "log", monkeypatch):
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
        scan, out = str(scan_of(tmp_path / "scans" / "a.zip", "head", "bad")), tmp_path / "out"
        named = ["--phantom", "504", "--output-dir", str(out)]
        assert cli.main(["analyze", scan, *named, "--json"]) == 0
        assert sorted(path.name for path in out.iterdir()) == ["a head.json", "summary.csv"]
        assert cli.main(["analyze", "--all", scan, *named]) == 1
        capsys.readouterr()
        for wrong, words in (
            ([scan, "--json"], "--json needs a file to write"),
            ([scan, scan, "--csv", "x.csv"], "can't write one file (x.csv)"),
            ([*named, "--json", scan, scan], "can't write one file"),
            ([scan, "--all", "--pdf"], "need a folder"),
        ):
            assert cli.main(["analyze", *wrong]) == 2
            assert words in capsys.readouterr().err


def test_for_real(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    good.write_bytes(support.coarse_catphan504())
    bad.write_bytes(zip_bytes(slices(3)))
    assert run(bad, good, phantom_name="", folder=tmp_path / "out") == EXIT_COULD_NOT
    printed, said = capsys.readouterr()
    assert "2. good.zip, Digital CatPhan 504: CatPhan 504: PASS: 18 of 18 checks passed; " in printed
    assert "good.zip, Digital CatPhan 504: CatPhan 504: recognised (97 %)" in said
    assert (tmp_path / "out" / "good Digital CatPhan 504.csv").is_file()
