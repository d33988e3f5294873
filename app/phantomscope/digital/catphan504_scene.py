"""The CatPhan 504's modules as solids, and what is true of each."""

import math
from collections.abc import Iterator, Mapping
from itertools import pairwise

from phantomscope.digital.catphan504_geometry import (
    BAR_LENGTH,
    BAR_THICKNESS,
    BODY_RADIUS,
    MODULE_HALF_LENGTH,
    RAMP_ANGLE,
    RAMP_HALF_LENGTH,
    CatPhan504Geometry,
    Place,
    catphan504_geometry,
    pylinac_profile_sigma,
)
from phantomscope.digital.line_pairs import frequency_at, relative_modulations
from phantomscope.digital.painting import Canvas
from phantomscope.digital.scene import AIR_HU, Bar, Rod, Scene, Section, Wire
from phantomscope.digital.truth import ModuleTruth, RegionTruth

BACKGROUND_HU: Mapping[str, float] = {"CTP404": 95.0, "CTP486": 10.0, "CTP515": 50.0, "CTP528": 80.0}
BODY_EXTENT = (-85.0, 50.0)
LOW_CONTRAST_HU = 10.0
"""1.0 % of the way from air to water."""
BAR_CONTRAST_HU = 1900.0
WIRE_CONTRAST_HU = 12000.0
"""Far above what a pixel ever shows, because the wire is much thinner than a pixel and a slice."""

_FALLING_RAMPS = ("Bottom", "Left")
"""Opposite ramps climb in opposite directions."""
_TEFLON_NODE = 1
_MTF_LEVELS = range(90, 0, -10)


def catphan504_scene(hu_error: Mapping[str, float]) -> Scene:
    """The phantom, with its inserts off by `hu_error` (HU by insert name)."""
    geometry = catphan504_geometry()
    return Scene(
        BODY_RADIUS,
        tuple(_sections(geometry)),
        (*_ctp404_rods(geometry, hu_error), *_line_pair_bars(geometry), *_low_contrast_rods(geometry)),
        tuple(_ramps(geometry)),
    )


def _sections(geometry: CatPhan504Geometry) -> Iterator[Section]:
    """The modules end to end, each of its own material, from one end of the body to the other."""
    modules = sorted(geometry.offsets, key=lambda name: geometry.offsets[name])
    middles = [geometry.offsets[name] for name in modules]
    joints = [(left + right) / 2 for left, right in pairwise(middles)]
    for name, lower, upper in zip(modules, (BODY_EXTENT[0], *joints), (*joints, BODY_EXTENT[1]), strict=True):
        yield Section(lower, upper, BACKGROUND_HU[name])


def _ctp404_rods(geometry: CatPhan504Geometry, hu_error: Mapping[str, float]) -> Iterator[Rod]:
    def rod(spot: Place, value: float) -> Rod:
        middle = geometry.offsets["CTP404"]
        contrast = value - BACKGROUND_HU["CTP404"]
        ends = middle - MODULE_HALF_LENGTH, middle + MODULE_HALF_LENGTH
        return Rod(spot.x, spot.y, spot.radius, *ends, contrast)

    for name, spot in geometry.inserts.items():
        yield rod(spot, geometry.nominal_hu[name] + hu_error.get(name, 0.0))
    yield rod(geometry.second_air, AIR_HU)
    for number, spot in enumerate(geometry.nodes):
        yield rod(spot, geometry.nominal_hu["Teflon"] if number == _TEFLON_NODE else AIR_HU)


def _line_pair_bars(geometry: CatPhan504Geometry) -> Iterator[Bar]:
    """Parallel bars, the middle of each group on the gauge's circle."""
    middle = geometry.offsets["CTP528"]
    for group in geometry.line_pair_groups:
        cosine, sine = math.cos(math.radians(group.angle)), math.sin(math.radians(group.angle))
        for aside in group.bar_offsets:
            yield Bar(
                geometry.gauge_radius * cosine - aside * sine,
                geometry.gauge_radius * sine + aside * cosine,
                group.bar_width,
                BAR_LENGTH,
                group.angle,
                middle - BAR_THICKNESS / 2,
                middle + BAR_THICKNESS / 2,
                BAR_CONTRAST_HU,
            )


def _low_contrast_rods(geometry: CatPhan504Geometry) -> Iterator[Rod]:
    middle = geometry.offsets["CTP515"]
    for spot in geometry.targets.values():
        ends = middle - MODULE_HALF_LENGTH, middle + MODULE_HALF_LENGTH
        yield Rod(spot.x, spot.y, spot.radius, *ends, LOW_CONTRAST_HU)


def _ramps(geometry: CatPhan504Geometry) -> Iterator[Wire]:
    for name, (spot, angle) in geometry.ramps.items():
        ramp_angle = -RAMP_ANGLE if name in _FALLING_RAMPS else RAMP_ANGLE
        strength = WIRE_CONTRAST_HU * math.pi * spot.radius**2
        yield Wire(spot.x, spot.y, geometry.offsets["CTP404"], angle, ramp_angle, RAMP_HALF_LENGTH, strength)


def catphan504_modules(
    canvas: Canvas, thickness: float, spacing: float, origin_slice: int, hu_error: Mapping[str, float]
) -> dict[str, ModuleTruth]:
    """What is true of each module in slices of `thickness` mm, `spacing` mm apart."""
    geometry = catphan504_geometry()

    def region(spot: Place, value: float, nominal: float | None = None) -> RegionTruth:
        return RegionTruth(value, *canvas.pixel(spot.x, spot.y), spot.radius, nominal)

    inserts = {
        name: region(spot, geometry.nominal_hu[name] + hu_error.get(name, 0.0), geometry.nominal_hu[name])
        for name, spot in geometry.inserts.items()
    }
    target_hu = BACKGROUND_HU["CTP515"] + LOW_CONTRAST_HU
    regions = {
        "CTP404": inserts,
        "CTP486": {
            name: region(spot, BACKGROUND_HU["CTP486"], 0.0) for name, spot in geometry.uniformity.items()
        },
        "CTP515": {name: region(spot, target_hu) for name, spot in geometry.targets.items()},
        "CTP528": {},
    }
    quantities = {
        "CTP404": {
            "slice thickness (mm)": thickness,
            "line length (mm)": math.dist(*((node.x, node.y) for node in geometry.nodes[:2])),
        },
        "CTP486": {},
        "CTP515": {"contrast (HU)": LOW_CONTRAST_HU},
        "CTP528": _resolution(geometry, canvas),
    }
    return {
        name: ModuleTruth(
            slice_num=origin_slice + round(offset / spacing),
            position_mm=offset,
            background=BACKGROUND_HU[name],
            regions=regions[name],
            quantities=quantities[name],
        )
        for name, offset in geometry.offsets.items()
    }


def _resolution(geometry: CatPhan504Geometry, canvas: Canvas) -> dict[str, float]:
    """Relative modulation by frequency, and frequency at each tenth of modulation.

    As the image has it, and as pylinac reads it from a profile that blurs once more.
    """
    groups = geometry.line_pair_groups[: geometry.judged_groups]
    reading = pylinac_profile_sigma(geometry.gauge_radius, canvas.spacing)
    quantities: dict[str, float] = {}
    for suffix, sigma in (("", canvas.sigma), (", as pylinac reads it", math.hypot(canvas.sigma, reading))):
        modulations = relative_modulations(groups, sigma)
        for frequency, modulation in modulations.items():
            quantities[f"rMTF at {frequency:g} lp/mm{suffix}"] = modulation
        for level in _MTF_LEVELS:
            reached = frequency_at(modulations, level / 100)
            if reached is not None:
                quantities[f"MTF {level}% (lp/mm){suffix}"] = reached
    return quantities
