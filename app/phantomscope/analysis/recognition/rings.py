"""Inserts on a circle: how well a slice shows a known ring of them, at any roll, from either side."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from phantomscope.analysis.recognition.geometry import Ring
from phantomscope.analysis.recognition.image import Body, FloatImage, SmallImage
from phantomscope.order_statistics import median, percentiles

Angles = npt.NDArray[np.float64]

_DEGREES = np.arange(360.0)
_STEPS = (3.0, 1.5)
_WORTH_REFINING = 0.55
_SPARE = 5.0
_STANDS_OUT = 500.0
_FILLED = 0.6
_EMPTY = 0.4
_GAUGE_REACH = 4.0


@dataclass(frozen=True, slots=True)
class RingMatch:
    """A ring as a slice shows it.

    Attributes:
        ring: Which.
        x, y: Its middle, in mm from the middle of the image's first pixel.
        roll: Degrees, clockwise on the screen.
        mirrored: Whether it is seen from the side from which pylinac does not see it.
        correlation: Of the profile along the circle with the expected one, −1 to 1.
        worst: The largest difference of an insert, or of a place between two, from what is expected, in HU,
            after the scale was fitted; so it means the same in scans that are not calibrated.
        scale: Of 1000 HU, in units of the contrast between body and air: about 1.
    """

    ring: Ring
    x: float
    y: float
    roll: float
    mirrored: bool
    correlation: float
    worst: float = np.inf
    scale: float = 0.0


def disc_profile(image: SmallImage, x: float, y: float, distance: float, radius: float) -> Angles:
    """Mean over a disc whose middle goes round (x, y) at a distance, for each whole degree; all in mm."""
    means: Angles = discs(image, x, y, distance, radius).mean(axis=1, dtype=np.float64)
    return means


def discs(
    image: SmallImage, x: float, y: float, distance: float, radius: float, step: float | None = None
) -> FloatImage:
    """The values that ``disc_profile`` averages: shape (360, places in a disc), `step` mm apart."""
    grid = np.arange(-radius, radius + 0.1, step or max(1.0, radius / 2.5))
    across, down = (one.ravel() for one in np.meshgrid(grid, grid))
    inside = np.hypot(across, down) <= radius + 0.05
    angles = np.deg2rad(_DEGREES)[:, np.newaxis]
    places_x = x + distance * np.cos(angles) + across[inside]
    places_y = y + distance * np.sin(angles) + down[inside]
    return image.sample(places_x, places_y)


def match_ring(image: SmallImage, body: Body, ring: Ring) -> RingMatch:
    """The best match of a ring in a slice, its middle sought about the body's."""
    template = _template(ring)
    best = _matched(image, body.x, body.y, ring, template)
    if best.correlation < _WORTH_REFINING:
        return best
    for step in _STEPS:
        middle = best
        for right in (-step, 0.0, step):
            for down in (-step, 0.0, step):
                if right or down:
                    other = _matched(image, middle.x + right, middle.y + down, ring, template)
                    best = max(best, other, key=lambda one: one.correlation)
    return _judged(image, body, best)


def _template(ring: Ring) -> Angles:
    """The profile that a disc of half the inserts' width would see, with nan where anything may be."""
    profile = np.full(360, ring.background)
    span = np.degrees(ring.radius / ring.distance)
    soft = np.degrees(_disc(ring) / ring.distance)
    for insert in ring.inserts:
        off = np.abs((_DEGREES - insert.angle + 180.0) % 360.0 - 180.0)
        part = np.clip((span + soft - off) / (2 * soft), 0.0, 1.0)
        profile += part * (insert.value - ring.background)
    for angle in ring.open_angles:
        off = np.abs((_DEGREES - angle + 180.0) % 360.0 - 180.0)
        profile[off < span + soft + 2.0] = np.nan
    return profile


def _disc(ring: Ring) -> float:
    return 0.55 * ring.radius


def _matched(image: SmallImage, x: float, y: float, ring: Ring, template: Angles) -> RingMatch:
    profile = disc_profile(image, x, y, ring.distance, _disc(ring))
    scores = [_correlations(profile, one) for one in (template, template[-_DEGREES.astype(int) % 360])]
    mirrored = bool(scores[1].max() > scores[0].max())
    shift = int(scores[mirrored].argmax())
    return RingMatch(ring, x, y, float(shift), mirrored, float(scores[mirrored][shift]))


def _correlations(profile: Angles, template: Angles) -> Angles:
    """Correlation of a circular profile with a template turned by each whole degree; nan is left out."""
    known = np.isfinite(template)
    count = int(known.sum())
    centred = np.where(known, template - template[known].mean(), 0.0)
    level = profile - median(profile)

    def turned(values: Angles, pattern: Angles) -> Angles:
        spectrum = np.fft.rfft(values) * np.conj(np.fft.rfft(pattern))
        result: Angles = np.fft.irfft(spectrum, 360)
        return result

    weights = known.astype(np.float64)
    spread = turned(level**2, weights) / count - (turned(level, weights) / count) ** 2
    norm = np.sqrt(np.maximum(spread, 1e-12) * (centred**2).sum() / count) * count
    scores: Angles = turned(level, centred) / norm
    return scores


def _judged(image: SmallImage, body: Body, match: RingMatch) -> RingMatch:
    """With how far the inserts are off."""
    ring = match.ring
    profile = disc_profile(image, match.x, match.y, ring.distance, _disc(ring))
    sign = -1.0 if match.mirrored else 1.0
    angles = [insert.angle for insert in ring.inserts]
    values = [insert.value for insert in ring.inserts]
    clear = np.degrees((ring.radius + _disc(ring)) / ring.distance) + _SPARE
    taken = [*angles, *ring.open_angles]
    between = [
        angle
        for angle in range(0, 360, 5)
        if all(abs((angle - one + 180.0) % 360.0 - 180.0) > clear for one in taken)
    ]
    places = np.rint(sign * np.array([*angles, *between]) + match.roll).astype(int) % 360
    expected = np.array([*values, *[ring.background] * len(between)])
    measured = profile[places]
    weights = np.array([1.0] * len(angles) + [len(angles) / max(1, 2 * len(between))] * len(between))
    slope, offset = np.polyfit(expected, measured, 1, w=np.sqrt(weights))
    if slope <= 0 or not _has_size(image, match, sign):
        return match
    off = np.abs(measured - slope * expected - offset) / slope
    return replace(match, worst=float(off.max()), scale=float(slope) * 1000.0 / body.contrast)


def _has_size(image: SmallImage, match: RingMatch, sign: float) -> bool:
    """Whether the inserts that stand out most are as wide as they should be, and no wider."""
    ring = match.ring
    turns = np.deg2rad(np.arange(0.0, 360.0, 15.0))
    within, beyond = [], []
    ground = _ground(image, match)
    for insert in ring.inserts:
        if abs(insert.value - ring.background) < _STANDS_OUT:
            continue
        angle = np.deg2rad(sign * insert.angle + match.roll)
        x, y = match.x + ring.distance * np.cos(angle), match.y + ring.distance * np.sin(angle)
        middle, rim, outside = (
            float(
                image.sample(
                    x + part * ring.radius * np.cos(turns), y + part * ring.radius * np.sin(turns)
                ).mean()
            )
            for part in (0.3, 0.75, 1.45)
        )
        within.append((rim - ground) / (middle - ground) if middle != ground else 0.0)
        beyond.append((outside - ground) / (middle - ground) if middle != ground else 1.0)
    return float(median(within)) > _FILLED and float(median(beyond)) < _EMPTY


def _ground(image: SmallImage, match: RingMatch) -> float:
    """The level of what lies between the inserts."""
    return float(median(disc_profile(image, match.x, match.y, match.ring.distance, 2.0)))


def line_pairs(image: SmallImage, x: float, y: float, distance: float, contrast: float) -> float:
    """How bright the bars on a circle are, in units of the contrast between body and air.

    The 85th percentile of the brightest within a few mm of the circle, above the same beside it.
    """
    angles = np.deg2rad(np.arange(0.0, 360.0, 0.5))

    def brightest(middle: float) -> Angles:
        radii = np.arange(middle - _GAUGE_REACH, middle + _GAUGE_REACH + 0.1, 1.0)[:, np.newaxis]
        found = image.sample(x + radii * np.cos(angles), y + radii * np.sin(angles))
        result: Angles = found.max(axis=0).astype(np.float64)
        return result

    on = float(percentiles(brightest(distance), (85,))[0])
    beside = max(float(percentiles(brightest(distance + shift), (85,))[0]) for shift in (-14.0, 14.0))
    return (on - beside) / contrast
