"""The command line: quick where it can be, sentences where it goes wrong, and nothing else."""

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analysis import support
from dicom_files import dataset, encoded, slices, write_folder, zip_bytes
from fixture_types import ExpectLog, Untouched
from own_log import own_log
from phantomscope import __version__, cli
from phantomscope.child import child_command, child_environment

HEAVY = {"PySide6", "pyqtgraph", "numpy", "pydicom", "pylinac", "scipy", "matplotlib", "plotly", "msgspec"}


@pytest.fixture(autouse=True)
def program_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))  # not this person's own profiles
    with own_log(tmp_path, monkeypatch) as path:
        yield path


def started(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """The program in a process of its own."""
    return subprocess.run(
        child_command(*arguments),
        env=child_environment() | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


# -- quick answers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["analyze", "--help"], ["info", "--help"]])
def test_quick_answers_load_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    code = f"""
import sys
from phantomscope.cli import main
try:
    main({arguments!r})
except SystemExit as end:
    assert end.code == 0
loaded = {{name.partition(".")[0] for name in sys.modules}}
assert not loaded & {HEAVY!r}, loaded & {HEAVY!r}
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=child_environment() | {"XDG_STATE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "phantomscope" in done.stdout
    assert not list(tmp_path.iterdir()), "no log for that"


def test_version() -> None:
    done = started("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"phantomscope {__version__}\n", "")


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(["--help"])
    assert end.value.code == 0
    printed = capsys.readouterr().out
    for word in ("open", "demo", "analyze", "parameters", "info", "--version", "exit codes"):
        assert word in printed


@pytest.mark.parametrize(
    "arguments",
    [
        ["--no-such"],
        ["analyze"],
        ["info"],
        ["analyze", "x", "--series", "first"],
        ["analyze", "x", "--profile", "mine", "--no-profile"],
        ["analyze", "x", "--all", "--series", "1"],
        ["analyze", "--json", "x.zip"],
        ["info", "a", "b"],
        ["parameters", "a", "b"],
    ],
)
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(arguments)
    assert end.value.code == 2
    printed, said = capsys.readouterr()
    assert printed == ""
    assert "usage:" in said


# -- the whole way, in a process of its own ---------------------------------------------------------------


def test_analyze_from_start_to_end(tmp_path: Path, untouched: Untouched) -> None:
    path, report = tmp_path / "scans" / "scan.zip", tmp_path / "report.json"
    path.parent.mkdir()
    path.write_bytes(support.coarse_catphan504(Air=90.0))
    with untouched(path):
        done = started("analyze", str(path), "--json", str(report), XDG_STATE_HOME=str(tmp_path / "log"))
    assert done.returncode == 1, done.stderr
    why, wrote = done.stderr.splitlines()  # and no progress, which is for terminals
    assert why.startswith("CatPhan 504: recognised (")
    assert wrote == f"Wrote {report}"
    assert "FAIL 1 of 18 checks failed" in done.stdout
    assert json.loads(report.read_bytes())["provenance"]["source"] == "scan.zip"


def test_what_analyze_is_told_reaches_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "scan.zip"
    path.write_bytes(support.coarse_catphan504())
    for options, words in (
        (["--set", "hu_tolerance=-1"], "hu_tolerance"),
        (["--set", "no_such=1", "--no-profile"], "no parameter called no_such"),
        (["--set", "nothing"], "sets no parameter"),
        (["--profile", "nobody"], "no profile called “nobody”"),
    ):
        assert cli.main(["analyze", str(path), *options]) == cli.EXIT_COULD_NOT
        assert words in capsys.readouterr().err


def test_parameters(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["parameters", "ACR CT 464"]) == 0
    assert "origin_slice = automatic" in capsys.readouterr().out
    assert cli.main(["parameters", "ACR CT 464", "--json"]) == 0
    assert list(json.loads(capsys.readouterr().out)) == ["ACR CT 464"]
    assert cli.main(["parameters", "no such"]) == cli.EXIT_COULD_NOT
    assert "no phantom called" in capsys.readouterr().err


def test_an_ascii_terminal_gets_ascii(tmp_path: Path) -> None:
    path = tmp_path / "scan.zip"
    path.write_bytes(support.coarse_catphan504())
    done = started("analyze", str(path), PYTHONIOENCODING="ascii", XDG_STATE_HOME=str(tmp_path / "log"))
    assert done.returncode == 0
    assert done.stderr.startswith("CatPhan 504: recognised (")
    assert done.stderr.isascii()
    assert done.stdout.isascii()
    assert "-1000 +/- 40" in done.stdout


def test_a_reader_that_goes_away(tmp_path: Path) -> None:
    path = tmp_path / "scan.zip"
    path.write_bytes(zip_bytes(slices(200)))
    for arguments in (["info", str(path), "--pixels"], ["info", str(path), "--json", "-"]):
        with subprocess.Popen(
            child_command(*arguments),
            env=child_environment() | {"XDG_STATE_HOME": str(tmp_path / "log")},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.close()
            said = process.stderr.read()
        assert said == b""
        assert process.returncode == 0


# -- bad input --------------------------------------------------------------------------------------------


def _truncated(folder: Path) -> Path:
    data = zip_bytes(slices(5))
    return _file(folder / "cut.zip", data[: len(data) // 2])


def _file(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _folder(path: Path, members: dict[str, bytes]) -> Path:
    path.mkdir()
    return write_folder(path, members)


BAD: dict[str, tuple[Any, str]] = {
    "empty file": (lambda folder: _file(folder / "empty.zip", b""), "empty (0 bytes)"),
    "text": (
        lambda folder: _file(folder / "notes.txt", b"hello\n" * 100),
        "neither a ZIP archive nor a DICOM",
    ),
    "cut ZIP": (_truncated, "damaged or cut short"),
    "empty ZIP": (lambda folder: _file(folder / "none.zip", zip_bytes({})), "no file in it"),
    "ZIP without DICOM": (
        lambda folder: _file(folder / "docs.zip", zip_bytes({"a.txt": b"a", "b.pdf": b"%PDF-1.4"})),
        "None of its 2 files is a CT or MR slice",
    ),
    "folder without DICOM": (
        lambda folder: _folder(folder / "docs", {"a.txt": b"a"}),
        "is no CT or MR slice",
    ),
    "empty folder": (lambda folder: _folder(folder / "nothing", {}), "no file in it"),
    "gone": (lambda folder: folder / "gone.zip", "does not exist"),
    "gone folder": (lambda folder: folder / "gone" / "deeper", "does not exist"),
    "unreadable slice": (
        lambda folder: _file(folder / "half.zip", zip_bytes({"1.dcm": encoded(dataset())[:400]})),
        "damaged or cut short",
    ),
}


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command that can't be done says."""
    assert cli.main(list(arguments)) == cli.EXIT_COULD_NOT
    printed, said = capsys.readouterr()
    assert printed == ""
    assert said.count("\n") == 1, "one message, one line"
    assert said.endswith(".\n")
    assert said[0].isupper()
    for word in ("Traceback", "Error", "Exception", "None of None"):
        assert word not in said
    return said


@pytest.mark.parametrize("command", ["analyze", "info"])
@pytest.mark.parametrize("case", BAD)
def test_bad_input(
    case: str, command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], program_log: Path
) -> None:
    make, words = BAD[case]
    path = make(tmp_path)
    said = told(capsys, command, str(path))
    assert words in said
    assert path.name in said
    assert str(tmp_path) not in said
    assert not program_log.exists() or path.name not in program_log.read_text()


@pytest.mark.parametrize("command", ["analyze", "info"])
def test_no_permission(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Not by chmod: root may read everything.
    path = _file(tmp_path / "locked.zip", zip_bytes(slices(2)))
    really_open = io.open

    def refuse(file: Any, *args: Any, **kwargs: Any) -> Any:
        if str(file) == str(path):
            raise PermissionError(13, "Permission denied", str(file))
        return really_open(file, *args, **kwargs)

    monkeypatch.setattr("io.open", refuse)
    said = told(capsys, command, str(path))
    assert "no permission" in said
    assert "locked.zip" in said


def test_too_few_slices(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _file(tmp_path / "few.zip", zip_bytes(slices(3)))
    said = told(capsys, "analyze", str(path), "--phantom", "CatPhan 504")
    assert "The series has 3 slices, but the CatPhan 504 needs at least 39" in said


def test_wrong_phantom(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _file(tmp_path / "scan.zip", support.coarse_catphan504())
    said = told(capsys, "analyze", str(path), "--phantom", "Quart DVT")
    assert "Quart DVT" in said
    assert "CatPhan 504" in said.partition("(")[2], "what would be of this size"


def test_unknown_phantom(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _file(tmp_path / "scan.zip", zip_bytes(slices(3)))
    assert "CatPhan 604" in told(capsys, "analyze", str(path), "--phantom", "Catfan")


def test_unknown_series(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _file(tmp_path / "scan.zip", zip_bytes(slices(3)))
    assert "There is no series 2" in told(capsys, "analyze", str(path), "--series", "2")


def test_the_scan_is_no_place_for_a_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], untouched: Untouched
) -> None:
    (tmp_path / "scans").mkdir()
    path = _file(tmp_path / "scans" / "scan.zip", zip_bytes(slices(3)))
    with untouched(path):
        assert "scans are never changed" in told(capsys, "analyze", str(path), "--pdf", str(path))
        assert "scans are never changed" in told(capsys, "info", str(path), "--json", str(path))


def test_one_unreadable_member_does_not_hide_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    members = slices(3)
    members["002.dcm"] = members["002.dcm"][:300]
    path = _file(tmp_path / "scan.zip", zip_bytes(members))
    assert cli.main(["info", str(path), "--json", "-"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["series"][0]["slices"] == 2
    assert [one["member"] for one in data["set_aside"]] == ["002.dcm"]


# -- what must not happen ---------------------------------------------------------------------------------

NAME = "Mueller^Hans"


@pytest.fixture
def info_that_raises(monkeypatch: pytest.MonkeyPatch) -> Any:
    def put(error: BaseException) -> None:
        def fail(*_: Any, **__: Any) -> int:
            raise error

        monkeypatch.setattr("phantomscope.headless.commands.info", fail)

    return put


def test_an_error_nobody_thought_of(
    info_that_raises: Any, capsys: pytest.CaptureFixture[str], program_log: Path, expect_log: ExpectLog
) -> None:
    expect_log("phantomscope.cli", 40, "a command failed")
    info_that_raises(ZeroDivisionError(NAME))
    said = told_with_path(capsys, program_log)
    assert "Something went wrong that should not" in said
    text = program_log.read_text()
    assert "ZeroDivisionError" in text
    assert "in fail" in text
    assert NAME not in text + said


def told_with_path(capsys: pytest.CaptureFixture[str], program_log: Path) -> str:
    assert cli.main(["info", "x"]) == cli.EXIT_COULD_NOT
    printed, said = capsys.readouterr()
    assert printed == ""
    assert "Traceback" not in said
    assert str(program_log) in said
    return said


def test_ctrl_c(info_that_raises: Any, capsys: pytest.CaptureFixture[str]) -> None:
    info_that_raises(KeyboardInterrupt())
    assert told(capsys, "info", "x") == "Cancelled.\n"


def test_the_log_holds_no_patient(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], program_log: Path
) -> None:
    tags = {"PatientName": NAME, "PatientID": NAME, "PatientBirthDate": "19010203", "InstitutionName": NAME}
    members = {f"{NAME}/{name}": one for name, one in slices(41, **tags).items()}
    members[f"{NAME}/bad.dcm"] = members[f"{NAME}/001.dcm"][:300]
    path = _file(tmp_path / f"{NAME}.zip", zip_bytes(members))
    cli.main(["info", str(path), "--pixels"])
    cli.main(["analyze", str(path), "--phantom", "CatPhan 504"])
    assert "The CatPhan 504 was not found" in capsys.readouterr().err
    text = program_log.read_text()
    assert "Traceback" in text
    for secret in (NAME, "Mueller", "19010203", path.name):
        assert secret not in text


# -- the window -------------------------------------------------------------------------------------------


@pytest.fixture
def _some_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of the names used below, in the current folder."""
    folder = tmp_path / "files"
    folder.mkdir()
    for name in ("scan.zip", "a.zip", "a", "b", "info"):
        (folder / name).touch()
    monkeypatch.chdir(folder)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there always is a display")
@pytest.mark.usefixtures("_some_files")
@pytest.mark.parametrize("arguments", [[], ["scan.zip"], ["open"], ["open", "a", "b"]])
def test_without_a_display_the_window_says_so(
    arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert "no display" in told(capsys, *arguments)


@pytest.mark.usefixtures("_some_files")
@pytest.mark.parametrize(
    ("arguments", "paths"),
    [([], []), (["a.zip"], ["a.zip"]), (["a", "b"], ["a", "b"]), (["open", "info"], ["info"])],
)
def test_paths_go_to_the_window(
    arguments: list[str], paths: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import types

    given: list[Any] = []
    window = types.ModuleType("phantomscope.gui.application")

    def run(opened: Any, **_: Any) -> int:
        given.append(opened)
        return 0

    window.run = run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, window.__name__, window)
    monkeypatch.setattr("phantomscope.headless.display.has_display", lambda: True)
    assert cli.main(arguments) == 0
    assert given == [[Path(path) for path in paths]]


@pytest.mark.parametrize(
    ("arguments", "wanted"), [([], "CatPhan 504"), (["--phantom", "cheese"], "TomoTherapy Cheese")]
)
def test_demo_opens_the_phantom_that_was_asked_for(
    arguments: list[str], wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import types

    made: list[str] = []
    window = types.ModuleType("phantomscope.gui.application")
    window.run = lambda paths, demo: made.append(demo) or 0  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, window.__name__, window)
    monkeypatch.setattr("phantomscope.headless.display.has_display", lambda: True)
    assert cli.main(["demo", *arguments]) == 0
    assert made == [wanted]


def test_demo_of_an_unknown_phantom(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = told(capsys, "demo", "--phantom", "teapot", "--save", str(tmp_path / "phantom.zip"))
    assert "There is no phantom called “teapot”" in said
    assert not (tmp_path / "phantom.zip").exists()


def test_worker_speaks_only_events() -> None:
    done = subprocess.run(
        child_command("worker"), env=child_environment(), input=b"", capture_output=True, check=False
    )
    assert done.returncode == 1
    assert json.loads(done.stdout)["type"] == "failed"
    assert done.stderr == b""


@pytest.mark.usefixtures("_some_files")
def test_missing_system_library_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], expect_log: ExpectLog
) -> None:
    expect_log("phantomscope.cli", logging.ERROR, "a command failed")

    def without_egl() -> bool:
        raise ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")

    monkeypatch.setattr("phantomscope.headless.display.has_display", without_egl)
    said = told(capsys, "scan.zip")
    assert "(libEGL.so.1)" in said
    assert "should not" not in said


@pytest.mark.parametrize(
    ("word", "advice"), [("analyse", "Did you mean “analyze”?"), ("bogus", "--help” lists the commands.")]
)
def test_mistyped_command_is_told_from_a_path(
    word: str,
    advice: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main([word]) == cli.EXIT_COULD_NOT
    said = capsys.readouterr().err
    assert f"There is no command, file or folder called “{word}”. " in said
    assert said.endswith(f"{advice}\n")


def test_analyze_without_a_cache_says_and_leaves_nothing(tmp_path: Path) -> None:
    path = _file(tmp_path / "scan.zip", support.coarse_catphan504())
    home, temp = tmp_path / "home", tmp_path / "temp"
    home.write_text("a file")
    temp.mkdir()
    homes = dict.fromkeys(("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"), str(home))
    temps = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temp))
    pdf = tmp_path / "report.pdf"
    done = started("analyze", str(path), "--pdf", str(pdf), **homes, **temps)
    assert done.returncode == 0
    assert done.stderr.endswith(f"”.\nWrote {pdf}\n")
    assert not list(temp.iterdir())


@pytest.mark.parametrize("several", [False, True])
def test_stocks_paths(several: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told_of: list[object] = []

    def noted(*_: object, **options: object) -> int:
        told_of.append(options["accelerated"])
        return cli.EXIT_PASS

    monkeypatch.setattr(
        f"phantomscope.headless.commands.{'analyze_several' if several else 'analyze'}", noted
    )
    for options in ([], ["--stock-paths"]):
        assert cli.main(["analyze", str(tmp_path), *["--all"] * several, *options]) == cli.EXIT_PASS
    assert told_of == [True, False]


def test_a_strategy_that_a_source_does_not_offer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _file(tmp_path / "scan.zip", zip_bytes(slices(3)))
    said = told(capsys, "analyze", str(path), "--strategy", "lazy")
    assert "which would have to be extracted to disk first" in said
    assert "Choose “non-optimised” or “shadow”" in said
