import numpy as np
import pytest

from phantomscope.gui.viewing.side_view_image import SideGeometry, SideViewImage
from phantomscope.gui.viewing.side_view_loader import SideViewPart


def test_slices_lie_at_their_millimetres() -> None:
    geometry = SideGeometry.from_positions((0.0, 2.0, 4.0, 6.0), 1.0, 16.0)
    assert geometry.proportion == pytest.approx(16 / 8)
    assert geometry.centres == pytest.approx((1 / 8, 3 / 8, 5 / 8, 7 / 8))
    assert [geometry.nearest(part) for part in (0.0, 0.3, 0.7, 1.0)] == [0, 1, 2, 3]


def test_a_gap_stays_empty_and_takes_its_room() -> None:
    geometry = SideGeometry.from_positions((0.0, 1.0, 2.0, 8.0, 9.0), 1.0, 10.0)
    assert geometry.columns() == [0, 1, 2, -1, -1, -1, -1, -1, 3, 4]


@pytest.mark.parametrize("positions", [(None, None, None), (1.0, None, 2.0), (5.0, 5.0, 5.0)])
def test_without_positions_slices_are_one_thickness_apart(positions: tuple[float | None, ...]) -> None:
    geometry = SideGeometry.from_positions(positions, 3.0, 18.0)
    assert geometry.proportion == pytest.approx(18 / 9)
    assert geometry.columns() == [0, 1, 2]


def part(first: int, *columns: tuple[float, ...]) -> SideViewPart:
    return SideViewPart(1, first, np.array(columns, np.float32).T, last=False)


def test_the_picture_fills_as_columns_come() -> None:
    image = SideViewImage(SideGeometry.from_positions((0.0, 1.0, 2.0, 3.0), 1.0, 2.0))
    assert image.picture().isNull()
    image.add(part(0, (0.0, 100.0), (0.0, 100.0)))
    picture = image.picture()
    assert (picture.width(), picture.height()) == (4, 2)
    assert [picture.pixelColor(x, 1).lightness() for x in range(4)] == [255, 255, 0, 0]
    image.add(part(2, (0.0, 80.0), (0.0, 80.0)))
    picture = image.picture()
    air, dim, bright = (picture.pixelColor(x, y).lightness() for x, y in ((0, 0), (2, 1), (0, 1)))
    assert air == 0
    assert 60 < dim < 120
    assert bright == 255
    assert image.nbytes == 4 * 2 * 4


def test_columns_of_another_height_or_of_nothing_are_left_blank() -> None:
    image = SideViewImage(SideGeometry.from_positions((0.0, 1.0, 2.0), 1.0, 2.0))
    image.add(SideViewPart(1, 0, np.empty((0, 1), np.float32), last=False))
    assert image.picture().isNull()
    image.add(part(1, (1.0, 2.0)))
    image.add(part(2, (1.0, 2.0, 3.0)))
    assert image.picture().pixelColor(2, 1).lightness() == 0
    assert image.picture().pixelColor(1, 1).lightness() == 255
