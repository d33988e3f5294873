"""The GE daily phantom: water in a shell, with a block of acrylic and bars in its first section."""

from dataclasses import dataclass

import numpy as np

from phantomscope.analysis.recognition_finding import Finding
from phantomscope.analysis.recognition_geometry import HELIOS_DIAMETER
from phantomscope.analysis.recognition_image import Body, SmallImage
from phantomscope.analysis.recognition_rings import disc_profile, discs

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


@dataclass(frozen=True, slots=True)
class Helios:
    """What a slice shows of it.

    Attributes:
        even: Whether there is something even all round at the water's distance.
        block: How much brighter the block is than the water, in units of water minus air.
        rough: How many bar patterns are rougher than the plain block.
    """

    even: bool
    block: float
    rough: int


def helios_look(image: SmallImage, body: Body) -> Helios | None:
    """What a slice shows; None where the body is of another size."""
    if not body.is_round or abs(body.diameter / HELIOS_DIAMETER - 1) > _SIZE:
        return None
    around = disc_profile(image, body.x, body.y, WATER, 4.0)
    water = float(np.median(around))
    even = float(np.ptp(np.percentile(around, (10, 90)))) < _EVEN * body.contrast
    ground = discs(image, body.x, body.y, PLAIN[0], 4.0)
    block = (ground.mean(axis=1) - water) / (water - body.outside)
    if float(np.median(block)) < _BLOCK[0]:
        return Helios(even, 0.0, 0)
    noise = ground.std(axis=1)
    bars = [(discs(image, body.x, body.y, distance, 4.0).std(axis=1), angle) for distance, angle in BARS]
    best = Helios(even, 0.0, 0)
    for side in (1, -1):
        for roll in range(0, 360, 3):
            plain = round(side * PLAIN[1] + roll) % 360
            least = max(_ROUGH * float(noise[plain]), 0.01 * body.contrast)
            rough = sum(float(spread[round(side * angle + roll) % 360]) > least for spread, angle in bars)
            best = max(best, Helios(even, float(block[plain]), rough), key=lambda one: (one.rough, one.block))
    return best


def find_helios(looks: list[Helios]) -> Finding | None:
    """What slices of a body of the right size say together."""
    blocks = [one for one in looks if one.even and _BLOCK[0] <= one.block <= _BLOCK[1]]
    if not blocks:
        return None
    plain = any(one.even and abs(one.block) < _BLOCK[0] for one in looks)
    rough = max(one.rough for one in blocks)
    confidence = 0.95 if rough >= 2 and plain else 0.75 if rough >= 1 or plain else 0.5
    patterns = f"{rough or 'no'} bar patterns"
    return Finding(
        "GE Helios daily",
        confidence,
        f"a water phantom of {HELIOS_DIAMETER:.0f} mm with a block of acrylic and {patterns} seen",
    )
