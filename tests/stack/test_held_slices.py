"""The non-optimised strategy: every slice decoded and held, at any time, with the same values."""

import gc
import logging
import sys
import threading
import tracemalloc
import weakref
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from dicom_files import FakeSource, damaged_error, gradient, slice_bytes, slices, write_folder, zip_bytes
from enhanced_files import enhanced_bytes, frames
from fixture_types import ExpectLog, RunPython
from phantomscope.errors import PhantomscopeError
from phantomscope.stack import held_slices
from phantomscope.stack.arrangement import Arrangement
from phantomscope.stack.held_slices import HeldSlices
from phantomscope.stack.index import scan
from phantomscope.stack.member import Source
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes, open_path
from phantomscope.stack.strategy import Strategy

SECONDS = 20.0
COUNT = 6
ALL = Strategy.NON_OPTIMISED


def stack_of(source: Source, **options: object) -> SliceStack:
    return SliceStack(source, scan(source).series[0], **options)  # type: ignore[arg-type]


def hold_all(stack: SliceStack) -> None:
    stack.change_strategy(ALL)
    assert stack.held.wait(SECONDS)


@pytest.fixture
def source() -> FakeSource:
    return FakeSource(slices(COUNT))


@pytest.fixture
def stack(source: FakeSource) -> Iterator[SliceStack]:
    with stack_of(source) as made:
        yield made


class Gate:
    """Stops a source's reads of one member until it is opened."""

    def __init__(self, source: FakeSource, name: str) -> None:
        self.reached, self.opened = threading.Event(), threading.Event()
        read = source.read

        def slow(member: object) -> bytes:
            if member.name == name:  # type: ignore[attr-defined]
                self.reached.set()
                assert self.opened.wait(SECONDS)
            return read(member)  # type: ignore[arg-type]

        source.read = slow  # type: ignore[method-assign, assignment]


def test_every_slice_is_decoded_once_and_held(stack: SliceStack, source: FakeSource) -> None:
    hold_all(stack)
    assert stack.strategy is ALL
    expected = [gradient(start=number + 1) for number in range(COUNT)]
    source.reads.clear()
    for _ in range(2):
        assert all(np.array_equal(one.stored, two) for one, two in zip(stack, expected, strict=True))
        assert np.array_equal(stack[3].stored, expected[3])
        assert np.array_equal(stack.peek(3).stored, expected[3])
    assert source.reads == []
    filling = stack.held.filling
    assert filling is not None
    assert filling.is_over
    assert (filling.done, filling.total) == (COUNT, COUNT)
    assert filling.nbytes == filling.expected == sum(member.size for member in source.members())


def test_the_account_counts_them_until_they_are_given_up(stack: SliceStack) -> None:
    stack[2]
    before = stack.account()
    hold_all(stack)
    account = stack.account()
    assert account.cache == stack.held.expected_bytes  # nothing is counted twice
    assert account.cache_budget >= account.cache
    stack.change_strategy(None)
    assert stack.strategy is Strategy.LAZY
    after = stack.account()
    assert after.cache == 0
    assert after.cache_budget == before.cache_budget
    assert stack.held.filling is None


def test_what_the_cache_holds_is_not_decoded_again(stack: SliceStack, source: FakeSource) -> None:
    stack[1]
    source.reads.clear()
    hold_all(stack)
    assert sorted(source.reads) == ["001.dcm", *(f"{n:03}.dcm" for n in range(3, COUNT + 1))]


def test_their_memory_is_given_back() -> None:
    pixels = np.zeros((256, 256), np.int16)
    source = open_bytes(zip_bytes({f"{n}.dcm": slice_bytes(pixels, number=n) for n in range(1, 21)}))
    with closing(source), stack_of(source) as stack:
        list(stack)
        tracemalloc.start()
        try:
            hold_all(stack)
            held = tracemalloc.get_traced_memory()[0]
            assert held == pytest.approx(stack.held.nbytes, rel=0.05)
            kept = weakref.ref(stack[7].stored)
            stack.change_strategy(Strategy.SHADOW)
            assert stack.held.wait(SECONDS)
            assert kept() is None
            assert tracemalloc.get_traced_memory()[0] < held / 20
        finally:
            tracemalloc.stop()


def test_from_the_beginning(source: FakeSource) -> None:
    with stack_of(source, strategy=ALL) as stack:
        assert stack.held.wait(SECONDS)
        assert stack.account().cache == stack.held.expected_bytes
        stack.change_strategy(ALL)  # again: nothing happens
        assert stack.held.filling is not None


def test_what_is_not_offered_is_refused(stack: SliceStack, source: FakeSource) -> None:
    with pytest.raises(PhantomscopeError, match="shadow strategy"):
        stack.change_strategy(Strategy.SHADOW)
    assert stack.strategy is Strategy.LAZY
    with pytest.raises(PhantomscopeError, match="shadow strategy"):
        stack_of(source, strategy=Strategy.SHADOW)


# -- while it is being filled -----------------------------------------------------------------------------


def test_slices_serve_at_once_while_others_are_decoded(stack: SliceStack, source: FakeSource) -> None:
    gate = Gate(source, "003.dcm")
    stack.change_strategy(ALL)
    assert gate.reached.wait(SECONDS)
    filling = stack.held.filling
    assert filling is not None
    assert (filling.done, filling.is_over) == (2, False)
    assert filling.nbytes == stack.account().cache > 0
    source.reads.clear()
    assert stack[0].stored[0, 0] == 1  # held
    assert source.reads == []
    assert stack[5].stored[0, 0] == 6  # decoded now, and kept
    assert source.reads == ["006.dcm"]
    gate.opened.set()
    assert stack.held.wait(SECONDS)
    assert source.reads.count("006.dcm") == 1


def test_changed_back_while_a_slice_is_decoded(stack: SliceStack, source: FakeSource) -> None:
    gate = Gate(source, "003.dcm")
    stack.change_strategy(ALL)
    assert gate.reached.wait(SECONDS)
    stack.change_strategy(None)  # does not wait for it
    assert stack.account().cache == 0
    gate.opened.set()
    stack.close()
    assert stack.account().cache == 0
    assert "004.dcm" not in source.reads


def test_closed_while_a_slice_is_decoded(stack: SliceStack, source: FakeSource) -> None:
    gate = Gate(source, "002.dcm")
    stack.change_strategy(ALL)
    assert gate.reached.wait(SECONDS)
    gate.opened.set()
    stack.close()
    stack.close()
    assert not any(thread.name == "holding" for thread in threading.enumerate())
    assert stack.account().cache == 0
    with pytest.raises(PhantomscopeError, match="closed"):
        stack.change_strategy(ALL)


def test_a_stack_that_nobody_holds_is_freed(source: FakeSource) -> None:
    stack = stack_of(source)
    hold_all(stack)
    gone = weakref.ref(stack)
    stack.close()
    del stack
    gc.collect()
    assert gone() is None


def test_a_damaged_slice_is_told_of_when_it_is_asked_for(stack: SliceStack, source: FakeSource) -> None:
    source.failing["002.dcm"] = damaged_error("002.dcm")
    hold_all(stack)
    assert stack.strategy is ALL
    assert stack.held.failure is None
    with pytest.raises(PhantomscopeError, match=r"002\.dcm"):
        stack[1]
    assert stack[2].stored[0, 0] == 3
    source.failing.clear()
    assert stack[1].stored[0, 0] == 2


def test_a_fault_is_logged_and_the_rest_is_decoded(
    stack: SliceStack, source: FakeSource, expect_log: ExpectLog
) -> None:
    expect_log("phantomscope.stack.held_slices", logging.ERROR, "to be held")
    source.failing["002.dcm"] = RuntimeError("a fault")
    hold_all(stack)
    assert len(set(source.reads)) == COUNT


# -- what may be taken ------------------------------------------------------------------------------------


@pytest.mark.parametrize("limits", [{"max_bytes": 1000}, {"room": lambda: 1000}, {"room": lambda: -5}])
def test_what_does_not_fit_is_refused_before_it_starts(
    limits: dict[str, object], stack: SliceStack, source: FakeSource
) -> None:
    stack[0]
    before, reads = stack.account(), list(source.reads)
    with pytest.raises(PhantomscopeError, match=r"would take [\d.]+ kB, and (1\.0 kB|0) are free"):
        stack.change_strategy(ALL, **limits)  # type: ignore[arg-type]
    assert stack.strategy is Strategy.LAZY
    assert stack.account() == before
    assert source.reads == reads


def test_what_just_fits_is_held(stack: SliceStack) -> None:
    stack.change_strategy(ALL, max_bytes=stack.held.expected_bytes, room=lambda: None)
    assert stack.held.wait(SECONDS)
    assert stack.strategy is ALL


def test_when_room_gets_short_all_are_given_up(stack: SliceStack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held_slices, "ASK_EVERY", 1)
    left = [10**9, 10**9, 10**9]
    stack.change_strategy(ALL, room=lambda: left.pop() if left else 0)
    assert stack.held.wait(SECONDS)
    assert stack.strategy is Strategy.LAZY
    assert stack.account().cache == 0
    assert stack.held.failure is not None
    assert "no more room" in str(stack.held.failure)
    assert stack[4].stored[0, 0] == 5
    hold_all(stack)  # another time it may be there
    assert stack.held.failure is None


def test_given_up_for_others_that_need_the_room(stack: SliceStack) -> None:
    stack.held.give_up()
    assert stack.held.failure is None  # there was nothing
    hold_all(stack)
    stack.held.give_up()
    assert stack.account().cache == 0
    assert "no more room" in str(stack.held.failure)


def test_running_out_of_memory_is_no_disaster(stack: SliceStack, source: FakeSource) -> None:
    source.failing["004.dcm"] = MemoryError()
    stack.change_strategy(ALL)
    assert stack.held.wait(SECONDS)
    assert stack.strategy is Strategy.LAZY
    assert stack.held.failure is not None


@pytest.mark.parametrize("fault", [RuntimeError("a fault"), MemoryError()])
def test_a_fault_of_who_says_how_much_room_there_is_ends_it(
    fault: Exception, stack: SliceStack, monkeypatch: pytest.MonkeyPatch, expect_log: ExpectLog
) -> None:
    if isinstance(fault, RuntimeError):
        expect_log("phantomscope.stack.held_slices", logging.ERROR, "decoding all slices has ended")
    monkeypatch.setattr(held_slices, "ASK_EVERY", 1)
    started = threading.Event()

    def room() -> int:
        if started.is_set():
            raise fault
        started.set()
        return 10**9

    stack.change_strategy(ALL, room=room)
    assert stack.held.wait(SECONDS)
    assert stack.strategy is Strategy.LAZY
    assert stack.held.filling is None
    assert "were given up" in str(stack.held.failure)
    assert stack[4].stored[0, 0] == 5


def test_slices_that_turn_out_larger_than_expected() -> None:
    source = FakeSource(slices(COUNT))
    series = scan(source).series[0]
    large = np.zeros((100, 100))

    def decode(slot: int) -> object:
        from phantomscope.stack.decoder import SlicePixels

        return SlicePixels(large, None, None)

    held = HeldSlices(series.slices, decode)  # type: ignore[arg-type]
    held.start(max_bytes=held.expected_bytes)
    assert held.wait(SECONDS)
    assert not held.is_active
    assert held.failure is not None
    held.close()


# -- edits ------------------------------------------------------------------------------------------------


def test_a_frozen_stack_follows(stack: SliceStack) -> None:
    still = stack.frozen()
    hold_all(stack)
    stack.remove(0)
    assert still.strategy is ALL
    assert still[0] is stack.frozen(plain=True)[0]
    stack.change_strategy(None)
    assert still.strategy is Strategy.LAZY
    assert still[0].stored[0, 0] == 1


def classic() -> Source:
    return open_bytes(zip_bytes(slices(COUNT)))


def many_frames() -> Source:
    return open_bytes(zip_bytes({"many.dcm": enhanced_bytes(frames(COUNT))}))


class StrategyMachine(RuleBasedStateMachine):
    """One stack whose strategy changes, beside one that is only edited: both show the same at any time."""

    make: Callable[[], Source] = staticmethod(classic)

    def __init__(self) -> None:
        super().__init__()
        self.source = self.make()
        series = scan(self.source).series[0]
        self.stack = SliceStack(self.source, series, prefetch=True, max_slices=2)
        self.plain = SliceStack(self.source, series)

    @rule(strategy=st.sampled_from([None, ALL, Strategy.SHADOW]), wait=st.booleans())
    def change(self, strategy: Strategy | None, wait: bool) -> None:
        self.stack.change_strategy(strategy)
        if wait:
            assert self.stack.held.wait(SECONDS)

    @rule(most=st.integers(0, 500))
    def change_in_little_room(self, most: int) -> None:
        try:
            self.stack.change_strategy(ALL, max_bytes=most)
        except PhantomscopeError:
            assert self.stack.strategy is Strategy.SHADOW

    @precondition(lambda self: len(self.plain) > 0)
    @rule(at=st.integers(0, 100))
    def look(self, at: int) -> None:
        index = at % len(self.plain)
        one, two = self.stack[index], self.plain[index]
        assert one.stored.dtype == two.stored.dtype
        assert np.array_equal(one.stored, two.stored)
        assert np.array_equal(one.rescaled(), two.rescaled())

    @precondition(lambda self: len(self.plain) > 1)
    @rule(at=st.integers(0, 100))
    def remove(self, at: int) -> None:
        for stack in (self.stack, self.plain):
            stack.remove(at % len(stack))

    @precondition(lambda self: len(self.plain) > 0)
    @rule(at=st.integers(0, 100), value=st.integers(-1000, 1000))
    def replace(self, at: int, value: int) -> None:
        index = at % len(self.plain)
        made = np.full(self.plain[index].stored.shape, float(value))
        for stack in (self.stack, self.plain):
            stack.replace(index, made)

    @rule(reversed_=st.booleans(), flipped=st.booleans())
    def arrange(self, reversed_: bool, flipped: bool) -> None:
        for stack in (self.stack, self.plain):
            stack.rearrange(Arrangement(reversed=reversed_, flipped=flipped))

    @rule(redo=st.booleans())
    def undo(self, redo: bool) -> None:
        for stack in (self.stack, self.plain):
            if redo:
                stack.overlay.redo()
            else:
                stack.overlay.undo()

    @invariant()
    def all_slices_are_the_same(self) -> None:
        assert self.stack.slots == self.plain.slots
        for index, (one, two) in enumerate(zip(self.stack, self.plain, strict=True)):
            assert np.array_equal(one.stored, two.stored)
            assert np.array_equal(self.stack[index].stored, two.stored)

    @invariant()
    def only_what_is_held_is_counted(self) -> None:
        if self.stack.strategy is not ALL:
            assert self.stack.held.nbytes == 0
        assert self.stack.wait_for_prefetch(SECONDS)
        assert self.stack.account().cache <= self.stack.account().cache_budget

    def teardown(self) -> None:
        for stack in (self.stack, self.plain):
            stack.close()
            assert stack.account().cache == 0
        self.source.close()
        assert not any(thread.name == "holding" for thread in threading.enumerate())


class FramesMachine(StrategyMachine):
    """The same with frames of one compressed member."""

    make = staticmethod(many_frames)


TestClassicSlices = StrategyMachine.TestCase
TestClassicSlices.settings = settings(max_examples=15, stateful_step_count=20)
TestFrames = FramesMachine.TestCase
TestFrames.settings = settings(max_examples=8, stateful_step_count=15)


def test_many_threads_ask_while_the_strategy_changes() -> None:
    source = open_bytes(zip_bytes(slices(12)))
    wrong: list[object] = []
    ended = threading.Event()
    with closing(source), stack_of(source, prefetch=True) as stack:

        def ask(start: int) -> None:
            index = start
            while not ended.is_set():
                index = (index + 5) % 12
                if stack[index].stored[0, 0] != index + 1 or stack.peek(index).stored[0, 0] != index + 1:
                    wrong.append(index)

        threads = [threading.Thread(target=ask, args=(start,)) for start in range(3)]
        for thread in threads:
            thread.start()
        for number in range(60):
            stack.change_strategy(ALL if number % 2 == 0 else None)
            stack[number % 12]
        ended.set()
        for thread in threads:
            thread.join()
        assert wrong == []
        assert stack.held.nbytes == 0


def test_a_real_scan(real_data: Path) -> None:
    source = open_path(real_data / "catphan504_cbct_varian.zip")
    with closing(source), stack_of(source) as stack:
        forth = range(len(stack))
        for index in (*forth, *reversed(forth)):
            stack[index]
        assert stack.account().ratio <= 1.25
        values = [one.stored.tobytes() for one in stack]
        hold_all(stack)
        assert stack.account().cache == stack.held.expected_bytes
        assert [one.stored.tobytes() for one in stack] == values


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the C library decides")
def test_the_system_gets_the_memory_back(run_python: RunPython, tmp_path: Path) -> None:
    """Resident memory of a process that changes forth and back; files, whose bytes are no mapping's own."""
    pixels = np.zeros((512, 512), np.int16)
    write_folder(tmp_path, {f"{n}.dcm": slice_bytes(pixels, number=n) for n in range(1, 41)})
    printed = run_python(
        f"""
import psutil
from pathlib import Path
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_path
from phantomscope.stack.strategy import Strategy
source = open_path(Path({str(tmp_path)!r}))
rss = psutil.Process().memory_info
with SliceStack(source, scan(source).series[0]) as stack:
    stack[0], stack[1]
    print(rss().rss, stack.held.expected_bytes)
    for _ in range(3):
        for strategy in (Strategy.NON_OPTIMISED, None):
            stack.change_strategy(strategy)
            assert stack.held.wait({SECONDS})
            print(rss().rss)
"""
    )
    before, expected, *then = map(int, printed.split())
    held, free = then[0::2], then[1::2]
    assert all(one > before + expected * 0.8 for one in held)
    assert all(one < before + expected * 0.25 for one in free)
