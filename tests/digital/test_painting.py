"""Shapes against brute force: the blur of a shape is the average of the shape under the blur."""

import math

import numpy as np
import pytest

from phantomscope.digital.painting import Canvas, Patch, blurred_step

CANVAS = Canvas(columns=101, rows=81, spacing=0.5, psf_fwhm=0.8)


def painted(patch: Patch, canvas: Canvas = CANVAS) -> np.ndarray:
    image = np.zeros((canvas.rows, canvas.columns), dtype=np.float32)
    patch.add_to(image, 1.0)
    return image


def test_blurred_step_is_the_normal_distribution() -> None:
    x = np.linspace(-8, 8, 997)
    exact = np.array([0.5 * math.erfc(-value / math.sqrt(2)) for value in x])
    assert np.abs(blurred_step(x) - exact).max() < 1e-6


def test_sigma_adds_the_pixel_to_the_point_spread() -> None:
    assert CANVAS.sigma == pytest.approx(math.sqrt((0.8 / 2.35482) ** 2 + 0.5**2 / 12), rel=1e-5)


@pytest.mark.parametrize("radius", [1.5, 3.0, 6.1])
def test_disc_keeps_its_area_and_center(radius: float) -> None:
    image = painted(CANVAS.disc(3.3, -2.1, radius))
    rows, columns = np.indices(image.shape)
    assert image.sum() * 0.5**2 == pytest.approx(math.pi * radius**2, rel=1e-3)
    assert (image * columns).sum() / image.sum() == pytest.approx(50 + 3.3 / 0.5, abs=0.01)
    assert (image * rows).sum() / image.sum() == pytest.approx(40 - 2.1 / 0.5, abs=0.01)


def test_disc_is_near_the_exactly_blurred_disc() -> None:
    fine = np.arange(-8, 8, 0.02) + 0.01
    inside = np.hypot(fine[:, None], fine[None, :]) <= 1.5
    image = painted(CANVAS.disc(0.0, 0.0, 1.5))
    for pixels in range(6):
        kernel = np.exp(-0.5 * ((fine[None, :] - pixels * 0.5) ** 2 + fine[:, None] ** 2) / CANVAS.sigma**2)
        exact = (kernel * inside).sum() * 0.02**2 / (2 * math.pi * CANVAS.sigma**2)
        assert image[40, 50 + pixels] == pytest.approx(exact, abs=0.02)


def test_bar_has_its_area_and_turns_with_the_roll() -> None:
    flat = painted(CANVAS.bar(0.0, 0.0, width=1.0, length=8.0, angle=0.0))
    assert flat.sum() * 0.5**2 == pytest.approx(8.0, rel=1e-3)
    assert flat[40, 50 + 7] > 0.5 > flat[40 + 7, 50]
    rolled = Canvas(columns=81, rows=81, spacing=0.5, psf_fwhm=0.8, roll=90.0)
    assert np.allclose(painted(rolled.bar(0, 0, 1.0, 8.0, 0.0), rolled), flat[:, 10:91].T, atol=1e-6)


def test_line_holds_its_length() -> None:
    image = painted(CANVAS.line(0.0, 0.0, angle=23.0, start=-3.0, end=5.0))
    assert image.sum() * 0.5**2 == pytest.approx(8.0, rel=1e-3)


def test_roll_and_offset_move_a_point_clockwise_right_and_down() -> None:
    canvas = Canvas(columns=101, rows=81, spacing=0.5, psf_fwhm=0.8, roll=90.0, offset_x=2.0, offset_y=-1.0)
    assert canvas.pixel(0.0, 0.0) == pytest.approx((54.0, 38.0))
    assert canvas.pixel(10.0, 0.0) == pytest.approx((54.0, 58.0))


@pytest.mark.parametrize("x", [-25.0, 25.0, 300.0])
def test_shape_at_or_beyond_the_border_is_cut(x: float) -> None:
    image = painted(CANVAS.disc(x, 0.0, 3.0))
    assert image.sum() * 0.5**2 < 0.6 * math.pi * 9


@pytest.mark.parametrize("radius", [0.2, 0.4, 0.5])
def test_disc_hardly_larger_than_the_blur_is_near_the_exactly_blurred_disc(radius: float) -> None:
    fine = np.arange(-2, 2, 0.01) + 0.005
    inside = np.hypot(fine[:, None], fine[None, :]) <= radius
    image = painted(CANVAS.disc(0.0, 0.0, radius))
    assert image.sum() * 0.5**2 == pytest.approx(math.pi * radius**2, rel=0.02)
    for pixels in range(4):
        kernel = np.exp(-0.5 * ((fine[None, :] - pixels * 0.5) ** 2 + fine[:, None] ** 2) / CANVAS.sigma**2)
        exact = (kernel * inside).sum() * 0.01**2 / (2 * math.pi * CANVAS.sigma**2)
        assert image[40, 50 + pixels] == pytest.approx(exact, abs=0.03)


def test_ellipse_of_equal_halves_is_a_disc() -> None:
    assert np.allclose(painted(CANVAS.ellipse(12.0, 12.0)), painted(CANVAS.disc(0.0, 0.0, 12.0)), atol=0.01)


def test_ellipse_has_its_area_and_turns_with_the_roll() -> None:
    flat = painted(CANVAS.ellipse(18.0, 9.0))
    assert flat.sum() * 0.5**2 == pytest.approx(math.pi * 18 * 9, rel=2e-3)
    assert flat[40, 50 + 34] > 0.9
    assert flat[40 + 20, 50] < 0.1
    rolled = Canvas(columns=81, rows=81, spacing=0.5, psf_fwhm=0.8, roll=90.0)
    assert np.allclose(painted(rolled.ellipse(18.0, 9.0), rolled), flat[:, 10:91].T, atol=1e-5)
