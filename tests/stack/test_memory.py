import os
import subprocess
import sys
from unittest.mock import patch

import psutil
import pytest

from fixture_types import RunPython
from phantomscope.stack.memory import MemoryAccount, process_rss


def test_the_total_is_the_sum_and_the_ratio_is_to_the_source() -> None:
    account = MemoryAccount(source=1000, index=20, overlay=300, cache=180, cache_budget=5000)
    assert account.extracted == 0
    assert account.total == 1500
    assert account.ratio == 1.5


def test_what_the_views_hold_is_a_part_of_its_own() -> None:
    account = MemoryAccount(source=1000, index=20, overlay=300, cache=180, cache_budget=5000, views=70)
    assert account.total == 1570


def test_the_shadow_is_a_part_of_the_overlay_and_counted_once() -> None:
    account = MemoryAccount(source=1000, index=20, overlay=300, cache=180, cache_budget=5000, shadow=250)
    assert account.total == 1500


def test_an_empty_source_has_a_ratio_too() -> None:
    assert MemoryAccount(source=0, index=1, overlay=0, cache=0, cache_budget=0).ratio == 1.0


def test_accounts_of_two_scans_add_up() -> None:
    one = MemoryAccount(source=1000, index=20, overlay=300, cache=180, cache_budget=5000, shadow=250)
    both = one + MemoryAccount(source=1, index=2, overlay=3, cache=4, cache_budget=5, extracted=6, shadow=1)
    assert (both.source, both.cache_budget, both.shadow) == (1001, 5005, 251)
    assert both.total == one.total + 16


def test_this_process() -> None:
    rss = process_rss()
    assert rss is not None
    assert 1_000_000 < rss < psutil.virtual_memory().total
    assert process_rss(os.getpid()) is not None


def test_it_is_the_current_size_not_the_peak(run_python: RunPython) -> None:
    code = (
        "from phantomscope.stack.memory import process_rss\n"
        "block = bytearray(200 * 2**20)\n"
        "block[::4096] = b'x' * len(block[::4096])\n"
        "high = process_rss()\n"
        "del block\n"
        "print((high - process_rss()) // 2**20)\n"
    )
    assert int(run_python(code)) > 150


def test_a_process_that_has_gone_or_may_not_be_asked() -> None:
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    assert process_rss(done.pid) is None
    with patch("psutil.Process", side_effect=psutil.AccessDenied(1)):
        assert process_rss(1) is None


@pytest.mark.parametrize("field", ["source", "index", "overlay", "cache"])
def test_every_part_counts(field: str) -> None:
    parts = {"source": 10, "index": 10, "overlay": 10, "cache": 10, "cache_budget": 10}
    assert MemoryAccount(**(parts | {field: 15})).total == MemoryAccount(**parts).total + 5
