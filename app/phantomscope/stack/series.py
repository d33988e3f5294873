"""A series: its slices in the order in which they lie in space, and what is odd about them."""

import hashlib
import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from phantomscope.stack.decoder import undecodable
from phantomscope.stack.echoes import Echo, echoes, with_echo_numbers
from phantomscope.stack.header_parts import alike
from phantomscope.stack.slice_header import SeriesFacts, SetAside, SliceHeader, Vector

_SAME_PLACE_MM = 0.001  # rounding noise of positions; far below any slice spacing
_STEP_MM = 0.01
_GAP_FACTOR = 1.5
_SAME_DIRECTION = 0.99985  # cosine of 1 degree
_AXIAL: Vector = (0.0, 0.0, 1.0)
_LISTED = 5


@dataclass(frozen=True, slots=True)
class Problem:
    """Something odd about a series that a person should know.

    Attributes:
        kind: One word: encoding, duplicates, gaps, sizes, orientations, positions, spacing or
            rescale.
        text: A sentence without a full stop.
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Series:
    """Slices of one series, sorted by position along the normal of their image plane.

    Attributes:
        key: Tells the series from all others of the same source.
        facts: What names it.
        slices: Its slices; ascending along the normal, taken in the direction in which its largest
            component is positive (so that axial slices ascend in z, as pylinac sorts them).
        positions: For each slice its distance along that normal in mm, or None where unknown.
        problems: What is odd about it.
    """

    key: str
    facts: SeriesFacts
    slices: tuple[SliceHeader, ...]
    positions: tuple[float | None, ...]
    problems: tuple[Problem, ...]

    @property
    def digest(self) -> str:
        """Tells whether another process, or the same later, sees the same slices in the same order.

        Returns:
            32 hexadecimal digits. That bytes are others it knows by the CRC-32 in an archive, and elsewhere
            by the time at which the file was written.
        """
        told = hashlib.blake2b(digest_size=16)
        for header in self.slices:
            member = header.member
            bytes_of = (member.name, member.size, member.crc, member.modified, header.frame)
            told.update(repr(bytes_of).encode(errors="surrogateescape"))
            told.update(repr((header.sop_instance_uid, header.position, header.echo)).encode())
        return told.hexdigest()

    @property
    def echoes(self) -> tuple[Echo, ...]:
        """Its echoes by number, to choose one from; none where its slices do not say their echo."""
        return echoes(self.slices)

    @property
    def title(self) -> str:
        """What to call it in a list."""
        return self.facts.description or self.facts.protocol or f"{self.facts.modality or 'Unnamed'} series"

    @property
    def slice_spacing(self) -> float | None:
        """The median distance between neighbouring places in mm; None with fewer than two places."""
        steps = _steps(self.positions)
        return sorted(steps)[len(steps) // 2] if steps else None


def assemble(headers: Iterable[SliceHeader]) -> tuple[tuple[Series, ...], tuple[SetAside, ...]]:
    """Group headers into series and sort each by position.

    Series never interleave: slices are grouped by SeriesInstanceUID (and modality, for exports that give
    several the same), and CT localizers that carry the UID of the scan they plan form a series of their own.

    Returns:
        The series, largest first with localizers last, and the exact copies that were set aside.
    """
    groups: dict[str, list[SliceHeader]] = defaultdict(list)
    for header in headers:
        groups[series_key(header.series)].append(header)
    copies: list[SetAside] = []
    series = []
    for key, members in groups.items():
        kept, dropped = _without_copies(with_echo_numbers(members))
        copies += dropped
        series.append(_series(key, kept))
    series.sort(
        key=lambda one: (one.facts.localizer, -len(one.slices), one.facts.series_number or 0, one.key)
    )
    return tuple(series), tuple(copies)


def series_key(facts: SeriesFacts) -> str:
    """What tells a series from all others of its source."""
    # An MR localizer may belong to its series (the ACR sagittal slice); a CT localizer is a radiograph.
    localizer = facts.localizer and facts.modality == "CT"
    return f"{facts.series_uid or 'no series UID'}|{facts.modality}{'|localizer' if localizer else ''}"


def _without_copies(headers: Sequence[SliceHeader]) -> tuple[list[SliceHeader], list[SetAside]]:
    """Leave out files that are the same slice once more: same UID, position, number and echo.

    Slices without any of position, location and number are all kept: an anonymizer that gives every slice
    the same UID must not make them vanish.
    """
    seen: dict[object, SliceHeader] = {}
    kept: list[SliceHeader] = []
    dropped: dict[SetAside, None] = {}  # in their order; a copy of an object of many frames is one copy
    for header in headers:
        place = (header.position, header.location, header.instance_number)
        identity = (header.sop_instance_uid, header.frame, header.echo, place)
        first = seen.setdefault(identity, header)
        if first is header or not header.sop_instance_uid or place == (None, None, None):
            kept.append(header)
        else:
            dropped[SetAside(header.member.name, f"a copy of the slice in {first.member.name}")] = None
    return kept, list(dropped)


@dataclass(frozen=True, slots=True)
class _Row:
    """A slice, its distance along the main normal (mm), and whether its own plane is another one."""

    header: SliceHeader
    place: float | None
    stray: bool


def _series(key: str, headers: Sequence[SliceHeader]) -> Series:
    normals = [normal(header) for header in headers]
    directions = _directions(one for one in normals if one is not None)
    main = directions[0] if directions else None
    rows = _sorted_rows(
        _Row(header, place, main is not None and (own is None or not _parallel(own, main)))
        for header, own, place in zip(headers, normals, _places(headers, main), strict=True)
    )
    slices = tuple(row.header for row in rows)
    positions = tuple(
        alike(row.place, *row.header.position) if row.place is not None and row.header.position else row.place
        for row in rows
    )
    return Series(key, slices[0].series, slices, positions, tuple(_problems(rows, len(directions))))


def _places(headers: Sequence[SliceHeader], main: Vector | None) -> list[float | None]:
    """Distances along the main normal.

    Without any orientation SliceLocation serves, or the distance along the patient's axis; they never mix.
    """
    locations = [header.location for header in headers]
    if main is None and None not in locations:
        return locations
    if all(header.position is None for header in headers):
        return locations
    along = main or _AXIAL
    return [None if header.position is None else _dot(header.position, along) for header in headers]


def _sorted_rows(rows: Iterable[_Row]) -> list[_Row]:
    """By place; slices of one place, such as echoes, by echo, time, number and name; strays last."""
    ordered = sorted(rows, key=lambda row: math.inf if row.place is None else row.place)
    keys: dict[int, tuple[bool, bool, float, int, int, int, str]] = {}
    first = -math.inf
    for row in ordered:
        if row.place is not None and row.place - first > _SAME_PLACE_MM:
            first = row.place  # of a place whose positions differ by rounding noise
        header = row.header
        keys[id(row)] = (
            row.stray,
            row.place is None,
            first,
            header.echo or 0,
            header.temporal or 0,
            header.instance_number or 0,
            header.member.name,
        )
    return sorted(ordered, key=lambda row: keys[id(row)])


def normal(header: SliceHeader) -> Vector | None:
    """The unit normal of the image plane, its largest component positive; None without an orientation.

    It is the cross product of the row and column direction cosines (PS3.3, C.7.6.2.1.1).
    """
    cosines = header.plane.orientation
    if cosines is None:
        return None
    rx, ry, rz, cx, cy, cz = cosines
    x, y, z = ry * cz - rz * cy, rz * cx - rx * cz, rx * cy - ry * cx
    length = math.sqrt(x * x + y * y + z * z)
    if length < 1e-6:
        return None
    sign = 1.0 if max((x, y, z), key=abs) > 0 else -1.0
    return sign * x / length, sign * y / length, sign * z / length


def _directions(normals: Iterable[Vector]) -> list[Vector]:
    """The directions that occur, most frequent first; those that differ by noise are one."""
    counts: dict[Vector, int] = {}
    for one in normals:
        like = next((seen for seen in counts if _parallel(seen, one)), one)
        counts[like] = counts.get(like, 0) + 1
    return sorted(counts, key=lambda direction: -counts[direction])


def _parallel(a: Vector, b: Vector) -> bool:
    # Either way round: at 45 degrees noise decides which component is the largest, and so the sign.
    return abs(_dot(a, b)) >= _SAME_DIRECTION


def _dot(a: Vector, b: Vector) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _steps(positions: Iterable[float | None]) -> list[float]:
    known = sorted(place for place in positions if place is not None)
    return [after - before for before, after in itertools.pairwise(known) if after - before > _STEP_MM]


def _problems(rows: Sequence[_Row], directions: int) -> Iterable[Problem]:
    missing = sum(row.place is None for row in rows)
    if missing:
        yield Problem("positions", f"{missing} of {len(rows)} slices have no position: sorted by number")
    formats = [row.header.format for row in rows]
    unknown = sorted({undecodable(one) for one in set(formats)} - {""})
    if unknown:
        yield Problem(
            "encoding", f"Slices are compressed as {', '.join(unknown)}, which can't be decoded here"
        )
    sizes = {(one.columns, one.rows) for one in formats}
    if len(sizes) > 1:
        listed = ", ".join(f"{columns}×{height}" for columns, height in sorted(sizes))
        yield Problem("sizes", f"Slices differ in size: {listed}")
    if directions > 1:
        yield Problem("orientations", f"Slices lie in {directions} different orientations")
    if len({row.header.plane.spacing for row in rows}) > 1:
        yield Problem("spacing", "Slices differ in pixel spacing")
    plain = sum(one.slope is None and not one.modality_lut for one in formats)
    if 0 < plain < len(rows):
        yield Problem(
            "rescale",
            f"{plain} of {len(rows)} slices have no Rescale Slope and Intercept (0028,1053): their values "
            "are as they are stored, those of the others are not",
        )
    if directions <= 1:
        yield from _place_problems(rows)


def _place_problems(rows: Sequence[_Row]) -> Iterable[Problem]:
    repeated: list[float] = []
    before: dict[int, float] = {}  # the last place of each echo
    for row in rows:
        echo = row.header.echo or 0
        if row.place is None:
            continue
        if echo in before and abs(row.place - before[echo]) <= _STEP_MM:
            repeated.append(row.place)
        before[echo] = row.place
    repeated = sorted({round(place, 2) for place in repeated})
    if repeated:
        yield Problem("duplicates", f"More than one slice at {_listed(repeated)}")
    places = [row.place for row in rows]
    steps = _steps(places)
    if len(steps) < 2:
        return
    usual = sorted(steps)[len(steps) // 2]
    known = sorted(place for place in places if place is not None)
    gaps = [round(a, 3) for a, b in itertools.pairwise(known) if b - a > usual * _GAP_FACTOR]
    if gaps:
        yield Problem("gaps", f"Slices are missing after {_listed(gaps)} (usual step {usual:g} mm)")


def _listed(places: Sequence[float]) -> str:
    shown = ", ".join(f"{place:g}" for place in places[:_LISTED])
    return f"{shown} mm" if len(places) <= _LISTED else f"{shown} mm and {len(places) - _LISTED} more places"
