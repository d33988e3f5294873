"""Pixels in a region, against what a plain loop finds."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from phantomscope.measure.masks import box_of, mask_of
from phantomscope.measure.scale import Scale
from phantomscope.measure.shapes import CircleRegion, PolygonRegion, RectangleRegion, Region

SHAPE = (13, 17)
places = st.floats(-6, 22, allow_nan=False)
points = st.tuples(places, places)
scales = st.builds(Scale, st.sampled_from([0.3, 1.0, 1.7]), st.sampled_from([0.5, 1.0, 2.0]), st.just("mm"))


def whole(region: Region, scale: Scale) -> np.ndarray:  # type: ignore[type-arg]
    """The mask at its place in the image."""
    mask = mask_of(region, scale, SHAPE)
    image = np.zeros(SHAPE, np.bool_)
    image[mask.part] = mask.inside
    return image


@given(points, st.floats(0, 8), scales)
def test_a_circle_takes_the_centres_within_its_radius(
    centre: tuple[float, float], radius: float, scale: Scale
) -> None:
    found = whole(CircleRegion(centre, radius), scale)
    for row in range(SHAPE[0]):
        for column in range(SHAPE[1]):
            apart = math.hypot((column - centre[0]) * scale.right, (row - centre[1]) * scale.down)
            if abs(apart - radius) > 1e-9:
                assert found[row, column] == (apart < radius)


@given(points, points)
def test_a_rectangle_takes_the_centres_between_its_corners(
    corner: tuple[float, float], opposite: tuple[float, float]
) -> None:
    found = whole(RectangleRegion(corner, opposite), Scale())
    y, x = np.mgrid[: SHAPE[0], : SHAPE[1]]
    (left, right), (top, bottom) = (sorted(pair) for pair in zip(corner, opposite, strict=True))
    inside = (x >= left) & (x <= right) & (y >= top) & (y <= bottom)
    assert not (inside & ~found).any()
    # What is rounded away from an edge still lies on it.
    near = (x > left - 1e-6) & (x < right + 1e-6) & (y > top - 1e-6) & (y < bottom + 1e-6)
    assert not (found & ~near).any()


@given(
    st.integers(0, 40),
    st.one_of(
        st.sampled_from([0.1, 0.2, 0.3, 0.488281, 0.7, 0.9765625, 1.1]), st.floats(0.01, 5, allow_nan=False)
    ),
    st.tuples(st.integers(-5, 50), st.integers(-5, 50)),
)
def test_the_edge_of_a_circle_counts_as_inside(pixels: int, spacing: float, centre: tuple[int, int]) -> None:
    """A radius of so many pixels, in mm, takes the same pixels as that number itself, the edge's included."""
    shape = (45, 45)
    found = mask_of(CircleRegion(centre, pixels * spacing), Scale(spacing, spacing, "mm"), shape)
    y, x = np.mgrid[: shape[0], : shape[1]]
    expected = (x - centre[0]) ** 2 + (y - centre[1]) ** 2 <= pixels**2
    image = np.zeros(shape, np.bool_)
    image[found.part] = found.inside
    assert np.array_equal(image, expected)
    assert found.is_cut == (min(centre) - pixels < 0 or max(centre) + pixels > 44)


@given(st.lists(points, min_size=3, max_size=9))
def test_a_polygon_takes_what_an_odd_number_of_sides_lies_left_of(corners: list[tuple[float, float]]) -> None:
    found = whole(PolygonRegion(tuple(corners)), Scale())
    for row in range(SHAPE[0]):
        crossed = []
        for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
            if (y1 > row) != (y2 > row):
                crossed.append(x1 + (row - y1) / (y2 - y1) * (x2 - x1))
        for column in range(SHAPE[1]):
            if all(abs(column - place) > 1e-9 for place in crossed):
                assert found[row, column] == (sum(place < column for place in crossed) % 2 == 1)


def test_the_hole_of_a_star_is_left_out() -> None:
    star = PolygonRegion(((8, 0), (12, 12), (0, 4), (16, 4), (4, 12)))
    found = whole(star, Scale())
    assert not found[6, 8]
    assert found[2, 8]


def test_a_large_circle_has_the_area_of_a_circle() -> None:
    scale = Scale(0.25, 0.5, "mm")
    mask = mask_of(CircleRegion((200.2, 100.3), 30.0), scale, (200, 400))
    area = np.count_nonzero(mask.inside) * scale.pixel_area
    assert abs(area / (math.pi * 900) - 1) < 2e-3


def test_what_reaches_beyond_the_image_is_cut_and_said_to_be() -> None:
    assert not mask_of(CircleRegion((8, 6), 6.5), Scale(), SHAPE).is_cut
    assert mask_of(CircleRegion((8, 6), 6.6), Scale(), SHAPE).is_cut
    assert mask_of(RectangleRegion((-3, 2), (4, 4)), Scale(), SHAPE).is_cut
    outside = mask_of(RectangleRegion((100, 100), (140, 140)), Scale(), SHAPE)
    assert outside.is_cut
    assert outside.inside.size == 0
    polygon = PolygonRegion(((-9, -9), (-5, -9), (-5, -5)))
    assert not mask_of(polygon, Scale(), SHAPE).inside.any()


def test_the_box_of_a_circle_is_wider_where_pixels_are_narrow() -> None:
    assert box_of(CircleRegion((10, 10), 4), Scale(0.5, 2.0, "mm")) == ((2, 8), (18, 12))
