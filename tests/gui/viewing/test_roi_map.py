import math

import pytest

from phantomscope.analysis.results import Outline, Points, SliceImage
from phantomscope.gui.viewing.roi_map import Roi, RoiMap


def circle(name: str, x: float, y: float, radius: float, points: int = 100) -> Outline:
    angles = [math.tau * step / points for step in range(points + 1)]
    xs: Points = tuple(x + radius * math.cos(angle) for angle in angles)
    ys: Points = tuple(y + radius * math.sin(angle) for angle in angles)
    return Outline(name, xs, ys, "green")


def image(*outlines: Outline, key: str = "key") -> SliceImage:
    return SliceImage(key, "title", 3, outlines)


def names(rois: tuple[Roi, ...]) -> list[str]:
    return [roi.name for roi in rois]


def test_inside_a_closed_line_counts_and_outside_does_not() -> None:
    found = RoiMap([image(circle("a", 50, 50, 10))])
    assert names(found.at(50, 50, 2)) == ["a"]
    assert names(found.at(58, 52, 2)) == ["a"]
    assert names(found.at(61, 50, 2)) == ["a"]  # just beside the line
    assert found.at(63, 50, 2) == ()
    assert found.at(58, 58, 0) == ()  # in its box, but not in it


def test_the_smallest_comes_first_where_they_are_nested() -> None:
    found = RoiMap(
        [image(circle("large", 50, 50, 40), circle("small", 60, 50, 5), circle("middle", 55, 50, 20))]
    )
    assert names(found.at(60, 50, 1)) == ["small", "middle", "large"]
    assert names(found.at(40, 50, 1)) == ["middle", "large"]
    assert names(found.at(15, 50, 1)) == ["large"]


def test_an_open_line_is_hit_beside_it_only() -> None:
    line = Outline("distance", (10.0, 90.0), (50.0, 50.0), "blue")
    found = RoiMap([image(circle("round", 50, 50, 45), line)])
    assert names(found.at(50, 52, 3)) == ["distance", "round"]
    assert names(found.at(50, 55, 3)) == ["round"]
    assert found.at(97, 50, 1) == ()


def test_a_broken_line_has_several_parts_but_is_one_region() -> None:
    two = Outline("two", (0, 10, 10, 0, 0, None, 5, 20), (0, 0, 10, 10, 0, None, 5, 5), "blue")
    found = RoiMap([image(two)])
    assert names(found.at(5, 5, 1)) == ["two"]
    assert names(found.at(18, 5, 1)) == ["two"]
    assert found.at(18, 8, 1) == ()


def test_all_images_of_a_slice_are_searched() -> None:
    first, second = image(circle("a", 20, 20, 10)), image(circle("a", 22, 20, 5), key="other")
    assert [roi.image.key for roi in RoiMap([first, second]).at(22, 20, 1)] == ["other", "key"]


@pytest.mark.parametrize(
    "outline",
    [
        Outline("none", (), (), "green"),
        Outline("gap", (None,), (None,), "green"),
        Outline("uneven", (1.0, None), (1.0,), "green"),
        Outline("same", (5.0, 5.0, 5.0, 5.0, 5.0), (5.0, 5.0, 5.0, 5.0, 5.0), "green"),
    ],
)
def test_odd_lines_do_no_harm(outline: Outline) -> None:
    assert RoiMap([image(outline)]).at(50, 50, 2) == ()
    assert RoiMap().at(1, 1, 2) == ()


def test_a_single_point_can_be_hit() -> None:
    found = RoiMap([image(Outline("point", (20.0,), (30.0,), "green"))])
    assert names(found.at(21, 31, 2)) == ["point"]
    assert found.at(25, 30, 2) == ()


def test_regions_on_each_other_have_the_same_box() -> None:
    found = RoiMap(
        [image(circle("row", 50, 50, 10), circle("column", 50.1, 50, 10), circle("other", 50, 50, 12))]
    )
    row, column, other = found.at(50, 50, 1)
    assert row.box == column.box != other.box
