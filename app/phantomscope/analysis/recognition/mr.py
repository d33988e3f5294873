"""The ACR phantoms for MR: a disc of water with a bar, a grid and rings in it."""

from dataclasses import dataclass

import numpy as np

from phantomscope.analysis.recognition.finding import Finding, Looks
from phantomscope.analysis.recognition.geometry import MR_DIAMETERS
from phantomscope.analysis.recognition.image import Body, SmallImage, find_body
from phantomscope.order_statistics import median, percentiles

_TOLERANCE = 0.045
_ROUND = 0.55
_STRAIGHT = 0.015
"""By how much the middle half of the discs may differ in diameter: a cylinder’s do not, a ball’s do."""
_MOST = 16
_RING_RADII = (36.0, 60.0)
_RING_DIP = 0.12
_RING_PART = 0.75
_BAR_DARK = 0.45
_GRID_PITCH = (8.0, 22.0)
_GRID_PEAK = 9.0


@dataclass(frozen=True, slots=True)
class _Sights:
    diameter: float
    round_part: float
    ring: bool
    bar: bool
    grid: bool


def find_acr_mri(looks: Looks, echoes: list[int | None]) -> Finding:
    """What an MR series shows. ``echoes`` holds the echo number of each slice."""
    first = min((one for one in echoes if one is not None), default=None)
    usable = [index for index, echo in enumerate(echoes) if echo == first or echo is None]
    if len(usable) > _MOST:
        usable = [usable[int((number + 0.5) * len(usable) / _MOST)] for number in range(_MOST)]
    sights = []
    for index in usable:
        if looks.left <= 0:
            break
        image = looks.image(index)
        body = find_body(image, in_parts=True) if image is not None else None
        if image is not None and body is not None:
            sights.append(_sights(image, body))
    return _judged(sights)


def _judged(sights: list[_Sights]) -> Finding:
    discs = [one for one in sights if one.round_part >= _ROUND]
    if len(discs) < 3 or len(discs) < 0.6 * len(sights):
        return Finding("", 0.0, "no disc of water is seen")
    low, diameter, high = percentiles([one.diameter for one in discs], (25, 50, 75)).tolist()
    if high - low > _STRAIGHT * diameter:
        return Finding("", 0.0, f"discs of {low:.0f} to {high:.0f} mm are no cylinder’s", diameter)
    name = min(MR_DIAMETERS, key=lambda one: abs(MR_DIAMETERS[one] - diameter))
    off = abs(diameter / MR_DIAMETERS[name] - 1)
    size = f"a disc of {diameter:.0f} mm"
    if off > _TOLERANCE:
        return Finding("", 0.0, f"{size} is no ACR phantom’s", diameter)
    rings, bars, grids = (sum(getattr(one, kind) for one in discs) for kind in ("ring", "bar", "grid"))
    seen = [
        text
        for text, there in (
            (f"low-contrast rings on {rings} slices", rings >= 2),
            ("a wedge bar", bars >= 1),
            ("a grid", 1 <= grids <= 3),
        )
        if there
    ]
    if not seen:
        return Finding("", 0.0, f"{size} without anything of the ACR phantoms in it", diameter)
    confidence = {1: 0.6, 2: 0.93, 3: 0.98}[len(seen)]
    if off > _TOLERANCE * 2 / 3:
        confidence = min(confidence, 0.8)
    return Finding(name, confidence, f"{size} with {' and '.join(seen)}")


def _sights(image: SmallImage, body: Body) -> _Sights:
    return _Sights(
        body.diameter, body.round_part, _has_ring(image, body), _has_bar(image, body), _has_grid(image, body)
    )


def _has_ring(image: SmallImage, body: Body) -> bool:
    """Whether a dark circle runs round near the middle: the rim of the low-contrast discs."""
    radii = np.arange(_RING_RADII[0] - 8.0, _RING_RADII[1] + 8.0, 1.0)[:, np.newaxis]
    angles = np.deg2rad(np.arange(0.0, 360.0, 4.0))
    for shift_x in (-6.0, 0.0, 6.0):
        for shift_y in (-6.0, 0.0, 6.0):
            x = body.x + shift_x + radii * np.cos(angles)
            y = body.y + shift_y + radii * np.sin(angles)
            values = image.sample(x, y)
            level = float(median(values))
            if level <= 0:
                continue
            profile = values.mean(axis=1)
            darkest = int(profile[8:-8].argmin()) + 8
            beside = np.minimum(values[darkest - 8], values[darkest + 8])
            dips = 1.0 - values[darkest - 3 : darkest + 4].min(axis=0) / np.maximum(beside, 1e-6)
            if float((dips > _RING_DIP).mean()) >= _RING_PART and float(beside.min()) > 0.4 * level:
                return True
    return False


def _has_bar(image: SmallImage, body: Body) -> bool:
    """Whether a dark bar crosses the disc near its middle: the wedges or the plate that holds them."""
    radius = body.diameter / 2
    along = np.concatenate([np.arange(-0.8, -0.3, 0.02), np.arange(0.3, 0.8, 0.02)]) * radius
    angles = np.deg2rad(np.arange(0.0, 180.0, 2.0))[:, np.newaxis]
    across = np.arange(-12.0, 12.1, 2.0)[:, np.newaxis, np.newaxis]
    x = body.x + along * np.cos(angles) - across * np.sin(angles)
    y = body.y + along * np.sin(angles) + across * np.cos(angles)
    values = image.sample(x, y)
    level = body.contrast
    dark = (values - body.outside < _BAR_DARK * level).mean(axis=2)
    return bool(dark.max() > 0.9) and float(median(dark)) < 0.3


def _has_grid(image: SmallImage, body: Body) -> bool:
    """Whether dark lines cross at right angles, equally spaced: two perpendicular peaks of the spectrum."""
    half = 0.55 * body.diameter / 2
    count = 64
    step = 2 * half / count
    places = (np.arange(count) + 0.5) * step - half
    values = image.sample(
        body.x + places[np.newaxis, :] + 0 * places[:, np.newaxis],
        body.y + places[:, np.newaxis] + 0 * places[np.newaxis, :],
    )
    window = np.hanning(count)
    patch = (values - values.mean()) * window * window[:, np.newaxis]
    power = np.abs(np.fft.fft2(patch)) ** 2
    frequencies = np.fft.fftfreq(count, step)
    length = np.hypot(frequencies[:, np.newaxis], frequencies[np.newaxis, :])
    band = (length >= 1 / _GRID_PITCH[1]) & (length <= 1 / _GRID_PITCH[0])
    power = np.where(band, power, 0.0)
    row, column = np.unravel_index(int(power.argmax()), power.shape)
    peak = float(power[row, column])
    typical = float(median(power[band]))
    turned = (int(-column) % count, int(row) % count)
    near = max(
        float(power[(turned[0] + down) % count, (turned[1] + right) % count])
        for down in (-1, 0, 1)
        for right in (-1, 0, 1)
    )
    total = float((np.abs(np.fft.fft2(patch)) ** 2).sum())
    return near > 0.3 * peak and peak > _GRID_PEAK**2 * typical and (peak + near) * 2 > 0.05 * total
