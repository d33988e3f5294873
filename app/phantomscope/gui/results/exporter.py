"""Results out to files: JSON and CSV at once, PDF by analysing again with the report switched on."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import msgspec
from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from phantomscope.analysis.events import Stage
from phantomscope.analysis.job import AnalysisJob
from phantomscope.analysis.private_result import private_result
from phantomscope.analysis.process import Ending, Outcome
from phantomscope.analysis.results import AnalysisResult, Metric
from phantomscope.analysis.tolerances import judged
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.analysis.analysis_runner import AnalysisRunner
from phantomscope.reports.files import belongs_to, file_name, write_whole
from phantomscope.stack.member import SourceSpec

logger = logging.getLogger(__name__)

Kind = Literal["pdf", "json", "csv"]
AskPath = Callable[[Kind, str], Path | None]

_FILTERS: dict[Kind, str] = {
    "pdf": "PDF report (*.pdf)",
    "json": "JSON (*.json)",
    "csv": "CSV table (*.csv)",
}


class _Request(msgspec.Struct, frozen=True):
    kind: Kind
    path: Path
    result: AnalysisResult
    sources: tuple[SourceSpec, ...]
    hidden: tuple[str, ...] | None = None


class Exporter(QObject):
    """Writes one document at a time. Files are written off the GUI thread, whole or not at all.

    Signals:
        exported(str): The path of the file that has been written.
        failed(str): Why none was, in sentences for a person.
        progressed(str): What is being done now; empty when it is over, however it ended.

    Attributes:
        admit: Gives a job the memory that it may take, or says by a PhantomscopeError why it is not begun.
            Told of the number of slices and of the source's bytes where they lie in memory.

    Args:
        runner: Runs the analysis that makes the PDF; this object's alone.
        ask_path: Asks the person where to; gets the kind and a file name to suggest.
        parent: Qt parent.
    """

    exported = Signal(str)
    failed = Signal(str)
    progressed = Signal(str)
    _written = Signal(str, str)

    def __init__(self, runner: AnalysisRunner, ask_path: AskPath, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._ask_path = ask_path
        self._request: _Request | None = None
        self._thread: threading.Thread | None = None
        self.admit: Callable[[AnalysisJob, int, bytes], AnalysisJob] = lambda job, *_: job
        runner.stage_changed.connect(self._on_stage_changed)
        runner.ended.connect(self._on_ended)
        self._written.connect(self._on_written, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether a document is being made."""
        return self._request is not None

    @property
    def pid(self) -> int | None:
        """Process id of the analysis that makes a PDF, or None."""
        return self._runner.pid

    def export(
        self,
        kind: Kind,
        result: AnalysisResult,
        job: AnalysisJob,
        data: bytes = b"",
        *,
        hidden: tuple[str, ...] | None = None,
        beside: tuple[SourceSpec, ...] = (),
    ) -> None:
        """Ask where to, then write.

        Args:
            kind: Which document.
            result: What is shown, judged by the person's own tolerances as they are now.
            job: What it came from.
            data: The source's bytes, for a source in memory.
            hidden: Names that must not be read in it, those of scan and series among them; None hides none.
            beside: What else is open, where nothing is written to.
        """
        if self.is_busy:
            self.failed.emit("Another report is still being written. Wait until it is done.")
            return
        origin = result.provenance
        title = (origin.series_title if hidden is None else "") or origin.phantom
        path = self._ask_path(kind, file_name(title, origin.analysed_at[:10], kind))
        if path is None:
            return
        sources = (job.source, *beside)
        problem = _problem(path, kind, sources)
        if problem is not None:
            self.failed.emit(str(problem))
            return
        path = _with_ending(path, kind)
        self._request = _Request(kind, path, result, sources, hidden)
        self.progressed.emit(f"Writing {path.name}")
        if kind == "pdf":
            # The tolerances may be others than they were when it was analysed.
            tolerances, profile = dict(result.tolerances), result.provenance.profile
            again = msgspec.structs.replace(
                job,
                documents=("pdf",),
                tolerances=tolerances,
                profile=profile,
                private=hidden is not None,
            )
            try:
                again = self.admit(again, origin.slice_count, data)
            except PhantomscopeError as error:
                self._fail(str(error))
                return
            self._runner.start(again, data)
        else:
            self._write(_to_json if kind == "json" else _to_csv)

    def cancel(self) -> None:
        """Make no PDF after all. Files already being written are written."""
        self._runner.cancel()

    def shutdown(self) -> None:
        """End the analysis and wait for a file that is being written: for a window that closes."""
        self._runner.shutdown()
        if self._thread is not None:
            self._thread.join()
        self._request = None

    @Slot(object)
    def _on_stage_changed(self, stage: Stage) -> None:
        counted = f" {stage.done}/{stage.total}" if stage.total else ""
        self.progressed.emit(f"Making the PDF: {stage.name}{counted}")

    @Slot(object)
    def _on_ended(self, outcome: Outcome) -> None:
        request = self._request
        if request is None:
            return
        if outcome.ending is Ending.CANCELLED:
            self._finish()
        elif outcome.result is None:
            self._fail(f"The PDF could not be made. {outcome.text}".rstrip())
        elif _values(judged(outcome.result, request.result.tolerances)) != _values(request.result):
            self._fail(
                "The PDF was not written: analysing again gave other values than those shown. "
                "The scan may have changed on disk; open and analyse it again."
            )
        elif not (document := (outcome.documents or {}).get("pdf")):
            self._fail("The analysis made no PDF. Try again; the log has what is known.")
        else:
            self._write(lambda _: document)

    def _write(self, make: Callable[[AnalysisResult], bytes]) -> None:
        request = self._request
        assert request is not None
        self._thread = threading.Thread(
            target=self._write_now, args=(request, make), name="export", daemon=False
        )
        self._thread.start()

    def _write_now(self, request: _Request, make: Callable[[AnalysisResult], bytes]) -> None:
        try:
            result = request.result
            if request.hidden is not None:
                result = private_result(result, request.hidden)
            write_whole(request.path, make(result), sources=request.sources)
        except PhantomscopeError as error:
            self._tell("", str(error))
        except Exception:
            logger.exception("a document could not be written")
            self._tell("", "The file could not be written. Try again; the log has what is known.")
        else:
            self._tell(str(request.path), "")

    def _tell(self, path: str, problem: str) -> None:
        try:
            self._written.emit(path, problem)
        except RuntimeError:
            logger.debug("the window closed while a document was being written")

    @Slot(str, str)
    def _on_written(self, path: str, problem: str) -> None:
        if problem:
            self._fail(problem)
        else:
            self._finish()
            self.exported.emit(path)

    def _fail(self, text: str) -> None:
        self._finish()
        self.failed.emit(text)

    def _finish(self) -> None:
        self._request = None
        self.progressed.emit("")


def asking_by_dialog(parent: QWidget | None) -> AskPath:
    """Asks with the system's own dialog, starting in the documents folder, never beside the scan."""

    def ask(kind: Kind, name: str) -> Path | None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(parent, "Export the results", str(Path(folder) / name), _FILTERS[kind])
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(kind)
        dialog.selectFile(name)
        chosen = dialog.selectedFiles() if dialog.exec() else []
        dialog.deleteLater()
        return Path(chosen[0]) if chosen else None

    return ask


def _problem(path: Path, kind: Kind, sources: tuple[SourceSpec, ...]) -> PhantomscopeError | None:
    """What speaks against a path, before any work is done for it."""
    target = _with_ending(path, kind)
    if belongs_to(target, *sources):
        return PhantomscopeError(
            "The report would be written into the scan itself, which stays as it is",
            where=path.name,
            todo="Choose another folder",
        )
    if target != path and target.exists():
        # The dialog asked about the name without its ending.
        return PhantomscopeError(
            "There is a file of that name already", where=target.name, todo="Choose another name"
        )
    return None


def _with_ending(path: Path, kind: Kind) -> Path:
    return path if path.suffix.lower() == f".{kind}" else path.with_name(f"{path.name}.{kind}")


def _values(result: AnalysisResult) -> list[tuple[str, Metric]]:
    """All metrics with their verdicts. Slices have other numbers once some have been left out."""
    return [
        (module.key, msgspec.structs.replace(metric, slice_index=None))
        for module in result.modules
        for metric in module.metrics
    ]


def _to_json(result: AnalysisResult) -> bytes:
    return result.to_json(indent=2) + b"\n"


def _to_csv(result: AnalysisResult) -> bytes:
    from phantomscope.reports.csv_report import to_csv

    return to_csv(result).encode("utf-8-sig")
