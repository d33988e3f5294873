"""The queue as a table; what a person does with it is tested with the window."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from gui.queue_desk import QueueDesk
from gui.scans import scan_of
from phantomscope.analysis import events
from phantomscope.gui.queue.queue_model import (
    FRACTION_ROLE,
    HEADERS,
    PHANTOM,
    RESULT,
    SCAN,
    SERIES,
    SLICES,
    QueueModel,
)


def test_it_follows_the_queue(queue_desk: QueueDesk, tmp_path: Path) -> None:
    queue = queue_desk.queue
    model = QueueModel(queue)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    queue.add_paths([scan_of(tmp_path / "a.zip", "head", "unknown"), tmp_path / "gone.zip"])
    assert model.rowCount() == 2
    assert model.index(1, RESULT).data() == "Waiting to be opened"
    queue_desk.wait_looked()
    queue.start()
    assert [model.index(row, SERIES).data() for row in range(3)] == ["head", "unknown", ""]
    assert [model.index(row, SLICES).data() for row in range(3)] == ["5", "4", ""]
    assert model.index(0, RESULT).data() == "Starting…"
    assert model.index(0, RESULT).data(FRACTION_ROLE) == -1.0
    with queue_desk.desk.qtbot.waitSignal(queue.list.changed):
        queue_desk.processes.newest.say(events.Stage("reading", 1, 4))
    assert model.index(0, RESULT).data(FRACTION_ROLE) == 0.25
    assert model.index(1, RESULT).data(FRACTION_ROLE) is None
    assert model.index(0, SCAN).data(Qt.ItemDataRole.ToolTipRole) == str(tmp_path / "a.zip")
    assert model.index(0, PHANTOM).data(Qt.ItemDataRole.ToolTipRole).startswith("recognised (98 %): ")
    queue.remove(queue.items[1].number)
    assert [model.index(row, SCAN).data() for row in range(2)] == ["a.zip", "gone.zip"]
    del tester


def test_headings(queue_desk: QueueDesk) -> None:
    model = QueueModel(queue_desk.queue)
    told = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())]
    assert tuple(told) == HEADERS
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert not model.setData(model.index(0, 0), "x")
