from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette

from gui.desk import Desk
from phantomscope.gui.levels.dock_title import DockTitle
from phantomscope.gui.levels.histogram_dock import HistogramDock
from phantomscope.gui.levels.histogram_panel import HistogramPanel


def dock_of(desk: Desk) -> HistogramDock:
    found = desk.window.findChild(HistogramDock)
    assert found is not None
    return found


def test_its_panel_is_made_when_it_is_wanted_first(desk: Desk, scan_zip: Path) -> None:
    dock = dock_of(desk)
    desk.open(scan_zip)
    assert dock.findChild(HistogramPanel) is None
    dock.show()
    panel = dock.findChild(HistogramPanel)
    assert panel is dock.panel
    assert panel.counts is not None
    assert panel.width_edit.text() == "400"


def test_while_it_is_hidden_nothing_is_counted(desk: Desk, scan_zip: Path) -> None:
    dock = dock_of(desk)
    desk.open(scan_zip)
    dock.show()
    before = dock.panel.counts
    dock.hide()
    desk.window.slice_view.step(1)
    desk.wait_painted()
    assert dock.panel.counts is before
    dock.show()
    painted = desk.window.slice_view.painted
    assert painted is not None
    assert dock.panel.counts is not None
    assert dock.panel.counts.high == painted.high


def test_only_its_own_button_says_that_it_is_closed(desk: Desk, scan_zip: Path) -> None:
    dock = dock_of(desk)
    desk.open(scan_zip)
    dock.show()
    with desk.qtbot.assertNotEmitted(dock.closed):
        dock.hide()
    dock.show()
    with desk.qtbot.waitSignal(dock.closed):
        dock.close()


def test_its_buttons_close_it_and_take_it_out(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    desk.press(Qt.Key.Key_H)
    dock = dock_of(desk)
    title = dock.titleBarWidget()
    assert isinstance(title, DockTitle)
    for floating in (True, False):
        desk.qtbot.mouseClick(title.float_button, Qt.MouseButton.LeftButton)
        assert dock.isFloating() is floating
    desk.qtbot.mouseClick(title.close_button, Qt.MouseButton.LeftButton)
    assert not dock.isVisible()
    desk.press(Qt.Key.Key_H)
    assert dock.isVisible()  # the action knew that it was closed


def test_its_signs_can_be_seen_in_the_dark(desk: Desk) -> None:
    title = dock_of(desk).titleBarWidget()
    assert isinstance(title, DockTitle)
    for ground, sign in (("#202020", "#f0f0f0"), ("#f0f0f0", "#101010")):
        palette = title.palette()
        palette.setColor(QPalette.ColorRole.Button, QColor(ground))
        palette.setColor(QPalette.ColorRole.ButtonText, QColor(sign))
        title.setPalette(palette)
        drawn = title.close_button.icon().pixmap(20, 20).toImage()
        assert drawn.pixelColor(10, 10).name() == sign
