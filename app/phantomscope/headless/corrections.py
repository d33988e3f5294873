"""What a person puts right before an analysis, as options of the command line say it."""

import re
from dataclasses import dataclass

from phantomscope.analysis.blank_ends import blank_ends
from phantomscope.analysis.job import Edits
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.member import Source
from phantomscope.stack.series import Series
from phantomscope.stack.slice_stack import SliceStack

_RANGE = re.compile(r"(\d+)(?:-(\d+))?")


@dataclass(frozen=True, slots=True)
class Corrections:
    """Slices count from 1, by their place in the series.

    Attributes:
        origin: The slice to take as origin, or None.
        turn: Whether to turn the stack end for end.
        exclude: Slices to leave out, as "1,2,60-64".
        trim: Whether to leave out the slices at both ends that show nothing.
        partial: Whether to measure only the modules that were scanned.
    """

    origin: int | None = None
    turn: bool = False
    exclude: str = ""
    trim: bool = False
    partial: bool = False

    def origin_slot(self, series: Series) -> int | None:
        """The slot of the origin. Raises PhantomscopeError where there is no such slice."""
        return None if self.origin is None else _slot(self.origin, series)

    def edits(self, source: Source, series: Series) -> Edits:
        """Which slices to leave out. Raises PhantomscopeError where some don't exist or can't be read."""
        removed = {_slot(number, series) for number in _numbers(self.exclude)}
        if self.trim:
            with SliceStack(source, series) as stack:
                Edits(tuple(sorted(removed))).apply_to(stack.overlay)
                removed.update(blank_ends(stack))
        return Edits(tuple(sorted(removed)))


AS_IT_IS = Corrections()
"""Nothing put right."""


def _numbers(text: str) -> set[int]:
    numbers: set[int] = set()
    for part in filter(None, (part.strip() for part in text.split(","))):
        found = _RANGE.fullmatch(part)
        if found is None:
            raise PhantomscopeError(f"“{part}” names no slices", todo="Write them as in “1,2,60-64”")
        first, last = int(found[1]), int(found[2] or found[1])
        if last - first > 100_000:
            raise PhantomscopeError(f"“{part}” names more slices than there are", todo="Correct it")
        numbers.update(range(min(first, last), max(first, last) + 1))
    return numbers


def _slot(number: int, series: Series) -> int:
    count = len(series.slices)
    if not 1 <= number <= count:
        raise PhantomscopeError(
            f"There is no slice {number} in the series; they count from 1 to {count}",
            todo="Correct it and try again",
        )
    return number - 1
