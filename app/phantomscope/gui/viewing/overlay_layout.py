"""What is written on the slice, and in which corner; kept among the settings as text."""

import enum
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class Corner(enum.Enum):
    """A corner of the picture; the value is its name in the settings."""

    TOP_LEFT = "top left"
    TOP_RIGHT = "top right"
    BOTTOM_LEFT = "bottom left"
    BOTTOM_RIGHT = "bottom right"


class Field(enum.Enum):
    """Something that can be written; the value is its name in the settings. So they stand in a corner."""

    PATIENT = "patient"
    SERIES = "series"
    SLICE = "slice"
    POSITION = "position"
    THICKNESS = "thickness"
    SPACING = "spacing"
    PIXEL = "pixel"
    TECHNIQUE = "technique"
    DATE = "date"
    STATION = "station"
    FILE = "file"
    WINDOW = "window"
    ZOOM = "zoom"


FROM_THE_HEADER = frozenset({Field.PATIENT, Field.TECHNIQUE, Field.DATE})
"""What the index does not hold: it is read anew of every slice."""


@dataclass(frozen=True, slots=True)
class OverlayLayout:
    """What stands where.

    Attributes:
        is_on: Whether anything is written at all.
        places: The corner of each field that is written.
    """

    is_on: bool
    places: Mapping[Field, Corner]

    def fields_in(self, corner: Corner) -> tuple[Field, ...]:
        """What stands in a corner, from the top down."""
        return tuple(field for field in Field if self.places.get(field) is corner)

    def text(self) -> str:
        """As the settings keep it."""
        places = {field.value: corner.value for field, corner in self.places.items()}
        return json.dumps({"on": self.is_on, "places": places})


DEFAULT = OverlayLayout(
    True,
    {
        Field.SLICE: Corner.TOP_RIGHT,
        Field.POSITION: Corner.TOP_RIGHT,
        Field.THICKNESS: Corner.BOTTOM_LEFT,
        Field.SPACING: Corner.BOTTOM_LEFT,
    },
)


def layout_from(text: str) -> OverlayLayout:
    """What the settings keep; the default where that is no layout. Names that mean nothing are left out."""
    try:
        kept: Any = json.loads(text) if text else None
    except (ValueError, RecursionError):
        kept = None
    places = kept.get("places") if isinstance(kept, dict) else None
    if not isinstance(places, dict) or not isinstance(kept.get("on"), bool):
        return DEFAULT
    corners = {corner.value: corner for corner in Corner}
    found = {field: places.get(field.value) for field in Field}
    return OverlayLayout(
        kept["on"],
        {field: corners[name] for field, name in found.items() if isinstance(name, str) and name in corners},
    )
