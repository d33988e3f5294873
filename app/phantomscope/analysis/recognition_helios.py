"""The GE daily phantom: water in a shell, with a block of acrylic and bars in its first section."""

from dataclasses import dataclass

import numpy as np

from phantomscope.analysis.recognition_finding import Finding
from phantomscope.analysis.recognition_image import Body, SmallImage
from phantomscope.analysis.recognition_rings import disc_profile

DIAMETER = 215.0
"""In mm (GE)."""

BARS = ((42.0, -53.0), (21.0, -62.0), (16.0, 146.0))
"""Distance in mm and angle in degrees of bar patterns in the block."""
PLAIN = (35.0, -135.0)
"""Likewise, of a place in the block without bars."""
WATER = 75.0
"""Distance in mm at which there is water all round."""

_SIZE = 0.045
_ROUND = 0.6
_ROLL = 12
_EVEN = 0.05
_BLOCK = (0.05, 0.25)
_ROUGH = 2.0


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
    if body.round_part < _ROUND or abs(body.diameter / DIAMETER - 1) > _SIZE:
        return None
    around = disc_profile(image, body.x, body.y, WATER, 5.0)
    water = float(np.median(around))
    even = float(np.ptp(np.percentile(around, (3, 97)))) < _EVEN * body.contrast
    plain = disc_profile(image, body.x, body.y, PLAIN[0], 4.0)
    best = Helios(even, 0.0, 0)
    for sign in (1, -1):
        for roll in range(-_ROLL, _ROLL + 1, 4):
            angle = sign * PLAIN[1] + roll + (180 if sign < 0 else 0)
            block = (float(plain[int(angle) % 360]) - water) / (water - body.outside)
            if block < _BLOCK[0]:
                continue
            ground = _roughness(image, body, PLAIN[0], angle)
            rough = sum(
                _roughness(image, body, distance, sign * turn + roll + (180 if sign < 0 else 0))
                > _ROUGH * ground + 0.004 * body.contrast
                for distance, turn in BARS
            )
            if (rough, block) > (best.rough, best.block):
                best = Helios(even, block, rough)
    return best


def _roughness(image: SmallImage, body: Body, distance: float, angle: float) -> float:
    """Standard deviation in a disc 8 mm wide."""
    grid = np.arange(-4.0, 4.1, 1.0)
    across, down = (one.ravel() for one in np.meshgrid(grid, grid))
    inside = np.hypot(across, down) <= 4.05
    turn = np.deg2rad(angle)
    x = body.x + distance * np.cos(turn) + across[inside]
    y = body.y + distance * np.sin(turn) + down[inside]
    return float(image.sample(x, y).std())


def find_helios(looks: list[Helios]) -> Finding | None:
    """What slices of a body of the right size say together."""
    blocks = [one for one in looks if one.even and _BLOCK[0] <= one.block <= _BLOCK[1]]
    if not blocks:
        return None
    plain = any(one.even and abs(one.block) < _BLOCK[0] for one in looks)
    rough = max(one.rough for one in blocks)
    confidence = 0.95 if rough >= 2 and plain else 0.75 if rough >= 1 or plain else 0.5
    return Finding(
        "GE Helios daily",
        confidence,
        f"a water phantom of {DIAMETER:.0f} mm with a block of acrylic and {rough or 'no'} bar patterns seen",
    )
