import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import closing

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from conftest import ExpectLog
from dicom_files import slice_bytes, slices, zip_bytes
from gui.fake_survey import FakeSurvey, recognised
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.analysis.surveyor import Survey, Surveyor, survey
from phantomscope.stack.arrangement import Arrangement
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes


@pytest.fixture
def stack() -> Iterator[SliceStack]:
    source = open_bytes(zip_bytes(slices(4)), "scan.zip")
    with SliceStack(source, scan(source).series[0]) as made:
        yield made
    source.close()


def test_it_says_what_was_seen_and_of_which_series(qtbot: QtBot, stack: SliceStack) -> None:
    surveyor = Surveyor(FakeSurvey())
    with qtbot.waitSignal(surveyor.surveyed) as told:
        surveyor.start(stack)
        assert surveyor.is_looking
    assert told.args == [stack.series.key, recognised()]
    assert not surveyor.is_looking


def test_only_the_newest_wish_is_answered(qtbot: QtBot, stack: SliceStack) -> None:
    look = FakeSurvey()
    look.allowed.clear()
    surveyor = Surveyor(look)
    surveyor.start(stack)
    first = surveyor._thread
    with qtbot.waitSignal(surveyor.surveyed) as told:
        surveyor.start(stack)
        assert first is not None
        first.join()
        look.answer = recognised("Quart DVT")
        look.allowed.set()
    assert told.args[1] == recognised("Quart DVT")


def test_after_a_cancel_nothing_is_told_and_the_stack_is_free(qtbot: QtBot, stack: SliceStack) -> None:
    look = FakeSurvey()
    look.allowed.clear()
    surveyor = Surveyor(look)
    with qtbot.assertNotEmitted(surveyor.surveyed, wait=20):
        surveyor.start(stack)
        wait_for_end = surveyor.cancel()
        wait_for_end()
    assert not surveyor.is_looking


@pytest.mark.parametrize("error", [PhantomscopeError("the slice is damaged"), ValueError("odd")])
def test_images_that_cannot_be_looked_at_are_no_disaster(
    qtbot: QtBot, stack: SliceStack, error: Exception, expect_log: ExpectLog
) -> None:
    expect_log("phantomscope.gui.analysis.surveyor", logging.ERROR, "could not be looked at")

    def look(_: SliceStack, __: Callable[[], bool]) -> Survey:
        raise error

    surveyor = Surveyor(look)
    with qtbot.waitSignal(surveyor.surveyed) as told:
        surveyor.start(stack)
    assert told.args[1] == Survey(None)


def test_blank_slices_at_the_ends_are_seen(stack: SliceStack) -> None:
    seen = survey(stack, threading.Event().is_set)
    assert seen.recognition is not None
    assert seen.blank_slots == ()


def test_edits_while_it_is_looked_at_change_nothing_of_what_is_seen(qtbot: QtBot) -> None:
    values = np.arange(32 * 32, dtype=np.int16).reshape(32, 32) % 7 * 100
    blank = np.zeros_like(values)
    files = {f"{n}.dcm": slice_bytes(blank if n >= 8 else values, number=n) for n in range(1, 10)}
    reached, go_on = threading.Event(), threading.Event()
    seen: list[int] = []

    def look(looked_at: SliceStack, cancelled: Callable[[], bool]) -> Survey:
        for index in range(len(looked_at)):
            if index == 2:
                reached.set()
                go_on.wait(10)
            seen.append(int(looked_at.peek(index).stored.sum()))
        return survey(looked_at, cancelled)

    source = open_bytes(zip_bytes(files), "scan.zip")
    with closing(source), SliceStack(source, scan(source).series[0]) as stack:
        expected = survey(stack, threading.Event().is_set)
        sums = [int(one.stored.sum()) for one in stack]
        stack.remove(0)  # before it is looked at
        surveyor = Surveyor(look)
        with qtbot.waitSignal(surveyor.surveyed) as told:
            surveyor.start(stack)
            assert reached.wait(10)
            stack.rearrange(Arrangement(reversed=True, crop=(0, 0, 9, 9)))
            for _ in range(5):
                stack.remove(len(stack) - 1)
            go_on.set()
        assert told.args == [stack.series.key, expected]
        assert seen == sums
        assert expected.blank_slots == (7, 8)
        assert len(stack) == 3
        surveyor.cancel()()
