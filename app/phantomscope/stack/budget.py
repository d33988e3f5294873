"""What fits into the memory that may be taken: how much the cache may hold, and what is left for more."""

from collections.abc import Iterable
from dataclasses import dataclass

from phantomscope.errors import PhantomscopeError
from phantomscope.stack.memory_limit import Bound, MemoryLimit
from phantomscope.stack.sizes import MEGABYTE, limit_text, size_text

_MOST_BY_DEFAULT = 1000 * MEGABYTE
_LEAST_BY_DEFAULT = 500 * MEGABYTE
_GROWS_BY = 8 * MEGABYTE
_PREFETCHED = 2  # the slice that is looked at, and the next one


@dataclass(frozen=True, slots=True)
class MemoryUse:
    """What is in use now, in bytes.

    Attributes:
        window: Resident memory of the window's process, the cache included.
        cache: How much of it is decoded slices, which can be given up at once.
        analysis: Resident memory of the analysis process; 0 where there is none.
        idle: The same of a process that waits for the next analysis.
        promised: What the analysis that runs, or is about to, may come to take.
    """

    window: int
    cache: int = 0
    analysis: int = 0
    idle: int = 0
    promised: int = 0

    @property
    def total(self) -> int:
        """Everything that is in use now."""
        return self.window + self.analysis + self.idle

    @property
    def claimed(self) -> int:
        """Everything but the cache, counting what is promised as taken already."""
        return max(0, self.window - self.cache) + max(self.analysis, self.promised) + self.idle


@dataclass(frozen=True, slots=True)
class Ceiling:
    """How much all processes together may take now.

    Attributes:
        nbytes: So much.
        bound: What allows no more; None where it is the person's budget.
        limit: The bound's own limit, which others may use as well.
    """

    nbytes: int
    bound: Bound | None = None
    limit: int = 0

    @property
    def text(self) -> str:
        """What sets it: "the budget of 512 MB", "the 537 MB of the container (cgroup v2)"."""
        if self.bound is None:
            return f"the budget of {limit_text(self.nbytes)}"
        return f"the {limit_text(self.limit)} of the {self.bound.value}"


def ceiling(budget: int, limits: Iterable[MemoryLimit], total: int) -> Ceiling:
    """The budget, or less where machine or container leave less.

    Args:
        budget: What the person set, or what suits the machine, in bytes.
        limits: What bounds this process.
        total: What all processes of this program take now: what is still to be had comes on top of it.
    """
    found = Ceiling(max(0, budget))
    for one in limits:
        allowed = max(0, total + one.available - one.margin)
        if allowed < found.nbytes:
            found = Ceiling(allowed, one.bound, one.limit)
    return found


def default_budget(limits: Iterable[MemoryLimit]) -> int:
    """What suits a machine and its container, in bytes.

    A quarter of the machine's memory, but no more than 1000 MB and, where that is at most half of it, no less
    than 500 MB, which an analysis beside the window needs. Never more than a container allows.
    """
    suits = _MOST_BY_DEFAULT
    for one in limits:
        if one.bound is Bound.MACHINE:
            quarter = min(one.limit // 4, _MOST_BY_DEFAULT)
            suits = min(suits, max(quarter, min(_LEAST_BY_DEFAULT, one.limit // 2)))
        else:
            suits = min(suits, one.limit - one.margin)
    return max(0, suits)


def cache_room(allowed: Ceiling, use: MemoryUse) -> int:
    """Bytes that the cache may hold, were it to take all that nothing else has taken."""
    return max(0, allowed.nbytes - use.claimed)


def cache_bytes(room: int, slice_bytes: int, wish: int, before: int) -> int:
    """Bytes that the cache is to hold from now on.

    It shrinks as soon as it must, to whole slices, and grows again only once there is clearly more room than
    it needs, so that it does not change with every breath of the machine.

    Args:
        room: What it may take (``cache_room``).
        slice_bytes: A decoded slice; the cache never holds less than one.
        wish: What the person lets it have at the most.
        before: What it holds until now.
    """
    least = min(slice_bytes, wish)
    if room < before:
        return max(least, min(_whole(room, slice_bytes), wish))
    grown = min(wish, _whole(room - max(_GROWS_BY, slice_bytes), slice_bytes))
    return max(least, min(before, wish), grown)


def prefetches(cache: int, slice_bytes: int) -> bool:
    """Whether a slice may be fetched ahead: it must not push out the one that is looked at."""
    return cache >= _PREFETCHED * slice_bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether something fits.

    Attributes:
        needed: Bytes that it takes.
        left: Bytes that can be had for it once the cache has shrunk to its least.
        allowed: What everything together may take.
    """

    needed: int
    left: int
    allowed: Ceiling

    @property
    def fits(self) -> bool:
        """Whether there is room."""
        return self.needed <= self.left

    @property
    def text(self) -> str:
        """What would be needed and what is left, for a sentence."""
        needed, have = size_text(self.needed), size_text(self.left)
        if needed == have and not self.fits:  # rounded; whole MB upwards and downwards differ in any case
            needed, have = f"{self.megabytes_needed} MB", f"{self.left // MEGABYTE} MB"
        left = f"{have} are left" if self.left else "nothing is left"
        return f"about {needed} would be needed, and {left} of {self.allowed.text}"

    @property
    def megabytes_needed(self) -> int:
        """The least whole number of MB that is enough."""
        return -(-self.needed // MEGABYTE)


def answer(needed: int, allowed: Ceiling, use: MemoryUse, least_cache: int) -> Answer:
    """Whether so many bytes fit in beside everything that is there, the cache at its least.

    Args:
        needed: Bytes.
        allowed: What everything together may take.
        use: What is in use now.
        least_cache: What the cache keeps in any case: a decoded slice for each open stack.
    """
    return Answer(needed, max(0, allowed.nbytes - use.claimed - least_cache), allowed)


def no_room_for_edit(needed: int, left: int) -> PhantomscopeError:
    """Why a changed slice can't be kept."""
    return PhantomscopeError(
        f"The slice can't be changed: the change takes {size_text(needed)}, and {size_text(left)} are left "
        "of the memory that may be taken",
        todo="Raise the budget, or take changes back",
    )


def _whole(nbytes: int, slice_bytes: int) -> int:
    """So many bytes as whole slices take."""
    return max(0, nbytes // slice_bytes * slice_bytes) if slice_bytes > 0 else max(0, nbytes)
