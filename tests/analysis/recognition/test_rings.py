"""Rings of inserts at any roll, from either side, on any scale."""

import numpy as np
import pytest

from analysis.drawn_scans import Image, paint_bars, paint_ring, places, round_places
from phantomscope.analysis.recognition.geometry import ACR_CT, CTP404, CTP732, QUART_HU, RINGS, Ring
from phantomscope.analysis.recognition.image import Body, SmallImage, find_body
from phantomscope.analysis.recognition.rings import disc_profile, line_pairs, match_ring


def slice_of(ring: Ring, *, roll: float = 0.0, mirrored: bool = False, noise: float = 15.0) -> Image:
    x, y = places(1.0, 260)
    values: Image = np.where(np.hypot(x, y) < ring.diameter / 2, ring.background, -1000.0)
    paint_ring(values, x, y, ring, roll=roll, mirrored=mirrored)
    made: Image = values + np.random.default_rng(2).normal(0, noise, values.shape)
    return made


def seen(values: Image) -> tuple[SmallImage, Body]:
    image = SmallImage(values.astype(np.float32), 1.0, 1.0)
    body = find_body(image)
    assert body is not None
    return image, body


@pytest.mark.parametrize("ring", RINGS, ids=lambda ring: ring.key)
@pytest.mark.parametrize(("roll", "mirrored"), [(0.0, False), (77.0, False), (-130.0, True)])
def test_a_ring_is_found_and_no_other_fits_as_well(ring: Ring, roll: float, mirrored: bool) -> None:
    image, body = seen(slice_of(ring, roll=roll, mirrored=mirrored))
    match = match_ring(image, body, ring)
    assert match.correlation > 0.97
    assert match.worst < 80
    assert match.scale == pytest.approx(1.0, rel=0.2)
    others = [match_ring(image, body, other) for other in RINGS if other is not ring]
    assert all(other.worst > 2.5 * match.worst for other in others)


@pytest.mark.parametrize("mirrored", [False, True])
def test_the_side_and_the_roll_are_told(mirrored: bool) -> None:
    image, body = seen(slice_of(CTP404, roll=20.0, mirrored=mirrored))
    match = match_ring(image, body, CTP404)
    assert match.mirrored is mirrored
    expected = 20.0 + (180.0 if mirrored else 0.0)  # drawn mirrored left-right, matched mirrored top-bottom
    assert match.roll == pytest.approx(expected, abs=1.0)


@pytest.mark.parametrize(("gain", "shift"), [(1.0, 1024.0), (0.4, 0.0), (7.5, 12000.0)])
def test_the_scale_does_not_matter(gain: float, shift: float) -> None:
    image, body = seen(gain * slice_of(CTP732) + shift)
    match = match_ring(image, body, CTP732)
    assert match.worst < 80
    assert match.scale == pytest.approx(1.0, rel=0.2)


def test_an_insert_that_is_off_is_told_in_hu() -> None:
    x, y = places(1.0, 260)
    values = slice_of(CTP404)
    values[round_places(x, y, 58.7, 0.0) < 6.1] += 250
    image, body = seen(values)
    assert 150 < match_ring(image, body, CTP404).worst < 300


@pytest.mark.parametrize("ring", [ACR_CT, QUART_HU], ids=lambda ring: ring.key)
def test_inserts_of_another_width_do_not_fit(ring: Ring) -> None:
    x, y = places(1.0, 260)
    values = np.where(np.hypot(x, y) < ring.diameter / 2, ring.background, -1000.0)
    for insert in (*ring.inserts,):
        values[round_places(x, y, ring.distance, insert.angle) < 0.6 * ring.radius] = insert.value
    image, body = seen(values)
    assert match_ring(image, body, ring).worst == np.inf


def test_an_even_cylinder_fits_nothing() -> None:
    x, y = places(1.0, 260)
    image, body = seen(np.where(np.hypot(x, y) < 100, 0.0, -1000.0))
    assert all(match_ring(image, body, ring).correlation < 0.6 for ring in RINGS)


def test_the_profile_goes_clockwise_from_the_right() -> None:
    x, y = places(1.0, 200)
    values = np.where(round_places(x, y, 50.0, 30.0) < 5, 1.0, 0.0)
    image = SmallImage(values.astype(np.float32), 1.0, 1.0)
    profile = disc_profile(image, 99.5, 99.5, 50.0, 3.0)
    assert int(profile.argmax()) == pytest.approx(30, abs=2)
    assert profile[210] == 0.0


def test_bars_on_a_circle_are_bright_and_inserts_are_not() -> None:
    x, y = places(1.0, 260)
    plain = np.where(np.hypot(x, y) < 100, 100.0, -1000.0)
    bars = plain.copy()
    paint_bars(bars, x, y, 47.0)
    results = []
    for values in (plain, slice_of(CTP404), bars):
        image, body = seen(values)
        results.append(line_pairs(image, body.x, body.y, 47.0, body.contrast))
    assert results[0] == pytest.approx(0.0, abs=0.02)
    assert results[1] < 0.05
    assert results[2] > 0.5
