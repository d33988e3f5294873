import json
import os
import sys
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from gui.fake_process import FakeProcesses
from gui.sample_result import sample_result
from phantomscope.analysis.events import Stage
from phantomscope.analysis.job import AnalysisJob
from phantomscope.analysis.process import Ending, Outcome
from phantomscope.analysis.results import AnalysisResult, Tolerance
from phantomscope.analysis.tolerances import judged
from phantomscope.gui.analysis.analysis_runner import AnalysisRunner
from phantomscope.gui.results.exporter import Exporter, Kind, asking_by_dialog
from phantomscope.stack.member import SourceSpec

RESULT = sample_result()
TEFLON = "ctp404.hu_rois.Teflon"
PDF = b"%PDF-1.4 a report"


class Desk:
    """An exporter with all that a test has to hold."""

    def __init__(self, folder: Path) -> None:
        self.scan = folder / "scan.zip"
        self.scan.write_bytes(b"the scan")
        self.job = AnalysisJob(SourceSpec("path", (str(self.scan),)), "key", "CatPhan 504")
        self.path: Path | None = folder / "out"
        self.suggested: list[tuple[Kind, str]] = []
        self.processes = FakeProcesses()
        self.exporter = Exporter(AnalysisRunner(self.processes), self.ask)
        self.done: list[str] = []
        self.problems: list[str] = []
        self.progress: list[str] = []
        self.exporter.exported.connect(self.done.append)
        self.exporter.failed.connect(self.problems.append)
        self.exporter.progressed.connect(self.progress.append)

    def ask(self, kind: Kind, name: str) -> Path | None:
        self.suggested.append((kind, name))
        return self.path


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def export(qtbot: QtBot, desk: Desk, kind: Kind, path: Path) -> None:
    desk.path = path
    desk.exporter.export(kind, RESULT, desk.job)
    qtbot.waitUntil(lambda: bool(desk.done or desk.problems))


def test_json(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    export(qtbot, desk, "json", path)
    assert desk.done == [str(path)]
    assert AnalysisResult.from_json(path.read_bytes()) == RESULT
    assert json.loads(path.read_text("utf-8"))["provenance"]["pylinac"] == "3.49.0"
    assert desk.suggested == [("json", "CatPhan 504 head 2025-01-31.json")]
    assert desk.progress == ["Writing results.json", ""]


def test_csv_that_excel_reads(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    export(qtbot, desk, "csv", path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfmodule,slice,")


def test_the_ending_is_added(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    export(qtbot, desk, "csv", tmp_path / "CT 2025.01.31")
    assert desk.done == [str(tmp_path / "CT 2025.01.31.csv")]


def test_a_file_nobody_agreed_to_overwrite_stays(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("mine")
    export(qtbot, desk, "csv", tmp_path / "out")
    assert desk.problems == ["There is a file of that name already (out.csv). Choose another name."]
    assert (tmp_path / "out.csv").read_text() == "mine"


def test_a_file_chosen_by_its_whole_name_is_replaced(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old")
    export(qtbot, desk, "csv", path)
    assert path.read_bytes() != b"old"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["out.csv", "scan.zip"]


def test_nothing_happens_where_no_path_is_given(desk: Desk) -> None:
    desk.path = None
    desk.exporter.export("json", RESULT, desk.job)
    assert not desk.exporter.is_busy
    assert desk.done == desk.problems == desk.progress == []


def test_the_scan_is_never_overwritten(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    desk.job = msgspec.structs.replace(desk.job, source=SourceSpec("path", (str(tmp_path / "scan.json"),)))
    (tmp_path / "scan.json").write_bytes(b"the scan")
    export(qtbot, desk, "json", tmp_path / "scan.json")
    assert "into the scan itself" in desk.problems[0]
    assert (tmp_path / "scan.json").read_bytes() == b"the scan"


def test_nothing_is_written_into_what_else_is_open(desk: Desk, tmp_path: Path) -> None:
    second = tmp_path / "second"
    second.mkdir()
    desk.path = second / "out.json"
    desk.exporter.export("json", RESULT, desk.job, beside=(SourceSpec("path", (str(second),)),))
    assert "into the scan itself" in desk.problems[0]
    assert list(second.iterdir()) == []


def test_a_folder_that_is_gone_is_told(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    export(qtbot, desk, "json", tmp_path / "gone" / "out.json")
    assert desk.problems == ["The folder is gone (gone). Choose another folder."]
    assert not desk.exporter.is_busy


def pdf_outcome(result: AnalysisResult = RESULT, document: bytes = PDF) -> Outcome:
    return Outcome(Ending.FINISHED, result, {"pdf": document})


def start_pdf(desk: Desk, path: Path) -> None:
    desk.path = path
    desk.exporter.export("pdf", RESULT, desk.job, b"bytes")


def test_pdf_is_made_by_analysing_again(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    start_pdf(desk, path)
    process = desk.processes.newest
    assert process.job == msgspec.structs.replace(desk.job, documents=("pdf",))
    assert process.data == b"bytes"
    assert desk.exporter.is_busy
    assert desk.exporter.pid == 1234
    process.say(Stage("finding the phantom", 3, 96))
    with qtbot.waitSignal(desk.exporter.exported):
        process.end(pdf_outcome())
    assert path.read_bytes() == PDF
    assert "Making the PDF: finding the phantom 3/96" in desk.progress
    assert desk.progress[-1] == ""
    assert not desk.exporter.is_busy


def test_a_pdf_of_other_values_is_not_written(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    start_pdf(desk, path)
    with qtbot.waitSignal(desk.exporter.failed):
        desk.processes.newest.end(pdf_outcome(sample_result(wrong=("Air",))))
    assert "other values" in desk.problems[0]
    assert not path.exists()


def test_a_pdf_is_judged_by_the_tolerances_of_now(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    desk.job = msgspec.structs.replace(desk.job, tolerances={TEFLON: Tolerance(tolerance=99)})
    desk.path = tmp_path / "report.pdf"
    own = {TEFLON: Tolerance(tolerance=2)}
    desk.exporter.export("pdf", judged(RESULT, own), desk.job)
    assert desk.processes.newest.job.tolerances == own
    with qtbot.waitSignal(desk.exporter.exported):
        desk.processes.newest.end(pdf_outcome())  # the results that come back are pylinac's
    assert desk.path.read_bytes() == PDF


def test_a_pdf_of_other_values_is_not_written_by_own_tolerances_either(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    desk.path = tmp_path / "report.pdf"
    desk.exporter.export("pdf", judged(RESULT, {TEFLON: Tolerance(tolerance=200)}), desk.job)
    with qtbot.waitSignal(desk.exporter.failed):
        desk.processes.newest.end(pdf_outcome(sample_result(wrong=("Teflon",))))
    assert not desk.path.exists()


def test_slices_left_out_meanwhile_change_no_value(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    desk.path = tmp_path / "report.pdf"
    modules = tuple(
        msgspec.structs.replace(one, slice_index=None if one.slice_index is None else one.slice_index - 3)
        for one in RESULT.modules
    )
    desk.exporter.export("pdf", msgspec.structs.replace(RESULT, modules=modules), desk.job)
    with qtbot.waitSignal(desk.exporter.exported):
        desk.processes.newest.end(pdf_outcome())


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (Outcome(Ending.CRASHED, text="The analysis process crashed."), "The analysis process crashed."),
        (pdf_outcome(document=b""), "made no PDF"),
        (Outcome(Ending.FINISHED, RESULT, None), "made no PDF"),
    ],
)
def test_a_pdf_that_could_not_be_made_is_told(
    qtbot: QtBot, desk: Desk, tmp_path: Path, outcome: Outcome, told: str
) -> None:
    start_pdf(desk, tmp_path / "report.pdf")
    with qtbot.waitSignal(desk.exporter.failed):
        desk.processes.newest.end(outcome)
    assert told in desk.problems[0]
    assert not (tmp_path / "report.pdf").exists()
    assert not desk.exporter.is_busy


def test_a_cancelled_pdf_is_no_error(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    start_pdf(desk, tmp_path / "report.pdf")
    desk.exporter.cancel()
    assert desk.processes.newest.cancelled
    desk.processes.newest.end()
    qtbot.waitUntil(lambda: not desk.exporter.is_busy)
    assert desk.done == desk.problems == []
    assert not (tmp_path / "report.pdf").exists()


def test_one_at_a_time(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    start_pdf(desk, tmp_path / "report.pdf")
    desk.exporter.export("json", RESULT, desk.job)
    assert desk.problems == ["Another report is still being written. Wait until it is done."]
    with qtbot.waitSignal(desk.exporter.exported):
        desk.processes.newest.end(pdf_outcome())
    assert (tmp_path / "report.pdf").exists()


def test_shutdown_waits_for_what_is_being_written(desk: Desk, tmp_path: Path) -> None:
    desk.path = tmp_path / "results.json"
    desk.exporter.export("json", RESULT, desk.job)
    desk.exporter.shutdown()
    assert AnalysisResult.from_json((tmp_path / "results.json").read_bytes()) == RESULT


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_no_permission_is_told(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    export(qtbot, desk, "json", locked / "out.json")
    assert "may not be written there" in desk.problems[0]


def test_the_dialog_asks_with_the_suggested_name(qtbot: QtBot) -> None:
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    names: list[str] = []

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        names.append(Path(dialog.selectedFiles()[0]).name)
        dialog.reject()

    QTimer.singleShot(0, answer)
    try:
        assert asking_by_dialog(None)("csv", "head 2025-01-31.csv") is None
    finally:
        QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs, False)
    assert names == ["head 2025-01-31.csv"]
