#!/usr/bin/env python3
"""Start an installed or frozen Phantomscope as a user would, and check that it does its job.

    python packaging/smoke.py [--installed FOLDER] PROGRAM [ARGUMENT ...]

PROGRAM is the command that starts it (`phantomscope`, `dist/phantomscope/phantomscope`,
`python -m phantomscope`). It runs in an empty current folder, with a home and a temporary folder of its own
and without what this Python's environment would lend it, so that nothing of a checkout helps. `--installed`
names the folder that it is installed in, which must not change meanwhile.

Exit code: 0 where every check passed, 1 where one did not. Needs psutil. One check is a line each.
"""

import argparse
import csv
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

PASSED, FAILED = 0, 1
PATIENCE_SECONDS = 600.0
PROMPT_SECONDS = 5.0  # what a command may take that has nothing to do
ORPHAN_SECONDS = 15.0  # what an analysis process may live on without its parent
LOOK_SECONDS = 0.1
LONGEST_SENTENCES = 500
TRACEBACK = "Traceback (most recent call last)"
# Variables by which this Python, or the desktop, would lend the program what it has to bring or find itself.
BORROWED = re.compile(r"^(?:PYTHON|VIRTUAL_ENV|CONDA|QT_|MPL|PHANTOMSCOPE|_PYI|LD_LIBRARY_PATH|XDG_\w+_HOME)")


class SmokeError(Exception):
    """A check did not pass; the text says what was found."""


def expect(condition: object, found: str) -> None:
    """Go on where the condition holds.

    Raises:
        SmokeError: It does not.
    """
    if not condition:
        raise SmokeError(found)


# ------------------------------------------------------------------------------------------- the program


@dataclass(frozen=True, slots=True)
class Run:
    """What became of one run of the program."""

    code: int
    out: str
    err: str
    seconds: float

    def ended_with(self, code: int) -> "Run":
        """This run, where it ended with that exit code.

        Raises:
            SmokeError: It ended with another.
        """
        expect(self.code == code, f"exit code {self.code} instead of {code}. {self.err.strip()[-600:]}")
        return self


@dataclass(frozen=True, slots=True)
class Process:
    """A process of the program's as it was seen once.

    Attributes:
        arguments: Its command line.
        executable: The file that it runs, links resolved; empty where the system would not say.
        handle: To look at it again.
    """

    arguments: tuple[str, ...]
    executable: str
    handle: psutil.Process

    @property
    def is_worker(self) -> bool:
        """Whether it was started for one analysis."""
        return self.arguments[-1:] == ("worker",)


@dataclass(slots=True)
class Family:
    """All processes that were seen below one, itself included."""

    root: psutil.Process
    members: dict[int, Process] = field(default_factory=dict)

    def look(self) -> None:
        """See who is there now."""
        with suppress(psutil.Error):
            for handle in (self.root, *self.root.children(recursive=True)):
                known = self.members.get(handle.pid)
                # Seen between fork and exec, a child still has its parent's command line: look again.
                if known is None or not known.is_worker:
                    with suppress(psutil.Error):
                        executable = str(Path(handle.exe()).resolve()) if handle.exe() else ""
                        self.members[handle.pid] = Process(tuple(handle.cmdline()), executable, handle)

    @property
    def workers(self) -> list[Process]:
        """Those that were started for one analysis."""
        return [one for one in self.members.values() if one.is_worker]

    @property
    def other_executables(self) -> set[str]:
        """The files that the others run."""
        return {one.executable for one in self.members.values() if not one.is_worker}

    def living(self) -> list[Process]:
        """Those that have not ended."""
        return [one for one in self.members.values() if _lives(one.handle)]


def _lives(handle: psutil.Process) -> bool:
    try:
        return bool(handle.is_running()) and handle.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


@dataclass(frozen=True, slots=True)
class Program:
    """The program under test and the rooms it is given.

    Attributes:
        command: What starts it.
        room: A folder of its own for all that follows.
        environment: The environment it is started with.
    """

    command: tuple[str, ...]
    room: Path
    environment: dict[str, str]

    @classmethod
    def in_room(cls, command: Sequence[str], room: Path, environment: Mapping[str, str]) -> "Program":
        """Give the program an empty current folder, home and temporary folder below ``room``."""
        for name in ("here", "home", "temp", "scan", "reports", "output"):
            (room / name).mkdir()
        return cls(tuple(command), room, isolated(environment, room / "home", room / "temp"))

    @property
    def scan(self) -> Path:
        """The demo phantom, once it was saved."""
        return self.room / "scan" / "phantom.zip"

    def run(self, *arguments: str | Path) -> Run:
        """Run it to its end.

        Raises:
            SmokeError: It did not end, or showed a traceback.
        """
        with self.started(*arguments) as process:
            began = time.monotonic()
            try:
                process.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                raise SmokeError(f"not done after {PATIENCE_SECONDS:.0f} s") from None
            return self.outcome(process, time.monotonic() - began)

    @contextmanager
    def started(self, *arguments: str | Path) -> Iterator[subprocess.Popen[bytes]]:
        """Start it; what still runs of it at the end of the block is killed."""
        with (self.room / "out").open("wb") as out, (self.room / "err").open("wb") as err:
            try:
                process = subprocess.Popen(
                    [*self.command, *map(str, arguments)],
                    cwd=self.room / "here",
                    env=self.environment,
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=err,
                )
            except OSError as error:
                raise SmokeError(f"{self.command[0]} could not be started: {error.strerror}") from error
            family = Family(psutil.Process(process.pid))
            try:
                yield process
            finally:
                if process.poll() is None:
                    family.look()
                    for one in family.living():
                        with suppress(psutil.Error):
                            one.handle.kill()
                    process.wait()

    def outcome(self, process: subprocess.Popen[bytes], seconds: float) -> Run:
        """What became of a process that has ended.

        Raises:
            SmokeError: It showed a traceback.
        """
        out, err = ((self.room / name).read_bytes().decode("utf-8", "replace") for name in ("out", "err"))
        expect(TRACEBACK not in out + err, f"a traceback was shown: {err[-600:]}")
        return Run(process.returncode, out, err, seconds)


def isolated(environment: Mapping[str, str], home: Path, temp: Path) -> dict[str, str]:
    """An environment with these folders and without what would lend the program anything."""
    kept = {name: value for name, value in environment.items() if not BORROWED.match(name)}
    homes = dict.fromkeys(("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"), str(home))
    return kept | homes | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temp))


# -------------------------------------------------------------------------------------------- the checks


def version(program: Program) -> str:
    """``--version`` answers at once."""
    runs = [program.run("--version").ended_with(0) for _ in range(3)]
    best = min(run.seconds for run in runs)
    said = runs[0].out.strip()
    expect(re.fullmatch(r"phantomscope \d+\.\d+\.\d+\S*", said), f"it said {said!r}")
    expect(best < PROMPT_SECONDS, f"it took {best:.1f} s")
    return f"{said}; first {runs[0].seconds:.2f} s, best of three {best:.2f} s"


def usage(program: Program) -> str:
    """``--help`` answers at once and names the commands."""
    run = program.run("--help").ended_with(0)
    for word in ("demo", "analyze", "info", "open"):
        expect(word in run.out, f"“{word}” isn't in it")
    expect(run.seconds < PROMPT_SECONDS, f"it took {run.seconds:.1f} s")
    return f"{run.seconds:.2f} s"


def save_demo(program: Program) -> str:
    """``demo --save`` writes the digital phantom and its truth."""
    run = program.run("demo", "--save", program.scan).ended_with(0)
    truth = json.loads(program.scan.with_suffix(".truth.json").read_text("utf-8"))
    expect(truth, "its truth is empty")
    with zipfile.ZipFile(program.scan) as archive:
        count = len(archive.namelist())
        expect(count > 10, f"it holds {count} slices")
        expect(archive.testzip() is None, "a member is damaged")
    return f"{count} slices, {program.scan.stat().st_size / 1e6:.1f} MB, {run.seconds:.1f} s"


def info(program: Program) -> str:
    """``info --pixels --json -`` decodes every slice and says nothing else."""
    run = program.run("info", "--pixels", "--json", "-", program.scan).ended_with(0)
    expect(not run.err, f"it said on standard error: {run.err[:300]}")
    told = json.loads(run.out)
    (series,) = told["series"]
    slices = series["slices_list"]
    with zipfile.ZipFile(program.scan) as archive:
        expect(len(slices) == len(archive.namelist()), f"it lists {len(slices)} slices")
    for one in slices:
        expect(
            {"min", "max", "sum"} <= set(one.get("stored", ())), f"slice {one['index']}: {one.get('error')}"
        )
    expect(told["memory"]["extracted"] == 0, "something was extracted")
    return f"{len(slices)} slices of {series['columns']}×{series['rows']}, {run.seconds:.1f} s"


def analyze(program: Program) -> str:
    """``analyze`` passes the phantom and writes JSON, CSV and PDF."""
    folder = program.room / "reports"
    files = [folder / f"results.{kind}" for kind in ("json", "csv", "pdf")]
    run = program.run(
        "analyze", program.scan, *(word for file in files for word in (f"--{file.suffix[1:]}", file))
    ).ended_with(0)
    expected = ("CatPhan 504: recognised (", "Wrote ")
    unexpected = [line for line in run.err.splitlines() if not line.startswith(expected)]
    expect(not unexpected, f"it said on standard error: {unexpected[:3]}")
    expect("PASS" in run.out, "there is no PASS in its table")
    return f"{_reports(folder / 'results')}, {run.seconds:.1f} s"


def _reports(results: Path, pdf: Path | None = None) -> str:
    """Look at the three reports of one analysis."""
    told = _results(results.with_suffix(".json"))
    metrics = sum(len(module["metrics"]) for module in told["modules"])
    expect(metrics > 20, f"the JSON has {metrics} values")
    expect(told["images"] and told["charts"], "the JSON has no overlays or no charts")
    with results.with_suffix(".csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if not row["module"].startswith("# ")]
    expect(len(rows) == metrics, f"the CSV has {len(rows)} rows, the JSON {metrics} values")
    document = (pdf or results.with_suffix(".pdf")).read_bytes()
    whole = document.startswith(b"%PDF-") and b"%%EOF" in document[-32:]
    pages, pictures = (
        len(re.findall(pattern, document)) for pattern in (rb"/Type /Page\b", rb"/Subtype /Image")
    )
    expect(whole and pages > 1 and pictures > 3, f"the PDF has {pages} pages and {pictures} pictures")
    return (
        f"{metrics} values, {len(told['images'])} images, {len(told['charts'])} charts, PDF of {pages} pages"
    )


def _results(file: Path) -> dict[str, Any]:
    told = json.loads(file.read_text("utf-8"))
    expect(isinstance(told, dict), "the JSON is no object")
    return dict(told)


def demo(program: Program) -> str:
    """``demo --offscreen`` analyses in a child process that is this very program, and says the same."""
    folder = program.room / "output" / "demo"
    with program.started("demo", "--offscreen", "--output", folder) as process:
        began = time.monotonic()
        family = Family(psutil.Process(process.pid))
        while process.poll() is None:
            family.look()
            expect(time.monotonic() - began < PATIENCE_SECONDS, "it does not end")
            time.sleep(LOOK_SECONDS)
        run = program.outcome(process, time.monotonic() - began).ended_with(0)
    expect(family.workers, "no analysis process was seen")
    for worker in family.workers:
        others = family.other_executables
        expect(worker.executable in others, f"the analysis process runs {worker.executable}, not {others}")
    expect(not family.living(), f"still running: {[one.arguments for one in family.living()]}")
    picture = (folder / "window.png").read_bytes()
    expect(picture.startswith(b"\x89PNG") and len(picture) > 20_000, "there is no picture of the window")
    reports = _reports(folder / "results", folder / "report.pdf")
    here, there = (_results(file)["modules"] for file in (folder / "results.json", _analysed(program)))
    expect(here == there, "its values differ from those of “analyze”")
    return f"{len(family.workers)} analysis processes, {reports}, {run.seconds:.1f} s"


def _analysed(program: Program) -> Path:
    return program.room / "reports" / "results.json"


def orphan(program: Program) -> str:
    """An analysis process ends with its parent, however that ends."""
    folder = program.room / "output" / "killed"
    with program.started("demo", "--offscreen", "--output", folder) as process:
        family = Family(psutil.Process(process.pid))
        while not family.workers:
            expect(process.poll() is None, "it ended before an analysis process was seen")
            time.sleep(LOOK_SECONDS)
            family.look()
        for one in family.members.values():
            if not one.is_worker:
                with suppress(psutil.Error):
                    one.handle.kill()
        process.wait()
        killed = time.monotonic()
        while living := family.living():
            waited = time.monotonic() - killed
            if waited > ORPHAN_SECONDS:
                for one in living:
                    one.handle.kill()
                raise SmokeError(f"it lived on for {waited:.0f} s")
            time.sleep(LOOK_SECONDS)
    return f"gone after {time.monotonic() - killed:.2f} s"


def bad_input(program: Program) -> str:
    """What can't be analysed gives a sentence and exit code 2."""
    text, empty = program.room / "scan" / "notes.zip", program.room / "scan" / "empty"
    text.write_text("This is no archive.", "utf-8")
    empty.mkdir()
    said = ""
    asked: list[tuple[str | Path, ...]] = [
        ("analyze", text),
        ("info", text),
        ("analyze", empty),
        ("info", program.room / "scan" / "gone.zip"),
        ("analyze", program.scan, "--phantom", "No such phantom"),
        ("analyze", program.scan, "--pdf", program.room / "no such folder" / "report.pdf"),
    ]
    for arguments in asked:
        run = program.run(*arguments).ended_with(2)
        said = run.err.strip()
        expect(said.endswith(".") and len(said) < LONGEST_SENTENCES, f"{arguments}: it said {said!r}")
        expect("should not" not in said, f"{arguments}: it said {said!r}")
        expect(not run.out, f"{arguments}: it printed {run.out[:100]!r}")
    text.unlink()
    empty.rmdir()
    return f"{len(asked)} sentences, such as: {said}"


def nothing_left(program: Program) -> str:
    """Nothing is left in the temporary folder or the current one, and no error is in the log."""
    for name in ("temp", "here"):
        left = sorted(str(file.relative_to(program.room)) for file in (program.room / name).rglob("*"))
        expect(not left, f"left: {left[:6]}")
    homely = [file for file in (program.room / "home").rglob("*") if file.is_file()]
    for file in homely:
        if file.suffix == ".log":
            log = file.read_text("utf-8", "replace")
            expect(" ERROR " not in log and TRACEBACK not in log, f"the log has errors: {log[-600:]}")
    return f"in the home: {', '.join(sorted(file.name for file in homely)) or 'nothing'}"


Check = tuple[str, Callable[[Program], str]]
CHECKS: tuple[Check, ...] = (
    ("version", version),
    ("help", usage),
    ("demo --save", save_demo),
    ("info", info),
    ("analyze", analyze),
    ("demo --offscreen", demo),
    ("parent killed", orphan),
    ("bad input", bad_input),
    ("nothing left", nothing_left),
)


# ----------------------------------------------------------------------------------------------- the run


def fingerprint(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of change of every file below a folder."""
    return {
        str(file.relative_to(folder)): (file.stat().st_size, file.stat().st_mtime_ns)
        for file in folder.rglob("*")
        if file.is_file()
    }


def digest(file: Path) -> str:
    """SHA-256 of a file, and when it was last changed."""
    return (
        f"{hashlib.sha256(file.read_bytes()).hexdigest()} {file.stat().st_mtime_ns}" if file.is_file() else ""
    )


def tell(passed: bool, seconds: float, name: str, text: str) -> None:
    """One line about one check; further lines of its text are indented."""
    shown = text.strip().replace("\n", "\n      ")
    print(f"{'ok  ' if passed else 'FAIL'}  {seconds:6.1f} s  {name:<16}  {shown}", flush=True)


def run_checks(program: Program, checks: Sequence[Check]) -> int:
    """Run the checks, telling of each; the number of those that failed."""
    failures = 0
    scan_before = ""
    for name, check in checks:
        began = time.monotonic()
        try:
            text, passed = check(program), True
            before, scan_before = scan_before, digest(program.scan)
            expect(before in ("", scan_before), "the scan was changed")
        except SmokeError as error:
            text, passed = str(error), False
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
            # What it wrote is missing or isn't what it should be.
            text, passed = f"{type(error).__name__}: {error}", False
        tell(passed, time.monotonic() - began, name, text)
        failures += not passed
    return failures


def main(arguments: Sequence[str]) -> int:
    """Check one program in a room of its own, which is taken away afterwards."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--installed", type=Path, metavar="FOLDER")
    parser.add_argument("program", nargs=argparse.REMAINDER, metavar="PROGRAM ...")
    chosen = parser.parse_args(arguments)
    if not chosen.program:
        parser.error("say which program")
    first = shutil.which(chosen.program[0])
    if first is None:
        print(f"There is no program {chosen.program[0]}.", file=sys.stderr)
        return FAILED
    began = time.monotonic()
    before = fingerprint(chosen.installed) if chosen.installed else {}
    with tempfile.TemporaryDirectory(prefix="phantomscope-smoke-") as folder:
        command = [str(Path(first).absolute()), *chosen.program[1:]]
        room = Path(folder).resolve()
        failures = run_checks(Program.in_room(command, room, os.environ), CHECKS)
    if chosen.installed:
        changed = set(before.items()) ^ set(fingerprint(chosen.installed).items())
        tell(not changed, 0.0, "installation", f"changed: {sorted(changed)[:4]}" if changed else "unchanged")
        failures += bool(changed)
    outcome = f"{failures} checks failed" if failures else "All checks passed"
    print(f"{outcome}, {time.monotonic() - began:.0f} s.")
    return FAILED if failures else PASSED


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
