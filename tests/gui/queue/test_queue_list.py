"""The queue's items in their order."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from gui.queue_desk import CATPHAN
from phantomscope.gui.queue.queue_item import Origin, SeriesName
from phantomscope.gui.queue.queue_list import QueueList

A = Origin("a.zip", (Path("/a.zip"),))
HEAD, BODY = SeriesName("1", "", "head", 5), SeriesName("2", "", "body", 5)


def test_what_changes_is_told(qtbot: QtBot) -> None:
    items = QueueList()
    first, last, middle = items.made(A, HEAD), items.made(A), items.made(A, BODY, "Quart DVT")
    with qtbot.waitSignal(items.inserted) as told:
        items.insert([first, last])
    assert told.args == [0, 2]
    with qtbot.waitSignal(items.inserted) as told:
        items.insert([middle], 1)
    assert told.args == [1, 1]
    assert items.items == (first, middle, last)
    with qtbot.waitSignal(items.changed) as told:
        items.change(last.number, recognition=CATPHAN)
    assert told.args == [2]
    changed = items.item(last.number)
    assert changed is not None
    assert changed.phantom_name == "CatPhan 504"
    with qtbot.waitSignal(items.removed) as told:
        assert items.remove(middle.number)
    assert told.args == [1]
    assert items.row(last.number) == 1


def test_what_is_not_there(qtbot: QtBot) -> None:
    items = QueueList()
    one = items.made(A, HEAD)
    items.insert([one])
    assert items.of_series(Origin("else", (Path("/a.zip"),)), "1") is one
    assert items.of_series(A, "2") is None
    assert items.of_series(Origin("b", (Path("/b.zip"),)), "1") is None
    with qtbot.assertNotEmitted(items.changed), qtbot.assertNotEmitted(items.inserted):
        items.change(99, phantom="x")
        items.insert([])
        assert not items.remove(99)
    assert (items.item(99), items.row(99)) == (None, None)
