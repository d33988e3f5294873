"""The GE daily phantom: water in a shell, with a block of acrylic and bars in its first section."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from phantomscope.analysis.recognition.finding import Finding
from phantomscope.analysis.recognition.geometry import HELIOS_DIAMETER
from phantomscope.analysis.recognition.image import Body, SmallImage
from phantomscope.analysis.recognition.rings import disc_profile, discs
from phantomscope.order_statistics import median, percentiles

BARS = ((42.0, -53.0), (21.0, -62.0), (16.0, 146.0))
"""Distance in mm and angle in degrees of bar patterns in the block."""
PLAIN = (35.0, -135.0)
"""Likewise, of a place in the block without bars."""
WATER = 86.0
"""Distance in mm at which there is water all round."""

_SIZE = 0.045
_EVEN = 0.05
_BLOCK = (0.05, 0.25)
_ROUGH = 1.5
_SLOTS = 0.25
_UPRIGHT = 20
_BAR_STEP = 0.9  # finer than the bars
_TAILS = (0.5, 99.5)
_SPARSE = -0.25
_DENSE = 0.5


@dataclass(frozen=True, slots=True)
class Helios:
    """What a slice shows of it.

    Attributes:
        even: Whether there is something even all round at the water's distance, and nothing like air within.
        block: How much brighter the block is than the water, in units of water minus air.
        rough: How many bar patterns are rougher than the plain block.
        densest: How much brighter than the water the densest part is, in the image's own values.
        contrast: Of body and air, likewise.
        upright: Whether they lie as in a phantom on its bracket, which can't roll.
    """

    even: bool
    block: float
    rough: int
    densest: float
    contrast: float
    upright: bool = True


def helios_look(image: SmallImage, body: Body) -> Helios | None:
    """What a slice shows; None where the body is of another size."""
    if not body.is_round or abs(body.diameter / HELIOS_DIAMETER - 1) > _SIZE:
        return None
    around = disc_profile(image, body.x, body.y, WATER, 4.0)
    water = float(median(around))
    even = float(np.ptp(percentiles(around, (10, 90)))) < _EVEN * body.contrast
    lowest, densest = _extremes(image, body) - water
    even = even and bool(lowest > _SPARSE * body.contrast)
    best = Helios(even, 0.0, 0, float(densest), body.contrast)
    ground = discs(image, body.x, body.y, PLAIN[0], 4.0, _BAR_STEP)
    block = (ground.mean(axis=1) - water) / (water - body.outside)
    if float(median(block)) < _BLOCK[0]:
        return best
    noise = ground.std(axis=1)
    bars = [
        (discs(image, body.x, body.y, distance, 4.0, _BAR_STEP).std(axis=1), angle)
        for distance, angle in BARS
    ]
    for side in (1, -1):
        for roll in range(0, 360, 3):
            plain = round(side * PLAIN[1] + roll) % 360
            slots = _SLOTS * float(block[plain]) * (water - body.outside)
            least = max(_ROUGH * float(noise[plain]), float(np.hypot(noise[plain], slots)))
            rough = sum(float(spread[round(side * angle + roll) % 360]) > least for spread, angle in bars)
            upright = min(roll, 360 - roll) <= _UPRIGHT or (abs(roll - 180) <= _UPRIGHT and side < 0)
            seen = replace(best, block=float(block[plain]), rough=rough, upright=upright)
            best = max(best, seen, key=lambda one: (one.rough, one.upright, one.block))
    return best


def _extremes(image: SmallImage, body: Body) -> npt.NDArray[np.float64]:
    """The least and the most dense inside the water's distance, all but a little of it."""
    radii = np.arange(2.0, WATER, 2.0)[:, np.newaxis]
    angles = np.linspace(0.0, 2 * np.pi, 240, endpoint=False)
    values = image.sample(body.x + radii * np.cos(angles), body.y + radii * np.sin(angles))
    # Each ring as often as it is large.
    inside = np.repeat(values, np.ceil(radii[:, 0] / 10.0).astype(int), axis=0)
    extremes: npt.NDArray[np.float64] = percentiles(inside, _TAILS)
    return extremes


def find_helios(looks: list[Helios]) -> Finding | None:
    """What slices of a body of the right size say together."""
    blocks = [one for one in looks if one.even and _BLOCK[0] <= one.block <= _BLOCK[1]]
    if not blocks or any(one.densest > _DENSE * max(other.contrast for other in looks) for one in looks):
        return None  # something like bone is another phantom's insert
    plain = any(one.even and abs(one.block) < _BLOCK[0] for one in looks)
    rough = max(one.rough for one in blocks)
    barred = sum(one.rough >= 2 and one.upright for one in blocks)
    confidence = 0.95 if barred >= 2 and plain else 0.75 if rough and plain else 0.5
    patterns = f"{rough or 'no'} bar patterns"
    return Finding(
        "GE Helios daily",
        confidence,
        f"a water phantom of {HELIOS_DIAMETER:.0f} mm with a block of acrylic and {patterns} seen",
    )
