"""Statistics are numpy's, and contrast to noise is what its formulas say."""

import math

import numpy as np
import pytest

from phantomscope.measure.statistics import Contrast, Statistics, contrast_to_noise, statistics_of


def test_they_are_what_numpy_finds() -> None:
    values = np.random.default_rng(1).normal(100, 5, 331)
    found = statistics_of(values, 0.25)
    assert found.count == 331
    assert found.mean == values.mean()
    assert found.sd == np.std(values, ddof=0)
    assert (found.minimum, found.maximum) == (values.min(), values.max())
    assert found.median == np.median(values)
    assert found.area == 331 * 0.25
    assert found.snr == values.mean() / values.std()


def test_no_pixel_has_no_mean() -> None:
    found = statistics_of(np.empty(0))
    assert found == Statistics(0, None, None, None, None, None, 0.0)
    assert found.snr is None


def test_without_noise_there_is_no_signal_to_noise() -> None:
    found = statistics_of(np.full(9, 7.0))
    assert found.sd == 0
    assert found.snr is None


def test_contrast_to_noise_by_each_noise() -> None:
    first, second = statistics_of(np.array([8.0, 12.0])), statistics_of(np.array([1.0, 7.0]))
    found = contrast_to_noise(first, second)
    assert found is not None
    assert found.of_first == 6 / 2
    assert found.of_second == 6 / 3
    assert found.of_both == pytest.approx(6 / math.sqrt((4 + 9) / 2))


def test_contrast_needs_pixels_and_noise() -> None:
    flat = statistics_of(np.full(4, 3.0))
    assert contrast_to_noise(flat, statistics_of(np.empty(0))) is None
    assert contrast_to_noise(flat, flat) == Contrast(None, None, None)
