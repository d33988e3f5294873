import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from phantomscope.digital.painting import Canvas
from phantomscope.digital.scene import AIR_HU, Bar, Rod, Scene, SceneSlicer, Section, Sheet, Wire, coverage

CANVAS = Canvas(columns=120, rows=120, spacing=0.5, psf_fwhm=0.8)
CENTER = 59


def slicer(thickness: float, scene: Scene) -> SceneSlicer:
    return SceneSlicer(scene, CANVAS, thickness)


def plain(*solids: Rod | Bar, wires: tuple[Wire, ...] = ()) -> Scene:
    return Scene(25.0, (Section(-10, 0, 0.0), Section(0, 10, 50.0)), solids, wires)


@given(
    thickness=st.floats(0.3, 10),
    lower=st.floats(-40, 30),
    length=st.floats(0.1, 40),
    shift=st.floats(-5, 5),
)
def test_touching_slices_share_out_the_whole_length(
    thickness: float, lower: float, length: float, shift: float
) -> None:
    count = math.ceil(100 / thickness)
    parts = [
        coverage(shift + index * thickness, thickness, lower, lower + length)
        for index in range(-count, count + 1)
    ]
    assert all(0 <= part <= 1 + 1e-9 for part in parts)
    assert sum(parts) * thickness == pytest.approx(length, rel=1e-6)


def test_sections_and_what_lies_between_them() -> None:
    values = slicer(2.0, plain())
    assert values.slice_at(-5.0)[CENTER, CENTER] == pytest.approx(0.0, abs=0.01)
    assert values.slice_at(0.0)[CENTER, CENTER] == pytest.approx(25.0, abs=0.01)
    assert values.slice_at(10.0)[CENTER, CENTER] == pytest.approx((50 + AIR_HU) / 2, abs=0.01)
    assert np.all(values.slice_at(20.0) == AIR_HU)


def test_rod_fills_a_part_of_the_slice() -> None:
    values = slicer(2.0, plain(Rod(0, 0, 5.0, -5.5, 5.0, 100.0)))
    assert values.slice_at(-5.0)[CENTER, CENTER] == pytest.approx(75.0, abs=0.01)


def test_bar_thinner_than_the_slice_loses_contrast() -> None:
    values = slicer(4.0, plain(Bar(0, 0, 6.0, 6.0, 0.0, -6.0, -4.0, 1000.0)))
    assert values.slice_at(-5.0)[CENTER, CENTER] == pytest.approx(500.0, abs=0.1)


@pytest.mark.parametrize("thickness", [1.0, 2.5, 5.0])
def test_ramp_is_as_long_as_the_slice_is_thick_over_the_tangent(thickness: float) -> None:
    wire = Wire(0.0, 0.0, -5.0, 0.0, 23.0, 20.0, 500.0)
    profile = slicer(thickness, plain(wires=(wire,))).slice_at(-5.0)[CENTER : CENTER + 2].mean(axis=0)
    profile = np.where(np.abs(np.arange(120) - 59.5) < 40, profile, 0.0)
    fine = np.interp(np.arange(0, 119, 0.01), np.arange(120), profile)
    width = np.count_nonzero(fine > fine.max() / 2) * 0.01 * 0.5
    assert width == pytest.approx(thickness / math.tan(math.radians(23)), abs=0.1)


def test_thinner_slice_shows_a_brighter_wire() -> None:
    scene = plain(wires=(Wire(0.0, 0.0, -5.0, 0.0, 23.0, 20.0, 500.0),))
    thin, thick = (slicer(thickness, scene).slice_at(-5.0).max() for thickness in (2.0, 4.0))
    assert thin == pytest.approx(2 * thick, rel=0.02)


def test_wire_climbs_or_falls_along_its_angle() -> None:
    for ramp_angle, side in ((23.0, 1), (-23.0, -1)):
        scene = plain(wires=(Wire(0.0, 0.0, -5.0, 0.0, ramp_angle, 20.0, 500.0),))
        above = slicer(1.0, scene).slice_at(-3.0)
        brightest = int(above[:, 20:100].max(axis=0).argmax()) + 20
        assert (brightest - 59.5) * side * 0.5 == pytest.approx(2 / math.tan(math.radians(23)), abs=1.2)


def sheet_alone(sheet: Sheet, position: float) -> np.ndarray:
    sections = (Section(-20, 20, 0.0),)
    with_it, without = (Scene(25.0, sections, (), sheets=sheets) for sheets in ((sheet,), ()))
    return slicer(2.0, with_it).slice_at(position) - slicer(2.0, without).slice_at(position)


@pytest.mark.parametrize("ramp_angle", [30.0, -30.0])
def test_sheet_is_as_long_as_the_slice_is_thick_over_the_tangent(ramp_angle: float) -> None:
    sheet = Sheet(0.0, 0.0, -5.0, 0.0, ramp_angle, 14.0, 10.0, 200.0)
    middle, above = (sheet_alone(sheet, position) for position in (-5.0, -3.0))
    # Along the axis a sheet is thicker by 1/cos, and it fills that part of the slice.
    assert middle[CENTER, CENTER] == pytest.approx(200 / math.cos(math.radians(30)) / 2, rel=0.01)
    area = 10.0 * 2.0 / math.tan(math.radians(30))
    assert middle.sum() * 0.5**2 == pytest.approx(area * middle[CENTER, CENTER], rel=0.01)
    moved = (above.sum(axis=0) * np.arange(120)).sum() / above.sum() - 59.5
    side = 1 if ramp_angle > 0 else -1
    assert moved * 0.5 * side == pytest.approx(2 / math.tan(math.radians(30)), abs=0.05)


def test_sheet_ends_where_it_ends() -> None:
    sheet = Sheet(0.0, 0.0, -5.0, 0.0, 30.0, 3.0, 10.0, 200.0)
    assert np.abs(sheet_alone(sheet, -5.0)).max() > 50
    assert np.abs(sheet_alone(sheet, 0.0)).max() < 0.01


def test_elliptical_body() -> None:
    scene = Scene(25.0, (Section(-10, 10, 0.0),), (), half_height=15.0)
    values = slicer(2.0, scene).slice_at(0.0)
    assert values[CENTER, 59 + 48] == pytest.approx(0.0, abs=1)
    assert values[59 + 34, CENTER] == pytest.approx(AIR_HU, abs=1)
