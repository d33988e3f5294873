"""The page of the limits: figures out of the record, no hole where something was not measured."""

import re

import pytest

from bench.records import record
from phantomscope.bench import catalogue as name
from phantomscope.bench.limits_page import limits_page
from phantomscope.bench.record import Record


def test_figures_come_from_the_record() -> None:
    found = record()
    found.scans[0].series.add(name.PLAIN, {"slice ms": 2.5})
    page = limits_page(found)
    assert "0.500 ms by the fastest library" in page
    # 160 KB read and 524 KB written while 10 GB/s are copied, that is read and written
    assert "takes 0.034 ms at the speed" in page
    assert "| zipfile and pydicom, the same | 2.50 |" in page


@pytest.mark.parametrize(
    ("window", "told"), [(125.0, "15.0 MB more, for widgets"), (101.0, "9.00 MB less, since")]
)
def test_a_window_may_take_less_than_all_of_the_libraries(window: float, told: str) -> None:
    found = record()
    found.common.add(
        name.WINDOW_LIBRARIES, {"Python MB": 20.0, "numpy MB": 13.0, "numpy s": 0.1, "all MB": 110.0}
    )
    found.scans[0].series.add(name.WINDOW, {"window MB": window, "with a scan MB": 130.0})
    page = limits_page(found)
    assert f"MB before anything is open, {told}" in " ".join(page.split())
    assert "| numpy | 13.0 | 0.100 |" in page


def test_parts_without_figures_are_left_out() -> None:
    page = limits_page(record())
    assert "## A slice on the screen" not in page
    assert not re.search(r"[{}]|None|\bnan\b", page)


def test_nothing_measured() -> None:
    assert limits_page(Record("2026-01-01", "1", 1, {"cores": 2, "processor": "X"})).startswith("# Where")
