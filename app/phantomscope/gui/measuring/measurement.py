"""A measurement as it is kept: a shape, its name, and the slices that it is measured on."""

from dataclasses import dataclass, replace
from typing import Self

from PySide6.QtCore import QCoreApplication

from phantomscope.gui.parts.marked import QT_TRANSLATE_NOOP
from phantomscope.measure.shapes import (
    Angle,
    CircleRegion,
    Distance,
    LineProfile,
    PolygonRegion,
    RectangleRegion,
    Shape,
)

CONTEXT = "Measuring"
KINDS: dict[type[Shape], str] = {
    Distance: QT_TRANSLATE_NOOP("Measuring", "Distance"),
    Angle: QT_TRANSLATE_NOOP("Measuring", "Angle"),
    LineProfile: QT_TRANSLATE_NOOP("Measuring", "Profile"),
    CircleRegion: QT_TRANSLATE_NOOP("Measuring", "Circle"),
    RectangleRegion: QT_TRANSLATE_NOOP("Measuring", "Rectangle"),
    PolygonRegion: QT_TRANSLATE_NOOP("Measuring", "Polygon"),
}
"""What each kind of shape is called."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """A shape on some slices of a series.

    Attributes:
        number: Tells it from all others, those of other series included.
        ordinal: Its number among those of its kind, for its usual name.
        shape: In pixels, pixel centres at whole numbers.
        slots: The slices, by their places in the series; None for all that there are.
        name: As the person calls it; empty for its usual name.
    """

    number: int
    ordinal: int
    shape: Shape
    slots: frozenset[int] | None
    name: str = ""

    def is_on(self, slot: int) -> bool:
        """Whether it is measured on a slice."""
        return self.slots is None or slot in self.slots

    @property
    def is_on_several(self) -> bool:
        """Whether it is measured on more than one slice."""
        return self.slots is None or len(self.slots) > 1

    def with_shape(self, shape: Shape) -> Self:
        """The same with another shape."""
        return replace(self, shape=shape)


def kind_of(shape: Shape) -> str:
    """What the kind of a shape is called."""
    return QCoreApplication.translate(CONTEXT, KINDS[type(shape)])


def usual_name(measurement: Measurement) -> str:
    """What it is called as long as nobody names it: "Circle 2"."""
    return f"{kind_of(measurement.shape)} {measurement.ordinal}"
