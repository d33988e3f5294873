import threading
import weakref
from collections.abc import Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from dicom_files import slices, zip_bytes
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.viewing.loaded_slice import LoadedSlice
from phantomscope.gui.viewing.slice_loader import SliceLoader
from phantomscope.stack.decoder import SlicePixels
from phantomscope.stack.index import scan
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
