import pytest

from phantomscope.digital.catphan504_scene import BODY_EXTENT, catphan504_scene
from phantomscope.digital.scene import Bar, Rod


def test_body_is_whole_and_every_module_has_its_own_length() -> None:
    sections = catphan504_scene({}).sections
    assert (sections[0].lower, sections[-1].upper) == BODY_EXTENT
    assert [section.upper for section in sections[:-1]] == [section.lower for section in sections[1:]]
    assert [section.value for section in sections] == [10.0, 50.0, 95.0, 80.0]


def test_error_moves_one_insert_only() -> None:
    right, wrong = (catphan504_scene(error).solids for error in ({}, {"Delrin": 80.0}))
    changed = [(old, new) for old, new in zip(right, wrong, strict=True) if old != new]
    assert len(changed) == 1
    old, new = changed[0]
    assert isinstance(new, Rod)
    assert new.contrast - old.contrast == 80.0
    assert (new.x, new.y) == pytest.approx((58.7, 0.0))


def test_three_nodes_are_air_and_one_is_teflon() -> None:
    nodes = [solid for solid in catphan504_scene({}).solids if isinstance(solid, Rod) and solid.radius == 1.5]
    assert [node.contrast + 95 for node in nodes] == [-1000, 1000, -1000, -1000]


def test_opposite_ramps_climb_opposite_ways() -> None:
    wires = catphan504_scene({}).wires
    assert sorted(wire.ramp_angle for wire in wires) == [-23, -23, 23, 23]
    for wire in wires:
        opposite = next(each for each in wires if abs(each.x + wire.x) + abs(each.y + wire.y) < 1e-6)
        assert opposite.ramp_angle == -wire.ramp_angle


def test_bars_stand_clear_of_the_circle_by_which_pylinac_finds_the_origin() -> None:
    for bar in (solid for solid in catphan504_scene({}).solids if isinstance(solid, Bar)):
        assert (bar.x**2 + bar.y**2) ** 0.5 + bar.length / 2 < 59 * 0.95
