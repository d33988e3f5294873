"""What the cheese phantoms have in common."""

from dataclasses import replace

import pytest

from phantomscope.digital.cheese.cirs_062m import PHANTOM as CIRS
from phantomscope.digital.cheese.phantom import Cheese
from phantomscope.digital.cheese.tomo_cheese import PHANTOM as TOMO
from phantomscope.digital.scene import Rod

BOTH = pytest.mark.parametrize("phantom", [CIRS, TOMO], ids=lambda phantom: phantom.name)


@BOTH
def test_every_hole_has_a_plug_of_known_density(phantom: Cheese) -> None:
    assert tuple(phantom.holes) == phantom.region_names == tuple(phantom.roi_config)
    module = phantom.truth(phantom.default_options).modules["rois"]
    for name, density in phantom.roi_config.items():
        assert module.quantities[f"relative electron density of {name}"] == density["density"]
        assert module.regions[name].value == module.regions[name].nominal == phantom.plugs[name].value


@BOTH
def test_denser_plugs_are_brighter(phantom: Cheese) -> None:
    plugs = sorted(set(phantom.plugs.values()), key=lambda plug: plug.density)
    values = [plug.value for plug in plugs]
    assert values == sorted(values)


@BOTH
def test_plugs_are_apart_and_inside_the_body(phantom: Cheese) -> None:
    holes = list(phantom.holes.values())
    for number, one in enumerate(holes):
        assert (one.x / (phantom.half_width - one.radius)) ** 2 + (
            one.y / (phantom.half_height - one.radius)
        ) ** 2 <= 1.01
        for other in holes[:number]:
            assert (one.x - other.x) ** 2 + (one.y - other.y) ** 2 > (one.radius + other.radius) ** 2


@BOTH
def test_error_moves_one_plug_only(phantom: Cheese) -> None:
    options = phantom.default_options
    right, wrong = (phantom.scene(replace(options, value_error=error)).solids for error in ({}, {"4": 80.0}))
    changed = [(old, new) for old, new in zip(right, wrong, strict=True) if old != new]
    assert len(changed) == 1
    old, new = changed[0]
    assert isinstance(new, Rod)
    assert new.contrast - old.contrast == 80
    assert (new.x, new.y) == (phantom.holes["4"].x, phantom.holes["4"].y)
