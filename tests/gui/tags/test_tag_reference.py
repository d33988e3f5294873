from dicom_files import OBLIQUE, slices, zip_bytes
from phantomscope.gui.tags.tag_reference import Kind, Reference, referred
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes


def stacks(**other: object) -> tuple[SliceStack, SliceStack]:
    members = {**slices(6, prefix="a/"), **slices(4, prefix="b/", series="1.2.9", **other)}
    source = open_bytes(zip_bytes(members))
    one, two = scan(source).series
    return SliceStack(source, one), SliceStack(source, two)


def number(stack: SliceStack, index: int, reference: Reference) -> int | None:
    found = referred(stack, index, reference)
    return found[1] if found is not None else None


def test_neighbours_as_far_as_there_are_any() -> None:
    stack, _ = stacks()
    assert number(stack, 2, Reference()) is None
    assert number(stack, 2, Reference(Kind.PREVIOUS)) == 2
    assert number(stack, 2, Reference(Kind.NEXT)) == 4
    assert number(stack, 0, Reference(Kind.PREVIOUS)) is None
    assert number(stack, 5, Reference(Kind.NEXT)) is None


def test_a_neighbour_is_that_of_the_stack_as_it_is_now() -> None:
    stack, _ = stacks()
    stack.remove(3)
    found = referred(stack, 2, Reference(Kind.NEXT))
    assert found is not None
    assert found[0].instance_number == 5


def test_of_another_series_the_slice_that_lies_nearest() -> None:
    stack, other = stacks()
    reference = Reference(Kind.SERIES, other.series)
    assert [number(stack, index, reference) for index in range(6)] == [1, 2, 3, 4, 4, 4]
    assert number(stack, 5, Reference(Kind.SERIES, other.series, 2)) == 2
    assert number(stack, 5, Reference(Kind.SERIES, other.series, 99)) == 4


def test_where_the_planes_are_not_parallel_the_slice_as_far_along() -> None:
    stack, other = stacks(orientation=OBLIQUE)
    reference = Reference(Kind.SERIES, other.series)
    assert number(stack, 0, reference) == 1
    assert number(stack, 5, reference) == 4
