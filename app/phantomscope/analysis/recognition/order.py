"""The order of modules in a CatPhan whose inserts are those of several: where its line pairs are."""

from dataclasses import dataclass

from phantomscope.analysis.recognition.finding import Looks
from phantomscope.analysis.recognition.geometry import GAUGE_RADIUS, GAUGES
from phantomscope.analysis.recognition.image import Body, find_body
from phantomscope.analysis.recognition.rings import RingMatch, line_pairs, match_ring

_HALF_MODULE = 12.5
_BEYOND = 28.0
_SEEN = 0.75
_EDGE = 2.5
_PROBE = 2.0
_PROBES = 6.0
_BARS = 0.1
_BESIDE = 42.0
"""Far enough on the side away from the line pairs to tell a 504, which goes on, from a 503, which ends."""
_SMALLER = 197.5
_THIN = 0.3
_ALIKE = 0.05


@dataclass(frozen=True, slots=True)
class Order:
    """Which CatPhan the order speaks for.

    Attributes:
        phantom: Its name.
        confidence: 0 to 1.
        reason: Why, as a phrase.
    """

    phantom: str
    confidence: float
    reason: str


class _Axis:
    """What lies where along the phantom's axis."""

    def __init__(self, looks: Looks, body: Body, match: RingMatch, position: float) -> None:
        self._looks = looks
        self._body = body
        self._match = match
        self.origin = self._middle(position)

    def covers(self, position: float) -> bool:
        positions = self._looks.positions
        return min(positions) <= position <= max(positions)

    def has_body(self, position: float) -> bool | None:
        """Whether the same body is there; None where nothing was scanned or looked at."""
        if not self.covers(position) or self._looks.left <= 0:
            return None
        image = self._looks.image(self._looks.nearest(position))
        if image is None:
            return None
        body = find_body(image)
        if body is None or not body.is_round or body.contrast < _THIN * self._body.contrast:
            return False
        return abs(body.diameter / self._body.diameter - 1) < _ALIKE

    def goes_on(self, direction: int) -> bool | None:
        """Whether the body reaches further than _BESIDE on a side; None where the scan ends inside it."""
        position = self.origin + direction * _BESIDE
        if self.covers(position):
            return self.has_body(position)
        positions = self._looks.positions
        last = max(positions) if direction > 0 else min(positions)
        return False if self.has_body(last) is False else None

    def has_bars(self, position: float) -> bool:
        """Whether line pairs are within a few mm of a position."""
        steps = sorted(
            {
                self._looks.nearest(position + step * _PROBE)
                for step in range(-int(_PROBES / _PROBE), int(_PROBES / _PROBE) + 1)
                if self.covers(position + step * _PROBE)
            },
            key=lambda index: abs(self._looks.positions[index] - position),
        )
        return any(self._bars(index) for index in steps)

    def _bars(self, index: int) -> bool:
        if self._looks.left <= 0:
            return False
        image = self._looks.image(index)
        if image is None:
            return False
        seen = line_pairs(image, self._match.x, self._match.y, GAUGE_RADIUS, self._body.contrast)
        return seen > _BARS

    def _middle(self, position: float) -> float:
        """The middle of the module with inserts, from its two edges."""
        ends = [self._edge(position, direction) for direction in (-1.0, 1.0)]
        known = [end for end in ends if end is not None]
        if len(known) == 2:
            return (known[0] + known[1]) / 2
        if ends[0] is not None:
            return ends[0] + _HALF_MODULE
        if ends[1] is not None:
            return ends[1] - _HALF_MODULE
        return position

    def _edge(self, inside: float, direction: float) -> float | None:
        outside = inside + direction * _BEYOND
        if not self.covers(outside):
            positions = self._looks.positions
            outside = max(positions) if direction > 0 else min(positions)
            if abs(outside - inside) < _EDGE or self._has_inserts(outside):
                return None
        while abs(outside - inside) > _EDGE and self._looks.left > 0:
            middle = (inside + outside) / 2
            found = self._looks.positions[self._looks.nearest(middle)]
            if not min(inside, outside) < found < max(inside, outside):
                break
            if self._has_inserts(found):
                inside = found
            else:
                outside = found
        return (inside + outside) / 2

    def _has_inserts(self, position: float) -> bool:
        image = self._looks.image(self._looks.nearest(position))
        return image is not None and match_ring(image, self._body, self._match.ring).correlation >= _SEEN


def find_order(looks: Looks, body: Body, match: RingMatch, position: float) -> Order:
    """Which of the CatPhans with the same inserts it is; ``position`` is that of a slice that shows them."""
    axis = _Axis(looks, body, match, position)
    facing = looks.facing * (-1 if match.mirrored else 1)
    side = facing or 1
    for distance, direction in ((30.0, side), (30.0, -side), (70.0, -side), (70.0, side)):
        if axis.has_bars(axis.origin + direction * distance):
            if distance > 50.0:
                return _far(facing, direction)
            return _near(axis, facing, direction)
    return _without_bars(axis, facing, body)


def _far(facing: int, direction: int) -> Order:
    usual = facing == 0 or direction == -facing
    return Order("CatPhan 600", 0.97 if usual else 0.75, "with line pairs 70 mm away")


def _near(axis: _Axis, facing: int, direction: int) -> Order:
    """A 504 goes on beyond its inserts on the side away from the line pairs; a 503 ends there."""
    goes_on = axis.goes_on(-direction)
    by_side = "" if facing == 0 else ("CatPhan 504" if direction == facing else "CatPhan 503")
    by_end = "" if goes_on is None else ("CatPhan 504" if goes_on else "CatPhan 503")
    if by_end and by_side in ("", by_end):
        way = "more of the phantom" if goes_on else "the end of the phantom"
        return Order(by_end, 0.97, f"with line pairs 30 mm away and {way} on the other side")
    if by_end and by_side:
        # A scan may end early, but a 503 has nothing where a 504 goes on.
        phantom = by_end if goes_on else by_side
        return Order(phantom, 0.6, "with line pairs 30 mm away, but not all that is seen fits")
    return Order(by_side or "CatPhan 504", 0.85 if by_side else 0.5, "with line pairs 30 mm away")


def _without_bars(axis: _Axis, facing: int, body: Body) -> Order:
    """What is left where line pairs were not scanned or not found."""
    side = facing or 1
    left = []
    for gauge in GAUGES:
        place = axis.origin + side * gauge.offset
        missed = axis.covers(place) and axis.has_body(place) is True
        ended = axis.goes_on(side if gauge.offset > 0 else -side) is False
        if not missed and not ended:
            left.append(gauge.phantom)
    reason = "but no line pairs are seen"
    if len(left) == 1:
        return Order(left[0], 0.75, f"{reason} where others have them")
    if not left:
        return Order("CatPhan 504", 0.4, reason)
    smaller = body.diameter < _SMALLER
    usual = "CatPhan 503" if smaller and "CatPhan 503" in left else left[-1] if smaller else None
    return Order(usual or ("CatPhan 504" if "CatPhan 504" in left else left[0]), 0.5, reason)
