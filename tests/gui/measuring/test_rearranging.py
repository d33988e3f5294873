"""Shapes stay on their content."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measure.pictures import picture
from phantomscope.gui.measuring.rearranging import carried
from phantomscope.measure.reading import read_region
from phantomscope.measure.shapes import (
    Angle,
    CircleRegion,
    Distance,
    LineProfile,
    PolygonRegion,
    RectangleRegion,
    Shape,
)
from phantomscope.stack.arrangement import PLAIN, Arrangement

STORED = np.arange(40 * 60, dtype=np.int16).reshape(40, 60)
arrangements = st.builds(
    Arrangement,
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.sampled_from([None, (3, 5, 33, 51), (10, 8, 38, 58)]),
)


@given(arrangements, arrangements)
def test_a_region_takes_the_same_pixels(before: Arrangement, after: Arrangement) -> None:
    region = CircleRegion((10.3, 12.1), 4.6)  # well inside of every crop
    region = region.moved(20 - 10.3, 20 - 12.1)
    first = carried(region, PLAIN, before, STORED.shape)
    second = carried(first, before, after, STORED.shape)
    assert isinstance(first, CircleRegion)
    assert isinstance(second, CircleRegion)
    values = [
        read_region(shape, picture(arrangement.view(STORED)))[1]
        for shape, arrangement in ((region, PLAIN), (first, before), (second, after))
    ]
    for some in values[1:]:
        assert np.array_equal(np.sort(some), np.sort(values[0]))


@pytest.mark.parametrize(
    "shape",
    [
        Distance((1, 2), (3, 4)),
        LineProfile((1, 2), (3, 4), 2.0),
        Angle((1, 2), (3, 4), (9, 1)),
        RectangleRegion((1, 2), (3, 4)),
        PolygonRegion(((1, 2), (3, 4), (9, 1))),
    ],
)
def test_every_shape_goes_there_and_back(shape: Shape) -> None:
    there = Arrangement(mirrored=True, flipped=True, crop=(3, 5, 33, 51))
    moved = carried(shape, PLAIN, there, (40, 60))
    assert type(moved) is type(shape)
    assert moved != shape
    assert carried(moved, there, PLAIN, (40, 60)) == shape
