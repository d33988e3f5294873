"""The slices that will be wanted next, fetched while the person looks at this one."""

import logging
import threading
from collections.abc import Callable

from phantomscope.errors import PhantomscopeError
from phantomscope.log import traceback_without_values

logger = logging.getLogger(__name__)

HEAD_START = 0.008
_DEEP = 4


def wanted_next(
    index: int, step: int, sizes: Callable[[int], int | None], *, slow: bool, slices: int, nbytes: int
) -> list[int]:
    """Which slices to fetch ahead, the nearest first.

    One where slices are decoded faster than a person turns the wheel; several where each takes long, so that
    there is time for it.

    Args:
        index: The slice looked at.
        step: 1 or -1, the direction of travel.
        sizes: The bytes that a slice will take by its index; None where there is none.
        slow: Whether slices take long to decode.
        slices, nbytes: How many there is room for, and how many bytes, besides the slice looked at.
    """
    found = []
    for ahead in range(1, 1 + min(_DEEP if slow else 1, slices)):
        size = sizes(index + step * ahead)
        if size is None or size > nbytes:
            break
        nbytes -= size
        found.append(index + step * ahead)
    return found


def _nothing(index: int) -> None:
    """Loads nothing."""


class Prefetcher:
    """One thread that loads the newest indices asked for and drops older wishes.

    Args:
        load: Loads one slice into the cache.
        head_start: Seconds that it leaves to whoever shows the slice that was asked for before: two threads
            of one interpreter that work at the same time make each other slower.
    """

    def __init__(self, load: Callable[[int], object], head_start: float = HEAD_START) -> None:
        self._load: Callable[[int], object] = load
        self._head_start = head_start
        self._condition = threading.Condition()
        self._wishes: tuple[int, ...] = ()
        self._fresh = False
        self._busy = False
        self._closed = False
        self._thread: threading.Thread | None = None

    def request(self, *indices: int) -> None:
        """Ask for slices, one after another; all that has not been started yet is replaced."""
        with self._condition:
            if self._closed:
                return
            self._wishes, self._fresh = indices, True
            if self._thread is None and indices:
                self._thread = threading.Thread(target=self._run, name="prefetch", daemon=True)
                self._thread.start()
            self._condition.notify_all()

    def wait_idle(self, timeout: float) -> bool:
        """Wait until no wish is open; False where that takes longer than ``timeout`` seconds."""
        with self._condition:
            return self._condition.wait_for(lambda: not self._wishes and not self._busy, timeout)

    def close(self) -> None:
        """End the thread and wait for it. Safe to call twice."""
        with self._condition:
            self._closed = True
            self._wishes = ()
            self._load = _nothing  # a closed stack must not be kept alive by the thread that served it
            self._condition.notify_all()
            thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def _run(self) -> None:
        while True:
            with self._condition:
                self._busy = False
                self._condition.notify_all()
                self._condition.wait_for(lambda: self._closed or self._wishes)
                if self._fresh:
                    self._condition.wait_for(lambda: self._closed, self._head_start)
                if self._closed:
                    return
                if not self._wishes:  # all were taken back meanwhile
                    continue
                index, *rest = self._wishes
                self._wishes, self._fresh, self._busy = tuple(rest), False, True
            self._fetch(index)

    def _fetch(self, index: int) -> None:
        try:
            self._load(index)
        except PhantomscopeError:
            pass  # the person is told when the slice itself is asked for
        except IndexError:
            pass  # slices were removed since the wish was made
        except Exception as error:  # noqa: BLE001 - a thread that dies would fetch nothing any more
            logger.error("a slice could not be fetched ahead: %s", traceback_without_values(error))
