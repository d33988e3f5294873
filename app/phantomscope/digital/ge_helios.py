"""The digital GE Helios daily phantom (GE's 20 cm water phantom)."""

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
from phantomscope.digital.places import Place, places, rods_where_off
from phantomscope.digital.scene import AIR_HU, Bar, Rod, Scene, Section
from phantomscope.digital.truth import ModuleTruth

BODY_RADIUS = 107.5
WATER_RADIUS = 100.0
CAP = 5.0
"""Thickness of the vessel's ends in mm."""
WATER_HU = 0.0
PLEXIGLASS_HU = 120.0
BLOCK_SIZE = 110.0
BLOCK_HALF_LENGTH = 12.0
FINE_PATTERNS: Mapping[float, tuple[float, float]] = {0.6: (-22.5, 19.0), 0.5: (-30.0, 27.5)}
"""Middles of the patterns that pylinac doesn't look at, by the width of a bar."""
PATTERN_SIZE = 9.0
BAR_LENGTH = 9.0
MEMBRANE_POSITION = 40.0
MEMBRANE_THICKNESS = 1.5
MEMBRANE_HU = -35.0
MEMBRANE_RADIUS = 90.0
HOLE_DIAMETERS = (10.0, 7.5, 5.0, 3.0, 1.0)
HOLES_IN_A_ROW = 3
THICKNESS_LINES = 13
THICKNESS_LINE_PITCH = 6.0
THICKNESS_LINE_DISTANCE = 46.0
_CONTRAST, _SHARP, _LOW, _UNIFORM = "contrast_scale", "high_contrast", "low_contrast", "noise_uniformity"


@dataclass(frozen=True, slots=True)
class HeliosGeometry:
    """The parts of the phantom.

    Attributes:
        offsets: z of each module's middle by name.
        contrast: Places of the contrast scale: in the block and in the water.
        patterns: Bar patterns in the block that are judged, from the widest bars.
        uniform: Places in the water by name.
        cell_size: Side of a cell of the grid that is laid over the water, in mm.
    """

    offsets: Mapping[str, float]
    contrast: Mapping[str, Place]
    patterns: tuple[BarPattern, ...]
    uniform: Mapping[str, Place]
    cell_size: float


@cache
def helios_geometry() -> HeliosGeometry:
    """The geometry from pylinac's class data. Loads pylinac: never call this in the process of the window."""
    from pylinac import helios  # slow and large

    settings = helios.HeliosHighContrastModule.roi_settings
    patterns = [
        _pattern(spot.x, spot.y, settings[name]["bar_size"], spot.radius)
        for name, spot in places(settings).items()
    ]
    water = float(helios.SECTION_3_OFFSET_MM)
    return HeliosGeometry(
        offsets={_CONTRAST: 0.0, _SHARP: 0.0, _LOW: water, _UNIFORM: water},
        contrast=places(helios.HeliosContrastScaleModule.roi_settings),
        patterns=tuple(sorted(patterns, key=lambda pattern: pattern.group.frequency)),
        uniform=places(helios.HeliosNoiseUniformityModule.roi_settings),
        cell_size=helios.HeliosLowContrastModule.cell_size,
    )


class GEHelios(DigitalPhantom):
    """The GE daily phantom. `value_error` may name the block, and the places in the water."""

    name = "GE Helios daily"
    class_name = "GEHeliosCTDaily"
    default_options = ScanOptions(slice_thickness=5.0, air_slices=2, noise=3.2)
    module_names = (_CONTRAST, _SHARP, _LOW, _UNIFORM)
    region_names = ("Plexiglass", "Water", "Center", "12 o'clock", "3 o'clock")
    extent = (-25.0, 85.0)
    half_width = half_height = BODY_RADIUS

    @cached_property
    def geometry(self) -> HeliosGeometry:
        """Where its parts are. Loads pylinac."""
        return helios_geometry()

    def module_positions(self) -> Mapping[str, float]:
        return self.geometry.offsets

    def scene(self, options: ScanOptions) -> Scene:
        errors, geometry = options.value_error, self.geometry
        lower, upper = self.extent
        water = Rod(0.0, 0.0, WATER_RADIUS, lower + CAP, upper - CAP, WATER_HU - PLEXIGLASS_HU)
        block_ends = -BLOCK_HALF_LENGTH, BLOCK_HALF_LENGTH
        beyond = MEMBRANE_POSITION + MEMBRANE_THICKNESS
        return Scene(
            BODY_RADIUS,
            (Section(lower, upper, PLEXIGLASS_HU),),
            (
                water,
                *self._block(PLEXIGLASS_HU + errors.get("Plexiglass", 0.0) - WATER_HU),
                *rods_where_off({"Water": geometry.contrast["Water"]}, errors, *block_ends),
                *_membrane(),
                *rods_where_off(geometry.uniform, errors, beyond, upper - CAP),
            ),
        )

    def module_truths(
        self, options: ScanOptions, canvas: Canvas, layout: Layout
    ) -> Mapping[str, ModuleTruth]:
        geometry, errors = self.geometry, options.value_error
        nominal = {"Plexiglass": PLEXIGLASS_HU} | dict.fromkeys(
            ("Water", "Center", "12 o'clock", "3 o'clock"), WATER_HU
        )
        values = {name: value + errors.get(name, 0.0) for name, value in nominal.items()}
        outer = (values["12 o'clock"] + values["3 o'clock"]) / 2
        pixels_across_cell = geometry.cell_size / options.pixel_spacing
        quantities: dict[str, Mapping[str, float]] = {
            _CONTRAST: {"difference (HU)": values["Plexiglass"] - values["Water"]},
            _SHARP: pattern_resolution(geometry.patterns, canvas, _pedestal(values["Plexiglass"])),
            _LOW: {
                "mean (HU)": WATER_HU,
                "standard deviation of cells (HU)": options.noise / pixels_across_cell,
            },
            _UNIFORM: {
                "noise (HU)": options.noise,
                "outer mean (HU)": outer,
                "center minus outer (HU)": values["Center"] - outer,
            },
        }
        spots: dict[str, Mapping[str, Place]] = {_CONTRAST: geometry.contrast, _UNIFORM: geometry.uniform}
        return {
            name: layout.module(
                position,
                WATER_HU,
                {
                    region: spot.region(canvas, values[region], nominal[region])
                    for region, spot in spots.get(name, {}).items()
                },
                quantities[name],
            )
            for name, position in geometry.offsets.items()
        }

    def _block(self, contrast: float) -> Iterator[Bar]:
        """A block in the water, with slots full of water for resolution, and of air for slice thickness."""
        ends = -BLOCK_HALF_LENGTH, BLOCK_HALF_LENGTH
        yield Bar(0.0, 0.0, BLOCK_SIZE, BLOCK_SIZE, 0.0, *ends, contrast)
        fine = (_pattern(x, y, width, 2.5) for width, (x, y) in FINE_PATTERNS.items())
        for pattern in (*self.geometry.patterns, *fine):
            yield from pattern.bars(*ends, -contrast)
        for side in (-1, 1):
            for number in range(THICKNESS_LINES):
                step = number - (THICKNESS_LINES - 1) / 2
                x, y = side * THICKNESS_LINE_DISTANCE, step * THICKNESS_LINE_PITCH
                yield Bar(x, y, 1.0, 8.0, 0.0, step - 0.5, step + 0.5, AIR_HU - WATER_HU - contrast)


def _pattern(x: float, y: float, bar_size: float, reach: float) -> BarPattern:
    group = LinePairGroup(0.5 / bar_size, max(4, math.floor(PATTERN_SIZE / (2 * bar_size) + 0.5)), 90.0)
    return BarPattern(x, y, group, BAR_LENGTH, reach, is_round=False)


def _pedestal(block: float) -> float:
    """Where zero is on the scale of the bars' contrast, bars of water in a block of so many HU."""
    return block / (WATER_HU - block) if block != WATER_HU else 0.0


def _membrane() -> Iterator[Rod]:
    """A thin disc across the water with rows of holes."""
    ends = MEMBRANE_POSITION - MEMBRANE_THICKNESS / 2, MEMBRANE_POSITION + MEMBRANE_THICKNESS / 2
    yield Rod(0.0, 0.0, MEMBRANE_RADIUS, *ends, MEMBRANE_HU - WATER_HU)
    for row, diameter in enumerate(HOLE_DIAMETERS):
        for number in range(HOLES_IN_A_ROW):
            x, y = (number - 1) * 2 * diameter, 18.0 * (row - 2)
            yield Rod(x, y, diameter / 2, *ends, WATER_HU - MEMBRANE_HU)


PHANTOM = GEHelios()
