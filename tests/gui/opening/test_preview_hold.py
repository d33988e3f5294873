"""While another scan opens and its first slice is shown, nothing happens to the scan before it."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest

from dicom_files import slice_bytes, zip_bytes
from gui.desk import Desk, disc
from gui.input_events import wheel
from phantomscope.gui.opening import opener
from phantomscope.stack.index import scan_batches

KEY = Qt.Key
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
HELD = [
    *("Next Slice", "First Slice", "Use This Slice as Origin", "Exclude This Slice", "Exclude Slices…"),
    *("Turn End for End", "Reverse Slice Order", "Mirror Left–Right", "Flip Up–Down", "Crop to Region…"),
    *("Save as New ZIP…", "Export Image…", "Copy Image", "Distance", "Analyse", "Run Cine", "Non-optimised"),
    *("Analyse Only What Was Scanned", "Analyse All Series"),
]
OFFERED = ["Open ZIP or File…", "Open Folder…", "Quit", "Cancel", "Preferences…", "Memory…", "Fit"]


@pytest.fixture
def other_zip(tmp_path: Path) -> Path:
    path = tmp_path / "other.zip"
    members = {f"b{n:03}.dcm": slice_bytes(disc(number=50 + n), number=n) for n in range(1, 5)}
    path.write_bytes(zip_bytes({**members, "notes.txt": b"hello"}))
    return path


@pytest.fixture
def go(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Once cleared, scans stop after their first batch until it is set."""
    event, real = threading.Event(), scan_batches
    event.set()

    def batches(source: Any) -> Any:
        for number, batch in enumerate(real(source)):
            assert number == 0 or event.wait(10)
            yield batch

    monkeypatch.setattr(opener, "scan_batches", batches)
    yield event
    event.set()


def actions(desk: Desk) -> dict[str, QAction]:
    """By name; the window's own come first, those of other windows of the same name don't count."""
    named: dict[str, QAction] = {}
    for one in desk.window.findChildren(QAction):
        named.setdefault(one.text().replace("&", ""), one)
    return named


def preview(desk: Desk, other: Path, go: threading.Event) -> None:
    go.clear()
    with desk.qtbot.waitSignal(desk.workspace.opener.first_slice_ready):
        desk.workspace.open_paths([other])
    assert desk.window.slice_view.place_text.startswith("reading…")


def states(desk: Desk) -> dict[str, bool]:
    return {name: action.isEnabled() for name, action in actions(desk).items() if name in (*HELD, *OFFERED)}


def test_keys_and_the_wheel_leave_the_scan_before_alone(
    desk: Desk, scan_zip: Path, other_zip: Path, go: threading.Event
) -> None:
    desk.open(scan_zip)
    view, setups = desk.window.slice_view, desk.workspace.setups
    key, length = desk.workspace.series, len(desk.workspace.stack or ())
    assert key is not None
    preview(desk, other_zip, go)
    shown, index, edits = view.painted, view.index, setups.edits_of(key.key)
    view.canvas.setFocus()
    for pressed, modifiers in (
        *((one, Qt.KeyboardModifier.NoModifier) for one in (KEY.Key_Down, KEY.Key_End, KEY.Key_O, KEY.Key_A)),
        *((KEY.Key_Delete, SHIFT), (KEY.Key_A, SHIFT), (KEY.Key_A, SHIFT | CTRL), (KEY.Key_S, CTRL)),
    ):
        QTest.keyClick(view.canvas, pressed, modifiers)
    wheel(view.canvas.viewport(), -2)
    for name in HELD:
        actions(desk)[name].trigger()
    desk.workspace.request_slice(0)
    with desk.qtbot.waitSignal(desk.workspace.loader.slice_ready):
        desk.workspace.request_slice(3)  # asked for by something else: it is of the scan before
    assert view.painted is shown
    assert view.place_text.startswith("reading…")
    assert (view.index, setups.edits_of(key.key)) == (index, edits)
    assert len(desk.workspace.stack or ()) == length
    assert not desk.workspace.is_analysing
    desk.press(KEY.Key_Escape)
    desk.qtbot.waitUntil(lambda: view.place_text == "7/12  z 17.5 mm")


def test_what_works_on_the_stack_is_held_and_comes_back(
    desk: Desk, scan_zip: Path, other_zip: Path, go: threading.Event
) -> None:
    desk.open(scan_zip)
    before = states(desk)
    preview(desk, other_zip, go)
    now = states(desk)
    assert [name for name in HELD if now[name]] == []
    assert [name for name in OFFERED if not now[name]] == []
    desk.press(KEY.Key_Escape)
    assert states(desk) == before
    preview(desk, other_zip, go)
    with desk.qtbot.waitSignal(desk.workspace.stack_changed):
        go.set()
    desk.wait_painted()
    desk.qtbot.waitUntil(lambda: not desk.workspace.surveyor.is_looking)
    assert states(desk) == before
    QTest.keyClick(desk.window.slice_view.canvas, KEY.Key_Delete, SHIFT)
    desk.qtbot.waitUntil(lambda: len(desk.workspace.stack or ()) == 3)


def test_an_action_comes_back_as_its_wiring_says_by_then(
    desk: Desk, scan_zip: Path, other_zip: Path, go: threading.Event
) -> None:
    desk.open(scan_zip)
    found = actions(desk)
    undo, mirror = desk.window.actions_.undo, found["Mirror Left–Right"]
    assert (undo.isEnabled(), mirror.isEnabled()) == (False, True)
    preview(desk, other_zip, go)
    undo.setEnabled(True)
    mirror.setEnabled(False)
    assert not undo.isEnabled()
    desk.press(KEY.Key_Escape)
    assert (undo.isEnabled(), mirror.isEnabled()) == (True, False)


def test_a_tool_is_put_down_meanwhile_and_taken_again_when_it_is_given_up(
    desk: Desk, scan_zip: Path, other_zip: Path, go: threading.Event
) -> None:
    desk.open(scan_zip)
    box, distance = desk.window.tool_box, actions(desk)["Distance"]
    distance.trigger()
    assert box.current is distance
    preview(desk, other_zip, go)
    assert box.current is desk.window.actions_.window_tool
    desk.press(KEY.Key_Escape)
    assert box.current is distance


def test_a_running_cine_stops_and_can_be_run_again(
    desk: Desk, scan_zip: Path, other_zip: Path, go: threading.Event
) -> None:
    desk.open(scan_zip)
    view, play = desk.window.slice_view, actions(desk)["Run Cine"]
    before = view.index
    play.trigger()
    desk.qtbot.waitUntil(lambda: view.index != before)
    preview(desk, other_zip, go)
    index, shown = view.index, view.painted
    desk.qtbot.waitUntil(lambda: not play.isChecked())
    assert (view.index, view.painted) == (index, shown)
    desk.press(KEY.Key_Escape)
    desk.qtbot.waitUntil(lambda: view.place_text.startswith(f"{index + 1}/12"))
    play.trigger()
    desk.qtbot.waitUntil(lambda: view.index != index)
