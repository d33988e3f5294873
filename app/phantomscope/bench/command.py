"""``phantomscope bench``: from paths to tables and files."""

import contextlib
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from phantomscope.bench.limits_page import limits_page
from phantomscope.bench.process import Processes
from phantomscope.bench.record import Record
from phantomscope.bench.rounds import Plan, Rounds
from phantomscope.bench.tables import figures_page
from phantomscope.child import matplotlib_environment
from phantomscope.errors import PhantomscopeError
from phantomscope.reports.files import check_place, write_whole
from phantomscope.stack.member import SourceSpec

EXIT_DONE, EXIT_DIFFERENT, EXIT_INCOMPLETE = 0, 1, 2
JSON_NAME, MARKDOWN_NAME, LIMITS_NAME = "figures.json", "figures.md", "limits.md"


@dataclass(frozen=True, slots=True)
class Files:
    """Where the figures go.

    Attributes:
        json, markdown: Files; None for none.
        folder: A folder for all three pages; None for none.
    """

    json: Path | None = None
    markdown: Path | None = None
    folder: Path | None = None

    def all(self) -> tuple[tuple[Path, str], ...]:
        """Each file and what it holds: "json", "figures" or "limits"."""
        named = [(self.json, "json"), (self.markdown, "figures")]
        if self.folder is not None:
            inside = (JSON_NAME, "json"), (MARKDOWN_NAME, "figures"), (LIMITS_NAME, "limits")
            named += [(self.folder / file, kind) for file, kind in inside]
        return tuple((path, kind) for path, kind in named if path is not None)


def bench(plan: Plan, files: Files, *, measured_before: Path | None = None) -> int:
    """Measure, print the Markdown table, write what was asked for.

    Args:
        plan: What to measure.
        files: Where to write it.
        measured_before: A JSON file of an earlier run: nothing is measured then, its pages are written anew.

    Returns:
        0; 1 where two ways of analysing gave different numbers, or a scan was changed; 2 where a measure of
        this program could not be taken (pylinac's own modes may well be unable to open a scan).

    Raises:
        PhantomscopeError: Something could not be opened or written.
    """
    plan.measures()  # what is misspelt is told before anything is done
    scans = tuple(SourceSpec("path", (str(path),)) for path in plan.paths)
    _check(files, scans)
    record = _read(measured_before) if measured_before is not None else _measured(plan)
    page = figures_page(record)
    written = files.all()
    contents = {"json": record.to_json() + "\n", "figures": page, "limits": limits_page(record)}
    for path, kind in written:
        write_whole(path, contents[kind].encode(), sources=scans)
        print(f"Wrote {path}", file=sys.stderr)
    if not any(kind == "figures" for _, kind in written):
        print(page)
    return _verdict(record)


def _verdict(record: Record) -> int:
    wrong = [f"{scan.name}: {scan.disagreement}" for scan in record.scans if scan.disagreement]
    wrong += [
        f"{scan.name} was changed while it was measured." for scan in record.scans if not scan.unchanged
    ]
    for sentence in wrong:
        print(f"WRONG: {sentence}", file=sys.stderr)
    if wrong:
        return EXIT_DIFFERENT
    every = [record.common, *(scan.series for scan in record.scans)]
    failed = {measure for series in every for measure in series.errors if "pylinac," not in measure}
    return EXIT_INCOMPLETE if failed else EXIT_DONE


def _measured(plan: Plan) -> Record:
    with _temporary_folder() as scratch, matplotlib_environment() as environment:
        # As where a program is installed: its modules are compiled once, not at every start.
        compiled = {"PYTHONPYCACHEPREFIX": str(scratch / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}
        return Rounds(plan, Processes(scratch, environment | compiled), _say).run()


def _read(path: Path) -> Record:
    try:
        return Record.from_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise PhantomscopeError("The figures can't be read", where=path.name) from error


def _check(files: Files, scans: tuple[SourceSpec, ...]) -> None:
    """Refuse what could not be written, or must not be, before an hour has gone by."""
    for path, _ in files.all():
        check_place(path, *scans)
    if files.folder is not None:
        try:
            files.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise PhantomscopeError(
                "The folder could not be made", where=str(files.folder), todo="Choose another"
            ) from error
    for path, _ in files.all():
        if not path.parent.is_dir():
            raise PhantomscopeError("There is no such folder", where=str(path.parent), todo="Choose another")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _signal(name: str) -> signal.Signals | None:
    """A signal by its name; None where the system has none of that name."""
    found: signal.Signals | None = getattr(signal, name, None)
    return found


@contextlib.contextmanager
def _temporary_folder() -> Iterator[Path]:
    """A folder that is gone afterwards, also where a person or the system ends the program."""

    def end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - as signal wants it
        raise KeyboardInterrupt

    folder = Path(tempfile.mkdtemp(prefix="phantomscope-bench-"))
    # Ended by the system, by a terminal that is closed, by a console window that is closed (Windows).
    known = ("SIGTERM", "SIGHUP", "SIGBREAK")
    # What is ignored stays ignored: by nohup, for one.
    there = [one for one in map(_signal, known) if one is not None]
    before = [(one, signal.signal(one, end)) for one in there if signal.getsignal(one) != signal.SIG_IGN]
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        for one, handler in before:
            signal.signal(one, handler)
