"""Whether a peak or a step on a profile stands out of the noise, or is noise itself."""

import numpy as np

from phantomscope.measure.profile import HalfMaximum, Profile, known
from phantomscope.measure.statistics import Values
from phantomscope.order_statistics import median

FACTOR = 4.5
"""A peak or a step has to be higher than so many standard deviations of the noise."""

_NORMAL = 1.4826  # standard deviation over median absolute deviation, of normally distributed values
# Samples lie half a pixel apart and every other one is the mean of its neighbours: the difference of two that
# follow each other is half the difference of two pixels, whose standard deviation is √2 times the noise.
_OF_DIFFERENCES = _NORMAL * np.sqrt(2.0)
_FEWEST = 16  # samples beside a peak, 8 pixels, from which on their spread says something


def stands_out(profile: Profile, found: HalfMaximum) -> bool:
    """Whether a peak or trough is higher than ``FACTOR`` times the noise on the line.

    Its height is that above its baseline or above the median of what lies beside it, whichever is less: the
    baseline is one end's value, of a noisy line a low one. The noise is the larger of two. The one comes from
    the median absolute difference of samples that follow each other, off the flanks as far as the line goes
    on beyond them. The other is the median absolute deviation of what lies beside the peak, to each side from
    its own median or from its own straight line, whichever is less, so that flanks and a slope count for
    nothing; it knows also of noise that neighbouring pixels have in common, which a reconstruction's filter
    makes.

    On lines of 20 pixels and more in noise alone, made up and uncorrelated, 2 to 4 % still pass; rods of 8
    times the noise are found by 97 % and more of lines that go on for 4 pixels beyond both edges. On short
    lines in strongly smoothed noise a swell is as wide as the line, and can't be told from a peak. In the
    plain middle of two CatPhan scans 3 and 10 of 100 lines of 10 to 24 mm pass; 96 and 93 have some half
    maximum.
    """
    places, values = known(profile)
    sides = [values[places < found.left], values[places > found.right]]
    beside = np.concatenate(sides)
    height = abs(found.extreme - found.baseline)
    flank = found.width / 2
    off_flanks = [values[places < found.left - flank], values[places > found.right + flank]]
    plain = sum(len(side) for side in off_flanks) >= _FEWEST // 2
    noise = noise_of(*(off_flanks if plain else [values]))
    if len(beside) >= _FEWEST:
        height = min(height, abs(found.extreme - float(median(beside))))
        noise = max(noise, min(_spread(sides, 0), _spread(sides, 1)))
    return height > FACTOR * noise


def steps(profile: Profile) -> bool:
    """Whether both ends differ by more than ``FACTOR`` times the noise.

    An end is the median of a quarter of the line. The noise is the larger of that from differences, as for a
    peak, and of the median absolute deviation of both ends.
    """
    values = known(profile)[1]
    quarter = len(values) // 4
    if not quarter:
        return False
    ends = [values[:quarter], values[-quarter:]]
    height = abs(float(median(ends[1])) - float(median(ends[0])))
    return height > FACTOR * max(noise_of(values), _spread(ends, 1))


def noise_of(*parts: Values) -> float:
    """The standard deviation of the noise from the median absolute difference of neighbouring samples."""
    steps_between = np.abs(np.concatenate([np.diff(part) for part in parts]))
    return float(_OF_DIFFERENCES * median(steps_between)) if len(steps_between) else 0.0


def _spread(sides: list[Values], degree: int) -> float:
    """The median absolute deviation of values from the median of their side, or from its straight line."""
    apart = []
    for side in sides:
        if degree and len(side) > _FEWEST // 2:
            steps_along = np.arange(len(side), dtype=np.float64)
            apart.append(side - np.polyval(np.polyfit(steps_along, side, degree), steps_along))
        elif len(side):
            apart.append(side - median(side))
    return float(_NORMAL * median(np.abs(np.concatenate(apart)))) if apart else 0.0
