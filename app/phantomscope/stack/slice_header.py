"""What is kept of a slice: small frozen records, with all that slices have in common shared."""

from dataclasses import dataclass

from phantomscope.stack.member import Member

Vector = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class SetAside:
    """A member that is no slice.

    Attributes:
        name: The member's name in its source.
        reason: Why, as a phrase.
        damaged: Whether it should have been readable (shown as a problem rather than as information).
    """

    name: str
    reason: str
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class PixelFormat:
    """How stored values lie in the bytes and what they mean; shared by all slices that agree.

    Attributes:
        rows, columns: The image's size in pixels.
        bits_allocated, bits_stored: As the DICOM keywords.
        signed: PixelRepresentation is 1.
        photometric: PhotometricInterpretation.
        slope, intercept: RescaleSlope and RescaleIntercept; None where either tag is missing.
        rescale_type: RescaleType, e.g. HU; empty where missing.
        transfer_syntax: The transfer syntax's UID.
        native: Whether the decoder may take the values straight from the bytes.
        modality_lut: Whether a Modality LUT Sequence replaces the slope and intercept.
        padding: PixelPaddingValue, or None.
    """

    rows: int
    columns: int
    bits_allocated: int
    bits_stored: int
    signed: bool
    photometric: str
    slope: float | None
    intercept: float | None
    rescale_type: str
    transfer_syntax: str
    native: bool
    modality_lut: bool
    padding: int | None


@dataclass(frozen=True, slots=True)
class Plane:
    """The image plane; shared by all slices that agree.

    Attributes:
        orientation: ImageOrientationPatient, six direction cosines; None where missing.
        spacing: PixelSpacing in mm, rows then columns; None where missing.
        thickness: SliceThickness in mm; None where missing.
        spacing_between: SpacingBetweenSlices in mm; None where missing.
    """

    orientation: tuple[float, ...] | None
    spacing: tuple[float, float] | None
    thickness: float | None
    spacing_between: float | None


@dataclass(frozen=True, slots=True)
class SeriesFacts:
    """What names a series; shared by all its slices. It holds nothing of a patient."""

    series_uid: str
    study_uid: str
    modality: str
    sop_class: str
    description: str
    study_description: str
    protocol: str
    manufacturer: str
    model: str
    station: str
    series_number: int | None
    localizer: bool


@dataclass(frozen=True, slots=True)
class SliceHeader:
    """One slice, in a few hundred bytes.

    Attributes:
        member: Where its bytes are.
        frame: Its number inside a multi-frame object; 0 elsewhere.
        sop_instance_uid: SOPInstanceUID.
        instance_number: InstanceNumber, or None.
        position: ImagePositionPatient in mm, or None.
        location: SliceLocation in mm, or None.
        echo: EchoNumbers, or None.
        pixel_offset: Where the pixel data's value begins in the member's bytes; -1 where unknown.
        pixel_length: Its length in bytes; -1 where it is undefined (encapsulated).
        format, plane, series: What it shares with its neighbours.
    """

    member: Member
    frame: int
    sop_instance_uid: str
    instance_number: int | None
    position: Vector | None
    location: float | None
    echo: int | None
    pixel_offset: int
    pixel_length: int
    format: PixelFormat
    plane: Plane
    series: SeriesFacts
