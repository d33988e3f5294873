import numpy as np
import pytest

from dicom_files import AXIAL, SAGITTAL, FakeSource, gradient, slice_bytes, slices
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.stack_geometry import StackGeometry


def geometry(members: dict[str, bytes]) -> StackGeometry:
    source = FakeSource(members)
    return StackGeometry.of(SliceStack(source, scan(source).series[0]))


def test_of_a_plain_stack() -> None:
    found = geometry(slices(4, PixelSpacing=[0.5, 0.25]))
    assert (found.rows, found.columns) == (4, 6)
    assert (found.row_spacing, found.column_spacing) == (0.5, 0.25)
    assert (found.right, found.down, found.normal) == ((1, 0, 0), (0, 1, 0), (0, 0, 1))
    assert found.axis.centres == (2.5, 5.0, 7.5, 10.0)
    assert found.fits == (True,) * 4


def test_a_slice_of_another_size_keeps_its_place_but_does_not_fit() -> None:
    members = slices(5)
    members["003.dcm"] = slice_bytes(gradient(8, 8), number=3)
    found = geometry(members)
    assert found.fits == (True, True, False, True, True)
    assert found.axis.centres[2] == 7.5
    assert (found.rows, found.columns) == (4, 6)


def test_a_slice_of_another_spacing_does_not_fit() -> None:
    members = slices(3)
    members["001.dcm"] = slice_bytes(number=1, PixelSpacing=[0.6, 0.6])
    assert geometry(members).fits == (False, True, True)


def test_a_slice_of_another_orientation_lies_elsewhere() -> None:
    members = slices(4)
    members["stray.dcm"] = slice_bytes(number=9, orientation=SAGITTAL)
    found = geometry(members)
    assert found.fits == (True, True, True, True, False)
    assert np.isnan(found.axis.centres[4])


def test_rounding_noise_is_no_other_orientation() -> None:
    noisy = (1.0, 0.0004, 0.0, -0.0004, 1.0, 0.0)
    members = slices(4)
    members["002.dcm"] = slice_bytes(number=2, orientation=noisy)
    assert geometry(members).fits == (True,) * 4


def test_where_nothing_is_said_pixels_are_a_millimetre() -> None:
    options = {"ImageOrientationPatient": None, "ImagePositionPatient": None, "PixelSpacing": None}
    found = geometry(slices(3, **options))
    assert (found.row_spacing, found.column_spacing) == (1.0, 1.0)
    assert (found.right, found.down, found.normal) == (None, None, None)
    assert not found.axis.known
    assert found.axis.step == 2.5  # the thickness


def test_a_removed_slice_leaves_its_place_empty() -> None:
    source = FakeSource(slices(5))
    stack = SliceStack(source, scan(source).series[0])
    stack.remove(2)
    found = StackGeometry.of(stack)
    assert found.axis.centres == (2.5, 5.0, 10.0, 12.5)
    assert found.axis.edges[1] == (3.75, 6.25)


def test_of_one_slice() -> None:
    assert geometry(slices(1, orientation=AXIAL)).fits == (True,)


def test_of_none() -> None:
    source = FakeSource(slices(1))
    stack = SliceStack(source, scan(source).series[0])
    stack.remove(0)
    with pytest.raises(IndexError):
        StackGeometry.of(stack)
