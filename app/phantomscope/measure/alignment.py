"""Where the pixels of one slice lie among those of another that shows the same plane."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from phantomscope.errors import PhantomscopeError
from phantomscope.stack.slice_header import SliceHeader, Vector

_TURNED = 0.00175  # sine of 0.1 degree: over 250 mm half a millimetre, about a pixel of a CT slice
_SIMILAR = 0.99985  # cosine of 1 degree
_WHOLE = 0.01  # of a pixel: nobody can see a shift below that, and headers are rounded


class Alignment(Enum):
    """What is laid on what."""

    PATIENT = "patient"
    CENTRES = "centres"


@dataclass(frozen=True, slots=True)
class Placement:
    """How the second image is to lie on the first.

    Attributes:
        alignment: By patient coordinates, or the centre of one image on the centre of the other. Images that
            have no position are aligned by their centres anyway.
        right, down: How far the second is moved from there, in mm, as seen on the first.
    """

    alignment: Alignment = Alignment.PATIENT
    right: float = 0.0
    down: float = 0.0


@dataclass(frozen=True, slots=True)
class Axis:
    """One direction: the first's pixel ``i`` lies at ``start + step * i`` among the second's pixels.

    Attributes:
        start, step: In pixels of the second, from centre to centre; a negative step runs the other way.
    """

    start: float
    step: float

    @property
    def is_whole(self) -> bool:
        """Whether every pixel lies on a pixel, so that nothing has to be resampled."""
        return self.step in (1.0, -1.0) and self.start == round(self.start)

    def at(self, pixel: float) -> float:
        """Where a pixel of the first lies among those of the second."""
        return self.start + self.step * pixel

    def back(self, pixel: float) -> float:
        """Where a pixel of the second lies among those of the first."""
        return (pixel - self.start) / self.step


@dataclass(frozen=True, slots=True)
class Mapping:
    """Where the first's pixels lie among the second's.

    Attributes:
        rows, columns: Down and across.
        alignment: What they were aligned by.
    """

    rows: Axis
    columns: Axis
    alignment: Alignment

    @property
    def is_whole(self) -> bool:
        """Whether nothing has to be resampled."""
        return self.rows.is_whole and self.columns.is_whole


@dataclass(frozen=True, slots=True)
class Image:
    """What alignment has to know of an image.

    Attributes:
        header: Its plane and position, and what it was cropped from.
        shape: Its rows and columns.
    """

    header: SliceHeader
    shape: tuple[int, int]

    @property
    def whole(self) -> tuple[int, int]:
        """Rows and columns of the whole picture, which it may have been cropped from."""
        cropping = self.header.format.cropping
        return self.shape if cropping is None else (cropping.rows, cropping.columns)

    @property
    def middle(self) -> tuple[float, float]:
        """Row and column of the whole picture's middle among its own pixels, so that a crop moves nothing."""
        cropping, (rows, columns) = self.header.format.cropping, self.whole
        top, left = (0, 0) if cropping is None else (cropping.top, cropping.left)
        return (rows - 1) / 2 - top, (columns - 1) / 2 - left


def aligned(first: Image, second: Image, placement: Placement) -> Mapping:
    """Lay the second image on the first.

    Pixel centres are at ``ImagePositionPatient + column * spacing * row cosines + row * spacing * column
    cosines`` (PS3.3, C.7.6.2.1.1); both images are taken to lie in the same plane. Where they are tilted
    against each other a little, they agree in the middle of the first. The middle of a cropped image is that
    of the whole it was cropped from.

    Raises:
        PhantomscopeError: Their planes are turned against each other, or only one has a pixel spacing.
    """
    signs = _signs(first, second)
    if (first.header.plane.spacing is None) != (second.header.plane.spacing is None):
        raise PhantomscopeError(
            "Only one of the two slices has a Pixel Spacing (0028,0030), so that they can’t be laid on each "
            "other in millimetres",
            todo="Compare it with a scan of the same kind",
        )
    starts = _patient_starts(first, second, placement)
    return _mapping(first, second, placement, signs, starts)


def centred(first: Image, second: Image, placement: Placement) -> Mapping:
    """Lay the centre of the second image on the first's, whatever their planes are."""
    return _mapping(first, second, placement, (1.0, 1.0), None)


def centres_apart(first: Image, second: Image, mapping: Mapping) -> float:
    """How far the second image's centre lies from the first's, as a part of the smaller image's size."""
    apart = 0.0
    for number, axis in enumerate((mapping.rows, mapping.columns)):
        off = abs(axis.at(first.middle[number]) - second.middle[number])
        apart = max(apart, off / min(first.whole[number] * abs(axis.step), second.whole[number]))
    return apart


def _mapping(
    first: Image,
    second: Image,
    placement: Placement,
    signs: tuple[float, float],
    starts: tuple[float, float] | None,
) -> Mapping:
    steps, own = first.header.plane.spacing or (1.0, 1.0), second.header.plane.spacing or (1.0, 1.0)
    moved = (placement.down, placement.right)
    axes = []
    for axis in (0, 1):
        step = signs[axis] * steps[axis] / own[axis]
        if starts is not None:
            start = starts[axis] / own[axis]
        else:
            start = second.middle[axis]
        start -= step * first.middle[axis]
        start -= signs[axis] * moved[axis] / own[axis]
        axes.append(_snapped(Axis(start, step), first.whole[axis]))
    return Mapping(axes[0], axes[1], Alignment.CENTRES if starts is None else Alignment.PATIENT)


def _snapped(axis: Axis, count: int) -> Axis:
    """On whole pixels where it is off by no more than the headers' rounding."""
    sign = 1.0 if axis.step > 0 else -1.0
    drift = abs(axis.step - sign) * count
    if drift < _WHOLE and abs(axis.start - round(axis.start)) < _WHOLE:
        return Axis(float(round(axis.start)), sign)
    return axis


def _signs(first: Image, second: Image) -> tuple[float, float]:
    """For rows and columns: 1 where both images count them the same way, -1 where one is mirrored."""
    own, other = first.header.plane.orientation, second.header.plane.orientation
    if own is None or other is None:
        return 1.0, 1.0
    across, down = _dot(own[:3], other[:3]), _dot(own[3:], other[3:])
    if min(abs(across), abs(down)) < _SIMILAR:
        raise PhantomscopeError(
            "The two slices lie in different planes or are turned against each other, so that there is no "
            "difference of them",
            todo="Choose a series of the same orientation",
        )
    return (1.0 if down > 0 else -1.0), (1.0 if across > 0 else -1.0)


def _patient_starts(first: Image, second: Image, placement: Placement) -> tuple[float, float] | None:
    """Where the first's middle lies from the second's first pixel, down and across in mm; None without
    positions."""
    middle, origin = centre(first), second.header.position
    own, other = first.header.plane.orientation, second.header.plane.orientation
    if placement.alignment is Alignment.CENTRES or second.header.plane.spacing is None:
        return None
    if middle is None or origin is None or own is None or other is None:
        return None
    if max(abs(_dot(own[:3], other[3:])), abs(_dot(own[3:], other[:3]))) > _TURNED:
        raise PhantomscopeError(
            "The two slices are turned a little against each other, so that patient coordinates don’t lay "
            "one on the other",
            todo="Align their centres instead",
        )
    between = [mine - yours for mine, yours in zip(middle, origin, strict=True)]
    return _dot(between, other[3:]), _dot(between, other[:3])


def centre(image: Image) -> Vector | None:
    """The middle of an image, of the whole one where it is cropped, in patient coordinates in mm.

    None where they are not known.
    """
    cosines, origin = image.header.plane.orientation, image.header.position
    spacing = image.header.plane.spacing
    if cosines is None or spacing is None or origin is None:
        return None
    down, right = (pixels * step for pixels, step in zip(image.middle, spacing, strict=True))
    x, y, z = (origin[n] + right * cosines[n] + down * cosines[n + 3] for n in range(3))
    return x, y, z


def _dot(a: Sequence[float], b: Sequence[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))
