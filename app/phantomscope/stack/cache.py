"""The few decoded slices that are held: least recently used out, bounded in slices and in bytes."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

MIN_SLICES = 1
MAX_SLICES = 64
DEFAULT_SLICES = 2
DEFAULT_BYTES = 64_000_000


class Sized(Protocol):
    """A value that knows what it keeps in memory."""

    @property
    def nbytes(self) -> int:
        """Bytes of memory."""


K = TypeVar("K", bound=Hashable)
V = TypeVar("V", bound=Sized)


@dataclass(frozen=True, slots=True)
class CacheCounters:
    """What a cache has done so far and holds now.

    Attributes:
        hits: Requests answered without loading.
        misses: Requests that had to load.
        evictions: Values given up to make room.
        slices: Values held now.
        nbytes: Their bytes.
    """

    hits: int
    misses: int
    evictions: int
    slices: int
    nbytes: int


class _Loading(Generic[V]):
    """A load under way, for which further requests wait instead of loading again."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.value: V | None = None
        self.error: BaseException | None = None


class SliceCache(Generic[K, V]):
    """A least-recently-used cache that several threads may ask at once.

    Args:
        max_slices: How many values at the most, 1 to 64. The oldest goes before another is loaded.
        max_bytes: How many bytes at the most; a value larger than that is handed out but not kept.
        highest: What may be given as ``max_slices`` at the most.
    """

    def __init__(
        self,
        max_slices: int = DEFAULT_SLICES,
        max_bytes: int = DEFAULT_BYTES,
        *,
        highest: int = MAX_SLICES,
    ) -> None:
        self._highest = highest
        self._lock = threading.Lock()
        self._values: OrderedDict[K, V] = OrderedDict()
        self._loading: dict[K, _Loading[V]] = {}
        self._nbytes = 0
        self._hits = self._misses = self._evictions = 0
        # Raised by every discard: a load that began before it must not put its value back.
        self._generation = 0
        self._max_slices = max_slices
        self._max_bytes = max_bytes
        self.resize(max_slices, max_bytes)

    @property
    def max_slices(self) -> int:
        """How many values it holds at the most."""
        return self._max_slices

    @property
    def max_bytes(self) -> int:
        """How many bytes it holds at the most."""
        return self._max_bytes

    def resize(self, max_slices: int, max_bytes: int) -> None:
        """Change the bounds and give up what no longer fits.

        Raises:
            ValueError: ``max_slices`` is not in 1 to 64, or ``max_bytes`` is negative.
        """
        if not MIN_SLICES <= max_slices <= self._highest:
            raise ValueError(f"max_slices must be {MIN_SLICES} to {self._highest}, not {max_slices}")
        if max_bytes < 0:
            raise ValueError("max_bytes must not be negative")
        with self._lock:
            self._max_slices, self._max_bytes = max_slices, max_bytes
            self._make_room(0, 0)

    def get(self, key: K, load: Callable[[], V]) -> V:
        """The value for ``key``; ``load`` is called only where it is neither held nor being loaded.

        Raises:
            Whatever ``load`` raises, in every thread that waits for it; nothing is kept then.
        """
        with self._lock:
            if key in self._values:
                self._hits += 1
                self._values.move_to_end(key)
                return self._values[key]
            others = self._loading.get(key)
            if others is not None:
                self._hits += 1
            else:
                self._misses += 1
            own = self._loading.setdefault(key, _Loading())
            generation = self._generation
        return self._load(key, load, own, generation) if others is None else _wait(others)

    def touch(self, key: K) -> None:
        """Have a value outlast all others, where it is held: somebody looks at it."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)

    def _load(self, key: K, load: Callable[[], V], own: _Loading[V], generation: int) -> V:
        with self._lock:
            # Before it is loaded rather than after: at no time is there one more than may be.
            self._make_room(1, 0)
        try:
            own.value = load()
        except BaseException as error:
            own.error = error
            raise
        finally:
            with self._lock:
                if self._loading.get(key) is own:
                    del self._loading[key]
                if own.value is not None and generation == self._generation:
                    self._keep(key, own.value)
            own.done.set()
        return own.value

    def _keep(self, key: K, value: V) -> None:
        if value.nbytes > self._max_bytes:
            return
        self._make_room(1, value.nbytes)
        self._values[key] = value
        self._nbytes += value.nbytes

    def _make_room(self, slices: int, nbytes: int) -> None:
        while self._values and (
            len(self._values) + slices > self._max_slices or self._nbytes + nbytes > self._max_bytes
        ):
            _, value = self._values.popitem(last=False)
            self._nbytes -= value.nbytes
            self._evictions += 1

    def __contains__(self, key: object) -> bool:
        with self._lock:
            return key in self._values

    def __len__(self) -> int:
        with self._lock:
            return len(self._values)

    def clear(self) -> None:
        """Give up all values, those being loaded too. The counters go on."""
        self.drain()

    def drain(self) -> list[tuple[K, V]]:
        """As ``clear``, and hand over what was held, the least recently used first."""
        with self._lock:
            self._generation += 1
            held = list(self._values.items())
            self._values.clear()
            self._loading.clear()
            self._nbytes = 0
        return held

    def counters(self) -> CacheCounters:
        """What it has done and holds, taken at one moment."""
        with self._lock:
            return CacheCounters(self._hits, self._misses, self._evictions, len(self._values), self._nbytes)


def _wait(loading: _Loading[V]) -> V:
    loading.done.wait()
    if loading.error is not None:
        raise loading.error
    assert loading.value is not None
    return loading.value
