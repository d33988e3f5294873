"""Answers found so far, and those being looked for; several threads share them."""

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Answers(Generic[K, V]):
    """Each answer is looked for once, by whoever claims it first.

    What can't be found here at all is given up: whoever needs it must do without.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._found: dict[K, V | None] = {}
        self._claimed: set[K] = set()

    def claim(self, key: K) -> bool:
        """Take it on, unless it is found, given up, or taken on by another; then ``settle`` it."""
        with self._changed:
            if key in self._found or key in self._claimed:
                return False
            self._claimed.add(key)
            return True

    def settle(self, key: K, answer: V | None) -> None:
        """Say what was found; None gives it up."""
        with self._changed:
            self._claimed.discard(key)
            self._found[key] = answer
            self._changed.notify_all()

    def release(self, key: K) -> None:
        """Leave what was claimed to others."""
        with self._changed:
            self._claimed.discard(key)
            self._changed.notify_all()

    def get(self, key: K, find: Callable[[], V | None], meanwhile: Callable[[], bool]) -> V | None:
        """The answer, found here and now unless it is there or another thread is at it.

        Args:
            key: Which.
            find: Finds it; what it raises is raised, and the answer is given up.
            meanwhile: Does other work as long as another thread is at this; False where there is none.

        Returns:
            None where it was given up.
        """
        while not self.claim(key):
            with self._changed:
                if key in self._found:
                    return self._found[key]
            if not meanwhile():
                with self._changed:
                    self._changed.wait_for(lambda: key not in self._claimed)
        answer: V | None = None
        try:
            answer = find()
        finally:
            self.settle(key, answer)
        return answer

    def __len__(self) -> int:
        with self._changed:
            return len(self._found)
