"""Which slices of a stack may be joined with one: those that show the same thing elsewhere."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from phantomscope.stack.series import normal
from phantomscope.stack.slice_header import SliceHeader
from phantomscope.stack.slice_stack import SliceStack

_SAME_DIRECTION = 0.99985  # cosine of 1 degree
_SAME_SPACING = 0.001  # of a pixel: half a pixel over 512

Places = tuple[float | None, ...]


class Apart(Enum):
    """In what slices differ that can't be joined."""

    ORIENTATION = "orientation"
    SPACING = "pixel spacing"
    ECHO = "echo"
    TIME = "time point"
    STACK = "stack"


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The slices that may be joined with one, itself among them.

    Attributes:
        indices: Their indices, in the order in which they lie.
        places: For each where it lies along the normal in mm, or None where that is unknown.
        apart: In what the others of the stack differ; empty where there are no others.
    """

    indices: tuple[int, ...]
    places: Places
    apart: tuple[Apart, ...]


def neighbours(stack: SliceStack, index: int) -> Neighbours:
    """The slices of the same orientation, pixel spacing, echo, time point and stack as one.

    Raises:
        IndexError: There is no such slice.
    """
    middle = stack.slice_header(index)
    headers = [stack.slice_header(each) for each in range(len(stack))]
    alike = [
        number for number, one in enumerate(headers) if all(same(one, middle) for same in _SAME.values())
    ]
    apart: tuple[Apart, ...] = ()
    if len(alike) < len(headers):
        apart = tuple(kind for kind, same in _SAME.items() if not all(same(one, middle) for one in headers))
    places = _places(stack, headers, alike, own=Apart.ORIENTATION in apart)
    order = _order(places)
    return Neighbours(tuple(alike[at] for at in order), tuple(places[at] for at in order), apart)


def _same_orientation(one: SliceHeader, other: SliceHeader) -> bool:
    a, b = one.plane.orientation, other.plane.orientation
    if a is None or b is None or a == b:
        return a == b
    # Both directions, not the normal alone: a turned or mirrored picture has other pixels behind each other.
    return all(
        sum(x * y for x, y in zip(a[part], b[part], strict=True)) >= _SAME_DIRECTION
        for part in (slice(3), slice(3, 6))
    )


def _same_spacing(one: SliceHeader, other: SliceHeader) -> bool:
    a, b = one.plane.spacing, other.plane.spacing
    if a is None or b is None or a == b:
        return a == b
    return all(abs(x - y) <= _SAME_SPACING * max(abs(x), abs(y)) for x, y in zip(a, b, strict=True))


def _same_echo(one: SliceHeader, other: SliceHeader) -> bool:
    if one.echo is not None or other.echo is not None:
        return one.echo == other.echo
    # Where nothing numbers the echoes, their times tell them apart.
    a, b = one.echo_time, other.echo_time
    return a == b or (a is not None and b is not None and abs(a - b) <= max(0.001, 0.02 * max(a, b)))


def _same_time(one: SliceHeader, other: SliceHeader) -> bool:
    return one.temporal == other.temporal


def _same_stack(one: SliceHeader, other: SliceHeader) -> bool:
    return one.stack_id == other.stack_id


_SAME: dict[Apart, Callable[[SliceHeader, SliceHeader], bool]] = {
    Apart.ORIENTATION: _same_orientation,
    Apart.SPACING: _same_spacing,
    Apart.ECHO: _same_echo,
    Apart.TIME: _same_time,
    Apart.STACK: _same_stack,
}


def _places(stack: SliceStack, headers: Sequence[SliceHeader], alike: Sequence[int], *, own: bool) -> Places:
    """Along the normal of these slices; the stack knows places along that of most of its slices alone."""
    upright = normal(headers[alike[0]])
    positions = [headers[at].position for at in alike]
    if own and upright is not None:
        return tuple(
            None if place is None else sum(a * b for a, b in zip(place, upright, strict=True))
            for place in positions
        )
    return tuple(stack.position(at) for at in alike)


def _order(places: Places) -> list[int]:
    """By place where all are known, otherwise as they are; a stack that runs the other way stays so."""
    order = list(range(len(places)))
    known = [place for place in places if place is not None]
    if len(known) < len(places) or all(a >= b for a, b in itertools.pairwise(known)):
        return order
    return sorted(order, key=lambda at: known[at])
