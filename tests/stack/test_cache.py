import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from phantomscope.stack.cache import DEFAULT_BYTES, DEFAULT_SLICES, SliceCache

SECONDS = 20.0  # for events that come at once unless something is broken


@dataclass(frozen=True)
class Value:
    nbytes: int
    name: str = ""


def never() -> Value:
    raise AssertionError("it should not have been loaded")


def filled(*sizes: int, max_slices: int = 3, max_bytes: int = 1000) -> SliceCache[int, Value]:
    cache: SliceCache[int, Value] = SliceCache(max_slices, max_bytes)
    for key, size in enumerate(sizes):
        cache.get(key, partial(Value, size))
    return cache


# -- one thread -------------------------------------------------------------------------------------------


def test_a_value_is_loaded_once() -> None:
    cache: SliceCache[str, Value] = SliceCache()
    first = cache.get("a", lambda: Value(10))
    assert cache.get("a", never) is first
    counters = cache.counters()
    assert (counters.hits, counters.misses, counters.evictions) == (1, 1, 0)
    assert (counters.slices, counters.nbytes) == (1, 10)
    assert "a" in cache
    assert len(cache) == 1


def test_the_least_recently_used_goes_first() -> None:
    cache = filled(1, 1, 1)
    cache.get(0, never)
    cache.get(3, lambda: Value(1))
    assert [key in cache for key in range(4)] == [True, False, True, True]
    assert cache.counters().evictions == 1


def test_bytes_are_a_bound_too() -> None:
    cache = filled(400, 400, max_bytes=1000)
    cache.get(2, lambda: Value(700))
    assert [key in cache for key in range(3)] == [False, False, True]
    assert cache.counters().nbytes == 700


def test_what_is_larger_than_the_budget_is_handed_out_and_not_kept() -> None:
    cache = filled(300, 300, max_bytes=1000)
    assert cache.get(9, lambda: Value(1001)).nbytes == 1001
    assert 9 not in cache
    assert (0 in cache, 1 in cache) == (True, True)
    cache.get(10, lambda: Value(1000))
    assert len(cache) == 1


def test_no_bytes_at_all() -> None:
    cache = filled(5, 5, max_bytes=0)
    assert cache.counters().nbytes == 0
    assert cache.get(1, lambda: Value(5)).nbytes == 5


def test_resizing_takes_effect_at_once() -> None:
    cache = filled(10, 10, 10, max_slices=8)
    cache.resize(2, 1000)
    assert [key in cache for key in range(3)] == [False, True, True]
    cache.resize(2, 15)
    assert [key in cache for key in range(3)] == [False, False, True]
    assert (cache.max_slices, cache.max_bytes) == (2, 15)
    assert cache.counters().evictions == 2


@pytest.mark.parametrize(("slices", "nbytes"), [(0, 10), (65, 10), (-1, 10), (3, -1)])
def test_bounds_that_make_no_sense(slices: int, nbytes: int) -> None:
    with pytest.raises(ValueError, match=r"max_slices must be 1 to 64|must not be negative"):
        SliceCache(slices, nbytes)
    cache = filled(1)
    with pytest.raises(ValueError, match="max_"):
        cache.resize(slices, nbytes)
    assert (cache.max_slices, cache.max_bytes) == (3, 1000)


def test_the_default_is_the_slice_looked_at_and_the_next() -> None:
    cache: SliceCache[int, Value] = SliceCache()
    assert (cache.max_slices, cache.max_bytes) == (DEFAULT_SLICES, DEFAULT_BYTES) == (2, 64_000_000)


def test_an_error_is_passed_on_and_not_kept() -> None:
    cache: SliceCache[int, Value] = SliceCache()

    def fail() -> Value:
        raise OSError("broken")

    for _ in range(2):
        with pytest.raises(OSError, match="broken"):
            cache.get(1, fail)
    assert cache.get(1, lambda: Value(3)).nbytes == 3
    assert cache.counters().misses == 3


def test_clearing_gives_all_up_and_counts_on() -> None:
    cache = filled(10, 10)
    cache.clear()
    assert (len(cache), cache.counters().nbytes, cache.counters().misses) == (0, 0, 2)
    cache.get(0, lambda: Value(1))
    assert cache.counters().misses == 3


# -- several threads --------------------------------------------------------------------------------------


class Gate:
    """A load that says when it has begun and waits until it may go on."""

    def __init__(self, result: Value | BaseException) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.calls = 0
        self._result = result

    def __call__(self) -> Value:
        self.calls += 1
        self.begun.set()
        assert self.go_on.wait(SECONDS)
        if isinstance(self._result, BaseException):
            raise self._result
        return self._result


class Asking(threading.Thread):
    """A thread that asks the cache, and keeps what it got."""

    def __init__(self, cache: SliceCache[int, Value], key: int, load: Callable[[], Value]) -> None:
        super().__init__()
        self._cache, self._key, self._load = cache, key, load
        self.got: Value | None = None
        self.error: BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            self.got = self._cache.get(self._key, self._load)
        except OSError as error:
            self.error = error

    def finish(self) -> "Asking":
        self.join(SECONDS)
        assert not self.is_alive()
        return self


def until(condition: Callable[[], bool]) -> None:
    """Wait for another thread to get somewhere; no event can say that it is blocked."""
    waited = threading.Event()
    for _ in range(int(SECONDS / 0.001)):
        if condition():
            return
        waited.wait(0.001)
    raise AssertionError("it never happened")


def test_what_is_being_loaded_is_not_loaded_twice() -> None:
    cache: SliceCache[int, Value] = SliceCache()
    gate = Gate(Value(7))
    first = Asking(cache, 1, gate)
    assert gate.begun.wait(SECONDS)
    others = [Asking(cache, 1, never) for _ in range(5)]
    until(lambda: cache.counters().hits == 5)
    assert all(other.is_alive() for other in others)
    gate.go_on.set()
    value = first.finish().got
    assert value is not None
    assert all(other.finish().got is value for other in others)
    assert gate.calls == 1
    counters = cache.counters()
    assert (counters.hits, counters.misses, counters.nbytes) == (5, 1, 7)


def test_an_error_reaches_all_who_wait() -> None:
    cache: SliceCache[int, Value] = SliceCache()
    gate = Gate(OSError("broken"))
    first = Asking(cache, 1, gate)
    assert gate.begun.wait(SECONDS)
    others = [Asking(cache, 1, never) for _ in range(3)]
    until(lambda: cache.counters().hits == 3)
    gate.go_on.set()
    assert all(isinstance(each.finish().error, OSError) for each in (first, *others))
    assert cache.get(1, lambda: Value(1)).nbytes == 1


def test_another_key_does_not_wait() -> None:
    cache: SliceCache[int, Value] = SliceCache()
    gate = Gate(Value(7))
    slow = Asking(cache, 1, gate)
    assert gate.begun.wait(SECONDS)
    assert cache.get(2, lambda: Value(1)).nbytes == 1
    assert cache.counters().nbytes == 1
    gate.go_on.set()
    slow.finish()
    assert cache.counters().nbytes == 8


def test_what_was_being_loaded_when_all_was_given_up_is_not_kept() -> None:
    cache: SliceCache[int, Value] = SliceCache()
    old = Gate(Value(7, "old"))
    first = Asking(cache, 1, old)
    assert old.begun.wait(SECONDS)
    cache.clear()
    new = Gate(Value(8, "new"))
    second = Asking(cache, 1, new)
    assert new.begun.wait(SECONDS)  # it does not wait for the load that was given up
    old.go_on.set()
    assert first.finish().got == Value(7, "old")  # who asked before gets an answer
    assert cache.counters().nbytes == 0
    third = Asking(cache, 1, never)  # the newer load is still the one to wait for
    until(lambda: cache.counters().hits == 1)
    new.go_on.set()
    assert second.finish().got == third.finish().got == Value(8, "new")
    assert cache.counters().nbytes == 8


def test_resizing_while_a_value_is_loaded() -> None:
    cache: SliceCache[int, Value] = SliceCache(3, 100)
    gate = Gate(Value(60))
    slow = Asking(cache, 1, gate)
    assert gate.begun.wait(SECONDS)
    cache.get(2, lambda: Value(40))
    cache.resize(3, 50)
    gate.go_on.set()
    assert slow.finish().got == Value(60)
    assert 1 not in cache  # it fitted when the load began
    assert cache.counters().nbytes == 40


def test_many_threads_agree() -> None:
    cache: SliceCache[int, Value] = SliceCache(4, 300)
    start = threading.Barrier(4)
    wrong: list[object] = []

    def work(seed: int) -> None:
        start.wait()
        for step in range(1500):
            key = (seed * 31 + step * step) % 12
            if cache.get(key, partial(Value, key * 10, f"{key}")).name != f"{key}":
                wrong.append(key)
            counters = cache.counters()
            if counters.slices > 4 or counters.nbytes > 300:
                wrong.append(counters)
            if step % 211 == 0:
                cache.clear()
            if step % 97 == 0:
                cache.resize(4, 300 - seed)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    counters = cache.counters()
    assert counters.hits + counters.misses == 4 * 1500
    assert counters.nbytes == sum(key * 10 for key in range(12) if key in cache)


def test_room_is_made_before_a_value_is_loaded() -> None:
    cache: SliceCache[int, Value] = SliceCache(2, 100)
    held = []

    def load(key: int) -> Value:
        held.append(cache.counters().slices)
        return Value(10, f"{key}")

    for key in range(4):
        cache.get(key, partial(load, key))
    assert held == [0, 1, 1, 1]


# -- against a model --------------------------------------------------------------------------------------


class CacheMachine(RuleBasedStateMachine):
    """The cache against an ordered dictionary that is easy to believe."""

    def __init__(self) -> None:
        super().__init__()
        self.cache: SliceCache[int, Value] = SliceCache(3, 100)
        self.model: OrderedDict[int, Value] = OrderedDict()
        self.bounds = (3, 100)
        self.hits = self.misses = self.evictions = 0

    def make_room(self, slices: int = 0, nbytes: int = 0) -> None:
        while self.model and (
            len(self.model) + slices > self.bounds[0] or self.held() + nbytes > self.bounds[1]
        ):
            self.model.popitem(last=False)
            self.evictions += 1

    def held(self) -> int:
        return sum(value.nbytes for value in self.model.values())

    @rule(key=st.integers(0, 7), size=st.integers(0, 120))
    def get(self, key: int, size: int) -> None:
        loaded: list[Value] = []

        def load() -> Value:
            loaded.append(Value(size, f"{key}"))
            return loaded[0]

        found = self.cache.get(key, load)
        if key in self.model:
            self.hits += 1
            self.model.move_to_end(key)
            assert not loaded
            assert found is self.model[key]
            return
        self.misses += 1
        assert [found] == loaded
        self.make_room(1)  # while it was being loaded
        if size <= self.bounds[1]:
            self.make_room(1, size)
            self.model[key] = found

    @rule(key=st.integers(0, 7))
    def fail(self, key: int) -> None:
        if key in self.model:
            self.get(key, 0)
            return

        def load() -> Value:
            raise OSError

        with pytest.raises(OSError):
            self.cache.get(key, load)
        self.misses += 1
        self.make_room(1)

    @rule(slices=st.integers(1, 6), nbytes=st.integers(0, 250))
    def resize(self, slices: int, nbytes: int) -> None:
        self.cache.resize(slices, nbytes)
        self.bounds = (slices, nbytes)
        self.make_room()

    @precondition(lambda self: self.model)
    @rule()
    def clear(self) -> None:
        self.cache.clear()
        self.model.clear()

    @invariant()
    def agrees(self) -> None:
        counters = self.cache.counters()
        assert (counters.hits, counters.misses, counters.evictions) == (
            self.hits,
            self.misses,
            self.evictions,
        )
        assert (counters.slices, counters.nbytes) == (len(self.model), self.held())
        assert counters.slices <= self.bounds[0]
        assert counters.nbytes <= self.bounds[1]
        assert [key for key in range(8) if key in self.cache] == sorted(self.model)


TestCacheMachine = CacheMachine.TestCase
TestCacheMachine.settings = settings(max_examples=60, stateful_step_count=40)
