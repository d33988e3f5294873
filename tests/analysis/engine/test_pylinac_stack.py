"""The seam: our stack behaves as stock's own does, and what is done to it changes nothing outside."""

import contextlib
import hashlib
import io
import os
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRBigEndian, ImplicitVRLittleEndian, RLELossless

from analysis import support
from analysis.support import ACR_LARGE
from dicom_files import SAGITTAL, dataset, encoded, gradient, slices, write_folder, zip_bytes
from fixture_types import Untouched
from phantomscope.analysis.engine.pylinac_stack import PylinacStack, StackImage, pylinac_reads
from phantomscope.analysis.phantoms import PHANTOMS, Phantom
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes, open_path


def ours(data: bytes, **options: Any) -> PylinacStack:
    source = open_bytes(data)
    return PylinacStack(SliceStack(source, scan(source).series[0]), members=source.members(), **options)


def stock(data: bytes, *, shadow: bool = False) -> Any:
    from pylinac.core.image import DicomImageStack, LazyZipDicomImageStack

    kind = LazyZipDicomImageStack if shadow else DicomImageStack
    return kind.from_zip(io.BytesIO(data), min_number=1)


def series(count: int, **options: Any) -> bytes:
    """Slices that all differ, in an order in the archive that is not their order in space."""
    places = list(range(1, count + 1))
    places = places[::2] + places[1::2][::-1]
    return zip_bytes(
        {
            f"{number:03}.dcm": encoded(dataset(gradient(start=7 * number), number=number, **options))
            for number in places
        }
    )


def same(left: Any, right: Any) -> None:
    """Two stacks hold the same arrays, types included, in the same order, under the same headers."""
    assert len(left) == len(right) == len(left.metadatas) == len(right.metadatas)
    for one, other in zip(left, right, strict=True):
        np.testing.assert_array_equal(one.array, other.array)
        assert one.array.dtype == other.array.dtype
        assert one.metadata.SOPInstanceUID == other.metadata.SOPInstanceUID
    for one, other in zip(left.metadatas, right.metadatas, strict=True):
        assert one.SOPInstanceUID == other.SOPInstanceUID
        assert one.ImagePositionPatient == other.ImagePositionPatient


# -- reading ----------------------------------------------------------------------------------------------

VARIANTS: dict[str, dict[str, Any]] = {
    "rescaled": {"slope": 0.1, "intercept": -1024.3},
    "negative slope": {"slope": -2.5, "intercept": 7.0},
    "no rescale": {"slope": None, "intercept": None},
    "slope without intercept": {"slope": 2.0, "intercept": None},
    "inverted": {"PixelIntensityRelationshipSign": -1},
    "inverted without rescale": {"PixelIntensityRelationshipSign": -1, "slope": None, "intercept": None},
    "not inverted": {"PixelIntensityRelationshipSign": 1},
    "MR": {"modality": "MR", "slope": None, "intercept": None, "EchoNumbers": 1},
}


@pytest.mark.parametrize("shadow", [False, True], ids=["default", "shadow"])
@pytest.mark.parametrize("variant", VARIANTS)
def test_the_same_as_stock(variant: str, shadow: bool) -> None:
    data = series(5, **VARIANTS[variant])
    same(ours(data), stock(data, shadow=shadow))


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.uint16, np.int32])
@pytest.mark.parametrize("sign", [None, -1])
def test_stored_types_as_stock(dtype: Any, sign: int | None) -> None:
    made = dataset(gradient(dtype=dtype, start=200), slope=None, intercept=None)
    if sign is not None:
        made.PixelIntensityRelationshipSign = sign
    data = zip_bytes({"1.dcm": encoded(made)})
    same(ours(data), stock(data))


@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, ExplicitVRBigEndian])
def test_encodings_as_stock(syntax: Any) -> None:
    data = zip_bytes({f"{n}.dcm": encoded(dataset(gradient(start=n), number=n), syntax) for n in (3, 1, 2)})
    same(ours(data), stock(data))


def test_compressed_as_stock() -> None:
    made = {}
    for number in (2, 1):
        one = dataset(gradient(start=number), number=number)
        one.compress(RLELossless, encoding_plugin="pydicom")
        made[f"{number}.dcm"] = support.saved(one)
    data = zip_bytes(made)
    same(ours(data), stock(data))


def test_modality_lut_as_stock() -> None:
    # pydicom's apply_rescale is its apply_modality_lut: the table counts, once.
    one = dataset(gradient(dtype=np.uint16), slope=None, intercept=None)
    table = Dataset()
    table.LUTDescriptor = [24, 0, 16]
    table.ModalityLUTType = "HU"
    table.LUTData = [1000 - 3 * value for value in range(24)]
    table["LUTDescriptor"].VR = table["LUTData"].VR = "US"
    one.ModalityLUTSequence = Sequence([table])
    data = zip_bytes({"1.dcm": encoded(one)})
    same(ours(data), stock(data))


@pytest.mark.parametrize("seed", range(4))
def test_ties_in_order_as_shadow(seed: int) -> None:
    # np.argsort is not stable from 17 values on: the archive's own order shines through.
    places = np.random.default_rng(seed).integers(0, 6, 40)
    made = {
        f"{n:02}.dcm": encoded(dataset(number=n + 1, position=(0.0, 0.0, float(z))))
        for n, z in enumerate(places)
    }
    data = zip_bytes(made)
    same(ours(data), stock(data, shadow=True))


def test_order_of_the_directory_counts_not_that_of_the_bytes() -> None:
    made = {f"{n:02}.dcm": encoded(dataset(number=n + 1, position=(0.0, 0.0, 1.0))) for n in range(3)}
    data = bytearray(zip_bytes(made, zipfile.ZIP_STORED))
    start, end = data.index(b"PK\x01\x02"), data.rindex(b"PK\x05\x06")
    entries = bytes(data[start:end]).split(b"PK\x01\x02")[1:]
    data[start:end] = b"".join(b"PK\x01\x02" + entry for entry in reversed(entries))
    same(ours(bytes(data)), stock(bytes(data), shadow=True))


def test_another_series_is_not_mixed_in() -> None:
    other = slices(2, prefix="other", series="1.2.3.4", modality="CT")
    data = series(5)
    with_other = zip_bytes({**other, **support.members(data)})
    same(ours(with_other), stock(data))


def test_geometry_as_stock() -> None:
    data = series(4, slope=0.5, intercept=-3.0)
    left, right = ours(data), stock(data)
    assert left.slice_spacing == right.slice_spacing == 2.5
    assert left.metadata.SOPInstanceUID == right.metadata.SOPInstanceUID
    for axis in (0, 1, 2):
        np.testing.assert_array_equal(left.side_view(axis), right.side_view(axis))
    assert left[1].z_position == right[1].z_position
    assert left[1].dpmm == right[1].dpmm
    assert left[1].slice_spacing == right[1].slice_spacing


def test_index_errors_as_stock() -> None:
    data = series(3)
    stacks: list[Any] = [ours(data), stock(data)]
    for stack in stacks:
        assert stack[-1].metadata.SOPInstanceUID == stack[2].metadata.SOPInstanceUID
        assert stack[-3].metadata.SOPInstanceUID == stack[0].metadata.SOPInstanceUID
        assert stack[np.int64(1)].metadata.SOPInstanceUID == stack[1].metadata.SOPInstanceUID
        for index in (3, -4):
            with pytest.raises(IndexError):
                stack[index]
            with pytest.raises(IndexError):
                del stack[index]
            with pytest.raises(IndexError):
                stack.metadatas[index]


def test_an_image_is_its_readers_own() -> None:
    stack = ours(series(3, slope=None, intercept=None))
    first = stack[0]
    first.array[:] = 99
    assert not (stack[0].array == 99).any()
    assert first.stack_index == 0
    assert not first.path  # pylinac deletes files by this path


def test_a_slice_without_position() -> None:
    data = zip_bytes({**slices(2), "no.dcm": encoded(dataset(number=9, ImagePositionPatient=None))})
    with pytest.raises(PhantomscopeError, match=r"Image Position \(Patient\).*no\.dcm"):
        ours(data)


def test_access_is_counted() -> None:
    counts: list[int] = []
    stack = ours(series(3), on_access=counts.append)
    list(stack)
    stack[0]
    len(stack)
    assert counts == [1, 2, 3, 4]


# -- changing ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, 5, 6])
def test_z_flip_as_stock(count: int) -> None:
    data = series(count, slope=0.5, intercept=-3.0)
    left, right = ours(data), stock(data)
    left.z_flip()
    right.z_flip()
    same(left, right)
    left.z_flip(allow_overwrite=True)
    same(left, ours(data))


@pytest.mark.parametrize("index", [0, 2, -1])
def test_set_as_stock(index: int) -> None:
    data = series(4)
    left, right = ours(data), stock(data)
    for stack in (left, right):
        image = stack[index]
        # What a file could not hold: fractions, and values beyond 16 bits.
        image.array = image.array * 1e6 + 0.123456789
        stack[index] = image
    same(left, right)
    assert left.overlay_bytes > 0


def test_set_does_not_invert_again() -> None:
    data = series(3, PixelIntensityRelationshipSign=-1)
    stack = ours(data)
    image = stack[0]
    stack[0] = image
    np.testing.assert_array_equal(stack[0].array, image.array)


@pytest.mark.parametrize("gone", [[0], [4], [-1], [1, 1, 1], [0, 0, 0, 0, 0]])
def test_delete_as_stock(gone: list[int]) -> None:
    data = series(5)
    left, right = ours(data), stock(data)
    for stack in (left, right):
        for index in gone:
            del stack[index]
            del stack.metadatas[index]
    same(left, right)


def test_deleting_on_the_way_as_stock() -> None:
    data = series(6)
    seen = []
    for stack in (ours(data), stock(data)):
        uids = []
        for place, image in enumerate(stack):
            uids.append(image.metadata.SOPInstanceUID)
            if place == 1:
                del stack[3]
        seen.append(uids)
    assert seen[0] == seen[1]
    assert len(seen[0]) == 5


def test_delete_and_headers_are_two_things_as_in_stock() -> None:
    data = series(4)
    left, right = ours(data), stock(data)
    for stack in (left, right):
        del stack.metadatas[0]
        assert len(stack) == 4
        assert len(stack.metadatas) == 3
    assert left.metadatas[0].SOPInstanceUID == right.metadatas[0].SOPInstanceUID


def test_stack_index_after_deletions() -> None:
    stack = ours(series(6))
    assert [stack.stack_index(i) for i in range(6)] == [0, 1, 2, 3, 4, 5]
    del stack[4]
    del stack[0]
    assert [stack.stack_index(i) for i in range(4)] == [1, 2, 3, 5]
    assert [image.stack_index for image in stack] == [1, 2, 3, 5]


def test_stack_index_where_pylinac_sorts_otherwise() -> None:
    # Sagittal slices that descend in z while they ascend along their normal.
    made = {
        f"{n}.dcm": encoded(
            dataset(number=n, position=(float(n), 0.0, -3.0 * n), orientation=SAGITTAL, modality="MR")
        )
        for n in (1, 2, 3)
    }
    source = open_bytes(zip_bytes(made))
    slice_stack = SliceStack(source, scan(source).series[0])
    stack = PylinacStack(slice_stack, members=source.members())
    for index, image in enumerate(stack):
        uid = slice_stack.slice_header(stack.stack_index(index)).sop_instance_uid
        assert image.metadata.SOPInstanceUID == uid
    assert [image.metadata.ImagePositionPatient[2] for image in stack] == [-9, -6, -3]


def test_nothing_reaches_the_slice_stack() -> None:
    source = open_bytes(series(4))
    slice_stack = SliceStack(source, scan(source).series[0])
    before = [pixels.stored.copy() for pixels in slice_stack]
    stack = PylinacStack(slice_stack, members=source.members())
    stack.z_flip()
    del stack[1]
    assert slice_stack.overlay.is_empty
    assert len(slice_stack) == 4
    for pixels, expected in zip(slice_stack, before, strict=True):
        np.testing.assert_array_equal(pixels.stored, expected)


# -- what the person changed ------------------------------------------------------------------------------


def test_replaced_slice_reaches_pylinac() -> None:
    source = open_bytes(series(3, slope=0.5, intercept=-3.0))
    slice_stack = SliceStack(source, scan(source).series[0])
    values = np.full((4, 6), -77.25)
    slice_stack.replace(1, values)
    stack = PylinacStack(slice_stack, members=source.members())
    np.testing.assert_array_equal(stack[1].array, values)
    assert (stack[0].array != -77.25).all()


def test_replaced_slice_with_a_rescale_of_its_own() -> None:
    from phantomscope.stack.overlay import pack

    source = open_bytes(series(3))
    slice_stack = SliceStack(source, scan(source).series[0])
    stored = gradient(dtype=np.int16)
    slice_stack.overlay.replace(1, pack(stored, 2.0, -10.0))
    stack = PylinacStack(slice_stack, members=source.members())
    np.testing.assert_array_equal(stack[1].array, stored * 2.0 - 10.0)


def test_removed_slice_is_not_there() -> None:
    data = series(5)
    source = open_bytes(data)
    slice_stack = SliceStack(source, scan(source).series[0])
    slice_stack.remove(3)
    slice_stack.remove(0)
    left = PylinacStack(slice_stack, members=source.members())
    names = sorted(support.members(data))
    kept = {
        name: content for name, content in support.members(data).items() if name not in (names[0], names[3])
    }
    same(left, stock(zip_bytes(kept)))


# -- the door ---------------------------------------------------------------------------------------------


def test_the_door_closes_again() -> None:
    from pylinac.core import image

    before = image.LazyZipDicomImageStack
    stack = ours(series(3))
    with contextlib.suppress(ZeroDivisionError), pylinac_reads(stack):
        assert image.LazyZipDicomImageStack.from_zip("anything", check_uid=True, min_number=39) is stack
        raise ZeroDivisionError
    assert image.LazyZipDicomImageStack is before


@pytest.mark.parametrize("phantom", PHANTOMS, ids=lambda phantom: phantom.class_name)
def test_all_twelve_classes_construct(phantom: Phantom) -> None:
    cls = support.pylinac_class(phantom.name)
    assert phantom.min_slices == cls.min_num_images
    stack = ours(series(phantom.min_slices, modality=phantom.modality))
    with pylinac_reads(stack):
        instance = cls.from_zip("no such file", memory_efficient_mode=True)
    assert instance.dicom_stack is stack
    assert instance.num_images == phantom.min_slices
    assert isinstance(instance.dicom_stack[0], StackImage)


def test_these_are_all_the_classes_there_are() -> None:
    import pylinac
    from pylinac.ct import CatPhanBase

    public = {
        name
        for name, cls in vars(pylinac).items()
        if isinstance(cls, type) and issubclass(cls, CatPhanBase) and cls is not CatPhanBase
    }
    assert {phantom.class_name for phantom in PHANTOMS} == public - {"HypersightQuartDVT"}
    assert len(PHANTOMS) == 12


# -- the proof that nothing is destroyed ------------------------------------------------------------------


def _hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


@pytest.fixture
def two_echoes(tmp_path: Path) -> Path:
    """11 MR slices in two echoes: 22 files."""
    plain = support.cylinder(
        95.0,
        count=11,
        spacing=10.0,
        inside=3000.0,
        outside=0.0,
        modality="MR",
        slope=None,
        intercept=None,
        MagneticFieldStrength=1.5,
    )
    return write_folder(tmp_path / "two echoes", support.two_echoes(plain))


def test_stock_lazy_deletes_files_and_ours_does_not(two_echoes: Path, untouched: Untouched) -> None:
    # The echo selection of ACR MRI, which is where stock deletes; no more of the analysis is needed for it.
    from pylinac import ACRMRILarge

    before = _hashes(two_echoes)
    assert len(before) == 22
    source = open_path(two_echoes)
    with untouched(two_echoes):
        stack = PylinacStack(SliceStack(source, scan(source).series[0]), members=source.members())
        with pylinac_reads(stack):
            phantom = ACRMRILarge.from_zip("x", memory_efficient_mode=True)
        with pytest.warns(UserWarning, match="Multiple echoes"):
            phantom._select_echo_images(None)
        assert len(phantom.dicom_stack) == len(phantom.dicom_stack.metadatas) == 11
    assert _hashes(two_echoes) == before

    # The motive: the same with stock's lazy mode, on the scratch copy that this folder is.
    stock_phantom = ACRMRILarge(two_echoes, memory_efficient_mode=True)
    with pytest.warns(UserWarning, match="Multiple echoes"):
        stock_phantom._select_echo_images(None)
    assert len(list(two_echoes.iterdir())) == 11


def test_stock_lazy_overwrites_files_and_ours_does_not(tmp_path: Path, untouched: Untouched) -> None:
    from pylinac.core.image import LazyDicomImageStack

    folder = write_folder(tmp_path / "scan", slices(3))
    before = _hashes(folder)
    source = open_path(folder)
    with untouched(folder):
        stack = PylinacStack(SliceStack(source, scan(source).series[0]), members=source.members())
        stack.z_flip()
        stack[0] = stack[1]
        del stack[0]
    assert _hashes(folder) == before
    LazyDicomImageStack(folder, min_number=1).z_flip(allow_overwrite=True)
    assert _hashes(folder) != before


@pytest.fixture
def current_folder(tmp_path: Path) -> Iterator[Path]:
    before = Path.cwd()
    os.chdir(tmp_path)
    yield tmp_path
    os.chdir(before)


def test_zip_after_can_not_delete_what_lies_in_the_current_folder(current_folder: Path) -> None:
    # pylinac removes files by an image's path: a member's bare name would be one in the current folder.
    write_folder(current_folder, slices(39))
    before = _hashes(current_folder)
    source = open_path(current_folder)
    stack = PylinacStack(SliceStack(source, scan(source).series[0]), members=source.members())
    with pylinac_reads(stack):
        phantom = support.pylinac_class("CatPhan 504").from_zip("x", memory_efficient_mode=True)
    with pytest.raises(Exception):  # noqa: B017 - whatever it stumbles over
        phantom._zip_images()
    assert {name: _hashes(current_folder)[name] for name in before} == before


@pytest.mark.slow
@pytest.mark.filterwarnings("always:Multiple echoes")
def test_real_two_echoes(real_data: Path, tmp_path: Path, untouched: Untouched) -> None:
    data = (real_data / support.REAL[ACR_LARGE]).read_bytes()
    only_slices = {
        f"{n:02}.dcm": member
        for n, member in enumerate(support.members(data).values())
        if "PixelData" in support.reread(member)
    }
    both = support.two_echoes(only_slices)
    assert len(both) == 22
    folder = write_folder(tmp_path / "two echoes", both)
    # In the order in which stock walks the folder, which decides between slices at the same place.
    walked = [Path(root) / name for root, _, names in os.walk(folder) for name in names]
    before = _hashes(folder)
    with warnings.catch_warnings(record=True), untouched(folder):
        stock_phantom = support.pylinac_class(ACR_LARGE)(folder)
        stock_phantom.analyze()
        expected = stock_phantom.results_data(as_dict=True)
        result = support.run_path(folder, ACR_LARGE)
        listed = support.run_files(walked, ACR_LARGE)
    assert _hashes(folder) == before
    assert len(before) == 22
    assert support.timeless(result.pylinac_results) == support.timeless(expected)
    assert support.timeless(listed.pylinac_results) == support.timeless(expected)
    assert any("Multiple echoes" in warning for warning in result.warnings)
    with warnings.catch_warnings(record=True):
        support.pylinac_class(ACR_LARGE)(folder, memory_efficient_mode=True).analyze()
    assert len(list(folder.iterdir())) == 11


# -- turned end for end -----------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [4, 5])
def test_turned_as_stock_turns(count: int) -> None:
    data = series(count, slope=0.5, intercept=-10.0)
    flipped = stock(data)
    flipped.z_flip()
    same(ours(data, turned=True), flipped)


def test_turned_says_where_a_slice_is() -> None:
    turned = ours(series(5), turned=True)
    assert [turned.stack_index(number) for number in range(5)] == [4, 3, 2, 1, 0]
    assert [turned.number_of(index) for index in range(5)] == [4, 3, 2, 1, 0]
    assert all(turned.is_mirrored(index) for index in range(5))
    del turned[0]
    del turned.metadatas[0]
    assert [turned.stack_index(number) for number in range(4)] == [3, 2, 1, 0]
    assert turned.number_of(3) == 0
    with pytest.raises(ValueError):
        turned.number_of(4)


def test_turned_and_turned_back() -> None:
    data = series(5)
    twice = ours(data, turned=True)
    twice.z_flip()
    same(twice, stock(data))


def test_slices_of_another_kind_are_not_turned() -> None:
    made = {f"{n}.dcm": encoded(dataset(gradient(start=9 * n), number=n, modality="MR")) for n in range(1, 5)}
    made["sagittal.dcm"] = encoded(
        dataset(gradient(start=99), number=9, modality="MR", ImageOrientationPatient=list(SAGITTAL))
    )
    plain, turned = ours(zip_bytes(made)), ours(zip_bytes(made), turned=True)
    lone = next(
        number
        for number, header in enumerate(plain.metadatas)
        if list(header.ImageOrientationPatient) == list(SAGITTAL)
    )
    np.testing.assert_array_equal(plain[lone].array, turned[lone].array)
    assert not turned.is_mirrored(turned.stack_index(lone))
    axial = [number for number in range(5) if number != lone]
    for number, partner in zip(axial, reversed(axial), strict=True):
        np.testing.assert_array_equal(turned[number].array, np.fliplr(plain[partner].array))


def test_turning_holds_nothing() -> None:
    turned = ours(series(6), turned=True)
    for image in turned:
        assert image.array.size
    assert turned.overlay_bytes == 0


def test_slices_taken_from_the_other_end_are_known() -> None:
    slices = ours(series(5))
    assert slices[4].array.size
    assert slices.taken_from_other_end == ()
    assert slices.last_shown == 4
    assert slices[-2].array.size
    assert slices.taken_from_other_end == (3,)
    assert slices.last_shown == 3
