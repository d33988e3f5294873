import io

import pydicom
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.tag import Tag

from dicom_files import dataset, encoded, junk
from phantomscope.gui.tags.elements import Element, elements_of

LONG = "x" * 600


def read(made: object) -> tuple[Element, ...]:
    """The elements of a dataset as it comes from a file."""
    return elements_of(pydicom.dcmread(io.BytesIO(encoded(made)), stop_before_pixels=True))  # type: ignore[arg-type]


def named(elements: tuple[Element, ...], keyword: str) -> Element:
    return next(one for one in elements if one.keyword == keyword)


def test_an_element_has_all_that_a_person_asks_for() -> None:
    found = named(read(dataset(number=3)), "SliceThickness")
    assert (found.tag, found.vr, found.name, found.value) == ("0018,0050", "DS", "Slice Thickness", "2.5")
    assert not found.private
    assert not found.identifying


def test_the_file_meta_stands_first_and_uids_say_their_name() -> None:
    elements = read(dataset())
    assert elements[0].tag == "0002,0000"
    syntax = named(elements, "TransferSyntaxUID")
    assert syntax.value == "1.2.840.10008.1.2.1"
    assert syntax.note == "Explicit VR Little Endian"


def test_sequences_have_items_and_items_have_elements() -> None:
    inner = Dataset()
    inner.CodeValue, inner.CodeMeaning = "T-A0100", "Brain"
    outer = Dataset()
    outer.ViewCodeSequence = Sequence([inner])
    made = dataset(RequestAttributesSequence=Sequence([outer, Dataset()]))
    found = named(read(made), "RequestAttributesSequence")
    assert found.note == "2 items"
    first, second = found.children
    assert (first.name, first.key, second.note) == ("Item 1", "#1", "0 elements")
    code = first.children[0].children[0].children[1]
    assert (code.tag, code.value) == ("0008,0104", "Brain")


def test_private_elements_name_their_creator_wherever_their_block_lies() -> None:
    keys = []
    for block in (0x10, 0x2F):
        made = dataset()
        made.add_new((0x0019, block), "LO", "SCANNER MAKER 1.0")
        made.add_new((0x0019, block << 8 | 0x9C), "LO", "spin")
        elements = read(made)
        private = next(one for one in elements if one.value == "spin")
        assert private.creator == "SCANNER MAKER 1.0"
        assert private.name == "Private · SCANNER MAKER 1.0"
        assert private.private
        assert private.identifying
        creator = next(one for one in elements if one.value == "SCANNER MAKER 1.0")
        assert creator.private
        assert not creator.identifying
        keys.append(private.key)
    assert keys[0] == keys[1]


def test_a_private_element_that_nobody_reserved_is_shown_all_the_same() -> None:
    made = dataset()
    made.add_new((0x0019, 0x109C), "UN", b"\x01\x02\xff")
    found = next(one for one in read(made) if one.tag == "0019,109C")
    assert (found.name, found.creator, found.value, found.note) == ("Private", "", "01 02 FF", "3 bytes")


def test_what_tells_who_a_patient_is_is_marked_inside_sequences_too() -> None:
    item = Dataset()
    item.PatientID, item.IssuerOfPatientID = "123", "Ward"
    made = dataset(OtherPatientIDsSequence=Sequence([item]), PatientID="42", OperatorsName="Someone")
    elements = read(made)
    for keyword in ("PatientName", "PatientID", "OperatorsName", "OtherPatientIDsSequence"):
        assert named(elements, keyword).identifying, keyword
    inside = named(elements, "OtherPatientIDsSequence").children[0]
    assert all(one.identifying for one in inside.children)
    for keyword in ("Modality", "SliceThickness", "SOPInstanceUID"):
        assert not named(elements, keyword).identifying, keyword


def test_values_that_are_not_what_their_vr_says_show_their_bytes() -> None:
    rows = b"\x28\x00\x10\x00US\x02\x00"
    file = encoded(dataset())
    assert file.count(rows) == 1
    file = file.replace(rows, rows.replace(b"US", b"UL"))  # of which two bytes are half a number
    elements = elements_of(pydicom.dcmread(io.BytesIO(file), stop_before_pixels=True))
    found = next(one for one in elements if one.tag == "0028,0010")
    assert (found.vr, found.value, found.note) == ("UL", "04 00", "can’t be read as its VR")


def test_text_where_a_number_should_be_is_shown_as_text() -> None:
    elements = read(junk(dataset(), "SliceThickness", b"thick ", "UN"))
    assert next(one for one in elements if one.tag == "0018,0050").value == "thick"


def test_long_values_are_cut_with_their_length() -> None:
    made = dataset(RedPaletteColorLookupTableData=bytes(range(256)) * 4, PixelDataProviderURL=LONG)
    made.add_new((0x0028, 0x3006), "US", list(range(1000)))
    elements = read(made)
    table = named(elements, "RedPaletteColorLookupTableData")
    assert table.value.startswith("00 01 02 03")
    assert table.note == "1024 bytes"
    url = named(elements, "PixelDataProviderURL")
    assert len(url.value) < 600
    assert url.note == "600 characters"
    many = named(elements, "LUTData")
    assert many.note == "1000 values"
    assert many.value.startswith("0\\1\\2")


def test_the_rest_of_a_long_value_counts_in_a_comparison() -> None:
    marks = [
        named(read(dataset(PixelDataProviderURL="x" * 600 + end)), "PixelDataProviderURL").mark
        for end in "aab"
    ]
    assert marks[0] == marks[1] != marks[2]


def test_names_in_other_scripts_are_read_and_nothing_unseen_gets_through() -> None:
    made = dataset(
        SpecificCharacterSet="ISO_IR 192", PatientName="Müller^Łucja", ImageComments="a\r\nb\tc\x1b[1m"
    )
    elements = read(made)
    assert named(elements, "PatientName").value == "Müller^Łucja"
    assert named(elements, "ImageComments").value == "a ↵ b c·[1m"


def test_the_same_number_written_in_two_ways_is_the_same() -> None:
    a, b, c = (
        named(read(dataset(SliceThickness=text)), "SliceThickness").mark for text in ("2.50", "2.5", "2.51")
    )
    assert a == b != c


def test_empty_values_are_empty() -> None:
    assert named(read(dataset(AccessionNumber="")), "AccessionNumber").value == ""


def test_numbers_that_python_hashes_alike_are_not_the_same() -> None:
    for one, other in (("-1", "-2"), ("0", ""), ("0", "-1")):
        marks = [named(read(dataset(SliceLocation=text)), "SliceLocation").mark for text in (one, other)]
        assert marks[0] != marks[1], (one, other)
    lists = [
        named(read(dataset(position=(0.0, 0.0, z))), "ImagePositionPatient").mark for z in (-1.0, -2.0, -2.0)
    ]
    assert lists[0] != lists[1] == lists[2]


def test_a_number_is_the_same_however_it_is_written() -> None:
    marks = {
        named(read(dataset(SliceLocation=text)), "SliceLocation").mark for text in ("2", "2.0", "+2", "2e0")
    }
    assert len(marks) == 1
    numbers = {
        named(read(dataset(AcquisitionNumber=text)), "AcquisitionNumber").mark for text in ("007", "7")
    }
    assert len(numbers) == 1


def test_long_integers_count_to_the_last_digit() -> None:
    marks = []
    for number in (2**60, 2**60 + 1):
        made = Dataset()
        made.add_new((0x0008, 0x040C), "UV", number)  # FileOffsetInContainer
        marks.append(elements_of(made)[0].mark)
    assert marks[0] != marks[1]


def test_blocks_of_the_same_creator_are_told_apart() -> None:
    made = Dataset()
    for block, value in ((0x10, "A"), (0x12, "B")):
        made.add_new((0x0009, block), "LO", "ACME")
        made.add_new((0x0009, block << 8 | 0x01), "LO", value)
    keys = [one.key for one in elements_of(made) if one.value in ("A", "B")]
    assert keys == ["0009[ACME]1:01", "0009[ACME]2:01"]


def test_what_a_private_copy_leaves_out_is_marked() -> None:
    made = dataset(OtherStudyNumbers="4711", SeriesNumber="3")
    made.file_meta.SourceApplicationEntityTitle = "DR_SMITH_PC"
    for tag in ((0x0018, 0x9FFE), (0x6000, 0x0022), (0x6002, 0x0022)):
        made.add_new(tag, "LO", "of Smith")
    found = {one.tag: one.identifying for one in read(made)}
    for tag in ("0002,0016", "0020,1070", "0018,9FFE", "6000,0022", "6002,0022"):
        assert found[tag], tag
    for tag in ("0002,0000", "0002,0010", "0020,0011"):
        assert not found[tag], tag


def test_an_unreadable_element_keeps_its_name_and_is_marked_by_its_tag() -> None:
    raw = {
        (0x0010, 0x1030): ("DS", b"70 kg Smith "),
        (0x0018, 0x0050): ("DS", b"thick "),
        (0x0008, 0x1140): ("UL", b"Sm"),
        (0x0018, 0x1151): ("UT", b"for Smith "),
    }
    made = Dataset()
    for (group, element), (vr, value) in raw.items():
        tag = Tag(group, element)
        made[tag] = RawDataElement(tag, vr, len(value), value, 0, False, True)
    images, weight, thickness, current = elements_of(made)
    assert (weight.keyword, weight.value, weight.identifying) == ("PatientWeight", "70 kg Smith", True)
    assert (thickness.name, thickness.value, thickness.identifying) == ("Slice Thickness", "thick", False)
    # Bytes in place of a sequence may hold anything.
    assert (images.keyword, images.identifying) == ("ReferencedImageSequence", True)
    assert (current.keyword, current.identifying) == ("XRayTubeCurrent", True)


def items(*codes: str) -> Dataset:
    made = Dataset()
    made.SourceImageSequence = Sequence([])
    for code in codes:
        item = Dataset()
        item.CodeValue = code
        made.SourceImageSequence.append(item)
    return made


def test_items_that_are_not_listed_count_in_a_comparison() -> None:
    codes = [str(number) for number in range(205)]
    one, same, other = (elements_of(items(*codes[:-1], last))[0] for last in ("a", "a", "b"))
    assert one.mark == same.mark != other.mark
    assert len(one.children) == 200
    assert one.note == "205 items, the first 200 are listed, all are compared"


def test_items_too_deep_to_be_listed_count_in_a_comparison() -> None:
    def nested(code: str) -> Element:
        made = items(code)
        for _ in range(14):
            outer = Dataset()
            outer.SourceImageSequence = Sequence([made])
            made = outer
        return elements_of(made)[0]

    def deepest(element: Element) -> Element:
        return deepest(element.children[0].children[0]) if element.children else element

    ends = [deepest(nested(code)) for code in "aab"]
    assert ends[0].mark == ends[1].mark != ends[2].mark
    assert ends[0].note == "1 item, not listed"
