from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from phantomscope.gui.parts.file_dialogs import ask_for_files, ask_for_folder, ask_for_result


def test_what_is_chosen_is_handed_on_and_the_window_stays_usable(
    qtbot: QtBot, tmp_path: Path, scan_zip: Path
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    got: list[list[Path]] = []
    dialog = ask_for_files(parent, str(tmp_path), got.append)
    assert dialog.fileMode() is QFileDialog.FileMode.ExistingFiles
    assert Path(dialog.directory().absolutePath()) == tmp_path
    dialog.selectFile(str(scan_zip))
    dialog.accept()
    assert got == [[scan_zip]]


def test_a_folder_can_be_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    folder = tmp_path / "scan"
    folder.mkdir()
    got: list[list[Path]] = []
    dialog = ask_for_folder(parent, str(tmp_path), got.append)
    dialog.selectFile(str(folder))
    dialog.accept()
    assert got == [[folder]]


def test_nothing_chosen_is_nothing_said(qtbot: QtBot, tmp_path: Path) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    got: list[list[Path]] = []
    dialog = ask_for_files(parent, str(tmp_path / "gone"), got.append)
    dialog.reject()
    assert not got


def test_saved_results_can_be_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    path = tmp_path / "result.json"
    path.write_bytes(b"{}")
    got: list[list[Path]] = []
    dialog = ask_for_result(parent, str(tmp_path), got.append)
    assert dialog.fileMode() is QFileDialog.FileMode.ExistingFile
    dialog.selectFile(str(path))
    dialog.accept()
    assert got == [[path]]
