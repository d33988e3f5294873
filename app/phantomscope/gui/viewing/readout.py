"""Where the pointer is and what is there, as text: pixel, place in the patient, value with its unit."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from phantomscope.analysis.results import shown
from phantomscope.gui.viewing.loaded_slice import LoadedSlice
from phantomscope.stack.series import normal
from phantomscope.stack.slice_header import PixelFormat, SliceHeader, Vector

_ALONG = 0.999  # cosine from which on a direction counts as an axis
_AXES = "xyz"
_UNSPECIFIED = ("US", "NORMALIZED")
# The defined terms of Rescale Type that are no units by themselves.
_UNITS = {
    "HU": "HU",
    "HU_MOD": "HU (modified)",
    "OD": "OD/1000",
    "MGML": "mg/ml",
    "Z_EFF": "effective Z",
    "ED": "10²³ e/ml",
    "EDW": "electron density to water",
    "PCT": "%",
}
_LONGEST_UNIT = 16
_PADDED = " (padding)"


@dataclass(frozen=True, slots=True)
class Readout:
    """What the status bar says about the pixel under the pointer.

    Attributes:
        place: Its place in the image plane in mm; empty where the geometry is unknown.
        pixel: Column and row, counted from 0.
        value: Its value with the unit.
    """

    place: str
    pixel: str
    value: str


def readout(loaded: LoadedSlice, column: int, row: int) -> Readout | None:
    """Describe one pixel; None outside the image."""
    rows, columns = loaded.shape
    if not (0 <= column < columns and 0 <= row < rows):
        return None
    value = loaded.value(column, row)
    text = shown(value if math.isfinite(value) else str(value))
    return Readout(
        _place_text(loaded.header, column, row),
        f"column {column}, row {row}",
        f"{text} {unit(loaded.header)}{_PADDED if loaded.is_padding(column, row) else ''}",
    )


def unit(header: SliceHeader) -> str:
    """What the values mean: HU, another Rescale Type, "signal" for MR, else "value" or "stored value".

    A Rescale Type says what slope and intercept give (PS3.3, C.11.1.1.2); without these there is nothing
    that it could be said of. Without a type, CT values are HU except in localizers (PS3.3, C.8.2.1.1.2).
    """
    pixel_format: PixelFormat = header.format
    modality = header.series.modality
    if modality == "MR":
        return "signal"
    if pixel_format.modality_lut:
        return "value"
    if pixel_format.slope is None or pixel_format.intercept is None:
        return "stored value"
    rescale_type = pixel_format.rescale_type.strip()
    if rescale_type and rescale_type.upper() not in _UNSPECIFIED:
        return _UNITS.get(rescale_type.upper(), rescale_type[:_LONGEST_UNIT])
    return "HU" if modality == "CT" and (rescale_type or not header.series.localizer) else "value"


def patient_point(header: SliceHeader, column: float, row: float) -> Vector | None:
    """The centre of a pixel in patient coordinates in mm (PS3.3, C.7.6.2.1.1, equation C.7.6.2.1-1)."""
    orientation, spacing, origin = header.plane.orientation, header.plane.spacing, header.position
    if orientation is None or spacing is None or origin is None:
        return None
    right, down = column * spacing[1], row * spacing[0]
    x, y, z = (origin[axis] + right * orientation[axis] + down * orientation[axis + 3] for axis in range(3))
    return x, y, z


def position_text(header: SliceHeader, position: float | None) -> str:
    """A slice's physical position: "z −12.5 mm", or "at −12.5 mm" along a slanted normal; may be empty.

    Where the normal is one of the patient's axes the number is that of ImagePositionPatient itself, so that
    it agrees with the coordinates of the pointer; a distance along a normal that is a little off would not.
    """
    direction = normal(header)
    axis = _axis(direction) if direction is not None else None
    if axis is not None and header.position is not None:
        return f"{_AXES[axis]} {millimetres(header.position[axis])} mm"
    return "" if position is None else f"at {millimetres(position)} mm"


def _place_text(header: SliceHeader, column: int, row: int) -> str:
    """The two coordinates that change on the slice; all three where it lies aslant."""
    point = patient_point(header, column, row)
    cosines = header.plane.orientation
    if point is None or cosines is None:
        return ""
    across, down = _axis(cosines[:3]), _axis(cosines[3:])
    if across is None or down is None:
        named = zip(_AXES, point, strict=True)
        return "  ".join(f"{axis} {millimetres(value)}" for axis, value in named) + " mm"
    return f"{_AXES[across]} {millimetres(point[across])}  {_AXES[down]} {millimetres(point[down])} mm"


def _axis(direction: Sequence[float]) -> int | None:
    return next((axis for axis in range(3) if abs(direction[axis]) > _ALONG), None)


def millimetres(value: float) -> str:
    """To a tenth, with a true minus."""
    return f"{round(value, 1) + 0.0:.1f}".replace("-", "\N{MINUS SIGN}")
