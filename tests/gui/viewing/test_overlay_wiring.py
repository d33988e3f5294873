import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dicom_files import slices, zip_bytes
from gui.desk import Desk
from phantomscope.analysis.results import SliceImage
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.parts.latest_errand import LatestErrand
from phantomscope.gui.settings import SettingsStore
from phantomscope.gui.viewing.canvas_label import CanvasLabel
from phantomscope.gui.viewing.overlay_layout import DEFAULT, Corner, Field, OverlayLayout, layout_from
from phantomscope.gui.viewing.overlay_wiring import OverlayWiring
from phantomscope.stack.slab import SlabMode, SlabWish
from phantomscope.stack.slice_stack import SliceStack

SWITCH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def overlay(desk: Desk) -> OverlayWiring:
    found = desk.window.findChild(OverlayWiring)
    assert found is not None
    return found


def choose(desk: Desk, **places: Corner) -> OverlayWiring:
    """Have fields written, through the dialog."""
    wiring = overlay(desk)
    wiring.choose.trigger()
    assert wiring.dialog is not None
    for name, corner in places.items():
        combo = wiring.dialog.combos[Field[name]]
        combo.setCurrentIndex(combo.findData(corner))
    wiring.dialog.close()
    return wiring


def test_slice_and_position_follow_the_slice(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    wiring = overlay(desk)
    assert wiring.text(Corner.TOP_RIGHT) == "7/12\nz 17.5 mm"
    assert wiring.text(Corner.BOTTOM_LEFT) == "thickness 2.5 mm\nspacing 2.5 mm, no gap"
    desk.window.slice_view.step(1)
    desk.wait_painted()
    assert wiring.text(Corner.TOP_RIGHT) == "8/12\nz 20.0 mm"
    desk.window.actions_.close_scan.trigger()
    assert wiring.text(Corner.TOP_RIGHT) == ""


def test_a_key_switches_it_off_and_on_and_it_is_remembered(
    desk: Desk, scan_zip: Path, store: SettingsStore
) -> None:
    desk.open(scan_zip)
    wiring = overlay(desk)
    desk.press(Qt.Key.Key_I, SWITCH)
    assert wiring.text(Corner.TOP_RIGHT) == ""
    assert not layout_from(store.current.overlay).is_on
    desk.press(Qt.Key.Key_I, SWITCH)
    assert wiring.text(Corner.TOP_RIGHT)
    assert layout_from(store.current.overlay) == DEFAULT


def test_what_is_chosen_is_written_and_remembered(desk: Desk, scan_zip: Path, store: SettingsStore) -> None:
    desk.open(scan_zip)
    wiring = choose(desk, SERIES=Corner.BOTTOM_RIGHT, WINDOW=Corner.BOTTOM_RIGHT)
    assert wiring.text(Corner.BOTTOM_RIGHT) == "made for a test\nW 400  L 40"
    desk.press(Qt.Key.Key_2)
    assert wiring.text(Corner.BOTTOM_RIGHT).endswith("W 150  L 50")
    places = layout_from(store.current.overlay).places
    assert places[Field.SERIES] is Corner.BOTTOM_RIGHT
    assert wiring.dialog is not None
    wiring.choose.trigger()
    assert wiring.dialog.combos[Field.WINDOW].currentData() is Corner.BOTTOM_RIGHT


def test_zoom_follows_the_view(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    wiring = choose(desk, ZOOM=Corner.BOTTOM_RIGHT)
    before = wiring.text(Corner.BOTTOM_RIGHT)
    assert before.startswith("zoom ")
    desk.window.slice_view.canvas.view_box.scaleBy((0.5, 0.5))
    assert wiring.text(Corner.BOTTOM_RIGHT) != before


def test_the_header_is_read_only_for_what_needs_it(
    desk: Desk, scan_zip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[int] = []
    real = SliceStack.dataset

    def dataset(stack: SliceStack, index: int) -> object:
        reads.append(index)
        return real(stack, index)

    monkeypatch.setattr(SliceStack, "dataset", dataset)
    desk.open(scan_zip)
    desk.window.slice_view.step(1)
    desk.wait_painted()
    assert reads == []
    wiring = choose(desk, PATIENT=Corner.TOP_LEFT)
    desk.qtbot.waitUntil(lambda: wiring.text(Corner.TOP_LEFT) == "Phantom A")
    assert reads == [7]


def test_privacy_leaves_the_patient_out_and_hides_names(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    wiring = choose(desk, PATIENT=Corner.TOP_LEFT, FILE=Corner.BOTTOM_RIGHT, SERIES=Corner.BOTTOM_RIGHT)
    desk.qtbot.waitUntil(lambda: wiring.text(Corner.TOP_LEFT) == "Phantom A")
    assert wiring.text(Corner.BOTTOM_RIGHT) == "made for a test\n007.dcm"
    desk.workspace.privacy.set_on(True)
    assert wiring.text(Corner.TOP_LEFT) == ""
    assert wiring.text(Corner.BOTTOM_RIGHT) == "•••\n•••"


def test_the_caption_of_a_module_is_not_covered(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    wiring = choose(desk, SLICE=Corner.TOP_LEFT)
    view = desk.window.slice_view
    view.set_images([SliceImage("CTP404", "CTP404 HU Linearity", view.index, ())])
    assert view.caption
    shown = [one for one in view.canvas.findChildren(CanvasLabel) if one.isVisible()]
    text = wiring.text(Corner.TOP_LEFT)
    label = next(one for one in shown if one.text() == text)
    assert not label.geometry().intersects(view.caption_label.geometry())


def test_labels_are_not_touched_where_they_read_the_same(
    desk: Desk, scan_zip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open(scan_zip)
    texts: list[str] = []
    real = CanvasLabel.setText

    def set_text(label: CanvasLabel, text: str) -> None:
        texts.append(text)
        real(label, text)

    monkeypatch.setattr(CanvasLabel, "setText", set_text)
    desk.window.slice_view.step(1)
    desk.wait_painted()
    assert texts == ["8/12\nz 20.0 mm"]


def test_a_kept_layout_is_taken_at_the_start(qtbot: QtBot, store: SettingsStore) -> None:
    layout = OverlayLayout(False, {Field.ZOOM: Corner.TOP_LEFT})
    store.change(overlay=layout.text())
    assert layout_from(store.current.overlay) == layout


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[int, threading.Event]]:
    """Reading the header of these slices waits for their event and fails."""
    gates: dict[int, threading.Event] = {}
    real = SliceStack.dataset

    def dataset(stack: SliceStack, index: int) -> object:
        if index in gates:
            assert gates[index].wait(10)
            raise PhantomscopeError("The file is damaged")
        return real(stack, index)

    monkeypatch.setattr(SliceStack, "dataset", dataset)
    yield gates
    for one in gates.values():
        one.set()


def test_what_is_written_is_of_this_slice_or_not_there(
    desk: Desk, scan_zip: Path, gate: dict[int, threading.Event]
) -> None:
    desk.open(scan_zip)
    wiring = choose(desk, PATIENT=Corner.TOP_LEFT)
    desk.qtbot.waitUntil(lambda: wiring.text(Corner.TOP_LEFT) == "Phantom A")
    gate[7] = threading.Event()
    desk.window.slice_view.step(1)
    desk.wait_painted()
    desk.qtbot.waitUntil(lambda: wiring.text(Corner.TOP_RIGHT).startswith("8/12"))
    assert wiring.text(Corner.TOP_LEFT) == ""  # not read yet
    errand = wiring.findChild(LatestErrand)
    assert errand is not None
    with desk.qtbot.waitSignal(errand.failed):
        gate[7].set()
    assert wiring.text(Corner.TOP_LEFT) == ""  # can't be read
    desk.window.slice_view.step(-1)
    desk.qtbot.waitUntil(lambda: wiring.text(Corner.TOP_LEFT) == "Phantom A")


def test_coming_back_while_another_header_is_read_keeps_what_is_known(
    desk: Desk, scan_zip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open(scan_zip)
    wiring = choose(desk, PATIENT=Corner.TOP_LEFT)
    desk.qtbot.waitUntil(lambda: wiring.text(Corner.TOP_LEFT) == "Phantom A")
    reading, let_go, done = threading.Event(), threading.Event(), threading.Event()
    real = SliceStack.dataset

    def dataset(stack: SliceStack, index: int) -> object:
        reading.set()
        assert let_go.wait(10)
        done.set()
        return real(stack, index)

    monkeypatch.setattr(SliceStack, "dataset", dataset)
    desk.window.slice_view.step(1)
    desk.qtbot.waitUntil(reading.is_set)
    errand = wiring.findChild(LatestErrand)
    assert errand is not None
    forgotten = threading.Event()
    forget = errand.forget
    monkeypatch.setattr(errand, "forget", lambda: (forget(), forgotten.set()))
    desk.window.slice_view.step(-1)
    desk.qtbot.waitUntil(lambda: wiring.text(Corner.TOP_LEFT) == "Phantom A")
    desk.qtbot.waitUntil(forgotten.is_set)
    let_go.set()
    desk.qtbot.waitUntil(lambda: done.is_set() and not errand.is_busy)
    assert wiring.text(Corner.TOP_LEFT) == "Phantom A"


def test_it_stands_on_a_slab_of_padded_slices_too(desk: Desk, tmp_path: Path) -> None:
    members = slices(7, PixelPaddingValue=1, PatientName="Phantom^A")
    path = tmp_path / "padded.zip"
    path.write_bytes(zip_bytes(members))
    desk.open(path)
    wiring = choose(desk, PATIENT=Corner.TOP_LEFT)
    desk.workspace.loader.slab = SlabWish(SlabMode.MEAN, 3)
    desk.window.slice_view.go_to(0)
    desk.wait_painted()
    painted = desk.window.slice_view.painted
    assert painted is not None
    assert painted.slab is not None
    desk.qtbot.waitUntil(lambda: wiring.text(Corner.TOP_LEFT) == "Phantom A")
    assert wiring.text(Corner.TOP_RIGHT).startswith("1/7")
