"""The digital ACR CT accreditation phantom (Gammex 464)."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from phantomscope.digital.bar_patterns import BarPattern, pattern_resolution
from phantomscope.digital.layout import Layout
from phantomscope.digital.line_pairs import LinePairGroup
from phantomscope.digital.options import ScanOptions
from phantomscope.digital.painting import Canvas
from phantomscope.digital.phantom import DigitalPhantom
from phantomscope.digital.places import Place, place, places, rods_where_off
from phantomscope.digital.scene import AIR_HU, Bar, Rod, Scene, Section
from phantomscope.digital.truth import ModuleTruth, RegionTruth

BODY_RADIUS = 100.0
INSERT_HU: Mapping[str, float] = {
    "Air": AIR_HU,
    "Poly": -95.0,
    "Acrylic": 120.0,
    "Bone": 955.0,
    "Water": 0.0,
}
"""Inside the ranges that the ACR's instructions allow."""
INSERT_RADIUS = 12.5
WATER_RADIUS = 25.0
INSERT_HALF_LENGTH = 10.0
"""pylinac takes the middle of all slices that show the inserts as origin, and looks for the other modules
30, 70 and 100 mm beyond. The inserts therefore lie about the place that is 30 mm from the next module's
middle: so every place is inside its module, each being 40 mm long (the ACR's instructions)."""
LOW_CONTRAST_BACKGROUND_HU = 90.0
LOW_CONTRAST_HU = 6.0
LARGE_TARGET_RADIUS = 12.5
TARGET_DIAMETERS = (6.0, 5.0, 4.0, 3.0, 2.0)
TARGETS_IN_A_ROW = 4
BAR_CONTRAST_HU = 1500.0
PATTERN_SIZE = 15.0
PATTERN_DEPTH = 38.0
BB_SIZE = 1.0
BB_CONTRAST_HU = 3000.0
BB_HALF_LENGTH = 2.5
RAMP_STEP = 0.5
RAMP_PITCH = 2.0
RAMP_WIRES = 21
RAMP_CONTRAST_HU = 250.0
RAMP_DISTANCE = 30.0
EDGE_BBS = (0.0, 90.0, 180.0, 270.0)
EDGE_BB_DISTANCE = 97.0
_CT, _LOW, _UNIFORM, _SHARP = (
    "ct_module",
    "low_contrast_module",
    "uniformity_module",
    "spatial_resolution_module",
)


@dataclass(frozen=True, slots=True)
class ACRCTGeometry:
    """The parts of the phantom.

    Attributes:
        offsets: z of each module, where pylinac looks for it, by name.
        inserts: Of the CT number module, by name.
        target: The large target of the low-contrast module.
        uniform: The uniformity module's places by name.
        bbs: The beads of the uniformity module by name.
        patterns: Of the resolution module, from the lowest frequency.
    """

    offsets: Mapping[str, float]
    inserts: Mapping[str, Place]
    target: Place
    uniform: Mapping[str, Place]
    bbs: Mapping[str, Place]
    patterns: tuple[BarPattern, ...]


@cache
def acr_ct_geometry() -> ACRCTGeometry:
    """The geometry from pylinac's class data. Loads pylinac: never call this in the process of the window."""
    from pylinac import acr  # slow and large

    inserts = places(acr.CTModule.roi_settings, INSERT_RADIUS)
    inserts["Water"] = Place(inserts["Water"].x, inserts["Water"].y, WATER_RADIUS)
    patterns = []
    for at in acr.SpatialResolutionModule.roi_settings.values():
        frequency, angle = float(at["lp/mm"]), float(at["angle"])
        bars = LinePairGroup(frequency, math.floor(PATTERN_SIZE * frequency + 0.5), angle)
        spot = place(angle, at["distance"], at["radius"])
        patterns.append(BarPattern(spot.x, spot.y, bars, PATTERN_SIZE, spot.radius, is_round=True))
    return ACRCTGeometry(
        offsets={
            _CT: 0.0,
            _LOW: float(acr.CT_LOW_CONTRAST_MODULE_OFFSET_MM),
            _UNIFORM: float(acr.CT_UNIFORMITY_MODULE_OFFSET_MM),
            _SHARP: float(acr.CT_SPATIAL_RESOLUTION_MODULE_OFFSET_MM),
        },
        inserts=inserts,
        target=places(acr.LowContrastModule.roi_settings, LARGE_TARGET_RADIUS)["ROI"],
        uniform=places(acr.UniformityModule.roi_settings),
        bbs=places(acr.UniformityModule.bb_roi_settings, BB_SIZE / 2),
        patterns=tuple(sorted(patterns, key=lambda pattern: pattern.group.frequency)),
    )


class ACRCT(DigitalPhantom):
    """The ACR CT phantom. `value_error` may name the inserts, the large target and the uniform places."""

    name = "ACR CT 464"
    class_name = "ACRCT"
    default_options = ScanOptions(slice_thickness=5.0, air_slices=3)
    module_names = (_CT, _LOW, _UNIFORM, _SHARP)
    region_names = (*INSERT_HU, "ROI", "Top", "Right", "Bottom", "Left", "Center")
    extent = (-30.0, 130.0)
    half_width = half_height = BODY_RADIUS

    @cached_property
    def geometry(self) -> ACRCTGeometry:
        """Where its parts are. Loads pylinac."""
        return acr_ct_geometry()

    def module_positions(self) -> Mapping[str, float]:
        return self.geometry.offsets

    def scene(self, options: ScanOptions) -> Scene:
        errors = options.value_error
        lower, upper = self.extent
        low_lower, low_upper, uniform_upper = 10.0, 50.0, 90.0
        return Scene(
            BODY_RADIUS,
            (
                Section(lower, low_lower, 0.0),
                Section(low_lower, low_upper, LOW_CONTRAST_BACKGROUND_HU),
                Section(low_upper, upper, 0.0),
            ),
            (
                *self._inserts(errors),
                *_ramp_wires(),
                *_edge_bbs(0.0),
                *self._targets(errors, low_lower, low_upper),
                *rods_where_off(self.geometry.uniform, errors, low_upper, uniform_upper),
                *(_bb(spot, self.geometry.offsets[_UNIFORM]) for spot in self.geometry.bbs.values()),
                *self._bars(uniform_upper, uniform_upper + PATTERN_DEPTH),
                *_edge_bbs(self.geometry.offsets[_SHARP]),
            ),
        )

    def module_truths(
        self, options: ScanOptions, canvas: Canvas, layout: Layout
    ) -> Mapping[str, ModuleTruth]:
        geometry, errors = self.geometry, options.value_error

        def off(name: str, nominal: float, spot: Place) -> RegionTruth:
            return spot.region(canvas, nominal + errors.get(name, 0.0), nominal)

        regions = {
            _CT: {name: off(name, INSERT_HU[name], spot) for name, spot in geometry.inserts.items()},
            _LOW: {"ROI": off("ROI", LOW_CONTRAST_BACKGROUND_HU + LOW_CONTRAST_HU, geometry.target)},
            _UNIFORM: {name: off(name, 0.0, spot) for name, spot in geometry.uniform.items()},
            _SHARP: {},
        }
        contrast = LOW_CONTRAST_HU + errors.get("ROI", 0.0)
        quantities = {
            _CT: {},
            _LOW: {"contrast (HU)": contrast}
            | ({"cnr": abs(contrast) / options.noise} if options.noise else {}),
            _UNIFORM: {"bb distance (mm)": math.dist(*((bb.x, bb.y) for bb in geometry.bbs.values()))},
            _SHARP: pattern_resolution(geometry.patterns, canvas),
        }
        background = {_CT: 0.0, _LOW: LOW_CONTRAST_BACKGROUND_HU, _UNIFORM: 0.0, _SHARP: 0.0}
        return {
            name: layout.module(position, background[name], regions[name], quantities[name])
            for name, position in geometry.offsets.items()
        }

    def _inserts(self, errors: Mapping[str, float]) -> Iterator[Rod]:
        for name, spot in self.geometry.inserts.items():
            contrast = INSERT_HU[name] + errors.get(name, 0.0)
            if contrast:
                yield spot.rod(-INSERT_HALF_LENGTH, INSERT_HALF_LENGTH, contrast)

    def _targets(self, errors: Mapping[str, float], lower: float, upper: float) -> Iterator[Rod]:
        """The large target, and a row of each smaller size, one below the other, two diameters apart."""
        yield self.geometry.target.rod(lower, upper, LOW_CONTRAST_HU + errors.get("ROI", 0.0))
        for row, diameter in enumerate(TARGET_DIAMETERS):
            for number in range(TARGETS_IN_A_ROW):
                x = (number - (TARGETS_IN_A_ROW - 1) / 2) * 2 * diameter
                yield Place(x, 15.0 * (row - 1), diameter / 2).rod(lower, upper, LOW_CONTRAST_HU)

    def _bars(self, lower: float, upper: float) -> Iterator[Bar]:
        for pattern in self.geometry.patterns:
            yield from pattern.bars(lower, upper, BAR_CONTRAST_HU)


def _ramp_wires() -> Iterator[Bar]:
    """Two rows of short wires, each half a mm further along the axis than its neighbour."""
    for side in (-1, 1):
        for number in range(RAMP_WIRES):
            step = number - (RAMP_WIRES - 1) / 2
            z = side * step * RAMP_STEP
            ends = z - RAMP_STEP / 2, z + RAMP_STEP / 2
            yield Bar(
                step * RAMP_PITCH, side * RAMP_DISTANCE, 0.5, 6.0, 90.0, *ends, RAMP_CONTRAST_HU / RAMP_STEP
            )


def _edge_bbs(z: float) -> Iterator[Bar]:
    """Beads at the edge, for laying the phantom straight."""
    for angle in EDGE_BBS:
        yield _bb(place(angle, EDGE_BB_DISTANCE, BB_SIZE / 2), z)


def _bb(spot: Place, z: float) -> Bar:
    """A bead, drawn as a box: it is hardly larger than a pixel."""
    ends = z - BB_HALF_LENGTH, z + BB_HALF_LENGTH
    return Bar(spot.x, spot.y, BB_SIZE, BB_SIZE, 0.0, *ends, BB_CONTRAST_HU)


PHANTOM = ACRCT()
