"""Exporting with real events, and what was written read back."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pydicom
import pytest
import tifffile
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QLineEdit

from gui.desk import Desk
from phantomscope.gui.exporting.exporting_wiring import ExportingWiring
from phantomscope.gui.exporting.image_kind import ImageKind
from phantomscope.gui.exporting.pictures import pixels_of
from phantomscope.gui.settings import SettingsStore
from phantomscope.gui.viewing.appearance import Appearance
from phantomscope.gui.viewing.rendering import rendered
from phantomscope.gui.viewing.window_level import WindowLevel
from phantomscope.stack.slab import SlabMode, SlabWish

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Answers:
    """A person in front of the file dialog."""

    def __init__(self, wiring: ExportingWiring, path: Path | None, kind: ImageKind | None = None) -> None:
        self.path, self.kind = path, kind
        self.asked: list[tuple[tuple[ImageKind, ...], str, str]] = []
        wiring.ask_image = self

    def __call__(self, kinds: Sequence[ImageKind], stem: str, folder: str) -> tuple[ImageKind, Path] | None:
        self.asked.append((tuple(kinds), stem, folder))
        return None if self.path is None else (self.kind or kinds[0], self.path)


@pytest.fixture
def wiring(desk: Desk, scan_zip: Path) -> ExportingWiring:
    desk.open(scan_zip)
    found = desk.window.findChild(ExportingWiring)
    assert found is not None
    return found


def export(desk: Desk, wiring: ExportingWiring, kind: ImageKind, path: Path) -> Path:
    """By Ctrl+Shift+E; what was written."""
    Answers(wiring, path, kind)
    desk.window.slice_view.setFocus()
    with desk.qtbot.waitSignal(wiring.exporter.exported) as done:
        desk.press(Qt.Key.Key_E, CONTROL | SHIFT)
    assert done.args is not None
    written: Path = done.args[0]
    return written


def shown(desk: Desk) -> np.ndarray:
    view = desk.window.slice_view
    assert view.painted is not None
    assert view.window_level is not None
    return rendered(view.painted, view.window_level, view.appearance)


@pytest.mark.parametrize("appearance", [Appearance(), Appearance(inverted=True), Appearance("viridis")])
def test_the_slice_as_png_is_what_is_shown(
    desk: Desk, wiring: ExportingWiring, tmp_path: Path, appearance: Appearance
) -> None:
    desk.window.slice_view.set_window(WindowLevel(300, 50))
    desk.window.slice_view.set_appearance(appearance)
    written = export(desk, wiring, ImageKind.SLICE_PNG, tmp_path / "made")
    assert written == tmp_path / "made.png"
    np.testing.assert_array_equal(np.asarray(Image.open(written)), shown(desk))
    large = export(desk, wiring, ImageKind.LARGE_SLICE_PNG, tmp_path / "large.png")
    np.testing.assert_array_equal(np.asarray(Image.open(large))[::2, ::2], shown(desk))


def test_the_view_as_png_is_the_view(desk: Desk, wiring: ExportingWiring, tmp_path: Path) -> None:
    viewport = desk.window.slice_view.canvas.viewport()
    ratio = viewport.devicePixelRatioF()
    size = (round((viewport.width() - 2) * ratio), round((viewport.height() - 2) * ratio))
    with Image.open(export(desk, wiring, ImageKind.VIEW_PNG, tmp_path / "view.png")) as picture:
        assert picture.size == size
        assert len(np.unique(np.asarray(picture))) > 2


def test_tiff_holds_the_stored_values(desk: Desk, wiring: ExportingWiring, tmp_path: Path) -> None:
    written = export(desk, wiring, ImageKind.SLICE_TIFF, tmp_path / "values.tiff")
    painted = desk.window.slice_view.painted
    assert painted is not None
    read = tifffile.imread(written)
    np.testing.assert_array_equal(read, painted.pixels.stored)
    assert read.dtype == np.int16


@pytest.mark.parametrize("kind", [ImageKind.SLICE_DICOM, ImageKind.VIEW_DICOM])
def test_dicom_refers_to_the_slice(
    desk: Desk, wiring: ExportingWiring, tmp_path: Path, kind: ImageKind
) -> None:
    found = pydicom.dcmread(export(desk, wiring, kind, tmp_path / "made"))
    stack, painted = desk.workspace.stack, desk.window.slice_view.painted
    assert stack is not None
    assert painted is not None
    assert found.SourceImageSequence[0].ReferencedSOPInstanceUID == painted.header.sop_instance_uid
    assert found.PatientName == "Phantom^A"
    assert found.BurnedInAnnotation == ("YES" if kind.is_view else "NO")
    if not kind.is_view:
        np.testing.assert_array_equal(found.pixel_array, shown(desk))
        assert list(found.PixelSpacing) == [0.5, 0.5]


def test_the_name_says_series_and_slice_and_the_folder_is_remembered(
    desk: Desk, wiring: ExportingWiring, store: SettingsStore, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    export(desk, wiring, ImageKind.SLICE_PNG, tmp_path / "mine" / "made")
    answers = Answers(wiring, None)
    wiring.export_image.trigger()
    assert answers.asked == [(tuple(ImageKind), "made for a test slice 7", str(tmp_path / "mine"))]
    assert store.current.export_folder == str(tmp_path / "mine")
    assert desk.window.message_bar.text == f"Written: {tmp_path / 'mine' / 'made.png'}"


def test_each_kind_has_an_entry_of_its_own(desk: Desk, wiring: ExportingWiring) -> None:
    answers = Answers(wiring, None)
    for action in desk.window.save_menu.actions():
        if action.text().startswith(tuple(kind.title for kind in ImageKind)):
            action.trigger()
    assert [kinds for kinds, _, _ in answers.asked] == [(kind,) for kind in ImageKind]


def test_the_scan_is_never_written_over(desk: Desk, wiring: ExportingWiring, scan_zip: Path) -> None:
    before = scan_zip.read_bytes()
    other = scan_zip.with_name("other.dcm")
    other.write_bytes(bytes(128) + b"DICM and more")
    for path, kind in ((scan_zip, ImageKind.SLICE_DICOM), (other, ImageKind.SLICE_DICOM)):
        Answers(wiring, path, kind)
        target = kind.with_suffix(path)
        if target != path:
            target.write_bytes(b"what is there")
        with desk.qtbot.waitSignal(wiring.exporter.failed):
            wiring.export_image.trigger()
        if target != path:
            assert target.read_bytes() == b"what is there"
    assert scan_zip.read_bytes() == before
    assert other.read_bytes() == bytes(128) + b"DICM and more"
    assert "scans are never written over" in desk.window.message_bar.text


def test_what_can_not_be_written_is_told(desk: Desk, wiring: ExportingWiring, tmp_path: Path) -> None:
    Answers(wiring, tmp_path / "gone" / "made.png")
    with desk.qtbot.waitSignal(wiring.exporter.failed):
        wiring.export_image.trigger()
    assert "The folder is gone" in desk.window.message_bar.text


def test_copying_puts_the_view_on_the_clipboard(desk: Desk, wiring: ExportingWiring) -> None:
    QGuiApplication.clipboard().clear()
    desk.window.slice_view.setFocus()
    desk.press(Qt.Key.Key_C, CONTROL)
    found = pixels_of(QGuiApplication.clipboard().image())
    viewport = desk.window.slice_view.canvas.viewport()
    ratio = viewport.devicePixelRatioF()
    assert found.shape[:2] == (round((viewport.height() - 2) * ratio), round((viewport.width() - 2) * ratio))
    assert len(np.unique(found)) > 2


def test_in_a_text_field_the_same_keys_copy_the_text(desk: Desk, wiring: ExportingWiring) -> None:
    field = QLineEdit("some text", desk.window)
    field.show()
    field.setFocus()
    field.selectAll()
    desk.press(Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "some text"


def test_nothing_is_offered_while_nothing_is_open(desk: Desk) -> None:
    found = desk.window.findChild(ExportingWiring)
    assert found is not None
    assert not any(action.isEnabled() for action in (found.export_image, found.copy_image, found.export_cine))
    assert found.export_image in desk.window.actions_.all
    assert found.copy_image.shortcut() == QKeySequence("Ctrl+C")


def test_a_slab_is_never_told_to_be_one_slice(desk: Desk, wiring: ExportingWiring, tmp_path: Path) -> None:
    desk.workspace.loader.slab = SlabWish(SlabMode.MAXIMUM, 5)
    desk.window.slice_view.go_to(2)
    desk.qtbot.waitUntil(lambda: getattr(desk.window.slice_view.painted, "slab", None) is not None)
    stack = desk.workspace.stack
    assert stack is not None
    uids = [stack.slice_header(index).sop_instance_uid for index in range(5)]
    for kind, what in ((ImageKind.SLICE_DICOM, "Picture of"), (ImageKind.VIEW_DICOM, "View of")):
        found = pydicom.dcmread(export(desk, wiring, kind, tmp_path / kind.value))
        assert found.SeriesDescription == f"{what} maximum of 5 slices, 1 to 5"
        assert found.DerivationDescription.startswith(
            "maximum of 5 slices, 1 to 5, 12.5 mm; 8 bit from window"
        )
        assert [one.ReferencedSOPInstanceUID for one in found.SourceImageSequence] == uids
        assert "SliceThickness" not in found
    with tifffile.TiffFile(export(desk, wiring, ImageKind.SLICE_TIFF, tmp_path / "values")) as written:
        told = written.pages[0].description  # type: ignore[union-attr]
    assert told.startswith("title=maximum of 5 slices, 1 to 5\n")
    assert "\nsop_instance_uid" not in told
    assert f"source_sop_instance_uids={','.join(uids)}" in told
    assert wiring.stem == "made for a test maximum of 5 slices, 1 to 5"
