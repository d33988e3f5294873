"""The queue's window, used as a person uses it."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from gui.queue_desk import QueueDesk
from gui.sample_result import sample_result
from gui.scans import scan_of
from phantomscope.analysis import events
from phantomscope.analysis.process import Ending, Outcome
from phantomscope.analysis.results import Verdict
from phantomscope.gui.parts.colours import DARK, LIGHT
from phantomscope.gui.queue.queue_delegates import PhantomDelegate
from phantomscope.gui.queue.queue_item import QueueItem, State
from phantomscope.gui.queue.queue_model import PHANTOM, RESULT, SERIES, SIGN
from phantomscope.gui.queue.queue_window import QueueWindow


@pytest.fixture
def shown(queue_desk: QueueDesk, tmp_path: Path) -> QueueDesk:
    """A queue of three series in its window: known, unknown, known."""
    window = queue_desk.window
    window.add_paths([scan_of(tmp_path / "a.zip", "head", "unknown"), scan_of(tmp_path / "b.zip", "body")])
    queue_desk.wait_looked()
    return queue_desk


def text(window: QueueWindow, row: int, column: int) -> str:
    return str(window.table.model().index(row, column).data())


def colour(window: QueueWindow, row: int) -> str:
    found = window.table.model().index(row, RESULT).data(Qt.ItemDataRole.ForegroundRole)
    return str(found.name())


def place(window: QueueWindow, row: int, column: int) -> QPoint:
    return window.table.visualRect(window.table.model().index(row, column)).center()


def click(window: QueueWindow, row: int, column: int = SERIES) -> None:
    QTest.mouseClick(window.table.viewport(), Qt.MouseButton.LeftButton, pos=place(window, row, column))


def double_click(window: QueueWindow, row: int, column: int = SERIES) -> None:
    click(window, row, column)
    QTest.mouseDClick(window.table.viewport(), Qt.MouseButton.LeftButton, pos=place(window, row, column))


def test_from_nothing_to_verdicts(shown: QueueDesk) -> None:
    window = shown.window
    assert window.summary == "1 of 3 done: 1 of unknown phantom"
    assert window.analyse.isEnabled()
    QTest.mouseClick(window.analyse, Qt.MouseButton.LeftButton)
    assert not window.analyse.isEnabled()
    with shown.desk.qtbot.waitSignal(shown.queue.list.changed):
        shown.processes.newest.say(events.Stage("finding the phantom", 12, 64))
    assert text(window, 0, RESULT) == "Finding the phantom 12 of 64"
    assert text(window, 2, RESULT) == "Waiting"
    shown.end()
    shown.end(result=sample_result(wrong=("Teflon",)))
    assert [text(window, row, SIGN) for row in range(3)] == ["✓", "?", "✗"]
    assert [text(window, row, PHANTOM) for row in range(3)] == ["CatPhan 504", "Choose…", "CatPhan 504"]
    assert text(window, 0, RESULT) == "PASS: 9 of 9 checks passed; 3 values are not judged"
    assert text(window, 2, RESULT).startswith("FAIL: Teflon ")
    assert [colour(window, row) for row in range(3)] == [LIGHT.pass_, LIGHT.warn, LIGHT.fail]
    assert window.summary == "3 of 3 done: 1 ✓ pass, 1 ✗ fail, 1 of unknown phantom"


def test_a_failure_is_told_in_full(shown: QueueDesk) -> None:
    window = shown.window
    shown.queue.start()
    shown.end(Outcome(Ending.FAILED, text="The phantom was not found. Look again."))
    click(window, 0)
    told = "Not analysed. The phantom was not found. Look again."
    assert window.detail == told
    assert window.table.model().index(0, RESULT).data(Qt.ItemDataRole.ToolTipRole) == told
    assert window.table.model().index(0, SIGN).data(Qt.ItemDataRole.AccessibleTextRole) == "not analysed"


def test_the_phantom_is_chosen_in_the_list(shown: QueueDesk) -> None:
    window = shown.window
    click(window, 1, PHANTOM)
    combo = window.table.findChild(QComboBox)
    assert combo is not None
    assert combo.itemText(0) == "Auto"
    combo.setCurrentIndex(combo.findData("Quart DVT"))
    combo.activated.emit(combo.currentIndex())
    assert text(window, 1, PHANTOM) == "Quart DVT"
    assert shown.states == [State.WAITING] * 3
    assert isinstance(window.table.itemDelegateForColumn(PHANTOM), PhantomDelegate)


def test_what_runs_can_not_be_changed(shown: QueueDesk) -> None:
    shown.queue.start()
    window = shown.window
    flags = [window.table.model().index(row, PHANTOM).flags() for row in (0, 2)]
    assert [bool(flag & Qt.ItemFlag.ItemIsEditable) for flag in flags] == [False, True]


def test_cancel_retry_and_remove_what_is_selected(shown: QueueDesk) -> None:
    window = shown.window
    shown.queue.start()
    click(window, 2)
    QTest.mouseClick(window.cancel_item, Qt.MouseButton.LeftButton)
    assert shown.states[2] is State.CANCELLED
    assert not window.cancel_item.isEnabled()
    QTest.mouseClick(window.retry, Qt.MouseButton.LeftButton)
    assert shown.states[2] is State.WAITING
    QTest.mouseClick(window.cancel_all, Qt.MouseButton.LeftButton)
    shown.end(Outcome(Ending.CANCELLED))
    assert shown.states == [State.CANCELLED, State.UNKNOWN, State.CANCELLED]
    QTest.keyClick(window.table, Qt.Key.Key_Delete)
    assert [item.origin.name for item in shown.queue.items] == ["a.zip", "a.zip"]
    assert window.table.model().rowCount() == 2


def test_drop(queue_desk: QueueDesk, tmp_path: Path) -> None:
    window = queue_desk.window
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(scan_of(tmp_path / "a.zip", "head")))])
    for _ in range(2):
        window.dropEvent(
            QDropEvent(
                QPointF(10, 10),
                Qt.DropAction.CopyAction,
                data,
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            )
        )
    queue_desk.wait_looked()
    assert queue_desk.states == [State.WAITING]
    assert window.message == "– That is in the list already."


def test_double_click_wants_to_see_it(shown: QueueDesk) -> None:
    window = shown.window
    seen: list[QueueItem] = []
    window.item_opened.disconnect()
    window.item_opened.connect(seen.append)
    double_click(window, 2)
    double_click(window, 0, PHANTOM)
    assert [item.origin.name for item in seen] == ["b.zip"]


def test_dark(shown: QueueDesk) -> None:
    from gui.screenshots import dark_palette

    window = shown.window
    window.setPalette(dark_palette())
    assert colour(window, 1) == DARK.of(Verdict.WARN)


def test_closing_stops_nothing(shown: QueueDesk) -> None:
    shown.queue.start()
    QTest.keyClick(shown.window, Qt.Key.Key_Escape)
    assert not shown.window.isVisible()
    assert shown.running.origin.name == "a.zip"


def test_it_paints_every_state(shown: QueueDesk, tmp_path: Path) -> None:
    shown.queue.start()
    with shown.desk.qtbot.waitSignal(shown.queue.list.changed):
        shown.processes.newest.say(events.Stage("finding the phantom", 32, 64))
    window = shown.window
    index = window.table.model().index(0, RESULT)
    rect = window.table.visualRect(index)
    picture = window.table.viewport().grab().toImage()
    bar = [
        picture.pixelColor(rect.left() + 3 + across, rect.bottom() - 2).name()
        for across in (5, rect.width() - 12)
    ]
    assert bar[0] == window.palette().highlight().color().name()
    assert bar[1] != bar[0]
