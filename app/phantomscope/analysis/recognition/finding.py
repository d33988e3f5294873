"""What the images alone say, and the slices that they were asked for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from phantomscope.analysis.recognition.image import SmallImage, small_image
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.slice_stack import SliceStack

CERTAIN = 0.9
"""The least confidence that is called certain."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What images show.

    Attributes:
        phantom: The phantom's name; empty where it is none that is known.
        confidence: 0 to 1.
        reason: Why, as a phrase.
        diameter: Of the body in mm, where a round one was seen.
    """

    phantom: str
    confidence: float
    reason: str
    diameter: float | None = None


class Cancelled(Exception):  # noqa: N818  (it is no error)
    """Nobody waits for the answer any more."""


class Looks:
    """Slices of a stack, made small, one at a time; each is decoded at most once a look.

    Args:
        stack: The slices.
        limit: How many may be decoded.
        cancelled: Asked before each.

    Attributes:
        positions: Of all slices along the axis, in mm.
        count: How many were asked for.
        readable: How many of those could be read and are large enough.
    """

    def __init__(self, stack: SliceStack, limit: int, cancelled: Callable[[], bool]) -> None:
        self._stack = stack
        self._limit = limit
        self._cancelled = cancelled
        self.positions = _positions(stack)
        self.count = 0
        self.readable = 0

    @property
    def left(self) -> int:
        """How many more may be decoded."""
        return self._limit - self.count

    def image(self, index: int) -> SmallImage | None:
        """A slice; None where it can't be read or is too small. Raises Cancelled."""
        if self._cancelled():
            raise Cancelled
        self.count += 1
        spacing = self._stack.slice_header(index).plane.spacing
        if spacing is None or min(spacing) <= 0:
            return None
        try:
            image = small_image(self._stack.peek(index), spacing)
        except PhantomscopeError:
            return None
        self.readable += image is not None
        return image

    def nearest(self, position: float) -> int:
        """The slice nearest to a position in mm."""
        return min(range(len(self.positions)), key=lambda index: abs(self.positions[index] - position))

    @property
    def facing(self) -> int:
        """1 where slices ascend along rows × columns, −1 where they descend, 0 where that is unknown."""
        orientation = self._stack.slice_header(0).plane.orientation
        if orientation is None or self._stack.position(0) is None:
            return 0
        ax, ay, az, bx, by, bz = orientation
        normal = (ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx)
        return 1 if max(normal, key=abs) > 0 else -1


def _positions(stack: SliceStack) -> tuple[float, ...]:
    known = [stack.position(index) for index in range(len(stack))]
    if None not in known and len(set(known)) == len(known):
        return tuple(float(one) for one in known if one is not None)
    plane = stack.slice_header(0).plane
    step = stack.series.slice_spacing or plane.spacing_between or plane.thickness or 1.0
    return tuple(step * index for index in range(len(stack)))


def spread(count: int, wanted: int) -> Iterator[int]:
    """Indices spread evenly over a stack, half a step from its ends."""
    seen = set()
    for number in range(wanted):
        index = int((number + 0.5) * count / wanted)
        if index not in seen:
            seen.add(index)
            yield index
