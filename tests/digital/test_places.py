import pytest

from phantomscope.digital.painting import Canvas
from phantomscope.digital.places import MARGIN, Place, place, places, rods_where_off

SETTINGS = {
    "Top": {"value": 120, "angle": -90, "distance": 50, "radius": 10, "radius_pixels": 999.0},
    "Box": {"angle": 180, "distance": 20.0, "width": 8, "height": 6},
}


def test_angles_turn_clockwise_from_the_right() -> None:
    spot = place(90.0, 30.0, 4.0)
    assert (spot.x, spot.y, spot.radius) == pytest.approx((0.0, 30.0, 4.0))


def test_table_gives_places_in_mm() -> None:
    found = places(SETTINGS)
    assert (found["Top"].x, found["Top"].y, found["Top"].radius) == pytest.approx((0, -50, 10))
    assert (found["Box"].x, found["Box"].y, found["Box"].radius) == pytest.approx((-20, 0, 3))
    assert {spot.radius for spot in places(SETTINGS, 7.0).values()} == {7.0}


def test_region_is_where_the_canvas_shows_it() -> None:
    canvas = Canvas(101, 101, 0.5, 0.8, roll=90.0, offset_x=2.0)
    region = Place(10.0, 0.0, 3.0).region(canvas, 55.0, 50.0)
    assert (region.column, region.row) == pytest.approx((54.0, 70.0))
    assert (region.value, region.nominal, region.radius_mm) == (55.0, 50.0, 3.0)


def test_rods_only_where_a_value_is_off() -> None:
    rods = list(rods_where_off(places(SETTINGS), {"Top": 12.0, "Box": 0.0, "Elsewhere": 5.0}, -4.0, 6.0))
    assert len(rods) == 1
    assert (rods[0].radius, rods[0].lower, rods[0].upper, rods[0].contrast) == (10 + MARGIN, -4.0, 6.0, 12.0)
