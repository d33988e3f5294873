"""Threads that look at slices ahead of pylinac."""

import logging
import threading
from collections.abc import Callable

from phantomscope import allocator
from phantomscope.analysis.engine.acceleration.answers import Answers
from phantomscope.analysis.engine.acceleration.phantom_region import Answer, Disks, Question, RegionFinder
from phantomscope.analysis.engine.acceleration.picture import picture_of_array, picture_of_pixels
from phantomscope.analysis.engine.pylinac_stack import PylinacStack
from phantomscope.log import traceback_without_values

logger = logging.getLogger(__name__)

Key = tuple[int, Question]


class Crew:
    """Knows where the phantom lies in the slices of a stack as its source has them.

    pylinac's own thread asks; it and the helpers take slices on in pylinac's order. What a helper can't do,
    pylinac's thread does itself, and fails itself where there is something to fail.

    Args:
        slices: The stack.
        threads: How many threads look at slices at once, pylinac's among them; a function, since the time to
            count is when there is something to do.
    """

    def __init__(self, slices: PylinacStack, threads: Callable[[], int]) -> None:
        self._slices = slices
        self._threads = threads
        self._answers: Answers[Key, Answer] = Answers()
        self._disks = Disks()
        self._finder = RegionFinder(self._disks)
        self._ahead = _Ahead()
        self._ended = threading.Event()
        self._helpers: list[threading.Thread] | None = None

    def answer(self, slot: int, question: Question) -> Answer | None:
        """What is to be seen at a place; None where only pylinac itself can tell."""
        if not self._ahead.begin(self._slices.slots, slot, question):
            return None
        self._start()
        answer = self._answers.get(
            (slot, question),
            lambda: self._look(self._finder, slot, question, passing=False),
            lambda: self._take_next(self._finder),
        )
        if self._ahead.ends_with(slot):
            self._rest()
        return answer

    def _rest(self) -> None:
        """Give the working arrays up: what follows needs the memory."""
        self._finder = RegionFinder(self._disks)
        for helper in self._helpers or ():
            helper.join()  # they found nothing left to do
        allocator.trim()

    def close(self) -> None:
        """End the helpers, after the slices that they are at."""
        self._ended.set()
        for helper in self._helpers or ():
            helper.join()
        self._helpers = []

    def _start(self) -> None:
        if self._helpers is not None:
            return
        self._helpers = []
        for number in range(self._threads() - 1):
            helper = threading.Thread(target=self._help, name=f"slices ahead {number + 1}", daemon=True)
            try:
                helper.start()
            except RuntimeError:  # the system has no thread left
                logger.info("no thread could be started to look at slices ahead")
                break
            self._helpers.append(helper)

    def _help(self) -> None:
        finder = RegionFinder(self._disks)
        while not self._ended.is_set() and self._take_next(finder):
            pass

    def _take_next(self, finder: RegionFinder) -> bool:
        """Take on the next slice that nobody has; False where there is none."""
        while (key := self._ahead.next()) is not None:
            if not self._answers.claim(key):
                continue
            try:
                answer = self._look(finder, *key, passing=True) if self._slices.is_plain(key[0]) else None
            except Exception as error:  # noqa: BLE001 - pylinac's thread meets it where it asks itself
                logger.info("a slice was left to pylinac: %s", traceback_without_values(error))
                answer = None
            if answer is None:
                self._answers.release(key)
                continue
            self._answers.settle(key, answer)
            return True
        return False

    def _look(self, finder: RegionFinder, slot: int, question: Question, *, passing: bool) -> Answer | None:
        pixels = self._slices.pixels(slot, passing=passing)
        if pixels is not None:
            picture = picture_of_pixels(pixels)
        else:
            picture = picture_of_array(self._slices.values(slot))
        return finder.answer(picture, question) if picture is not None else None


class _Ahead:
    """Which slices pylinac will ask for next."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._question: Question | None = None
        self._slots: tuple[int, ...] = ()
        self._next = 0

    def begin(self, slots: tuple[int, ...], slot: int, question: Question) -> bool:
        """Say what pylinac asks: of all slices from this one on.

        False where it asks something new of a slice that is no longer in its stack: none come after that.
        """
        with self._lock:
            if question == self._question:
                return True
            if slot not in slots:
                return False
            self._question, self._slots, self._next = question, slots[slots.index(slot) + 1 :], 0
            return True

    def ends_with(self, slot: int) -> bool:
        """Whether it is the last that pylinac asks for."""
        with self._lock:
            return not self._slots or slot == self._slots[-1]

    def next(self) -> Key | None:
        """The next; None where there is none."""
        with self._lock:
            if self._question is None or self._next >= len(self._slots):
                return None
            self._next += 1
            return self._slots[self._next - 1], self._question
