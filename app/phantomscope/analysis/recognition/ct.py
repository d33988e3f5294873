"""Which CT phantom the images show: a few slices along the axis, then what they have in common."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from phantomscope.analysis.recognition.finding import Finding, Looks, spread
from phantomscope.analysis.recognition.geometry import CTP404, LATTICES, RINGS, Lattice, Ring
from phantomscope.analysis.recognition.helios import Helios, find_helios, helios_look
from phantomscope.analysis.recognition.image import Body, find_body
from phantomscope.analysis.recognition.lattices import LatticeMatch, match_lattice
from phantomscope.analysis.recognition.order import find_order
from phantomscope.analysis.recognition.rings import RingMatch, match_ring

_FIRST = 7
_SURVEY = 16
_SHORT = 12
_FINE = 9.0
_SIZE = 0.06
_SEEN = 0.85
_WORST = 320.0
_CLEAR = 200.0
_CLEARER = 1.6
_SCALE = (0.45, 3.5)
_LATTICE = 0.75
_LATTICE_LEAD = 0.15
_HOLES = 4
_AGREEING = 2


@dataclass(frozen=True, slots=True)
class Look:
    """One slice, as far as it was understood.

    Attributes:
        index: Its index in the stack.
        position: Along the axis, in mm.
        body: What lies in the air.
        rings: Matches of the rings of inserts that the body's size allows, the best first.
        lattices: Of the lattices of holes, likewise.
        helios: What it shows of the GE phantom.
    """

    index: int
    position: float
    body: Body | None
    rings: tuple[RingMatch, ...] = ()
    lattices: tuple[LatticeMatch, ...] = ()
    helios: Helios | None = None

    @property
    def ring(self) -> RingMatch | None:
        """The ring that is seen, if any."""
        return next((one for one in self.rings if _is_seen(one)), None)


def find_ct(looks: Looks) -> Finding:
    """What a CT series shows."""
    seen = _survey(looks)
    bodies = [look.body for look in seen if look.body is not None]
    if not bodies:
        return Finding("", 0.0, "nothing but air is seen")
    with_ring = [look for look in seen if look.ring is not None]
    if with_ring:
        return _of_ring(looks, with_ring)
    lattice = _of_lattice(seen)
    if lattice is not None:
        return lattice
    helios = find_helios([look.helios for look in seen if look.helios is not None])
    if helios is not None:
        return helios
    body = sorted(bodies, key=lambda one: one.diameter)[len(bodies) // 2]
    if not body.is_round:
        return Finding("", 0.0, "what is seen has no phantom’s outline")
    reason = f"a cylinder of {body.diameter:.0f} mm without inserts that are known"
    return Finding("", 0.0, reason, body.diameter)


# -- looking ----------------------------------------------------------------------------------------------


def _survey(looks: Looks) -> list[Look]:
    """Slices spread over the stack, then more between them until inserts are seen."""
    count = len(looks.positions)
    first = range(count) if count <= _SHORT else spread(count, _FIRST)
    seen = {index: _look(looks, index) for index in first}
    while len(seen) < min(_SURVEY, count) and not _enough(seen.values()):
        index = _widest_gap(looks, seen)
        if index is None:
            break
        seen[index] = _look(looks, index)
    return [seen[index] for index in sorted(seen)]


def _enough(seen: Iterable[Look]) -> bool:
    looks = list(seen)
    if any(look.ring is not None and look.ring.worst < _CLEAR for look in looks):
        return True
    return sum(_shows_lattice(look) for look in looks) >= _AGREEING


def _widest_gap(looks: Looks, seen: dict[int, Look]) -> int | None:
    """The middle of the widest gap beside a slice with a body; None where all are narrow."""
    known = [-1, *sorted(seen), len(looks.positions)]
    widest, best = _FINE, None
    for before, after in itertools.pairwise(known):
        if after - before < 2:
            continue
        if not any(index in seen and seen[index].body is not None for index in (before, after)):
            continue
        start, end = max(before, 0), min(after, len(looks.positions) - 1)
        gap = abs(looks.positions[end] - looks.positions[start])
        if gap > widest:
            widest, best = gap, (before + after) // 2
    return best


def _look(looks: Looks, index: int) -> Look:
    image = looks.image(index)
    position = looks.positions[index]
    body = find_body(image) if image is not None else None
    if image is None or body is None:
        return Look(index, position, None)
    rings = [match_ring(image, body, ring) for ring in RINGS if _fits(body, ring)]
    rings.sort(key=lambda one: one.worst)
    lattices = [match_lattice(image, body, lattice) for lattice in LATTICES if _is_as_large(body, lattice)]
    lattices.sort(key=lambda one: -one.explained)
    return Look(index, position, body, tuple(rings), tuple(lattices), helios_look(image, body))


def _fits(body: Body, ring: Ring) -> bool:
    return body.is_round and abs(body.diameter / ring.diameter - 1) < _SIZE


def _is_as_large(body: Body, lattice: Lattice) -> bool:
    long, short = (body.diameter, body.diameter) if body.is_round else (body.long, body.short)
    return abs(long / lattice.long - 1) < _SIZE and abs(short / lattice.short - 1) < _SIZE


def _is_seen(match: RingMatch) -> bool:
    return match.correlation >= _SEEN and match.worst <= _WORST and _SCALE[0] <= match.scale <= _SCALE[1]


# -- judging ----------------------------------------------------------------------------------------------


def _of_ring(looks: Looks, with_ring: list[Look]) -> Finding:
    best = min(with_ring, key=lambda look: look.rings[0].worst)
    match = best.rings[0]
    ring = match.ring
    others = [other.worst for other in best.rings[1:]]
    clear = match.worst <= _CLEAR and all(other > _CLEARER * match.worst for other in others)
    reason = f"{ring.pieces} at {ring.distance:.0f} mm"
    confidence = min(0.98, 0.99 - match.worst / 2500) if clear else 0.7
    if ring is not CTP404:
        return Finding(ring.phantoms[0], confidence, reason)
    if best.body is None:
        return Finding(ring.phantoms[0], 0.5, reason)
    order = find_order(looks, best.body, match, best.position)
    return Finding(order.phantom, min(confidence, order.confidence), f"{reason}, {order.reason}")


def _shows_lattice(look: Look) -> bool:
    if not look.lattices:
        return False
    best, *others = look.lattices
    enough = best.explained >= _LATTICE and best.seen >= _HOLES
    return enough and all(other.explained < best.explained - _LATTICE_LEAD for other in others)


def _of_lattice(seen: list[Look]) -> Finding | None:
    good = [look.lattices for look in seen if _shows_lattice(look)]
    if not good:
        return None
    names = {one[0].lattice.phantom for one in good}
    if len(names) > 1:
        return None
    lattice = good[0][0].lattice
    rolls = [one[0].roll for one in good]
    middle = median(rolls)
    agreeing = sum(min(abs(roll - middle), lattice.period - abs(roll - middle)) <= 4.0 for roll in rolls)
    holes = max(one[0].seen for one in good)
    reason = f"plugs in {holes} of {len(lattice.holes)} holes of a body of {lattice.long:.0f} mm"
    confidence = 0.95 if agreeing >= _AGREEING and agreeing >= 0.6 * len(good) else 0.7
    return Finding(lattice.phantom, confidence, reason)
