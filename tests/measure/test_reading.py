"""What each kind of shape gives: pixels that are square, that are not, and that have no size."""

import numpy as np
import pytest

from measure.pictures import picture
from phantomscope.measure.reading import (
    AngleReading,
    LengthReading,
    ProfileReading,
    RegionReading,
    read,
    read_region,
)
from phantomscope.measure.scale import Scale
from phantomscope.measure.shapes import (
    Angle,
    CircleRegion,
    Distance,
    LineProfile,
    PolygonRegion,
    RectangleRegion,
)

SCALES = [Scale(), Scale(0.5, 0.5, "mm"), Scale(0.5, 2.0, "mm")]
STORED = np.random.default_rng(7).integers(0, 2000, (50, 70)).astype(np.int16)
VALUES = STORED * 1.0 - 1024


@pytest.mark.parametrize("scale", SCALES, ids=str)
def test_lengths_and_angles(scale: Scale) -> None:
    made = picture(STORED, scale)
    assert read(Distance((10, 10), (10, 15)), made) == LengthReading(5 * scale.down, scale.unit)
    found = read(Angle((20, 10), (10, 10), (10, 15)), made)
    assert found == AngleReading(pytest.approx(90), scale.unit == "px")


@pytest.mark.parametrize("scale", SCALES, ids=str)
def test_regions_are_numpy_on_the_pixels_whose_centres_lie_inside(scale: Scale) -> None:
    y, x = np.mgrid[:50, :70]
    inside = {
        CircleRegion((30, 20), 4.2): np.hypot((x - 30) * scale.right, (y - 20) * scale.down) <= 4.2,
        RectangleRegion((9.5, 7.5), (20.5, 30.5)): (x > 9) & (x < 21) & (y > 7) & (y < 31),
        PolygonRegion(((9.5, 7.5), (20.5, 7.5), (20.5, 30.5), (9.5, 30.5))): (
            (x > 9) & (x < 21) & (y > 7) & (y < 31)
        ),
    }
    for region, mask in inside.items():
        found, values = read_region(region, picture(STORED, scale, rescale=(1.0, -1024.0)))
        there = VALUES[mask]
        numbers = found.statistics
        assert np.array_equal(np.sort(values), np.sort(there))
        assert numbers.count == mask.sum()
        assert numbers.mean == pytest.approx(there.mean())
        assert numbers.sd == pytest.approx(there.std())
        assert (numbers.minimum, numbers.maximum) == (there.min(), there.max())
        assert numbers.median == np.median(there)
        assert numbers.area == pytest.approx(mask.sum() * scale.right * scale.down)
        assert found.unit == scale.area_unit


def test_what_is_cut_or_left_out_is_said() -> None:
    made = picture(np.where(STORED < 100, -2000, STORED).astype(np.int16), padding=-2000)
    found = read(RectangleRegion((-5, -5), (20, 20)), made)
    assert isinstance(found, RegionReading)
    assert found.is_cut
    assert found.left_out == np.count_nonzero(STORED[:21, :21] < 100) > 0
    assert found.statistics.count + found.left_out == 21 * 21


def test_a_region_beside_the_image_has_no_value() -> None:
    found = read(CircleRegion((-30, -30), 5), picture(STORED))
    assert isinstance(found, RegionReading)
    assert found.statistics.count == 0
    assert found.is_cut


def test_a_profile_has_a_width_at_half_maximum_or_an_edge() -> None:
    bar = np.zeros((20, 40))
    bar[:, 15:25] = 100
    peak = read(LineProfile((5, 10), (35, 10)), picture(bar, SCALES[1]))
    assert isinstance(peak, ProfileReading)
    assert peak.half_maximum is not None
    assert peak.half_maximum.width == pytest.approx(5.0)
    assert peak.edge is None
    assert peak.length == 15.0
    step = read(LineProfile((5, 10), (20, 10)), picture(bar, SCALES[1]))
    assert isinstance(step, ProfileReading)
    assert step.half_maximum is None
    assert step.edge is not None
    assert step.edge.width == pytest.approx(0.4)
    assert step.edge.place == pytest.approx(4.75)
