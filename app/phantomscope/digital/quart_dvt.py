"""The digital Quart DVT phantom, with its water vial."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from statistics import NormalDist

from phantomscope.digital.layout import Layout
from phantomscope.digital.options import ScanOptions
from phantomscope.digital.painting import Canvas
from phantomscope.digital.phantom import DigitalPhantom
from phantomscope.digital.places import Place, place, places, rods_where_off
from phantomscope.digital.scene import AIR_HU, Bar, Rod, Scene, Section, Sheet
from phantomscope.digital.truth import ModuleTruth

BODY_RADIUS = 80.0
INSERTS = ("Air", "Poly", "Acrylic", "Teflon", "Water")
"""pylinac's names. Acrylic is the body itself."""
INSERT_RADIUS = 7.5
VIAL_RADIUS = 14.0
INSERT_HALF_LENGTH = 15.0
BLOCK_LENGTH = 28.0
BLOCK_WIDTH = 20.0
SEAM = 0.1
"""Thickness of the air around the blocks in mm."""
RAMP_ANGLE = 30.0
SLOT_THICKNESS = 0.55
"""Read, like the blocks and inserts, from a scan of the phantom."""
HOLE_RADIUS = 2.3
HOLE_DISTANCE = 65.0
HOLE_DEPTH = 25.0
EDGE_HU = (-700.0, -200.0)
_HU, _UNIFORM, _GEOMETRY = "hu_module", "uniformity_module", "geometric_module"


@dataclass(frozen=True, slots=True)
class QuartGeometry:
    """The parts of the phantom.

    Attributes:
        offsets: z of each module's middle by name.
        nominal_hu: By insert name.
        inserts: By insert name.
        second_air: The lower air hole, by which pylinac finds the roll; it isn't judged.
        uniform: Places in the uniformity module by name.
        ramps: Middles of the blocks that hold a slot, by name.
        ramp_reach: How much of a slot's width pylinac looks at, in mm.
    """

    offsets: Mapping[str, float]
    nominal_hu: Mapping[str, float]
    inserts: Mapping[str, Place]
    second_air: Place
    uniform: Mapping[str, Place]
    ramps: Mapping[str, Place]
    ramp_reach: float


@cache
def quart_geometry() -> QuartGeometry:
    """The geometry from pylinac's class data. Loads pylinac: never call this in the process of the window."""
    from pylinac import quart  # slow and large

    inserts = places(quart.QuartHUModule.roi_settings, INSERT_RADIUS)
    inserts["Water"] = Place(inserts["Water"].x, inserts["Water"].y, VIAL_RADIUS)
    return QuartGeometry(
        offsets={
            _HU: 0.0,
            _UNIFORM: float(quart.UNIFORMITY_OFFSET_MM),
            _GEOMETRY: float(quart.GEOMETRY_OFFSET_MM),
        },
        nominal_hu={name: float(getattr(quart, name.upper())) for name in INSERTS},
        inserts=inserts,
        second_air=Place(-inserts["Air"].x, -inserts["Air"].y, INSERT_RADIUS),
        uniform=places(quart.QuartUniformityModule.roi_settings),
        ramps=places(quart.QuartHUModule.thickness_roi_settings),
        ramp_reach=float(quart.QuartHUModule.thickness_roi_settings["Top"]["height"]),
    )


class QuartDVT(DigitalPhantom):
    """The Quart DVT phantom. `value_error` may name its inserts and the places in its uniformity module.

    A vial that is more than 50 HU off isn't taken for water by pylinac, and then not judged.
    """

    name = "Quart DVT"
    class_name = "QuartDVT"
    default_options = ScanOptions(noise=6.0)
    module_names = (_HU, _UNIFORM, _GEOMETRY)
    region_names = (*INSERTS, "Top", "Right", "Bottom", "Left", "Center")
    extent = (-78.0, 78.0)
    half_width = half_height = BODY_RADIUS

    @cached_property
    def geometry(self) -> QuartGeometry:
        """Where its parts are. Loads pylinac."""
        return quart_geometry()

    def module_positions(self) -> Mapping[str, float]:
        return self.geometry.offsets

    def scene(self, options: ScanOptions) -> Scene:
        errors = options.value_error
        body = self.geometry.nominal_hu["Acrylic"]
        return Scene(
            BODY_RADIUS,
            (Section(*self.extent, body),),
            (
                *self._inserts(errors),
                *self._block_seams(AIR_HU - body),
                *self._holes(AIR_HU - body),
                *rods_where_off(self.geometry.uniform, errors, self.extent[0], -INSERT_HALF_LENGTH - 5.0),
            ),
            sheets=tuple(self._slots(AIR_HU - body)),
        )

    def module_truths(
        self, options: ScanOptions, canvas: Canvas, layout: Layout
    ) -> Mapping[str, ModuleTruth]:
        geometry, errors = self.geometry, options.value_error
        body = geometry.nominal_hu["Acrylic"]
        inserts = {
            name: spot.region(
                canvas, geometry.nominal_hu[name] + errors.get(name, 0.0), geometry.nominal_hu[name]
            )
            for name, spot in geometry.inserts.items()
        }
        uniform = {
            name: spot.region(canvas, body + errors.get(name, 0.0), body)
            for name, spot in geometry.uniform.items()
        }
        quantities = {
            _HU: {
                "slice thickness (mm)": options.slice_thickness,
                "slice thickness (mm), as pylinac reads it": self._read_thickness(options),
            }
            | self._noise_ratios(options),
            _UNIFORM: {},
            _GEOMETRY: {
                "horizontal (mm)": 2 * BODY_RADIUS,
                "vertical (mm)": 2 * BODY_RADIUS,
                "edge width (mm)": _edge_width(body, canvas.sigma),
            },
        }
        regions = {_HU: inserts, _UNIFORM: uniform, _GEOMETRY: {}}
        return {
            name: layout.module(position, body, regions[name], quantities[name])
            for name, position in geometry.offsets.items()
        }

    def _read_thickness(self, options: ScanOptions) -> float:
        """pylinac takes the extremes across an upright region, in which a rolled slot is so much wider.

        It averages three slices where they are thinner than 3.5 mm.
        """
        widening = self.geometry.ramp_reach * math.tan(math.radians(abs(options.roll)))
        slices = 3 if options.slice_thickness < 3.5 else 1
        return options.slice_thickness + widening * math.tan(math.radians(RAMP_ANGLE)) / slices

    def _noise_ratios(self, options: ScanOptions) -> dict[str, float]:
        """As pylinac defines them: of polystyrene above air, and against acrylic."""
        if not options.noise:
            return {}
        poly, acrylic = (
            self.geometry.nominal_hu[name] + options.value_error.get(name, 0.0)
            for name in ("Poly", "Acrylic")
        )
        return {
            "signal to noise": (poly - AIR_HU) / options.noise,
            "contrast to noise": abs(poly - acrylic) / options.noise,
        }

    def _inserts(self, errors: Mapping[str, float]) -> Iterator[Rod]:
        geometry = self.geometry
        body = geometry.nominal_hu["Acrylic"]
        ends = -INSERT_HALF_LENGTH, INSERT_HALF_LENGTH
        yield geometry.second_air.rod(*ends, AIR_HU - body)
        for name, spot in geometry.inserts.items():
            contrast = geometry.nominal_hu[name] + errors.get(name, 0.0) - body
            if contrast:
                yield spot.rod(*ends, contrast)

    def _slots(self, contrast: float) -> Iterator[Sheet]:
        """The upper slot climbs to the right, the lower one to the left."""
        for name, spot in self.geometry.ramps.items():
            angle = RAMP_ANGLE if name == "Top" else -RAMP_ANGLE
            half = BLOCK_LENGTH / 2
            yield Sheet(spot.x, spot.y, 0.0, 0.0, angle, half, BLOCK_WIDTH, contrast * SLOT_THICKNESS)

    def _block_seams(self, contrast: float) -> Iterator[Bar]:
        ends = -INSERT_HALF_LENGTH, INSERT_HALF_LENGTH
        for spot in self.geometry.ramps.values():
            for side in (-0.5, 0.5):
                y, x = spot.y + side * BLOCK_WIDTH, spot.x + side * BLOCK_LENGTH
                yield Bar(spot.x, y, SEAM, BLOCK_LENGTH, 0.0, *ends, contrast)
                yield Bar(x, spot.y, SEAM, BLOCK_WIDTH, 90.0, *ends, contrast)

    def _holes(self, contrast: float) -> Iterator[Rod]:
        """Three holes in each end of the body."""
        for angle in (-90.0, 30.0, 150.0):
            spot = place(angle, HOLE_DISTANCE, HOLE_RADIUS)
            yield spot.rod(self.extent[0], self.extent[0] + HOLE_DEPTH, contrast)
            yield spot.rod(self.extent[1] - HOLE_DEPTH, self.extent[1], contrast)


def _edge_width(body: float, sigma: float) -> float:
    """Distance in mm between the two values of `EDGE_HU` on the body's blurred edge."""
    low, high = (NormalDist().inv_cdf((value - AIR_HU) / (body - AIR_HU)) for value in EDGE_HU)
    return (high - low) * sigma


PHANTOM = QuartDVT()
