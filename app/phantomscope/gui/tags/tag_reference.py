"""Which other slice a header is compared with."""

import enum
from dataclasses import dataclass

from phantomscope.stack.series import Series, normal
from phantomscope.stack.slice_header import SliceHeader
from phantomscope.stack.slice_stack import SliceStack

_SAME_DIRECTION = 0.999


class Kind(enum.Enum):
    """Where the other slice is."""

    NONE = enum.auto()
    PREVIOUS = enum.auto()
    NEXT = enum.auto()
    SERIES = enum.auto()


@dataclass(frozen=True, slots=True)
class Reference:
    """What a person chose.

    Attributes:
        kind: Where the other slice is.
        series: Of which series, for ``Kind.SERIES``.
        number: Which slice of it, from 1; 0 for the one that lies nearest.
    """

    kind: Kind = Kind.NONE
    series: Series | None = None
    number: int = 0


def referred(stack: SliceStack, index: int, reference: Reference) -> tuple[SliceHeader, int] | None:
    """The slice that one is compared with, and its number among its own from 1; None where there is none."""
    if reference.kind is Kind.SERIES and reference.series is not None:
        series = reference.series
        place = reference.number - 1 if reference.number else _nearest(stack, index, series)
        place = max(0, min(place, len(series.slices) - 1))
        return series.slices[place], place + 1
    other = index + {Kind.PREVIOUS: -1, Kind.NEXT: 1}.get(reference.kind, 0)
    if other == index or not 0 <= other < len(stack):
        return None
    return stack.slice_header(other), other + 1


def _nearest(stack: SliceStack, index: int, series: Series) -> int:
    """The place of the slice that lies nearest along a common normal; elsewhere as far along the series."""
    position = stack.position(index)
    known = [(n, one) for n, one in enumerate(series.positions) if one is not None]
    places = [(abs(one - position), n) for n, one in known] if position is not None else []
    if places and _parallel(stack.slice_header(index), series.slices[places[0][1]]):
        return min(places)[1]
    return round(index / max(1, len(stack) - 1) * (len(series.slices) - 1))


def _parallel(one: SliceHeader, other: SliceHeader) -> bool:
    a, b = normal(one), normal(other)
    if a is None or b is None:
        return False
    return abs(sum(x * y for x, y in zip(a, b, strict=True))) > _SAME_DIRECTION
