"""What the curves of a chart are at a point, and which of them are limits."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from phantomscope.analysis.results import Chart, Curve, Points
from phantomscope.gui.parts.colours import Colours

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Reading:
    """The values of a chart's curves at one place.

    Attributes:
        x: The place: that of a point of one of the curves.
        values: Number of the curve and its value there, for each curve that has one.
    """

    x: float
    values: tuple[tuple[int, float], ...]


class ChartReader:
    """Reads a chart's curves; limits and references are left out.

    Args:
        chart: Whose curves.
    """

    def __init__(self, chart: Chart) -> None:
        self._curves: list[tuple[int, bool, Floats, Floats]] = []
        for number, curve in enumerate(chart.curves):
            if is_level(curve):
                continue
            length = min(len(curve.x), len(curve.y))
            x, y = as_array(curve.x[:length]), as_array(curve.y[:length])
            there = np.isfinite(x + y)
            if there.any():
                order = np.argsort(x[there], kind="stable")
                self._curves.append((number, curve.lines, x[there][order], y[there][order]))

    def at(self, x: float, reach: float) -> Reading | None:
        """The curves' values at the point nearest to ``x``; between the points of a line along the line.

        Args:
            x: Where to look.
            reach: How far from it a curve's point still counts as there.

        Returns:
            None where no curve has a point that near and none runs through it.
        """
        nearest = min((abs(xs[n] - x), float(xs[n])) for xs, n in self._nearest(x)) if self._curves else None
        if nearest is None or not (nearest[0] <= reach or any(self._runs(one, x) for one in self._curves)):
            return None
        place = nearest[1]
        values = [(one[0], _value(*one[1:], place, reach)) for one in self._curves]
        return Reading(place, tuple((number, value) for number, value in values if value is not None))

    def _nearest(self, x: float) -> list[tuple[Floats, int]]:
        return [(xs, int(np.abs(xs - x).argmin())) for _, _, xs, _ in self._curves]

    @staticmethod
    def _runs(curve: tuple[int, bool, Floats, Floats], x: float) -> bool:
        return curve[1] and bool(curve[2][0] <= x <= curve[2][-1])


def _value(lines: bool, xs: Floats, ys: Floats, place: float, reach: float) -> float | None:
    nearest = int(np.abs(xs - place).argmin())
    if xs[nearest] == place or (not lines and abs(xs[nearest] - place) <= reach):
        return float(ys[nearest])
    if lines and xs[0] <= place <= xs[-1]:
        return float(np.interp(place, xs, ys))
    return None


def is_level(curve: Curve) -> bool:
    """Whether a curve is a horizontal line: a limit where it is dashed, else a reference."""
    heights = {y for y in curve.y if y is not None}
    return curve.lines and not curve.markers and len(curve.y) >= 2 and len(heights) == 1


def curve_colours(chart: Chart, colours: Colours) -> list[str]:
    """A colour for each curve: limits alike, references grey, the others in turn.

    A curve without a name belongs to the one before it (pylinac draws points and their line one by one).
    """
    found: list[str] = []
    turn = 0
    for curve in chart.curves:
        if is_level(curve):
            found.append(colours.chart_limit if curve.dashed else colours.chart_grid)
        elif not curve.name and found:
            found.append(found[-1])
        else:
            found.append(colours.curves[turn % len(colours.curves)])
            turn += 1
    return found


def as_array(points: Points) -> Floats:
    """Points with not-a-number where the line breaks."""
    return np.array([np.nan if point is None else point for point in points], dtype=np.float64)
