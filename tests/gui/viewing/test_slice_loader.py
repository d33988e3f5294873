import threading
import weakref
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from dicom_files import slices, zip_bytes
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.viewing.loaded_slice import LoadedSlice
from phantomscope.gui.viewing.readout import unit
from phantomscope.gui.viewing.slice_loader import SliceLoader
from phantomscope.stack.decoder import SlicePixels
from phantomscope.stack.index import scan
from phantomscope.stack.slab import Slab, SlabMode, SlabWish
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes


class GatedStack(SliceStack):
    """Decodes when a test says so."""

    def __init__(self, count: int = 9) -> None:
        source = open_bytes(zip_bytes(slices(count)))
        super().__init__(source, scan(source).series[0])
        self.go = threading.Event()
        self.go.set()
        self.decoding = threading.Event()
        self.asked: list[int] = []
        self.threads: set[str] = set()
        self.failure: BaseException | None = None

    def __getitem__(self, index: int) -> SlicePixels:
        self.asked.append(index)
        self.threads.add(threading.current_thread().name)
        self.decoding.set()
        assert self.go.wait(10)
        if self.failure is not None:
            raise self.failure
        return super().__getitem__(index)


@pytest.fixture
def loader(qtbot: QtBot) -> Iterator[SliceLoader]:
    loader = SliceLoader()
    yield loader
    assert loader.close()


def indices(loader: SliceLoader) -> list[int]:
    got: list[int] = []
    loader.slice_ready.connect(lambda one: got.append(one.index))
    return got


def test_a_slice_comes_decoded_and_measured(qtbot: QtBot, loader: SliceLoader) -> None:
    stack = GatedStack()
    with qtbot.waitSignal(loader.slice_ready) as ready:
        loader.request(stack, 4)
    one = ready.args[0]
    assert isinstance(one, LoadedSlice)
    assert (one.index, one.position) == (4, stack.position(4))
    assert one.high > one.low
    assert stack.threads == {"slices"}


def test_of_the_wishes_that_wait_only_the_newest_is_decoded(qtbot: QtBot, loader: SliceLoader) -> None:
    stack = GatedStack()
    got = indices(loader)
    stack.go.clear()
    loader.request(stack, 0)
    assert stack.decoding.wait(10)
    for index in range(1, 8):
        loader.request(stack, index)
    stack.go.set()
    qtbot.waitUntil(lambda: got == [0, 7])
    assert stack.asked == [0, 7]


def test_whoever_wishes_stands_back_until_the_slice_is_there(qtbot: QtBot) -> None:
    stack = GatedStack()
    loader = SliceLoader(head_start=10)
    for index in range(5):
        loader.request(stack, index)
        assert stack.asked == list(range(index + 1))
        assert stack.cache_counters().misses == index + 1  # decoded, not begun alone
    got = indices(loader)
    qtbot.waitUntil(lambda: got[-1:] == [4])
    assert loader.close()


def test_nobody_stands_back_for_a_thread_that_is_busy(qtbot: QtBot, loader: SliceLoader) -> None:
    stack = GatedStack()
    stack.go.clear()
    loader.request(stack, 0)
    assert stack.decoding.wait(10)
    loader._thread._head_start = 1e9  # would never come back
    loader.request(stack, 1)
    stack.go.set()
    got = indices(loader)
    qtbot.waitUntil(lambda: got == [0, 1])


def test_answers_from_before_are_dropped(qtbot: QtBot, loader: SliceLoader) -> None:
    old, new = GatedStack(), GatedStack()
    got: list[Any] = []
    loader.slice_ready.connect(lambda one: got.append((one.index, one.header)))
    old.go.clear()
    loader.request(old, 1)
    assert old.decoding.wait(10)
    loader.forget()
    loader.request(new, 2)
    old.go.set()
    qtbot.waitUntil(lambda: bool(got))
    qtbot.wait(20)
    assert got == [(2, new.slice_header(2))]


def test_a_slice_that_cannot_be_shown_says_why(qtbot: QtBot, loader: SliceLoader) -> None:
    stack = GatedStack()
    stack.failure = PhantomscopeError("It is cut short", where="003.dcm")
    with qtbot.waitSignal(loader.slice_failed) as failed:
        loader.request(stack, 3)
    assert failed.args == [3, stack.failure]
    stack.failure = None
    with qtbot.waitSignal(loader.slice_ready):
        loader.request(stack, 4)


def test_a_fault_is_logged_and_told_calmly(qtbot: QtBot, loader: SliceLoader, expect_log: Any) -> None:
    expect_log("phantomscope.gui.viewing.slice_loader", 40)
    stack = GatedStack()
    stack.failure = ZeroDivisionError("oops")
    with qtbot.waitSignal(loader.slice_failed) as failed:
        loader.request(stack, 3)
    assert "oops" not in str(failed.args[1])


def test_a_stack_is_made_off_the_gui_thread(qtbot: QtBot, loader: SliceLoader) -> None:
    made_on: list[str] = []

    def make() -> SliceStack:
        made_on.append(threading.current_thread().name)
        return GatedStack()

    with qtbot.waitSignal(loader.stack_opened) as opened:
        loader.open_stack(make)
    assert isinstance(opened.args[0], GatedStack)
    assert made_on == ["slices"]


def test_a_stack_that_is_not_wanted_any_more_is_closed(qtbot: QtBot, loader: SliceLoader) -> None:
    go, closed = threading.Event(), threading.Event()
    got: list[SliceStack] = []
    loader.stack_opened.connect(got.append)

    class Telling(GatedStack):
        def close(self) -> None:
            super().close()
            closed.set()

    def make() -> SliceStack:
        assert go.wait(10)
        return Telling()

    loader.open_stack(make)
    with qtbot.waitSignal(loader.stack_opened):
        loader.open_stack(GatedStack)
        go.set()
    qtbot.waitUntil(closed.is_set)
    assert len(got) == 1
    assert not isinstance(got[0], Telling)


def test_disposing_waits_for_the_decoding(qtbot: QtBot, loader: SliceLoader) -> None:
    stack = GatedStack()
    order: list[str] = []
    loader.slice_ready.connect(lambda _: None)
    stack.go.clear()
    loader.request(stack, 0)
    assert stack.decoding.wait(10)
    loader.dispose(lambda: order.append("closed"))
    order.append("returned")
    stack.go.set()
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order == ["returned", "closed"]


def test_a_failing_errand_does_not_stop_the_thread(
    qtbot: QtBot, loader: SliceLoader, expect_log: Any
) -> None:
    expect_log("phantomscope.gui.viewing.slice_loader", 40)

    def fail() -> None:
        raise OSError("the disk has gone")

    loader.dispose(fail)
    with qtbot.waitSignal(loader.slice_ready):
        loader.request(GatedStack(), 0)


def test_nothing_keeps_a_stack_alive_once_it_was_shown(qtbot: QtBot, loader: SliceLoader) -> None:
    stack = GatedStack()
    gone = weakref.ref(stack)
    with qtbot.waitSignal(loader.slice_ready):
        loader.request(stack, 0)
    loader.forget()
    loader.dispose(stack.close)
    del stack
    qtbot.waitUntil(lambda: gone() is None)


def test_closing_twice_or_before_any_wish_is_fine(qtbot: QtBot) -> None:
    loader = SliceLoader()
    assert loader.close()
    assert loader.close()


# -- slabs ------------------------------------------------------------------------------------------------


class SlabStack(SliceStack):
    """A stack that waits at one slice until it is told to go on."""

    def __init__(self, stack: SliceStack, gate: int) -> None:
        self.__dict__.update(stack.__dict__)
        self.gate, self.peeked = gate, list[int]()
        self.reached, self.go_on = threading.Event(), threading.Event()

    def peek(self, index: int) -> SlicePixels:
        self.peeked.append(index)
        if index == self.gate:
            self.reached.set()
            assert self.go_on.wait(10)
        return super().peek(index)


@pytest.fixture
def stack() -> SliceStack:
    source = open_bytes(zip_bytes(slices(12, PixelPaddingValue=-2000)))
    return SliceStack(source, scan(source).series[0])


class Heard:
    """What a loader gave."""

    def __init__(self, loader: SliceLoader) -> None:
        self.slices: list[LoadedSlice] = []
        loader.slice_ready.connect(self.slices.append)


SLAB = SlabWish(SlabMode.MAXIMUM, 5)


def test_a_slab_is_joined_and_says_so(qtbot: QtBot, loader: SliceLoader, stack: SliceStack) -> None:
    heard = Heard(loader)
    loader.slab = SLAB
    loader.request(stack, 4)
    qtbot.waitUntil(lambda: bool(heard.slices))
    found = heard.slices[0]
    assert found.index == 4
    assert found.slab == Slab(SlabMode.MAXIMUM, 2, 6, 12.5)
    volume = np.stack([stack.peek(index).stored for index in range(2, 7)])
    assert np.array_equal(found.pixels.stored, volume.max(axis=0))
    loader.slab = None
    loader.request(stack, 4)
    qtbot.waitUntil(lambda: len(heard.slices) == 2)
    assert heard.slices[1].slab is None


def test_values_of_a_mean_keep_their_unit_and_lose_the_padding(
    qtbot: QtBot, loader: SliceLoader, stack: SliceStack
) -> None:
    heard = Heard(loader)
    loader.slab = SlabWish(SlabMode.MEAN, 3)
    loader.request(stack, 4)
    qtbot.waitUntil(lambda: bool(heard.slices))
    found = heard.slices[0]
    mean = np.mean([stack.peek(index).rescaled() for index in (3, 4, 5)], axis=0)
    assert found.value(3, 2) == pytest.approx(mean[2, 3])
    assert found.header.format.padding is None
    assert unit(found.header) == "HU"


def test_a_slab_is_given_up_for_a_newer_wish(qtbot: QtBot, stack: SliceStack) -> None:
    loader, gated = SliceLoader(patience=1e9), SlabStack(stack, 2)
    heard = Heard(loader)
    loader.slab = SLAB
    loader.request(gated, 3)
    assert gated.reached.wait(10)
    loader.request(gated, 8)
    gated.go_on.set()
    qtbot.waitUntil(lambda: bool(heard.slices))
    assert gated.peeked == [1, 2, 6, 7, 8, 9, 10]
    assert [one.index for one in heard.slices] == [8]
    assert loader.close()


def test_unless_nothing_has_been_shown_for_a_while(qtbot: QtBot, stack: SliceStack) -> None:
    loader, gated = SliceLoader(patience=0.0), SlabStack(stack, 2)
    heard = Heard(loader)
    loader.slab = SLAB
    loader.request(gated, 3)
    assert gated.reached.wait(10)
    loader.request(gated, 8)
    gated.go_on.set()
    qtbot.waitUntil(lambda: len(heard.slices) == 2)
    assert [one.index for one in heard.slices] == [3, 8]
    assert loader.close()


def test_a_slab_of_another_scan_is_given_up_in_any_case(qtbot: QtBot, stack: SliceStack) -> None:
    loader, gated = SliceLoader(patience=0.0), SlabStack(stack, 2)
    heard = Heard(loader)
    loader.slab = SLAB
    loader.request(gated, 3)
    assert gated.reached.wait(10)
    loader.forget()
    gated.go_on.set()
    assert loader.close()
    assert gated.peeked == [1, 2]
    assert heard.slices == []


def test_a_slice_left_out_since_it_was_wished_for_is_no_fault(qtbot: QtBot, loader: SliceLoader) -> None:
    stack = GatedStack()
    stack.go.clear()
    with qtbot.assertNotEmitted(loader.slice_failed):
        loader.request(stack, 8)
        assert stack.decoding.wait(10)
        stack.remove(0)
        stack.go.set()
        with qtbot.waitSignal(loader.slice_ready) as ready:
            loader.request(stack, 3)
    assert ready.args[0].index == 3
