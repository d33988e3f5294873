"""Cine on a window with a real scan, by its keys, its buttons and its timer."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from gui.desk import Desk
from gui.input_events import wheel
from phantomscope.analysis.results import SliceImage
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.settings import SettingsStore
from phantomscope.gui.viewing.cine import FASTEST, SLOWEST, Cine
from phantomscope.gui.viewing.cine_wiring import CineWiring

KEY = Qt.Key
_ERROR = PhantomscopeError("It is cut short")


def cine_of(desk: Desk) -> Cine:
    wiring = desk.window.findChild(CineWiring)
    assert wiring is not None
    return wiring.cine


def tick(desk: Desk) -> None:
    """One tick of its timer, without waiting for it."""
    timer = cine_of(desk).findChild(QTimer)
    assert timer is not None
    timer.timeout.emit()


@pytest.fixture
def still(desk: Desk, scan_zip: Path) -> Desk:
    """A window with twelve slices, at the seventh, whose cine ticks so slowly that tests do it themselves."""
    desk.open(scan_zip)
    cine_of(desk).set_speed(SLOWEST)
    return desk


def test_space_starts_and_stops_it(still: Desk, qtbot: QtBot) -> None:
    cine = cine_of(still)
    still.press(KEY.Key_Space)
    assert cine.is_running
    assert still.window.findChild(CineWiring).play.isChecked()
    tick(still)
    assert still.window.slice_view.index == 7
    still.press(KEY.Key_Space)
    assert not cine.is_running
    assert not still.window.findChild(CineWiring).play.isChecked()


def test_it_runs_by_itself_and_begins_again_at_the_end(still: Desk, qtbot: QtBot) -> None:
    seen: list[int] = []
    still.window.slice_view.painted_changed.connect(
        lambda loaded: seen.append(loaded.index) if loaded else None
    )
    cine_of(still).set_speed(FASTEST)
    still.press(KEY.Key_Space)
    qtbot.waitUntil(lambda: len(seen) >= 14)
    still.press(KEY.Key_Space)
    assert seen[:14] == [7, 8, 9, 10, 11, 0, 1, 2, 3, 4, 5, 6, 7, 8]


def test_to_and_fro_turns_at_both_ends(still: Desk, qtbot: QtBot) -> None:
    cine, view = cine_of(still), still.window.slice_view
    cine.set_turning(True)
    view.go_to(10)
    still.wait_painted()
    still.press(KEY.Key_Space)
    seen = []
    for _ in range(13):
        tick(still)
        still.wait_painted()
        seen.append(view.index)
    assert seen == [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 1]
    cine.stop()


def test_a_slice_that_is_not_painted_yet_holds_it_back(
    still: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    view, wanted = still.window.slice_view, []
    cine = cine_of(still)
    monkeypatch.setattr(still.workspace.loader, "request", lambda _stack, index: wanted.append(index))
    still.press(KEY.Key_Space)
    for _ in range(5):
        tick(still)
        qtbot.wait(10)  # longer than the view's throttle
    assert wanted == [7]
    assert view.index == 7
    view.show_failure(7, _ERROR)  # one that can't be shown is passed over
    tick(still)
    assert view.index == 8
    cine.stop()


def test_what_the_person_does_with_slices_stops_it(still: Desk, qtbot: QtBot) -> None:
    cine, view = cine_of(still), still.window.slice_view
    for act in (
        lambda: wheel(view.canvas.viewport(), -1),
        lambda: still.press(KEY.Key_Down),
        lambda: still.press(KEY.Key_End),
        lambda: wheel(view.canvas.viewport(), -1),  # at the end, where nothing moves
        lambda: view.slider.sliderPressed.emit(),
        lambda: view.show_image(SliceImage("k", "t", 2, ()), frozenset()),
    ):
        view.setFocus()
        still.press(KEY.Key_Space)
        assert cine.is_running
        act()
        assert not cine.is_running


def test_results_and_other_stacks_stop_it(still: Desk, scan_zip: Path) -> None:
    cine = cine_of(still)
    still.press(KEY.Key_Space)
    image = SliceImage("k", "t", still.window.slice_view.index, ())  # the very slice that is shown
    still.window.analysis_panel.results.image_selected.emit(image, frozenset())
    assert not cine.is_running
    still.press(KEY.Key_Space)
    still.open(scan_zip)
    assert not cine.is_running
    still.press(KEY.Key_Space)
    still.workspace.close_dataset()
    assert not cine.is_running
    assert not still.window.findChild(CineWiring).play.isEnabled()


def test_comma_and_full_stop_change_the_speed_which_is_shown_and_kept(
    still: Desk, store: SettingsStore
) -> None:
    cine = cine_of(still)
    cine.set_speed(10)
    still.press(KEY.Key_Period)
    assert cine.speed == 15
    still.press(KEY.Key_Comma)
    still.press(KEY.Key_Comma)
    assert cine.speed == 8
    assert store.current.cine_speed == 8
    assert still.window.findChild(CineWiring).play.iconText() == "8/s"
    for _ in range(20):
        still.press(KEY.Key_Comma)
    assert cine.speed == SLOWEST
    for _ in range(20):
        still.press(KEY.Key_Period)
    assert cine.speed == FASTEST
    cine.set_speed(1000)
    assert cine.speed == FASTEST


def test_the_button_in_the_toolbar_runs_it(still: Desk) -> None:
    wiring = still.window.findChild(CineWiring)
    assert wiring is not None
    button = still.window.toolbar.widgetForAction(wiring.play)
    assert isinstance(button, QToolButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert wiring.cine.is_running
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not wiring.cine.is_running


def test_nothing_open_and_one_slice_do_not_run(desk: Desk, tmp_path: Path) -> None:
    cine = cine_of(desk)
    cine.start()
    assert not cine.is_running


def test_to_and_fro_is_kept(still: Desk, store: SettingsStore) -> None:
    wiring = still.window.findChild(CineWiring)
    assert wiring is not None
    wiring.turning.trigger()
    assert wiring.cine.is_turning
    assert store.current.cine_to_and_fro
