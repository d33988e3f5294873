"""Phantoms with holes for any plugs: whether what a slice shows lies in their holes."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from phantomscope.analysis.recognition.geometry import Lattice
from phantomscope.analysis.recognition.image import Body, SmallImage
from phantomscope.analysis.recognition.rings import disc_profile
from phantomscope.order_statistics import median

_STEP = 2.0
_CLEAR = 0.75
_SHIFT = 3.0
_WORTH_REFINING = 0.35


@dataclass(frozen=True, slots=True)
class LatticeMatch:
    """Holes as a slice shows them.

    Attributes:
        lattice: Which.
        roll: Degrees, clockwise on the screen, less than the lattice's period.
        explained: The part (0 to 1) of the slice's variance that constant holes in a plain body explain.
        seen: Holes that differ from the body.
    """

    lattice: Lattice
    roll: float
    explained: float
    seen: int


@dataclass(frozen=True, slots=True)
class _Grid:
    """A polar grid, and for each of its places the hole (from 1) that it is in, 0 outside, −1 at an edge."""

    radii: npt.NDArray[np.float64]
    holes: npt.NDArray[np.intp]


def match_lattice(image: SmallImage, body: Body, lattice: Lattice) -> LatticeMatch:
    """The best match of a lattice in a slice."""
    image = _smooth(image)
    grid = _grid(lattice)
    middle = body.middle
    roll = _likely_roll(image, middle, lattice)
    best = _matched(image, middle, lattice, grid, roll)
    if best.explained < _WORTH_REFINING:
        return best
    for right in (-_SHIFT, 0.0, _SHIFT):
        for down in (-_SHIFT, 0.0, _SHIFT):
            place = (middle[0] + right, middle[1] + down)
            best = max(best, _matched(image, place, lattice, grid, roll), key=lambda one: one.explained)
    return best


def _smooth(image: SmallImage) -> SmallImage:
    """Mean of 3 by 3 pixels, without which noise would be taken for what the holes do not explain."""
    values = np.pad(image.values, 1, mode="edge")
    values = values[:-2] + values[1:-1] + values[2:]
    values = values[:, :-2] + values[:, 1:-1] + values[:, 2:]
    return SmallImage(values / np.float32(9), image.row_size, image.column_size)


def _likely_roll(image: SmallImage, middle: tuple[float, float], lattice: Lattice) -> int:
    """The roll, in whole degrees, at which discs in the holes differ most from each other."""
    scores = np.zeros(lattice.period)
    for distance in {distance for distance, _ in lattice.holes} - {0.0}:
        means = disc_profile(image, *middle, distance, _CLEAR * lattice.radius)
        apart = (means - median(means)) ** 2
        for at, angle in lattice.holes:
            if at == distance:
                turned = np.roll(apart, -round(angle))
                scores += turned[: lattice.period]
    return int(scores.argmax())


@cache
def _grid(lattice: Lattice) -> _Grid:
    outer = max(distance for distance, _ in lattice.holes) + lattice.radius + 2.0
    inner = max(0.0, min(distance for distance, _ in lattice.holes) - lattice.radius - 2.0)
    radii = np.arange(max(inner, _STEP / 2), outer, _STEP)
    angles = np.deg2rad(np.arange(360.0))
    x, y = radii[:, np.newaxis] * np.cos(angles), radii[:, np.newaxis] * np.sin(angles)
    holes = np.zeros(x.shape, dtype=np.intp)
    for number, (distance, angle) in enumerate(lattice.holes, start=1):
        turn = np.deg2rad(angle)
        off = np.hypot(x - distance * np.cos(turn), y - distance * np.sin(turn))
        holes[off < lattice.radius + 2.0] = -1
        holes[off < _CLEAR * lattice.radius] = number
    return _Grid(radii, holes)


def _matched(
    image: SmallImage, middle: tuple[float, float], lattice: Lattice, grid: _Grid, near: int
) -> LatticeMatch:
    """The best match about a middle, within a few degrees of a roll."""
    angles = np.deg2rad(np.arange(360.0))
    radii = grid.radii[:, np.newaxis]
    values = image.sample(middle[0] + radii * np.cos(angles), middle[1] + radii * np.sin(angles))
    polar = values.astype(np.float64) - float(median(values))
    weights = np.broadcast_to(radii, polar.shape)
    best = LatticeMatch(lattice, 0.0, -1.0, 0)
    for roll in (near - 2, near, near + 2):
        explained, seen = _explained(np.roll(polar, -roll, axis=1), weights, grid.holes, len(lattice.holes))
        if explained > best.explained:
            best = LatticeMatch(lattice, float(roll % lattice.period), explained, seen)
    return best


def _explained(
    polar: npt.NDArray[np.float64],
    weights: npt.NDArray[np.float64],
    holes: npt.NDArray[np.intp],
    count: int,
) -> tuple[float, int]:
    known = holes >= 0
    where, value, weight = holes[known], polar[known], weights[known]
    totals = np.bincount(where, weight, count + 1)
    means = np.bincount(where, weight * value, count + 1) / np.maximum(totals, 1e-9)
    left = float((weight * (value - means[where]) ** 2).sum())
    overall = float((weight * value).sum() / weight.sum())
    spread = float((weight * (value - overall) ** 2).sum())
    if not spread > 0:
        return 0.0, 0
    noise = float(np.sqrt(left / weight.sum()))
    seen = int((np.abs(means[1:] - means[0]) > 2 * noise).sum())
    return 1.0 - left / spread, seen
