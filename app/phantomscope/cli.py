"""The one entry: the window, the headless commands and the analysis process. Imports nothing heavy itself."""

import argparse
import difflib
import gc
import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from phantomscope import __version__
from phantomscope.analysis.phantoms import PHANTOMS, phantom_named

EXIT_PASS, EXIT_FAIL, EXIT_COULD_NOT = 0, 1, 2
_IN_FOLDER = Path()

_EPILOG = """\
examples:
  phantomscope scan.zip                         open a scan in the window
  phantomscope demo                             open the demo phantom, analysed
  phantomscope demo --phantom "Quart DVT"       the same with another phantom
  phantomscope analyze scan.zip --pdf report.pdf
  phantomscope analyze --all *.zip --output-dir reports
  phantomscope info scan.zip --pixels

exit codes of analyze: 0 every check passed (or nothing is judged), 1 a check failed, 2 it could not be done;
of several series: 0 all passed, 1 a check failed, 2 one could not be analysed or its reports not written
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments ask for and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given == ["worker"]:
        from phantomscope.analysis.worker import main as work

        work()
    if given[:1] == ["bench-measure"]:
        from phantomscope.bench.child import main as measure

        return measure(given[1:])
    if len(given) == 2 and given[0] == "demo-zip":
        # The window asks for it in a process of its own: the digital phantom's geometry loads pylinac.
        from phantomscope.digital.catalogue import digital_phantom, write_zip

        phantom = digital_phantom(given[1])
        write_zip(phantom, phantom.default_options, sys.stdout.buffer)
        return EXIT_PASS
    parser = _parser()
    if not given or not (given[0] in _COMMANDS or given[0].startswith("-")):
        # A path instead of a command: that is what a file manager and drag and drop hand over.
        if len(given) == 1 and (told := _mistyped(given[0])):
            print(told, file=sys.stderr)
            return EXIT_COULD_NOT
        given.insert(0, "open")
    chosen = parser.parse_args(given)
    return _reported(chosen.run, chosen)


def _mistyped(word: str) -> str:
    """What to say of a single word that is neither a command nor a path; empty where it may be a path."""
    if Path(word).name != word or "." in word or Path(word).exists():
        return ""
    near = difflib.get_close_matches(word, sorted(_COMMANDS - {"worker"}), 1)
    todo = f"Did you mean “{near[0]}”?" if near else "“phantomscope --help” lists the commands."
    return f"There is no command, file or folder called “{word}”. {todo}"


def _reported(run: Callable[[argparse.Namespace], int], chosen: argparse.Namespace) -> int:
    """Run a command; errors are sentences on standard error, everything else goes to the log."""
    from phantomscope import log
    from phantomscope.errors import PhantomscopeError

    log.configure()
    _speak_utf8()
    try:
        code = run(chosen)
        sys.stdout.flush()  # here, where it can still be told that nobody reads it
        return code
    except PhantomscopeError as error:
        print(_told(error, private=getattr(chosen, "private", False)), file=sys.stderr)
    except KeyboardInterrupt:
        print("Cancelled.", file=sys.stderr)
    except BrokenPipeError:
        _drop_output()  # who read our output has gone; there is nobody to tell
    except Exception as error:
        import logging

        logging.getLogger(__name__).exception("a command failed")
        unexpected = f"Something went wrong that should not. The log has details: {log.log_file()}"
        print(_missing_library(error) or unexpected, file=sys.stderr)
    return EXIT_COULD_NOT


def _told(error: Exception, *, private: bool) -> Exception:
    """The error, or the same without the name of its file."""
    from phantomscope.analysis.private_result import private_error
    from phantomscope.errors import PhantomscopeError

    return private_error(error) if private and isinstance(error, PhantomscopeError) else error


def _drop_output() -> None:
    """Send what is still to be written nowhere, or the interpreter would complain about it when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _missing_library(error: Exception) -> str:
    """The sentence where Qt can't be loaded for lack of a system library, as on a bare Linux; else empty."""
    found = re.match(r"(lib\S+\.so[.\d]*): ", str(error)) if isinstance(error, ImportError) else None
    if found is None:
        return ""
    return (
        f"The window can't be shown without a system library that is missing here ({found[1]}). Install it "
        "(on Debian and Ubuntu, as root: apt-get install libegl1 libgl1), or use “analyze” and “info”."
    )


def _speak_utf8() -> None:
    """Where the terminal's encoding lacks a sign, print a substitute rather than fail."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="phantomscope",
        description="Viewer and analyser for CT and MR phantom scans; opens a ZIP or a folder as it is.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"phantomscope {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    window = commands.add_parser("open", help="open the window (also without any command)")
    window.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="a ZIP, a folder or DICOM files")
    window.set_defaults(run=_open)

    demo = commands.add_parser(
        "demo",
        help="open the demo phantom, analysed; without a display, offscreen",
        epilog=f"phantoms: {', '.join(phantom.name for phantom in PHANTOMS)}",
    )
    demo.add_argument(
        "--phantom",
        default="CatPhan 504",
        metavar="NAME",
        help="which phantom, by its name or a part of it (default: %(default)s)",
    )
    demo.add_argument(
        "--output",
        type=Path,
        metavar="FOLDER",
        help="where to write the report and the picture without a display (default: phantomscope-demo)",
    )
    demo.add_argument(
        "--offscreen", action="store_true", help="do it offscreen even where there is a display"
    )
    demo.add_argument(
        "--save", type=Path, metavar="FILE", help="only write the demo phantom, as a ZIP archive"
    )
    demo.set_defaults(run=_demo)

    analyze = commands.add_parser(
        "analyze",
        help="analyse a scan, or several one after another, and print the verdicts",
        epilog=f"phantoms: {', '.join(phantom.name for phantom in PHANTOMS)}. Exit codes: 0 every check of "
        "every series passed (or nothing is judged), 1 a check failed, 2 a series could not be analysed or a "
        "report not written.",
    )
    analyze.add_argument(
        "paths",
        nargs="+",
        type=Path,
        metavar="PATH",
        help="a ZIP, a folder or a DICOM file; several are analysed one after another",
    )
    analyze.add_argument(
        "--phantom",
        default="",
        metavar="NAME",
        help="which phantom (default: the one that is recognised in the images)",
    )
    which = analyze.add_mutually_exclusive_group()
    which.add_argument("--series", type=int, metavar="N", help="which series, as info numbers them")
    which.add_argument("--all", action="store_true", help="all series of each path that are no localizers")
    for kind, what in (
        ("json", "the results as JSON"),
        ("csv", "the results as CSV"),
        ("pdf", "pylinac's report"),
    ):
        analyze.add_argument(
            f"--{kind}",
            nargs="?",
            type=Path,
            const=_IN_FOLDER,
            metavar="FILE",
            help=f"write {what}; with --output-dir without FILE",
        )
    analyze.add_argument(
        "--output-dir",
        type=Path,
        metavar="FOLDER",
        help="write a set of files per series (JSON and CSV where none is named), and summary.csv, there; "
        "files that are there already stay",
    )
    analyze.add_argument(
        "--set",
        action="append",
        default=[],
        dest="settings",
        metavar="NAME=VALUE",
        help="a parameter of the analysis, as “parameters” lists them; may be given several times",
    )
    profile = analyze.add_mutually_exclusive_group()
    profile.add_argument(
        "--profile",
        default="",
        metavar="NAME|FILE",
        help="parameters and tolerances to use (default: the profile that matches the scanner, if any)",
    )
    profile.add_argument("--no-profile", action="store_true", help="use no profile")
    analyze.add_argument(
        "--strategy",
        choices=("auto", "non-optimised", "lazy", "shadow"),
        default="auto",
        help="how slices are held: all decoded (non-optimised), or few, read from their files (lazy) or "
        "archive (shadow); the results are the same (default: %(default)s, which takes the least memory)",
    )
    analyze.add_argument(
        "--memory-limit",
        type=int,
        metavar="MB",
        help="what this process may take, in MB of a million bytes; it says so before it begins where that "
        "is too little (default: what a container allows)",
    )
    analyze.add_argument(
        "--stock-paths", action="store_true", help="let pylinac compute all itself, without acceleration"
    )
    by_hand = analyze.add_argument_group("put right by hand (slices count from 1)")
    by_hand.add_argument("--origin", type=int, metavar="N", help="the slice to take as origin")
    by_hand.add_argument(
        "--turn", action="store_true", help="turn the stack end for end, as where the phantom lay reversed"
    )
    by_hand.add_argument("--exclude", default="", metavar="SLICES", help="slices to leave out, as 1,2,60-64")
    by_hand.add_argument(
        "--trim", action="store_true", help="leave out the slices at both ends that show nothing"
    )
    by_hand.add_argument(
        "--partial", action="store_true", help="measure the modules that were scanned where others were not"
    )
    _offer_privacy(analyze)
    analyze.set_defaults(run=_analyze)

    parameters = commands.add_parser("parameters", help="list what may be set about a phantom's analysis")
    parameters.add_argument("phantom", nargs="?", default="", metavar="PHANTOM", help="which (default: all)")
    parameters.add_argument("--json", action="store_true", help="print them as JSON")
    parameters.set_defaults(run=_parameters)

    info = commands.add_parser("info", help="list series, slices, geometry and what was set aside")
    info.add_argument("path", type=Path, metavar="PATH", help="a ZIP, a folder or a DICOM file")
    info.add_argument("--json", type=Path, metavar="FILE", help="write it all as JSON, - for standard output")
    info.add_argument("--pixels", action="store_true", help="decode every slice: minimum, maximum and sum")
    _offer_privacy(info)
    info.set_defaults(run=_info)
    _offer_bench(commands.add_parser("bench", help="measure memory and speed beside pylinac's own modes"))
    return parser


def _offer_bench(bench: argparse.ArgumentParser) -> None:
    bench.description = (
        "Runs pylinac's three modes and Phantomscope in turn, each in fresh processes, several times round; "
        "prints medians and ratios. Scans are only read; copies that are needed go to the temporary folder "
        "and are removed. Exit codes: 0 done, 1 results differ or a scan was changed, 2 it could not be done."
    )
    bench.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="a ZIP or a folder; a digital CatPhan 504 where none is given",
    )
    bench.add_argument("--phantom", default="", metavar="NAME", help="which phantom (default: recognised)")
    bench.add_argument("--repeats", type=int, default=5, metavar="N", help="rounds (default: %(default)s)")
    bench.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="NAME",
        help="only the measure of this name, or those with this in their names, as window; may be given "
        "several times",
    )
    bench.add_argument(
        "--growth",
        action="store_true",
        help="also 5,000 slices, 10,000 files and 100,000 scrolls, once: some ten minutes and 3 GB of disk",
    )
    bench.add_argument("--json", type=Path, metavar="FILE", help="write all figures as JSON")
    bench.add_argument(
        "--markdown", type=Path, metavar="FILE", help="write the tables instead of printing them"
    )
    bench.add_argument(
        "--output-dir", type=Path, metavar="FOLDER", help="write figures.json, figures.md and limits.md there"
    )
    bench.add_argument(
        "--from",
        type=Path,
        dest="measured_before",
        metavar="FILE",
        help="measure nothing: write the tables of an earlier run from its JSON",
    )
    bench.set_defaults(run=_bench)


def _offer_privacy(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--private",
        action="store_true",
        help="hide what may tell who the patient is: names of files and series, in all that is written",
    )


_COMMANDS = frozenset({"open", "demo", "analyze", "info", "parameters", "bench", "worker"})


def _open(chosen: argparse.Namespace) -> int:
    from phantomscope.errors import PhantomscopeError
    from phantomscope.headless.display import has_display

    if not has_display() and "QT_QPA_PLATFORM" not in os.environ:
        raise PhantomscopeError(
            "There is no display to open a window on",
            todo="Use “analyze” or “info”, or “demo --offscreen” to see what the window would show",
        )
    _let_garbage_lie()
    from phantomscope.gui.application import run

    return run(chosen.paths)


def _let_garbage_lie() -> None:
    """Importing makes many objects and little garbage; the window has its own rounds for that afterwards."""
    gc.disable()


def _demo(chosen: argparse.Namespace) -> int:
    phantom = phantom_named(chosen.phantom).name
    if chosen.save is not None:
        from phantomscope.demo import save

        return save(chosen.save, phantom)
    from phantomscope.headless.display import has_display

    if has_display() and not chosen.offscreen:
        _let_garbage_lie()
        from phantomscope.gui.application import run

        return run([], demo=phantom)
    from phantomscope.demo import demo_folder, run_offscreen

    return run_offscreen(chosen.output or demo_folder(phantom), phantom)


def _analyze(chosen: argparse.Namespace) -> int:
    from phantomscope.child import matplotlib_environment
    from phantomscope.headless.commands import analyze, analyze_several
    from phantomscope.headless.corrections import Corrections
    from phantomscope.headless.memory import memory_limit
    from phantomscope.headless.profile_choice import ProfileChoice
    from phantomscope.headless.several import Selection
    from phantomscope.stack.strategy import Strategy

    several = len(chosen.paths) > 1 or chosen.all or chosen.output_dir is not None
    files = {kind: getattr(chosen, kind) for kind in ("json", "csv", "pdf")}
    _check_files(files, several)
    profiles = ProfileChoice(chosen.profile, use=not chosen.no_profile)
    strategy = Strategy(chosen.strategy) if chosen.strategy != "auto" else None
    limit = memory_limit(chosen.memory_limit)
    corrections = Corrections(chosen.origin, chosen.turn, chosen.exclude, chosen.trim, chosen.partial)
    with matplotlib_environment() as extra:
        os.environ |= extra
        if several:
            return analyze_several(
                chosen.paths,
                phantom_name=chosen.phantom,
                selection=Selection(chosen.all, chosen.series),
                folder=chosen.output_dir,
                kinds=[kind for kind, file in files.items() if file is not None],
                settings=chosen.settings,
                profiles=profiles,
                corrections=corrections,
                private=chosen.private,
                strategy=strategy,
                limit=limit,
                accelerated=not chosen.stock_paths,
            )
        return analyze(
            chosen.paths[0],
            phantom_name=chosen.phantom,
            series_number=chosen.series,
            json_file=chosen.json,
            csv_file=chosen.csv,
            pdf_file=chosen.pdf,
            settings=chosen.settings,
            profiles=profiles,
            corrections=corrections,
            private=chosen.private,
            strategy=strategy,
            limit=limit,
            accelerated=not chosen.stock_paths,
        )


def _check_files(files: dict[str, Path | None], several: bool) -> None:
    """Refuse a report's file where a folder is meant, and the other way round."""
    from phantomscope.errors import PhantomscopeError

    for kind, file in files.items():
        if several and file not in (None, _IN_FOLDER):
            raise PhantomscopeError(
                f"With several series, --{kind} can't write one file",
                where=str(file),
                todo=f"Name a folder with --output-dir, and write --{kind} after the paths, without a file",
            )
        if not several and file == _IN_FOLDER:
            raise PhantomscopeError(
                f"--{kind} needs a file to write", todo="Name one, or a folder with --output-dir"
            )


def _parameters(chosen: argparse.Namespace) -> int:
    from phantomscope.child import matplotlib_environment
    from phantomscope.headless.parameters import parameters

    with matplotlib_environment() as extra:
        os.environ |= extra
        return parameters(chosen.phantom, as_json=chosen.json)


def _info(chosen: argparse.Namespace) -> int:
    from phantomscope.headless.commands import info

    return info(chosen.path, json_file=chosen.json, pixels=chosen.pixels, private=chosen.private)


def _bench(chosen: argparse.Namespace) -> int:
    from phantomscope.bench.command import Files, bench
    from phantomscope.bench.rounds import Plan
    from phantomscope.errors import PhantomscopeError

    if chosen.repeats < 1:
        raise PhantomscopeError("There has to be one round at least", todo="Give --repeats 1 or more")
    plan = Plan(tuple(chosen.paths), chosen.phantom, chosen.repeats, tuple(chosen.only), chosen.growth)
    files = Files(chosen.json, chosen.markdown, chosen.output_dir)
    return bench(plan, files, measured_before=chosen.measured_before)
