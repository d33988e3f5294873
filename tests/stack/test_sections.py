import gc
import tracemalloc
import weakref
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicom_files import AXIAL, OBLIQUE, FakeSource, Pixels, slice_bytes
from phantomscope.stack.decoder import SlicePixels
from phantomscope.stack.directions import Anatomy
from phantomscope.stack.index import scan
from phantomscope.stack.sections import Across, Cut, Line, Section, SectionPlane, line_of
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_path
from phantomscope.stack.stack_geometry import StackGeometry

CORONAL = (1.0, 0.0, 0.0, 0.0, 0.0, -1.0)
SAGITTAL = (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)
CUTS = (Cut(Across.ROW, 3), Cut(Across.COLUMN, 5), Cut(Across.PROJECTION))


def random_slices(count: int, shape: tuple[int, int] = (7, 9)) -> list[Pixels]:
    random = np.random.default_rng(1)
    return [random.integers(-500, 1500, shape).astype(np.int16) for _ in range(count)]


def stack_of(pixels: Sequence[Pixels], **options: Any) -> SliceStack:
    members = {
        f"{n:03}.dcm": slice_bytes(each, number=n + 1, position=(0.0, 0.0, float(n)), **options)
        for n, each in enumerate(pixels)
    }
    source = FakeSource(members)
    return SliceStack(source, scan(source).series[0])


def filled(stack: SliceStack, cut: Cut, length: int) -> Section:
    section = Section(cut, len(stack), length)
    for index in range(len(stack)):
        section.put(index, line_of(stack.peek(index), cut))
    return section


def in_unit(section: Section) -> Pixels:
    assert section.values is not None
    return SlicePixels(section.values, section.slope, section.intercept).rescaled()


def test_sections_are_those_of_the_whole_volume() -> None:
    pixels = random_slices(6)
    stack, volume = stack_of(pixels), np.stack(pixels)
    row, column, projection = (
        filled(stack, cut, length) for cut, length in zip(CUTS, (9, 7, 7), strict=True)
    )
    assert np.array_equal(row.values, volume[:, 3, :])
    assert np.array_equal(column.values, volume[:, :, 5])
    assert np.array_equal(in_unit(projection).T, stack.side_view(1))
    for section in (row, column, projection):
        assert section.values is not None
        assert section.values.dtype == np.int16
        assert section.there.all()
        assert section.is_complete


def test_a_falling_rescale_turns_the_greatest_round() -> None:
    stack = stack_of(random_slices(3), slope=-2.0, intercept=10.0)
    section = filled(stack, Cut(Across.PROJECTION), 7)
    assert np.array_equal(in_unit(section).T, stack.side_view(1))


@pytest.mark.parametrize("odd", [0, 1, 3])
def test_where_a_slice_differs_all_are_in_the_output_unit(odd: int) -> None:
    lines = [Line(np.arange(5, dtype=np.int16) + n, 1.0, -1024.0) for n in range(4)]
    lines[odd] = Line(np.arange(5, dtype=np.uint16) * 3, 0.5, 7.0)
    section = Section(Cut(Across.ROW), 4, 5)
    for index, line in enumerate(lines):
        section.put(index, line)
    assert section.values is not None
    assert section.values.dtype == np.float32
    assert section.slope is None
    for index, line in enumerate(lines):
        assert line.slope is not None
        assert line.intercept is not None
        assert section.values[index].tolist() == (line.values * line.slope + line.intercept).tolist()


@given(
    st.lists(
        st.tuples(
            st.sampled_from([np.int16, np.uint16, np.int32, np.float32, np.float64]),
            st.sampled_from([(None, None), (1.0, -1024.0), (-0.5, 3.0)]),
            st.booleans(),
        ),
        min_size=1,
        max_size=8,
    ),
    st.randoms(use_true_random=False),
)
def test_whatever_comes_in_whatever_order(kinds: list[Any], random: Any) -> None:
    values = np.arange(4)
    lines = [
        Line((values * 7 + place).astype(kind), *scale) if there else None
        for place, (kind, scale, there) in enumerate(kinds)
    ]
    section = Section(Cut(Across.ROW), len(lines), 4)
    order = list(range(len(lines)))
    random.shuffle(order)
    for index in order:
        section.put(index, lines[index])
    assert section.is_complete
    assert section.there.tolist() == [line is not None for line in lines]
    if section.values is not None:
        assert section.values.dtype.itemsize <= 4
        for index, line in enumerate(lines):
            if line is not None:
                expected = SlicePixels(line.values, line.slope, line.intercept).rescaled()
                assert in_unit(section)[index].tolist() == expected.tolist()


def test_lines_of_another_length_and_lines_that_are_not_there_are_blank() -> None:
    section = Section(Cut(Across.ROW), 3, 4)
    section.put(0, None)
    section.put(1, Line(np.arange(5, dtype=np.int16), None, None))
    section.put(2, Line(np.arange(4, dtype=np.int16), None, None))
    assert section.there.tolist() == [False, False, True]
    assert section.is_complete


def test_a_moved_section_keeps_its_old_lines_until_new_ones_come() -> None:
    stack = stack_of(random_slices(3))
    section = filled(stack, Cut(Across.ROW, 1), 9)
    section.move(Cut(Across.ROW, 1))
    assert section.is_complete
    section.move(Cut(Across.ROW, 2))
    assert section.missing.all()
    assert section.there.all()
    section.put(0, line_of(stack.peek(0), section.cut))
    assert section.values is not None
    assert section.values[0].tolist() == stack.peek(0).stored[2].tolist()
    assert section.values[1].tolist() == stack.peek(1).stored[1].tolist()
    assert section.missing.tolist() == [False, True, True]


def test_it_holds_its_own_pixels_and_no_slice() -> None:
    shape, count = (256, 256), 24
    stack = stack_of([np.full(shape, n, np.int16) for n in range(count)])
    pixels = stack.peek(0)
    line = line_of(pixels, Cut(Across.ROW, 3))
    whole = weakref.ref(pixels.stored)
    del pixels
    gc.collect()
    assert whole() is None
    assert line.values.base is None
    del line
    filled(stack, Cut(Across.COLUMN, 9), 256)  # what is made once is made
    tracemalloc.start()
    try:
        section = filled(stack, Cut(Across.COLUMN, 9), 256)
        gc.collect()
        held, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert section.nbytes == count * 256 * 2 + 2 * count
    assert held < section.nbytes + 20_000
    # One slice's bytes at a time, never the volume of 3 MB.
    assert peak < section.nbytes + 5 * shape[0] * shape[1] * 2


# -- how they are turned ----------------------------------------------------------------------------------


def plane(orientation: Sequence[float] | None, across: Across, **options: Any) -> SectionPlane:
    if orientation is None:
        options |= {"ImageOrientationPatient": None}
    else:
        options |= {"orientation": orientation}
    members = {
        f"{n}.dcm": slice_bytes(number=n, position=(n * 1.0, n * 1.0, n * 1.0), **options)
        for n in range(1, 3)
    }
    source = FakeSource(members)
    return SectionPlane.of(StackGeometry.of(SliceStack(source, scan(source).series[0])), across)


@pytest.mark.parametrize(
    ("orientation", "across", "anatomy", "along", "ascent"),
    [
        (AXIAL, Across.ROW, Anatomy.CORONAL, (1, 0), (0, -1)),
        (AXIAL, Across.COLUMN, Anatomy.SAGITTAL, (1, 0), (0, -1)),
        (CORONAL, Across.ROW, Anatomy.AXIAL, (1, 0), (0, 1)),
        (CORONAL, Across.COLUMN, Anatomy.SAGITTAL, (0, 1), (1, 0)),
        (SAGITTAL, Across.ROW, Anatomy.AXIAL, (0, 1), (1, 0)),
        (SAGITTAL, Across.COLUMN, Anatomy.CORONAL, (0, 1), (1, 0)),
        ((-1.0, 0, 0, 0, -1.0, 0), Across.ROW, Anatomy.CORONAL, (-1, 0), (0, -1)),
    ],
)
def test_planes_are_turned_as_is_usual(
    orientation: Sequence[float],
    across: Across,
    anatomy: Anatomy,
    along: tuple[int, int],
    ascent: tuple[int, int],
) -> None:
    found = plane(orientation, across)
    assert found.anatomy is anatomy
    assert not found.slanted
    assert (found.along, found.ascent) == (along, ascent)
    usual = {
        Anatomy.AXIAL: ((1, 0, 0), (0, 1, 0)),
        Anatomy.CORONAL: ((1, 0, 0), (0, 0, -1)),
        Anatomy.SAGITTAL: ((0, 1, 0), (0, 0, -1)),
    }
    assert (found.right, found.down) == usual[anatomy]


def test_a_projection_is_turned_like_the_section_along_columns() -> None:
    found, column = plane(AXIAL, Across.PROJECTION), plane(AXIAL, Across.COLUMN)
    assert (found.along, found.ascent, found.right) == (column.along, column.ascent, column.right)
    assert found.anatomy is None


def test_a_slanted_plane_is_the_nearest_one() -> None:
    found = plane(OBLIQUE, Across.ROW)  # normal between x and y
    assert found.slanted
    assert found.anatomy is Anatomy.AXIAL


def test_without_an_orientation_lines_lie_as_in_the_slice() -> None:
    row, column = plane(None, Across.ROW), plane(None, Across.COLUMN)
    assert (row.along, row.ascent) == ((1, 0), (0, 1))
    assert (column.along, column.ascent) == ((0, 1), (1, 0))
    assert row.anatomy is None
    assert (row.right, row.down) == (None, None)


def test_length_and_spacing_are_those_of_the_line() -> None:
    row, column = (plane(AXIAL, across, PixelSpacing=[0.5, 0.25]) for across in (Across.ROW, Across.COLUMN))
    assert (row.length, row.spacing) == (6, 0.25)
    assert (column.length, column.spacing) == (4, 0.5)


# -- a real scan ------------------------------------------------------------------------------------------


def test_sections_of_a_real_scan_are_those_of_its_volume(real_data: Path) -> None:
    with closing(open_path(real_data / "catphan504_cbct_varian.zip")) as source:
        stack = SliceStack(source, scan(source).series[0])
        geometry = StackGeometry.of(stack)
        cuts = (Cut(Across.ROW, 200), Cut(Across.COLUMN, 311), Cut(Across.PROJECTION))
        sections = [Section(cut, len(stack), 512) for cut in cuts]
        volume = np.empty((len(stack), 512, 512), np.int16)
        for index, pixels in enumerate(stack):
            volume[index] = pixels.stored
            for section in sections:
                section.put(index, line_of(pixels, section.cut))
    row, column, projection = (section.values for section in sections)
    assert np.array_equal(row, volume[:, 200])
    assert np.array_equal(column, volume[:, :, 311])
    assert np.array_equal(projection, volume.max(axis=2))
    assert geometry.axis.step == pytest.approx(2.5, abs=0.01)
    planes = [SectionPlane.of(geometry, across).anatomy for across in (Across.ROW, Across.COLUMN)]
    assert planes == [Anatomy.CORONAL, Anatomy.SAGITTAL]
    assert sum(section.nbytes for section in sections) == 3 * len(stack) * (512 * 2 + 2)
