"""Noise has no peak and no step; real ones are found in noise of an eighth of their height."""

import math
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from measure.pictures import picture
from phantomscope.measure.picture import picture_of
from phantomscope.measure.profile import Profile, edge, half_maximum
from phantomscope.measure.prominence import noise_of, stands_out, steps
from phantomscope.measure.reading import ProfileReading, read
from phantomscope.measure.scale import Point, Scale
from phantomscope.measure.shapes import LineProfile
from phantomscope.measure.statistics import Values
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_path

SIZE = 160
CONTRAST = 800.0
Y, X = np.mgrid[:SIZE, :SIZE].astype(np.float64)
MM = Scale(0.5, 0.5, "mm")


def noise(sd: float, seed: int) -> Values:
    return np.random.default_rng(seed).normal(0, sd, (SIZE, SIZE))


def smooth(values: Values) -> Values:
    """As a reconstruction's filter does: neighbouring pixels have much in common."""
    for axis in (0, 1):
        values = 0.25 * np.roll(values, 1, axis) + 0.5 * values + 0.25 * np.roll(values, -1, axis)
    return values


def rod(radius: float) -> Values:
    """A disc in the middle, its edge a little blurred."""
    return CONTRAST * np.clip((radius + 1 - np.hypot(X - 80, Y - 80)) / 2, 0, 1)


def across(length: float, turn: float, middle: Point = (80, 80)) -> LineProfile:
    right, down = math.cos(turn) * length / 2, math.sin(turn) * length / 2
    return LineProfile((middle[0] - right, middle[1] - down), (middle[0] + right, middle[1] + down))


def readings(stored: Values, lines: list[LineProfile]) -> list[ProfileReading]:
    made = picture(np.round(stored).astype(np.int16), MM)
    found = [read(line, made) for line in lines]
    return [one for one in found if isinstance(one, ProfileReading)]


TURNS = np.linspace(0, math.pi, 40, endpoint=False)


@pytest.mark.parametrize("length", [20, 40, 100])
def test_noise_alone_has_hardly_a_peak_and_never_a_step(length: float) -> None:
    middles = np.random.default_rng(4).uniform(55, 105, (40, 2))
    lines = [across(length, turn, (x, y)) for turn, (x, y) in zip(TURNS, middles, strict=True)]
    found = readings(noise(100, 1), lines)
    assert sum(one.half_maximum is not None for one in found) <= 4
    assert not any(one.edge for one in found)


@pytest.mark.parametrize("length", [40, 100])
def test_noise_that_neighbours_have_in_common_has_hardly_a_peak(length: float) -> None:
    middles = np.random.default_rng(5).uniform(55, 105, (40, 2))
    lines = [across(length, turn, (x, y)) for turn, (x, y) in zip(TURNS, middles, strict=True)]
    found = readings(smooth(noise(200, 2)), lines)
    assert sum(one.half_maximum is not None for one in found) <= 6


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("share", [0.0, 1 / 16, 1 / 8])
@pytest.mark.parametrize("radius", [3.0, 6.0, 12.0])
def test_rods_are_found_in_noise(radius: float, share: float, sign: int) -> None:
    stored = sign * rod(radius) + noise(share * CONTRAST, 3)
    found = readings(stored, [across(2 * radius + 24, turn) for turn in TURNS])
    widths = [one.half_maximum.width for one in found if one.half_maximum is not None]
    assert len(widths) >= (40 if share < 0.1 else 39)
    # Noise makes the extreme higher, and with it the half; it comes down to it earlier.
    assert np.median(widths) == pytest.approx(radius, abs=0.4)


@pytest.mark.parametrize("share", [0.0, 1 / 16, 1 / 8])
def test_edges_are_found_in_noise(share: float) -> None:
    stored = CONTRAST * np.clip((X - 78) / 4, 0, 1) + noise(share * CONTRAST, 6)
    lines = [LineProfile((60, y), (100, y + 2)) for y in range(20, 140, 3)]
    found = readings(stored, lines)
    assert sum(one.edge is not None for one in found) >= 39


def test_a_short_line_over_a_smooth_peak_is_enough() -> None:
    bell = CONTRAST * np.exp(-((X - 80) ** 2 + (Y - 80) ** 2) / (2 * 3.0**2))
    (found,) = readings(bell, [across(18, 0.3)])
    assert found.half_maximum is not None
    assert found.half_maximum.width == pytest.approx(2.355 * 1.5, abs=0.25)


def test_a_slope_beside_a_peak_is_no_noise() -> None:
    stored = 10 * X + rod(5.0) + noise(20, 7)
    (found,) = readings(stored, [across(60, math.pi / 2)])
    assert found.half_maximum is not None


def test_the_noise_of_samples_half_a_pixel_apart() -> None:
    pixels = np.random.default_rng(8).normal(0, 3.0, 4000)
    samples = np.interp(np.arange(0, 3999, 0.5), np.arange(4000), pixels)
    assert noise_of(samples) == pytest.approx(3.0, rel=0.1)
    assert noise_of(np.array([5.0])) == 0


def test_of_nothing_nothing_stands_out() -> None:
    flat = Profile(np.arange(40.0), np.full(40, 5.0))
    assert half_maximum(flat) is None
    assert edge(flat) is None
    assert not steps(flat)
    assert not steps(Profile(np.arange(3.0), np.full(3, np.nan)))
    high = Profile(np.arange(40.0), np.where(abs(np.arange(40.0) - 20) < 4, 9.0, 5.0))
    found = half_maximum(high)
    assert found is not None
    assert stands_out(high, found)


def test_the_rods_of_a_real_phantom_are_found_and_its_plain_parts_are_not(real_data: Path) -> None:
    with closing(open_path(real_data / "catphan504_cbct_varian.zip")) as source:
        stack = SliceStack(source, max(scan(source).series, key=lambda one: len(one.slices)))
        made = picture_of(stack.slice_header(33), stack.peek(33))
    centre, per_mm = (257.0, 254.8), 1 / 0.48828125  # of the phantom in the slice with the rods
    widths = []
    for around in (0, 90, 120, 180, 240, 270, 300):
        rod_at = _off(centre, math.radians(around), 58.7 * per_mm)
        for turn in (0, 45, 90):
            found = read(across(24 * per_mm, math.radians(around + turn), rod_at), made)
            assert isinstance(found, ProfileReading)
            assert found.half_maximum is not None
            widths.append(found.half_maximum.width)
    assert widths == [pytest.approx(12.2, abs=0.3)] * 21
    rng = np.random.default_rng(0)
    plain = [_off(centre, rng.uniform(0, 6), rng.uniform(0, 10) * per_mm) for _ in TURNS]
    lines = [across(20 * per_mm, turn, place) for turn, place in zip(TURNS, plain, strict=True)]
    readings_there = [read(line, made) for line in lines]
    claimed = [one for one in readings_there if isinstance(one, ProfileReading) and one.half_maximum]
    assert len(claimed) <= 4


def _off(middle: Point, turn: float, distance: float) -> Point:
    return middle[0] + math.cos(turn) * distance, middle[1] + math.sin(turn) * distance
