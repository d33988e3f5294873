from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from phantomscope.gui.parts.json_dialogs import ask_where_to_put_json, ask_which_json


def test_the_ending_is_added(qtbot: QtBot, tmp_path: Path) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    chosen: list[Path] = []
    dialog = ask_where_to_put_json(parent, "Export", "tolerances.json", chosen.append)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setDefaultSuffix("")
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile("mine")
    dialog.accept()
    assert chosen == [tmp_path / "mine.json"]


def test_a_file_to_read(qtbot: QtBot, tmp_path: Path) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    path = tmp_path / "tolerances.json"
    path.write_text("{}")
    chosen: list[Path] = []
    dialog = ask_which_json(parent, "Import", chosen.append)
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile(str(path))
    dialog.accept()
    assert chosen == [path]
