import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from dicom_files import slice_bytes, zip_bytes
from gui.desk import disc
from phantomscope.gui.viewing.side_view_loader import MOST_ROWS, SideViewLoader, SideViewPart, pooled
from phantomscope.stack.decoder import SlicePixels
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_path


@pytest.fixture
def stack(scan_zip: Path) -> Iterator[SliceStack]:
    with closing(open_path(scan_zip)) as source:
        yield SliceStack(source, scan(source).series[0])


@pytest.fixture
def loader() -> Iterator[SideViewLoader]:
    loader = SideViewLoader()
    yield loader
    assert loader.close()


class Heard:
    """What a loader gave."""

    def __init__(self, loader: SideViewLoader) -> None:
        self.parts: list[SideViewPart] = []
        loader.part_ready.connect(self.parts.append)

    @property
    def complete(self) -> bool:
        return bool(self.parts) and self.parts[-1].last

    def joined(self) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        return np.concatenate([part.columns for part in self.parts], axis=1)


def test_it_is_the_side_view_of_the_whole_stack(
    qtbot: QtBot, loader: SideViewLoader, stack: SliceStack
) -> None:
    heard = Heard(loader)
    loader.start(stack)
    qtbot.waitUntil(lambda: heard.complete)
    assert np.array_equal(heard.joined(), stack.side_view(1))
    firsts = [part.first for part in heard.parts]
    assert firsts == list(np.cumsum([0, *(part.columns.shape[1] for part in heard.parts)])[:-1])


def test_the_cache_is_left_alone(qtbot: QtBot, loader: SideViewLoader, stack: SliceStack) -> None:
    heard = Heard(loader)
    loader.start(stack)
    qtbot.waitUntil(lambda: heard.complete)
    assert stack.cache_counters().nbytes == 0


class SlowStack(SliceStack):
    """A stack whose sixth slice waits until it is told to go on."""

    def __init__(self, stack: SliceStack) -> None:
        self.__dict__.update(stack.__dict__)
        self.reached, self.go_on, self.asked = threading.Event(), threading.Event(), 0

    def peek(self, index: int) -> SlicePixels:
        self.asked += 1
        if index == 5:
            self.reached.set()
            assert self.go_on.wait(10)
        return super().peek(index)


def test_nothing_comes_of_what_was_given_up(qtbot: QtBot, loader: SideViewLoader, stack: SliceStack) -> None:
    slow, heard = SlowStack(stack), Heard(loader)
    loader.start(slow)
    assert slow.reached.wait(10)
    loader.cancel()
    slow.go_on.set()
    assert loader.close()
    assert slow.asked == 6
    assert heard.parts == []


def test_another_stack_replaces_the_one_before(
    qtbot: QtBot, loader: SideViewLoader, stack: SliceStack
) -> None:
    slow, heard = SlowStack(stack), Heard(loader)
    loader.start(slow)
    assert slow.reached.wait(10)
    loader.start(stack)
    qtbot.waitUntil(lambda: heard.complete)
    slow.go_on.set()
    assert heard.joined().shape[1] == len(stack)
    assert len({part.number for part in heard.parts}) == 1


def test_a_slice_of_another_size_and_one_that_cant_be_read_are_left_blank(
    qtbot: QtBot, loader: SideViewLoader, tmp_path: Path
) -> None:
    members = {f"{n}.dcm": slice_bytes(disc(number=n), number=n) for n in range(1, 5)}
    path = tmp_path / "scan.zip"
    path.write_bytes(zip_bytes(members))
    with closing(open_path(path)) as source:
        stack = SliceStack(source, scan(source).series[0])
        stack.replace(1, np.zeros((8, 8), np.int16))
        heard = Heard(loader)
        loader.start(stack)
        qtbot.waitUntil(lambda: heard.complete)
        assert np.isnan(heard.joined()).all(axis=0).tolist() == [False, True, False, False]
    heard.parts.clear()
    loader.start(stack)  # the source is closed by now
    qtbot.waitUntil(lambda: heard.complete)
    # Only the changed slice is in memory.
    assert np.isnan(heard.joined()).all(axis=0).tolist() == [True, False, True, True]


def test_many_rows_are_joined_by_their_greatest() -> None:
    column = np.arange(4 * MOST_ROWS)
    assert pooled(column).tolist() == list(range(3, 4 * MOST_ROWS, 4))
    odd = np.arange(MOST_ROWS + 1)
    assert len(pooled(odd)) <= MOST_ROWS
    assert pooled(odd)[-1] == MOST_ROWS
    assert pooled(np.arange(3)).tolist() == [0, 1, 2]


def test_closing_without_ever_having_started(loader: SideViewLoader) -> None:
    assert loader.close()
