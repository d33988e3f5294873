"""A measuring process from outside: what it wrote goes with it, and how it ended is told."""

from pathlib import Path

import pytest

from dicom_files import slices, zip_bytes
from phantomscope.bench.catalogue import LAZY, PROVIDER, measure_named
from phantomscope.bench.process import Processes
from phantomscope.errors import PhantomscopeError


def test_figures_come_back_and_nothing_stays(tmp_path: Path) -> None:
    scan = tmp_path / "scan.zip"
    scan.write_bytes(zip_bytes(slices(5)))
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    figures = Processes(scratch, {}).measure(measure_named(PROVIDER), scan, "")
    assert figures["by account ×"] >= 1  # type: ignore[operator]
    assert not list(scratch.iterdir())


def test_what_can_not_be_measured_is_told_in_a_sentence(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with pytest.raises(PhantomscopeError, match="no phantom called"):
        Processes(scratch, {}).measure(measure_named(LAZY), tmp_path / "scan.zip", "nonsense")
    assert not list(scratch.iterdir())
