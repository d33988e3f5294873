"""Which slice of one stack lies where one of another does."""

import math
from dataclasses import dataclass, field
from enum import Enum

from phantomscope.measure.alignment import Image, centre
from phantomscope.stack.series import normal
from phantomscope.stack.slice_header import SliceHeader, Vector
from phantomscope.stack.slice_stack import SliceStack

_SAME_DIRECTION = 0.99985  # cosine of 1 degree


class LinkedBy(Enum):
    """What says which slices belong together."""

    POSITION = "position"
    DIRECTION = "direction"  # by number, since the planes are others
    NUMBER = "number"  # since there are no positions


@dataclass(frozen=True, slots=True)
class Shift:
    """How far the second stack is ahead of the first.

    Attributes:
        millimetres: Where slices are linked by position.
        slices: Where they are linked by number.
    """

    millimetres: float = 0.0
    slices: int = 0


@dataclass(frozen=True, slots=True)
class Stop:
    """One slice of a stack.

    Attributes:
        position: Along the normal in mm, or None.
        echo: Its echo, or None.
        middle: Of the image in patient coordinates, or None.
    """

    position: float | None
    echo: int | None
    middle: Vector | None = None


@dataclass(frozen=True, slots=True)
class Stops:
    """What linking has to know of a stack.

    Attributes:
        slices: In the order of the stack.
        normal: Of their plane, or None.
        placed: Whether every slice has a position.
    """

    slices: tuple[Stop, ...]
    normal: Vector | None
    placed: bool = field(init=False)

    def __post_init__(self) -> None:
        placed = bool(self.slices) and all(one.position is not None for one in self.slices)
        object.__setattr__(self, "placed", placed)

    @classmethod
    def of(cls, stack: SliceStack) -> "Stops":
        """As a stack has them now."""
        headers = [stack.slice_header(index) for index in range(len(stack))]
        slices = tuple(
            Stop(stack.position(index), header.echo, _middle(header)) for index, header in enumerate(headers)
        )
        return cls(slices, normal(headers[0]) if headers else None)


@dataclass(frozen=True, slots=True)
class SliceLink:
    """Slices of two stacks that belong together.

    Attributes:
        first, second: The stacks.
        shift: How far the second is ahead.
    """

    first: Stops
    second: Stops
    shift: Shift = Shift()

    @property
    def by(self) -> LinkedBy:
        """What says which slices belong together."""
        if not (self.first.placed and self.second.placed):
            return LinkedBy.NUMBER
        one, other = self.first.normal, self.second.normal
        if one is None or other is None:
            # Without any orientation both give their distances along the patient's axis.
            return LinkedBy.POSITION if one is other else LinkedBy.DIRECTION
        # Either way round: at 45 degrees a hair decides which way a normal is taken.
        return LinkedBy.POSITION if abs(_dot(one, other)) >= _SAME_DIRECTION else LinkedBy.DIRECTION

    def second_of(self, index: int) -> int:
        """The slice of the second that belongs to one of the first, the nearest of them."""
        return self._partner(self.first, self.second, index, self.shift.millimetres, self.shift.slices)

    def first_of(self, index: int) -> int:
        """The slice of the first that belongs to one of the second, the nearest of them."""
        return self._partner(self.second, self.first, index, -self.shift.millimetres, -self.shift.slices)

    def left_over(self, first: int, second: int) -> float | None:
        """How far in mm the second's slice lies beyond where the first's is; None where linked by number."""
        if self.by is not LinkedBy.POSITION:
            return None
        one = self._place(self.first, first)
        return self._place(self.second, second) - one - self.shift.millimetres

    def corresponding(self, first: int, second: int) -> Shift:
        """The shift with which these two belong together."""
        away = self.left_over(first, second)
        if away is not None:
            return Shift(away + self.shift.millimetres, self.shift.slices)
        return Shift(self.shift.millimetres, second - first)

    def _partner(self, here: Stops, there: Stops, index: int, ahead: float, slices: int) -> int:
        if self.by is not LinkedBy.POSITION:
            return max(0, min(index + slices, len(there.slices) - 1))
        own = here.slices[index]
        wanted = self._place(here, index) + ahead

        def distance(candidate: int) -> tuple[float, bool]:
            away = abs(self._place(there, candidate) - wanted)
            # The same echo, where several share the place.
            return round(away, 3), there.slices[candidate].echo != own.echo

        return min(range(len(there.slices)), key=distance)

    def _place(self, stops: Stops, index: int) -> float:
        """Where a slice lies along the first's normal: its middle, which a small tilt does not move."""
        stop, along, own = stops.slices[index], self.first.normal, stops.normal
        if along is not None and stop.middle is not None:
            return _dot(stop.middle, along)
        if stop.position is None:
            return math.inf
        opposite = along is not None and own is not None and _dot(own, along) < 0
        return -stop.position if opposite else stop.position


def _dot(a: Vector, b: Vector) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _middle(header: SliceHeader) -> Vector | None:
    return centre(Image(header, (header.format.rows, header.format.columns)))
