"""Which JSON file to read or to write; the program goes on below these dialogs."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from phantomscope.gui.parts.marked import translate

Chosen = Callable[[Path], object]

_KINDS = "JSON (*.json *.JSON)"
_ENDING = ".json"


def ask_which_json(parent: QWidget, title: str, chosen: Chosen) -> QFileDialog:
    """Let the person choose a file to read."""
    dialog = _dialog(parent, title, chosen)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.open()
    return dialog


def ask_where_to_put_json(parent: QWidget, title: str, name: str, chosen: Chosen) -> QFileDialog:
    """Let the person choose a file to write, in the documents folder at first.

    Args:
        parent: Above whose window it stays.
        title: Its title.
        name: A file name to start from.
        chosen: Gets the path, which ends in ``.json``.
    """
    dialog = _dialog(parent, title, lambda path: chosen(_with_ending(path)))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(_ENDING.removeprefix("."))
    dialog.selectFile(name)
    dialog.open()
    return dialog


def _dialog(parent: QWidget, title: str, chosen: Chosen) -> QFileDialog:
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    dialog = QFileDialog(parent, title, folder)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setNameFilters([_KINDS, translate("Dialogs", "All files (*)")])
    dialog.fileSelected.connect(lambda name: chosen(Path(name)))
    return dialog


def _with_ending(path: Path) -> Path:
    return path if path.suffix.lower() == _ENDING else path.with_name(f"{path.name}{_ENDING}")
