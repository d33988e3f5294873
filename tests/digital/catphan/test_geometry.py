import math
from itertools import pairwise

import pytest

from phantomscope.digital.catalogue import digital_phantom
from phantomscope.digital.catphan.geometry import CatPhanGeometry
from phantomscope.digital.catphan.phantom import CatPhan


def geometry_of(number: str) -> CatPhanGeometry:
    phantom = digital_phantom(f"CatPhan {number}")
    assert isinstance(phantom, CatPhan)
    return phantom.geometry


ALL = ("503", "504", "600", "604", "700")


@pytest.mark.parametrize(
    ("number", "offsets"),
    [
        ("503", {"CTP404": 0, "CTP486": -110, "CTP528": -30}),
        ("504", {"CTP404": 0, "CTP486": -65, "CTP528": 30, "CTP515": -30}),
        ("600", {"CTP404": 0, "CTP486": -160, "CTP528": -70, "CTP515": -110}),
        ("604", {"CTP404": 0, "CTP486": -80, "CTP528": 40, "CTP515": -40}),
        ("700", {"CTP404": 0, "CTP486": -160, "CTP528": -40, "CTP515": -80}),
    ],
)
def test_modules_lie_where_pylinac_looks(number: str, offsets: dict[str, float]) -> None:
    phantom = digital_phantom(f"CatPhan {number}")
    assert geometry_of(number).offsets == offsets
    assert set(phantom.module_names) == set(offsets)
    lower, upper = phantom.extent
    assert lower < min(offsets.values()) - 10
    assert max(offsets.values()) + 10 < upper


@pytest.mark.parametrize("number", ALL)
def test_inserts_are_those_that_pylinac_judges(number: str) -> None:
    import pylinac

    classes = {module.attr_name: module for module in getattr(pylinac, f"CatPhan{number}").modules}
    settings = classes["ctp404"].roi_settings
    geometry = geometry_of(number)
    assert set(geometry.inserts) == set(settings)
    assert geometry.nominal_hu == {name: setting["value"] for name, setting in settings.items()}
    for name, spot in geometry.inserts.items():
        assert math.hypot(spot.x, spot.y) == pytest.approx(settings[name]["distance"])
        assert spot.radius > settings[name]["radius"]


@pytest.mark.parametrize("number", ALL)
def test_solids_of_the_inserts_do_not_touch(number: str) -> None:
    geometry = geometry_of(number)
    spots = (*geometry.inserts.values(), *geometry.air, *geometry.nodes)
    for index, one in enumerate(spots):
        for other in spots[index + 1 :]:
            assert math.hypot(one.x - other.x, one.y - other.y) > one.radius + other.radius + 0.2


def test_inserts_of_the_604_and_700_add_bone_and_lung() -> None:
    assert geometry_of("604").nominal_hu["50% Bone"] == 725
    assert geometry_of("604").nominal_hu["20% Bone"] == 237
    assert geometry_of("700").nominal_hu["Lung #7112"] == -868
    assert geometry_of("600").nominal_hu["Vial"] == geometry_of("700").nominal_hu["Vial"] == 0


def test_inserts_and_their_nominal_values() -> None:
    geometry = geometry_of("504")
    assert geometry.nominal_hu == {
        "Air": -1000, "PMP": -196, "LDPE": -104, "Poly": -47, "Acrylic": 115, "Delrin": 365, "Teflon": 1000,
    }  # fmt: skip
    assert (geometry.inserts["Air"].x, geometry.inserts["Air"].y) == pytest.approx((0.0, -58.7))
    assert (geometry.air[0].x, geometry.air[0].y) == pytest.approx((0.0, 58.7))
    assert all(math.hypot(spot.x, spot.y) == pytest.approx(58.7) for spot in geometry.inserts.values())


def test_nodes_make_a_square_of_50_mm() -> None:
    top_left, top_right, bottom_left, bottom_right = geometry_of("504").nodes
    assert (top_left.x, top_left.y, bottom_right.x, bottom_right.y) == (-25, -25, 25, 25)
    assert top_right.x - bottom_left.x == bottom_left.y - top_right.y == 50


def test_ramps_lie_across_the_way_to_the_axis() -> None:
    for spot, angle in geometry_of("504").ramps.values():
        along = math.cos(math.radians(angle)) * spot.x + math.sin(math.radians(angle)) * spot.y
        assert along == pytest.approx(0.0, abs=1e-9)
        assert math.hypot(spot.x, spot.y) == 38


@pytest.mark.parametrize("number", ["503", "504", "600", "604"])
def test_gauge_has_21_groups_that_do_not_touch(number: str) -> None:
    geometry = geometry_of(number)
    groups = geometry.line_pair_groups
    assert geometry.gauge_radius is not None
    assert [group.frequency for group in groups] == pytest.approx([number / 10 for number in range(1, 22)])
    assert geometry.judged_groups == 8
    for left, right in zip(groups, (*groups[1:], groups[0]), strict=True):
        turn = (left.angle - right.angle) % 360
        apart = math.radians(min(turn, 360 - turn)) * geometry.gauge_radius
        reach = sum(group.bar_offsets[-1] + group.bar_width / 2 for group in (left, right))
        assert apart > reach + 1.5


def test_groups_of_the_700_fill_where_pylinac_looks_and_do_not_touch() -> None:
    from pylinac.ct import CTP528CP700

    geometry = geometry_of("700")
    groups = geometry.line_pair_groups
    assert geometry.gauge_radius is None
    assert geometry.judged_groups == len(groups) == 8
    for group, region in zip(groups, CTP528CP700.roi_settings.values(), strict=True):
        assert group.frequency == region["lp/mm"]
        # a bar and a gap are seen, and nothing beyond the outermost bars
        whole = (2 * group.bars - 1) * group.bar_width
        assert whole > region["height"] > 2 * group.bar_width
    for left, right in pairwise(groups):
        reach = sum(group.bar_offsets[-1] + group.bar_width / 2 for group in (left, right))
        assert math.hypot(left.x - right.x, left.y - right.y) > reach + 0.5
