"""The demo phantom: saved as a file, or opened, analysed and reported in a window that nobody sees."""

import io
import subprocess
import sys
import threading
from pathlib import Path

from phantomscope.analysis.job import AnalysisJob
from phantomscope.analysis.phantoms import squeezed
from phantomscope.analysis.process import AnalysisProcess, Ending, Outcome
from phantomscope.analysis.results import AnalysisResult
from phantomscope.child import child_command, child_environment
from phantomscope.errors import PhantomscopeError
from phantomscope.headless.commands import exit_code
from phantomscope.headless.progress import Progress
from phantomscope.reports.csv_report import to_csv
from phantomscope.reports.files import write_whole
from phantomscope.reports.text_report import verdict_table
from phantomscope.stack.index import scan
from phantomscope.stack.sources import open_path

DEFAULT_PHANTOM = "CatPhan 504"


def demo_folder(phantom_name: str) -> Path:
    """The folder, below the current one, into which this phantom's demo goes unless another is named."""
    default = phantom_name == DEFAULT_PHANTOM
    return Path("phantomscope-demo" if default else f"phantomscope-demo-{squeezed(phantom_name)}")


def save(archive: Path, phantom_name: str = DEFAULT_PHANTOM) -> int:
    """Write a digital phantom as a ZIP archive, and what is true of it beside it as JSON; always 0.

    Args:
        archive: The file to write.
        phantom_name: The phantom's name in the registry.

    Raises:
        PhantomscopeError: There is a file of that name, or it could not be written.
    """
    truth_file = archive.with_suffix(".truth.json")
    for file in (archive, truth_file):
        if file.exists():
            raise PhantomscopeError(
                "There is a file of that name, which may be a scan",
                where=file.name,
                todo="Choose another name",
            )
    from phantomscope.digital.catalogue import digital_phantom, write_zip

    phantom = digital_phantom(phantom_name)
    with io.BytesIO() as made:
        truth = write_zip(phantom, phantom.default_options, made)
        write_whole(archive, made.getvalue())
    write_whole(truth_file, truth.to_json().encode())
    print(f"Wrote {archive}\nWrote {truth_file}", file=sys.stderr)
    return 0


def run_offscreen(folder: Path, phantom_name: str = DEFAULT_PHANTOM) -> int:
    """Do the whole job without a screen: make the phantom, open and analyse it in the window, report.

    Prints the verdict table and says what was written where. Returns 0 for pass, 1 for fail.

    Raises:
        PhantomscopeError: A step failed.
    """
    progress = Progress()
    archive, picture = folder / f"digital-{squeezed(phantom_name)}.zip", folder / "window.png"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PhantomscopeError(
            f"The folder could not be made: {(error.strerror or 'unknown reason').lower()}",
            where=str(folder),
            todo="Choose another with --output",
        ) from error
    if not archive.exists() and any(folder.iterdir()):
        raise PhantomscopeError(
            "The folder holds files that are not this demo's",
            where=str(folder),
            todo="Choose another with --output",
        )
    if not archive.exists():  # the phantom is the same every time
        _make(archive, phantom_name, progress)

    from phantomscope.gui.application import demo_offscreen

    result = demo_offscreen(archive, picture, progress=progress.show)
    pdf = _report(archive, phantom_name, result, progress)
    progress.clear()
    print(verdict_table(result))
    files = {
        "report.pdf": pdf,
        "results.json": result.to_json(indent=2) + b"\n",
        "results.csv": to_csv(result).encode("utf-8-sig"),
    }
    for name, data in files.items():
        write_whole(folder / name, data)
    print("\nThere is no display, so this was done offscreen. Look at:")
    for path in (picture, *(folder / name for name in files), archive):
        print(f"  {path}")
    return exit_code(result)


def _make(archive: Path, phantom_name: str, progress: Progress) -> None:
    """Make the phantom in a process of its own, as the window does: its geometry loads pylinac."""
    progress.show("Making the demo phantom")
    made = subprocess.run(
        child_command("demo", "--phantom", phantom_name, "--save", str(archive)),
        env=child_environment(),
        capture_output=True,
        check=False,
    )
    if made.returncode != 0:
        progress.clear()
        raise PhantomscopeError(made.stderr.decode(errors="replace").strip().rstrip("."))


def _report(archive: Path, phantom_name: str, shown: AnalysisResult, progress: Progress) -> bytes:
    """pylinac's PDF, from a second run whose numbers must be those that the window shows."""
    source = open_path(archive)
    try:
        series = scan(source).series[0]
        job = AnalysisJob(
            source.spec,
            series.key,
            phantom_name,
            documents=("pdf",),
            series_digest=series.digest,
            choice=shown.provenance.choice,
        )
    finally:
        source.close()
    outcomes: list[Outcome] = []
    ended = threading.Event()

    def end(outcome: Outcome) -> None:
        outcomes.append(outcome)
        ended.set()

    progress.show("Writing the report")
    AnalysisProcess(job, lambda _: None, end).start()
    ended.wait()
    outcome = outcomes[0]
    if outcome.ending is not Ending.FINISHED or outcome.result is None or not outcome.documents:
        raise PhantomscopeError(f"The report could not be made. {outcome.text}".strip().rstrip("."))
    if outcome.result.modules != shown.modules:
        raise PhantomscopeError("The report's numbers differ from those of the window, so it was not written")
    return outcome.documents["pdf"]
