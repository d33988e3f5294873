"""Where the pointer is and what is there, as text: pixel, place in the patient, value with its unit."""

import math
from dataclasses import dataclass

from phantomscope.analysis.results import shown
from phantomscope.gui.viewing.loaded_slice import LoadedSlice
from phantomscope.stack.series import normal
from phantomscope.stack.slice_header import PixelFormat, SliceHeader, Vector

_NEAR = 0.999  # cosine: up to 2.6 degrees off an axis a place is told along that axis
_STRAIGHT_MM = (
    0.1  # how much a coordinate may change over a slice on which it counts as the same: as it is shown
)
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
    that it could be said of. Without a type, CT values are HU except in localizers (PS3.3, C.8.2.1.1.2); a
    type that says that none is specified ("US", "NORMALIZED") is as good as none.
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
    return "HU" if modality == "CT" and not header.series.localizer else "value"


def patient_point(header: SliceHeader, column: float, row: float) -> Vector | None:
    """The centre of a pixel in patient coordinates in mm (PS3.3, C.7.6.2.1.1, equation C.7.6.2.1-1)."""
    orientation, spacing, origin = header.plane.orientation, header.plane.spacing, header.position
    if orientation is None or spacing is None or origin is None:
        return None
    right, down = column * spacing[1], row * spacing[0]
    x, y, z = (origin[axis] + right * orientation[axis] + down * orientation[axis + 3] for axis in range(3))
    return x, y, z


@dataclass(frozen=True, slots=True)
class SlicePlace:
    """Where a slice lies, as one number.

    Attributes:
        millimetres: How far along.
        axis: Along which of the patient's axes, 0 to 2 for x to z; None along the slice's own normal.
        central: Whether only the slice's centre lies there, since the slice is tilted against that axis.
    """

    millimetres: float
    axis: int | None = None
    central: bool = False


def slice_place(header: SliceHeader, position: float | None) -> SlicePlace | None:
    """A slice's place; None where nothing says it.

    Where the normal is one of the patient's axes, or within 2.6 degrees of it, that is the coordinate of the
    slice's centre along this axis, so that it agrees with the coordinates of the pointer there; on a slice
    that is not tilted it is that of ImagePositionPatient too. A distance along a normal that is a little off
    would be neither.

    Args:
        header: The slice's.
        position: How far it lies along its series' normal in mm.
    """
    axis = _near_axis(header)
    if axis is not None and header.position is not None:
        straight = _straight_axis(header) == axis
        centre = patient_point(header, (header.format.columns - 1) / 2, (header.format.rows - 1) / 2)
        if centre is not None:
            return SlicePlace(centre[axis], axis, central=not straight)
        if straight:
            return SlicePlace(header.position[axis], axis)
    return SlicePlace(position) if position is not None else None


def position_text(header: SliceHeader, position: float | None) -> str:
    """A slice's physical position, as ``slice_place`` has it; may be empty.

    "z −12.5 mm"; "z −12.5 mm at the centre" of a slice that is a little tilted; "at −12.5 mm" along a normal.
    """
    place = slice_place(header, position)
    if place is None:
        return ""
    if place.axis is None:
        return f"at {millimetres(place.millimetres)} mm"
    said = f"{_AXES[place.axis]} {millimetres(place.millimetres)} mm"
    return f"{said} at the centre" if place.central else said


def _place_text(header: SliceHeader, column: int, row: int) -> str:
    """The two coordinates that change on the slice; all three where the third does, too."""
    point = patient_point(header, column, row)
    if point is None:
        return ""
    straight = _straight_axis(header)
    named = (f"{_AXES[axis]} {millimetres(point[axis])}" for axis in range(3) if axis != straight)
    return "  ".join(named) + " mm"


def _straight_axis(header: SliceHeader) -> int | None:
    """The axis along which all of the slice has the same coordinate, to what is shown of it.

    Without a pixel spacing one of 1 mm is assumed.
    """
    cosines, axis = header.plane.orientation, _near_axis(header)
    if cosines is None or axis is None:
        return None
    height, width = header.plane.spacing or (1.0, 1.0)
    right, down = (header.format.columns - 1) * width, (header.format.rows - 1) * height
    changes = abs(cosines[axis]) * right + abs(cosines[axis + 3]) * down
    return axis if changes <= _STRAIGHT_MM else None


def _near_axis(header: SliceHeader) -> int | None:
    direction = normal(header)
    return next((axis for axis in range(3) if direction and abs(direction[axis]) > _NEAR), None)


def millimetres(value: float) -> str:
    """To a tenth, with a true minus."""
    return f"{round(value, 1) + 0.0:.1f}".replace("-", "\N{MINUS SIGN}")
