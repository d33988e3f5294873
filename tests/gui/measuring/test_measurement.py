"""What a measurement is called and where it is."""

import pytest

from phantomscope.gui.measuring.measurement import KINDS, Measurement, kind_of, usual_name
from phantomscope.measure.shapes import (
    Angle,
    CircleRegion,
    Distance,
    LineProfile,
    PolygonRegion,
    RectangleRegion,
)

SHAPES = [
    Distance((0, 0), (1, 1)),
    Angle((0, 0), (1, 1), (2, 0)),
    LineProfile((0, 0), (1, 1)),
    CircleRegion((0, 0), 1.0),
    RectangleRegion((0, 0), (1, 1)),
    PolygonRegion(((0, 0), (1, 1), (2, 0))),
]


def test_every_kind_has_a_name_of_its_own() -> None:
    assert len({kind_of(shape) for shape in SHAPES}) == len(SHAPES) == len(KINDS)
    assert usual_name(Measurement(7, 2, SHAPES[3], None)) == "Circle 2"


@pytest.mark.parametrize(
    ("slots", "on", "several"),
    [(frozenset({3}), {3}, False), (frozenset({3, 5}), {3, 5}, True), (None, {3, 4, 5}, True)],
)
def test_it_is_on_its_slices(slots: frozenset[int] | None, on: set[int], several: bool) -> None:
    one = Measurement(1, 1, SHAPES[0], slots)
    assert {slot for slot in (3, 4, 5) if one.is_on(slot)} == on
    assert one.is_on_several == several
    assert one.with_shape(SHAPES[1]).slots == slots
