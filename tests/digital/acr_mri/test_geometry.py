import math

import pytest

from phantomscope.digital.acr_mri.geometry import acr_mri_geometry

BOTH = pytest.mark.parametrize("class_name", ["ACRMRILarge", "ACRMRIMedium"])


@BOTH
def test_slices_are_10_mm_apart_from_slice_1(class_name: str) -> None:
    offsets = acr_mri_geometry(class_name).offsets
    assert offsets == {
        "slice1": 0,
        "geometric_distortion_module": 40,
        "uniformity_module": 60,
        "slice_8": 70,
        "slice_9": 80,
        "slice_10": 90,
        "slice_11": 100,
        "slice11": 100,
    }


def test_arrays_are_those_of_each_phantom() -> None:
    large, medium = (acr_mri_geometry(name).arrays for name in ("ACRMRILarge", "ACRMRIMedium"))
    assert [array.diameter for array in large.values()] == [1.1, 1.1, 1.0, 1.0, 0.9, 0.9]
    assert [array.diameter for array in medium.values()] == [1.1, 1.1, 1.0, 1.0, 0.9, 0.9, 0.8, 0.8]
    assert [array.by_rows for array in medium.values()] == [True, False] * 4


@BOTH
def test_disks_lie_on_spokes_that_turn_from_slice_to_slice(class_name: str) -> None:
    geometry = acr_mri_geometry(class_name)
    assert [spokes.z for spokes in geometry.spokes] == [70, 80, 90, 100]
    contrasts = [spokes.contrast for spokes in geometry.spokes]
    assert contrasts == sorted(contrasts)
    center = geometry.sizes.contrast_center_y
    for number, spokes in enumerate(geometry.spokes):
        assert [len(disks) for disks in spokes.disks.values()] == [3] * 10
        diameters = [2 * disks[0].radius for disks in spokes.disks.values()]
        assert diameters == pytest.approx([7.0, 6.4, 5.8, 5.2, 4.6, 3.9, 3.3, 2.7, 2.1, 1.5])
        first = spokes.disks["spoke_1"][2]
        assert math.degrees(math.atan2(first.y - center, first.x)) == pytest.approx(-90 + 9 * number)
        assert math.hypot(first.x, first.y - center) == pytest.approx(38.25)


@BOTH
def test_everything_lies_inside_the_phantom(class_name: str) -> None:
    geometry = acr_mri_geometry(class_name)
    radius = geometry.sizes.radius
    left, right, top, bottom = geometry.sizes.insert
    corners = [math.hypot(x, y) for x in (left, right) for y in (top, bottom)]
    assert max(corners) < radius
    for array in geometry.arrays.values():
        reach = 4 * array.diameter
        assert left < array.spot.x - reach < array.spot.x + reach < right
        assert top < array.spot.y - reach < array.spot.y + reach < bottom
    assert all(math.hypot(spot.x, spot.y) > radius for spot in geometry.ghosts.values())
    assert geometry.sizes.tube_distance + 19 < radius
