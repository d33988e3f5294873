"""The slice that will be wanted next, fetched while the person looks at this one."""

import logging
import threading
from collections.abc import Callable

from phantomscope.errors import PhantomscopeError
from phantomscope.log import traceback_without_values

logger = logging.getLogger(__name__)

HEAD_START = 0.008


def _nothing(index: int) -> None:
    """Loads nothing."""


class Prefetcher:
    """One thread that loads the newest index asked for and drops older wishes.

    Args:
        load: Loads one slice into the cache.
        head_start: Seconds that it leaves to whoever shows the slice that was asked for before: two threads
            of one interpreter that work at the same time make each other slower.
    """

    def __init__(self, load: Callable[[int], object], head_start: float = HEAD_START) -> None:
        self._load: Callable[[int], object] = load
        self._head_start = head_start
        self._condition = threading.Condition()
        self._wish: int | None = None
        self._busy = False
        self._closed = False
        self._thread: threading.Thread | None = None

    def request(self, index: int) -> None:
        """Ask for a slice; a wish that has not been started yet is replaced."""
        with self._condition:
            if self._closed:
                return
            self._wish = index
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="prefetch", daemon=True)
                self._thread.start()
            self._condition.notify_all()

    def wait_idle(self, timeout: float) -> bool:
        """Wait until no wish is open; False where that takes longer than ``timeout`` seconds."""
        with self._condition:
            return self._condition.wait_for(lambda: self._wish is None and not self._busy, timeout)

    def close(self) -> None:
        """End the thread and wait for it. Safe to call twice."""
        with self._condition:
            self._closed = True
            self._wish = None
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
                self._condition.wait_for(lambda: self._closed or self._wish is not None)
                self._condition.wait_for(lambda: self._closed, self._head_start)
                if self._closed:
                    return
                index, self._wish = self._wish, None
                self._busy = True
            if index is not None:
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
