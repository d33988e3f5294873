import math

import pytest

from phantomscope.digital.catphan504_geometry import catphan504_geometry, place


def test_places_are_counted_clockwise_from_the_right() -> None:
    below = place(90.0, 10.0, 1.0)
    assert (below.x, below.y) == pytest.approx((0.0, 10.0))


def test_modules_lie_where_pylinac_looks() -> None:
    assert catphan504_geometry().offsets == {"CTP404": 0, "CTP486": -65, "CTP528": 30, "CTP515": -30}


def test_inserts_and_their_nominal_values() -> None:
    geometry = catphan504_geometry()
    assert geometry.nominal_hu == {
        "Air": -1000, "PMP": -196, "LDPE": -104, "Poly": -47, "Acrylic": 115, "Delrin": 365, "Teflon": 1000,
    }  # fmt: skip
    assert (geometry.inserts["Air"].x, geometry.inserts["Air"].y) == pytest.approx((0.0, -58.7))
    assert (geometry.second_air.x, geometry.second_air.y) == pytest.approx((0.0, 58.7))
    assert all(math.hypot(spot.x, spot.y) == pytest.approx(58.7) for spot in geometry.inserts.values())


def test_nodes_make_a_square_of_50_mm() -> None:
    top_left, top_right, bottom_left, bottom_right = catphan504_geometry().nodes
    assert (top_left.x, top_left.y, bottom_right.x, bottom_right.y) == (-25, -25, 25, 25)
    assert top_right.x - bottom_left.x == bottom_left.y - top_right.y == 50


def test_ramps_lie_across_the_way_to_the_axis() -> None:
    for spot, angle in catphan504_geometry().ramps.values():
        along = math.cos(math.radians(angle)) * spot.x + math.sin(math.radians(angle)) * spot.y
        assert along == pytest.approx(0.0, abs=1e-9)
        assert math.hypot(spot.x, spot.y) == 38


def test_gauge_has_21_groups_that_do_not_touch() -> None:
    geometry = catphan504_geometry()
    groups = geometry.line_pair_groups
    assert [group.frequency for group in groups] == pytest.approx([number / 10 for number in range(1, 22)])
    assert geometry.judged_groups == 8
    for left, right in zip(groups, (*groups[1:], groups[0]), strict=True):
        apart = math.radians((left.angle - right.angle) % 360) * geometry.gauge_radius
        reach = sum(group.bar_offsets[-1] + group.bar_width / 2 for group in (left, right))
        assert apart > reach + 1.5
