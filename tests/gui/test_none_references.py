"""Guards the pin of PySide6: 6.12.0 loses a reference to None at some calls, until the interpreter aborts."""

import gc
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QTreeView
from pytestqt.qtbot import QtBot

from gui.desk import Desk
from gui.sample_result import sample_result
from gui.slices import loaded
from phantomscope.analysis.events import Stage
from phantomscope.gui.viewing.readout import readout

ROUNDS = 200
NOISE = ROUNDS // 2  # a leak in any call is at least one a round

pytestmark = pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")


def lost(work: Callable[[int], object]) -> int:
    """How many references to None the rounds of work lose.

    Some calls gain a few (a QPainter on a new QPixmap does, and leaks no memory by it); that does no harm.
    """
    for round_number in range(20):
        work(round_number)
    gc.collect()
    before = sys.getrefcount(None)
    for round_number in range(ROUNDS):
        work(round_number)
    gc.collect()
    return before - sys.getrefcount(None)


def test_no_widget_in_use_loses_references_to_none(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.open(scan_zip)
    window = desk.window
    view, panel = window.slice_view, window.analysis_panel
    slices = [loaded(np.full((40, 40), n, np.int16), n, intercept=0.0) for n in range(4)]
    result = sample_result()
    series = desk.workspace.series
    works: dict[str, Callable[[int], object]] = {
        "slice": lambda n: (view.show_slice(slices[n % 4]), view.canvas.grab()),
        "window": lambda n: view.apply_preset(n % 6),
        "readout": lambda n: window.readout_bar.show_readout(readout(slices[0], n % 40, 3)),
        "tips": lambda n: window.actions_.set_presets(view.presets if n % 2 else ()),
        "series": lambda n: (
            window.series_panel.set_dataset(desk.workspace.dataset if n % 2 else None),
            every_cell(window.series_panel.list_view),
        ),
        "opening": lambda n: (window.opening_bar.start("x"), window.opening_bar.show_progress(n, ROUNDS)),
        "message": lambda n: (window.message_bar.show_failure(f"{n}."), window.message_bar.dismiss()),
        "stage": lambda n: panel.show_stage(Stage("finding", n, ROUNDS)),
        "tree": lambda n: (panel.results.tree.set_result(result), every_cell(panel.results.tree)),
        "phantom": lambda n: panel.set_series(series if n % 2 else None),
        "gauge": lambda n: window.gauge.grab(),
    }
    window.opening_bar.finish()
    assert {name: count for name, work in works.items() if (count := lost(work)) > NOISE} == {}


def every_cell(view: QAbstractItemView) -> None:
    """Ask a model all that a view asks."""
    model = view.model()
    for row in range(model.rowCount()):
        for column in range(view.header().count() if isinstance(view, QTreeView) else 1):
            index = model.index(row, column)
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.UserRole):
                index.data(role)
    view.viewport().grab()
