import io
import logging
import random
import tracemalloc
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from pydicom.dataset import Dataset, FileDataset
from pydicom.filewriter import dcmwrite
from pydicom.pixel_data_handlers.util import apply_modality_lut
from pydicom.sequence import Sequence
from pydicom.uid import (
    UID,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    RLELossless,
)

from dicom_files import FakeSource, dataset, deflated, encoded, gradient, lay_out, slices, zip_bytes
from fixture_types import ExpectLog
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.decoder import SlicePixels, decode, decode_bytes
from phantomscope.stack.headers import HeaderReader
from phantomscope.stack.slice_header import SliceHeader
from phantomscope.stack.sources import open_bytes

PLAIN = [ImplicitVRLittleEndian, ExplicitVRLittleEndian]
TYPES = [np.uint8, np.int8, np.uint16, np.int16, np.uint32, np.int32]
SIZES = [(1, 1), (3, 5), (1, 7), (64, 48)]


def read_header(data: bytes) -> SliceHeader:
    source = FakeSource({"a.dcm": data})
    (found,) = HeaderReader(source).read(source.members()[0])
    assert isinstance(found, SliceHeader), found
    return found


def decoded(data: bytes) -> SlicePixels:
    return decode(FakeSource({"a.dcm": data}), read_header(data))


def noise(shape: tuple[int, int], dtype: Any, seed: int = 1) -> Any:
    limits = np.iinfo(dtype)
    return np.random.default_rng(seed).integers(limits.min, limits.max, shape, dtype, endpoint=True)


def rle(made: FileDataset) -> bytes:
    made.compress(RLELossless)
    file = io.BytesIO()
    dcmwrite(file, made, write_like_original=False)
    return file.getvalue()


# -- values -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("syntax", "dtype"),
    [(syntax, dtype) for syntax in PLAIN for dtype in TYPES]
    + [(ExplicitVRBigEndian, np.uint16), (ExplicitVRBigEndian, np.int16)],
    ids=lambda each: getattr(each, "name", None) or each.__name__,
)
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_values_are_pydicoms_in_every_plain_encoding(dtype: Any, syntax: UID, size: tuple[int, int]) -> None:
    values = noise(size, dtype)
    data = encoded(dataset(values, slope=0.37, intercept=-1000.5), syntax)
    pixels = decoded(data)
    assert pixels.stored.dtype == np.dtype(dtype)
    assert np.array_equal(pixels.stored, values)
    read = pydicom.dcmread(io.BytesIO(data))
    assert np.array_equal(pixels.stored, read.pixel_array)
    assert pixels.rescaled().tobytes() == apply_modality_lut(read.pixel_array, read).tobytes()


@given(
    values=hnp.arrays(
        st.sampled_from([np.int16, np.uint16, np.uint8, np.int32]), hnp.array_shapes(min_dims=2, max_dims=2)
    ),
    slope=st.decimals(-50, 50, places=6).filter(bool),
    intercept=st.decimals(-5000, 5000, places=4),
)
def test_the_rescale_is_pydicoms_to_the_last_bit(values: Any, slope: Any, intercept: Any) -> None:
    data = encoded(dataset(values, slope=float(slope), intercept=float(intercept)))
    pixels, read = decoded(data), pydicom.dcmread(io.BytesIO(data))
    expected = apply_modality_lut(read.pixel_array, read)
    assert pixels.rescaled().dtype == expected.dtype
    assert pixels.rescaled().tobytes() == expected.tobytes()
    for axis in (0, 1):
        assert pixels.maximum(axis).tobytes() == expected.max(axis=axis).tobytes()


@pytest.mark.parametrize(
    "options", [{"slope": None}, {"intercept": None}, {"slope": None, "intercept": None}]
)
def test_without_a_rescale_the_stored_values_are_the_values(options: dict[str, Any]) -> None:
    pixels = decoded(encoded(dataset(gradient(), **options)))
    assert pixels.slope is None
    assert pixels.rescaled() is pixels.stored
    assert np.array_equal(pixels.maximum(1), gradient().max(axis=1))


def test_values_can_not_be_changed() -> None:
    for data in (encoded(dataset()), rle(dataset(gradient(dtype=np.uint16))), deflated(dataset())):
        with pytest.raises(ValueError, match="read-only"):
            decoded(data).stored[0, 0] = 1


def test_plain_values_are_not_copied() -> None:
    data = encoded(dataset(gradient()))
    header = read_header(data)
    pixels = decode_bytes(data, header)
    assert np.shares_memory(pixels.stored, np.frombuffer(data, np.uint8))
    assert pixels.nbytes == len(data)  # the header's bytes are kept alive with them


def test_a_zip_member_is_inflated_once_and_not_copied() -> None:
    source = open_bytes(zip_bytes({"a": encoded(dataset(noise((256, 256), np.int16)))}))
    (header,) = HeaderReader(source).read(source.members()[0])
    assert isinstance(header, SliceHeader)
    tracemalloc.start()
    pixels = decode(source, header)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2.3 * pixels.nbytes  # packed (noise does not shrink) and unpacked


def test_a_modality_lut_takes_the_place_of_the_rescale() -> None:
    table = Dataset()
    table.LUTDescriptor = [32, 0, 16]
    table.ModalityLUTType = "HU"
    table.LUTData = [value * value for value in range(32)]
    table["LUTDescriptor"].VR = table["LUTData"].VR = "US"
    made = dataset(gradient(dtype=np.uint16), slope=None, intercept=None)
    made.ModalityLUTSequence = Sequence([table])
    pixels = decoded(encoded(made))
    assert np.array_equal(pixels.rescaled(), gradient().astype(np.int64) ** 2)
    assert pixels.slope is None


def test_without_file_meta_information() -> None:
    for syntax in PLAIN:
        data = encoded(dataset(gradient()), syntax, preamble=False)
        assert np.array_equal(decoded(data).stored, gradient())


def test_pixel_data_as_ob_and_with_padding() -> None:
    made = dataset(gradient(3, 3, np.uint8))
    made["PixelData"].VR = "OB"
    assert np.array_equal(decoded(encoded(made)).stored, gradient(3, 3, np.uint8))
    made = dataset(gradient())
    made.PixelData += bytes(64)
    assert np.array_equal(decoded(encoded(made)).stored, gradient())


def test_tags_behind_the_pixel_data() -> None:
    made = dataset(gradient())
    made.add_new(0xFFFCFFFC, "OB", bytes(100))
    assert np.array_equal(decoded(encoded(made)).stored, gradient())


# -- other encodings --------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int16])
def test_rle(dtype: Any) -> None:
    values = noise((16, 24), dtype)
    assert np.array_equal(decoded(rle(dataset(values))).stored, values)


def test_a_deflated_dataset() -> None:
    assert np.array_equal(decoded(deflated(dataset(gradient()))).stored, gradient())


def test_big_endian_values_come_in_the_machines_order() -> None:
    assert decoded(encoded(dataset(gradient()), ExplicitVRBigEndian)).stored.dtype.isnative


def test_float_pixel_data() -> None:
    made = dataset(gradient())
    del made.PixelData
    made.BitsAllocated = 32
    made.FloatPixelData = gradient(dtype=np.float32).tobytes()
    assert np.array_equal(decoded(encoded(made)).stored, gradient(dtype=np.float32))


def unreadable(data: bytes, header: SliceHeader | None = None) -> PhantomscopeError:
    with pytest.raises(PhantomscopeError) as caught:
        decode(FakeSource({"a.dcm": data}), header or read_header(data))
    assert caught.value.where == "a.dcm"
    return caught.value


@pytest.mark.parametrize(
    ("syntax", "name"),
    [(UID("1.2.840.10008.1.2.4.102"), "MPEG-4 AVC/H.264 High Profile / Level 4.1"), (UID("1.2.3"), "1.2.3")],
)
def test_a_compression_without_decoder_is_named(syntax: UID, name: str) -> None:
    data = encoded(dataset(), ExplicitVRLittleEndian)
    header = read_header(data)
    header = replace(header, format=replace(header.format, native=False, transfer_syntax=syntax))
    made = pydicom.dcmread(io.BytesIO(data))
    made.file_meta.TransferSyntaxUID = syntax
    made.PixelData = pydicom.encaps.encapsulate([made.PixelData])
    made["PixelData"].is_undefined_length = True
    file = io.BytesIO()
    dcmwrite(file, made, write_like_original=False)
    error = unreadable(file.getvalue(), header)
    assert error.what == f"The slice is compressed as {name}, which can't be decoded here"
    assert error.todo == "Export the scan uncompressed"


def test_an_odd_number_of_bits_is_named() -> None:
    made = dataset(gradient())
    made.BitsAllocated = 12
    error = unreadable(encoded(made))
    assert error.what == "The slice has 12 bits a pixel, which can't be decoded here"


def test_fragments_under_a_plain_transfer_syntax_are_not_taken_for_pixels() -> None:
    """Native pixel data never has an undefined length (PS3.5, A.1 and A.2)."""
    data = rle(dataset(gradient()))
    for syntax in PLAIN:
        header = read_header(data)
        header = replace(header, format=replace(header.format, transfer_syntax=syntax))
        assert "damaged" in unreadable(data, header).what
        assert header.encapsulated


# -- damage -----------------------------------------------------------------------------------------------


def test_pixel_data_that_is_cut_short_says_by_how_much() -> None:
    data = encoded(dataset(gradient()))
    header = read_header(data)
    error = unreadable(data[:-10], header)
    assert error.what == "The slice's Pixel Data (7FE0,0010) is cut short: 38 of 48 bytes are there"
    assert error.todo == "Export the scan again, or exclude this slice"
    assert "0 of 48" in unreadable(data[: header.pixel_offset - 20], header).what


def test_pixel_data_whose_element_is_shorter_than_the_image() -> None:
    made = dataset(gradient())
    made.Rows = 400
    assert "48 of 4800 bytes" in unreadable(encoded(made)).what


def test_an_absurd_size_allocates_nothing() -> None:
    made = dataset(gradient())
    made.Rows = made.Columns = 65535
    data = encoded(made)
    header = read_header(data)
    tracemalloc.start()
    assert "cut short" in unreadable(data, header).what
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


@pytest.mark.parametrize("make", [rle, deflated, lambda made: encoded(made, ExplicitVRBigEndian)])
def test_other_encodings_cut_short(make: Any) -> None:
    data = make(dataset(noise((16, 16), np.uint16)))
    header = read_header(data)
    for length in (len(data) - 20, len(data) - 200, 100):
        assert unreadable(data[:length], header).todo


def test_a_file_that_became_another_one() -> None:
    """Other pixels than the index promised are never shown as if they were right."""
    header = read_header(rle(dataset(noise((16, 16), np.uint16))))
    assert "damaged" in unreadable(rle(dataset(noise((8, 8), np.uint16))), header).what
    assert "damaged" in unreadable(b"something else altogether" * 20, header).what


def test_scrambled_files_raise_errors_for_a_person_only(expect_log: ExpectLog) -> None:
    expect_log("pydicom", logging.ERROR)
    chance = random.Random(11)
    made = [dataset(noise((16, 16), np.uint16)) for _ in range(4)]
    originals = [encoded(made[0]), encoded(made[1], ExplicitVRBigEndian), rle(made[2]), deflated(made[3])]
    outcomes = {"read": 0, "refused": 0}
    for turn in range(400):
        original = originals[turn % 4]
        header = read_header(original)
        data = bytearray(original)
        for _ in range(chance.choice((1, 3, 10))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if turn % 7 == 0:
            del data[chance.randrange(len(data)) :]
        try:
            pixels = decode_bytes(bytes(data), header)
        except PhantomscopeError:
            outcomes["refused"] += 1
        else:
            assert pixels.stored.shape == (16, 16)
            outcomes["read"] += 1
    assert min(outcomes.values()) > 30


def test_pydicoms_warnings_are_not_said() -> None:
    made = dataset(gradient(dtype=np.uint16))
    made.PixelData += bytes(50)  # pydicom warns of padding
    with_warning = encoded(made, ExplicitVRBigEndian)
    assert np.array_equal(decoded(with_warning).stored, gradient())


def test_laying_out_again_changes_all_pixel_tags() -> None:
    made = dataset(gradient())
    lay_out(made, noise((5, 7), np.uint8))
    assert np.array_equal(decoded(encoded(made)).stored, noise((5, 7), np.uint8))


# -- real scans -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["catphan504_cbct_varian", "catphan604_cbct_varian", "quart_dvt_halcyon", "acr_mri_large_ge"]
)
def test_real_slices_are_pydicoms(real_data: Path, name: str) -> None:
    from phantomscope.stack.index import scan
    from phantomscope.stack.sources import open_path

    path = real_data / f"{name}.zip"
    source = open_path(path)
    slices_ = scan(source).series[0].slices
    with zipfile.ZipFile(path) as archive:
        for header in slices_[:: max(len(slices_) // 5, 1)]:
            read = pydicom.dcmread(io.BytesIO(archive.read(header.member.name)))
            pixels = decode(source, header)
            assert pixels.stored.dtype == read.pixel_array.dtype
            assert np.array_equal(pixels.stored, read.pixel_array)
            assert pixels.rescaled().tobytes() == apply_modality_lut(read.pixel_array, read).tobytes()
    source.close()


def test_members_and_files_agree() -> None:
    files = slices(3)
    source = open_bytes(zip_bytes(files))
    for member in source.members():
        (header,) = HeaderReader(source).read(member)
        assert isinstance(header, SliceHeader)
        assert np.array_equal(decode(source, header).stored, decoded(files[member.name]).stored)
