from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dicom_files import slice_bytes, zip_bytes
from phantomscope.gui.opening.dataset import Dataset
from phantomscope.gui.opening.series_panel import SeriesPanel
from phantomscope.stack.index import scan
from phantomscope.stack.sources import open_bytes


def dataset(members: dict[str, bytes]) -> Dataset:
    source = open_bytes(zip_bytes(members))
    return Dataset(source, scan(source), Path("x.zip"))


TWO = {f"a{n}.dcm": slice_bytes(number=n) for n in range(1, 4)} | {"b.dcm": slice_bytes(series="1.2.9")}


@pytest.fixture
def panel(qtbot: QtBot) -> SeriesPanel:
    panel = SeriesPanel()
    qtbot.addWidget(panel)
    panel.resize(210, 500)
    panel.show()
    return panel


def test_a_click_chooses_a_series(panel: SeriesPanel, qtbot: QtBot) -> None:
    opened = dataset(TWO)
    panel.set_dataset(opened)
    place = panel.list_view.visualRect(panel.series_model.index(1)).center()
    with qtbot.waitSignal(panel.series_chosen) as chosen:
        qtbot.mouseClick(panel.list_view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == [opened.scan.series[1]]


def test_the_keyboard_chooses_a_series(panel: SeriesPanel, qtbot: QtBot) -> None:
    opened = dataset(TWO)
    panel.set_dataset(opened)
    panel.show_series(opened.scan.series[0])
    with qtbot.waitSignal(panel.series_chosen) as chosen:
        qtbot.keyClick(panel.list_view, Qt.Key.Key_Down)
    assert chosen.args == [opened.scan.series[1]]


def test_marking_the_series_shown_does_not_choose_it_again(panel: SeriesPanel, qtbot: QtBot) -> None:
    opened = dataset(TWO)
    panel.set_dataset(opened)
    panel.show_series(opened.scan.series[1])
    with qtbot.assertNotEmitted(panel.series_chosen):
        panel.show_series(opened.scan.series[1])
    assert panel.list_view.currentIndex().row() == 1


def test_what_was_set_aside_unfolds_with_a_click(panel: SeriesPanel, qtbot: QtBot) -> None:
    panel.set_dataset(dataset({**TWO, "notes.txt": b"hello"}))
    assert panel.set_aside_button.text() == "1 file skipped"
    assert not panel.set_aside_view.isVisible()
    qtbot.mouseClick(panel.set_aside_button, Qt.MouseButton.LeftButton)
    assert panel.set_aside_view.isVisible()
    assert panel.set_aside_model.index(0).data() == "notes.txt"
    qtbot.mouseClick(panel.set_aside_button, Qt.MouseButton.LeftButton)
    assert not panel.set_aside_view.isVisible()


def test_damaged_members_are_shown_without_asking(panel: SeriesPanel) -> None:
    broken = slice_bytes(number=5)[:400]
    panel.set_dataset(dataset({**TWO, "broken.dcm": broken, "notes.txt": b"hello"}))
    assert "1 damaged" in panel.set_aside_button.text()
    assert panel.set_aside_view.isVisible()


def test_nothing_set_aside_takes_no_room(panel: SeriesPanel) -> None:
    panel.set_dataset(dataset({**TWO, "notes.txt": b"hello"}))
    panel.set_dataset(dataset(TWO))
    assert not panel.set_aside_button.isVisible()
    panel.set_dataset(None)
    assert panel.series_model.rowCount() == 0
    assert not panel.set_aside_button.isVisible()
