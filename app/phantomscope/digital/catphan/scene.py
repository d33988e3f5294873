"""A CatPhan's modules as solids, and what is true of each."""

import math
from collections.abc import Iterator, Mapping
from itertools import pairwise

from phantomscope.digital.catphan.geometry import (
    CatPhanGeometry,
    CatPhanModel,
    pylinac_profile_sigma,
)
from phantomscope.digital.layout import Layout
from phantomscope.digital.line_pairs import frequency_at, relative_modulations
from phantomscope.digital.painting import Canvas
from phantomscope.digital.places import Place
from phantomscope.digital.scene import AIR_HU, Bar, Rod, Scene, Section, Wire, coverage
from phantomscope.digital.truth import ModuleTruth

BACKGROUND_HU: Mapping[str, float] = {"CTP404": 95.0, "CTP486": 10.0, "CTP515": 50.0, "CTP528": 80.0}
LOW_CONTRAST_HU = 10.0
"""1.0 % of the way from air to water."""
MODULE_HALF_LENGTH = 12.5
RAMP_ANGLE = 23.0
RAMP_HALF_LENGTH = 25.0
WIRE_CONTRAST_HU = 12000.0
"""Far above what a pixel ever shows, because the wire is much thinner than a pixel and a slice."""
BAR_THICKNESS = 2.0
BAR_LENGTH = 5.0
BAR_CONTRAST_HU = 1900.0

_FALLING_RAMPS = ("Bottom", "Left")
"""Opposite ramps climb in opposite directions."""
_TEFLON_NODE = 1
_TEFLON_HU = 1000.0
_MTF_LEVELS = range(90, 0, -10)


def catphan_scene(model: CatPhanModel, geometry: CatPhanGeometry, value_error: Mapping[str, float]) -> Scene:
    """The phantom, with its inserts off by `value_error` (HU by insert name)."""
    return Scene(
        model.body_radius,
        tuple(_sections(model, geometry)),
        (*_ctp404_rods(geometry, value_error), *_line_pair_bars(geometry), *_low_contrast_rods(geometry)),
        tuple(_ramps(geometry)),
    )


def _sections(model: CatPhanModel, geometry: CatPhanGeometry) -> Iterator[Section]:
    """The modules end to end, each of its own material, from one end of the body to the other."""
    modules = sorted(geometry.offsets, key=lambda name: geometry.offsets[name])
    middles = [geometry.offsets[name] for name in modules]
    joints = [(left + right) / 2 for left, right in pairwise(middles)]
    first, last = model.extent
    for name, lower, upper in zip(modules, (first, *joints), (*joints, last), strict=True):
        yield Section(lower, upper, BACKGROUND_HU[name])


def _ctp404_rods(geometry: CatPhanGeometry, value_error: Mapping[str, float]) -> Iterator[Rod]:
    def rod(spot: Place, value: float) -> Rod:
        return spot.rod(*_module_ends(geometry, "CTP404"), value - BACKGROUND_HU["CTP404"])

    for name, spot in geometry.inserts.items():
        yield rod(spot, geometry.nominal_hu[name] + value_error.get(name, 0.0))
    for spot in geometry.air:
        yield rod(spot, AIR_HU)
    for number, spot in enumerate(geometry.nodes):
        yield rod(spot, _TEFLON_HU if number == _TEFLON_NODE else AIR_HU)


def _line_pair_bars(geometry: CatPhanGeometry) -> Iterator[Bar]:
    """Parallel bars, side by side across the direction of their group."""
    lower, upper = _gauge_ends(geometry)
    for group in geometry.line_pair_groups:
        cosine, sine = math.cos(math.radians(group.angle)), math.sin(math.radians(group.angle))
        for aside in group.bar_offsets:
            yield Bar(
                group.x - aside * sine,
                group.y + aside * cosine,
                group.bar_width,
                BAR_LENGTH,
                group.angle,
                lower,
                upper,
                BAR_CONTRAST_HU,
            )


def _gauge_ends(geometry: CatPhanGeometry) -> tuple[float, float]:
    middle = geometry.offsets["CTP528"]
    return middle - BAR_THICKNESS / 2, middle + BAR_THICKNESS / 2


def _low_contrast_rods(geometry: CatPhanGeometry) -> Iterator[Rod]:
    for spot in geometry.targets.values():
        yield spot.rod(*_module_ends(geometry, "CTP515"), LOW_CONTRAST_HU)


def _module_ends(geometry: CatPhanGeometry, name: str) -> tuple[float, float]:
    middle = geometry.offsets[name]
    return middle - MODULE_HALF_LENGTH, middle + MODULE_HALF_LENGTH


def _ramps(geometry: CatPhanGeometry) -> Iterator[Wire]:
    for name, (spot, angle) in geometry.ramps.items():
        ramp_angle = -RAMP_ANGLE if name in _FALLING_RAMPS else RAMP_ANGLE
        strength = WIRE_CONTRAST_HU * math.pi * spot.radius**2
        yield Wire(spot.x, spot.y, geometry.offsets["CTP404"], angle, ramp_angle, RAMP_HALF_LENGTH, strength)


def catphan_truths(
    geometry: CatPhanGeometry,
    canvas: Canvas,
    layout: Layout,
    thickness: float,
    value_error: Mapping[str, float],
) -> dict[str, ModuleTruth]:
    """What is true of each module in slices of `thickness` mm."""
    nominal = geometry.nominal_hu
    uniform = BACKGROUND_HU["CTP486"]
    target_hu = BACKGROUND_HU["CTP515"] + LOW_CONTRAST_HU
    regions = {
        "CTP404": {
            name: spot.region(canvas, nominal[name] + value_error.get(name, 0.0), nominal[name])
            for name, spot in geometry.inserts.items()
        },
        "CTP486": {name: spot.region(canvas, uniform, 0.0) for name, spot in geometry.uniformity.items()},
        "CTP515": {name: spot.region(canvas, target_hu) for name, spot in geometry.targets.items()},
    }
    quantities = {
        "CTP404": {
            "slice thickness (mm)": thickness,
            "line length (mm)": math.dist(*((node.x, node.y) for node in geometry.nodes[:2])),
        },
        "CTP515": {"contrast (HU)": LOW_CONTRAST_HU},
        "CTP528": _resolution(geometry, canvas, layout, thickness),
    }
    return {
        name: layout.module(offset, BACKGROUND_HU[name], regions.get(name), quantities.get(name))
        for name, offset in geometry.offsets.items()
    }


def _resolution(
    geometry: CatPhanGeometry, canvas: Canvas, layout: Layout, thickness: float
) -> dict[str, float]:
    """Relative modulation by frequency, and frequency at each tenth of modulation.

    As the image has it, and as pylinac reads it: from a profile that blurs once more, grounded, where the
    groups lie on a circle; else from the pixels themselves, whose zero is that of the HU scale.
    """
    groups = geometry.line_pair_groups[: geometry.judged_groups]
    sigma, pedestal = canvas.sigma, 0.0
    if geometry.gauge_radius is not None:
        sigma = math.hypot(sigma, pylinac_profile_sigma(geometry.gauge_radius, canvas.spacing))
    else:
        # pylinac takes the brightest of seven slices
        nearest = layout.position(layout.slice_num(geometry.offsets["CTP528"]))
        around = (nearest + step * layout.spacing for step in range(-3, 4))
        seen = max(coverage(position, thickness, *_gauge_ends(geometry)) for position in around)
        pedestal = BACKGROUND_HU["CTP528"] / (BAR_CONTRAST_HU * seen)
    quantities: dict[str, float] = {}
    readings = (("", canvas.sigma, 0.0), (", as pylinac reads it", sigma, pedestal))
    for suffix, blur, zero in readings:
        modulations = relative_modulations(groups, blur, zero)
        for frequency, modulation in modulations.items():
            quantities[f"rMTF at {frequency:g} lp/mm{suffix}"] = modulation
        for level in _MTF_LEVELS:
            reached = frequency_at(modulations, level / 100)
            if reached is not None:
                quantities[f"MTF {level}% (lp/mm){suffix}"] = reached
    return quantities
