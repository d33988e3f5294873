from pathlib import Path

import pytest

from gui.sample_result import sample_series
from phantomscope.gui.memory.strategies import DatasetFacts, strategies
from phantomscope.stack.index import scan
from phantomscope.stack.memory import MemoryAccount
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_path

# pylinac's own table: a 13 MB archive of 49 MB whose slices take 195 MB as floats.
REFERENCE = DatasetFacts(True, 13_000_000, 49_000_000, 93, 512 * 512)
ACCOUNT = MemoryAccount(source=13_000_000, index=60_000, overlay=0, cache=1_500_000, cache_budget=64_000_000)


def test_the_reference_table_comes_out() -> None:
    plain, lazy, shadow, ours = strategies(REFERENCE, ACCOUNT)
    assert [one.name for one in (plain, lazy, shadow, ours)] == [
        "non-optimised",
        "lazy",
        "shadow object",
        "Phantomscope",
    ]
    assert round(plain.stack / 1e6) == 195
    assert round(plain.maximum / 1e6) == 257
    assert plain.ratio == pytest.approx(19.8, abs=0.05)
    assert lazy.maximum / 1e6 == pytest.approx(64.5, abs=0.5)
    assert shadow.maximum / 1e6 == pytest.approx(28.5, abs=0.5)
    assert shadow.ratio == pytest.approx(2.2, abs=0.05)
    assert ours.maximum == ACCOUNT.total
    assert [one.measured for one in (plain, lazy, shadow, ours)] == [False, False, False, True]


def test_nothing_is_extracted_from_a_folder_and_its_shadow_is_not_known() -> None:
    facts = DatasetFacts(False, 49_000_000, 49_000_000, 93, 512 * 512)
    account = MemoryAccount(source=49_000_000, index=0, overlay=0, cache=0, cache_budget=1)
    names = {one.name: one for one in strategies(facts, account)}
    assert set(names) == {"non-optimised", "lazy", "Phantomscope"}
    assert names["lazy"].extracted == 0
    assert names["Phantomscope"].ratio == 1.0


def test_an_empty_source_is_no_division_by_zero() -> None:
    facts = DatasetFacts(True, 0, 0, 0, 0)
    assert {one.ratio for one in strategies(facts, MemoryAccount(0, 0, 0, 0, 0))} == {1.0}


def test_facts_of_a_real_scan(real_data: Path) -> None:
    source = open_path(real_data / "catphan504_cbct_varian.zip")
    try:
        series = scan(source).series[0]
        facts = DatasetFacts.of(source, series)
        assert facts.is_archive
        assert facts.source == (real_data / "catphan504_cbct_varian.zip").stat().st_size
        assert facts.unpacked / 1e6 == pytest.approx(33.7, abs=0.1)
        assert (facts.slices, facts.slice_values) == (64, 512 * 512)
        with SliceStack(source, series) as stack:
            ours = strategies(facts, stack.account())[-1]
        assert ours.ratio < 1.3
    finally:
        source.close()


def test_the_largest_slice_counts() -> None:
    class Source:
        name, size = "files", 100

        def members(self) -> list[object]:
            return []

    facts = DatasetFacts.of(Source(), sample_series(count=3))  # type: ignore[arg-type]
    assert facts == DatasetFacts(False, 100, 0, 3, 512 * 512)
