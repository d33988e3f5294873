"""What an analysis takes: more for more to do, and never less than what was measured."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phantomscope.analysis.footprint import analysis_bytes

counts = st.integers(0, 10_000)
MB = 10**6


@pytest.mark.parametrize(
    ("slices", "side", "options", "measured"),
    [
        (64, 512, {}, 96.1),
        (64, 512, {}, 101.9),
        (65, 1024, {}, 150.8),
        (27, 512, {}, 99),
        (11, 256, {"magnetic": True}, 84),
        (191, 256, {"magnetic": True}, 101.9),
        (1000, 8, {"magnetic": True}, 202),
        (27, 512, {"report": True}, 191.3),
        (11, 256, {"magnetic": True, "report": True}, 172.1),
        (11, 256, {"magnetic": True, "accelerated": False}, 205.0),
        (11, 256, {"magnetic": True, "accelerated": False, "report": True}, 256.9),
        (27, 512, {"accelerated": False, "report": True}, 276.1),
        (64, 512, {"report": True}, 178.6),
        (64, 512, {"report": True}, 180.7),
        (64, 512, {"accelerated": False}, 228),
        (65, 1024, {"accelerated": False}, 348),
        (64, 512, {"accelerated": False, "report": True}, 266),
    ],
)
def test_what_was_measured_fits_with_a_little_to_spare(
    slices: int, side: int, options: dict[str, bool], measured: float
) -> None:
    told = analysis_bytes(slices, side * side, **options)
    assert measured * MB < told < 1.13 * measured * MB


@given(counts, counts, st.integers(1, 64), counts, counts, st.booleans(), st.booleans())
def test_more_of_anything_takes_no_less(
    slices: int, values: int, threads: int, data: int, more: int, accelerated: bool, report: bool
) -> None:
    def told(slices: int, values: int, threads: int, data: int) -> int:
        return analysis_bytes(
            slices, values, threads=threads, data=data, accelerated=accelerated, report=report
        )

    least = told(slices, values, threads, data)
    assert told(slices + more, values, threads, data) >= least
    assert told(slices, values + more, threads, data) >= least
    assert told(slices, values, threads + more, data) >= least
    assert told(slices, values, threads, data + more) == least + more


def test_five_thousand_slices_take_two_kilobytes_each() -> None:
    assert analysis_bytes(5000, 1) - analysis_bytes(0, 1) == 5000 * 2000
