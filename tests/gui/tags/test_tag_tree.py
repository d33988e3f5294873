from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.tag import Tag

from dicom_files import dataset
from phantomscope.gui.tags.elements import elements_of
from phantomscope.gui.tags.tag_tree import (
    DIFFERENT,
    ONLY_HERE,
    ONLY_THERE,
    TagRow,
    Wish,
    all_rows,
    list_rows,
    tag_rows,
)


def item(**values: object) -> Dataset:
    made = Dataset()
    for keyword, value in values.items():
        setattr(made, keyword, value)
    return made


def rows(one: Dataset, other: Dataset | None = None) -> tuple[TagRow, ...]:
    return tag_rows(elements_of(one), elements_of(other) if other is not None else None)


def listed(found: tuple[TagRow, ...]) -> set[str]:
    return {row.element.keyword for row in all_rows(found) if row.listed and row.element.keyword}


def by_keyword(found: tuple[TagRow, ...], keyword: str) -> TagRow:
    return next(row for row in all_rows(found) if row.element.keyword == keyword)


def test_without_another_header_nothing_differs() -> None:
    assert not any(row.sign for row in all_rows(rows(dataset())))


def test_differences_have_signs() -> None:
    found = rows(
        dataset(SliceThickness=2.0, KVP="120", Rows=None),
        dataset(SliceThickness=3.0, StationName="A", Rows=None),
    )
    assert by_keyword(found, "SliceThickness").sign == DIFFERENT
    assert by_keyword(found, "KVP").sign == ONLY_HERE
    assert by_keyword(found, "StationName").sign == ONLY_THERE
    assert by_keyword(found, "Modality").sign == ""
    tags = [row.element.tag for row in found]
    meta = sum(tag.startswith("0002") for tag in tags)
    assert tags[meta:] == sorted(tags[meta:])


def test_sequences_are_compared_item_by_item() -> None:
    one = dataset(ViewCodeSequence=Sequence([item(CodeValue="a"), item(CodeValue="b")]))
    other = dataset(
        ViewCodeSequence=Sequence([item(CodeValue="a"), item(CodeValue="c"), item(CodeValue="d")])
    )
    sequence = by_keyword(rows(one, other), "ViewCodeSequence")
    assert sequence.sign == DIFFERENT
    assert [child.sign for child in sequence.children] == ["", DIFFERENT, ONLY_THERE]
    assert sequence.children[2].children[0].sign == ONLY_THERE
    same = by_keyword(rows(one, one), "ViewCodeSequence")
    assert same.sign == ""


def test_a_search_finds_numbers_keywords_names_and_values() -> None:
    found = rows(dataset(Manufacturer="Acme Imaging"))
    for text in ("0008,0070", "(0008,0070)", "00080070", "manufactur", "ACME  imag"):
        count = list_rows(found, Wish(text))
        assert "Manufacturer" in listed(found), text
        assert count == 1, text
    assert list_rows(found, Wish("no such thing")) == 0
    assert listed(found) == set()
    assert list_rows(found, Wish()) == len([row for row in all_rows(found) if row.element.tag])


def test_what_is_found_in_an_item_brings_what_it_lies_in() -> None:
    found = rows(dataset(ViewCodeSequence=Sequence([item(CodeValue="a"), item(CodeValue="needle")])))
    assert list_rows(found, Wish("needle")) == 1
    assert listed(found) == {"ViewCodeSequence", "CodeValue"}
    assert [child.listed for child in by_keyword(found, "ViewCodeSequence").children] == [False, True]


def test_a_sequence_that_is_found_brings_what_is_in_it() -> None:
    found = rows(dataset(ViewCodeSequence=Sequence([item(CodeValue="a")])))
    list_rows(found, Wish("view code"))
    assert listed(found) == {"ViewCodeSequence", "CodeValue"}


def test_only_private_and_only_different() -> None:
    one, other = dataset(SliceThickness=2.0), dataset(SliceThickness=3.0)
    for made in (one, other):
        made.add_new((0x0019, 0x0010), "LO", "MAKER")
        made.add_new((0x0019, 0x1001), "LO", "x")
    found = rows(one, other)
    assert list_rows(found, Wish(private=True)) == 2
    assert list_rows(found, Wish(different=True)) == 1
    assert list_rows(found, Wish(private=True, different=True)) == 0


def test_hidden_values_can_not_be_searched_for() -> None:
    found = rows(dataset(PatientName="Secret^Name", Manufacturer="Known"))
    assert list_rows(found, Wish("secret")) == 1
    assert list_rows(found, Wish("secret", hidden=True)) == 0
    assert list_rows(found, Wish("known", hidden=True)) == 1
    assert list_rows(found, Wish("patient's name", hidden=True)) == 1


def test_two_blocks_of_one_creator_are_compared_each_with_its_own() -> None:
    def made(first: int, *values: str) -> Dataset:
        found = Dataset()
        for number, value in enumerate(values):
            found.add_new((0x0009, first + number), "LO", "ACME")
            found.add_new((0x0009, (first + number) << 8 | 0x01), "LO", value)
        return found

    def signs(other: Dataset) -> list[tuple[str, str]]:
        found = rows(made(0x10, "A", "B"), other)
        return [(row.element.value, row.sign) for row in found if row.element.creator and row.sign]

    assert signs(made(0x10, "A", "B")) == []
    assert signs(made(0x20, "A", "B")) == []  # wherever they lie
    assert signs(made(0x10, "A", "C")) == [("B", DIFFERENT)]
    assert signs(made(0x10, "A")) == [("B", ONLY_HERE)]


def test_a_difference_beyond_the_items_that_are_listed_is_one() -> None:
    codes = [str(number) for number in range(202)]
    one, other = (
        dataset(ViewCodeSequence=Sequence([item(CodeValue=code) for code in [*codes, last]])) for last in "ab"
    )
    found = rows(one, other)
    sequence = by_keyword(found, "ViewCodeSequence")
    assert sequence.sign == DIFFERENT
    assert not any(child.sign for child in sequence.children)
    list_rows(found, Wish(different=True))
    assert listed(found) == {"ViewCodeSequence"}


def test_what_either_header_must_not_show_is_not_found() -> None:
    readable, other = dataset(), dataset()
    readable.ReferencedImageSequence = Sequence([])
    tag = Tag("ReferencedImageSequence")
    other[tag] = RawDataElement(tag, "UL", 6, b"Smith ", 0, False, True)
    found = rows(readable, other)
    assert list_rows(found, Wish("smith")) == 1
    assert list_rows(found, Wish("smith", hidden=True)) == 0
