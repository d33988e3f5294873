"""pylinac as it comes, on a scan that must stay as it is."""

import importlib
from pathlib import Path

import pytest

from analysis import support
from fixture_types import Untouched
from phantomscope.analysis.engine.stock import opened_stock, scroll_stock, shadow_bytes, stock_class
from phantomscope.analysis.phantoms import phantom_named
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.strategy import Strategy


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "scans" / "rough.zip"
    path.parent.mkdir()
    path.write_bytes(support.ROUGH["ACR CT 464"].archive())
    return path


@pytest.mark.parametrize("strategy", Strategy)
def test_each_mode_reads_the_same_and_leaves_the_scan_alone(
    strategy: Strategy, archive: Path, tmp_path: Path, untouched: Untouched
) -> None:
    copies = tmp_path / "copies"
    copies.mkdir()
    with untouched(archive):
        instance = opened_stock(stock_class(phantom_named("ACR CT 464")), strategy, archive, copies)
        del instance.dicom_stack[0]
        scroll_stock(instance, 1)
    assert (shadow_bytes(instance) > 0) is (strategy is Strategy.SHADOW)
    assert any(copies.rglob("*")) is (strategy is Strategy.LAZY)
    kinds = {
        "NON_OPTIMISED": "DicomImageStack",
        "LAZY": "LazyDicomImageStack",
        "SHADOW": "LazyZipDicomImageStack",
    }
    expected = getattr(importlib.import_module("pylinac.core.image"), kinds[strategy.name])
    assert type(instance.dicom_stack) is expected


def test_there_is_no_shadow_of_a_folder(tmp_path: Path) -> None:
    with pytest.raises(PhantomscopeError, match="ZIP archives only"):
        opened_stock(None, Strategy.SHADOW, tmp_path, tmp_path)
