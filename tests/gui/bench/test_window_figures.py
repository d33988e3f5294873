"""When a wish counts as painted; and the whole window once, in a process of its own."""

from pathlib import Path

import pytest

from dicom_files import slices, zip_bytes
from phantomscope.bench.catalogue import PAINTING, WINDOW, measure_named
from phantomscope.bench.process import Processes
from phantomscope.gui.bench.window_figures import delays


def test_a_paint_belongs_to_the_wish_before_it() -> None:
    asked = [(3, 0.0), (4, 1.0), (3, 2.0)]
    paints = [(3, 0.25), (4, 1.5), (3, 2.125)]
    assert delays(asked, paints) == [0.25, 0.5, 0.125]


def test_what_was_skipped_or_came_too_late_is_not_shown() -> None:
    asked = [(3, 0.0), (4, 1.0), (5, 2.0), (6, 3.0)]
    paints = [(3, 2.5), (5, 2.75)]
    assert delays(asked, paints) == [None, None, 0.75, None]


def test_painting_measured(tmp_path: Path) -> None:
    figures = Processes(tmp_path, {}).measure(measure_named(PAINTING), None, "")
    assert all(float(value) > 0 for value in figures.values())
    assert {"table lookup ms", "to RGB32 ms", "drawImage ms"} <= set(figures)


@pytest.mark.slow
def test_the_window_measured(tmp_path: Path) -> None:
    scan, scratch = tmp_path / "scan.zip", tmp_path / "scratch"
    scan.write_bytes(zip_bytes(slices(5, rows=32, columns=32)))
    scratch.mkdir()
    figures = Processes(scratch, {}).measure(measure_named(WINDOW), scan, "")
    assert {"visible s", "window MB", "first slice ms", "with a scan MB", "60 a second, shown %"} <= set(
        figures
    )
    assert not list(scratch.iterdir())
