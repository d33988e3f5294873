"""Where the slices of a stack lie along their normal, in millimetres, gaps included."""

import itertools
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

_SAME_PLACE_MM = 0.01
_GAP = 1.5  # usual steps between two slices from which on there is nothing between them
_EVEN = 0.02  # of a step: slices whose edges are so near to each other touch


@dataclass(frozen=True, slots=True)
class Run:
    """Slices that follow each other without a gap and are equally thick.

    Attributes:
        first, last: Indices of the first and the last slice, both counted.
        start: Where the first one begins in mm: its edge away from the last one.
        step: From one slice to the next in mm; below zero where places descend.
    """

    first: int
    last: int
    start: float
    step: float


@dataclass(frozen=True, slots=True)
class SliceAxis:
    """Places along the normal.

    Attributes:
        centres: Each slice's centre in mm; not-a-number where it lies elsewhere.
        edges: Where each begins and ends in mm; of several at the same place only the first has room.
        step: The usual distance between neighbours in mm.
        known: Whether the places are the scan's own; otherwise slices are taken as equally spaced.
    """

    centres: tuple[float, ...]
    edges: tuple[tuple[float, float], ...]
    step: float
    known: bool

    @classmethod
    def from_positions(
        cls, positions: Sequence[float | None], spacing: float, elsewhere: Collection[int] = ()
    ) -> Self:
        """From positions in mm, in any order.

        Args:
            positions: None where one is unknown: then none counts.
            spacing: What to take where positions tell no distance, e.g. the thickness; in mm.
            elsewhere: Indices of slices that have no place among the others.
        """
        inside = [index for index in range(len(positions)) if index not in elsewhere]
        centres = [math.nan] * len(positions)
        known = bool(inside) and all(positions[index] is not None for index in inside)
        for index in inside:
            position = positions[index]
            centres[index] = position if known and position is not None else spacing * index
        fronts: list[int] = []  # of several at one place the first
        for index in sorted(inside, key=lambda index: centres[index]):
            if not fronts or centres[index] - centres[fronts[-1]] > _SAME_PLACE_MM:
                fronts.append(index)
        steps = sorted(centres[after] - centres[before] for before, after in itertools.pairwise(fronts))
        step = steps[(len(steps) - 1) // 2] if steps else spacing  # of two the smaller: the other is a gap
        return cls(tuple(centres), _edges(centres, fronts, step), step, known)

    @property
    def low(self) -> float:
        """Where the lowest slice begins, in mm; 0 where there is none."""
        return min((low for low, high in self.edges if high > low), default=0.0)

    @property
    def high(self) -> float:
        """Where the highest slice ends, in mm; 0 where there is none."""
        return max((high for low, high in self.edges if high > low), default=0.0)

    def nearest(self, place: float) -> int:
        """The slice whose centre is nearest to a place in mm; of several at the same place the first."""
        distances = np.nan_to_num(np.abs(np.asarray(self.centres) - place), nan=math.inf)
        return int(distances.argmin()) if len(distances) else 0

    def extent(self, first: int, last: int) -> float:
        """From the outer edge of one slice to that of another, both counted, in mm; 0 where unknown."""
        edges = [edge for edge in self.edges[min(first, last) : max(first, last) + 1] if edge[1] > edge[0]]
        return max(edge[1] for edge in edges) - min(edge[0] for edge in edges) if edges else 0.0

    def runs(self, there: npt.NDArray[np.bool_]) -> list[Run]:
        """The slices to draw, as few pieces as they can be drawn in.

        Args:
            there: For each slice whether it is to be drawn.
        """
        runs: list[Run] = []
        for index in np.flatnonzero(there).tolist():
            low, high = self.edges[index]
            if high - low <= 0:
                continue
            if not runs or not self._joins(runs[-1], index):
                runs.append(Run(index, index, low, high - low))
                continue
            last = runs.pop()
            ascending = self.centres[index] > self.centres[last.last]
            step = abs(last.step) if ascending else -abs(last.step)
            start = self.edges[last.first][0] if ascending else self.edges[last.first][1]
            runs.append(Run(last.first, index, start, step))
        return runs

    def _joins(self, run: Run, index: int) -> bool:
        if index != run.last + 1:
            return False
        low, high = self.edges[index]
        before_low, before_high = self.edges[run.last]
        slack = _EVEN * self.step
        if abs((high - low) - abs(run.step)) > slack:
            return False
        alone = run.first == run.last
        grown = (run.last - run.first + 1) * run.step
        # Against the whole run, so that small differences do not add up.
        ascending = (alone or run.step > 0) and abs(low - before_high) <= slack
        descending = (alone or run.step < 0) and abs(high - before_low) <= slack
        if alone:
            return ascending or descending
        end = low if ascending else high
        return (ascending or descending) and abs(run.start + grown - end) <= slack


def _edges(centres: Sequence[float], fronts: Sequence[int], step: float) -> tuple[tuple[float, float], ...]:
    edges = [(0.0, 0.0)] * len(centres)
    for place, index in enumerate(fronts):
        here = centres[index]
        before = here - centres[fronts[place - 1]] if place > 0 else step
        after = centres[fronts[place + 1]] - here if place + 1 < len(fronts) else step
        halves = [half if half <= _GAP * step else step for half in (before, after)]
        edges[index] = here - halves[0] / 2, here + halves[1] / 2
    return tuple(edges)
