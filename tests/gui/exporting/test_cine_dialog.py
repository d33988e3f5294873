"""Animations with real events, and what was written read back."""

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gui.desk import Desk
from phantomscope.gui.exporting.cine_dialog import CineDialog
from phantomscope.gui.exporting.exporting_wiring import ExportingWiring
from phantomscope.gui.viewing.appearance import Appearance
from phantomscope.gui.viewing.loaded_slice import measured
from phantomscope.gui.viewing.rendering import rendered
from phantomscope.gui.viewing.window_level import WindowLevel
from phantomscope.stack.arrangement import Arrangement
from phantomscope.stack.slice_stack import SliceStack


class Asked:
    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.names: list[tuple[str, str]] = []

    def __call__(self, name: str, name_filter: str, folder: str) -> Path | None:
        self.names.append((name, name_filter))
        return self.path


@pytest.fixture
def wiring(desk: Desk, scan_zip: Path) -> ExportingWiring:
    desk.open(scan_zip)
    found = desk.window.findChild(ExportingWiring)
    assert found is not None
    return found


def opened(wiring: ExportingWiring, path: Path | None) -> CineDialog:
    wiring.ask_cine = Asked(path)
    wiring.export_cine.trigger()
    assert wiring.cine_dialog is not None
    return wiring.cine_dialog


@pytest.mark.parametrize("kind", ["webp", "gif"])
@pytest.mark.parametrize("appearance", [Appearance(), Appearance("viridis", inverted=True)])
def test_a_range_of_slices_as_shown(
    desk: Desk, wiring: ExportingWiring, tmp_path: Path, kind: str, appearance: Appearance
) -> None:
    view, stack = desk.window.slice_view, desk.workspace.stack
    view.set_appearance(appearance)
    view.set_window(WindowLevel(40, 105))  # so narrow that no two slices look alike
    dialog = opened(wiring, tmp_path / "made")
    dialog.first.setValue(3)
    dialog.last.setValue(6)
    dialog.speed.setValue(20)
    dialog.kind.setCurrentIndex(dialog.kind.findData(kind))
    assert dialog.summary == "4 slices, 0.2 s, as shown now"
    with desk.qtbot.waitSignal(dialog.exported):
        dialog.export_button.click()
    assert not dialog.isVisible()
    assert stack is not None
    assert view.window_level is not None
    with Image.open(tmp_path / f"made.{kind}") as picture:
        assert getattr(picture, "n_frames", 1) == 4
        for number in range(4):
            picture.seek(number)
            header = stack.slice_header(2 + number)
            one = measured(2 + number, header, stack.position(2 + number), stack.peek(2 + number))
            colours = rendered(one, view.window_level, appearance)
            expected = colours if colours.ndim == 3 else np.repeat(colours[..., None], 3, axis=2)
            np.testing.assert_array_equal(np.asarray(picture.convert("RGB")), expected)
    assert "Written" in desk.window.message_bar.text


def test_it_begins_with_all_slices_and_the_speed_of_cine(desk: Desk, wiring: ExportingWiring) -> None:
    wiring.speed = lambda: 8.0
    dialog = opened(wiring, None)
    assert (dialog.first.value(), dialog.last.value(), dialog.speed.value()) == (1, 12, 8)
    dialog.export_button.click()
    assert isinstance(wiring.ask_cine, Asked)
    assert wiring.ask_cine.names == [("made for a test.gif", "Animated GIF (*.gif)")]
    assert not dialog.is_busy


def test_a_gif_says_what_speed_it_can_show(wiring: ExportingWiring) -> None:
    dialog = opened(wiring, None)
    dialog.kind.setCurrentIndex(dialog.kind.findData("gif"))
    dialog.speed.setValue(40)
    assert "a GIF can show 50.0 a second" in dialog.summary
    dialog.speed.setValue(10)
    assert "a GIF" not in dialog.summary


def held_up(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Slices come only once this is set."""
    go = threading.Event()
    peek = SliceStack.peek

    def slow(self: SliceStack, index: int) -> Any:
        if threading.current_thread().name == "animation":
            go.wait(10)
        return peek(self, index)

    monkeypatch.setattr(SliceStack, "peek", slow)
    return go


def test_esc_gives_up_what_is_being_written_and_then_closes(
    desk: Desk, wiring: ExportingWiring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = held_up(monkeypatch)
    (tmp_path / "to").mkdir()
    dialog = opened(wiring, tmp_path / "to" / "made.gif")
    desk.qtbot.waitUntil(dialog.isActiveWindow)
    dialog.kind.setCurrentIndex(dialog.kind.findData("gif"))
    dialog.export_button.click()
    assert dialog.is_busy
    assert not dialog.export_button.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    go.set()
    desk.qtbot.waitUntil(lambda: not dialog.is_busy)
    assert list((tmp_path / "to").iterdir()) == []
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_closing_the_scan_ends_it(
    desk: Desk, wiring: ExportingWiring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = held_up(monkeypatch)
    (tmp_path / "to").mkdir()
    dialog = opened(wiring, tmp_path / "to" / "made.gif")
    dialog.export_button.click()
    go.set()
    desk.workspace.close_dataset()
    assert not dialog.isVisible()
    assert not dialog.is_busy
    assert not list((tmp_path / "to").glob("*.part"))


def test_the_scan_is_not_written_into(
    desk: Desk, wiring: ExportingWiring, scan_zip: Path, tmp_path: Path
) -> None:
    dialog = opened(wiring, tmp_path / "made.gif")
    (tmp_path / "made.gif").write_bytes(b"PK\x03\x04 an archive")
    dialog.export_button.click()
    assert not dialog.is_busy
    assert "scans are never written over" in desk.window.message_bar.text
    assert (tmp_path / "made.gif").read_bytes() == b"PK\x03\x04 an archive"


def middles(path: Path) -> list[int]:
    """The grey in the middle of each frame."""
    found = []
    with Image.open(path) as picture:
        for number in range(getattr(picture, "n_frames", 1)):
            picture.seek(number)
            grey = np.asarray(picture.convert("L"))
            found.append(int(grey[grey.shape[0] // 2, grey.shape[1] // 2]))
    return found


def test_edits_meanwhile_are_not_in_it(
    desk: Desk, wiring: ExportingWiring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.window.slice_view.set_window(WindowLevel(40, 105))
    dialog = opened(wiring, tmp_path / "first.gif")
    dialog.kind.setCurrentIndex(dialog.kind.findData("gif"))
    with desk.qtbot.waitSignal(dialog.exported):
        dialog.export_button.click()
    whole = middles(tmp_path / "first.gif")
    assert len(set(whole)) == 12
    go = held_up(monkeypatch)
    dialog = opened(wiring, tmp_path / "second.gif")
    dialog.kind.setCurrentIndex(dialog.kind.findData("gif"))
    dialog.export_button.click()
    setups = desk.workspace.setups
    setups.rearrange(Arrangement(reversed=True, mirrored=True), "Turn")
    setups.exclude((0, 1, 2, 3))
    assert dialog.last.value() == 12  # of what is being written
    with desk.qtbot.waitSignal(dialog.exported):
        go.set()
    assert middles(tmp_path / "second.gif") == whole


def test_the_range_follows_edits(desk: Desk, wiring: ExportingWiring, tmp_path: Path) -> None:
    dialog = opened(wiring, tmp_path / "made.gif")
    dialog.kind.setCurrentIndex(dialog.kind.findData("gif"))
    desk.workspace.setups.exclude((0, 1, 2))
    assert (dialog.first.value(), dialog.last.value(), dialog.last.maximum()) == (1, 9, 9)
    assert dialog.summary.startswith("9 slices")
    dialog.first.setValue(8)
    dialog.last.setValue(8)
    desk.workspace.setups.exclude((3, 4, 5))
    assert (dialog.first.value(), dialog.last.value()) == (6, 6)
    desk.workspace.setups.history.undo()
    assert (dialog.first.value(), dialog.last.value(), dialog.last.maximum()) == (6, 9, 9)
    with desk.qtbot.waitSignal(dialog.exported):
        dialog.export_button.click()
    assert len(middles(tmp_path / "made.gif")) == 4


def test_a_scan_closed_while_it_was_asked_where_to_is_told(
    desk: Desk, wiring: ExportingWiring, tmp_path: Path
) -> None:
    dialog = opened(wiring, None)

    def ask(*_: str) -> Path:
        desk.workspace.close_dataset()
        return tmp_path / "made.gif"

    dialog._ask = ask
    dialog.export_button.click()
    assert "no animation was written" in desk.window.message_bar.text
    assert not dialog.is_busy
