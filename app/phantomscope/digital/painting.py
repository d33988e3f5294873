"""Shapes drawn analytically, already blurred: no supersampling, no convolution.

The in-plane point spread function is an isotropic Gaussian, so a blurred bar or wire is a product of
one-dimensional functions in the shape's own axes, and a blurred disc is very nearly a function of the radius.
"""

import math
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float32]

REACH_SIGMAS = 4.5
"""How far outside a shape its blur is drawn: 4.5 standard deviations leave 7e-6 of a step."""

_SMALL_DISC = 1.5
"""Up to which radius, in standard deviations of the blur, a disc is a mere spot."""


@cache
def _step_table() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    x = np.linspace(-6.0, 6.0, 6001)
    return x, np.array([0.5 * (1.0 + math.erf(value / math.sqrt(2.0))) for value in x])


def blurred_step(x: NDArray[np.floating]) -> NDArray[np.float64]:
    """A unit step blurred by a unit Gaussian (the normal distribution function), to within 1e-6.

    Interpolated from a table, because numpy has no error function and scipy is slow to import.
    """
    step: NDArray[np.float64] = np.interp(x, *_step_table())
    return step


@dataclass(frozen=True, slots=True)
class Patch:
    """A shape's weight on the part of the image that it touches.

    Attributes:
        row: First row of the part.
        column: First column of the part.
        weights: Shape (rows, columns), float32. 1 means wholly inside the shape, for areas; for a line, mm of
            line in each mm² of image.
    """

    row: int
    column: int
    weights: FloatArray

    def add_to(self, image: FloatArray, amount: float) -> None:
        """Add `amount` times the weights to the image, in place."""
        rows, columns = self.weights.shape
        image[self.row : self.row + rows, self.column : self.column + columns] += amount * self.weights


@dataclass(frozen=True, slots=True)
class Canvas:
    """The pixel grid of a slice, where the phantom lies on it, and how sharply it is seen.

    Phantom coordinates are mm from the phantom's axis, x to the right and y down the image before the phantom
    is rolled; angles are degrees, clockwise on the screen. Image coordinates are mm from the image's middle.

    Attributes:
        columns, rows: Size of the image in pixels.
        spacing: Pixel spacing in mm.
        psf_fwhm: Full width at half maximum of the in-plane point spread function, in mm.
        roll: Roll of the phantom in degrees.
        offset_x, offset_y: The phantom's axis in image coordinates, in mm.
    """

    columns: int
    rows: int
    spacing: float
    psf_fwhm: float
    roll: float = 0.0
    offset_x: float = 0.0
    offset_y: float = 0.0

    @property
    def sigma(self) -> float:
        """Standard deviation of the whole in-plane blur in mm.

        A pixel is an average over its square; a square of side p has the variance p²/12 along each axis,
        which adds to the variance of the point spread function.
        """
        return math.hypot(self.psf_fwhm / math.sqrt(8.0 * math.log(2.0)), self.spacing / math.sqrt(12.0))

    def image_position(self, x: float, y: float) -> tuple[float, float]:
        """Image coordinates in mm of a point given in phantom coordinates."""
        cosine, sine = math.cos(math.radians(self.roll)), math.sin(math.radians(self.roll))
        return self.offset_x + x * cosine - y * sine, self.offset_y + x * sine + y * cosine

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """Column and row (fractional; whole at pixel centres) of a point given in phantom coordinates."""
        image_x, image_y = self.image_position(x, y)
        return image_x / self.spacing + (self.columns - 1) / 2, image_y / self.spacing + (self.rows - 1) / 2

    def disc(self, x: float, y: float, radius: float) -> Patch:
        """A disc of `radius` mm.

        The blurred edge is taken as straight, and lies at √(radius² − sigma²), which keeps the disc's area
        exact: the integral of the blurred step over the plane is π (edge² + sigma²). A disc that is hardly
        larger than the blur is a Gaussian of its area and of its variance (radius²/4 along each axis) and
        the blur's.
        """
        row, column, across, down = self._surroundings(x, y, radius)
        distance = np.hypot(across, down)
        if radius < _SMALL_DISC * self.sigma:
            variance = self.sigma**2 + radius**2 / 4
            weights = radius**2 / (2 * variance) * np.exp(-(distance**2) / (2 * variance))
        else:
            edge = math.sqrt(radius**2 - self.sigma**2)
            weights = blurred_step((edge - distance) / self.sigma)
        return Patch(row, column, weights.astype(np.float32))

    def ellipse(self, half_width: float, half_height: float) -> Patch:
        """An ellipse about the phantom's axis, its axes along x and y, far larger than the blur.

        With g the ellipse's own radius (1 on its edge), a point's distance from the edge is (1 - g) over the
        length of g's gradient, to first order, which is exact where the blur is.
        """
        row, column, across, down = self._surroundings(0.0, 0.0, max(half_width, half_height))
        along, aside = self._turned(across, down, 0.0)
        own = np.hypot(along / half_width, aside / half_height)
        gradient = np.hypot(along / half_width**2, aside / half_height**2) / np.maximum(own, 1e-9)
        inside = (1.0 - own) / np.maximum(gradient, 1e-9)
        return Patch(row, column, blurred_step(inside / self.sigma).astype(np.float32))

    def bar(self, x: float, y: float, width: float, length: float, angle: float) -> Patch:
        """A rectangle about (x, y): `length` mm along `angle` and `width` mm across it."""
        row, column, across, down = self._surroundings(x, y, math.hypot(width, length) / 2)
        along, aside = self._turned(across, down, angle)
        weights = self._slab(along, -length / 2, length / 2) * self._slab(aside, -width / 2, width / 2)
        return Patch(row, column, weights.astype(np.float32))

    def line(self, x: float, y: float, angle: float, start: float, end: float) -> Patch:
        """An infinitely thin line through (x, y) along `angle`, from `start` to `end` mm; weights in 1/mm."""
        row, column, across, down = self._surroundings(x, y, max(abs(start), abs(end)))
        along, aside = self._turned(across, down, angle)
        spread = np.exp(-0.5 * (aside / self.sigma) ** 2) / (self.sigma * math.sqrt(2.0 * math.pi))
        return Patch(row, column, (self._slab(along, start, end) * spread).astype(np.float32))

    def _surroundings(
        self, x: float, y: float, reach: float
    ) -> tuple[int, int, NDArray[np.float64], NDArray[np.float64]]:
        """First row and column of the square within reach of a point, and its pixels' mm from that point."""
        column, row = self.pixel(x, y)
        pixels = (reach + REACH_SIGMAS * self.sigma) / self.spacing
        first_column, across = self._within(column, pixels, self.columns)
        first_row, down = self._within(row, pixels, self.rows)
        return first_row, first_column, across[np.newaxis, :], down[:, np.newaxis]

    def _within(self, middle: float, reach: float, count: int) -> tuple[int, NDArray[np.float64]]:
        """First of the pixels, of `count` on an axis, within reach of `middle`; and their mm from it."""
        first = min(max(0, math.ceil(middle - reach)), count)
        last = max(min(count - 1, math.floor(middle + reach)), first - 1)
        return first, (np.arange(first, last + 1, dtype=np.float64) - middle) * self.spacing

    def _turned(
        self, across: NDArray[np.float64], down: NDArray[np.float64], angle: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Coordinates along and aside of a direction given in the phantom's frame."""
        cosine, sine = math.cos(math.radians(angle + self.roll)), math.sin(math.radians(angle + self.roll))
        return across * cosine + down * sine, down * cosine - across * sine

    def _slab(self, position: NDArray[np.float64], lower: float, upper: float) -> NDArray[np.float64]:
        """1 between lower and upper, blurred."""
        return blurred_step((position - lower) / self.sigma) - blurred_step((position - upper) / self.sigma)
