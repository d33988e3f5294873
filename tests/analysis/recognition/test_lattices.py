"""Plugs in the holes of one phantom are not in those of another."""

import pytest

from analysis.drawn_scans import lattice_scan, water_cylinder
from phantomscope.analysis.recognition.geometry import LATTICES, Lattice
from phantomscope.analysis.recognition.image import find_body, small_image
from phantomscope.analysis.recognition.lattices import LatticeMatch, match_lattice
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes


def matches(data: bytes, number: int) -> dict[str, LatticeMatch]:
    source = open_bytes(data)
    with SliceStack(source, scan(source).series[0]) as stack:
        spacing = stack.slice_header(number).plane.spacing
        assert spacing is not None
        image = small_image(stack.peek(number), spacing)
    assert image is not None
    body = find_body(image)
    assert body is not None
    return {lattice.phantom: match_lattice(image, body, lattice) for lattice in LATTICES}


@pytest.mark.parametrize("lattice", LATTICES, ids=lambda lattice: lattice.phantom)
@pytest.mark.parametrize("roll", [0.0, 31.0])
def test_a_lattice_explains_its_own_plugs(lattice: Lattice, roll: float) -> None:
    found = matches(lattice_scan(lattice, roll=roll), 7)
    own = found.pop(lattice.phantom)
    assert own.explained > 0.9
    turned = abs(own.roll - roll % lattice.period)
    assert min(turned, lattice.period - turned) <= 3.0
    assert own.seen >= 8
    assert all(other.explained < own.explained - 0.15 for other in found.values())


def test_plain_water_is_not_explained() -> None:
    assert all(match.explained < 0.3 for match in matches(water_cylinder(3), 10).values())
