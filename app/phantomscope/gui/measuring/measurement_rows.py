"""The rows of the table of measurements: one a slice, and one for all slices of a measurement together."""

import csv
import io
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from phantomscope.gui.measuring.measurement import Measurement, kind_of
from phantomscope.gui.measuring.measurement_reader import (
    MeasurementReader,
    PooledReading,
    SliceReading,
    slots_of,
)
from phantomscope.gui.measuring.reading_text import note_text
from phantomscope.gui.parts.marked import translate
from phantomscope.gui.viewing.readout import patient_point, slice_place, unit
from phantomscope.measure.profile import Profile
from phantomscope.measure.reading import AngleReading, LengthReading, ProfileReading, RegionReading
from phantomscope.measure.shapes import CircleRegion, LineProfile, RectangleRegion, Shape, centre_of
from phantomscope.stack.slice_header import SeriesFacts, SliceHeader
from phantomscope.stack.slice_stack import SliceStack

Cell = str | float | int | None

_MOST_NAMED = 8

COLUMNS = (
    *("name", "kind", "slice", "position, mm", "axis"),
    *("length", "width", "height", "length unit", "angle °"),
    *("FWHM", "10–90 %", "mean", "SD", "median", "min", "max", "SNR", "unit"),
    *("area", "area unit", "pixels"),
    *("centre x, px", "centre y, px", "centre x, mm", "centre y, mm", "centre z, mm", "note"),
)
"""What a row says, in this order."""

AS_SCANNED = "slice as scanned"
SAVED_COLUMNS = ("series number", "series description", *COLUMNS[:3], AS_SCANNED, *COLUMNS[3:])
"""What a row of a saved table says: it is read far away from the scan, and from slices that are left out."""

NORMAL = "normal"
"""In place of an axis, for slices that lie aslant: their positions are distances along their normal."""

ALL = -1
"""In place of a slot, for all slices together."""

NAME, SLICE = COLUMNS.index("name"), COLUMNS.index("slice")
_FIRST_VALUE, _CENTRE = COLUMNS.index("length"), COLUMNS.index("centre x, px")


@dataclass(frozen=True, slots=True)
class MeasurementRow:
    """One row.

    Attributes:
        measurement: Of which.
        slot: The slice's place in the series; None for all slices of the measurement together.
        index: The slice's place in the stack as it is now; None for all together.
        cells: As ``COLUMNS``; None where there is nothing to say.
        region: What a region gave, for comparing it with another one.
    """

    measurement: Measurement
    slot: int | None
    index: int | None
    cells: tuple[Cell, ...]
    region: RegionReading | None

    @property
    def key(self) -> tuple[int, int]:
        """Tells it from all other rows."""
        return self.measurement.number, ALL if self.slot is None else self.slot


def rows_of(
    measurements: Sequence[Measurement],
    stack: SliceStack,
    reader: MeasurementReader,
    name_of: Callable[[Measurement], str],
) -> list[MeasurementRow]:
    """All rows of these measurements, with the values that are there by now."""
    places = {slot: place for place, slot in enumerate(stack.slots)}
    rows = []
    for one in measurements:
        slots = slots_of(one, stack)
        for slot in slots:
            place = places[slot]
            found = reader.reading(one.shape, slot)
            header = stack.slice_header(place)
            begin = (name_of(one), kind_of(one.shape), place + 1, *_place(header, stack.position(place)))
            values = _values(one, found, unit(header)) if found is not None else _nothing(reader.is_busy)
            reading = found.reading if found is not None else None
            cells = _with_centre((*begin, *values), one.shape, header)
            region = reading if isinstance(reading, RegionReading) else None
            rows.append(MeasurementRow(one, slot, place, cells, region))
        together = reader.together(one.shape, slots) if len(slots) > 1 else None
        if together is not None:
            unread = [places[slot] + 1 for slot in together.unread]
            begin_all = (name_of(one), kind_of(one.shape), _how_many(len(slots), len(unread)), None, None)
            values = _values(one, together, unit(stack.slice_header(places[slots[0]])))
            cells = _with_centre((*begin_all, *_noted(values, _unread_text(unread))), one.shape, None)
            rows.append(MeasurementRow(one, None, None, cells, together.reading))
    return rows


def _values(one: Measurement, found: SliceReading | PooledReading, value_unit: str) -> tuple[Cell, ...]:
    cells: dict[str, Cell] = dict.fromkeys(COLUMNS[_FIRST_VALUE:])
    reading, scale = found.reading, found.scale
    if reading is None:
        cells["note"] = translate("Measuring", "The slice can’t be read")
    elif isinstance(reading, LengthReading):
        cells |= {"length": reading.length, "length unit": reading.unit}
    elif isinstance(reading, AngleReading):
        cells["angle °"] = reading.degrees
    elif isinstance(reading, ProfileReading):
        half, edge = reading.half_maximum, reading.edge
        cells |= {"length": reading.length, "length unit": reading.unit, "unit": value_unit}
        cells["width"] = one.shape.width or None if isinstance(one.shape, LineProfile) else None
        cells |= {"FWHM": half.width if half else None, "10–90 %": edge.width if edge else None}
    else:
        cells |= _region_cells(reading, value_unit)
        shape = one.shape
        if isinstance(shape, CircleRegion):
            cells |= {"length": 2 * shape.radius, "length unit": scale.unit}
        elif isinstance(shape, RectangleRegion):
            (left, top), (right, bottom) = shape.corner, shape.opposite
            cells |= {"width": abs(right - left) * scale.right, "height": abs(bottom - top) * scale.down}
            cells["length unit"] = scale.unit
    notes = [note_text(reading)] if reading is not None else []
    if isinstance(found, PooledReading) and found.lacks_median:
        notes.append(translate("Measuring", "No median: too many different values to count them all"))
    cells["note"] = ". ".join(filter(None, notes)) or cells["note"]
    return tuple(cells.values())


def _nothing(is_busy: bool) -> tuple[Cell, ...]:
    """What stands where nobody has measured yet."""
    note = translate("Measuring", "being measured…") if is_busy else translate("Measuring", "not measured")
    return (*(None for _ in COLUMNS[_FIRST_VALUE + 1 :]), note)


def _how_many(slices: int, unread: int) -> str:
    if unread:
        return translate("Measuring", "{n} of {total}").format(n=slices - unread, total=slices)
    return translate("Measuring", "all {n}").format(n=slices)


def _unread_text(numbers: Sequence[int]) -> str:
    """Why not all slices count: "Without slice 3, which can’t be read"; empty where all do."""
    if not numbers:
        return ""
    if len(numbers) == 1:
        return translate("Measuring", "Without slice {n}, which can’t be read").format(n=numbers[0])
    named = ", ".join(str(number) for number in numbers[:_MOST_NAMED])
    named = named if len(numbers) <= _MOST_NAMED else f"{named}…"
    return translate("Measuring", "Without {n} slices, which can’t be read: {numbers}").format(
        n=len(numbers), numbers=named
    )


def _noted(values: tuple[Cell, ...], remark: str) -> tuple[Cell, ...]:
    """The same with a remark before what the note says."""
    note = ". ".join(str(one) for one in (remark, values[-1]) if one)
    return (*values[:-1], note or None)


def _region_cells(reading: RegionReading, value_unit: str) -> dict[str, Cell]:
    numbers = reading.statistics
    return {
        "mean": numbers.mean,
        "SD": numbers.sd,
        "median": numbers.median,
        "min": numbers.minimum,
        "max": numbers.maximum,
        "SNR": numbers.snr,
        "unit": value_unit,
        "area": numbers.area,
        "area unit": reading.unit,
        "pixels": numbers.count,
    }


def _with_centre(cells: tuple[Cell, ...], shape: Shape, header: SliceHeader | None) -> tuple[Cell, ...]:
    """The same with where a region's centre is: in pixels from 0, and in the patient where a slice tells."""
    centre = centre_of(shape)
    if centre is None:
        return cells
    there = patient_point(header, *centre) if header is not None else None
    places = (*centre, *(there or (None, None, None)))
    told = tuple(round(one, 3) + 0.0 if one is not None else None for one in places)
    return (*cells[:_CENTRE], *told, *cells[_CENTRE + len(told) :])


def saved_rows_as_text(rows: Sequence[MeasurementRow], facts: SeriesFacts, description: str) -> str:
    """As ``rows_as_text``, with what has to be known far away from the scan.

    Args:
        rows: All of one series.
        facts: The series'.
        description: As it may be told.
    """
    lines = []
    for row in rows:
        scanned = row.slot + 1 if row.slot is not None else None
        cells = (facts.series_number, description, *row.cells[:3], scanned, *row.cells[3:])
        lines.append(cells)
    return _text([SAVED_COLUMNS, *lines], ",")


def rows_as_text(rows: Sequence[MeasurementRow], separator: str = ",") -> str:
    """Rows below their headings; numbers with a point, as many digits as a person can use."""
    return _text([COLUMNS, *(row.cells for row in rows)], separator)


def profile_as_text(profile: Profile, length_unit: str, value_unit: str, separator: str = ",") -> str:
    """The points of a profile below their headings; a point outside of the image has no value."""
    points = zip(profile.places.tolist(), profile.values.tolist(), strict=True)
    heading = (f"distance {length_unit}", value_unit)
    return _text(
        [heading, *((place, None if math.isnan(value) else value) for place, value in points)], separator
    )


def _text(lines: Sequence[Sequence[Cell]], separator: str) -> str:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=separator, lineterminator="\n")
    for line in lines:
        writer.writerow(["" if cell is None else _plain(cell) for cell in line])
    return written.getvalue()


def _plain(cell: Cell) -> str:
    return f"{cell:.7g}" if isinstance(cell, float) else str(cell)


def _place(header: SliceHeader, position: float | None) -> tuple[float | None, str | None]:
    """The slice’s place in mm, and along what, as its caption says it."""
    place = slice_place(header, position)
    if place is None:
        return None, None
    along = NORMAL if place.axis is None else "xyz"[place.axis]
    return round(place.millimetres, 3) + 0.0, f"{along} (centre)" if place.central else along
