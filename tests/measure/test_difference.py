"""Differences against numpy and against arrays made by hand."""

import dataclasses
import tracemalloc
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from dicom_files import SAGITTAL, header
from phantomscope.errors import PhantomscopeError
from phantomscope.measure.alignment import Alignment, Placement
from phantomscope.measure.difference import Operand, colour_numbers, difference
from phantomscope.measure.scale import Scale
from phantomscope.measure.shapes import CircleRegion, RectangleRegion
from phantomscope.stack.decoder import SlicePixels

PATIENT = Placement()
CENTRES = Placement(Alignment.CENTRES)


def operand(
    stored: npt.NDArray[Any],
    *,
    slope: float | None = 1.0,
    intercept: float | None = 0.0,
    padding: int | None = None,
    **options: Any,
) -> Operand:
    rows, columns = stored.shape
    head = header(size=(rows, columns), **options)
    lies = dataclasses.replace(head.format, slope=slope, intercept=intercept, padding=padding)
    return Operand(dataclasses.replace(head, format=lies), SlicePixels(stored, slope, intercept))


def ramp(rows: int = 6, columns: int = 8, across: float = 10.0, down: float = 100.0) -> npt.NDArray[np.int16]:
    """A plane: linear interpolation of it is exact."""
    return (np.arange(columns) * across + np.arange(rows)[:, None] * down).astype(np.int16)


@given(st.data(), array_shapes(min_dims=2, max_dims=2, max_side=40))
def test_on_the_same_grid_it_is_the_plain_difference(data: st.DataObject, shape: tuple[int, int]) -> None:
    values = st.integers(-2000, 30000)
    a, b = (data.draw(arrays(np.int16, shape, elements=values)) for _ in range(2))
    slope = data.draw(st.sampled_from([1.0, 0.25, -2.0, 3.7]))
    found = difference(
        operand(a, slope=slope, intercept=-1024.0), operand(b, slope=1.0, intercept=7.5), PATIENT
    )
    exact = (a.astype(np.float64) * slope - 1024.0) - (b.astype(np.float64) + 7.5)
    np.testing.assert_array_equal(found.values, exact.astype(np.float32))
    assert found.values.dtype == np.float32
    assert found.mapping.is_whole
    assert found.mean == pytest.approx(exact.mean(), rel=1e-6, abs=1e-3)
    assert found.sd == pytest.approx(exact.std(), rel=1e-6, abs=1e-3)


def test_a_slice_less_itself_is_nothing() -> None:
    stored = ramp(300, 200).astype(np.int16)
    found = difference(operand(stored), operand(stored), PATIENT)
    assert not found.values.any()
    assert (found.mean, found.sd, found.spread) == (0.0, 0.0, 0.0)


def test_a_shift_by_whole_pixels_takes_the_pixel_that_lies_there() -> None:
    a, b = np.full((4, 5), 1000, np.int16), ramp(4, 5)
    # The second begins two pixels (1 mm) right of the first and one pixel above it.
    found = difference(operand(a), operand(b, position=(1.0, -0.5, 0.0)), PATIENT)
    expected = np.full((4, 5), np.nan, np.float32)
    expected[:3, 2:] = 1000 - b[1:, :3].astype(np.float32)
    np.testing.assert_array_equal(found.values, expected)
    assert found.mapping.is_whole
    assert found.mean == pytest.approx(np.nanmean(expected))
    assert found.sd == pytest.approx(np.nanstd(expected))


def test_a_shift_by_half_a_pixel_takes_the_mean_of_two() -> None:
    b = np.array([[0, 10, 40, 100], [4, 20, 0, 60]], np.int16)
    a = np.zeros((2, 4), np.int16)
    across = difference(operand(a), operand(b, position=(-0.25, 0.0, 0.0)), PATIENT)
    assert not across.mapping.is_whole
    np.testing.assert_array_equal(across.values, [[-5, -25, -70, np.nan], [-12, -10, -30, np.nan]])
    down = difference(operand(a), operand(b, position=(0.0, 0.25, 0.0)), PATIENT)
    np.testing.assert_array_equal(down.values, [[np.nan] * 4, [-2, -15, -20, -80]])


def test_another_spacing_is_interpolated_on_the_first_grid() -> None:
    fine, coarse = ramp(9, 13, 10, 100), ramp(5, 7, 20, 200)  # the same plane in 0.5 mm and in 1 mm
    found = difference(operand(fine), operand(coarse, spacing=(1.0, 1.0)), PATIENT)
    np.testing.assert_array_equal(found.values, np.zeros((9, 13)))
    back = difference(operand(coarse, spacing=(1.0, 1.0)), operand(fine), PATIENT)
    np.testing.assert_array_equal(back.values, np.zeros((5, 7)))


@given(
    st.floats(0.3, 2.0), st.floats(0.3, 2.0), st.floats(-3.0, 3.0), st.floats(-3.0, 3.0), st.integers(0, 99)
)
def test_resampling_agrees_with_numpy_along_each_axis(
    row_spacing: float, column_spacing: float, x: float, y: float, seed: int
) -> None:
    source = np.random.default_rng(seed).integers(-1000, 1000, (17, 23)).astype(np.int16)
    zero = np.zeros((12, 15), np.int16)
    second = operand(source, spacing=(row_spacing, column_spacing), position=(x, y, 0.0))
    found = difference(operand(zero), second, PATIENT)
    rows = found.mapping.rows.start + found.mapping.rows.step * np.arange(12)
    columns = found.mapping.columns.start + found.mapping.columns.step * np.arange(15)
    across = np.array([np.interp(columns, np.arange(23), line) for line in source])
    both = np.array([np.interp(rows, np.arange(17), line) for line in across.T]).T
    inside = np.isfinite(found.values)
    np.testing.assert_allclose(-found.values[inside], both[inside], atol=2e-2)
    expected = (
        ((rows >= 0) & (rows <= 16))[:, None] & ((columns >= 0) & (columns <= 22))  # no extrapolation
    )
    near = np.minimum(np.abs(rows), np.abs(rows - 16))[:, None] < 1e-5
    near = near | (np.minimum(np.abs(columns), np.abs(columns - 22)) < 1e-5)
    assert (inside == expected)[~near].all()


def test_centres_and_nudges_find_a_moved_phantom_again() -> None:
    rng = np.random.default_rng(3)
    scene = rng.integers(0, 1000, (60, 60)).astype(np.int16)
    first, moved = scene[10:40, 10:40], scene[7:37, 14:44]  # the second shows it 3 rows lower, 4 columns left
    far: dict[str, Any] = {"position": (500.0, -300.0, 0.0)}
    plain = difference(operand(first), operand(moved, **far), CENTRES)
    assert plain.sd is not None
    assert plain.sd > 300
    nudged = difference(
        operand(first), operand(moved, **far), Placement(Alignment.CENTRES, right=2.0, down=-1.5)
    )
    assert (nudged.mean, nudged.sd) == (0.0, 0.0)
    assert np.isfinite(nudged.values).sum() == 27 * 26


def test_a_mirrored_slice_is_turned_back() -> None:
    a = ramp(5, 6)
    mirrored = operand(
        np.ascontiguousarray(a[:, ::-1]), orientation=(-1, 0, 0, 0, 1, 0), position=(2.5, 0.0, 0.0)
    )
    assert not difference(operand(a), mirrored, PATIENT).values.any()


def test_padding_has_no_difference() -> None:
    a, b = ramp(3, 4), ramp(3, 4)
    a[0, 0], b[2, 3], b[0, 0] = -2000, -999, -2000
    found = difference(operand(a, padding=-2000), operand(b, padding=-999), PATIENT)
    missing = np.isnan(found.values)
    assert missing[0, 0]
    assert missing[2, 3]
    assert missing.sum() == 2
    # After an edit the values are in the output unit, and so is their padding.
    edited = operand(b, slope=2.0, intercept=-1024.0, padding=-999)
    edited = dataclasses.replace(edited, pixels=SlicePixels(edited.pixels.rescaled(), None, None))
    assert np.isnan(difference(operand(a), edited, PATIENT).values).sum() == 1


def test_what_does_not_overlap_has_no_numbers() -> None:
    found = difference(operand(ramp()), operand(ramp(), position=(900.0, 0.0, 0.0)), PATIENT)
    assert np.isnan(found.values).all()
    assert (found.mean, found.sd, found.spread) == (None, None, None)


def test_other_planes_are_refused_in_a_sentence() -> None:
    with pytest.raises(PhantomscopeError, match="different planes") as caught:
        difference(operand(ramp()), operand(ramp(), orientation=SAGITTAL), PATIENT)
    assert caught.value.todo


def test_the_spread_is_what_hardly_any_difference_exceeds() -> None:
    a = np.arange(101, dtype=np.int16)[None, :]
    found = difference(operand(a), operand(np.zeros_like(a)), PATIENT)
    assert found.spread == pytest.approx(99.0)


def test_colours_are_symmetric_about_no_difference() -> None:
    values = np.array([[-60.0, -50.0, -0.1, 0.0, 0.1, 50.0, 60.0, np.nan]], np.float32)
    assert colour_numbers(values, 50.0).tolist() == [[1, 1, 128, 128, 128, 255, 255, 0]]
    flat = np.linspace(-50, 50, 201, dtype=np.float32)[None, :]
    numbers = colour_numbers(flat, 50.0).astype(int)
    assert (np.diff(numbers[0]) >= 0).all()
    np.testing.assert_allclose(numbers[0] + numbers[0][::-1], 256, atol=1)


def test_it_holds_no_more_than_one_array_of_floats() -> None:
    a = np.zeros((512, 512), np.int16)
    first, second = operand(a), operand(a, position=(0.2, 0.3, 0.0))
    difference(first, second, PATIENT)
    tracemalloc.start()
    found = difference(first, second, PATIENT)
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held <= found.values.nbytes + 50_000
    assert peak <= 3 * found.values.nbytes  # its own, and some rows on the way


def test_inside_a_region_it_is_that_of_the_pixels_that_both_have() -> None:
    first = operand(ramp(), padding=0)  # the corner is padding
    found = difference(first, operand(np.zeros((6, 8), np.int16)), PATIENT)
    mean, sd = found.inside(RectangleRegion((0.0, 0.0), (2.0, 1.0)), Scale())
    expected = ramp()[:2, :3].ravel()[1:]
    assert (mean, sd) == (pytest.approx(expected.mean()), pytest.approx(expected.std()))
    assert found.inside(RectangleRegion((0.0, 0.0), (0.0, 0.0)), Scale()) == (None, None)
    assert found.inside(CircleRegion((99.0, 99.0), 2.0), Scale(0.5, 0.5, "mm")) == (None, None)
