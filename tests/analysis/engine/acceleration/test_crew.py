"""Threads that look ahead."""

import threading
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from analysis.engine_stacks import disk_stack
from phantomscope.analysis.engine.acceleration.crew import Crew
from phantomscope.analysis.engine.acceleration.phantom_region import Question
from phantomscope.errors import PhantomscopeError

COUNT = 12
QUESTION = Question(np.pi * 22.0**2, 1.0, clear_borders=True, clipped=False)


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    before = threading.active_count()
    yield
    assert threading.active_count() == before


def centroids(crew: Crew) -> list[Any]:
    found = []
    for slot in range(COUNT):
        answer = crew.answer(slot, QUESTION)
        assert answer is not None
        found.append(answer.centroid)
    return found


def test_any_number_of_threads_finds_the_same() -> None:
    found = []
    for threads in (1, 2, 4, 40):
        crew = Crew(disk_stack(COUNT), lambda threads=threads: threads)
        found.append(centroids(crew))
        assert centroids(crew) == found[-1]
        crew.close()
    assert found[0] == found[1] == found[2] == found[3]
    assert [row - found[0][0][0] for row, _ in found[0]] == list(range(COUNT))


def test_each_slice_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    slices = disk_stack(COUNT)
    looked: list[int] = []
    pixels = slices.pixels

    def counted(slot: int, *, passing: bool = False) -> Any:
        looked.append(slot)
        return pixels(slot, passing=passing)

    monkeypatch.setattr(slices, "pixels", counted)
    crew = Crew(slices, lambda: 3)
    centroids(crew)
    centroids(crew)
    crew.close()
    assert sorted(looked) == list(range(COUNT))


def test_helpers_work_while_pylinac_does_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    slices = disk_stack(COUNT)
    pixels, ahead = slices.pixels, threading.Event()

    def told(slot: int, *, passing: bool = False) -> Any:
        if slot == COUNT - 1:
            assert passing
            ahead.set()
        return pixels(slot, passing=passing)

    monkeypatch.setattr(slices, "pixels", told)
    crew = Crew(slices, lambda: 2)
    crew.answer(0, QUESTION)
    assert ahead.wait(20)
    crew.close()


def test_no_thread_is_started_before_there_is_something_to_do() -> None:
    crew = Crew(disk_stack(COUNT), lambda: pytest.fail("asked"))
    crew.close()


def test_it_can_be_closed_in_the_middle() -> None:
    crew = Crew(disk_stack(COUNT), lambda: 4)
    crew.answer(0, QUESTION)
    crew.close()
    crew.close()


@pytest.mark.parametrize("threads", [1, 3])
def test_a_slice_that_can_not_be_read_fails_at_its_own_time(threads: int) -> None:
    """A helper comes upon it first, and says nothing."""
    crew = Crew(disk_stack(COUNT, spoiled=8), lambda: threads)
    try:
        for slot in range(7):
            assert crew.answer(slot, QUESTION) is not None
        with pytest.raises(PhantomscopeError, match="cut short"):
            crew.answer(7, QUESTION)
        assert crew.answer(8, QUESTION) is not None
    finally:
        crew.close()


@pytest.mark.parametrize("options", [{"PixelIntensityRelationshipSign": -1}, {"compressed": True}])
def test_helpers_leave_alone_what_needs_pydicom(
    options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """pydicom's warnings are kept still by filters that belong to all threads."""
    entered: list[threading.Thread] = []
    enter = warnings.catch_warnings.__enter__

    def seen(self: Any) -> Any:
        entered.append(threading.current_thread())
        return enter(self)

    slices = disk_stack(COUNT, **options)
    monkeypatch.setattr(warnings.catch_warnings, "__enter__", seen)
    crew = Crew(slices, lambda: 3)
    assert len(centroids(crew)) == COUNT
    crew.close()
    assert set(entered) == {threading.current_thread()}
    assert len({round(row) for row, _ in centroids(crew)}) == COUNT


def test_where_no_thread_can_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    crew = Crew(disk_stack(COUNT), lambda: 4)
    assert len(centroids(crew)) == COUNT
    crew.close()


def test_a_slice_that_pylinac_has_deleted_is_left_to_it() -> None:
    slices = disk_stack(COUNT)
    crew = Crew(slices, lambda: 2)
    del slices[2]
    assert crew.answer(2, QUESTION) is None
    found = [crew.answer(slot, QUESTION) for slot in slices.slots]
    crew.close()
    assert all(one is not None and one.centroid is not None for one in found)


def test_another_question_has_another_answer() -> None:
    crew = Crew(disk_stack(COUNT), lambda: 2)
    small = Question(10.0, 1.0, clear_borders=True, clipped=False)
    for slot in (0, 5):
        wanted, other = crew.answer(slot, QUESTION), crew.answer(slot, small)
        assert wanted is not None
        assert other is not None
        assert wanted.centroid is not None
        assert other.centroid is None
    crew.close()
