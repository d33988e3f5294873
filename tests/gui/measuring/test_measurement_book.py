"""Measurements are kept by series, undone and redone."""

import pytest
from PySide6.QtGui import QUndoStack
from pytestqt.qtbot import QtBot

from phantomscope.gui.measuring.measurement_book import MeasurementBook
from phantomscope.measure.shapes import CircleRegion, Distance

LINE, OTHER, ROUND = Distance((0, 0), (4, 4)), Distance((1, 0), (4, 4)), CircleRegion((3, 3), 2.0)


@pytest.fixture
def book(qapp: object) -> MeasurementBook:
    history = QUndoStack()
    made = MeasurementBook(history)
    history.setParent(made)
    made.start("a")
    return made


def history_of(book: MeasurementBook) -> QUndoStack:
    return book._history


def test_they_are_numbered_by_kind_and_selected_when_made(book: MeasurementBook) -> None:
    for shape in (LINE, ROUND, OTHER):
        book.add(shape, 3)
    assert [one.ordinal for one in book.measurements] == [1, 1, 2]
    assert [one.shape for one in book.selection] == [OTHER]
    assert [one.shape for one in book.on(3)] == [LINE, ROUND, OTHER]
    assert book.on(4) == ()


def test_each_series_has_its_own(book: MeasurementBook) -> None:
    book.add(LINE, 3)
    book.start("b")
    assert book.measurements == ()
    assert book.selection == ()
    book.add(ROUND, 0)
    book.start("a")
    assert [one.shape for one in book.measurements] == [LINE]
    taken = book.take()
    assert {key: [one.shape for one in some.values()] for key, some in taken.items()} == {
        "a": [LINE],
        "b": [ROUND],
    }
    assert book.add(LINE, 0) is None
    book.start("b")
    assert book.measurements == ()
    book.put({"b": taken["b"]})
    assert [one.shape for one in book.measurements] == [ROUND]
    made = book.add(LINE, 0)
    assert made is not None
    assert made.number not in taken["a"]
    assert made.number not in taken["b"]


def test_one_can_become_several_on_fewer_slices_each(book: MeasurementBook) -> None:
    one, round_one = book.add(LINE, 3), book.add(ROUND, 3)
    assert one is not None
    assert round_one is not None
    book.rename(one.number, "rod")
    book.split(round_one.number, [None])
    assert len(book.measurements) == 2
    book.split(one.number, [frozenset((3, 4)), frozenset((5,))])
    first, _, other = book.measurements
    assert (first.number, first.ordinal, first.name, first.slots) == (one.number, 1, "rod", frozenset((3, 4)))
    assert (other.ordinal, other.name, other.slots, other.shape) == (2, "rod", frozenset((5,)), LINE)


def test_every_change_is_undone_and_redone(book: MeasurementBook, qtbot: QtBot) -> None:
    one = book.add(LINE, 3)
    assert one is not None
    book.reshape(one.number, OTHER)
    book.rename(one.number, " rod ")
    book.apply_to(one.number, None)
    book.remove([one.number])
    history = history_of(book)
    texts = [history.text(place) for place in range(history.count())]
    assert texts == [
        "Draw Distance",
        "Move Distance",
        "Rename Measurement",
        "Apply Measurement to Slices",
        "Delete Distance",
    ]
    states = []
    for _ in texts:
        states.append(book.measurements)
        with qtbot.waitSignal(book.changed):
            history.undo()
    assert book.measurements == ()
    assert states[1][0].slots is None
    assert states[1][0].name == "rod"
    assert states[4] == (one,)
    for state in reversed(states):
        history.redo()
        assert book.measurements == state


def test_what_changes_nothing_is_no_edit(book: MeasurementBook) -> None:
    one = book.add(LINE, 3)
    assert one is not None
    book.reshape(one.number, LINE)
    book.rename(one.number, "")
    book.apply_to(one.number, frozenset())
    book.remove([99])
    book.reshape(99, OTHER)
    assert history_of(book).count() == 1


def test_nudges_that_follow_each_other_are_one_edit_unless_something_lies_between(
    book: MeasurementBook,
) -> None:
    one = book.add(LINE, 3)
    assert one is not None
    history = history_of(book)
    for step in (1, 2, 3):
        book.reshape_all({one.number: LINE.moved(step, 0)})
    assert history.count() == 2
    book.rename(one.number, "x")
    book.reshape_all({one.number: LINE.moved(9, 0)})
    assert history.count() == 4
    book.select(())
    book.select((one.number,))
    book.reshape_all({one.number: LINE.moved(10, 0)})
    assert history.count() == 5
    history.undo()
    history.undo()
    history.undo()
    history.undo()
    assert book.measurements[0].shape == LINE


def test_nudges_of_several_at_once_come_back_together(book: MeasurementBook) -> None:
    first, second = book.add(LINE, 3), book.add(ROUND, 3)
    assert first is not None
    assert second is not None
    book.select((first.number, second.number))
    for step in (1, 2):
        book.reshape_all({first.number: LINE.moved(step, 0), second.number: ROUND.moved(step, 0)})
    assert history_of(book).count() == 3
    history_of(book).undo()
    assert [one.shape for one in book.measurements] == [LINE, ROUND]


def test_what_is_deleted_is_not_selected(book: MeasurementBook, qtbot: QtBot) -> None:
    first, second = book.add(LINE, 3), book.add(ROUND, 3)
    assert first is not None
    assert second is not None
    book.select((first.number, second.number))
    with qtbot.waitSignal(book.selected):
        book.remove([first.number])
    assert book.selection == (second,)
    with qtbot.assertNotEmitted(book.selected):
        book.select((second.number, 99))


def test_who_deletes_what_lies_on_many_slices_is_told_so(book: MeasurementBook, qtbot: QtBot) -> None:
    one, other = book.add(ROUND, 3), book.add(LINE, 3)
    assert one is not None
    assert other is not None
    book.apply_to(one.number, frozenset(range(64)))
    with qtbot.waitSignal(book.removed_on_several) as told:
        book.remove([one.number])
    assert told.args == ["Delete Circle on 64 Slices"]
    assert history_of(book).undoText() == "Delete Circle on 64 Slices"
    history_of(book).undo()
    book.remove([one.number, other.number])
    assert history_of(book).undoText() == "Delete 2 Measurements on 64 Slices"
    history_of(book).undo()
    with qtbot.assertNotEmitted(book.removed_on_several):
        book.remove([other.number])
    assert history_of(book).undoText() == "Delete Distance"
    book.count_slices = lambda some: 99 if any(each.slots is None for each in some) else 1
    book.apply_to(one.number, None)
    book.remove([one.number])
    assert history_of(book).undoText() == "Delete Circle on 99 Slices"
