"""Measuring on slices that are not painted, by a thread that holds one at a time."""

import threading
from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from fixture_types import ExpectLog
from gui.measure_desk import noise
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.measuring.measurement import Measurement
from phantomscope.gui.measuring.measurement_reader import MeasurementReader, slots_of
from phantomscope.measure.reading import LengthReading, ProfileReading, RegionReading
from phantomscope.measure.shapes import Distance, LineProfile, RectangleRegion
from phantomscope.stack.decoder import SlicePixels
from phantomscope.stack.slice_stack import SliceStack

BOX = RectangleRegion((9.5, 9.5), (29.5, 19.5))
ALL = Measurement(1, 1, BOX, None)
SOME = Measurement(2, 2, BOX.moved(5, 0), frozenset({1, 3}))
LINE = Measurement(3, 1, Distance((0, 0), (40, 0)), frozenset({2}))
PROFILE = Measurement(4, 1, LineProfile((0, 5), (40, 5)), None)


@pytest.fixture
def reader(qapp: object) -> Iterator[MeasurementReader]:
    made = MeasurementReader()
    yield made
    assert made.close()


def read_all(reader: MeasurementReader, stack: SliceStack, *wanted: Measurement, qtbot: QtBot) -> None:
    reader.want(stack, wanted)
    qtbot.waitUntil(lambda: not reader.is_busy)


def values(slot: int) -> np.ndarray:  # type: ignore[type-arg]
    return noise(slot + 1)[10:20, 10:30] - 1024.0


def test_every_slice_has_its_values_and_all_together_are_one_array(
    reader: MeasurementReader, stack: SliceStack, qtbot: QtBot
) -> None:
    read_all(reader, stack, ALL, SOME, LINE, PROFILE, qtbot=qtbot)
    for slot in range(6):
        found = reader.reading(BOX, slot)
        assert found is not None
        assert isinstance(found.reading, RegionReading)
        assert found.reading.statistics.mean == values(slot).mean()
    together = reader.together(BOX, tuple(range(6)))
    assert together is not None
    everything = np.concatenate([values(slot) for slot in range(6)])
    numbers = together.reading.statistics
    assert numbers.mean == pytest.approx(everything.mean())
    assert numbers.sd == pytest.approx(everything.std())
    assert numbers.median == np.median(everything)
    assert (numbers.minimum, numbers.maximum) == (everything.min(), everything.max())
    assert numbers.area == 6 * 200 * 0.25
    assert reader.together(SOME.shape, (1, 3)) is not None
    assert reader.reading(SOME.shape, 2) is None
    line = reader.reading(LINE.shape, 2)
    assert line is not None
    assert line.reading == LengthReading(20.0, "mm")
    profile = reader.reading(PROFILE.shape, 0)
    assert profile is not None
    assert isinstance(profile.reading, ProfileReading)
    assert len(profile.reading.profile.values) == 0  # curves are not kept


def test_nothing_is_measured_twice_and_what_is_gone_is_forgotten(
    reader: MeasurementReader, stack: SliceStack, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_all(reader, stack, ALL, LINE, qtbot=qtbot)
    looked: list[int] = []
    peek = stack.peek
    monkeypatch.setattr(stack, "peek", lambda index: looked.append(index) or peek(index))
    read_all(reader, stack, ALL, LINE, qtbot=qtbot)
    assert looked == []
    read_all(reader, stack, ALL, SOME, qtbot=qtbot)
    assert looked == [1, 3]
    assert reader.reading(LINE.shape, 2) is None
    reader.clear()
    assert reader.reading(BOX, 0) is None


def test_slices_left_out_do_not_count(reader: MeasurementReader, stack: SliceStack, qtbot: QtBot) -> None:
    stack.remove(0)
    assert slots_of(ALL, stack) == (1, 2, 3, 4, 5)
    read_all(reader, stack, ALL, qtbot=qtbot)
    together = reader.together(BOX, (1, 2, 3, 4, 5))
    assert together is not None
    assert together.reading.statistics.count == 1000
    assert reader.reading(BOX, 0) is None


def test_it_can_be_cancelled_and_says_how_far_it_is(
    reader: MeasurementReader, stack: SliceStack, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, go_on, looked = threading.Event(), threading.Event(), []
    peek = stack.peek

    def slow(index: int) -> SlicePixels:
        looked.append(index)
        reached.set()
        assert go_on.wait(10)
        return peek(index)

    monkeypatch.setattr(stack, "peek", slow)
    reader.want(stack, [ALL])
    assert reached.wait(10)
    assert reader.is_busy
    with qtbot.waitSignal(reader.progressed) as told:
        reader.cancel()
    assert told.args == [0, 0]
    go_on.set()
    assert reader.close()
    assert looked == [0]
    assert reader.reading(BOX, 0) is None


def test_a_slice_that_can_not_be_read_is_left_out(
    reader: MeasurementReader,
    stack: SliceStack,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    expect_log: ExpectLog,
) -> None:
    expect_log("phantomscope.gui.measuring.measurement_reader", 40)
    peek = stack.peek

    def broken(index: int) -> SlicePixels:
        if index == 2:
            raise PhantomscopeError("cut short")
        if index == 3:
            raise ValueError("something else")
        return peek(index)

    monkeypatch.setattr(stack, "peek", broken)
    read_all(reader, stack, ALL, qtbot=qtbot)
    for slot in (2, 3):
        found = reader.reading(BOX, slot)
        assert found is not None
        assert found.reading is None
    together = reader.together(BOX, tuple(range(6)))
    assert together is not None
    assert together.reading.statistics.count == 800
