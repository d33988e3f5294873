"""The smoke test of built programs: it passes one that works and says what is wrong with one that does not.

The programs here are scripts of a few lines that behave like ours, or don't.
"""

import importlib.util
import json
import os
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "packaging" / "smoke.py"

# What a program that works does, as far as the checks look. Commands in `broken` go wrong in their own way.
STAND_IN = """
import csv, json, os, pathlib, subprocess, sys, time, zipfile
broken = {broken!r}
given = sys.argv[1:]
me = [sys.executable, __file__]
SLICES = [f"{{number}}.dcm" for number in range(12)]
RESULT = {{
    "modules": [{{"metrics": [{{"name": str(n)}} for n in range(30)]}}], "images": [1], "charts": [1]
}}

def option(name):
    return pathlib.Path(given[given.index(name) + 1])

def reports(stem, pdf):
    stem.with_suffix(".json").write_text(json.dumps(RESULT))
    with stem.with_suffix(".csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["module", "metric"])
        writer.writerows(["m", n] for n in range(29 if broken == "csv" else 30))
        writer.writerow(["# verdict", "PASS"])
    pages = b"/Type /Page /Subtype /Image " * 6
    pdf.write_bytes(b"%PDF-1.4 " + (b"" if broken == "pdf" else pages) + b"%%EOF")

def refuse():
    print("It can't be done.", file=sys.stderr)
    raise SystemExit(2)

if given == ["worker"]:
    if broken == "orphan":
        time.sleep(600)
    sys.stdin.read()
elif given == ["--version"]:
    print("phantomscope 1.2.3" if broken != "version" else "1.2.3")
elif given == ["--help"]:
    print("open demo analyze info")
elif given[:2] == ["demo", "--save"]:
    with zipfile.ZipFile(given[2], "w") as archive:
        for name in SLICES:
            archive.writestr(name, b"pixels")
    pathlib.Path(given[2]).with_suffix(".truth.json").write_text('{{"a": 1}}')
elif given[0] == "demo":
    folder = option("--output")
    folder.mkdir(parents=True)
    if broken != "no worker":
        with subprocess.Popen([*me, "worker"], stdin=subprocess.PIPE) as worker:
            time.sleep(60 if folder.name == "killed" else 0.6)
            worker.stdin.close()
    reports(folder / "results", folder / "report.pdf")
    (folder / "window.png").write_bytes(b"\\x89PNG" + bytes(30_000))
elif not pathlib.Path(given[-1] if given[0] == "info" else given[1]).is_file() or "--phantom" in given:
    refuse()
elif not zipfile.is_zipfile(given[-1] if given[0] == "info" else given[1]):
    if broken == "traceback":
        raise ValueError("not a ZIP")
    if broken == "exit code":
        raise SystemExit(1)
    refuse()
elif given[0] == "info":
    if broken == "chatter":
        print("a warning", file=sys.stderr)
    if broken == "scan":
        with open(given[-1], "ab") as file:
            file.write(b"x")
    slices = [{{"index": n, "stored": {{"min": 0, "max": 1, "sum": 2}}}} for n in range(len(SLICES))]
    series = [{{"slices_list": slices, "columns": 4, "rows": 4}}]
    print(json.dumps({{"series": series, "memory": {{"extracted": 0}}}}))
elif not option("--pdf").parent.is_dir():
    refuse()
else:
    if broken == "temp":
        pathlib.Path(os.environ["TMPDIR"], "left").touch()
    if broken == "log":
        pathlib.Path(os.environ["HOME"], "x.log").write_text("2026-01-01 ERROR phantomscope: oh")
    if broken == "here":
        pathlib.Path("left").touch()
    if broken == "installation":
        pathlib.Path(__file__).with_name("written").touch()
    reports(option("--json").with_suffix(""), option("--pdf"))
    print("PASS")
"""


@pytest.fixture(scope="module")
def smoke() -> Iterator[ModuleType]:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("packaging_smoke_under_test", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def stand_in(folder: Path, broken: str = "") -> list[str]:
    """The command of a program with one thing wrong."""
    script = folder / "program.py"
    script.write_text(STAND_IN.format(broken=broken), "utf-8")
    return [sys.executable, str(script)]


def failures(
    smoke: ModuleType, folder: Path, broken: str, checks: set[str], capsys: pytest.CaptureFixture[str]
) -> list[str]:
    """The lines about failures when only these checks are run on a program with one thing wrong."""
    room, installed = folder / "room", folder / "installed"
    room.mkdir()
    installed.mkdir()
    program = smoke.Program.in_room(stand_in(installed, broken), room, os.environ)
    chosen = tuple(one for one in smoke.CHECKS if one[0] in checks)
    smoke.run_checks(program, chosen)
    lines = [line for line in capsys.readouterr().out.splitlines() if not line.startswith("      ")]
    assert len(lines) == len(chosen), "a line each"
    return [line for line in lines if not line.startswith("ok  ")]


def test_program_that_works_passes_every_check(
    smoke: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = smoke.main(["--installed", str(tmp_path), *stand_in(tmp_path)])
    said = capsys.readouterr().out
    assert code == 0, said
    assert said.count("\nok  ") + said.startswith("ok  ") == len(smoke.CHECKS) + 1
    assert "All checks passed" in said


@pytest.mark.parametrize(
    ("broken", "check", "told"),
    [
        ("version", "version", "it said '1.2.3'"),
        ("chatter", "info", "a warning"),
        ("scan", "info", "the scan was changed"),
        ("csv", "analyze", "the CSV has 29 rows"),
        ("pdf", "analyze", "the PDF has 0 pages"),
        ("traceback", "bad input", "a traceback was shown"),
        ("exit code", "bad input", "exit code 1 instead of 2"),
        ("temp", "nothing left", "left: ['temp"),
        ("here", "nothing left", "left: ['here"),
        ("log", "nothing left", "the log has errors"),
        ("no worker", "demo --offscreen", "no analysis process was seen"),
    ],
)
def test_what_is_wrong_is_said(
    smoke: ModuleType,
    broken: str,
    check: str,
    told: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    checks = {"demo --save", "info", "analyze", check}
    lines = failures(smoke, tmp_path, broken, checks, capsys)
    assert len(lines) == 1, lines
    assert f"  {check} " in lines[0]
    assert told in lines[0]


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in's command line differs there")
def test_analysis_process_that_outlives_its_parent_is_found_and_ended(
    smoke: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smoke, "ORPHAN_SECONDS", 0.0)
    (line,) = failures(smoke, tmp_path, "orphan", {"parent killed"}, capsys)
    assert "it lived on" in line


def test_changed_installation_fails(
    smoke: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = {"demo --save", "analyze"}
    monkeypatch.setattr(smoke, "CHECKS", tuple(one for one in smoke.CHECKS if one[0] in quick))
    assert smoke.main(["--installed", str(tmp_path), *stand_in(tmp_path, "installation")]) == 1
    said = capsys.readouterr().out
    assert "FAIL" in said
    assert "written" in said
    assert "1 checks failed" in said


def test_worker_that_is_another_program_is_found(smoke: ModuleType) -> None:
    family = smoke.Family(None)
    family.members = {
        1: smoke.Process(("phantomscope", "demo"), "/opt/phantomscope", None),
        2: smoke.Process(("/usr/bin/phantomscope", "worker"), "/usr/bin/phantomscope", None),
    }
    assert [one.executable for one in family.workers] == ["/usr/bin/phantomscope"]
    assert family.other_executables == {"/opt/phantomscope"}


def test_environment_lends_nothing(smoke: ModuleType, tmp_path: Path) -> None:
    lent = {"PYTHONPATH": "/a", "VIRTUAL_ENV": "/b", "QT_QPA_PLATFORM": "x", "XDG_CACHE_HOME": "/c"}
    given = smoke.isolated(lent | {"PATH": "/bin", "TMP": "/d"}, tmp_path / "home", tmp_path / "temp")
    assert given["PATH"] == "/bin"
    assert not lent.keys() & given.keys()
    assert given["HOME"] == given["LOCALAPPDATA"] == str(tmp_path / "home")
    assert given["TMPDIR"] == given["TMP"] == str(tmp_path / "temp")


def test_program_that_is_not_there(smoke: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert smoke.main(["no-such-program"]) == 1
    assert "There is no program no-such-program" in capsys.readouterr().err


def test_no_program_at_all(smoke: ModuleType) -> None:
    with pytest.raises(SystemExit, match="2"):
        smoke.main([])


def test_stand_in_writes_what_ours_writes(tmp_path: Path) -> None:
    """The shapes that the checks rely on are those of this version."""
    from dicom_files import slices, zip_bytes
    from phantomscope.headless.information import information
    from phantomscope.stack.index import scan
    from phantomscope.stack.sources import open_path

    path = tmp_path / "scan.zip"
    path.write_bytes(zip_bytes(slices(3)))
    with zipfile.ZipFile(path) as archive:
        count = len(archive.namelist())
    source = open_path(path)
    told = json.loads(json.dumps(information(source, scan(source), pixels=True)))
    source.close()
    (series,) = told["series"]
    assert len(series["slices_list"]) == count
    assert {"min", "max", "sum"} <= set(series["slices_list"][0]["stored"])
    assert told["memory"]["extracted"] == 0
