"""What a perfect reader would take from noiseless slices of an ACR MRI phantom, with pylinac's regions.

The definitions are pylinac's, so that the numbers compare; the places are the phantom's true ones, and noise
enters as its distribution rather than as a sample.
"""

import math
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from phantomscope.digital.acr_mri.geometry import ROI_FACTOR, ACRMRIGeometry, Spokes
from phantomscope.digital.line_pairs import frequency_at
from phantomscope.digital.painting import Canvas, FloatArray, blurred_step
from phantomscope.digital.places import Place

VISIBILITY_THRESHOLD, SANITY_FACTOR = 0.001, 3.0
"""pylinac's defaults: a disk is seen above the one and below the other times the first spoke's best."""
MTF_LEVELS = range(10, 100, 10)
_GHOST_HALF_WIDTH = 7.5


def disc_values(image: FloatArray, canvas: Canvas, spot: Place, radius: float) -> FloatArray:
    """The pixels whose middles lie less than `radius` mm (one pixel at least) from a place."""
    column, row = canvas.pixel(spot.x, spot.y)
    down = np.arange(canvas.rows)[:, np.newaxis] - row
    across = np.arange(canvas.columns)[np.newaxis, :] - column
    inside: FloatArray = image[across**2 + down**2 < max(radius / canvas.spacing, 1.0) ** 2]
    return inside


def modulations(
    geometry: ACRMRIGeometry, image: FloatArray, canvas: Canvas, direction: str
) -> dict[float, float]:
    """Relative modulation of the hole arrays of a direction ("Row", "Col") by 1/diameter in 1/mm.

    From the highest and the lowest pixel of each region, relative to the reference region.
    """
    reference = _michelson(disc_values(image, canvas, geometry.reference, geometry.reference.radius))
    found = {0.0: 1.0}
    for name, array in geometry.arrays.items():
        if name.startswith(direction):
            values = disc_values(image, canvas, array.spot, array.spot.radius)
            found[1.0 / array.diameter] = _michelson(values) / reference
    return found


def resolution(geometry: ACRMRIGeometry, image: FloatArray, canvas: Canvas) -> Iterator[tuple[str, float]]:
    """row_mtf_50, col_mtf_50 and the other tenths, in 1/mm, where they lie within what the holes cover."""
    for prefix, direction in (("row", "Row"), ("col", "Col")):
        measured = modulations(geometry, image, canvas, direction)
        for level in MTF_LEVELS:
            frequency = frequency_at(measured, level / 100)
            if frequency is not None:
                yield f"{prefix}_mtf_{level}", frequency


def integral_uniformity(values: NDArray[np.floating], noise: float) -> float:
    """PIU in percent, from the 1st and 99th percentile of the values once Gaussian noise is added to them."""
    low, high = (_noisy_quantile(np.asarray(values, np.float64), noise, part) for part in (0.01, 0.99))
    return 100.0 * (1.0 - (high - low) / (high + low))


def ghosting_ratio(geometry: ACRMRIGeometry, image: FloatArray, canvas: Canvas, rician_noise: float) -> float:
    """|(top + bottom) - (left + right)| over twice the middle region's signal.

    The noise of a magnitude image lifts the dark background, and a weak ghost less than what has no signal.
    """
    means = {
        name: expected_magnitude(_ghost_mean(image, canvas, spot, name), rician_noise)
        for name, spot in geometry.ghosts.items()
    }
    middle = float(np.median(disc_values(image, canvas, geometry.uniformity, geometry.uniformity.radius)))
    sides = means["Top"] + means["Bottom"] - means["Left"] - means["Right"]
    return abs(sides / (2.0 * middle))


def spoke_visibilities(
    spokes: Spokes, image: FloatArray, canvas: Canvas, noise: float
) -> Mapping[str, list[float]]:
    """By spoke, the visibility of its three disks: Weber contrast times √area over standard deviation.

    As pylinac has it: the area in pixels, and the deviation, of noise and structure, in units of signal.
    """

    def visibility(disk: Place, around: Place) -> float:
        radius = max(disk.radius * ROI_FACTOR / canvas.spacing, 1.0)
        values = disc_values(image, canvas, disk, disk.radius * ROI_FACTOR)
        background = float(disc_values(image, canvas, around, around.radius).mean())
        contrast = abs(float(np.median(values)) - background) / background
        deviation = max(math.hypot(float(values.std()), noise), 1e-9)
        return float(contrast * math.sqrt(math.pi) * radius / deviation)

    return {
        name: [visibility(*pair) for pair in zip(disks, spokes.backgrounds[name], strict=True)]
        for name, disks in spokes.disks.items()
    }


def complete_spokes(visibilities: Mapping[str, list[float]]) -> int:
    """Spokes before the first of which a disk isn't seen."""
    limit = SANITY_FACTOR * max(next(iter(visibilities.values())))
    count = 0
    for spoke in visibilities.values():
        if not all(VISIBILITY_THRESHOLD < disk < limit for disk in spoke):
            break
        count += 1
    return count


def expected_magnitude(signal: float, noise: float) -> float:
    """Mean of the magnitude of a signal with Gaussian noise in both channels (the Rician mean), to about 1 %.

    By quadrature, because numpy has no Bessel function of the first order.
    """
    points, weights = np.polynomial.hermite_e.hermegauss(30)
    shares = weights / weights.sum()
    magnitudes = np.hypot(signal + noise * points[:, np.newaxis], noise * points[np.newaxis, :])
    return float(shares @ magnitudes @ shares)


def _michelson(values: FloatArray) -> float:
    high, low = float(values.max()), float(values.min())
    return (high - low) / (high + low)


def _ghost_mean(image: FloatArray, canvas: Canvas, spot: Place, name: str) -> float:
    column, row = (round(value) for value in canvas.pixel(spot.x, spot.y))
    wide, narrow = (round(length / canvas.spacing) for length in (spot.radius, _GHOST_HALF_WIDTH))
    across, down = (wide, narrow) if name in ("Top", "Bottom") else (narrow, wide)
    rows = slice(max(0, row - down), row + down + 1)
    return float(image[rows, max(0, column - across) : column + across + 1].mean())


def _noisy_quantile(values: NDArray[np.float64], noise: float, part: float) -> float:
    """The quantile of the sum of the values and Gaussian noise, by bisection."""
    if not noise:
        return float(np.quantile(values, part))
    low, high = float(values.min()) - 6.0 * noise, float(values.max()) + 6.0 * noise
    for _ in range(30):
        middle = (low + high) / 2
        if float(blurred_step((middle - values) / noise).mean()) < part:
            low = middle
        else:
            high = middle
    return (low + high) / 2
