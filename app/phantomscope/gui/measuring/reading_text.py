"""What was measured, in words: beside the shape, and in the cells of the table."""

import math

from phantomscope.gui.parts.marked import translate
from phantomscope.measure.prominence import FACTOR
from phantomscope.measure.reading import (
    AngleReading,
    LengthReading,
    ProfileReading,
    Reading,
    RegionReading,
)
from phantomscope.measure.scale import Scale
from phantomscope.measure.shapes import CircleRegion, LineProfile, RectangleRegion, Shape

_FINE_BELOW = 10.0


def label_text(shape: Shape, reading: Reading, scale: Scale, unit: str) -> str:
    """What stands beside a shape on the slice: "⌀ 20.0 mm  mean 113.2 ± 4.1 HU".

    Args:
        shape: What is measured.
        reading: What it gave.
        scale: The size of the slice's pixels.
        unit: Of the slice's values.
    """
    if isinstance(reading, LengthReading):
        return length_text(reading.length, reading.unit)
    if isinstance(reading, AngleReading):
        return angle_text(reading)
    if isinstance(reading, ProfileReading):
        parts = [length_text(reading.length, reading.unit), peak_text(reading), outside_text(reading)]
        if isinstance(shape, LineProfile) and shape.width:
            parts.insert(1, f"↔ {length_text(shape.width, reading.unit)}")
    else:
        parts = [size_text(shape, scale) or area_text(reading), mean_text(reading, unit)]
    return "  ".join(part for part in parts if part)


def length_text(length: float, unit: str) -> str:
    """A length with its unit: tenths, and hundredths below ten."""
    return f"{length:.{2 if length < _FINE_BELOW else 1}f} {unit}"


def angle_text(reading: AngleReading) -> str:
    """An angle; a dash where it has none."""
    return f"{reading.degrees:.1f}°" if reading.degrees is not None else "–"


def peak_text(reading: ProfileReading) -> str:
    """The full width at half maximum, or the width of an edge, or that there is neither."""
    if reading.half_maximum is not None:
        return f"FWHM {length_text(reading.half_maximum.width, reading.unit)}"
    if reading.edge is not None:
        return f"10–90 % {length_text(reading.edge.width, reading.unit)}"
    return translate("Measuring", "no peak")


def outside_text(reading: ProfileReading) -> str:
    """How much of a line has no value: "(24 % outside)"; empty where all of it has."""
    if not reading.left_out:
        return ""
    return translate("Measuring", "({n} % outside)").format(n=_percent(reading.left_out_share))


def size_text(shape: Shape, scale: Scale) -> str:
    """How large a region was drawn; empty for a polygon and for all that is no region."""
    if isinstance(shape, CircleRegion):
        return f"⌀ {length_text(2 * shape.radius, scale.unit)}"
    if isinstance(shape, RectangleRegion):
        (left, top), (right, bottom) = shape.corner, shape.opposite
        across, along = abs(right - left) * scale.right, abs(bottom - top) * scale.down
        return f"{length_text(across, scale.unit).rpartition(' ')[0]} × {length_text(along, scale.unit)}"
    return ""


def area_text(reading: RegionReading) -> str:
    """The area of the pixels counted."""
    return f"{reading.statistics.area:.0f} {reading.unit}"


def mean_text(reading: RegionReading, unit: str) -> str:
    """Mean and standard deviation, and what has to be known of them."""
    numbers = reading.statistics
    if numbers.mean is None or numbers.sd is None:
        return translate("Measuring", "no pixel")
    mean, cut_off = translate("Measuring", "mean"), translate("Measuring", "cut off")
    text = f"{mean} {values_text(numbers.mean, numbers.sd)} {unit}"
    return f"{text} ({cut_off})" if reading.is_cut else text


def values_text(mean: float, sd: float) -> str:
    """Mean and standard deviation with as many digits as matter: tenths from a deviation of 1 on."""
    digits = 1 if sd >= 1 or not sd else min(1 - math.floor(math.log10(sd)), 6)
    return f"{mean:.{digits}f} ± {sd:.{digits}f}".replace("-", "\N{MINUS SIGN}")


def note_text(reading: Reading) -> str:
    """What has to be known of a reading; empty where nothing has."""
    notes = []
    if isinstance(reading, RegionReading):
        if reading.is_cut:
            notes.append(translate("Measuring", "Reaches beyond the image: what lies outside is not counted"))
        if reading.left_out:
            notes.append(
                translate("Measuring", "{n} pixels of padding not counted").format(n=reading.left_out)
            )
    if isinstance(reading, ProfileReading):
        if reading.half_maximum is None and reading.edge is None:
            text = translate("Measuring", "No peak stands out by more than {factor} times the noise")
            notes.append(text.format(factor=FACTOR))
        elif reading.half_maximum is None:
            notes.append(translate("Measuring", "A step, no peak: no half maximum"))
        if reading.left_out:
            text = translate("Measuring", "{n} % of the line lies outside of the image or at padding")
            notes.append(text.format(n=_percent(reading.left_out_share)))
    if isinstance(reading, LengthReading | ProfileReading) and reading.unit == "px":
        notes.append(translate("Measuring", "In pixels: the slice has no Pixel Spacing (0028,0030)"))
    if isinstance(reading, AngleReading) and reading.in_pixels:
        notes.append(
            translate("Measuring", "Right if pixels are square: the slice has no Pixel Spacing (0028,0030)")
        )
    return ". ".join(notes)


def _percent(share: float) -> int:
    """In per cent; what there is at all is never none, and what is not all never all."""
    return 100 if share >= 1 else min(max(round(100 * share), 1), 99)
