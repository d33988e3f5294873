from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from dicom_files import slice_bytes, slices, zip_bytes
from phantomscope.analysis.job import Edits
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.setup.series_setups import SeriesSetups
from phantomscope.gui.setup.setup import Setup
from phantomscope.stack.arrangement import PLAIN, Arrangement
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes


@pytest.fixture
def stacks() -> Iterator[list[SliceStack]]:
    members = slices(6) | {f"b{n}": slice_bytes(number=n, series="1.2.9") for n in range(1, 4)}
    source = open_bytes(zip_bytes(members))
    made = [SliceStack(source, series) for series in scan(source).series]
    yield made
    for stack in made:
        stack.close()
    source.close()


@pytest.fixture
def setups(qtbot: QtBot, stacks: list[SliceStack]) -> SeriesSetups:
    setups = SeriesSetups()
    setups.start(stacks[0])
    return setups


def test_a_change_is_told_undone_and_redone(qtbot: QtBot, setups: SeriesSetups) -> None:
    with qtbot.waitSignal(setups.changed) as told:
        setups.change("Choose the Quart DVT", phantom="Quart DVT")
    assert told.args == [Setup(phantom="Quart DVT")]
    assert setups.history.undoText() == "Choose the Quart DVT"
    with qtbot.waitSignal(setups.changed):
        setups.history.undo()
    assert setups.current == Setup()
    setups.history.redo()
    assert setups.current.phantom == "Quart DVT"


def test_what_changes_nothing_is_no_edit(setups: SeriesSetups) -> None:
    setups.change("Nothing", turned=False)
    setups.exclude(())
    setups.restore((2,))
    assert not setups.history.canUndo()


def test_nudges_are_undone_as_one(setups: SeriesSetups) -> None:
    for step in (1, 2, 3):
        setups.change("Nudge", merge="x_adjustment", parameters={"x_adjustment": step})
    setups.change("Turn", merge="turned", turned=True)
    setups.history.undo()
    assert setups.current == Setup(parameters={"x_adjustment": 3})
    setups.history.undo()
    assert setups.current == Setup()


def test_slices_go_and_come_back(qtbot: QtBot, setups: SeriesSetups, stacks: list[SliceStack]) -> None:
    with qtbot.waitSignal(setups.stack_edited):
        setups.exclude((0, 5))
    assert stacks[0].overlay.slots() == (1, 2, 3, 4)
    assert setups.history.undoText() == "Exclude 2 Slices"
    setups.exclude((5, 1))  # 5 is out already
    assert setups.history.undoText() == "Exclude Slice 2"
    with qtbot.waitSignal(setups.stack_edited):
        setups.restore((0,))
    assert stacks[0].overlay.slots() == (0, 2, 3, 4)
    for _ in range(3):
        setups.history.undo()
    assert len(stacks[0]) == 6
    assert stacks[0].overlay.is_empty


def test_an_edit_of_slices_leaves_the_setup_alone(qtbot: QtBot, setups: SeriesSetups) -> None:
    setups.change("Turn", turned=True)
    with qtbot.assertNotEmitted(setups.changed):
        setups.exclude((1,))
    assert setups.current.turned


def test_each_series_keeps_its_own(setups: SeriesSetups, stacks: list[SliceStack]) -> None:
    key = stacks[0].series.key
    setups.change("Turn", turned=True)
    setups.exclude((1,))
    setups.start(stacks[1])
    assert setups.current == Setup()
    assert not setups.history.canUndo()
    assert setups.of(key).turned
    assert setups.edits_of(key).removed == (1,)
    stacks[0].overlay.reset()  # as a stack made anew has it
    setups.start(stacks[0])
    assert stacks[0].overlay.slots() == (0, 2, 3, 4, 5)
    assert setups.current.turned


def test_another_scan_begins_with_nothing(setups: SeriesSetups, stacks: list[SliceStack]) -> None:
    setups.exclude((1,))
    setups.change("Turn", turned=True)
    setups.clear()
    assert setups.of(stacks[0].series.key) == Setup()
    assert setups.edits_of(stacks[0].series.key).removed == ()
    setups.change("Turn", turned=True)
    setups.exclude((1,))
    assert setups.current == Setup()


def test_a_series_is_settled_where_nobody_has_set_anything(
    qtbot: QtBot, setups: SeriesSetups, stacks: list[SliceStack]
) -> None:
    shown, other = (stack.series.key for stack in stacks)
    with qtbot.waitSignal(setups.changed) as told:
        setups.settle(shown, Setup(profile="mine"))
    assert told.args == [Setup(profile="mine")]
    assert not setups.history.canUndo()
    with qtbot.assertNotEmitted(setups.changed):
        setups.settle(shown, Setup(profile="other"))
        setups.settle(other, Setup())
        assert not setups.is_decided(other)
        setups.settle(other, Setup(turned=True))
    assert setups.current.profile == "mine"
    assert setups.of(other).turned
    setups.change("Use No Profile", profile="")
    assert setups.current == Setup()
    assert setups.is_decided(shown)


def test_changes_of_different_things_are_undone_one_by_one(setups: SeriesSetups) -> None:
    for parameters in ({"x_adjustment": 1}, {"x_adjustment": 1, "angle_adjustment": 2}):
        setups.change("Nudge", merge=list(parameters)[-1], parameters=parameters)
    setups.history.undo()
    assert setups.current.parameters == {"x_adjustment": 1}


def test_what_was_changed_before_an_analysis_is_undone_apart(setups: SeriesSetups) -> None:
    setups.change("Nudge", merge="x_adjustment", parameters={"x_adjustment": 1})
    setups.end_merging()
    setups.change("Nudge", merge="x_adjustment", parameters={"x_adjustment": 2})
    setups.history.undo()
    assert setups.current.parameters == {"x_adjustment": 1}


def test_edits_of_before_come_with_the_series(setups: SeriesSetups, stacks: list[SliceStack]) -> None:
    key = stacks[1].series.key
    setups.resume(key, Edits(removed=(1,)))
    assert setups.edits_of(key) == Edits(removed=(1,))
    setups.start(stacks[1])
    assert stacks[1].overlay.removed == {1}
    assert not setups.history.canUndo()


def test_all_slices_are_arranged_and_put_back(
    qtbot: QtBot, setups: SeriesSetups, stacks: list[SliceStack]
) -> None:
    arrangement = Arrangement(reversed=True, crop=(0, 0, 2, 3))
    with qtbot.waitSignal(setups.stack_edited):
        setups.rearrange(arrangement, "Crop")
    assert setups.arrangement == stacks[0].overlay.arrangement == arrangement
    setups.exclude((5,))
    assert setups.history.undoText() == "Exclude Slice 1"  # where it is shown
    assert stacks[0].slots == (4, 3, 2, 1, 0)
    setups.history.undo()
    with qtbot.waitSignal(setups.stack_edited):
        setups.history.undo()
    assert setups.arrangement == PLAIN
    assert stacks[0].overlay.is_empty
    with qtbot.assertNotEmitted(setups.stack_edited):
        setups.rearrange(PLAIN, "Nothing")
    setups.history.redo()
    assert setups.arrangement == arrangement


def test_the_arrangement_of_another_series_stays_with_it(
    setups: SeriesSetups, stacks: list[SliceStack]
) -> None:
    mirrored = Arrangement(mirrored=True)
    setups.rearrange(mirrored, "Mirror")
    setups.start(stacks[1])
    assert setups.arrangement == PLAIN
    assert setups.edits_of(stacks[0].series.key) == Edits(arrangement=mirrored)
    stacks[0].overlay.reset()
    setups.start(stacks[0])
    assert setups.arrangement == mirrored
    assert not setups.history.canUndo()
    setups.clear()
    assert setups.arrangement == PLAIN


def test_what_a_series_can_not_have_changes_nothing(setups: SeriesSetups) -> None:
    with pytest.raises(PhantomscopeError, match="region"):
        setups.rearrange(Arrangement(crop=(0, 0, 99, 99)), "Crop")
    assert setups.arrangement == PLAIN
    assert not setups.history.canUndo()


def test_at_least_one_slice_stays(setups: SeriesSetups, stacks: list[SliceStack]) -> None:
    with pytest.raises(PhantomscopeError, match="No slice would be left"):
        setups.exclude(range(6))
    assert not setups.history.canUndo()
    setups.exclude(range(5))
    with pytest.raises(PhantomscopeError):
        setups.exclude((4, 5))
    assert len(stacks[0]) == 1
    setups.exclude(range(5))  # those left out already
    assert setups.history.count() == 1
