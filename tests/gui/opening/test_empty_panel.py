from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from phantomscope.gui.opening.empty_panel import EmptyPanel, RecentModel

PATHS = ("/scans/new.zip", "/scans/folder")


@pytest.fixture
def panel(qtbot: QtBot) -> EmptyPanel:
    panel = EmptyPanel()
    qtbot.addWidget(panel)
    panel.resize(900, 600)
    panel.show()
    return panel


def test_without_recent_scans_there_is_no_list(panel: EmptyPanel) -> None:
    assert not panel.recent_view.isVisible()
    panel.set_recent(PATHS)
    assert panel.recent_view.isVisible()
    panel.set_recent(())
    assert not panel.recent_view.isVisible()


def test_a_click_opens_a_recent_scan(panel: EmptyPanel, qtbot: QtBot) -> None:
    panel.set_recent(PATHS)
    place = panel.recent_view.visualRect(panel.recent_view.model().index(1, 0)).center()
    with qtbot.waitSignal(panel.recent_chosen) as chosen:
        qtbot.mouseClick(panel.recent_view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == [Path("/scans/folder")]


def test_the_keyboard_opens_a_recent_scan(panel: EmptyPanel, qtbot: QtBot) -> None:
    panel.set_recent(PATHS)
    panel.recent_view.setFocus()
    panel.recent_view.setCurrentIndex(panel.recent_view.model().index(0, 0))
    with qtbot.waitSignal(panel.recent_chosen) as chosen:
        qtbot.keyClick(panel.recent_view, Qt.Key.Key_Return)
    assert chosen.args == [Path("/scans/new.zip")]


def test_rows_say_name_folder_and_whole_path(qtbot: QtBot) -> None:
    model = RecentModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_paths(PATHS)
    index = model.index(0)
    assert index.data() == "new.zip"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == str(Path("/scans/new.zip"))


def test_a_drag_over_it_shows(panel: EmptyPanel) -> None:
    before = panel.target.grab().toImage()
    panel.target.set_active(True)
    assert panel.target.grab().toImage() != before
    panel.target.set_active(False)
    assert panel.target.grab().toImage() == before
