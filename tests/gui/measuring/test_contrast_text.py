"""Two regions compared, in words and as rows."""

import numpy as np
import pytest

from phantomscope.gui.measuring.contrast_text import contrast_line, contrast_rows, contrasts_of
from phantomscope.gui.measuring.measurement import Measurement
from phantomscope.gui.measuring.measurement_rows import COLUMNS, MeasurementRow
from phantomscope.measure.reading import RegionReading
from phantomscope.measure.shapes import CircleRegion
from phantomscope.measure.statistics import Values, contrast_to_noise, statistics_of

FIRST, SECOND = np.array([8.0, 12.0, 10.0]), np.array([1.0, 7.0, 4.0])


def row(number: int, values: Values | None, name: str = "") -> MeasurementRow:
    one = Measurement(number, number, CircleRegion((5, 5), 1.0), None)
    cells = tuple(name or f"Circle {number}" if column == "name" else None for column in COLUMNS)
    region = RegionReading(statistics_of(values), "mm²", False, 0) if values is not None else None
    return MeasurementRow(one, 0, 0, cells, region)


def test_rows_that_are_copied_have_all_three_ways() -> None:
    rows = [row(1, FIRST, "rod\twith tab"), row(2, SECOND)]
    found = contrast_to_noise(statistics_of(FIRST), statistics_of(SECOND))
    assert found is not None
    empty, *lines = contrast_rows(rows, "\t").splitlines()
    assert empty == ""
    names, numbers = zip(*(line.split("\t") for line in lines), strict=True)
    assert names == ("CNR of both", "by the SD of rod with tab", "by the SD of Circle 2")
    assert [float(one) for one in numbers] == pytest.approx(
        [found.of_both, found.of_first, found.of_second], rel=1e-6
    )
    assert contrast_line(rows).startswith(f"CNR of both {found.of_both:.2f} · ")


def test_a_region_without_noise_has_no_number() -> None:
    rows = [row(1, np.array([5.0, 5.0])), row(2, SECOND)]
    assert "by the SD of Circle 1 –" in contrast_line(rows)
    assert "by the SD of Circle 1,\n" in contrast_rows(rows, ",")


@pytest.mark.parametrize("rows", [[], [row(1, FIRST)], [row(1, FIRST), row(2, None)], [row(1, FIRST)] * 3])
def test_other_rows_are_not_compared(rows: list[MeasurementRow]) -> None:
    assert contrasts_of(rows) == ()
    assert contrast_rows(rows, ",") == contrast_line(rows) == ""
