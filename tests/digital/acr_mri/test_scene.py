"""Looked at as noiseless slices, with sharp and square pixels."""

from typing import Any

import numpy as np
import pytest

from phantomscope.digital.acr_mri.geometry import ACRMRIGeometry, acr_mri_geometry
from phantomscope.digital.acr_mri.scene import acr_mri_scene
from phantomscope.digital.painting import Canvas
from phantomscope.digital.scene import SceneSlicer

SIGNAL = 1000.0
CANVAS = Canvas(401, 401, 0.5, 0.3)
LARGE, MEDIUM = "ACRMRILarge", "ACRMRIMedium"
BOTH = pytest.mark.parametrize("class_name", [LARGE, MEDIUM])


def slice_of(geometry: ACRMRIGeometry, z: float, thickness: float = 5.0, **errors: float) -> Any:
    named = {name.replace("__", " "): value for name, value in errors.items()}
    return SceneSlicer(acr_mri_scene(geometry, SIGNAL, named), CANVAS, thickness).slice_at(z)


def at(image: Any, x: float, y: float) -> float:
    column, row = CANVAS.pixel(x, y)
    return float(image[round(row), round(column)])


@BOTH
def test_nothing_is_brighter_than_the_disks_or_darker_than_plastic(class_name: str) -> None:
    geometry = acr_mri_geometry(class_name)
    for z in range(0, 101, 10):
        image = slice_of(geometry, float(z))
        assert image.min() > -1.0, z
        assert image.max() < SIGNAL * 1.06, z


@BOTH
@pytest.mark.parametrize("thickness", [3.0, 5.0])
def test_ramps_show_ten_times_the_thickness(class_name: str, thickness: float) -> None:
    geometry = acr_mri_geometry(class_name)
    image = slice_of(geometry, 0.0, thickness)
    for y in geometry.ramps.values():
        _, row = CANVAS.pixel(0.0, y)
        line = image[round(row), 100:301]
        assert line.max() == pytest.approx(SIGNAL / thickness, rel=0.1)  # the slot is 1 mm thick
        assert np.count_nonzero(line > line.max() / 2) * 0.5 == pytest.approx(10 * thickness, abs=1.5)


def test_ramps_rise_to_opposite_sides() -> None:
    geometry = acr_mri_geometry(LARGE)
    image = slice_of(geometry, 2.0, 1.0)
    brightest = []
    for y in geometry.ramps.values():
        _, row = CANVAS.pixel(0.0, y)
        line = image[round(row)] * (np.abs(np.arange(401) - 200) < 120)
        brightest.append((np.average(np.arange(401), weights=np.maximum(line, 0)) - 200) * 0.5)
    assert brightest == pytest.approx([20, -20], abs=1)


@BOTH
@pytest.mark.parametrize("name", ["slice1", "slice11"])
@pytest.mark.parametrize("shift", [-3.0, 0.0, 2.0])
def test_bars_differ_by_twice_the_shift(class_name: str, name: str, shift: float) -> None:
    """The right one on the screen is longer in a slice that lies too high."""
    geometry = acr_mri_geometry(class_name)
    image = slice_of(geometry, geometry.offsets[name] + shift, 1.0)
    ends = []
    for x in (-3.0, 3.0):
        column, _ = CANVAS.pixel(x, 0.0)
        height = (200 - np.arange(401)) * 0.5
        dark = (image[:, round(column)] < SIGNAL / 2) & (np.abs(height - geometry.sizes.wedge_tip) < 10)
        ends.append(float(height[dark].min()))
    assert ends[0] - ends[1] == pytest.approx(2 * shift, abs=0.6)
    assert sum(ends) / 2 == pytest.approx(geometry.sizes.wedge_tip, abs=0.6)


@BOTH
def test_grid_is_only_in_slice_5(class_name: str) -> None:
    geometry = acr_mri_geometry(class_name)
    pitch = geometry.sizes.grid_pitch
    inside = slice_of(geometry, 40.0)
    for z in (30.0, 50.0):
        assert at(slice_of(geometry, z), 2 * pitch, 3.5 * pitch) > 0.9 * SIGNAL
    for line in range(-5, 6):
        assert at(inside, line * pitch, 0.5 * pitch) < 0.1 * SIGNAL
        assert at(inside, 0.5 * pitch, line * pitch) < 0.1 * SIGNAL
    assert at(inside, 0.5 * pitch, 0.5 * pitch) > 0.9 * SIGNAL
    assert at(inside, 5 * pitch, 4.5 * pitch) < 1.01 * SIGNAL  # beyond the corner: no line


def test_errors_change_what_they_name() -> None:
    geometry = acr_mri_geometry(LARGE)
    spokes = geometry.spokes[1]
    disk, other = spokes.disks["spoke_2"][0], spokes.disks["spoke_3"][0]
    right, wrong = slice_of(geometry, 80.0), slice_of(geometry, 80.0, slice_9__spoke_2=-50.0)
    assert at(right, disk.x, disk.y) == pytest.approx(1025, abs=1)
    assert at(wrong, disk.x, disk.y) == pytest.approx(975, abs=1)
    assert at(wrong, other.x, other.y) == pytest.approx(1025, abs=1)
    assert at(slice_of(geometry, 60.0, Center=30.0), 0.0, 0.0) == pytest.approx(1030, abs=1)
