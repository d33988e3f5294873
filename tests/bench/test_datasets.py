"""Scans made for measuring are one whole series each."""

from pathlib import Path

import pytest

from phantomscope.bench import datasets
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_path


def shape_of(path: Path) -> tuple[int, tuple[int, ...]]:
    """Slices of the one series, and the shape of one; nothing may be set aside."""
    source = open_path(path)
    try:
        found = scan(source)
        assert not found.set_aside
        (series,) = found.series
        assert not series.problems
        with SliceStack(source, series) as stack:
            return len(stack), stack[len(stack) // 2].stored.shape
    finally:
        source.close()


def test_a_folder_of_many_files(tmp_path: Path) -> None:
    datasets.many_files(tmp_path / "folder", 30)
    assert shape_of(tmp_path / "folder") == (30, (64, 64))


@pytest.mark.slow
def test_a_long_archive(tmp_path: Path) -> None:
    datasets.long_archive(tmp_path / "long.zip", 150)
    assert shape_of(tmp_path / "long.zip") == (150, (512, 512))


@pytest.mark.slow
def test_large_slices(tmp_path: Path) -> None:
    datasets.large_scan(tmp_path / "large.zip")
    assert shape_of(tmp_path / "large.zip")[1] == (1024, 1024)
