from typing import Any

import numpy as np
import pytest

from dicom_files import Pixels
from gui.slices import flat, loaded
from phantomscope.gui.levels.histogram import MOST_BINS, MOST_PIXELS, Histogram, histogram


def counted(pixels: Pixels, **options: Any) -> Histogram:
    found = histogram(loaded(pixels, **options))
    assert found is not None
    return found


def noise(kind: type = np.int16, shape: tuple[int, int] = (200, 300)) -> Pixels:
    drawn: Pixels = np.random.default_rng(5).normal(1000, 100, shape).astype(kind)
    return drawn


@pytest.mark.parametrize(("slope", "intercept"), [(1.0, -1024.0), (0.5, 3.0), (-2.0, 10.0), (None, None)])
def test_figures_are_numpys_in_the_output_unit(slope: float | None, intercept: float | None) -> None:
    pixels = noise()
    found = counted(pixels, slope=slope, intercept=intercept)
    values = pixels * (slope or 1.0) + (intercept or 0.0)
    assert (found.low, found.high) == (values.min(), values.max())
    assert (found.mean, found.deviation) == pytest.approx((values.mean(), values.std()))
    assert found.total == found.counts.sum() == pixels.size


@pytest.mark.parametrize("slope", [1.0, -2.0, 0.25])
@pytest.mark.parametrize("spread", [1, 30])
def test_bins_are_numpys(slope: float, spread: int) -> None:
    pixels = (noise() * spread // 30).astype(np.int16)
    found = counted(pixels, slope=slope, intercept=7.0)
    assert len(found.counts) <= MOST_BINS
    assert np.all(np.diff(found.edges) > 0)
    expected, _ = np.histogram(pixels * slope + 7.0, found.edges)
    np.testing.assert_array_equal(found.counts, expected)


def test_every_bin_holds_as_many_stored_values() -> None:
    found = counted(np.arange(-3000, 3000, dtype=np.int16).reshape(60, 100), slope=1.0, intercept=0.0)
    assert set(found.counts[:-1]) == {12}


@pytest.mark.parametrize("padding", [-2000, 30_000])
def test_padding_is_left_out_of_counts_and_figures(padding: int) -> None:
    pixels = noise()
    pixels[:50] = padding
    found = counted(pixels, slope=1.0, intercept=0.0, padding=padding)
    kept = pixels[50:]
    assert found.total == kept.size
    assert (found.low, found.high, found.mean) == pytest.approx((kept.min(), kept.max(), kept.mean()))
    assert found.edges[0] == kept.min() - 0.5


def test_nothing_but_padding_has_no_histogram() -> None:
    assert histogram(loaded(flat(-2000), padding=-2000)) is None
    wide = np.full((4, 4), -2_000_000.0)
    assert histogram(loaded(wide, slope=None, intercept=None, padding=-2_000_000)) is None


def test_one_value_is_one_bin() -> None:
    found = counted(flat(40), slope=1.0, intercept=0.0)
    assert (found.counts.tolist(), found.edges.tolist()) == ([24], [39.5, 40.5])
    assert found.deviation == 0


@pytest.mark.parametrize("kind", [np.float64, np.int32])
def test_values_without_a_table_are_counted_too(kind: type) -> None:
    pixels = (noise(np.float64) * 1000).astype(kind)
    found = counted(pixels, slope=None, intercept=None)
    assert found.counts.sum() == pixels.size
    assert (found.mean, found.deviation) == pytest.approx((pixels.mean(), pixels.std()))


def test_a_very_large_slice_is_sampled_and_says_so() -> None:
    pixels = noise(np.int16, (1500, 1500))
    found = counted(pixels)
    assert found.step == 2
    assert found.total == pixels[::2, ::2].size <= MOST_PIXELS
    assert counted(noise()).step == 1
