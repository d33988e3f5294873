"""A slice made small, and the body in it."""

import numpy as np
import pytest

from analysis.drawn_scans import Image, ellipse, places
from phantomscope.analysis.recognition.image import SmallImage, find_body, small_image, threshold
from phantomscope.stack.decoder import SlicePixels


def image(values: Image, pixel: float = 1.0) -> SmallImage:
    return SmallImage(values.astype(np.float32), pixel, pixel)


def noisy(values: Image, noise: float = 20.0) -> Image:
    made: Image = values + np.random.default_rng(1).normal(0, noise, values.shape)
    return made


@pytest.mark.parametrize("offset", [(0.0, 0.0), (21.5, -14.0)])
@pytest.mark.parametrize("pixel", [0.7, 1.0, 1.5])
def test_a_circle(offset: tuple[float, float], pixel: float) -> None:
    side = round(280 / pixel)
    x, y = places(pixel, side)
    values = np.where(np.hypot(x - offset[0], y - offset[1]) < 100, 0.0, -1000.0)
    body = find_body(image(noisy(values), pixel))
    assert body is not None
    assert body.is_round
    assert body.diameter == pytest.approx(200, abs=1.0)
    middle = (side - 1) / 2 * pixel
    assert (body.x - middle, body.y - middle) == pytest.approx(offset, abs=0.7)
    assert body.contrast == pytest.approx(1000, abs=30)


def test_what_the_circle_lies_on_does_not_move_it() -> None:
    x, y = places(1.0, 300)
    values = np.where(np.hypot(x, y) < 80, 0.0, -1000.0)
    values[(np.abs(y - 88) < 9) & (np.abs(x) < 40)] = 50  # a block under it
    values[(np.abs(y - 100) < 2)] = -300  # a couch
    body = find_body(image(noisy(values)))
    assert body is not None
    assert body.is_round
    assert body.diameter == pytest.approx(160, abs=2)
    assert (body.x, body.y) == pytest.approx((149.5, 149.5), abs=1.0)


@pytest.mark.parametrize("roll", [0.0, 40.0, 90.0])
def test_an_oval_is_measured_along_its_axes(roll: float) -> None:
    x, y = places(1.5, 260)
    turn = np.deg2rad(roll)
    along, across = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
    values = np.where(ellipse(along, across, (0, 0), (165, 135)), 0.0, -1000.0)
    body = find_body(image(noisy(values), 1.5))
    assert body is not None
    assert not body.is_round
    assert (body.long, body.short) == pytest.approx((330, 270), rel=0.02)


@pytest.mark.parametrize("values", [np.full((200, 200), -1000.0), np.full((200, 200), 7.0)])
def test_an_even_image_has_no_body(values: Image) -> None:
    assert find_body(image(values)) is None


def test_parts_are_taken_together_where_they_may_be() -> None:
    x, y = places(1.0, 256)
    values = np.where((np.hypot(x, y) < 95) & (np.abs(y - 20) > 5), 1000.0, 10.0)
    whole, half = find_body(image(values), in_parts=True), find_body(image(values))
    assert whole is not None
    assert whole.is_round
    assert half is not None
    assert half.short < 0.8 * whole.short


def test_the_threshold_parts_two_levels() -> None:
    values = noisy(np.where(places(1.0, 100)[0] < 0, -1000.0, 0.0))
    limit = threshold(values.astype(np.float32))
    assert limit is not None
    assert -900 < limit < -100


def test_pixels_are_averaged_to_about_a_millimetre() -> None:
    stored = np.arange(512 * 512, dtype=np.int32).reshape(512, 512)
    small = small_image(SlicePixels(stored, 1.0, 0.0), (0.5, 0.25))
    assert small is not None
    assert small.values.shape == (256, 128)
    assert (small.row_size, small.column_size) == (1.0, 1.0)
    assert small.values[0, 0] == stored[:2, :4].mean()


@pytest.mark.parametrize("padding", [-1024, -3024, -32768])
def test_padding_is_no_darker_than_air(padding: int) -> None:
    x, y = places(1.0, 256)
    values = noisy(np.where(np.hypot(x, y) < 60, 0.0, -1000.0), 5.0)
    values[np.hypot(x, y) > 127] = padding
    small = small_image(SlicePixels(values.astype(np.int16), 1.0, 0.0), (1.0, 1.0))
    assert small is not None
    assert small.values.min() > -1100
    body = find_body(small)
    assert body is not None
    assert body.diameter == pytest.approx(120, abs=2)


@pytest.mark.parametrize("core", [60.0, 140.0], ids=["even", "brighter core"])
def test_air_cut_off_at_one_value_is_no_padding(core: float) -> None:
    x, y = places(1.0, 256)
    off = np.hypot(x, y)
    values = noisy(np.where(off < 70, core, 60.0), 5.0)
    values[(off > 98.5) & (off < 100)] = 250  # as sharp kernels make it
    values[off > 100] = -1000
    values[off > 101] = -1024
    small = small_image(SlicePixels(values.astype(np.int16), 1.0, 0.0), (1.0, 1.0))
    assert small is not None
    assert small.values.min() == -1024
    body = find_body(small)
    assert body is not None
    assert body.is_round
    assert body.diameter == pytest.approx(200, abs=2)
    assert body.contrast == pytest.approx(1084, abs=90)


def test_a_falling_rescale_is_turned() -> None:
    stored = noisy(np.where(places(1.0, 200)[0] < 0, 500, 900)).astype(np.int16)
    small = small_image(SlicePixels(stored, -1.0, 0.0), (1.0, 1.0))
    assert small is not None
    assert small.values[0, 0] > small.values[0, -1]


def test_colours_and_thumbnails_are_no_slices() -> None:
    assert small_image(SlicePixels(np.zeros((64, 64, 3), np.uint8), None, None), (1.0, 1.0)) is None
    assert small_image(SlicePixels(np.zeros((8, 8), np.uint8), None, None), (1.0, 1.0)) is None


def test_samples_lie_between_pixels() -> None:
    small = image(np.add.outer(np.arange(10.0) * 10, np.arange(10.0)), 2.0)
    assert small.sample(np.array([3.0]), np.array([5.0]))[0] == pytest.approx(1.5 + 25.0)
    assert small.sample(np.array([-50.0]), np.array([-50.0]))[0] == 0.0
