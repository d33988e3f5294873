from contextlib import closing
from pathlib import Path

import pytest

from analysis import support
from dicom_files import write_folder
from gui.sample_result import sample_series
from phantomscope.gui.memory.strategies import Cost, DatasetFacts, own_costs, reference_costs
from phantomscope.stack.cache import DEFAULT_BYTES, DEFAULT_SLICES
from phantomscope.stack.index import scan
from phantomscope.stack.member import Source
from phantomscope.stack.memory import MemoryAccount
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes, open_path
from phantomscope.stack.strategy import Strategy

# pylinac's own table: a 13 MB archive of 49 MB whose slices take 195 MB as floats.
REFERENCE = DatasetFacts(True, 13_000_000, 49_000_000, 93, 512 * 512)
ACCOUNT = MemoryAccount(source=13_000_000, index=60_000, overlay=0, cache=1_500_000, cache_budget=64_000_000)
SECONDS = 30.0
CACHE = {"cache_slices": DEFAULT_SLICES, "cache_bytes": DEFAULT_BYTES}


def test_the_reference_table_comes_out() -> None:
    plain, lazy, shadow = reference_costs(REFERENCE)
    assert [one.name for one in (plain, lazy, shadow)] == ["non-optimised", "lazy", "shadow object"]
    assert round(plain.stack / 1e6) == 195
    assert round(plain.maximum / 1e6) == 257
    assert plain.ratio == pytest.approx(19.8, abs=0.05)
    assert lazy.maximum / 1e6 == pytest.approx(64.5, abs=0.5)
    assert shadow.maximum / 1e6 == pytest.approx(28.5, abs=0.5)
    assert shadow.ratio == pytest.approx(2.2, abs=0.05)
    assert not any(one.measured or one.is_own for one in (plain, lazy, shadow))


def test_nothing_is_extracted_from_a_folder_and_its_shadow_is_not_known() -> None:
    facts = DatasetFacts(False, 49_000_000, 49_000_000, 93, 512 * 512)
    names = {one.name: one for one in reference_costs(facts)}
    assert set(names) == {"non-optimised", "lazy"}
    assert names["lazy"].extracted == 0


def test_an_empty_source_is_no_division_by_zero() -> None:
    facts = DatasetFacts(True, 0, 0, 0, 0)
    own = own_costs(facts, MemoryAccount(0, 0, 0, 0, 0), Strategy.LAZY, **CACHE)
    assert {one.ratio for one in (*reference_costs(facts), *own)} == {1.0}


def test_the_one_in_use_is_measured_and_its_maximum_never_falls() -> None:
    facts = DatasetFacts(True, 13_000_000, 49_000_000, 93, 512 * 512, 48_000_000, 520_000, 0, Strategy.SHADOW)
    account = MemoryAccount(
        source=13_000_000, index=60_000, overlay=900_000, cache=520_000, cache_budget=1, views=80_000
    )
    every, shadow = own_costs(facts, account, Strategy.SHADOW, **CACHE, highest=15_000_000)
    assert (every.name, every.measured, shadow.name, shadow.measured) == (
        "non-optimised",
        False,
        "shadow",
        True,
    )
    assert (shadow.shadow, shadow.stack, shadow.index) == (900_000, 600_000, 60_000)
    assert shadow.maximum == 15_000_000
    assert every.maximum == 13_000_000 + 60_000 + 900_000 + 48_000_000  # changed slices are held in any case
    every, shadow = own_costs(facts, account, Strategy.NON_OPTIMISED, **CACHE, highest=15_000_000)
    assert (every.measured, shadow.measured) == (True, False)
    assert shadow.stack == DEFAULT_SLICES * 520_000
    assert shadow.maximum == 13_000_000 + 60_000 + 900_000 + DEFAULT_SLICES * 520_000


def estimates(source: Source, stack: SliceStack) -> dict[str, Cost]:
    facts = DatasetFacts.of(source, stack.series)
    return {one.name: one for one in own_costs(facts, stack.account(), stack.strategy, **CACHE)}


def assert_estimates_hold(source: Source) -> None:
    """What is estimated of each strategy is what is measured once it is in use, and slices are looked at."""
    with closing(source), SliceStack(source, scan(source).series[0], prefetch=True) as stack:
        automatic = stack.strategy.value
        before = estimates(source, stack)["non-optimised"]
        for index in (*range(len(stack)), *reversed(range(len(stack)))):
            stack[index]
        assert stack.wait_for_prefetch(SECONDS)
        measured = estimates(source, stack)[automatic]
        assert measured.measured
        stack.change_strategy(Strategy.NON_OPTIMISED)
        assert stack.held.wait(SECONDS)
        there = estimates(source, stack)
        assert there["non-optimised"].measured
        assert before.maximum == pytest.approx(there["non-optimised"].maximum, rel=0.02)
        assert there[automatic].maximum == pytest.approx(measured.maximum, rel=0.02)


def test_estimates_hold_for_an_archive() -> None:
    assert_estimates_hold(open_bytes(support.coarse("CIRS 062M")))


def test_estimates_hold_for_a_folder(tmp_path: Path) -> None:
    assert_estimates_hold(open_path(write_folder(tmp_path, support.members(support.coarse("CIRS 062M")))))


def test_facts_of_a_real_scan(real_data: Path) -> None:
    source = open_path(real_data / "catphan504_cbct_varian.zip")
    series = scan(source).series[0]
    facts = DatasetFacts.of(source, series)
    assert facts.is_archive
    assert facts.source == (real_data / "catphan504_cbct_varian.zip").stat().st_size
    assert facts.unpacked / 1e6 == pytest.approx(33.7, abs=0.1)
    assert (facts.slices, facts.slice_values) == (64, 512 * 512)
    assert facts.automatic is Strategy.SHADOW
    # As bench measured stock pylinac's modes, which read the next slice before they give one up.
    plain, lazy, shadow = reference_costs(facts)
    assert plain.maximum / 1e6 == pytest.approx(250.1, rel=0.03)
    assert lazy.maximum / 1e6 == pytest.approx(50.7, rel=0.08)
    assert shadow.maximum / 1e6 == pytest.approx(28.9, rel=0.18)
    assert_estimates_hold(source)


def test_the_largest_slice_counts() -> None:
    class Files:
        name, size = "files", 100

        def members(self) -> list[object]:
            return []

    facts = DatasetFacts.of(Files(), sample_series(count=3))  # type: ignore[arg-type]
    assert (facts.is_archive, facts.source, facts.slices, facts.slice_values) == (False, 100, 3, 512 * 512)
    assert facts.automatic is Strategy.LAZY
    assert facts.decoded == 3 * facts.largest
