from dataclasses import replace

import pytest

from phantomscope.digital.catalogue import digital_phantom
from phantomscope.digital.scene import Bar, Rod, Scene

ALL = ("503", "504", "600", "604", "700")


def scene_of(number: str, **value_error: float) -> Scene:
    phantom = digital_phantom(f"CatPhan {number}")
    return phantom.scene(replace(phantom.default_options, value_error=value_error))


@pytest.mark.parametrize("number", ALL)
def test_body_is_whole_and_every_module_lies_in_its_own_length(number: str) -> None:
    phantom = digital_phantom(f"CatPhan {number}")
    sections = scene_of(number).sections
    assert (sections[0].lower, sections[-1].upper) == phantom.extent
    assert [section.upper for section in sections[:-1]] == [section.lower for section in sections[1:]]
    for position in phantom.module_positions().values():
        assert sum(section.lower + 5 < position < section.upper - 5 for section in sections) == 1


def test_modules_are_of_different_materials() -> None:
    assert [section.value for section in scene_of("504").sections] == [10.0, 50.0, 95.0, 80.0]


def test_error_moves_one_insert_only() -> None:
    right, wrong = (scene_of("504", **error).solids for error in ({}, {"Delrin": 80.0}))
    changed = [(old, new) for old, new in zip(right, wrong, strict=True) if old != new]
    assert len(changed) == 1
    old, new = changed[0]
    assert isinstance(new, Rod)
    assert new.contrast - old.contrast == 80.0
    assert (new.x, new.y) == pytest.approx((58.7, 0.0))


def test_three_nodes_are_air_and_one_is_teflon() -> None:
    nodes = [solid for solid in scene_of("504").solids if isinstance(solid, Rod) and solid.radius == 1.5]
    assert [node.contrast + 95 for node in nodes] == [-1000, 1000, -1000, -1000]


def test_opposite_ramps_climb_opposite_ways() -> None:
    wires = scene_of("504").wires
    assert sorted(wire.ramp_angle for wire in wires) == [-23, -23, 23, 23]
    for wire in wires:
        opposite = next(each for each in wires if abs(each.x + wire.x) + abs(each.y + wire.y) < 1e-6)
        assert opposite.ramp_angle == -wire.ramp_angle


@pytest.mark.parametrize("number", ALL)
def test_bars_stand_clear_of_the_circle_by_which_pylinac_finds_the_origin(number: str) -> None:
    for bar in (solid for solid in scene_of(number).solids if isinstance(solid, Bar)):
        assert (bar.x**2 + bar.y**2) ** 0.5 + bar.length / 2 < 59 * 0.95


def test_the_700_has_ramps_at_the_top_and_bottom_only() -> None:
    wires = scene_of("700").wires
    assert sorted((round(wire.x), round(wire.y)) for wire in wires) == [(0, -40), (0, 40)]
    assert sum(wire.ramp_angle for wire in wires) == 0
