from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QPixmap
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dicom_files import slice_bytes, zip_bytes
from phantomscope.gui.opening.dataset import Dataset
from phantomscope.gui.opening.series_panel import SeriesPanel
from phantomscope.gui.parts.privacy import Privacy
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


MANY = {**TWO, **{f"doc {n}.txt": b"hello" for n in range(9)}, "plan.pdf": b"hello"}


def menu_at(
    panel: SeriesPanel, place: QPoint, reason: QContextMenuEvent.Reason = QContextMenuEvent.Reason.Mouse
) -> None:
    viewport = panel.list_view.viewport()
    QApplication.sendEvent(viewport, QContextMenuEvent(reason, place, viewport.mapToGlobal(place)))


def names(panel: SeriesPanel) -> list[str]:
    model = panel.set_aside_view.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_a_long_list_of_what_was_set_aside_can_be_searched(panel: SeriesPanel, qtbot: QtBot) -> None:
    panel.set_dataset(dataset({**TWO, "notes.txt": b"hello"}))
    panel.set_aside_button.click()
    assert not panel.set_aside_search.isVisible()
    panel.set_dataset(dataset(MANY))
    panel.set_aside_button.setChecked(True)
    assert panel.set_aside_search.isVisible()
    qtbot.keyClicks(panel.set_aside_search, "PLAN")
    assert names(panel) == ["plan.pdf"]
    panel.set_aside_search.clear()
    qtbot.keyClicks(panel.set_aside_search, "not a dicom")
    assert len(names(panel)) == 10
    panel.set_dataset(dataset(MANY))
    assert panel.set_aside_search.text() == ""


def test_what_is_listed_of_it_is_copied(panel: SeriesPanel, qtbot: QtBot) -> None:
    panel.set_dataset(dataset(MANY))
    panel.set_aside_button.click()
    qtbot.keyClicks(panel.set_aside_search, "doc 1")
    qtbot.keyClick(panel.set_aside_view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "doc 1.txt: not a DICOM file"
    panel.set_aside_search.clear()
    panel.set_aside_menu.actions()[0].trigger()
    assert len(QGuiApplication.clipboard().text().splitlines()) == 10


def test_a_right_click_offers_what_can_be_done_with_a_series(panel: SeriesPanel, qtbot: QtBot) -> None:
    opened = dataset(TWO)
    panel.set_dataset(opened)
    panel.show_series(opened.scan.series[1])
    menu_at(panel, panel.list_view.visualRect(panel.series_model.index(1)).center())
    assert panel.series_menu.isVisible()
    analyse, tags, copy = (one for one in panel.series_menu.actions() if not one.isSeparator())
    with qtbot.waitSignal(panel.analyse_wanted) as wanted:
        analyse.trigger()
    assert wanted.args == [opened.scan.series[1]]
    with qtbot.waitSignal(panel.tags_wanted) as wanted:
        tags.trigger()
    assert wanted.args == [opened.scan.series[1]]
    copy.trigger()
    assert QGuiApplication.clipboard().text().startswith("made for a test\nCT · 1 slice")
    panel.series_menu.close()
    menu_at(panel, QPoint(10, panel.list_view.height() - 5))
    assert not panel.series_menu.isVisible()
    menu_at(panel, QPoint(10, panel.list_view.height() - 5), QContextMenuEvent.Reason.Keyboard)
    assert panel.series_menu.isVisible()


def test_only_rows_that_can_be_seen_want_a_picture(panel: SeriesPanel, qtbot: QtBot) -> None:
    members = {f"{n}.dcm": slice_bytes(series=f"1.2.{n + 1}") for n in range(30)}
    opened = dataset(members)
    panel.set_dataset(opened)
    panel.grab()
    first = panel.without_thumbnail()
    assert 3 <= len(first) < 15
    assert first == list(opened.scan.series[: len(first)])
    panel.set_thumbnail(first[0].key, QPixmap(8, 8))
    assert panel.without_thumbnail() == first[1:]
    with qtbot.waitSignal(panel.visible_changed):
        panel.list_view.scrollToBottom()
    assert opened.scan.series[-1] in panel.without_thumbnail()
    assert first[1] not in panel.without_thumbnail()
    panel.hide()
    assert panel.without_thumbnail() == []


def test_privacy_hides_descriptions_and_names(panel: SeriesPanel) -> None:
    privacy = Privacy()
    panel.set_privacy(privacy)
    panel.set_dataset(dataset({**TWO, "notes.txt": b"hello"}))
    privacy.set_on(True)
    assert panel.series_model.index(0).data() == "Series 1"
    assert panel.set_aside_model.index(0).data() == "•••"
    privacy.set_on(False)
    assert panel.series_model.index(0).data() == "made for a test"
    assert panel.set_aside_model.index(0).data() == "notes.txt"


def test_privacy_hides_what_a_copy_is_one_of(panel: SeriesPanel) -> None:
    privacy = Privacy(True)
    panel.set_privacy(privacy)
    panel.set_dataset(dataset({"Smith/1.dcm": slice_bytes(), "Smith/2.dcm": slice_bytes()}))
    texts = panel.set_aside_model.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert "Smith" not in texts
    assert "a copy of" in texts
