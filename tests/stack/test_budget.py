"""What fits: plain numbers in, plain numbers out."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phantomscope.stack.budget import (
    Ceiling,
    MemoryUse,
    answer,
    cache_bytes,
    cache_room,
    ceiling,
    default_budget,
    prefetches,
)
from phantomscope.stack.memory_limit import Bound, MemoryLimit

MB = 1_000_000
SLICE = MB // 2
USE = MemoryUse(window=130 * MB, cache=2 * MB)

sizes = st.integers(0, 4096 * MB)
slices = st.integers(1, 64 * MB)
uses = st.builds(
    lambda base, cache, analysis, idle, promised: MemoryUse(base + cache, cache, analysis, idle, promised),
    sizes,
    sizes,
    sizes,
    sizes,
    sizes,
)


def machine(total: int, used: int = 0) -> MemoryLimit:
    return MemoryLimit(Bound.MACHINE, total * MB, used * MB)


def container(limit: int, used: int = 0) -> MemoryLimit:
    return MemoryLimit(Bound.CGROUP_V2, limit * MB, used * MB)


# -- what may be taken ------------------------------------------------------------------------------------


def test_the_budget_counts_where_machine_and_container_leave_more() -> None:
    limits = (machine(8000, 3000), container(2000, 300))
    assert ceiling(600 * MB, limits, 130 * MB) == Ceiling(600 * MB)


def test_a_container_with_less_left_than_the_budget_counts() -> None:
    found = ceiling(1024 * MB, (machine(8000), container(512, 310)), 130 * MB)
    assert found == Ceiling((130 + 202) * MB - container(512).margin, Bound.CGROUP_V2, 512 * MB)
    assert found.text == "the 512 MB of the container (cgroup v2)"


def test_so_does_a_machine_that_others_have_filled() -> None:
    found = ceiling(1024 * MB, (machine(2000, 1900),), 130 * MB)
    assert found == Ceiling(230 * MB, Bound.MACHINE, 2000 * MB)


@given(sizes, sizes, sizes, sizes)
def test_a_ceiling_is_never_above_the_budget_nor_what_is_left(
    budget: int, limit: int, used: int, total: int
) -> None:
    one = MemoryLimit(Bound.CGROUP_V1, limit, used)
    found = ceiling(budget, [one], total)
    assert 0 <= found.nbytes <= budget
    assert found.nbytes <= max(0, total + one.available - one.margin)


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ([machine(16000)], 1000),
        ([machine(3200)], 800),
        ([machine(1500)], 500),  # no less, so that an analysis fits beside the window
        ([machine(800)], 400),  # but half of it at the most
        ([machine(16000), container(512)], 480),
        ([machine(16000), container(200)], 200 - (16 << 20) / MB),
        ([machine(16000), container(4000)], 1000),
        ([machine(16000), MemoryLimit(Bound.PROCESS, 300 * MB, 0)], 300),
    ],
)
def test_what_suits_a_machine(limits: list[MemoryLimit], expected: float) -> None:
    assert default_budget(limits) == round(expected * MB)


# -- the cache --------------------------------------------------------------------------------------------


def test_room_counts_what_is_promised_as_taken() -> None:
    assert cache_room(Ceiling(300 * MB), USE) == 172 * MB
    starting = dataclasses.replace(USE, promised=150 * MB, analysis=10 * MB)
    assert cache_room(Ceiling(300 * MB), starting) == 22 * MB
    beyond = dataclasses.replace(USE, promised=150 * MB, analysis=160 * MB)
    assert cache_room(Ceiling(300 * MB), beyond) == 12 * MB
    assert cache_room(Ceiling(100 * MB), USE) == 0


def test_the_cache_shrinks_to_whole_slices_and_never_below_one() -> None:
    assert cache_bytes(3 * MB + 5, SLICE, 64 * MB, 64 * MB) == 3 * MB
    assert cache_bytes(10, SLICE, 64 * MB, 64 * MB) == SLICE
    assert cache_bytes(0, SLICE, 64 * MB, 0) == SLICE


def test_what_the_person_lets_it_have_is_never_exceeded() -> None:
    assert cache_bytes(500 * MB, SLICE, 64 * MB, SLICE) == 64 * MB
    assert cache_bytes(500 * MB, SLICE, 1000, 0) == 1000  # not even by a slice
    assert cache_bytes(500 * MB, SLICE, 5 * MB, 64 * MB) == 5 * MB


def test_it_grows_back_only_with_room_to_spare() -> None:
    assert cache_bytes(10 * MB, SLICE, 64 * MB, 4 * MB) == 4 * MB
    assert cache_bytes(14 * MB, SLICE, 64 * MB, 4 * MB) == 6 * MB
    assert cache_bytes(500 * MB, SLICE, 64 * MB, 4 * MB) == 64 * MB


@given(sizes, slices, sizes, sizes)
def test_the_cache_never_exceeds_room_wish_or_one_slice(
    room: int, slice_bytes: int, wish: int, before: int
) -> None:
    found = cache_bytes(room, slice_bytes, wish, before)
    assert found <= wish
    assert found <= max(room, slice_bytes)
    assert found >= min(slice_bytes, wish)


@given(sizes, sizes, slices, sizes, sizes)
def test_more_room_is_never_a_smaller_cache(
    room: int, more: int, slice_bytes: int, wish: int, before: int
) -> None:
    less = cache_bytes(room, slice_bytes, wish, before)
    assert cache_bytes(room + more, slice_bytes, wish, before) >= less


@given(slices, sizes, sizes, sizes, st.lists(st.integers(0, 8 * MB - 1), min_size=1, max_size=20))
def test_it_does_not_flap(slice_bytes: int, wish: int, before: int, room: int, breath: list[int]) -> None:
    """While the room moves by less than 8 MB the cache never shrinks again after it has grown."""
    seen = cache_bytes(room, slice_bytes, wish, before)
    settled = max(seen, room, slice_bytes)
    for extra in breath:
        after = cache_bytes(room + extra, slice_bytes, wish, seen)
        assert seen <= after <= settled
        seen = after


def test_the_next_slice_is_fetched_only_where_two_have_room() -> None:
    assert prefetches(2 * SLICE, SLICE)
    assert not prefetches(2 * SLICE - 1, SLICE)


# -- more -------------------------------------------------------------------------------------------------


def test_whether_something_fits_beside_a_cache_of_one_slice() -> None:
    found = answer(100 * MB, Ceiling(300 * MB), USE, SLICE)
    assert found.left == 172 * MB - SLICE
    assert found.fits
    assert not answer(172 * MB, Ceiling(300 * MB), USE, SLICE).fits
    assert answer(0, Ceiling(10), USE, SLICE).fits  # what takes nothing fits in any case
    assert not answer(1, Ceiling(10), USE, SLICE).fits


def test_it_says_itself() -> None:
    text = answer(200 * MB, Ceiling(300 * MB), USE, SLICE).text
    assert text == "about 200 MB would be needed, and 172 MB are left of the budget of 300 MB"
    assert answer(1, Ceiling(10), USE, SLICE).text.endswith("nothing is left of the budget of 0.0 kB")


@given(sizes, sizes, uses, slices)
def test_what_fits_does_not_exceed(needed: int, limit: int, use: MemoryUse, least: int) -> None:
    """With the cache at its least, what is there and what is asked for stay within the limit together."""
    found = answer(needed, Ceiling(limit), use, least)
    if found.fits and needed:
        assert use.claimed + least + needed <= limit


@given(sizes, sizes, sizes, uses, slices)
def test_what_fits_fits_with_a_greater_budget_too(
    needed: int, limit: int, more: int, use: MemoryUse, least: int
) -> None:
    if answer(needed, Ceiling(limit), use, least).fits:
        assert answer(needed, Ceiling(limit + more), use, least).fits
