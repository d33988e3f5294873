from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor, QPalette
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QMenu, QSlider, QWidget
from pytestqt.qtbot import QtBot

from dicom_files import slices
from gui.desk import Desk
from gui.input_events import drag_enter, drop, urls
from gui.sample_result import sample_result
from phantomscope.analysis.process import Ending, Outcome
from phantomscope.gui.application import build
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.settings import SettingsStore


def actions_of(menu: QMenu) -> Iterator[QAction]:
    for action in menu.actions():
        below = action.menu()
        if isinstance(below, QMenu):
            yield from actions_of(below)
        elif not action.isSeparator():
            yield action


def test_every_action_is_in_a_menu(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    menus = [action.menu() for action in desk.window.menuBar().actions()]
    offered = {action for menu in menus if isinstance(menu, QMenu) for action in actions_of(menu)}
    assert set(desk.window.actions_.all) <= offered


def test_there_is_no_dead_action(desk: Desk) -> None:
    for action in desk.window.actions_.all:
        assert action.receivers("2triggered(bool)") + action.receivers("2toggled(bool)") > 0, action.text()


@pytest.mark.parametrize("opened", [False, True])
def test_a_drop_anywhere_opens(desk: Desk, qtbot: QtBot, scan_zip: Path, opened: bool) -> None:
    if opened:
        desk.open(scan_zip)
    with qtbot.waitSignal(desk.workspace.stack_changed):
        drop(desk.window, urls([scan_zip]))
    desk.wait_painted()


def test_the_slice_leaves_drops_to_the_window(desk: Desk) -> None:
    canvas = desk.window.slice_view.canvas
    assert not canvas.acceptDrops()
    assert not canvas.viewport().acceptDrops()


def test_a_drag_without_files_is_not_taken(desk: Desk) -> None:
    data = urls([])
    data.setText("hello")
    assert not drag_enter(desk.window, data)


def test_several_files_and_a_folder_can_be_dropped(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    files = []
    for name, data in slices(4).items():
        files.append(folder / name)
        files[-1].write_bytes(data)
    for dropped in ([folder], files):
        with qtbot.waitSignal(desk.workspace.stack_changed) as changed:
            drop(desk.window, urls(dropped))
        assert len(changed.args[0]) == 4


def test_everything_one_can_use_has_a_name(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.open(scan_zip)
    desk.workspace.analyse()
    with qtbot.waitSignal(desk.workspace.analysis_ended):
        desk.processes.newest.end(Outcome(Ending.FINISHED, sample_result()))
    kinds = (QAbstractButton, QAbstractItemView, QComboBox, QSlider)
    nameless = [
        widget
        for kind in kinds
        for widget in desk.window.findChildren(kind)
        if widget.isVisible() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not _name(widget)
    ]
    assert not nameless


def _name(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName() or text


def test_the_keyboard_reaches_every_part(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.open(scan_zip)
    window = desk.window
    reached: set[QWidget] = set()
    for _ in range(60):
        focus = window.focusWidget()
        if focus is not None:
            reached.add(focus)
        window.focusNextChild()
    wanted = {
        window.series_panel.list_view,
        window.slice_view.canvas,
        window.slice_view.slider,
        window.analysis_panel.combo,
        window.analysis_panel.button,
        window.gauge,
    }
    assert wanted <= reached


@pytest.mark.parametrize("size", [(1366, 768), (1024, 640)])
def test_it_fits_on_a_small_screen(desk: Desk, qtbot: QtBot, scan_zip: Path, size: tuple[int, int]) -> None:
    desk.open(scan_zip)
    desk.workspace.analyse()
    with qtbot.waitSignal(desk.workspace.analysis_ended):
        desk.processes.newest.end(Outcome(Ending.FINISHED, sample_result()))
    hint = desk.window.minimumSizeHint()
    assert hint.width() <= size[0]
    assert hint.height() <= size[1]
    desk.window.resize(*size)
    qtbot.waitUntil(lambda: (desk.window.width(), desk.window.height()) == size)
    assert desk.window.slice_view.canvas.width() >= 300


def test_size_and_widths_are_remembered(
    desk: Desk, qtbot: QtBot, scan_zip: Path, store: SettingsStore
) -> None:
    desk.open(scan_zip)
    desk.window.resize(790, 600)  # the offscreen screen is 800 wide
    desk.window.splitter.setSizes([120, 330, 340])
    widths = desk.window.splitter.sizes()
    desk.window.close()
    assert store.current.splitter_sizes == tuple(widths)
    window, workspace = build(store)
    qtbot.addWidget(window)
    window.restore_layout(store.current.window_geometry, store.current.splitter_sizes)
    window.show_work(True)
    window.show()
    assert (window.width(), window.height()) == (790, 600)
    assert window.splitter.sizes() == pytest.approx(widths, abs=3)
    assert isinstance(window, MainWindow)
    workspace.shutdown()


def test_the_icons_follow_the_palette(desk: Desk, qtbot: QtBot) -> None:
    before = desk.window.actions_.fit.icon().pixmap(20, 20).toImage()
    palette = desk.window.palette()
    palette.setColor(QPalette.ColorRole.ButtonText, QColor("#ff0000"))
    desk.window.setPalette(palette)
    qtbot.waitUntil(lambda: desk.window.actions_.fit.icon().pixmap(20, 20).toImage() != before)
