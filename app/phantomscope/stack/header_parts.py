"""What slices have in common, made from a header once and shared by all slices that agree."""

from typing import NamedTuple, TypeVar, cast

from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian

from phantomscope.stack.header_values import (
    integer,
    number,
    numbers,
    rescale,
    stored_value,
    tags,
    text,
    values,
)
from phantomscope.stack.slice_header import PixelFormat, Plane, SeriesFacts

T = TypeVar("T")
N = TypeVar("N", int, float)

(_TRANSFER_SYNTAX,) = tags("TransferSyntaxUID")
# What the parts are made from.
COMMON_TAGS = (
    *tags("SOPClassUID", "NumberOfFrames", "SamplesPerPixel", "PhotometricInterpretation"),
    *tags("Rows", "Columns", "BitsAllocated", "BitsStored", "PixelRepresentation"),
    *tags("PixelPaddingValue", "PixelPaddingRangeLimit"),
    *tags("RescaleSlope", "RescaleIntercept", "RescaleType", "ModalityLUTSequence"),
    *tags("ImageOrientationPatient", "PixelSpacing", "SliceThickness", "SpacingBetweenSlices"),
    *tags("SeriesInstanceUID", "StudyInstanceUID", "Modality", "SeriesDescription", "StudyDescription"),
    *tags("ProtocolName", "Manufacturer", "ManufacturerModelName", "StationName"),
    *tags("SeriesNumber", "ImageType", "EchoTime"),
)


def alike(number: N, *others: N) -> N:
    """One of the others where it is the same number, so that one object serves both; else the number.

    Zeros stay as they are: there are two of them.
    """
    return next((other for other in others if other == number and number), number)


class Parts(NamedTuple):
    """What a slice shares with its neighbours."""

    format: PixelFormat
    plane: Plane
    series: SeriesFacts
    echo_time: float | None


class SharedParts:
    """Keeps one of each value, so that equal ones are the same object in memory."""

    def __init__(self) -> None:
        self._shared: dict[object, object] = {}

    def one(self, value: T) -> T:
        """The value's first equal."""
        return cast(T, self._shared.setdefault((type(value), value), value))

    def parts(self, parts: Parts) -> Parts:
        """The same parts, each its first equal."""
        return Parts(
            self.one(parts.format), self.one(parts.plane), self.one(parts.series), self.one(parts.echo_time)
        )


def classic_parts(dataset: Dataset, length: int) -> Parts:
    """Of a classic slice, whose pixel data has ``length`` bytes, -1 where it is encapsulated."""
    syntax = transfer_syntax(dataset)
    return Parts(
        pixel_format(dataset, length, syntax), plane(dataset), series_facts(dataset), echo_time(dataset)
    )


def transfer_syntax(dataset: Dataset) -> str:
    """The transfer syntax's UID, guessed as pylinac and pydicom do where there is none."""
    meta = getattr(dataset, "file_meta", None)
    element = meta.get(_TRANSFER_SYNTAX) if meta is not None else None
    if element is not None and element.value:
        return str(element.value)
    # Without file meta information pydicom guesses the encoding; pylinac then takes implicit little endian.
    return str(ImplicitVRLittleEndian if dataset.is_implicit_VR else ExplicitVRLittleEndian)


def pixel_format(dataset: Dataset, length: int, syntax: str, frame_count: int = 1) -> PixelFormat:
    """How its stored values lie in the bytes. Raises where the rescale is junk."""
    bits = int(dataset.BitsAllocated)
    slope, intercept = rescale(dataset, "RescaleSlope"), rescale(dataset, "RescaleIntercept")
    both = slope is not None and intercept is not None
    signed = integer(dataset, "PixelRepresentation") == 1
    return PixelFormat(
        rows=int(dataset.Rows),
        columns=int(dataset.Columns),
        bits_allocated=bits,
        bits_stored=integer(dataset, "BitsStored") or bits,
        signed=signed,
        photometric=text(dataset, "PhotometricInterpretation") or "MONOCHROME2",
        slope=slope if both else None,
        intercept=intercept if both else None,
        rescale_type=text(dataset, "RescaleType"),
        transfer_syntax=syntax,
        native=syntax in (ImplicitVRLittleEndian, ExplicitVRLittleEndian)
        and bits in (8, 16, 32)
        and length >= 0,
        modality_lut=bool(dataset.get("ModalityLUTSequence")),
        padding=stored_value(dataset, "PixelPaddingValue", signed),
        frame_count=frame_count,
        padding_limit=stored_value(dataset, "PixelPaddingRangeLimit", signed),
    )


def plane(dataset: Dataset) -> Plane:
    """Its image plane."""
    spacing = numbers(dataset, "PixelSpacing", 2)
    return Plane(
        orientation=numbers(dataset, "ImageOrientationPatient", 6),
        spacing=(spacing[0], spacing[1]) if spacing and min(spacing) > 0 else None,
        thickness=number(dataset, "SliceThickness"),
        spacing_between=number(dataset, "SpacingBetweenSlices"),
    )


def series_facts(dataset: Dataset) -> SeriesFacts:
    """What names its series."""
    return SeriesFacts(
        series_uid=text(dataset, "SeriesInstanceUID"),
        study_uid=text(dataset, "StudyInstanceUID"),
        modality=text(dataset, "Modality"),
        sop_class=dataset.SOPClassUID.name,
        description=text(dataset, "SeriesDescription"),
        study_description=text(dataset, "StudyDescription"),
        protocol=text(dataset, "ProtocolName"),
        manufacturer=text(dataset, "Manufacturer"),
        model=text(dataset, "ManufacturerModelName"),
        station=text(dataset, "StationName"),
        series_number=integer(dataset, "SeriesNumber"),
        localizer="LOCALIZER" in values(dataset, "ImageType"),
    )


def echo_time(dataset: Dataset) -> float | None:
    """Its echo time in ms, or None."""
    return number(dataset, "EchoTime")
