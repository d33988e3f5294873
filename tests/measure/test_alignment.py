"""Where the pixels of one slice lie among another's, against places worked out by hand."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicom_files import AXIAL, SAGITTAL, header
from phantomscope.errors import PhantomscopeError
from phantomscope.measure.alignment import (
    Alignment,
    Axis,
    Image,
    Placement,
    aligned,
    centre,
    centred,
    centres_apart,
)
from phantomscope.stack.arrangement import Arrangement

PATIENT = Placement()
CENTRES = Placement(Alignment.CENTRES)


def image(size: tuple[int, int] = (20, 30), **options: Any) -> Image:
    return Image(header(size=size, **options), size)


def test_the_same_grid_lies_on_itself() -> None:
    for placement in (PATIENT, CENTRES):
        found = aligned(image(), image(), placement)
        assert (found.rows, found.columns) == (Axis(0.0, 1.0), Axis(0.0, 1.0))
        assert found.is_whole
        assert found.alignment is placement.alignment


def test_positions_tell_the_shift_in_pixels_of_the_second() -> None:
    first = image(position=(10.0, 20.0, 5.0), spacing=(1.0, 2.0))
    second = image(position=(4.0, 16.5, 5.0), spacing=(0.5, 1.0))
    found = aligned(first, second, PATIENT)
    assert found.columns == Axis(6.0, 2.0)  # 6 mm to the right of the second's first pixel, 2 mm a step
    assert found.rows == Axis(7.0, 2.0)
    assert not found.is_whole


def test_centres_lie_on_each_other_wherever_the_couch_was() -> None:
    first = image((20, 30), position=(0.0, 0.0, 0.0), spacing=(0.5, 0.5))
    second = image((11, 16), position=(700.0, -90.0, 3.0), spacing=(1.0, 1.0))
    found = aligned(first, second, CENTRES)
    assert found.rows.at(9.5) == 5.0
    assert found.columns.at(14.5) == 7.5
    assert found.columns.back(7.5) == 14.5


@pytest.mark.parametrize("placement", [PATIENT, CENTRES, Placement(Alignment.CENTRES, right=1.0)])
@pytest.mark.parametrize("turned", [Arrangement(), Arrangement(mirrored=True, flipped=True)])
def test_a_crop_of_either_leaves_everything_where_it_lies(placement: Placement, turned: Arrangement) -> None:
    whole, other = image((20, 30)), image((40, 50), position=(-3.0, 2.0, 0.0), spacing=(0.25, 0.3))
    arrangement = turned.cropped((4, 3, 14, 11), 20, 30)  # in the picture as it is turned
    cut = arrangement.header(whole.header, whole.header)
    cropped = Image(cut, (cut.format.rows, cut.format.columns))
    assert cropped.shape == (10, 8)
    assert centre(cropped) == pytest.approx(centre(whole))
    for a, b in ((whole, cropped), (cropped, whole)):
        own = aligned(a, b, placement if not placement.right else CENTRES)
        sign = 1 if a is whole else -1
        assert (own.rows, own.columns) == (Axis(-4.0 * sign, 1.0), Axis(-3.0 * sign, 1.0))
    before, after = aligned(whole, other, placement), aligned(cropped, other, placement)
    for pixel in (0, 5):
        assert after.rows.at(pixel) == pytest.approx(before.rows.at(pixel + 4))
        assert after.columns.at(pixel) == pytest.approx(before.columns.at(pixel + 3))
    assert centres_apart(cropped, other, after) == pytest.approx(centres_apart(whole, other, before))
    before, after = aligned(other, whole, placement), aligned(other, cropped, placement)
    assert after.rows.at(7) == pytest.approx(before.rows.at(7) - 4)
    assert after.columns.at(7) == pytest.approx(before.columns.at(7) - 3)


def test_a_nudge_moves_the_second_over_the_first() -> None:
    found = aligned(image(), image(), Placement(right=1.0, down=-1.5))  # pixels of 0.5 mm
    assert found.columns == Axis(-2.0, 1.0)  # what lay at 0 lies at 2 now
    assert found.rows == Axis(3.0, 1.0)


def test_a_mirrored_image_runs_the_other_way() -> None:
    mirrored = image(orientation=(-1.0, 0.0, 0.0, 0.0, 1.0, 0.0), position=(14.5, 0.0, 0.0))
    found = aligned(image(), mirrored, PATIENT)
    assert found.columns == Axis(29.0, -1.0)
    assert found.rows == Axis(0.0, 1.0)
    assert found.is_whole
    assert aligned(image(), mirrored, Placement(right=0.5)).columns == Axis(30.0, -1.0)


def test_rounding_in_headers_is_no_reason_to_resample() -> None:
    found = aligned(
        image(spacing=(0.488281, 0.488281)),
        image(spacing=(0.48828125, 0.48828125), position=(0.001, 0, 0)),
        PATIENT,
    )
    assert found.is_whole
    assert not aligned(image(), image(position=(0.1, 0.0, 0.0)), PATIENT).is_whole


@pytest.mark.parametrize("missing", [{"position": None}, {"orientation": None}])
def test_without_coordinates_centres_are_aligned(missing: dict[str, Any]) -> None:
    found = aligned(image(position=(99.0, 0.0, 0.0)), image(**missing), PATIENT)
    assert found.alignment is Alignment.CENTRES
    assert found.columns == Axis(0.0, 1.0)


def test_without_any_spacing_a_pixel_is_a_pixel() -> None:
    assert aligned(image(spacing=None), image(spacing=None), PATIENT).is_whole
    with pytest.raises(PhantomscopeError, match="Pixel Spacing"):
        aligned(image(), image(spacing=None), CENTRES)


@pytest.mark.parametrize("placement", [PATIENT, CENTRES])
def test_other_planes_are_refused(placement: Placement) -> None:
    with pytest.raises(PhantomscopeError, match="different planes"):
        aligned(image(), image(orientation=SAGITTAL), placement)
    assert centred(image(), image(orientation=SAGITTAL), placement).is_whole  # enough to scroll side by side


def test_images_turned_in_their_plane_are_not_laid_on_each_other_by_coordinates() -> None:
    a = math.radians(0.5)
    tilted = image(orientation=(math.cos(a), math.sin(a), 0.0, -math.sin(a), math.cos(a), 0.0))
    with pytest.raises(PhantomscopeError, match="Align their centres"):
        aligned(image(), tilted, PATIENT)
    assert aligned(image(), tilted, CENTRES).is_whole


def test_a_tilt_out_of_the_plane_leaves_the_middles_on_each_other() -> None:
    a = math.radians(0.5)
    size, step = (101, 101), 2.0
    plain = image(size, spacing=(step, step), position=(-100.0, -100.0, 0.0))
    tilted = image(
        size,
        spacing=(step, step),
        orientation=(math.cos(a), 0.0, math.sin(a), 0.0, 1.0, 0.0),
        position=(-100.0 * math.cos(a), -100.0, -100.0 * math.sin(a)),
    )
    assert centre(tilted) == pytest.approx((0.0, 0.0, 0.0))
    assert aligned(plain, tilted, PATIENT).is_whole
    assert aligned(tilted, plain, PATIENT).columns.at(50) == 50


def test_how_far_centres_are_apart_is_told_by_the_smaller_image() -> None:
    big, small = image((40, 40), spacing=(1.0, 1.0)), image((40, 40), spacing=(0.5, 0.5))
    for first, second in ((big, small), (small, big)):
        assert centres_apart(first, second, aligned(first, second, CENTRES)) == pytest.approx(0.0)
        moved = aligned(first, second, Placement(Alignment.CENTRES, right=5.0, down=2.0))
        assert centres_apart(first, second, moved) == pytest.approx(0.25)


@given(
    st.tuples(*[st.floats(-300, 300)] * 3),
    st.tuples(*[st.floats(-300, 300)] * 3),
    st.floats(0.2, 3.0),
    st.floats(0.2, 3.0),
    st.integers(0, 19),
    st.integers(0, 29),
)
def test_mapped_pixels_are_at_the_same_place(
    here: tuple[float, float, float],
    there: tuple[float, float, float],
    spacing: float,
    other: float,
    row: int,
    column: int,
) -> None:
    first = image(position=here, spacing=(spacing, spacing))
    second = image(position=there, spacing=(other, other), orientation=AXIAL)
    found = aligned(first, second, PATIENT)
    tolerance = 0.011 * other
    assert here[0] + column * spacing == pytest.approx(
        there[0] + found.columns.at(column) * other, abs=tolerance
    )
    assert here[1] + row * spacing == pytest.approx(there[1] + found.rows.at(row) * other, abs=tolerance)
