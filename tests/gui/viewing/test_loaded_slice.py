import dataclasses

import numpy as np
import pytest

from dicom_files import FakeSource, Pixels, slices
from gui.slices import flat, loaded
from phantomscope.gui.viewing.loaded_slice import LoadedSlice, measured
from phantomscope.stack.arrangement import Arrangement
from phantomscope.stack.index import scan
from phantomscope.stack.slab import Slab, SlabMode, SlabWish, make_slab
from phantomscope.stack.slice_stack import SliceStack


def test_range_and_values_are_in_the_output_unit() -> None:
    one = loaded(np.array([[0, 1000], [2000, 3000]], np.int16), slope=0.5, intercept=-100.0)
    assert (one.low, one.high) == (-100.0, 1400.0)
    assert one.value(1, 0) == 400.0
    assert one.value(0, 1) == 900.0
    assert one.shape == (2, 2)


def test_without_rescale_the_stored_values_count() -> None:
    one = loaded(np.array([[3, 7]], np.uint16), slope=None, intercept=None)
    assert (one.low, one.high, one.value(1, 0)) == (3.0, 7.0, 7.0)


def test_a_negative_slope_turns_the_range_round() -> None:
    one = loaded(np.array([[0, 10]], np.int16), slope=-1.0, intercept=0.0)
    assert (one.low, one.high) == (-10.0, 0.0)
    assert one.dark <= one.bright


def test_a_few_outliers_do_not_move_the_percentiles() -> None:
    pixels = flat(500, (600, 600))
    pixels[::4] = 400
    pixels[0, 0], pixels[1, 1] = -32000, 32000
    one = loaded(pixels, slope=None, intercept=None)
    assert (one.low, one.high) == (-32000.0, 32000.0)
    assert (one.dark, one.bright) == pytest.approx((400.0, 500.0))


def padded_ramp(padding: int) -> Pixels:
    """0 to 9 999 and a frame of padding, 20 pixels wide."""
    ramp = np.arange(10_000, dtype=np.int16).reshape(100, 100)
    return np.pad(ramp, 20, constant_values=padding)


@pytest.mark.parametrize("padding", [-2000, 20_000, 500])
@pytest.mark.parametrize("slope", [2.0, -2.0])
def test_padding_does_not_count(padding: int, slope: float) -> None:
    pixels = padded_ramp(padding)
    one = loaded(pixels, slope=slope, intercept=1.0, padding=padding)
    values = pixels[pixels != padding] * slope + 1
    assert (one.low, one.high) == (values.min(), values.max())
    assert (one.dark, one.bright) == pytest.approx(np.percentile(values, (0.5, 99.5)))
    assert one.percentiles(5, 60) == pytest.approx(np.percentile(values, (5, 60)))


def test_a_range_of_padding_does_not_count_in_either_order() -> None:
    pixels = np.array([[-2000, -1995, -1990, -1000, 50]], np.int16)
    for first, last in ((-2000, -1990), (-1990, -2000)):
        one = loaded(pixels, slope=1.0, intercept=0.0, padding=first, padding_limit=last)
        assert (one.low, one.high) == (-1000, 50)


def test_a_slice_of_nothing_but_padding_still_has_a_range() -> None:
    one = loaded(flat(-2000), slope=1.0, intercept=0.0, padding=-2000)
    assert (one.low, one.high, one.dark, one.bright) == (-2000, -2000, -2000, -2000)


@pytest.mark.parametrize("kind", [np.int32, np.float64])
def test_values_too_far_apart_for_a_table_are_measured_alike(kind: type) -> None:
    pixels = np.linspace(-1e6, 1e6, 10_000).astype(kind).reshape(100, 100)
    pixels[:10] = -2_000_000
    one = loaded(pixels, slope=None, intercept=None, padding=-2_000_000)
    assert (one.low, one.high) == (pixels[10:].min(), pixels[10:].max())
    assert (one.dark, one.bright) == pytest.approx(np.percentile(pixels[10:], (0.5, 99.5)))


def test_a_step_is_one_stored_value() -> None:
    assert loaded(slope=0.25).step == 0.25
    assert loaded(slope=-2.0).step == 2.0
    assert loaded(slope=None).step == 1.0
    floats = np.array([[0.0, 10.0]])
    assert loaded(floats, slope=None, intercept=None).step == pytest.approx(0.01)


def padded_stack() -> SliceStack:
    source = FakeSource(slices(5, PixelPaddingValue=0))
    return SliceStack(source, scan(source).series[0])


def of(stack: SliceStack, index: int, slab: Slab | None = None) -> LoadedSlice:
    there = stack.slice_header(index)
    header = slab.header(there) if slab is not None else there
    found = measured(index, header, stack.position(index), stack[index])
    return dataclasses.replace(found, slab=slab)


def test_it_knows_whether_it_is_the_slice_that_a_stack_has_now() -> None:
    stack = padded_stack()
    slab, _ = make_slab(stack, 2, SlabWish(SlabMode.MEAN, 3))
    alone, joined = of(stack, 2), of(stack, 2, slab)
    assert alone.header != joined.header  # in what is padding
    assert alone.is_of(stack)
    assert joined.is_of(stack)
    assert not alone.is_of(None)
    for one in (alone, joined):
        assert not dataclasses.replace(one, index=1).is_of(stack)
        assert not dataclasses.replace(one, index=5).is_of(stack)
    stack.rearrange(Arrangement(crop=(1, 1, 3, 5)))
    assert not alone.is_of(stack)
    assert not joined.is_of(stack)
