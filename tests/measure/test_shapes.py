"""Shapes move, and their handles can be dragged."""

import pytest

from phantomscope.measure.scale import Scale
from phantomscope.measure.shapes import (
    Angle,
    CircleRegion,
    Distance,
    LineProfile,
    PolygonRegion,
    RectangleRegion,
    Shape,
    centre_of,
)

TALL = Scale(0.5, 2.0, "mm")
SHAPES: list[Shape] = [
    Distance((1, 2), (5, 7)),
    LineProfile((1, 2), (5, 7), 3.0),
    Angle((1, 2), (5, 7), (9, 2)),
    CircleRegion((10, 10), 4.0),
    RectangleRegion((1, 2), (6, 5)),
    PolygonRegion(((1, 2), (6, 2), (4, 8))),
]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: type(shape).__name__)
def test_moving_moves_every_handle_and_nothing_else(shape: Shape) -> None:
    moved = shape.moved(2, -1)
    assert type(moved) is type(shape)
    expected = [(x + 2, y - 1) for x, y in shape.handles(TALL)]
    assert list(moved.handles(TALL)) == expected
    assert moved.moved(-2, 1) == shape


@pytest.mark.parametrize("shape", [one for one in SHAPES if not isinstance(one, CircleRegion)])
def test_a_dragged_handle_is_where_it_was_dragged_to(shape: Shape) -> None:
    for number in range(len(shape.handles(TALL))):
        dragged = shape.dragged(number, (20, 30), TALL)
        assert (20, 30) in dragged.handles(TALL)
        assert len(dragged.handles(TALL)) == len(shape.handles(TALL))


def test_a_circle_keeps_its_centre_and_is_round_in_the_patient() -> None:
    circle = CircleRegion((10, 10), 4.0)
    assert circle.handles(TALL) == ((18, 10), (10, 12), (2, 10), (10, 8))
    for number in range(4):
        assert circle.dragged(number, (10, 13), TALL) == CircleRegion((10, 10), 6.0)
    for point in circle.outline(TALL):
        assert TALL.length((10, 10), point) == pytest.approx(4.0)


def test_the_width_of_a_profile_stays() -> None:
    line = LineProfile((0, 0), (9, 0), 2.5)
    assert line.dragged(1, (4, 4), TALL) == LineProfile((0, 0), (4, 4), 2.5)


def test_what_a_profile_averages_is_drawn_at_right_angles_in_the_patient() -> None:
    assert LineProfile((4, 4), (10, 4)).outline(TALL) == ((4, 4), (10, 4))
    level = LineProfile((4, 4), (10, 4), 8.0).outline(TALL)
    assert level == ((4, 4), (10, 4), (10, 6), (4, 6), (4, 2), (10, 2), (10, 4))
    start, end, right, *_ = LineProfile((4, 4), (16, 8), 3.0).outline(TALL)
    assert TALL.length(end, right) == pytest.approx(1.5)
    assert TALL.angle(start, end, right) == pytest.approx(90)


def test_straight_lines_and_squares() -> None:
    assert Distance((0, 0), (9, 9)).dragged(1, (8, 1), TALL, straight=True).end == (8, 0)
    assert Distance((0, 0), (9, 9)).dragged(0, (8, 1), TALL, straight=True).start == (9, 1)
    assert Angle((0, 0), (5, 5), (9, 9)).dragged(2, (9, 5.2), TALL, straight=True).end == (9, 5)
    square = RectangleRegion((0, 0), (4, 1)).dragged(2, (8, 1), TALL, straight=True)
    assert square == RectangleRegion((0, 0), (8, 2))
    polygon = PolygonRegion(((0, 0), (5, 0), (5, 5))).dragged(2, (5.3, 9), TALL, straight=True)
    assert polygon.points[2] == (5, 9)


def test_outlines_of_regions_are_closed() -> None:
    for shape in SHAPES[3:]:
        outline = shape.outline(TALL)
        assert outline[0] == outline[-1]
        assert len(outline) > 3


def test_the_centre_of_a_region_is_that_of_its_area() -> None:
    assert centre_of(CircleRegion((3.5, 4.0), 2.0)) == (3.5, 4.0)
    assert centre_of(RectangleRegion((9, 2), (1, 6))) == (5, 4)
    # A corner more on one side draws nothing towards itself.
    square = ((10.0, 10.0), (12.0, 10.0), (14.0, 10.0), (14.0, 14.0), (10.0, 14.0))
    assert centre_of(PolygonRegion(square)) == pytest.approx((12, 12))
    assert centre_of(PolygonRegion(square[::-1])) == pytest.approx((12, 12))
    assert centre_of(PolygonRegion(((0, 0), (3, 0), (0, 6)))) == pytest.approx((1, 2))
    assert centre_of(PolygonRegion(((0, 0), (2, 2), (4, 4)))) == pytest.approx((2, 2))
    assert centre_of(Distance((0, 0), (2, 2))) is None
