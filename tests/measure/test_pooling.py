"""Slices pooled one by one are like all their values in one array."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from phantomscope.measure import pooling
from phantomscope.measure.pooling import Pool
from phantomscope.measure.statistics import statistics_of

slices = st.lists(st.lists(st.integers(-3000, 3000), max_size=30), min_size=1, max_size=8)


@given(slices, st.sampled_from([(1.0, -1024.0), (0.1, 0.3)]))
def test_it_is_numpy_on_the_concatenation(parts: list[list[int]], rescale: tuple[float, float]) -> None:
    pool, arrays = Pool(0.5), [np.array(part, np.float64) * rescale[0] + rescale[1] for part in parts]
    for array in arrays:
        pool.add(array)
    found, expected = pool.statistics(), statistics_of(np.concatenate(arrays), 0.5)
    assert (found.count, found.area) == (expected.count, expected.area)
    if expected.count:
        assert found.mean == pytest.approx(expected.mean, abs=1e-9)
        assert found.sd == pytest.approx(expected.sd, abs=1e-6)
        assert (found.minimum, found.maximum) == (expected.minimum, expected.maximum)
        assert found.median == expected.median
    else:
        assert found == expected


def test_a_mean_far_above_the_noise_costs_no_digits() -> None:
    rng, pool = np.random.default_rng(3), Pool()
    arrays = [1e9 + rng.normal(0, 1, 500) for _ in range(20)]
    for array in arrays:
        pool.add(array)
    assert pool.statistics().sd == pytest.approx(np.concatenate(arrays).std(), rel=1e-6)


def test_too_many_different_values_have_no_median(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pooling, "MOST_DISTINCT", 100)
    pool = Pool()
    pool.add(np.arange(80.0))
    assert not pool.lacks_median
    assert pool.statistics().median == 39.5
    pool.add(np.arange(80.0) + 0.5)
    assert pool.lacks_median
    assert pool.statistics().median is None
    pool.add(np.arange(4.0))
    assert pool.statistics().count == 164
