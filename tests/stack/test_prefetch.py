import logging
import threading

import pytest

from dicom_files import damaged_error
from fixture_types import ExpectLog
from phantomscope.stack.prefetch import Prefetcher, wanted_next

SECONDS = 20.0


class Loader:
    """Records what is loaded; the first load waits until it is let go."""

    def __init__(self, fails: dict[int, BaseException] | None = None, *, held: bool = False) -> None:
        self.loaded: list[int] = []
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.threads: set[int | None] = set()
        self._fails = fails or {}
        if not held:
            self.go_on.set()

    def __call__(self, index: int) -> None:
        self.loaded.append(index)
        self.threads.add(threading.current_thread().ident)
        self.begun.set()
        assert self.go_on.wait(SECONDS)
        if index in self._fails:
            raise self._fails[index]


def test_a_wish_is_fetched_on_another_thread() -> None:
    loader = Loader()
    prefetcher = Prefetcher(loader)
    prefetcher.request(4)
    assert prefetcher.wait_idle(SECONDS)
    assert loader.loaded == [4]
    assert threading.current_thread().ident not in loader.threads
    prefetcher.close()


def test_the_newest_wish_wins() -> None:
    loader = Loader(held=True)
    prefetcher = Prefetcher(loader)
    prefetcher.request(1)
    assert loader.begun.wait(SECONDS)
    for index in (2, 3, 4):
        prefetcher.request(index)
    assert not prefetcher.wait_idle(0)
    loader.go_on.set()
    assert prefetcher.wait_idle(SECONDS)
    assert loader.loaded == [1, 4]
    prefetcher.close()


def test_one_thread_serves_all_wishes_and_none_is_started_without_one() -> None:
    loader = Loader()
    before = threading.active_count()
    prefetcher = Prefetcher(loader)
    assert threading.active_count() == before
    for index in range(5):
        prefetcher.request(index)
        assert prefetcher.wait_idle(SECONDS)
    assert loader.loaded == [0, 1, 2, 3, 4]
    assert len(loader.threads) == 1
    prefetcher.close()
    assert threading.active_count() == before


@pytest.mark.parametrize("error", [damaged_error("a.dcm"), IndexError("removed")])
def test_what_the_person_is_told_later_is_not_logged_now(error: Exception) -> None:
    prefetcher = Prefetcher(Loader({1: error}))
    prefetcher.request(1)
    assert prefetcher.wait_idle(SECONDS)
    prefetcher.close()


def test_a_surprise_is_logged_without_values_and_the_thread_goes_on(
    expect_log: ExpectLog, caplog: pytest.LogCaptureFixture
) -> None:
    expect_log("phantomscope.stack.prefetch", logging.ERROR, "could not be fetched ahead")
    loader = Loader({1: RuntimeError("Doe^Jane")})
    prefetcher = Prefetcher(loader)
    prefetcher.request(1)
    assert prefetcher.wait_idle(SECONDS)
    assert "RuntimeError" in caplog.text
    assert "Doe" not in caplog.text
    prefetcher.request(2)
    assert prefetcher.wait_idle(SECONDS)
    assert loader.loaded == [1, 2]
    prefetcher.close()


def test_closing_waits_for_the_load_and_drops_the_wish() -> None:
    loader = Loader(held=True)
    prefetcher = Prefetcher(loader)
    prefetcher.request(1)
    assert loader.begun.wait(SECONDS)
    prefetcher.request(2)
    closing = threading.Thread(target=prefetcher.close)
    closing.start()
    loader.go_on.set()
    closing.join(SECONDS)
    assert not closing.is_alive()
    assert loader.loaded in ([1], [1, 2])  # the second may have begun before closing did
    prefetcher.close()
    prefetcher.request(3)
    assert prefetcher.wait_idle(SECONDS)
    assert 3 not in loader.loaded


def test_closing_before_any_wish() -> None:
    prefetcher = Prefetcher(Loader())
    prefetcher.close()
    assert prefetcher.wait_idle(0)


# -- several ahead ----------------------------------------------------------------------------------------


def test_several_wishes_are_fetched_in_their_order() -> None:
    loader = Loader()
    prefetcher = Prefetcher(loader)
    prefetcher.request(3, 4, 5)
    assert prefetcher.wait_idle(SECONDS)
    assert loader.loaded == [3, 4, 5]
    prefetcher.close()


def test_a_newer_wish_replaces_all_that_has_not_begun() -> None:
    loader = Loader(held=True)
    prefetcher = Prefetcher(loader)
    prefetcher.request(1, 2, 3, 4)
    assert loader.begun.wait(SECONDS)
    prefetcher.request(7, 8)
    loader.go_on.set()
    assert prefetcher.wait_idle(SECONDS)
    assert loader.loaded == [1, 7, 8]
    prefetcher.close()


def test_wishes_can_be_taken_back() -> None:
    loader = Loader(held=True)
    prefetcher = Prefetcher(loader)
    prefetcher.request(1, 2, 3)
    assert loader.begun.wait(SECONDS)
    prefetcher.request()
    loader.go_on.set()
    assert prefetcher.wait_idle(SECONDS)
    assert loader.loaded == [1]
    prefetcher.close()


def test_closing_leaves_what_has_not_begun() -> None:
    loader = Loader(held=True)
    prefetcher = Prefetcher(loader)
    prefetcher.request(1, 2, 3)
    assert loader.begun.wait(SECONDS)
    closer = threading.Thread(target=prefetcher.close)
    closer.start()
    loader.go_on.set()
    closer.join(SECONDS)
    assert loader.loaded == [1]


@pytest.mark.parametrize(
    ("index", "step", "slow", "slices", "nbytes", "expected"),
    [
        (5, 1, False, 9, 999, [6]),
        (5, -1, False, 9, 999, [4]),
        (5, 1, True, 9, 999, [6, 7, 8, 9]),
        (5, -1, True, 9, 999, [4, 3, 2, 1]),
        (5, 1, True, 2, 999, [6, 7]),
        (5, 1, True, 9, 25, [6, 7]),
        (5, 1, True, 9, 9, []),
        (5, 1, False, 0, 999, []),
        (8, 1, True, 9, 999, [9]),
        (0, -1, True, 9, 999, []),
    ],
)
def test_what_is_wanted_next(
    index: int, step: int, slow: bool, slices: int, nbytes: int, expected: list[int]
) -> None:
    """Ten slices of ten bytes each."""
    found = wanted_next(
        index, step, lambda at: 10 if 0 <= at < 10 else None, slow=slow, slices=slices, nbytes=nbytes
    )
    assert found == expected
