"""A phantom as solids in space, and the slices that a scanner would make of it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from phantomscope.digital.painting import Canvas, FloatArray, Patch

AIR_HU = -1000.0


@dataclass(frozen=True, slots=True)
class Section:
    """A length of the phantom's body, of one material. `lower` and `upper` in mm along the axis."""

    lower: float
    upper: float
    value: float


@dataclass(frozen=True, slots=True)
class Rod:
    """A cylinder along the axis; `contrast` is its value minus that of the body around it. Lengths in mm."""

    x: float
    y: float
    radius: float
    lower: float
    upper: float
    contrast: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A flat bar, `length` along `angle` (degrees) in the plane and `width` across it. Lengths in mm."""

    x: float
    y: float
    width: float
    length: float
    angle: float
    lower: float
    upper: float
    contrast: float


@dataclass(frozen=True, slots=True)
class Wire:
    """A thin wire through (x, y, z) that climbs along `angle`, at `ramp_angle` to the slice plane.

    Attributes:
        x, y, z: Where the wire's middle is, in mm.
        angle: Direction in the plane, in degrees, in which the wire climbs.
        ramp_angle: Angle between wire and plane in degrees; negative where it falls.
        half_length: Half its length as projected on the plane, in mm.
        strength: Contrast times cross-section, in value times mm².
    """

    x: float
    y: float
    z: float
    angle: float
    ramp_angle: float
    half_length: float
    strength: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A thin flat sheet, such as a slot, that climbs along `angle`, at `ramp_angle` to the slice plane.

    Attributes:
        x, y, z: Where the sheet's middle is, in mm.
        angle: Direction in the plane, in degrees, in which the sheet climbs.
        ramp_angle: Angle between sheet and plane in degrees; negative where it falls.
        half_length: Half its length as projected on the plane, in mm.
        width: In mm, in the plane and across `angle`.
        strength: Contrast times the sheet's own thickness, in value times mm.
    """

    x: float
    y: float
    z: float
    angle: float
    ramp_angle: float
    half_length: float
    width: float
    strength: float


def coverage(position: float, thickness: float, lower: float, upper: float) -> float:
    """The part (0 to 1) of a slice about `position` that lies between `lower` and `upper`. All in mm."""
    shared = min(position + thickness / 2, upper) - max(position - thickness / 2, lower)
    return max(0.0, shared) / thickness


@dataclass(frozen=True, slots=True)
class Scene:
    """A phantom in air (or whatever its surroundings are): a cylinder, round or elliptical.

    Attributes:
        radius: Radius of the body in mm; half its width where it is elliptical.
        sections: The body, length by length.
        solids: Rods and bars in it.
        wires: Wires in it.
        outside: Value around the body.
        sheets: Sheets in it.
        half_height: Half the height of an elliptical body in mm; None where it is round.
    """

    radius: float
    sections: Sequence[Section]
    solids: Sequence[Rod | Bar]
    wires: Sequence[Wire] = ()
    outside: float = AIR_HU
    sheets: Sequence[Sheet] = ()
    half_height: float | None = None


class SceneSlicer:
    """Makes noise-free slices of a scene, one at a time.

    A slice sees what lies within its thickness, all of it alike (a rectangular sensitivity profile), so that
    what fills a part of the thickness counts in proportion. Every shape is drawn once, when first met.
    """

    def __init__(self, scene: Scene, canvas: Canvas, thickness: float) -> None:
        self._scene = scene
        self._canvas = canvas
        self._thickness = thickness
        if scene.half_height is None:
            self._body = canvas.disc(0.0, 0.0, scene.radius)
        else:
            self._body = canvas.ellipse(scene.radius, scene.half_height)
        self._patches: dict[Rod | Bar, Patch] = {}

    def slice_at(self, position: float) -> FloatArray:
        """Values (rows, columns), float32, of the slice centred at `position` mm along the axis."""
        outside = self._scene.outside
        image = np.full((self._canvas.rows, self._canvas.columns), outside, dtype=np.float32)
        amount = sum(
            (section.value - outside) * self._coverage(position, section.lower, section.upper)
            for section in self._scene.sections
        )
        if amount:
            self._body.add_to(image, amount)
        for solid in self._scene.solids:
            part = self._coverage(position, solid.lower, solid.upper)
            if part:
                self._patch(solid).add_to(image, part * solid.contrast)
        for wire in self._scene.wires:
            self._add_wire(image, wire, position)
        for sheet in self._scene.sheets:
            self._add_sheet(image, sheet, position)
        return image

    def _coverage(self, position: float, lower: float, upper: float) -> float:
        return coverage(position, self._thickness, lower, upper)

    def _patch(self, solid: Rod | Bar) -> Patch:
        patch = self._patches.get(solid)
        if patch is None:
            if isinstance(solid, Rod):
                patch = self._canvas.disc(solid.x, solid.y, solid.radius)
            else:
                patch = self._canvas.bar(solid.x, solid.y, solid.width, solid.length, solid.angle)
            self._patches[solid] = patch
        return patch

    def _add_wire(self, image: FloatArray, wire: Wire, position: float) -> None:
        """A mm of the plane holds 1/cos(ramp angle) mm of wire, and the slice averages over its thickness."""
        start, end = self._stretch(wire, position)
        if start < end:
            density = wire.strength / math.cos(math.radians(wire.ramp_angle)) / self._thickness
            self._canvas.line(wire.x, wire.y, wire.angle, start, end).add_to(image, density)

    def _add_sheet(self, image: FloatArray, sheet: Sheet, position: float) -> None:
        """Along the axis a sheet is 1/cos(ramp angle) as thick as across it; the slice averages."""
        start, end = self._stretch(sheet, position)
        if start < end:
            cosine, sine = math.cos(math.radians(sheet.angle)), math.sin(math.radians(sheet.angle))
            middle = (start + end) / 2
            x, y = sheet.x + middle * cosine, sheet.y + middle * sine
            amount = sheet.strength / math.cos(math.radians(sheet.ramp_angle)) / self._thickness
            self._canvas.bar(x, y, sheet.width, end - start, sheet.angle).add_to(image, amount)

    def _stretch(self, ramp: Wire | Sheet, position: float) -> tuple[float, float]:
        """Where along its angle a ramp is inside the slice: the thickness over the ramp angle's tangent."""
        slope = math.tan(math.radians(ramp.ramp_angle))
        ends = sorted((position + half * self._thickness - ramp.z) / slope for half in (-0.5, 0.5))
        return max(ends[0], -ramp.half_length), min(ends[1], ramp.half_length)
