"""The pages as a person reads them."""

import pytest

from bench.records import record
from phantomscope.bench.record import Record
from phantomscope.bench.tables import figures_page, number, reference_table


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (0.0, "0"),
        (1234.5, "1,234"),
        (45.04, "45.0"),
        (1.256, "1.26"),
        (0.1234, "0.123"),
        (0.0088, "0.0088"),
    ],
)
def test_three_digits_count(value: float | None, text: str) -> None:
    assert number(value) == text


def test_the_reference_table_adds_up() -> None:
    rows = {
        cells[1].strip(): [cell.strip() for cell in cells[2:6]]
        for line in reference_table(record().scans[0]).splitlines()[2:]
        if (cells := line.split("|"))
    }
    # non-optimised, lazy, shadow object, Phantomscope
    assert rows["slowdown (below 0: faster)"] == ["–", "–", "–", "−67 %"]
    assert rows["archive (MB)"] == ["10.0"] * 4
    assert rows["extracted (MB)"] == ["33.0", "–", "0", "0"]
    assert rows["shadow object (MB)"] == ["0", "–", "12.0", "0"]
    assert rows["stack in memory at any time (MB)"] == ["205", "–", "4.00", "3.00"]
    assert rows["**maximum (MB)**"] == ["**248**", "–", "**26.0**", "**13.0**"]
    assert rows["**maximum ÷ dataset**"] == ["**24.80×**", "–", "**2.60×**", "**1.30×**"]


def test_the_page_says_which_goals_are_held() -> None:
    page = figures_page(record())
    assert "| analysis ÷ pylinac, non-optimised | ≤ 0.400 × | 0.250 × | yes |" in page
    assert "| the same by RSS, at the peak | ≤ 1.25 × | 1.30 × | **no** |" in page
    assert "| --help | ≤ 0.200 s | 0.250 s | **no** |" in page
    assert "| --version | ≤ 0.200 s | 0.150 s | yes |" in page
    assert "first slice on screen" not in page, "it was not measured"


def test_the_page_says_that_numbers_are_identical_or_that_they_are_not() -> None:
    assert "identical to the last bit in 2 measures" in figures_page(record())
    page = figures_page(record(ours="other"))
    assert "identical" not in page
    assert "**The results differ between measures" in page


def test_the_page_says_what_became_of_the_scan() -> None:
    assert "It is the same, byte for byte" in figures_page(record())
    assert "**It was changed**" in figures_page(record(unchanged=False))


def test_why_something_was_not_measured_stands_in_the_page() -> None:
    assert "pylinac, shadow object: It can't." in figures_page(record())


def test_an_empty_run_has_a_page() -> None:
    assert figures_page(Record("2026", "1", 1, {})).startswith("# Memory and speed")
