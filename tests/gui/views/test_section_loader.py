import gc
import threading
import weakref
from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from dicom_files import FakeSource, gradient, slice_bytes, slices
from fixture_types import ExpectLog
from phantomscope.gui.views import section_loader
from phantomscope.gui.views.section_loader import SectionLoader, SectionPart
from phantomscope.stack.decoder import SlicePixels
from phantomscope.stack.index import scan
from phantomscope.stack.sections import Across, Cut, Line
from phantomscope.stack.slice_stack import SliceStack

COUNT = 8
SHAPE = (4, 6)
CUTS = (Cut(Across.ROW, 1), Cut(Across.COLUMN, 2), Cut(Across.PROJECTION))


@pytest.fixture
def source() -> FakeSource:
    return FakeSource(slices(COUNT))


@pytest.fixture
def stack(source: FakeSource) -> SliceStack:
    made = SliceStack(source, scan(source).series[0])
    source.reads.clear()
    return made


@pytest.fixture
def loader(qtbot: QtBot) -> Iterator[SectionLoader]:
    loader = SectionLoader()
    yield loader
    assert loader.close()


class Heard:
    """What a loader gave."""

    def __init__(self, loader: SectionLoader) -> None:
        self.parts: list[SectionPart] = []
        loader.part_ready.connect(self.parts.append)

    @property
    def complete(self) -> bool:
        return bool(self.parts) and self.parts[-1].last

    @property
    def lines(self) -> dict[int, tuple[Line | None, ...]]:
        return dict(line for part in self.parts for line in part.lines)


class GatedStack(SliceStack):
    """A stack that waits at one slice until it is told to go on."""

    def __init__(self, stack: SliceStack, gate: int = 3) -> None:
        self.__dict__.update(stack.__dict__)
        self.gate, self.asked = gate, list[int]()
        self.reached, self.go_on = threading.Event(), threading.Event()

    def peek(self, index: int) -> SlicePixels:
        self.asked.append(index)
        if index == self.gate:
            self.reached.set()
            assert self.go_on.wait(10)
        return super().peek(index)


def test_one_pass_reads_each_slice_once_for_all_sections(
    qtbot: QtBot, loader: SectionLoader, stack: SliceStack, source: FakeSource
) -> None:
    heard = Heard(loader)
    loader.start(stack, CUTS, SHAPE, range(COUNT))
    qtbot.waitUntil(lambda: heard.complete)
    assert sorted(source.reads) == sorted(f"{n:03}.dcm" for n in range(1, COUNT + 1))
    volume = np.stack([pixels.stored for pixels in stack])
    for index in range(COUNT):
        row, column, projection = heard.lines[index]
        assert row is not None
        assert column is not None
        assert projection is not None
        assert row.values.tolist() == volume[index, 1].tolist()
        assert column.values.tolist() == volume[index, :, 2].tolist()
        assert projection.values.tolist() == volume[index].max(axis=1).tolist()


def test_the_cache_is_left_alone_and_the_thread_ends(
    qtbot: QtBot, loader: SectionLoader, stack: SliceStack
) -> None:
    assert loader.is_idle
    heard = Heard(loader)
    loader.start(stack, CUTS, SHAPE, range(COUNT))
    qtbot.waitUntil(lambda: heard.complete and loader.is_idle)
    assert stack.cache_counters().nbytes == 0


def test_only_the_slices_asked_for_are_read(
    qtbot: QtBot, loader: SectionLoader, stack: SliceStack, source: FakeSource
) -> None:
    heard = Heard(loader)
    loader.start(stack, CUTS[:1], SHAPE, [5, 2])
    qtbot.waitUntil(lambda: heard.complete)
    assert source.reads == ["006.dcm", "003.dcm"]
    assert list(heard.lines) == [5, 2]


def test_the_newest_wish_wins(qtbot: QtBot, loader: SectionLoader, stack: SliceStack) -> None:
    gated, heard = GatedStack(stack), Heard(loader)
    loader.start(gated, CUTS, SHAPE, range(COUNT))
    assert gated.reached.wait(10)
    loader.start(stack, [Cut(Across.ROW, 0)], SHAPE, [7])  # never begun
    number = loader.start(stack, [Cut(Across.ROW, 2)], SHAPE, range(COUNT))
    gated.go_on.set()
    qtbot.waitUntil(lambda: heard.complete)
    assert gated.asked == [0, 1, 2, 3]
    assert {part.number for part in heard.parts} == {number}
    line = heard.lines[0][0]
    assert line is not None
    assert line.values.tolist() == stack.peek(0).stored[2].tolist()


def test_nothing_comes_of_what_was_given_up(qtbot: QtBot, loader: SectionLoader, stack: SliceStack) -> None:
    gated, heard = GatedStack(stack), Heard(loader)
    loader.start(gated, CUTS, SHAPE, range(COUNT))
    assert gated.reached.wait(10)
    loader.cancel()
    gated.go_on.set()
    assert loader.close()
    assert gated.asked == [0, 1, 2, 3]
    qtbot.wait(1)
    assert heard.parts == []


def test_what_was_handed_over_before_a_newer_wish_is_dropped(
    qtbot: QtBot, loader: SectionLoader, stack: SliceStack
) -> None:
    heard = Heard(loader)
    loader.start(stack, CUTS, SHAPE, [0])
    thread = next(thread for thread in threading.enumerate() if thread.name == "sections")
    thread.join(10)  # its part lies in the queue now
    number = loader.start(stack, CUTS, SHAPE, [1])
    qtbot.waitUntil(lambda: heard.complete)
    assert [part.number for part in heard.parts] == [number]


def test_it_gives_way_and_goes_on(
    qtbot: QtBot, loader: SectionLoader, stack: SliceStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(section_loader, "_GIVE_WAY_SECONDS", 60.0)
    gated, heard = GatedStack(stack, gate=0), Heard(loader)
    loader.start(gated, CUTS, SHAPE, range(COUNT))
    assert gated.reached.wait(10)
    loader.give_way(True)
    gated.go_on.set()
    qtbot.wait(50)
    assert gated.asked == [0]
    loader.give_way(False)
    qtbot.waitUntil(lambda: heard.complete)
    assert gated.asked == list(range(COUNT))


def test_it_does_not_give_way_for_ever(
    qtbot: QtBot, loader: SectionLoader, stack: SliceStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(section_loader, "_GIVE_WAY_SECONDS", 0.001)
    heard = Heard(loader)
    loader.give_way(True)
    loader.start(stack, CUTS, SHAPE, range(COUNT))
    qtbot.waitUntil(lambda: heard.complete)


def test_what_gives_way_can_be_given_up(
    qtbot: QtBot, loader: SectionLoader, stack: SliceStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(section_loader, "_GIVE_WAY_SECONDS", 60.0)
    gated = GatedStack(stack, gate=0)
    loader.start(gated, CUTS, SHAPE, range(COUNT))
    assert gated.reached.wait(10)
    loader.give_way(True)
    gated.go_on.set()
    assert loader.close()
    assert gated.asked == [0]


def test_slices_that_cant_be_read_or_are_not_alike_have_no_line(
    qtbot: QtBot, loader: SectionLoader, expect_log: ExpectLog
) -> None:
    members = slices(4)
    members["002.dcm"] = slice_bytes(gradient(9, 9), number=2)
    source = FakeSource(members)
    stack = SliceStack(source, scan(source).series[0])
    source.failing["003.dcm"] = OSError("gone")
    expect_log("phantomscope", level=40)
    heard = Heard(loader)
    loader.start(stack, CUTS, SHAPE, range(5))  # there is no fifth slice
    qtbot.waitUntil(lambda: heard.complete)
    there = [heard.lines[index][0] is not None for index in range(5)]
    assert there == [True, False, False, True, False]


def test_nothing_is_kept_of_a_stack(qtbot: QtBot, loader: SectionLoader, source: FakeSource) -> None:
    stack = SliceStack(source, scan(source).series[0])
    freed = weakref.ref(stack)
    heard = Heard(loader)
    loader.start(stack, CUTS, SHAPE, range(COUNT))
    qtbot.waitUntil(lambda: heard.complete and loader.is_idle)
    del stack
    gc.collect()
    assert freed() is None
