"""Lengths and angles of pixels that are not square."""

import math

import pytest

from phantomscope.measure.scale import Scale

TALL = Scale.of((2.0, 0.5))


def test_spacing_gives_rows_first() -> None:
    assert (TALL.right, TALL.down, TALL.unit) == (0.5, 2.0, "mm")
    assert TALL.pixel_area == 1.0
    assert TALL.area_unit == "mm²"
    assert TALL.finest == 0.5


@pytest.mark.parametrize("spacing", [None, (0.0, 1.0), (1.0, -1.0), (math.nan, 1.0), (math.inf, 1.0)])
def test_without_a_usable_spacing_lengths_are_in_pixels(spacing: tuple[float, float] | None) -> None:
    scale = Scale.of(spacing)
    assert scale == Scale()
    assert (scale.unit, scale.area_unit) == ("px", "px")
    assert scale.length((0, 0), (3, 4)) == 5.0


def test_lengths_follow_the_spacing() -> None:
    assert TALL.length((1, 1), (9, 1)) == 4.0
    assert TALL.length((1, 1), (1, 3)) == 4.0
    assert TALL.length((0, 0), (6, 2)) == 5.0


def test_angles_are_those_in_the_patient() -> None:
    # In pixels these legs are far from square to each other.
    assert TALL.angle((4, 1), (0, 0), (-4, 1)) == pytest.approx(90.0)
    assert TALL.angle((8, 0), (0, 0), (4, 1)) == pytest.approx(45.0)
    assert TALL.angle((8, 0), (0, 0), (-8, 0)) == pytest.approx(180.0)
    assert TALL.angle((8, 0), (0, 0), (8, 0)) == pytest.approx(0.0)
    assert TALL.angle((0, 0), (0, 0), (8, 0)) is None


def test_straight_takes_the_longer_way_in_the_patient() -> None:
    assert TALL.straight((0, 0), (3, 1)) == (0, 1)  # 1.5 mm across, 2 mm down
    assert TALL.straight((0, 0), (5, 1)) == (5, 0)


def test_a_square_has_sides_alike_in_the_patient() -> None:
    assert TALL.square((10, 10), (14, 9)) == (14, 9)  # 2 mm each
    assert TALL.square((10, 10), (2, 11)) == (2, 12)
    assert TALL.square((10, 10), (11, 8)) == (18, 8)
