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
class Cropping:
    """What a cropped picture was cropped from.

    Attributes:
        top, left: Where its first pixel lies in the whole picture.
        rows, columns: The size of the whole picture.
    """

    top: int
    left: int
    rows: int
    columns: int


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
        frame_count: Frames in the object's pixel data; 1 for a classic slice.
        padding_limit: PixelPaddingRangeLimit, or None.
        cropping: What it was cropped from on the copy that is shown; None as the source has it.
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
    frame_count: int = 1
    padding_limit: int | None = None
    cropping: Cropping | None = None

    @property
    def native_dtype(self) -> str:
        """The numpy type of stored values that lie in the bytes as plain little-endian numbers."""
        return f"<{'i' if self.signed else 'u'}{self.bits_allocated // 8}"


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
        frame: Its number inside a multi-frame object, from 1; 0 for a classic slice.
        sop_instance_uid: SOPInstanceUID.
        instance_number: InstanceNumber, or None; the frame number of a frame.
        position: ImagePositionPatient in mm, or None.
        location: SliceLocation in mm, or None.
        echo: EchoNumbers, or None; where the frames of a series have none, the rank of their echo times.
        pixel_offset: Where the pixel data's value begins in the member's bytes, or a frame's part of it; of
            an encapsulated frame where the whole value begins. -1 where unknown.
        pixel_length: Its length in bytes, a frame's part alone; -1 where it is undefined (encapsulated).
        format, plane, series: What it shares with its neighbours.
        echo_time: EchoTime or EffectiveEchoTime in ms, or None.
        temporal: TemporalPositionIndex of a frame, or None.
        stack_id: StackID of a frame; empty where there is none.
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
    echo_time: float | None = None
    temporal: int | None = None
    stack_id: str = ""

    @property
    def name(self) -> str:
        """What to call it to a person: its member, and its frame inside a multi-frame object."""
        return f"{self.member.name}, frame {self.frame}" if self.frame else self.member.name

    @property
    def encapsulated(self) -> bool:
        """Whether its pixel data is known to lie in fragments."""
        return self.pixel_length < 0 <= self.pixel_offset
