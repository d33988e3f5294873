"""Modules measured away from their place, where slices are missing inside a scan.

pylinac counts slices as if they were all equally far apart. Loaded only in the process that analyses.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from phantomscope.analysis.engine.coverage import Part, parts_of
from phantomscope.analysis.engine.exclusions import left_out_between, numbered, usual_step
from phantomscope.analysis.engine.pylinac_stack import PylinacStack
from phantomscope.stack.slice_stack import SliceStack

# In steps between slices. A slice number is rounded, so half a step is as it should be; a missing slice costs
# a whole one.
_ROUNDED = 0.6


def misplaced(instance: Any, slices: PylinacStack, stack: SliceStack) -> Iterator[str]:
    """Warnings of modules that pylinac measured on slices that do not lie where the module does.

    Args:
        instance: pylinac's phantom object after its analysis.
        slices: The scan as pylinac saw it.
        stack: The same as it is shown.
    """
    heights = [_z(stack, slices.stack_index(number)) for number in range(len(slices))]
    origin, step = int(instance.origin_slice), usual_step(heights)
    if step is None or not 0 <= origin < len(heights):
        return
    # Of a stack that was turned, the slices themselves descend.
    sign = 1 if heights[-1] > heights[0] else -1
    counting = _Counting([sign * height for height in heights], origin, float(slices.slice_spacing), step)
    absent = {one.part.title for one in getattr(instance, "missing_parts", ())}
    for part in _parts(instance):
        found = counting.worst(part) if part.title not in absent else None
        if found is None:
            continue
        low, high = sorted(sign * height for height in (found.low, found.high))
        verb = "averages slices up to" if found.averaged else "was measured"
        yield (
            f"{part.title} {verb} {found.away:.1f} mm from its place, {_cause(stack, low, high)}. "
            "Do not trust what was measured there."
        )


@dataclass(frozen=True, slots=True)
class _Misplaced:
    away: float
    low: float
    high: float
    averaged: bool


@dataclass(frozen=True, slots=True)
class _Counting:
    """How pylinac counts.

    Attributes:
        heights: Where each of its slices lies in mm, ascending along the phantom.
        origin: Its number of the origin.
        spacing: The distance in mm that it takes for that between any two slices.
        step: What that distance is as a rule.
    """

    heights: Sequence[float]
    origin: int
    spacing: float
    step: float

    def worst(self, part: Part) -> _Misplaced | None:
        """The slice that is furthest from its place, its own before those averaged with it; None for none."""
        found = [one for offset in part.offsets for one in self._slices(offset, part.reach)]
        return max(found, key=lambda one: (not one.averaged, one.away), default=None)

    def _slices(self, offset: float, reach: int) -> Iterator[_Misplaced]:
        number = int(self.origin + round(offset / self.spacing))
        for other in range(-reach, reach + 1):
            # pylinac takes numbers below 0 from the other end; of averaged ones its caveats tell already.
            lowest = 0 if other else -len(self.heights)
            if not lowest <= number + other < len(self.heights):
                continue
            measured, start = self.heights[number + other], self.heights[self.origin]
            away = abs(measured - (start + offset + other * self.step))
            if away > _ROUNDED * self.step:
                yield _Misplaced(away, min(measured, start), max(measured, start), other != 0)


def _parts(instance: Any) -> Iterator[Part]:
    yield from parts_of(instance)
    roll = float(getattr(instance, "roll_slice_offset", 0.0))
    if roll and parts_of(instance):
        yield Part("The roll", None, (roll,))


def _cause(stack: SliceStack, low: float, high: float) -> str:
    gone = left_out_between(stack, low, high)
    if gone:
        return f"since {numbered(gone)} {'is' if len(gone) == 1 else 'are'} left out"
    kinds = {problem.kind for problem in stack.series.problems}
    if "gaps" in kinds:
        return "since slices are missing in the scan"
    if "duplicates" in kinds:
        return "since the scan has more than one slice in some places"
    return "since the slices are not equally far apart"


def _z(stack: SliceStack, index: int) -> float:
    position = stack.slice_header(index).position
    return position[2] if position is not None else 0.0
