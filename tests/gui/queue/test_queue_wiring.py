"""The queue and the main window."""

import csv
import io
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from fixture_types import Untouched
from gui.queue_desk import QueueDesk
from gui.sample_result import sample_result
from gui.scans import scan_of
from phantomscope.analysis import events
from phantomscope.analysis.process import Ending, Outcome
from phantomscope.analysis.results import AnalysisResult, LeftOut, Tolerance
from phantomscope.gui.queue.queue_item import State
from phantomscope.gui.queue.queue_window import QueueWindow

_ALL = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def test_the_actions(queue_desk: QueueDesk) -> None:
    window = queue_desk.desk.window
    actions = window.actions_
    assert actions.analyse_all in window.analysis_menu.actions()
    assert actions.analyse_several in window.analysis_menu.actions()
    assert {actions.analyse_all, actions.analyse_several} <= set(actions.all)
    assert actions.analyse_all.shortcut() == QKeySequence("Shift+Ctrl+A")
    assert not actions.analyse_all.isEnabled(), "nothing is open"


def test_all_series_by_key(queue_desk: QueueDesk, tmp_path: Path, untouched: Untouched) -> None:
    desk = queue_desk.desk
    scan = scan_of(tmp_path / "scans" / "a.zip", "head", "body")
    with untouched(scan):
        desk.open(scan)
        desk.press(Qt.Key.Key_A, _ALL)
        queue_desk.wait_looked()
        assert queue_desk.states == [State.RUNNING, State.WAITING]
        found = desk.window.findChild(QueueWindow)
        assert found is not None
        assert found.isVisible()
        queue_desk.end()
        queue_desk.end()


def test_an_item_of_another_scan_is_opened_with_its_result(queue_desk: QueueDesk, tmp_path: Path) -> None:
    desk, queue = queue_desk.desk, queue_desk.queue
    desk.open(scan_of(tmp_path / "first.zip", "other"))
    queue_desk.window.add_paths([scan_of(tmp_path / "a.zip", "head", "body")])
    queue_desk.wait_looked()
    queue.start()
    queue_desk.end()
    queue_desk.end()
    item = queue.items[1]
    assert item.series is not None
    queue_desk.window.item_opened.emit(item)

    def there() -> bool:
        series = desk.workspace.series
        return series is not None and series.title == "body"

    desk.qtbot.waitUntil(there)
    assert desk.workspace.job_of(item.series.key) == item.job
    assert desk.window.analysis_panel.result == item.result
    # The other one is there, too, once it is asked for.
    queue_desk.window.item_opened.emit(queue.items[0])
    desk.qtbot.waitUntil(lambda: desk.workspace.series is not None and desk.workspace.series.title == "head")
    assert desk.window.analysis_panel.result == queue.items[0].result


def at(moment: str, *, wrong: tuple[str, ...] = ()) -> AnalysisResult:
    result = sample_result(wrong=wrong)
    origin = msgspec.structs.replace(result.provenance, analysed_at=moment)
    return msgspec.structs.replace(result, provenance=origin)


def test_an_item_is_no_older_than_what_the_window_has(queue_desk: QueueDesk, tmp_path: Path) -> None:
    desk, queue = queue_desk.desk, queue_desk.queue
    desk.open(scan_of(tmp_path / "a.zip", "head"))
    queue.add_dataset()
    queue_desk.wait_looked()
    queue.start()
    queue_desk.end()
    desk.workspace.setups.change("x", parameters={"hu_tolerance": 7})
    newer = at("2025-01-31T09:30:01+01:00", wrong=("Teflon",))
    desk.analyse(Outcome(Ending.FINISHED, newer))
    queue_desk.window.item_opened.emit(queue.items[0])
    assert desk.window.analysis_panel.result == newer
    assert not desk.workspace.is_outdated
    assert "newer results" in desk.window.message_bar.text
    # Nor does it come back where the window's own analysis failed since.
    failed = Outcome(Ending.FAILED, failure=events.Failed("No"), text="The phantom was not found.")
    desk.analyse(failed)
    queue_desk.window.item_opened.emit(queue.items[0])
    assert desk.window.analysis_panel.result is None


@pytest.mark.parametrize(
    ("of_the_window", "is_newer"),
    [
        ("2025-01-31T09:30:01+01:00", True),
        ("2025-01-31T08:45:00+00:00", True),
        ("2025-01-31T10:00:00+02:00", False),
    ],
)
def test_an_item_of_a_scan_opened_again(
    queue_desk: QueueDesk, tmp_path: Path, of_the_window: str, is_newer: bool
) -> None:
    desk, queue = queue_desk.desk, queue_desk.queue
    path = scan_of(tmp_path / "a.zip", "head")
    queue.add_paths([path])
    queue_desk.wait_looked()
    queue.start()
    queue_desk.end(result=at("2025-01-31T09:30:00+01:00"))
    desk.open(path)
    desk.workspace.setups.change("x", parameters={"hu_tolerance": 7})
    found = at(of_the_window, wrong=("Teflon",))
    desk.analyse(Outcome(Ending.FINISHED, found))
    queue_desk.window.item_opened.emit(queue.items[0])
    assert desk.window.analysis_panel.result == (found if is_newer else queue.items[0].raw)


def test_an_item_whose_scan_has_changed(queue_desk: QueueDesk, tmp_path: Path) -> None:
    path = scan_of(tmp_path / "a.zip", "head")
    queue_desk.window.add_paths([path])
    queue_desk.wait_looked()
    scan_of(path, "other", "other")
    path.touch()
    from dicom_files import slices, zip_bytes

    path.write_bytes(zip_bytes(slices(2, series="1.2.77")))
    queue_desk.window.item_opened.emit(queue_desk.queue.items[0])
    bar = queue_desk.desk.window.message_bar
    queue_desk.desk.qtbot.waitUntil(lambda: "has changed" in bar.text)


def test_the_end_is_told_where_nobody_looks(queue_desk: QueueDesk, tmp_path: Path) -> None:
    queue_desk.window.add_paths([scan_of(tmp_path / "a.zip", "head")])
    queue_desk.wait_looked()
    queue_desk.queue.start()
    queue_desk.window.close()
    queue_desk.end()
    text = queue_desk.desk.window.message_bar.text
    assert text == "The queue has ended: 1 of 1 done: 1 ✓ pass"


def test_export_all(queue_desk: QueueDesk, tmp_path: Path, untouched: Untouched) -> None:
    scans, out = tmp_path / "qa" / "scans", tmp_path / "out"
    paths = [scan_of(scans / "a.zip", "head"), scan_of(scans / "b.zip", "unknown")]
    out.mkdir()
    with untouched(scans):
        queue_desk.window.add_paths(paths)
        queue_desk.wait_looked()
        queue_desk.queue.start()
        queue_desk.end()
        window = queue_desk.window
        QTest.mouseClick(window.export, Qt.MouseButton.LeftButton)
        dialog = window.findChild(QFileDialog)
        assert dialog is not None
        dialog.filesSelected.emit([str(out)])
        dialog.close()
        queue_desk.desk.qtbot.waitUntil(lambda: bool(window.message))
    assert window.message == "– Written to out: 1 result as JSON and CSV, and summary.csv."
    made = sorted(path.name for path in out.iterdir())
    assert [name.rpartition(".")[2] for name in made] == ["csv", "json", "csv"]
    result = AnalysisResult.from_json((out / made[1]).read_bytes())
    assert result == queue_desk.queue.items[0].result
    rows = list(csv.DictReader(io.StringIO((out / "summary.csv").read_text(encoding="utf-8-sig"))))
    assert [row["verdict"] for row in rows] == ["pass", "not analysed"]
    assert rows[1]["reason"].endswith("Choose the phantom.")


def test_export_as_the_window_judges_and_over_nothing(queue_desk: QueueDesk, tmp_path: Path) -> None:
    desk, queue, out = queue_desk.desk, queue_desk.queue, tmp_path / "out"
    desk.open(scan_of(tmp_path / "a.zip", "head"))
    queue.add_dataset()
    queue_desk.wait_looked()
    queue.start()
    found = sample_result()
    origin = msgspec.structs.replace(
        found.provenance, profile="mine", left_out=(LeftOut("CTP486", -80.0, 12.5),)
    )
    queue_desk.end(result=msgspec.structs.replace(found, provenance=origin))
    window = queue_desk.window
    window.export_wanted.emit(out)
    desk.qtbot.waitUntil(lambda: bool(window.message))
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    strict = {"ctp404.hu_rois.Teflon": Tolerance(nominal=1000, tolerance=1)}
    desk.workspace.setups.change("Set a Tolerance", tolerances=strict)
    window.export_wanted.emit(out)
    desk.qtbot.waitUntil(lambda: "summary 2.csv" in window.message)
    after = {path.name: path.read_bytes() for path in out.iterdir()}
    assert {name: after[name] for name in before} == before
    (name,) = (name for name in after if name.endswith(".json") and name not in before)
    result = AnalysisResult.from_json(after[name])
    series = desk.workspace.series
    assert series is not None
    assert result == desk.workspace.result_of(series.key)
    assert result.tolerances == strict
    assert result.provenance.profile == "mine (changed)"
    table = after[name.replace(".json", ".csv")].decode("utf-8-sig")
    assert "# verdict,PARTIAL FAIL" in table
    assert '# not scanned,"CTP486: ' in table
    assert "# own tolerances,1" in table
    (row,) = csv.DictReader(io.StringIO(after["summary 2.csv"].decode("utf-8-sig")))
    assert (row["verdict"], row["reason"][:12]) == ("partial fail", "PARTIAL FAIL")


def test_nothing_is_exported_into_a_scan(queue_desk: QueueDesk, tmp_path: Path, untouched: Untouched) -> None:
    from dicom_files import slices, write_folder

    folder = write_folder(tmp_path / "scan", slices(3, SeriesDescription="head"))
    window = queue_desk.window
    with untouched(folder):
        window.add_paths([folder])
        queue_desk.wait_looked()
        window.export_wanted.emit(folder)
        queue_desk.desk.qtbot.waitUntil(lambda: bool(window.message))
    assert "scans are never changed" in window.message


def test_the_gauge_counts_the_queues_process(queue_desk: QueueDesk, tmp_path: Path) -> None:
    import os

    from phantomscope.gui.memory.memory_monitor import MemoryMonitor

    monitor = queue_desk.desk.window.findChild(MemoryMonitor)
    assert monitor is not None
    queue_desk.window.add_paths([scan_of(tmp_path / "a.zip", "head")])
    queue_desk.wait_looked()
    assert monitor.sample().analysis_rss is None
    queue_desk.queue.start()
    queue_desk.processes.newest.pid = os.getpid()
    assert (monitor.sample().analysis_rss or 0) > 0
    queue_desk.end()
    latest = monitor.latest
    assert latest is not None
    assert latest.analysis_rss is None
