"""What measuring a shape on a slice gives."""

from dataclasses import dataclass

from phantomscope.measure.masks import mask_of
from phantomscope.measure.picture import Picture
from phantomscope.measure.profile import Edge, HalfMaximum, Profile, edge, half_maximum, profile_of
from phantomscope.measure.prominence import stands_out, steps
from phantomscope.measure.shapes import Angle, Distance, LineProfile, Region, Shape
from phantomscope.measure.statistics import Statistics, Values, statistics_of


@dataclass(frozen=True, slots=True)
class LengthReading:
    """A distance.

    Attributes:
        length: In the unit.
        unit: "mm", or "px" where pixels have no size.
    """

    length: float
    unit: str


@dataclass(frozen=True, slots=True)
class AngleReading:
    """An angle in degrees, 0 to 180; None where a leg has no length.

    Attributes:
        degrees: The angle.
        in_pixels: Whether pixels have no size, so that it is right only if they are square.
    """

    degrees: float | None
    in_pixels: bool


@dataclass(frozen=True, slots=True)
class ProfileReading:
    """A line profile.

    Attributes:
        length: Of the line, in the unit.
        unit: "mm" or "px".
        profile: The values along it.
        half_maximum: Its full width at half maximum; None where no peak stands out of the noise.
        edge: Its 10–90 % width, where it has a step that stands out and no half maximum.
        left_out: How many samples have no value.
        left_out_share: The same as a share of the line, 0 to 1.
    """

    length: float
    unit: str
    profile: Profile
    half_maximum: HalfMaximum | None
    edge: Edge | None
    left_out: int
    left_out_share: float = 0.0


@dataclass(frozen=True, slots=True)
class RegionReading:
    """A region.

    Attributes:
        statistics: Of its pixels.
        unit: Of its area: "mm²", or "px".
        is_cut: Whether it reaches beyond the image; what lies outside is not counted.
        left_out: How many of its pixels were not counted since they are padding or not finite.
    """

    statistics: Statistics
    unit: str
    is_cut: bool
    left_out: int


Reading = LengthReading | AngleReading | ProfileReading | RegionReading


def read(shape: Shape, picture: Picture) -> Reading:
    """Measure a shape on a slice."""
    scale = picture.scale
    if isinstance(shape, LineProfile):
        profile = profile_of(shape, picture)
        half = half_maximum(profile)
        half = half if half is not None and stands_out(profile, half) else None
        length = scale.length(shape.start, shape.end)
        step = edge(profile) if half is None and steps(profile) else None
        share = profile.left_out / len(profile.values)
        return ProfileReading(length, scale.unit, profile, half, step, profile.left_out, share)
    if isinstance(shape, Distance):
        return LengthReading(scale.length(shape.start, shape.end), scale.unit)
    if isinstance(shape, Angle):
        return AngleReading(scale.angle(shape.start, shape.vertex, shape.end), scale.unit == "px")
    return read_region(shape, picture)[0]


def read_region(region: Region, picture: Picture) -> tuple[RegionReading, Values]:
    """Measure a region on a slice; the values that count come along, for pooling."""
    mask = mask_of(region, picture.scale, picture.shape)
    values, left_out = picture.values(mask)
    found = statistics_of(values, picture.scale.pixel_area)
    return RegionReading(found, picture.scale.area_unit, mask.is_cut, left_out), values
