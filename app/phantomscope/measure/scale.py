"""How long a pixel is: millimetres where the slice says so, pixels where it does not."""

import math
from dataclasses import dataclass

Point = tuple[float, float]
"""Column and row in pixels, pixel centres at whole numbers, as outlines of an analysis have them."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The size of a pixel.

    Attributes:
        right: From one column to the next.
        down: From one row to the next.
        unit: Of both: "mm", or "px" where the slice has no PixelSpacing.
    """

    right: float = 1.0
    down: float = 1.0
    unit: str = "px"

    @classmethod
    def of(cls, spacing: tuple[float, float] | None) -> "Scale":
        """From PixelSpacing (PS3.3, 10.7.1.3): mm between rows first, then between columns.

        Pixels where it is missing or makes no sense.
        """
        if spacing is None or not all(math.isfinite(one) and one > 0 for one in spacing):
            return cls()
        return cls(spacing[1], spacing[0], "mm")

    @property
    def area_unit(self) -> str:
        """The unit of areas."""
        return "mm²" if self.unit == "mm" else "px"

    @property
    def pixel_area(self) -> float:
        """The area of one pixel."""
        return self.right * self.down

    @property
    def finest(self) -> float:
        """The shorter side of a pixel."""
        return min(self.right, self.down)

    def length(self, start: Point, end: Point) -> float:
        """The distance of two points, in the unit."""
        return math.hypot((end[0] - start[0]) * self.right, (end[1] - start[1]) * self.down)

    def angle(self, start: Point, vertex: Point, end: Point) -> float | None:
        """The angle at a vertex in the patient, in degrees, 0 to 180; None where a leg has no length."""
        ax, ay = (start[0] - vertex[0]) * self.right, (start[1] - vertex[1]) * self.down
        bx, by = (end[0] - vertex[0]) * self.right, (end[1] - vertex[1]) * self.down
        if (ax == ay == 0) or (bx == by == 0):
            return None
        return math.degrees(abs(math.atan2(ax * by - ay * bx, ax * bx + ay * by)))

    def straight(self, start: Point, end: Point) -> Point:
        """The end moved so that it lies right beside or right above or below the start."""
        across, along = abs(end[0] - start[0]) * self.right, abs(end[1] - start[1]) * self.down
        return (end[0], start[1]) if across >= along else (start[0], end[1])

    def square(self, corner: Point, opposite: Point) -> Point:
        """The opposite corner moved so that both sides are as long as the longer one."""
        across, along = (opposite[0] - corner[0]) * self.right, (opposite[1] - corner[1]) * self.down
        side = max(abs(across), abs(along))
        x = corner[0] + math.copysign(side, across) / self.right
        return x, corner[1] + math.copysign(side, along) / self.down
