"""The lines that are written on a slice: geometry from the index, technique and dates from its header."""

from dataclasses import dataclass

from pydicom.dataset import Dataset

from phantomscope.gui.parts.marked import translate
from phantomscope.gui.viewing.overlay_layout import Field
from phantomscope.gui.viewing.readout import position_text
from phantomscope.gui.viewing.window_level import WindowLevel
from phantomscope.stack.front import quiet_pydicom
from phantomscope.stack.header_values import number, text
from phantomscope.stack.series import Series, normal
from phantomscope.stack.slice_header import SliceHeader
from phantomscope.stack.slice_stack import SliceStack

_APART_MM = 0.01
_SAME_DIRECTION = 0.99985  # cosine of 1 degree, as for what counts as another orientation in a series
_DATE_DIGITS, _TIME_DIGITS = 8, 4


@dataclass(frozen=True, slots=True)
class HeaderLines:
    """What only the header says.

    Attributes:
        patient: PatientName and PatientID.
        technique: Tube voltage and current, or echo and repetition time and field strength.
        date: When the slice was acquired.
    """

    patient: str = ""
    technique: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class ViewState:
    """How a slice is shown.

    Attributes:
        window: Window and level.
        zoom: Screen pixels a pixel of the image.
    """

    window: WindowLevel | None = None
    zoom: float = 1.0


@quiet_pydicom()
def header_lines(dataset: Dataset) -> HeaderLines:
    """Read what only the header says."""
    name, identity = text(dataset, "PatientName").replace("^", " ").strip(), text(dataset, "PatientID")
    parts = (
        (number(dataset, "KVP"), "kV"),
        (number(dataset, "XRayTubeCurrent"), "mA"),
        (number(dataset, "MagneticFieldStrength"), "T"),
    )
    technique = [f"{_plain(value)} {unit}" for value, unit in parts if value]
    technique += [
        f"{name} {_plain(value)} ms"
        for name, keyword in (("TR", "RepetitionTime"), ("TE", "EchoTime"))
        if (value := number(dataset, keyword))
    ]
    day = text(dataset, "AcquisitionDate") or text(dataset, "AcquisitionDateTime")[:_DATE_DIGITS]
    time = text(dataset, "AcquisitionTime") or text(dataset, "AcquisitionDateTime")[_DATE_DIGITS:]
    return HeaderLines(
        "  ".join(part for part in (name, identity) if part), "  ".join(technique), _moment(day, time)
    )


def line(field: Field, stack: SliceStack, index: int, state: ViewState, said: HeaderLines) -> str:
    """What stands for a field; empty where the slice does not say it.

    Args:
        field: What is wanted.
        stack: Of which the slice is.
        index: Which slice.
        state: How it is shown.
        said: What its header says.
    """
    header = stack.slice_header(index)
    facts, plane = header.series, header.plane
    if field is Field.SLICE:
        return f"{index + 1}/{len(stack)}"
    if field is Field.POSITION:
        return position_text(header, stack.position(index))
    if field is Field.THICKNESS:
        return thickness_text(header)
    if field is Field.SPACING:
        return spacing_text(spacing_at(stack, index), plane.thickness)
    if field is Field.PIXEL:
        return f"{_plain(plane.spacing[1])} × {_plain(plane.spacing[0])} mm" if plane.spacing else ""
    if field is Field.WINDOW:
        return state.window.text() if state.window is not None else ""
    if field is Field.ZOOM:
        return translate("OverlayText", "zoom {n} %").format(n=round(100 * state.zoom))
    return {
        Field.SERIES: facts.description or facts.protocol,
        Field.STATION: "  ".join(part for part in (facts.station, facts.model) if part),
        Field.FILE: header.name.rsplit("/", 1)[-1],
        Field.PATIENT: said.patient,
        Field.TECHNIQUE: said.technique,
        Field.DATE: said.date,
    }[field]


def spacing_at(stack: SliceStack, index: int) -> float | None:
    """From a slice to the next place that was acquired in mm, or from the one before at the end.

    Slices that are left out count: they were acquired. Where the slices are reversed, the place is that in
    which a slice is shown. Between slices of different orientation there is no spacing.
    """
    series, place = (
        stack.series,
        stack.overlay.layout().places[index],
    )  # the stack knows only what is not left out
    if series.positions[place] is None:
        return None
    for others in (range(place + 1, len(series.slices)), range(place - 1, -1, -1)):
        for other in others:
            apart = _apart(series, place, other)
            if apart is not None and apart > _APART_MM:  # not another echo of the same place
                return apart
    return None


def _apart(series: Series, one: int, other: int) -> float | None:
    """How far two slices lie apart along their common normal in mm; None where they have none."""
    a, b = series.slices[one], series.slices[other]
    along, beside = normal(a), normal(b)
    here, there = series.positions[one], series.positions[other]
    if here is None or there is None or (along is None) != (beside is None):
        return None
    if along is None or beside is None or a.position is None or b.position is None:
        return abs(there - here)
    # Either way round: at 45 degrees a hair decides which way a normal is taken.
    if abs(sum(x * y for x, y in zip(along, beside, strict=True))) < _SAME_DIRECTION:
        return None
    return abs(sum(n * (q - p) for n, p, q in zip(along, a.position, b.position, strict=True)))


def thickness_text(header: SliceHeader) -> str:
    """SliceThickness; empty where it is not said."""
    thickness = header.plane.thickness
    return "" if not thickness else translate("OverlayText", "thickness {mm} mm").format(mm=_plain(thickness))


def spacing_text(spacing: float | None, thickness: float | None) -> str:
    """How far apart slices are, and how much of that is gap or overlap; empty where it is not known.

    The gap is what is left of the spacing between the middles of two slices when both halves of a slice are
    taken away.
    """
    if spacing is None:
        return ""
    said = translate("OverlayText", "spacing {mm} mm").format(mm=_plain(spacing))
    if not thickness:
        return said
    gap = spacing - thickness
    if abs(gap) < _APART_MM:
        no_gap = translate("OverlayText", "no gap")
        return f"{said}, {no_gap}"
    between = (
        translate("OverlayText", "gap {mm} mm") if gap > 0 else translate("OverlayText", "overlap {mm} mm")
    )
    return f"{said}, {between.format(mm=_plain(abs(gap)))}"


def _plain(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") if abs(value) < 1000 else f"{value:.0f}"


def _moment(day: str, time: str) -> str:
    if len(day) != _DATE_DIGITS or not day.isdigit():
        return day
    date = f"{day[:4]}-{day[4:6]}-{day[6:]}"
    clock = time[:_TIME_DIGITS]
    known = len(clock) == _TIME_DIGITS and clock.isdigit()
    return f"{date}  {clock[:2]}:{clock[2:]}" if known else date
