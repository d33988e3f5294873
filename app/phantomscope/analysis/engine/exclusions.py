"""Slices left out by a person inside the scan: what pylinac's counting of slices can't cope with.

It finds a module by a number of slices from the origin: its offset in mm divided by the distance between the
first two slices.
"""

import itertools
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from phantomscope.analysis.engine.pylinac_stack import PylinacStack, orientation_of
from phantomscope.analysis.events import Failed
from phantomscope.analysis.phantoms import Phantom
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.slice_header import SliceHeader
from phantomscope.stack.slice_stack import SliceStack

_STEP_MM = 0.01  # less is rounding noise of positions
_ALIKE = 0.01  # distances between slices that differ by a smaller part are the same


class _Place(NamedTuple):
    z: float
    place: int
    """In the series as it is shown, slices left out counted."""


def check_exclusions(
    phantom: Phantom, stack: SliceStack, slices: PylinacStack, echo: int | None = None
) -> None:
    """Refuse slices left out where they would make pylinac measure other slices than it should.

    Args:
        phantom: Which phantom.
        stack: The slices as they are shown.
        slices: The same as pylinac is about to see them.
        echo: The echo that was asked for; the first one where None.

    Raises:
        PhantomscopeError: They would.
    """
    if not stack.overlay.removed or not _has_offsets(phantom):
        return
    if phantom.modality == "MR":
        _check_numbers(stack, slices, echo)
    else:
        _check_spacing(stack)


def with_exclusions(failed: Failed, phantom: Phantom, stack: SliceStack) -> Failed:
    """A failure of an analysis, with the advice to include again first what is left out inside the scan."""
    heights = [one.z for one in _kept(stack)]
    inside = [one.place for one in _removed(stack) if _is_inside(one.z, heights)]
    if failed.kind != "analysis" or not inside or not _has_offsets(phantom):
        return failed
    advice = f"Include {numbered(inside)} again first: what is left out inside the scan shifts all beyond it"
    rest = f". Otherwise {failed.todo[:1].lower()}{failed.todo[1:]}" if failed.todo else ""
    return msgspec.structs.replace(failed, todo=advice + rest)


def left_out_between(stack: SliceStack, low: float, high: float) -> tuple[int, ...]:
    """The places of slices that a person left out between two positions in z, in mm."""
    return tuple(one.place for one in _removed(stack) if low + _STEP_MM < one.z < high - _STEP_MM)


def usual_step(heights: Iterable[float]) -> float | None:
    """The median distance between neighbouring places in mm; None with fewer than two places."""
    steps = sorted(b - a for a, b in itertools.pairwise(sorted(heights)) if b - a > _STEP_MM)
    return steps[len(steps) // 2] if steps else None


def numbered(places: Iterable[int]) -> str:
    """Slices as a person counts them: "slice 2" or "slices 1, 26–27"."""
    rows: list[list[int]] = []
    for place in sorted(places):
        if rows and place == rows[-1][-1] + 1:
            rows[-1].append(place)
        else:
            rows.append([place])
    parts = [f"{row[0] + 1}" + f"–{row[-1] + 1}" * (len(row) > 1) for row in rows]
    return f"slice{'s' * (sum(map(len, rows)) > 1)} {', '.join(parts)}"


def _has_offsets(phantom: Phantom) -> bool:
    """Whether slices are counted at all: the one module of the cheese phantoms is their origin."""
    return phantom.module != "pylinac.cheese"


def _check_spacing(stack: SliceStack) -> None:
    """pylinac takes the distance between the first two slices for that between all."""
    removed = _removed(stack)
    kept = sorted(_kept(stack))
    usual = usual_step(one.z for one in kept)
    taken = _first_step(kept)
    if usual is None or _alike(taken, usual) or _alike(taken, _first_step(sorted([*removed, *kept]))):
        return
    below = [one.place for one in removed if one.z < kept[1].z]
    further = next(
        (number for number in range(1, len(kept) - 1) if _alike(_first_step(kept[number:]), usual)), 1
    )
    also = numbered(one.place for one in kept[:further])
    first, second = kept[0].place + 1, kept[1].place + 1
    raise PhantomscopeError(
        f"With {numbered(below)} left out, the first two slices ({first} and {second}) lie "
        f"{round(taken, 2):g} mm apart and the others {round(usual, 2):g} mm: pylinac takes the first "
        "distance for all and would measure other slices than it should",
        todo=f"Exclude slices from the end inwards, which here means {also} too, or include "
        f"{numbered(below)} again",
    )


def _check_numbers(stack: SliceStack, slices: PylinacStack, echo: int | None) -> None:
    """The slices of an ACR MRI phantom count from its slice 1: one less inside shifts all beyond it."""
    headers = [stack.slice_header(slices.stack_index(number)) for number in range(len(slices))]
    echoes = [header.echo for header in headers if header.echo is not None]
    wanted = (echo if echo is not None else min(echoes, default=None), None)
    kept: dict[object, list[float]] = {}
    for header in headers:
        if header.echo in wanted:
            kept.setdefault(_kind(header), []).append(_z(header))
    inside = [
        stack.overlay.place_of(slot)
        for slot in sorted(stack.overlay.removed)
        if (header := stack.removed_header(slot)).position
        and _is_inside(_z(header), kept.get(_kind(header), ()))
    ]
    if inside:
        verb = "is" if len(inside) == 1 else "are"
        raise PhantomscopeError(
            f"{numbered(inside).capitalize()} {verb} left out between others of the same echo: the slices "
            "of this phantom are counted from its slice 1, so others than those meant would be measured",
            todo=f"Include {numbered(inside)} again; slices at the ends of the scan may be left out",
        )


def _is_inside(z: float, kept: Sequence[float]) -> bool:
    """Whether a place lies between those kept, none of which is at that place (a slice there twice)."""
    if not kept or min(abs(one - z) for one in kept) <= _STEP_MM:
        return False
    return min(kept) < z < max(kept)


def _kind(header: SliceHeader) -> object:
    return orientation_of(header), header.echo


def _kept(stack: SliceStack) -> list[_Place]:
    places = stack.overlay.layout().places
    return [_Place(_z(stack.slice_header(index)), place) for index, place in enumerate(places)]


def _removed(stack: SliceStack) -> list[_Place]:
    headers = {stack.overlay.place_of(slot): stack.removed_header(slot) for slot in stack.overlay.removed}
    return [_Place(_z(headers[place]), place) for place in sorted(headers) if headers[place].position]


def _z(header: SliceHeader) -> float:
    return header.position[2] if header.position is not None else 0.0


def _first_step(places: Sequence[_Place]) -> float:
    return places[1].z - places[0].z if len(places) > 1 else 0.0


def _alike(one: float, other: float) -> bool:
    return abs(one - other) <= max(_STEP_MM, _ALIKE * abs(other))
