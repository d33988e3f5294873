import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from dicom_files import Pixels
from phantomscope.gui.viewing.value_counts import counted


@given(
    hnp.arrays(np.int16, hnp.array_shapes(min_dims=2, max_dims=2, max_side=9), elements=st.integers(-99, 99)),
    st.floats(0, 100),
)
def test_percentiles_are_numpys(values: Pixels, percent: float) -> None:
    counts = counted(values)
    assert counts is not None
    assert counts.total == values.size
    assert counts.percentile(percent) == pytest.approx(np.percentile(values, percent), abs=1e-9)


def test_what_is_left_out_does_not_count() -> None:
    values = np.array([-2000, -2000, 5, 6, 9], np.int16)
    counts = counted(values, (-2000, -1990))
    assert counts is not None
    assert counts.total == 3
    assert counts.percentile(0) == 5
    assert counts.percentile(50) == 6
    assert counts.percentile(100) == 9


@pytest.mark.parametrize("leave_out", [(-9, -5), (100, 200), (-9, 200), (3, 4)])
def test_what_is_left_out_may_lie_anywhere(leave_out: tuple[int, int]) -> None:
    values = np.arange(10, dtype=np.uint8)
    counts = counted(values, leave_out)
    assert counts is not None
    assert counts.total == int(((values < leave_out[0]) | (values > leave_out[1])).sum())


def test_the_ends_of_a_type_are_counted() -> None:
    counts = counted(np.array([-32768, 32767, 32767], np.int16))
    assert counts is not None
    assert (counts.first, counts.counts[0], counts.counts[-1]) == (-32768, 1, 2)


@pytest.mark.parametrize(
    "values", [np.array([0.5]), np.array([0, 70_000]), np.array([], np.int16)], ids=["float", "wide", "none"]
)
def test_there_is_no_table_of_what_is_no_small_whole_number(values: np.ndarray) -> None:  # type: ignore[type-arg]
    assert counted(values) is None
