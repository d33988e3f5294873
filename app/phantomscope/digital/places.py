"""Places in a module's plane, and what pylinac's tables of regions say of them.

Lengths are mm; x runs right and y down in an image of the phantom without roll; angles are degrees, clockwise
on the screen from the right.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from phantomscope.digital.painting import Canvas
from phantomscope.digital.scene import Rod
from phantomscope.digital.truth import RegionTruth

MARGIN = 2.0
"""By how much (mm) a place that is off in a uniform material is larger than what pylinac looks at."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a module's plane, of a certain radius."""

    x: float
    y: float
    radius: float

    def rod(self, lower: float, upper: float, contrast: float) -> Rod:
        """A rod here, from z = `lower` to `upper`."""
        return Rod(self.x, self.y, self.radius, lower, upper, contrast)

    def region(self, canvas: Canvas, value: float, nominal: float | None = None) -> RegionTruth:
        """What is true of a region here."""
        return RegionTruth(value, *canvas.pixel(self.x, self.y), self.radius, nominal)


def place(angle: float, distance: float, radius: float) -> Place:
    """The place at `angle` degrees and `distance` mm from the axis."""
    return Place(distance * math.cos(math.radians(angle)), distance * math.sin(math.radians(angle)), radius)


def places(settings: Mapping[str, Mapping[str, Any]], radius: float | None = None) -> dict[str, Place]:
    """The places of a table of pylinac's (``roi_settings``), of its own radii unless told one.

    Only angle, distance and size are read, which no analysis ever changes: pylinac writes sizes in pixels and
    expected values into the same tables. Of a rectangle the radius is that of the circle inside.
    """
    return {
        name: place(at["angle"], at["distance"], _radius(at) if radius is None else radius)
        for name, at in settings.items()
    }


def rods_where_off(
    uniform: Mapping[str, Place], value_error: Mapping[str, float], lower: float, upper: float
) -> Iterator[Rod]:
    """In a uniform material, a rod at each place whose value is to be off."""
    for name, spot in uniform.items():
        error = value_error.get(name, 0.0)
        if error:
            yield Rod(spot.x, spot.y, spot.radius + MARGIN, lower, upper, error)


def _radius(settings: Mapping[str, Any]) -> float:
    if "radius" in settings:
        return float(settings["radius"])
    return min(float(settings["width"]), float(settings["height"])) / 2
