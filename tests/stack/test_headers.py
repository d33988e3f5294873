import logging
import random
import struct
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset, FileDataset
from pydicom.sequence import Sequence
from pydicom.uid import (
    UID,
    CTImageStorage,
    EncapsulatedPDFStorage,
    EnhancedXAImageStorage,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    MediaStorageDirectoryStorage,
    MRImageStorage,
    MultiFrameGrayscaleWordSecondaryCaptureImageStorage,
    RTPlanStorage,
    RTStructureSetStorage,
)

from dicom_files import (
    FakeSource,
    damaged_error,
    dataset,
    deflated,
    encoded,
    gradient,
    junk,
    slice_bytes,
    zip_bytes,
)
from fixture_types import ExpectLog
from phantomscope.stack.headers import HeaderReader
from phantomscope.stack.slice_header import SetAside, SliceHeader


def read(data: bytes, name: str = "a.dcm") -> SliceHeader | SetAside:
    source = FakeSource({name: data})
    (found,) = HeaderReader(source).read(source.members()[0])
    return found


def a_slice(data: bytes) -> SliceHeader:
    found = read(data)
    assert isinstance(found, SliceHeader), found
    return found


def reason(data: bytes, name: str = "a.dcm", *, damaged: bool = False) -> str:
    found = read(data, name)
    assert isinstance(found, SetAside), found
    assert found.name == name
    assert found.damaged is damaged, found
    return found.reason


def test_a_classic_object_with_functional_groups_is_the_one_slice_that_it_says_it_is() -> None:
    for groups in ([], [Dataset()]):
        found = a_slice(slice_bytes(PerFrameFunctionalGroupsSequence=Sequence(groups), NumberOfFrames=1))
        assert (found.frame, found.position) == (0, (-10.0, -20.0, 2.5))


# -- what a slice is --------------------------------------------------------------------------------------


def test_all_that_is_kept_of_a_slice() -> None:
    data = slice_bytes(
        gradient(8, 10),
        number=7,
        uid="1.2.3.7",
        position=(1.5, -2.5, 30.25),
        SliceLocation=30.25,
        SpacingBetweenSlices=2.5,
        EchoNumbers=2,
        SeriesNumber=4,
        BitsStored=12,
        PixelPaddingValue=-2000,
        RescaleType="HU",
        ProtocolName="Phantom",
        StudyDescription="QA",
        Manufacturer="Maker",
        ManufacturerModelName="Model 1",
        StationName="CT1",
    )
    found = a_slice(data)
    assert (found.sop_instance_uid, found.instance_number, found.frame) == ("1.2.3.7", 7, 0)
    assert (found.position, found.location, found.echo) == ((1.5, -2.5, 30.25), 30.25, 2)
    assert data[found.pixel_offset : found.pixel_offset + found.pixel_length] == gradient(8, 10).tobytes()
    kind, plane, facts = found.format, found.plane, found.series
    assert (kind.rows, kind.columns, kind.bits_allocated, kind.bits_stored) == (8, 10, 16, 12)
    assert (kind.signed, kind.slope, kind.intercept, kind.rescale_type) == (True, 1.0, -1024.0, "HU")
    assert (kind.native, kind.modality_lut, kind.padding) == (True, False, -2000)
    assert (kind.photometric, kind.transfer_syntax) == ("MONOCHROME2", ExplicitVRLittleEndian)
    assert plane.orientation == (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
    assert (plane.spacing, plane.thickness, plane.spacing_between) == ((0.5, 0.5), 2.5, 2.5)
    assert (facts.series_uid, facts.modality, facts.sop_class) == (
        dataset().SeriesInstanceUID,
        "CT",
        "CT Image Storage",
    )
    assert (facts.description, facts.study_description, facts.protocol) == (
        "made for a test",
        "QA",
        "Phantom",
    )
    assert (facts.manufacturer, facts.model, facts.station) == ("Maker", "Model 1", "CT1")
    assert (facts.series_number, facts.localizer) == (4, False)


def test_nothing_of_a_patient_is_kept() -> None:
    assert "Phantom^A" not in repr(a_slice(slice_bytes()))


def test_neighbours_share_what_they_have_in_common() -> None:
    source = FakeSource({f"{n}": slice_bytes(number=n) for n in range(4)})
    reader = HeaderReader(source)
    headers = [header for member in source.members() for header in reader.read(member)]
    assert all(isinstance(header, SliceHeader) for header in headers)
    first, *others = [header for header in headers if isinstance(header, SliceHeader)]
    for other in others:
        assert other.format is first.format
        assert other.plane is first.plane
        assert other.series is first.series
        assert other.position != first.position


def test_what_differs_is_not_shared() -> None:
    source = FakeSource(
        {
            "a": slice_bytes(),
            "b": slice_bytes(slope=2.0),
            "c": slice_bytes(PixelSpacing=[0.7, 0.7]),
            "d": encoded(dataset(), ImplicitVRLittleEndian),
        }
    )
    reader = HeaderReader(source)
    a, b, c, d = (header for member in source.members() for header in reader.read(member))
    assert isinstance(a, SliceHeader) and isinstance(b, SliceHeader)  # noqa: PT018
    assert isinstance(c, SliceHeader) and isinstance(d, SliceHeader)  # noqa: PT018
    assert b.format.slope == 2.0 and b.plane is a.plane and b.series is a.series  # noqa: PT018
    assert c.plane.spacing == (0.7, 0.7) and c.format is a.format  # noqa: PT018
    assert d.format.transfer_syntax == ImplicitVRLittleEndian and d.plane is a.plane  # noqa: PT018


def test_what_is_the_same_to_the_byte_is_not_shared_by_two_byte_orders() -> None:
    """Without a transfer syntax pydicom guesses the byte order; the same bytes are other numbers then."""
    files = {}
    for name, syntax, unit, pixels in (
        ("little", ExplicitVRLittleEndian, 1, b"\xe0\x7f\x10\0US\2\0\1\0"),
        ("big", ExplicitVRBigEndian, 256, b"\x7f\xe0\0\x10OW\0\0\0\0\0\2\0\1"),
    ):
        made = dataset(SamplesPerPixel=None, PixelData=None, PixelRepresentation=0)
        made.Rows, made.Columns, made.BitsAllocated, made.BitsStored = (
            4 * unit,
            6 * unit,
            16 * unit,
            12 * unit,
        )
        data = encoded(made, syntax)
        start = data.index(b"\2\0\x10\0UI")
        (length,) = struct.unpack_from("<H", data, start + 6)
        files[name] = data[:start] + data[start + 8 + length :] + pixels
    source = FakeSource(files)
    reader = HeaderReader(source)
    little, big = (header for member in source.members() for header in reader.read(member))
    assert isinstance(little, SliceHeader) and isinstance(big, SliceHeader)  # noqa: PT018
    assert (little.format.rows, little.format.bits_stored) == (4, 12)
    assert (big.format.rows, big.format.bits_stored) == (4 * 256, 12 * 256)


def test_text_beyond_ascii() -> None:
    found = a_slice(slice_bytes(SpecificCharacterSet="ISO_IR 192", SeriesDescription="Qualität 品質"))
    assert found.series.description == "Qualität 品質"


@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, ExplicitVRLittleEndian])
@pytest.mark.parametrize("preamble", [True, False])
def test_plain_encodings_say_where_their_pixels_lie(syntax: UID, preamble: bool) -> None:
    data = encoded(dataset(), syntax, preamble=preamble)
    found = a_slice(data)
    assert found.format.native
    assert found.format.transfer_syntax == syntax
    assert data[found.pixel_offset : found.pixel_offset + found.pixel_length] == gradient(start=1).tobytes()


@pytest.mark.parametrize("data", [encoded(dataset(), ExplicitVRBigEndian), deflated(dataset())])
def test_other_encodings_are_slices_for_the_other_decoder(data: bytes) -> None:
    found = a_slice(data)
    assert not found.format.native
    assert (found.pixel_offset, found.pixel_length) == (-1, -1)
    assert found.format.rows == 4


@pytest.mark.parametrize(("says", "is_really"), [("1.2.840.10008.1.2", True), ("1.2.840.10008.1.2.1", False)])
def test_a_transfer_syntax_that_lies_about_the_vr(says: str, is_really: bool) -> None:
    """Some archives rewrite the dataset and leave its file meta information as it was."""
    made = dataset()
    body = encoded(made, ExplicitVRLittleEndian if is_really else ImplicitVRLittleEndian, preamble=False)
    whole = encoded(made, UID(says))
    data = whole[: whole.index(b"\x08\x00\x08\x00")] + body[body.index(b"\x08\x00\x08\x00") :]
    found = a_slice(data)
    if found.format.native:
        assert (
            data[found.pixel_offset : found.pixel_offset + found.pixel_length] == gradient(start=1).tobytes()
        )
    else:
        assert found.pixel_offset == -1


def test_private_tags_and_sequences_on_the_way() -> None:
    item = Dataset()
    item.ReferencedSOPInstanceUID = "1.2.3"
    made = dataset(ReferencedImageSequence=Sequence([item, item]))
    made["ReferencedImageSequence"].is_undefined_length = True
    made.private_block(0x0009, "MAKER", create=True).add_new(1, "OB", bytes(70_000))
    assert a_slice(encoded(made)).format.native


# -- what is missing or junk ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("Rows", "an image without Rows (0028,0010)"),
        ("Columns", "an image without Columns (0028,0011)"),
        ("BitsAllocated", "an image without Bits Allocated (0028,0100)"),
        ("PixelData", "an image without Pixel Data (7FE0,0010)"),
    ],
)
def test_what_a_slice_can_not_do_without(keyword: str, text: str) -> None:
    made = dataset()
    delattr(made, keyword)
    assert reason(encoded(made), damaged=True) == text


@pytest.mark.parametrize("keyword", ["Rows", "Columns", "BitsAllocated"])
@pytest.mark.parametrize(("vr", "value"), [("UN", b""), ("UN", b"\0\0"), ("LO", b"junk"), ("DS", b"-4")])
def test_a_size_that_is_none(keyword: str, vr: str, value: bytes) -> None:
    assert "an image without" in reason(encoded(junk(dataset(), keyword, value, vr)), damaged=True)


@pytest.mark.parametrize("keyword", ["RescaleSlope", "RescaleIntercept"])
@pytest.mark.parametrize("value", [b"junk", b"nan ", b"1e999"])
def test_a_rescale_that_is_no_number_is_never_ignored(keyword: str, value: bytes) -> None:
    assert (
        reason(encoded(junk(dataset(), keyword, value)), damaged=True)
        == "its DICOM header is damaged or cut short"
    )


OPTIONAL = {
    "SOPInstanceUID": "sop_instance_uid",
    "InstanceNumber": "instance_number",
    "ImagePositionPatient": "position",
    "SliceLocation": "location",
    "EchoNumbers": "echo",
    "ImageOrientationPatient": "plane.orientation",
    "PixelSpacing": "plane.spacing",
    "SliceThickness": "plane.thickness",
    "SpacingBetweenSlices": "plane.spacing_between",
    "SeriesInstanceUID": "series.series_uid",
    "StudyInstanceUID": "series.study_uid",
    "SeriesNumber": "series.series_number",
    "Modality": "series.modality",
    "SeriesDescription": "series.description",
    "PixelPaddingValue": "format.padding",
    "RescaleType": "format.rescale_type",
}
NUMBERS = set(OPTIONAL) - {
    *(
        "SOPInstanceUID",
        "SeriesInstanceUID",
        "StudyInstanceUID",
        "Modality",
        "SeriesDescription",
        "RescaleType",
    )
}


def full() -> FileDataset:
    return dataset(
        SliceLocation=3,
        EchoNumbers=1,
        SpacingBetweenSlices=2,
        SeriesNumber=1,
        PixelPaddingValue=5,
        RescaleType="HU",
    )


def field(header: SliceHeader, path: str) -> Any:
    found: Any = header
    for part in path.split("."):
        found = getattr(found, part)
    return found


@pytest.mark.parametrize("keyword", OPTIONAL)
def test_a_missing_optional_tag_does_not_hide_the_slice(keyword: str) -> None:
    assert field(a_slice(encoded(full())), OPTIONAL[keyword])
    made = full()
    delattr(made, keyword)
    assert field(a_slice(encoded(made)), OPTIONAL[keyword]) in (None, "")
    assert field(a_slice(encoded(junk(full(), keyword, b""))), OPTIONAL[keyword]) in (None, "")


@pytest.mark.parametrize("keyword", sorted(NUMBERS))
@pytest.mark.parametrize("value", [b"no number", b"\\\\", b"nan\\inf\\nan ", b"1.5e"])
def test_junk_in_an_optional_number_does_not_hide_the_slice(keyword: str, value: bytes) -> None:
    vr = "LO" if keyword == "PixelPaddingValue" else "UN"  # binary, where any two bytes are a number
    assert field(a_slice(encoded(junk(full(), keyword, value, vr))), OPTIONAL[keyword]) is None


@pytest.mark.parametrize(
    ("keyword", "value"),
    [
        ("ImagePositionPatient", b"1\\2 "),
        ("ImagePositionPatient", b"5 "),
        ("ImageOrientationPatient", b"1\\0\\0 "),
        ("PixelSpacing", b"0.5 "),
        ("PixelSpacing", b"0\\0 "),
        ("PixelSpacing", b"-1\\-1 "),
    ],
)
def test_too_few_values_or_impossible_ones_count_as_missing(keyword: str, value: bytes) -> None:
    assert field(a_slice(encoded(junk(full(), keyword, value))), OPTIONAL[keyword]) is None


def test_several_echo_numbers_are_read_as_the_first() -> None:
    assert a_slice(slice_bytes(EchoNumbers=[3, 4])).echo == 3


@pytest.mark.parametrize(
    "keyword", ["SamplesPerPixel", "PhotometricInterpretation", "PixelRepresentation", "BitsStored"]
)
def test_pixel_tags_with_a_sensible_default(keyword: str) -> None:
    made = dataset(gradient(dtype=np.uint16))
    delattr(made, keyword)
    kind = a_slice(encoded(made)).format
    assert (kind.bits_stored, kind.signed, kind.photometric) == (16, False, "MONOCHROME2")
    assert a_slice(encoded(junk(dataset(gradient(dtype=np.uint16)), keyword, b""))).format == kind


def test_only_both_parts_of_the_rescale_are_a_rescale() -> None:
    for options in ({"slope": None}, {"intercept": None}, {"slope": None, "intercept": None}):
        kind = a_slice(slice_bytes(**options)).format
        assert (kind.slope, kind.intercept) == (None, None)


def test_a_number_of_frames_of_one_is_a_slice() -> None:
    assert a_slice(slice_bytes(NumberOfFrames=1)).frame == 0


# -- what is no slice -------------------------------------------------------------------------------------


SCREEN = "Grayscale Word Secondary Capture Image"
NO_STACK = "which is no stack of slices: only Enhanced CT and MR are"


def no_image(sop_class: UID, **tags: Any) -> bytes:
    made = dataset(sop_class=sop_class, **tags)
    for keyword in ("PixelData", "Rows", "Columns", "BitsAllocated", "PhotometricInterpretation"):
        delattr(made, keyword)
    return encoded(made)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", "an empty file"),
        (b"just text", "not a DICOM file"),
        (b"a longer text " * 50, "not a DICOM file"),
        (b"%PDF-1.7" + bytes(500), "a PDF document"),
        (zip_bytes({"a": b"b"}), "a ZIP archive, which has to be opened by itself"),
        (bytes(1000), "not a DICOM file"),
        (no_image(RTStructureSetStorage), "RT Structure Set, not an image"),
        (no_image(RTPlanStorage), "RT Plan, not an image"),
        (no_image(EncapsulatedPDFStorage), "Encapsulated PDF, not an image"),
        (no_image(UID("1.2.3.4.5")), "1.2.3.4.5, not an image"),
        (
            slice_bytes(sop_class=MultiFrameGrayscaleWordSecondaryCaptureImageStorage, NumberOfFrames=9),
            f"a multi-frame object (Multi-frame {SCREEN}, 9 frames), {NO_STACK}",
        ),
        (
            slice_bytes(NumberOfFrames=3),
            f"a multi-frame object (CT Image, 3 frames), {NO_STACK}",
        ),
        (
            slice_bytes(sop_class=EnhancedXAImageStorage),
            f"a multi-frame object (Enhanced XA Image, 1 frame), {NO_STACK}",
        ),
        (
            slice_bytes(SamplesPerPixel=3, PhotometricInterpretation="RGB"),
            "a colour image (RGB), not a slice",
        ),
        (
            slice_bytes(PhotometricInterpretation="PALETTE COLOR"),
            "a colour image (PALETTE COLOR), not a slice",
        ),
    ],
)
def test_what_is_no_slice_says_what_it_is(data: bytes, text: str) -> None:
    assert reason(data) == text


def test_a_dicomdir() -> None:
    made = dataset(sop_class=MediaStorageDirectoryStorage)
    for keyword in list(made.dir()):
        delattr(made, keyword)
    made.DirectoryRecordSequence = Sequence([])
    made.FileSetID = "DISC"
    data = encoded(made)
    assert reason(data, "DICOMDIR") == "Media Storage Directory Storage, not an image"
    assert reason(b"half", "disc/dicomdir") == "a DICOMDIR that is cut short"


def test_a_dataset_that_does_not_say_what_it_is() -> None:
    made = dataset()
    del made.SOPClassUID
    for data in (encoded(made), encoded(made, preamble=False)):
        assert reason(data, damaged=True) == "DICOM without a SOP Class UID (0008,0016)"


def test_an_mr_slice_and_a_monochrome1_image_are_slices() -> None:
    found = a_slice(
        slice_bytes(sop_class=MRImageStorage, modality="MR", PhotometricInterpretation="MONOCHROME1")
    )
    assert (found.series.modality, found.format.photometric) == ("MR", "MONOCHROME1")


@pytest.mark.parametrize("image_type", [["DERIVED", "SECONDARY", "LOCALIZER"], "LOCALIZER"])
def test_localizers_are_marked(image_type: Any) -> None:
    assert a_slice(slice_bytes(ImageType=image_type)).series.localizer


# -- damage -----------------------------------------------------------------------------------------------


def test_a_file_that_ends_in_its_header_says_so() -> None:
    data = slice_bytes()
    end = a_slice(data).pixel_offset
    for length in range(133, end - 12):
        found = read(data[:length])
        assert isinstance(found, SetAside)
        assert found.damaged, (length, found)


def test_a_file_that_ends_in_its_pixels_is_still_listed() -> None:
    """Its header is sound; asking for its pixels says that they are cut short."""
    data = slice_bytes()
    assert a_slice(data[:-10]).instance_number == 1


def test_what_the_source_says_is_passed_on_as_a_phrase() -> None:
    source = FakeSource({"a.dcm": slice_bytes()}, {"a.dcm": damaged_error("a.dcm")})
    (found,) = HeaderReader(source).read(source.members()[0])
    assert found == SetAside("a.dcm", "the member is damaged and can't be read", damaged=True)


def test_a_deflated_dataset_that_is_scrambled() -> None:
    data = deflated(dataset())
    assert "damaged" in reason(data[:-60] + bytes(range(60)), damaged=True)


def test_endless_nesting() -> None:
    made = encoded(dataset())
    start = made.index(b"\x08\x00\x08\x00")
    deep = struct.pack("<HH2sHL", 0x0008, 0x0006, b"SQ", 0, 0xFFFFFFFF) + struct.pack(
        "<HHL", 0xFFFE, 0xE000, 0xFFFFFFFF
    )
    found = read(made[:start] + deep * 3000)
    assert isinstance(found, SetAside)
    assert found.damaged


def test_headers_scrambled_at_random_never_raise(expect_log: ExpectLog) -> None:
    expect_log("pydicom", logging.ERROR)
    chance = random.Random(7)
    originals = [
        encoded(full(), ImplicitVRLittleEndian),
        encoded(full(), ExplicitVRLittleEndian),
        encoded(full(), ExplicitVRBigEndian),
        encoded(full(), ExplicitVRLittleEndian, preamble=False),
        deflated(full()),
        no_image(RTStructureSetStorage),
    ]
    outcomes = {"slice": 0, "aside": 0}
    for turn in range(600):
        data = bytearray(chance.choice(originals))
        for _ in range(chance.choice((1, 1, 3, 10))):
            place = chance.randrange(len(data)) if turn % 4 == 0 else chance.randrange(132, len(data))
            data[place] = chance.choice((0, 0xFF, chance.randrange(256)))
        if turn % 10 == 0:
            del data[chance.randrange(len(data)) :]
        outcomes["slice" if isinstance(read(bytes(data)), SliceHeader) else "aside"] += 1
    assert min(outcomes.values()) > 50


def test_no_patient_data_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "phantomscope")
    reason(encoded(junk(dataset(), "RescaleSlope", b"junk")), "Doe^Jane.dcm", damaged=True)
    assert caplog.records
    assert "Phantom^A" not in caplog.text
    assert "Doe" not in caplog.text


def test_sop_class_of_ct_is_used_by_default() -> None:
    assert dataset().SOPClassUID == CTImageStorage
