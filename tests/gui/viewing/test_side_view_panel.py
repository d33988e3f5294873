from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.sample_result import sample_result
from phantomscope.gui.viewing.side_view_panel import SideViewPanel
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_path


@pytest.fixture
def stack(scan_zip: Path) -> Iterator[SliceStack]:
    with closing(open_path(scan_zip)) as source:
        yield SliceStack(source, scan(source).series[0])


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[SideViewPanel]:
    panel = SideViewPanel()
    qtbot.addWidget(panel)
    panel.resize(210, 300)
    yield panel
    assert panel.close_loader()


def test_it_reads_nothing_until_it_is_unfolded(qtbot: QtBot, panel: SideViewPanel, stack: SliceStack) -> None:
    assert not panel.isVisible()
    panel.set_stack(stack, 3)
    assert panel.isVisible()
    assert panel.view.isHidden()
    assert panel.nbytes == 0
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert panel.is_unfolded
    assert panel.view.isVisible()
    qtbot.waitUntil(lambda: panel.is_complete)
    assert panel.nbytes == 12 * 48 * 4  # slices, rows, bytes
    assert panel.view.index == 3


def test_folding_keeps_what_was_read(qtbot: QtBot, panel: SideViewPanel, stack: SliceStack) -> None:
    panel.set_unfolded(True)
    panel.set_stack(stack)
    qtbot.waitUntil(lambda: panel.is_complete)
    panel.set_unfolded(False)
    panel.set_unfolded(True)
    assert panel.is_complete


def test_a_single_slice_has_no_side(panel: SideViewPanel, stack: SliceStack) -> None:
    while len(stack) > 1:
        stack.remove(0)
    panel.set_unfolded(True)
    panel.set_stack(stack)
    assert not panel.isVisible()
    panel.set_stack(None)
    assert not panel.isVisible()


def test_results_and_their_end(panel: SideViewPanel, stack: SliceStack) -> None:
    panel.set_stack(stack)
    panel.set_result(sample_result())
    assert [mark.label for mark in panel.view.marks] == ["CTP515", "CTP404", "CTP528"]
    panel.set_result(None)
    assert panel.view.marks == ()


def test_it_says_what_the_person_wants(qtbot: QtBot, panel: SideViewPanel, stack: SliceStack) -> None:
    panel.set_stack(stack)
    heard: list[bool] = []
    panel.unfolded_changed.connect(heard.append)
    panel.set_unfolded(True)
    with qtbot.waitSignal(panel.slice_chosen) as chosen:
        qtbot.keyClick(panel.view, Qt.Key.Key_End)
    assert chosen.args == [11]
    panel.set_unfolded(False)
    assert heard == [True, False]


def test_what_the_person_folded_is_not_unfolded_for_them(
    qtbot: QtBot, panel: SideViewPanel, stack: SliceStack
) -> None:
    panel.set_stack(stack)
    assert panel.by_hand is None
    panel.offer()
    assert panel.is_unfolded
    assert panel.by_hand is None  # nobody has said so
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert panel.by_hand is False
    panel.offer()
    assert not panel.is_unfolded
    panel.set_by_hand(True)
    assert panel.is_unfolded
    qtbot.waitUntil(lambda: panel.is_complete)
