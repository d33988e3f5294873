import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from dicom_files import slice_bytes, write_folder
from gui.desk import Desk, disc
from gui.scans import scan_of
from phantomscope.analysis.results import Verdict
from phantomscope.gui.opening.series_model import THUMBNAIL_ROLE, VERDICT_ROLE
from phantomscope.gui.opening.series_wiring import SeriesWiring
from phantomscope.gui.tags.tags_wiring import TagsWiring


def wiring(desk: Desk) -> SeriesWiring:
    found = desk.window.findChild(SeriesWiring)
    assert found is not None
    return found


def press_rescan(desk: Desk) -> None:
    """F5, and wait until it is done."""
    with desk.qtbot.waitSignal(desk.workspace.stack_changed):
        desk.press(Qt.Key.Key_F5)
    desk.wait_painted()
    desk.qtbot.waitUntil(lambda: not desk.workspace.surveyor.is_looking)


def member(number: int) -> bytes:
    return slice_bytes(disc(number=number), number=number)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "scan", {f"{n:03}.dcm": member(n) for n in range(1, 9)})


def test_thumbnails_come_after_the_first_slice(desk: Desk, tmp_path: Path) -> None:
    desk.open(scan_of(tmp_path / "three.zip", "head", "body", "foot"))
    panel = desk.window.series_panel
    desk.qtbot.waitUntil(lambda: not panel.without_thumbnail() and not wiring(desk).thumbnails.is_busy)
    pictures = [panel.series_model.index(row).data(THUMBNAIL_ROLE) for row in range(3)]
    assert [picture.isNull() for picture in pictures] == [False] * 3
    assert all(max(picture.width(), picture.height()) <= 64 for picture in pictures)


def test_the_menu_analyses_a_series_that_is_not_shown_yet(desk: Desk, tmp_path: Path) -> None:
    desk.open(scan_of(tmp_path / "two.zip", "head", "body"))
    second = desk.workspace.dataset.scan.series[1]  # type: ignore[union-attr]
    with desk.qtbot.waitSignal(desk.workspace.analysis_started):
        desk.window.series_panel.analyse_wanted.emit(second)
    assert desk.workspace.series is second


def test_the_menu_shows_a_series_tags(desk: Desk, tmp_path: Path) -> None:
    desk.open(scan_of(tmp_path / "two.zip", "head", "body"))
    series = desk.workspace.dataset.scan.series  # type: ignore[union-attr]
    tags = desk.window.findChild(TagsWiring)
    assert tags is not None
    desk.window.series_panel.tags_wanted.emit(series[0])
    window = tags.tag_window
    assert window is not None
    desk.qtbot.waitUntil(lambda: window.title.startswith("Slice 3 of 5"))
    window.close()
    desk.window.series_panel.tags_wanted.emit(series[1])
    desk.qtbot.waitUntil(lambda: window.title.startswith("Slice 3 of 4"))
    assert window.isVisible()
    assert desk.workspace.series is series[1]


def test_another_choice_meanwhile_counts(desk: Desk, tmp_path: Path) -> None:
    desk.open(scan_of(tmp_path / "three.zip", "head", "body", "foot"))
    series = desk.workspace.dataset.scan.series  # type: ignore[union-attr]
    with desk.qtbot.assertNotEmitted(desk.workspace.analysis_started):
        desk.window.series_panel.analyse_wanted.emit(series[1])
        desk.workspace.select_series(series[2])
        desk.qtbot.waitUntil(lambda: desk.workspace.series is series[2])


def test_scanning_again_keeps_the_slice_and_says_what_has_come(desk: Desk, folder: Path) -> None:
    desk.open(folder)
    desk.window.slice_view.go_to(5)
    desk.wait_painted()
    for number in (9, 10):
        (folder / f"{number:03}.dcm").write_bytes(member(number))
    press_rescan(desk)
    assert len(desk.workspace.stack or ()) == 10
    assert desk.window.slice_view.index == 5
    assert desk.window.message_bar.text == "Scanned again: 2 slices more."


def test_scanning_again_keeps_the_series_its_setup_and_results(desk: Desk, tmp_path: Path) -> None:
    desk.open(scan_of(tmp_path / "two.zip", "head", "body"))
    series = desk.workspace.dataset.scan.series[1]  # type: ignore[union-attr]
    with desk.qtbot.waitSignal(desk.workspace.stack_changed):
        desk.workspace.select_series(series)
    desk.wait_painted()
    desk.qtbot.waitUntil(lambda: not desk.workspace.surveyor.is_looking)
    desk.workspace.setups.exclude([0])
    desk.workspace.setups.change("Turn", turned=True)
    desk.window.slice_view.setFocus()
    desk.analyse()
    press_rescan(desk)
    workspace = desk.workspace
    assert workspace.series is not None
    assert workspace.series.key == series.key
    assert workspace.series is not series
    assert workspace.setups.current.turned
    assert workspace.stack is not None
    assert workspace.stack.overlay.removed == {0}
    assert workspace.result_of(series.key) is not None
    assert desk.window.analysis_panel.result is not None
    assert desk.window.series_panel.series_model.index(1).data(VERDICT_ROLE) is Verdict.PASS
    assert len(workspace.results()) == 1
    assert desk.window.message_bar.text == "Scanned again: nothing has changed."


def test_what_has_changed_starts_afresh(desk: Desk, folder: Path) -> None:
    desk.open(folder)
    desk.workspace.setups.change("Turn", turned=True)
    desk.analyse()
    (folder / "009.dcm").write_bytes(member(9))
    press_rescan(desk)
    assert not desk.workspace.setups.current.turned
    assert desk.workspace.series is not None
    assert desk.workspace.result_of(desk.workspace.series.key) is None
    assert len(desk.workspace.results()) == 1  # there to be compared with


def test_a_file_written_again_at_its_size_starts_afresh(desk: Desk, folder: Path) -> None:
    desk.open(folder)
    desk.analyse()
    series = desk.workspace.series
    assert series is not None
    assert desk.workspace.result_of(series.key) is not None
    path = folder / "004.dcm"
    state, content = path.stat(), path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns + 1_000_000_000))
    press_rescan(desk)
    assert desk.window.message_bar.text == "Scanned again: 1 series has changed."
    assert desk.workspace.result_of(series.key) is None
    assert desk.window.series_panel.series_model.index(0).data(VERDICT_ROLE) is None


def test_several_files_are_scanned_again(desk: Desk, folder: Path) -> None:
    paths = sorted(folder.iterdir())[:3]
    desk.open(*paths)
    press_rescan(desk)
    assert len(desk.workspace.stack or ()) == 3


def test_what_is_gone_is_told_and_what_was_open_stays(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    scan_zip.unlink()
    with desk.qtbot.waitSignal(desk.workspace.opener.failed):
        desk.press(Qt.Key.Key_F5)
    assert desk.workspace.stack is not None
    assert "does not exist" in desk.window.message_bar.text


def test_opening_another_scan_meanwhile_is_no_scanning_again(
    desk: Desk, scan_zip: Path, folder: Path
) -> None:
    desk.open(scan_zip)
    desk.window.slice_view.go_to(1)
    desk.wait_painted()
    desk.press(Qt.Key.Key_F5)
    with desk.qtbot.assertNotEmitted(desk.workspace.rescanned):
        desk.open(folder)
    assert desk.window.slice_view.index == 4


def test_what_lies_in_memory_and_nothing_can_not_be_scanned_again(desk: Desk, scan_zip: Path) -> None:
    action = wiring(desk).rescan
    assert not action.isEnabled()
    desk.open(scan_zip)
    assert action.isEnabled()
    desk.window.actions_.close_scan.trigger()
    assert not action.isEnabled()
    with desk.qtbot.assertNotEmitted(desk.workspace.opener.started):
        desk.workspace.rescan()


def test_not_while_it_is_being_analysed(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    desk.press(Qt.Key.Key_A)
    assert desk.workspace.is_analysing
    assert not wiring(desk).rescan.isEnabled()


def test_privacy_reaches_the_panel(desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    desk.workspace.privacy.set_on(True)
    assert desk.window.series_panel.series_model.index(0).data() == "Series 1"
