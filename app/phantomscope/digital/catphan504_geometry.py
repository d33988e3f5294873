"""Where pylinac looks for the parts of a CatPhan 504, and what the phantom's makers say of their size.

Lengths are mm; x runs right and y down in an image of the phantom without roll, z along its axis from the
middle of the CTP404 module; angles are degrees, clockwise on the screen from the right.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from phantomscope.digital.line_pairs import LinePairGroup

INSERTS = ("Air", "PMP", "LDPE", "Poly", "Acrylic", "Delrin", "Teflon")
"""The inserts of the CTP404 that are judged, by pylinac's names."""

BODY_RADIUS = 100.0
INSERT_RADIUS = 6.1
NODE_RADIUS = 1.5
MODULE_HALF_LENGTH = 12.5
RAMP_ANGLE = 23.0
RAMP_HALF_LENGTH = 25.0
WIRE_DIAMETER = 0.28
BAR_THICKNESS = 2.0
BAR_LENGTH = 5.0
HIGHEST_LINE_PAIR = 21
FINE_GROUPS_END = 0.97
"""Where on pylinac's circular profile (0 to 1) the last group of the gauge ends."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a module's plane, of a certain radius."""

    x: float
    y: float
    radius: float


def place(angle: float, distance: float, radius: float) -> Place:
    """The place at `angle` degrees and `distance` mm from the axis."""
    return Place(distance * math.cos(math.radians(angle)), distance * math.sin(math.radians(angle)), radius)


@dataclass(frozen=True, slots=True)
class CatPhan504Geometry:
    """The parts of the phantom.

    Attributes:
        offsets: z of each module's middle by module name (CTP404, CTP486, CTP515, CTP528).
        nominal_hu: By insert name.
        inserts: By insert name; and the second air hole, opposite the first, under `second_air`.
        nodes: Top left, top right, bottom left, bottom right.
        ramps: Middle of each wire ramp by name, with the angle along which it lies; `radius` is the wire's.
        line_pair_groups: From the lowest frequency to the highest.
        judged_groups: How many of those pylinac looks at.
        gauge_radius: Radius of the circle on which the groups lie.
        targets: Low-contrast targets by name (their diameter in mm).
        uniformity: Regions of the CTP486 by name.
    """

    offsets: Mapping[str, float]
    nominal_hu: Mapping[str, float]
    inserts: Mapping[str, Place]
    second_air: Place
    nodes: tuple[Place, ...]
    ramps: Mapping[str, tuple[Place, float]]
    line_pair_groups: tuple[LinePairGroup, ...]
    judged_groups: int
    gauge_radius: float
    targets: Mapping[str, Place]
    uniformity: Mapping[str, Place]


@cache
def catphan504_geometry() -> CatPhan504Geometry:
    """The geometry from pylinac's class data. Loads pylinac: never call this in the process of the window.

    Only what an analysis never changes is read: pylinac writes pixel sizes into the same tables, and expected
    HU values over the nominal ones, so that these come from its constants.
    """
    from pylinac import ct  # 1.7 s and 180 MB

    ctp404, gauge, contrast = ct.CTP404CP504, ct.CTP528CP504, ct.CTP515
    names = {ct.CTP404CP504: "CTP404", ct.CTP486: "CTP486", ct.CTP528CP504: "CTP528", ct.CTP515: "CTP515"}
    inserts = {
        name: place(ctp404.roi_settings[name]["angle"], ctp404.roi_settings[name]["distance"], INSERT_RADIUS)
        for name in INSERTS
    }
    half = ct.GeometricLine.nominal_length_mm / 2
    ramps = {
        name: (place(ramp["angle"], ramp["distance"], WIRE_DIAMETER / 2), (ramp["angle"] + 90.0) % 180.0)
        for name, ramp in ctp404.thickness_roi_settings.items()
    }
    groups = [_group(region, gauge) for region in gauge.roi_settings.values()]
    return CatPhan504Geometry(
        offsets={names[module]: float(at["offset"]) for module, at in ct.CatPhan504.modules.items()},
        nominal_hu={name: float(getattr(ct, name.upper())) for name in INSERTS},
        inserts=inserts,
        second_air=Place(-inserts["Air"].x, -inserts["Air"].y, INSERT_RADIUS),
        nodes=tuple(Place(x, y, NODE_RADIUS) for y in (-half, half) for x in (-half, half)),
        ramps=ramps,
        line_pair_groups=(*groups, *_fine_groups(groups[-1], gauge)),
        judged_groups=len(groups),
        gauge_radius=float(gauge.radius2linepairs_mm),
        targets={
            name: place(target["angle"], target["distance"], float(name) / 2)
            for name, target in contrast.roi_settings.items()
        },
        uniformity={
            name: place(region["angle"], region["distance"], region["radius"])
            for name, region in ct.CTP486.roi_settings.items()
        },
    )


def pylinac_profile_sigma(gauge_radius: float, pixel_spacing: float) -> float:
    """Blur in mm (standard deviation) that pylinac's circular profile adds to the line pairs.

    pylinac takes the nearest pixel (a box one pixel wide), two samples to the pixel on a circle 4 % larger
    than the gauge's, and smooths by a Gaussian of 0.001 of the profile's samples, but of one sample at least.
    """
    samples = 2 * math.pi * gauge_radius * 1.04 / pixel_spacing * 2
    smoothing = max(round(0.001 * samples), 1) * 2 * math.pi * gauge_radius / samples
    return math.hypot(smoothing, pixel_spacing / math.sqrt(12.0))


def _angle(part: float, gauge: type) -> float:
    """Angle at a part (0 to 1) of pylinac's circular profile, which runs backwards where it is `ccw`."""
    start, direction = gauge.start_angle, -1 if gauge.ccw else 1  # type: ignore[attr-defined]
    return math.degrees(start) + direction * 360.0 * part


def _group(region: Mapping[str, float], gauge: type) -> LinePairGroup:
    """The group in the middle of the part of the circle where pylinac looks for it."""
    middle = (region["start"] + region["end"]) / 2
    return LinePairGroup(region["lp/mm"], int(region["num peaks"]), _angle(middle, gauge))


def _fine_groups(last: LinePairGroup, gauge: type) -> list[LinePairGroup]:
    """The rest of the gauge, which pylinac doesn't look at, evenly over the rest of the circle."""
    first_number = round(last.frequency * 10) + 1
    start = gauge.boundaries[-1]  # type: ignore[attr-defined]
    numbers = range(first_number, HIGHEST_LINE_PAIR + 1)
    pace = (FINE_GROUPS_END - start) / len(numbers)
    return [
        LinePairGroup(number / 10, last.bars, _angle(start + (step + 0.5) * pace, gauge))
        for step, number in enumerate(numbers)
    ]
