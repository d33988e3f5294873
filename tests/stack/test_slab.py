import gc
import tracemalloc
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dicom_files import FakeSource, Pixels, slice_bytes, slices
from phantomscope.errors import OperationCancelled, PhantomscopeError
from phantomscope.measure.picture import picture_of
from phantomscope.stack.index import scan
from phantomscope.stack.padding import padding_mask
from phantomscope.stack.slab import Slab, SlabMode, SlabWish, make_slab
from phantomscope.stack.slice_stack import SliceStack


def stack_of(pixels: Sequence[Pixels], **options: Any) -> SliceStack:
    members = {f"{n:03}.dcm": slice_bytes(each, number=n + 1, **options) for n, each in enumerate(pixels)}
    source = FakeSource(members)
    return SliceStack(source, scan(source).series[0])


def random_slices(count: int, shape: tuple[int, int] = (5, 6)) -> list[Pixels]:
    random = np.random.default_rng(2)
    return [random.integers(-500, 1500, shape).astype(np.int16) for _ in range(count)]


def test_which_slices_lie_around_one() -> None:
    assert list(SlabWish(count=5).around(10, 64)) == [8, 9, 10, 11, 12]
    assert list(SlabWish(count=4).around(10, 64)) == [9, 10, 11, 12]
    assert list(SlabWish(count=2).around(10, 64)) == [10, 11]
    assert list(SlabWish(count=5).around(0, 64)) == [0, 1, 2]
    assert list(SlabWish(count=5).around(63, 64)) == [61, 62, 63]
    assert list(SlabWish(count=64).around(3, 8)) == list(range(8))


@given(st.integers(2, 64), st.integers(1, 200), st.data())
def test_the_slice_itself_is_always_in(count: int, there: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, there - 1))
    found = SlabWish(count=count).around(index, there)
    assert index in found
    assert len(found) <= count
    assert found[0] >= 0
    assert found[-1] < there


@pytest.mark.parametrize(
    ("mode", "join"), [(SlabMode.MEAN, np.mean), (SlabMode.MAXIMUM, np.max), (SlabMode.MINIMUM, np.min)]
)
@pytest.mark.parametrize("slope", [1.0, -2.0, None])
def test_the_same_as_of_the_whole_volume(mode: SlabMode, join: Any, slope: float | None) -> None:
    intercept = None if slope is None else -1024.0
    stack = stack_of(random_slices(7), slope=slope, intercept=intercept)
    volume = np.stack([pixels.rescaled() for pixels in stack]).astype(np.float64)
    made, pixels = make_slab(stack, 3, SlabWish(mode, 5))
    assert made == Slab(mode, 1, 5, 12.5)
    assert np.allclose(pixels.rescaled(), join(volume[1:6], axis=0), rtol=1e-6)
    assert not pixels.stored.flags.writeable
    kind = np.float32 if mode is SlabMode.MEAN else np.int16
    assert pixels.stored.dtype == kind


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([np.int16, np.uint16]), st.sampled_from([(1.0, -1024.0), (-0.5, 3.0), (2.0, 0.0)])
        ),
        min_size=2,
        max_size=6,
    ),
    st.sampled_from(SlabMode),
)
def test_slices_that_differ_in_type_and_rescale(kinds: list[Any], mode: SlabMode) -> None:
    random = np.random.default_rng(3)
    members = {}
    for n, (kind, (slope, intercept)) in enumerate(kinds):
        values = random.integers(0, 2000, (4, 6)).astype(kind)
        members[f"{n:03}.dcm"] = slice_bytes(values, number=n + 1, slope=slope, intercept=intercept)
    source = FakeSource(members)
    stack = SliceStack(source, scan(source).series[0])
    volume = np.stack([pixels.rescaled() for pixels in stack])
    _, pixels = make_slab(stack, 0, SlabWish(mode, 64))
    join = {SlabMode.MEAN: np.mean, SlabMode.MAXIMUM: np.max, SlabMode.MINIMUM: np.min}[mode]
    assert np.allclose(pixels.rescaled(), join(volume, axis=0), rtol=1e-6, atol=1e-3)


def padded_stack(paddings: Sequence[int | None], scales: Sequence[Any]) -> SliceStack:
    """Slices of small numbers, so that some of each slice's measured values are another one's padding."""
    random = np.random.default_rng(4)
    members = {}
    for n, (padding, (slope, intercept)) in enumerate(zip(paddings, scales, strict=True)):
        values = random.integers(-3, 4, (9, 8)).astype(np.int16)
        if padding is not None:
            values[: n % 3 + 2] = padding
            values[0] = padding
        tags = {} if padding is None else {"PixelPaddingValue": padding}
        members[f"{n:03}.dcm"] = slice_bytes(values, number=n + 1, slope=slope, intercept=intercept, **tags)
    source = FakeSource(members)
    return SliceStack(source, scan(source).series[0])


def expected(stack: SliceStack, mode: SlabMode) -> Any:
    """By numpy, of the whole volume: masked where all slices are padded."""
    masks = [padding_mask(stack.peek(n), stack.slice_header(n).format) for n in range(len(stack))]
    volume = np.stack([stack.peek(n).rescaled() for n in range(len(stack))]).astype(np.float64)
    hidden = np.stack([np.zeros(volume.shape[1:], bool) if mask is None else mask for mask in masks])
    some = np.where(hidden, np.nan, volume)
    everywhere = hidden.all(axis=0)
    some[:, everywhere] = 0
    joins: dict[SlabMode, Any] = {
        SlabMode.MEAN: np.nanmean,
        SlabMode.MAXIMUM: np.nanmax,
        SlabMode.MINIMUM: np.nanmin,
    }
    return np.ma.masked_array(joins[mode](some, axis=0), everywhere)


@settings(max_examples=60)
@given(
    st.integers(2, 5).flatmap(
        lambda n: st.tuples(
            *(
                st.lists(one, min_size=n, max_size=n)
                for one in (
                    st.sampled_from([None, -3, 0, 2, -2000]),
                    st.sampled_from([(1.0, -1024.0), (1.0, -1024.0), (-0.5, 3.0), (None, None)]),
                )
            )
        )
    ),
    st.sampled_from(SlabMode),
)
def test_padded_pixels_are_left_out_one_by_one(kinds: Any, mode: SlabMode) -> None:
    stack = padded_stack(*kinds)
    index = len(stack) // 2
    slab, pixels = make_slab(stack, index, SlabWish(mode, 64))
    found = slab.header(stack.slice_header(index))
    wanted = expected(stack, mode)
    mask = padding_mask(pixels, found.format)
    mask = np.zeros(wanted.shape, bool) if mask is None else mask
    assert np.array_equal(mask, wanted.mask)
    assert np.allclose(pixels.rescaled()[~mask], wanted.data[~mask], rtol=1e-6)
    values, counts = picture_of(found, pixels).part(slice(None), slice(None))
    assert np.array_equal(counts, ~mask)
    assert np.allclose(values[counts], wanted.data[counts], rtol=1e-6)
    assert (slab.padding is not None) == mask.any()


@pytest.mark.parametrize("mode", SlabMode)
def test_the_edge_of_an_oblique_scan_keeps_its_padding_value(mode: SlabMode) -> None:
    volume = np.full((3, 16, 16), 40, np.int16)
    volume[0, :8] = volume[1, :4] = volume[2, :2] = -2000
    stack = stack_of(list(volume), slope=1.0, intercept=0.0, PixelPaddingValue=-2000)
    slab, pixels = make_slab(stack, 1, SlabWish(mode, 3))
    assert slab.padding == -2000
    assert (pixels.stored[:2] == -2000).all()
    assert (pixels.stored[2:] == 40).all()
    assert pixels.stored.dtype == (np.float32 if mode is SlabMode.MEAN else np.int16)


@pytest.mark.parametrize("mode", SlabMode)
def test_a_range_of_padding_values(mode: SlabMode) -> None:
    volume = np.full((2, 6, 6), 40, np.int16)
    volume[0, :3], volume[1, :2], volume[1, 0] = -1500, -2000, -1700
    stack = stack_of(list(volume), slope=2.0, PixelPaddingValue=-2000, PixelPaddingRangeLimit=-1500)
    slab, pixels = make_slab(stack, 0, SlabWish(mode, 2))
    values, counts = picture_of(slab.header(stack.slice_header(0)), pixels).part(slice(None), slice(None))
    assert not counts[:2].any()
    assert counts[2:].all()
    assert (values[2:] == 40 * 2.0 - 1024).all()


def test_the_extent_respects_a_gap() -> None:
    members = slices(6)
    del members["003.dcm"]
    source = FakeSource(members)
    stack = SliceStack(source, scan(source).series[0])
    assert make_slab(stack, 2, SlabWish(count=3))[0].extent == 10.0  # slices 2, 4 and 5
    unknown = stack_of(random_slices(3), ImagePositionPatient=None, ImageOrientationPatient=None)
    assert make_slab(unknown, 1, SlabWish(count=3))[0].extent is None


def test_slices_of_several_sizes_are_refused_in_a_sentence() -> None:
    stack = stack_of([*random_slices(3), *random_slices(1, (8, 8))])
    make_slab(stack, 1, SlabWish(count=3))
    with pytest.raises(PhantomscopeError, match="slices 2 to 4 differ in size"):
        make_slab(stack, 2, SlabWish(count=3))


def test_it_can_be_cancelled_between_slices() -> None:
    source = FakeSource(slices(6))
    stack = SliceStack(source, scan(source).series[0])
    source.reads.clear()
    with pytest.raises(OperationCancelled):
        make_slab(stack, 3, SlabWish(count=6), lambda: len(source.reads) == 2)
    assert len(source.reads) == 2


def test_each_slice_is_read_once_and_the_cache_left_alone() -> None:
    source = FakeSource(slices(6))
    stack = SliceStack(source, scan(source).series[0])
    source.reads.clear()
    make_slab(stack, 2, SlabWish(SlabMode.MAXIMUM, 4))
    assert source.reads == ["002.dcm", "003.dcm", "004.dcm", "005.dcm"]
    assert stack.cache_counters().nbytes == 0


def test_one_slice_and_one_sum_are_in_memory() -> None:
    shape = (256, 256)
    stack = stack_of([np.full(shape, n, np.int16) for n in range(16)])
    make_slab(stack, 8, SlabWish(count=16))
    gc.collect()
    tracemalloc.start()
    try:
        make_slab(stack, 8, SlabWish(count=16))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # A sum in float64, a slice's bytes twice, its values in float64 once.
    assert peak < shape[0] * shape[1] * (8 + 8 + 8)
