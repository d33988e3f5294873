"""Bar groups of a line pair gauge, and how much of their modulation a blur leaves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from phantomscope.digital.painting import blurred_step


@dataclass(frozen=True, slots=True)
class LinePairGroup:
    """Equal bars, as far apart as they are wide.

    Attributes:
        frequency: Line pairs per mm.
        bars: Number of bars.
        angle: Direction along the bars in degrees; in a gauge whose groups lie on a circle, that from the
            phantom's axis to the group's middle.
        x, y: The group's middle in mm.
    """

    frequency: float
    bars: int
    angle: float
    x: float = 0.0
    y: float = 0.0

    @property
    def bar_width(self) -> float:
        """Width of a bar, and of a gap, in mm."""
        return 0.5 / self.frequency

    @property
    def bar_offsets(self) -> list[float]:
        """Middles of the bars in mm from the group's middle."""
        return [(number - (self.bars - 1) / 2) * 2 * self.bar_width for number in range(self.bars)]

    def modulation(self, sigma: float, pedestal: float = 0.0) -> float:
        """Michelson contrast of the group under a Gaussian blur of `sigma` mm.

        From the mean of the bars' maxima and the mean of the gaps' minima of the blurred profile, above the
        background; or above a zero that lies `pedestal` (in parts of the bars' contrast) below it. The group
        is finite, so that it isn't quite that of an endless square wave.
        """
        middles = self.bar_offsets
        steps = np.linspace(-self.bar_width / 2, self.bar_width / 2, 101)
        gaps = [(left + right) / 2 for left, right in pairwise(middles)]
        high = float(np.mean([self._profile(middle + steps, sigma).max() for middle in middles]))
        low = float(np.mean([self._profile(gap + steps, sigma).min() for gap in gaps]))
        return (high - low) / (high + low + 2 * pedestal)

    def _profile(self, position: NDArray[np.float64], sigma: float) -> NDArray[np.float64]:
        profile = np.zeros_like(position)
        for middle in self.bar_offsets:
            profile += blurred_step((position - middle + self.bar_width / 2) / sigma)
            profile -= blurred_step((position - middle - self.bar_width / 2) / sigma)
        return profile


def relative_modulations(
    groups: Sequence[LinePairGroup], sigma: float, pedestal: float = 0.0
) -> dict[float, float]:
    """Modulation by frequency, relative to that of the first group."""
    first = groups[0].modulation(sigma, pedestal)
    return {group.frequency: group.modulation(sigma, pedestal) / first for group in groups}


def frequency_at(modulations: Mapping[float, float], level: float) -> float | None:
    """The lowest frequency at which the modulation falls to `level`, between the points in straight lines.

    None where it doesn't within the frequencies given.
    """
    for (left, above), (right, below) in pairwise(sorted(modulations.items())):
        if above >= level >= below and above > below:
            return left + (above - level) / (above - below) * (right - left)
    return None
