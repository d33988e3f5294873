"""Where pylinac looks for the parts of the CatPhans, and what the phantoms' makers say of their size.

Lengths are mm; x runs right and y down in an image of the phantom without roll, z along its axis from the
middle of the CTP404 module; angles are degrees, clockwise on the screen from the right.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from phantomscope.digital.line_pairs import LinePairGroup
from phantomscope.digital.places import Place, place

INSERT_RADIUS = 6.1
VIAL_RADIUS = 5.5
"""Of the water: a vial stands in a hole of the size of an insert, or near it."""
NODE_RADIUS = 1.5
WIRE_DIAMETER = 0.28
HIGHEST_LINE_PAIR = 21
FINE_GROUPS_END = 0.97
"""Where on pylinac's circular profile (0 to 1) the last group of the gauge ends."""
PARALLEL_BARS = (2, 3, 4, 4, 5, 5, 5, 5)
"""Bars of each group of a gauge whose groups don't lie on a circle: enough to fill where pylinac looks."""


@dataclass(frozen=True, slots=True)
class CatPhanModel:
    """What tells one CatPhan from another.

    Attributes:
        number: Of the model: "504".
        body_radius: In mm.
        extent: z of the body's ends in mm.
        modules: pylinac's class of each module by the module's name (CTP404, CTP486, CTP515, CTP528).
        inserts: pylinac's constant of each insert's nominal HU by the insert's name.
        second_air: Whether there is a second air hole, opposite the first, which isn't judged.
    """

    number: str
    body_radius: float
    extent: tuple[float, float]
    modules: Mapping[str, str]
    inserts: Mapping[str, str]
    second_air: bool


@dataclass(frozen=True, slots=True)
class CatPhanGeometry:
    """The parts of a CatPhan.

    Attributes:
        offsets: z of each module's middle by module name.
        nominal_hu: By insert name.
        inserts: By insert name.
        air: Air holes that aren't judged.
        nodes: Top left, top right, bottom left, bottom right.
        ramps: Middle of each wire ramp by name, with the angle along which it lies; `radius` is the wire's.
        line_pair_groups: From the lowest frequency to the highest.
        judged_groups: How many of those pylinac looks at.
        gauge_radius: Radius of the circle on which the groups lie; None where they don't.
        targets: Low-contrast targets by name (their diameter in mm).
        uniformity: Regions of the CTP486 by name.
    """

    offsets: Mapping[str, float]
    nominal_hu: Mapping[str, float]
    inserts: Mapping[str, Place]
    air: tuple[Place, ...]
    nodes: tuple[Place, ...]
    ramps: Mapping[str, tuple[Place, float]]
    line_pair_groups: tuple[LinePairGroup, ...]
    judged_groups: int
    gauge_radius: float | None
    targets: Mapping[str, Place]
    uniformity: Mapping[str, Place]


def catphan_geometry(model: CatPhanModel) -> CatPhanGeometry:
    """The geometry from pylinac's class data. Loads pylinac: never call this in the process of the window.

    Only what an analysis never changes is read: pylinac writes pixel sizes into the same tables, and expected
    HU values over the nominal ones, so that these come from its constants.
    """
    from pylinac import ct  # 1.7 s and 180 MB

    classes = {name: getattr(ct, class_name) for name, class_name in model.modules.items()}
    offsets = getattr(ct, f"CatPhan{model.number}").modules
    ctp404, gauge, contrast = classes["CTP404"], classes["CTP528"], classes.get("CTP515")
    inserts = {
        name: _place(ctp404.roi_settings[name], VIAL_RADIUS if name == "Vial" else INSERT_RADIUS)
        for name in model.inserts
    }
    half = ct.GeometricLine.nominal_length_mm / 2
    groups, judged, radius = _gauge(gauge)
    return CatPhanGeometry(
        offsets={name: float(offsets[module]["offset"]) for name, module in classes.items()},
        nominal_hu={name: float(getattr(ct, constant)) for name, constant in model.inserts.items()},
        inserts=inserts,
        air=(Place(-inserts["Air"].x, -inserts["Air"].y, INSERT_RADIUS),) if model.second_air else (),
        nodes=tuple(Place(x, y, NODE_RADIUS) for y in (-half, half) for x in (-half, half)),
        ramps={
            name: (_place(ramp, WIRE_DIAMETER / 2), (ramp["angle"] + 90.0) % 180.0)
            for name, ramp in ctp404.thickness_roi_settings.items()
        },
        line_pair_groups=groups,
        judged_groups=judged,
        gauge_radius=radius,
        targets={
            name: _place(target, float(name) / 2)
            for name, target in (contrast.roi_settings.items() if contrast else ())
        },
        uniformity={
            name: _place(region, region["radius"]) for name, region in classes["CTP486"].roi_settings.items()
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


def _place(setting: Mapping[str, float], radius: float) -> Place:
    return place(setting["angle"], setting["distance"], radius)


def _gauge(gauge: Any) -> tuple[tuple[LinePairGroup, ...], int, float | None]:
    """The groups of a line pair gauge, how many of them pylinac looks at, and their circle's radius."""
    regions = list(gauge.roi_settings.values())
    if gauge.start_angle is None:
        groups = [_parallel_group(region, bars) for region, bars in zip(regions, PARALLEL_BARS, strict=True)]
        return tuple(groups), len(groups), None
    groups = [
        _group(gauge, region["lp/mm"], int(region["num peaks"]), (region["start"] + region["end"]) / 2)
        for region in regions
    ]
    fine = _fine_groups(gauge, groups[-1], regions[-1]["end"])
    return (*groups, *fine), len(groups), float(gauge.radius2linepairs_mm)


def _group(gauge: Any, frequency: float, bars: int, part: float) -> LinePairGroup:
    """A group whose middle is at a part (0 to 1) of pylinac's circular profile, which may run backwards."""
    angle = math.degrees(gauge.start_angle) + (-1 if gauge.ccw else 1) * 360.0 * part
    spot = place(angle, gauge.radius2linepairs_mm, 0.0)
    return LinePairGroup(frequency, bars, angle, spot.x, spot.y)


def _parallel_group(region: Mapping[str, float], bars: int) -> LinePairGroup:
    """A group whose bars lie along the direction to the place from which it is set aside."""
    angle = region["rotation"]
    cosine, sine = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    along, aside = region["radial_distance"], region["transversal_distance"]
    return LinePairGroup(
        region["lp/mm"], bars, angle, along * cosine - aside * sine, along * sine + aside * cosine
    )


def _fine_groups(gauge: Any, last: LinePairGroup, start: float) -> Iterator[LinePairGroup]:
    """The rest of the gauge, which pylinac doesn't look at, evenly over the rest of the circle."""
    numbers = range(round(last.frequency * 10) + 1, HIGHEST_LINE_PAIR + 1)
    pace = (FINE_GROUPS_END - start) / len(numbers)
    for step, number in enumerate(numbers):
        yield _group(gauge, number / 10, last.bars, start + (step + 0.5) * pace)
