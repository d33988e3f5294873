import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from phantomscope.analysis.placement import placed, without_images
from phantomscope.analysis.results import AnalysisResult, Metric, ModuleResult, Provenance, SliceImage

ORIGIN = Provenance("", "", "", "", "", "", 0, {}, (), (), "", 0.0)


def result(*indices: int) -> AnalysisResult:
    images = tuple(SliceImage(f"image {n}", "", index, ()) for n, index in enumerate(indices))
    modules = tuple(
        ModuleResult(f"m{n}", "", index, (Metric("x", f"x{n}", 1, slice_index=index),), (f"image {n}",))
        for n, index in enumerate(indices)
    )
    return AnalysisResult(modules, images, (), (), ORIGIN, {})


def test_the_same_stack_is_the_same_result() -> None:
    one = result(1, 3)
    assert placed(one, (0, 1, 2, 3), (0, 1, 2, 3)) is one


def test_indices_follow_their_slices() -> None:
    moved = placed(result(1, 3), (0, 1, 2, 3), (1, 3))
    assert [image.slice_index for image in moved.images] == [0, 1]
    assert [module.slice_index for module in moved.modules] == [0, 1]
    assert [module.metrics[0].slice_index for module in moved.modules] == [0, 1]


def test_what_was_measured_on_a_slice_that_is_gone_has_no_slice_but_keeps_its_values() -> None:
    moved = placed(result(1, 3), (0, 1, 2, 3), (0, 2, 3))
    assert [image.key for image in moved.images] == ["image 1"]
    gone, kept = moved.modules
    assert gone.slice_index is None
    assert gone.images == ()
    assert gone.metrics[0].slice_index is None
    assert gone.metrics[0].value == 1
    assert (kept.slice_index, kept.images) == (2, ("image 1",))


@given(st.sets(st.integers(0, 30), min_size=1), st.sets(st.integers(0, 30)), st.data())
def test_there_and_back_is_as_before_where_nothing_is_missing(
    before: set[int], more: set[int], data: st.DataObject
) -> None:
    old, new = sorted(before), sorted(before | more)
    index = data.draw(st.integers(0, len(old) - 1))
    there = placed(result(index), old, new)
    assert new[there.images[0].slice_index] == old[index]
    assert placed(there, new, old) == result(index)


@pytest.mark.parametrize(("after", "value"), [((1, 2, 3), 2), ((0, 1, 3), "left out")])
def test_the_origin_moves_along(after: tuple[int, ...], value: int | str) -> None:
    one = result(1)
    origin = ModuleResult("phantom", "", None, (Metric("Origin slice", "origin_slice", 3),))
    moved = placed(msgspec.structs.replace(one, modules=(*one.modules, origin)), (0, 1, 2, 3), after)
    assert moved.modules[-1].metrics[0].value == value


def test_without_images_all_else_stays() -> None:
    one = result(1, 3)
    plain = without_images(one)
    assert plain.images == ()
    assert [(module.slice_index, module.images) for module in plain.modules] == [(1, ()), (3, ())]
    assert [module.metrics for module in plain.modules] == [module.metrics for module in one.modules]
