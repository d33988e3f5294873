"""``analyze`` and ``info``: from a path to text on the terminal and files."""

import json
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from phantomscope.analysis.phantoms import phantom_named
from phantomscope.analysis.private_result import HIDDEN, names_of
from phantomscope.analysis.results import AnalysisResult, Verdict
from phantomscope.errors import PhantomscopeError
from phantomscope.headless.analysis import Analysed, Wishes, analyse_source
from phantomscope.headless.corrections import AS_IT_IS, Corrections
from phantomscope.headless.information import as_text, information, private_information
from phantomscope.headless.profile_choice import NO_PROFILE, ProfileChoice, check_settings
from phantomscope.headless.progress import Progress
from phantomscope.headless.several import KINDS, Selection, Several, report_folder
from phantomscope.reports.csv_report import to_csv
from phantomscope.reports.files import belongs_to, write_whole
from phantomscope.reports.text_report import verdict_table
from phantomscope.stack.index import scan
from phantomscope.stack.member import SourceSpec
from phantomscope.stack.sources import open_path
from phantomscope.stack.strategy import Strategy

EXIT_PASS, EXIT_FAIL = 0, 1
_COLUMNS = 100  # where the output is no terminal


def analyze(
    path: Path,
    *,
    phantom_name: str = "",
    series_number: int | None = None,
    json_file: Path | None = None,
    csv_file: Path | None = None,
    pdf_file: Path | None = None,
    settings: Sequence[str] = (),
    profiles: ProfileChoice = NO_PROFILE,
    corrections: Corrections = AS_IT_IS,
    private: bool = False,
    strategy: Strategy | None = None,
    limit: int = 0,
    accelerated: bool = True,
) -> int:
    """Analyse, print the verdict table, write what was asked for; 0 for pass or not judged, 1 for fail.

    Args:
        path: What to analyse.
        phantom_name, series_number: As in ``analyse_source``.
        json_file, csv_file, pdf_file: What to write.
        settings: Parameters, each as "NAME=VALUE".
        profiles: Which profile to use.
        corrections: What to put right first.
        private: Whether to hide names of files and series.
        strategy: How slices are held; automatically where it is None.
        limit: Bytes that this process may take altogether; 0 for what a container allows.
        accelerated: As in ``Wishes``.

    Raises:
        PhantomscopeError: It could not be done, or a file could not be written.
    """
    check_destinations([file for file in (json_file, csv_file, pdf_file) if file is not None], path)
    parameters = dict(map(parameter_setting, settings))
    source = open_path(path)
    try:
        analysed = analyse_source(
            source,
            Progress(),
            Wishes(
                phantom_name,
                parameters,
                pdf_file is not None,
                profiles,
                corrections,
                private,
                strategy,
                limit,
                accelerated,
            ),
            series_number=series_number,
        )
    finally:
        source.close()
    for note in analysed.notes:
        print(note, file=sys.stderr)
    width = shutil.get_terminal_size((_COLUMNS, 24)).columns
    table = verdict_table(analysed.result, width, encoding=sys.stdout.encoding)
    say(f"{HIDDEN if private else source.name}: {analysed.choice}\n\n{table}")
    if json_file is not None:
        write_file(json_file, analysed.result.to_json(indent=2) + b"\n")
    if csv_file is not None:
        write_file(csv_file, to_csv(analysed.result).encode("utf-8-sig"))
    if pdf_file is not None:
        write_file(pdf_file, _pdf(analysed))
    return exit_code(analysed.result)


def analyze_several(
    paths: Sequence[Path],
    *,
    phantom_name: str = "",
    selection: Selection | None = None,
    folder: Path | None = None,
    kinds: Sequence[str] = (),
    settings: Sequence[str] = (),
    profiles: ProfileChoice = NO_PROFILE,
    corrections: Corrections = AS_IT_IS,
    private: bool = False,
    strategy: Strategy | None = None,
    limit: int = 0,
    accelerated: bool = True,
) -> int:
    """Analyse several series one after another; 0 where all pass, 1 where a check failed, 2 where not all
    could be analysed or written.

    Args:
        paths: What to analyse.
        phantom_name: As in ``Wishes``, for all of them.
        selection: Which series of each path; the largest by default.
        folder: Where to write documents and a table of all; None writes nothing.
        kinds: Which documents, "json", "csv" and "pdf"; JSON and CSV where there are none.
        settings: Parameters, each as "NAME=VALUE", for all of them.
        profiles, corrections, private, strategy, limit, accelerated: As in ``Wishes``, for all of them.

    Raises:
        PhantomscopeError: It makes no sense, or nothing could be written in the end.
    """
    if corrections.origin is not None or corrections.exclude:
        raise PhantomscopeError(
            "--origin and --exclude name slices of one series", todo="Analyse that series alone"
        )
    if kinds and folder is None:
        raise PhantomscopeError("Reports of several series need a folder", todo="Name one with --output-dir")
    chosen = tuple(kind for kind in KINDS if kind in (kinds or ("json", "csv"))) if folder is not None else ()
    parameters = dict(map(parameter_setting, settings))
    if phantom_name:  # what can't be for any of them is told once, before anything is done
        check_settings(parameters, phantom_named(phantom_name))
    wishes = Wishes(
        phantom_name,
        parameters,
        "pdf" in chosen,
        profiles,
        corrections,
        private,
        strategy,
        limit,
        accelerated,
    )
    place = report_folder(folder, paths) if folder is not None else None
    return Several(wishes, selection or Selection(), chosen, place).run(paths)


def parameter_setting(text: str) -> tuple[str, Any]:
    """A parameter and its value from "NAME=VALUE"; the value is JSON where it can be, else text.

    Raises:
        PhantomscopeError: There is no "=".
    """
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise PhantomscopeError(
            f"“{text}” sets no parameter", todo="Write NAME=VALUE; “parameters” lists the names"
        )
    try:
        return name.strip(), json.loads(value)
    except ValueError:
        return name.strip(), value.strip()


def _pdf(analysed: Analysed) -> bytes:
    if "pdf" not in analysed.documents:
        raise PhantomscopeError(
            "pylinac could not make its PDF report of this analysis", todo="Write the results as JSON or CSV"
        )
    return analysed.documents["pdf"]


def info(path: Path, *, json_file: Path | None = None, pixels: bool = False, private: bool = False) -> int:
    """Print what a source holds, or write it as JSON; always 0.

    Args:
        path: What to look at.
        json_file: What to write; "-" for standard output.
        pixels: Whether to decode every slice.
        private: Whether to hide names of files and series.

    Raises:
        PhantomscopeError: It could not be opened, holds no slice, or the file could not be written.
    """
    to_stdout = json_file is not None and str(json_file) == "-"
    if json_file is not None and not to_stdout:
        check_destinations([json_file], path)
    progress = Progress()
    source = open_path(path)
    try:
        found = scan(source, lambda done, total: progress.show("Reading headers", done, total))
        data = information(
            source,
            found,
            pixels=pixels,
            on_slice=lambda done, total: progress.show("Reading slices", done, total),
        )
        if private:
            data = private_information(data, names_of(source, found.series))
    finally:
        progress.clear()
        source.close()
    if to_stdout:
        # In ASCII, which no terminal's or pipe's encoding can spoil.
        say(json.dumps(data, indent=2))
        return EXIT_PASS
    say(as_text(data, pixels=pixels))
    if json_file is not None:
        write_file(json_file, (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode())
    return EXIT_PASS


def exit_code(result: AnalysisResult) -> int:
    """1 where a check failed, else 0."""
    return EXIT_FAIL if result.verdict is Verdict.FAIL else EXIT_PASS


def say(text: str) -> None:
    """Print, and go on quietly where who reads has had enough: the files and the exit code still matter."""
    try:
        print(text)
        sys.stdout.flush()
    except BrokenPipeError:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())  # for what Python flushes at its end


def check_destinations(files: Sequence[Path], source: Path) -> None:
    """Refuse, before anything is done, to write what could not be written at the end.

    Raises:
        PhantomscopeError: A file is the source or inside it, is a folder, has no folder, or is named twice.
    """
    for number, file in enumerate(files):
        if str(file) == "-":
            raise PhantomscopeError(
                "The verdict table goes to standard output, so nothing else can", todo="Name a file to write"
            )
        if belongs_to(file, SourceSpec("path", (str(source),))):
            raise PhantomscopeError(
                "The file to write is the scan itself or inside its folder",
                where=file.name,
                todo="Choose another place: scans are never changed",
            )
        if file.is_dir():
            raise PhantomscopeError(
                "The file to write is a folder", where=str(file), todo="Name a file in it"
            )
        if not file.resolve().parent.is_dir():
            raise PhantomscopeError(
                "The folder to write to does not exist",
                where=str(file.parent),
                todo="Make it or choose another",
            )
        if not os.access(file.resolve().parent, os.W_OK):
            raise PhantomscopeError(
                "The folder may not be written to", where=str(file.parent), todo="Choose another folder"
            )
        if file.resolve() in [other.resolve() for other in files[:number]]:
            raise PhantomscopeError(
                "Two reports would be written to one file", where=file.name, todo="Give each its own name"
            )


def write_file(file: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    write_whole(file, data)
    print(f"Wrote {file}", file=sys.stderr)
