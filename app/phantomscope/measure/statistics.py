"""What the values in a region are like, on one slice or on many."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from phantomscope.order_statistics import median

Values = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Statistics:
    """Of the pixels that a region counts.

    Attributes:
        count: How many there are; where none, all else is None or 0.
        mean: In the output unit.
        sd: Standard deviation of these pixels as a population (divided by n), as numpy and the regions of
            pylinac have it; ImageJ divides by n − 1, which makes it larger by the factor √(n / (n − 1)).
        minimum, maximum: In the output unit.
        median: The middle value, or the mean of the two in the middle; None where it was not computed.
        area: Of the pixels counted, in mm², or their number where pixels have no size.
    """

    count: int
    mean: float | None
    sd: float | None
    minimum: float | None
    maximum: float | None
    median: float | None
    area: float

    @property
    def snr(self) -> float | None:
        """Signal to noise of one region: mean / SD, as pylinac's regions have it; None without noise."""
        return self.mean / self.sd if self.mean is not None and self.sd else None


def statistics_of(values: Values, pixel_area: float = 1.0) -> Statistics:
    """Describe values of any shape, all of which count.

    Args:
        values: In the output unit, finite.
        pixel_area: What one of them covers.
    """
    count = int(values.size)
    if not count:
        return Statistics(0, None, None, None, None, None, 0.0)
    return Statistics(
        count,
        float(values.mean()),
        float(values.std()),
        float(values.min()),
        float(values.max()),
        float(median(values)),
        count * pixel_area,
    )


@dataclass(frozen=True, slots=True)
class Contrast:
    """Contrast to noise of two regions: |mean 1 − mean 2| over a noise; None where there is none.

    Attributes:
        of_both: Noise is √((SD 1² + SD 2²) / 2), the mean of both variances.
        of_first, of_second: Noise is the SD of the one region alone, which is the background then.
    """

    of_both: float | None
    of_first: float | None
    of_second: float | None


def contrast_to_noise(first: Statistics, second: Statistics) -> Contrast | None:
    """Compare two regions; None where one of them counts no pixel."""
    if first.mean is None or second.mean is None or first.sd is None or second.sd is None:
        return None
    contrast = abs(first.mean - second.mean)
    noises = (math.sqrt((first.sd**2 + second.sd**2) / 2), first.sd, second.sd)
    return Contrast(*(contrast / noise if noise else None for noise in noises))
