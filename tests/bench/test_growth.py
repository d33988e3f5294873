"""The slope of a line through what was held."""

import pytest

from phantomscope.bench.growth import slope


@pytest.mark.parametrize(
    ("values", "rise"), [([5.0, 5.0, 5.0], 0.0), ([1.0, 2.0, 3.0, 4.0], 1.0), ([0.0, 3.0, 0.0], 0.0)]
)
def test_slope(values: list[float], rise: float) -> None:
    assert slope(values) == pytest.approx(rise)
