"""The open dialogs; they never stop the program, which goes on below them."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from phantomscope.gui.parts.marked import translate

Chosen = Callable[[list[Path]], object]


def ask_for_files(parent: QWidget, folder: str, chosen: Chosen) -> QFileDialog:
    """Let the person choose a ZIP archive or DICOM files."""
    dialog = _dialog(parent, translate("Dialogs", "Open a ZIP archive or DICOM files"), folder, chosen)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilters(
        [
            translate("Dialogs", "ZIP archives and DICOM files (*.zip *.ZIP *.dcm *.DCM *.ima *.IMA *.img)"),
            translate("Dialogs", "All files (*)"),
        ]
    )
    dialog.open()
    return dialog


def ask_for_folder(parent: QWidget, folder: str, chosen: Chosen) -> QFileDialog:
    """Let the person choose a folder."""
    dialog = _dialog(parent, translate("Dialogs", "Open a folder of DICOM files"), folder, chosen)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.open()
    return dialog


def ask_for_result(parent: QWidget, folder: str, chosen: Chosen) -> QFileDialog:
    """Let the person choose results that were exported as JSON."""
    dialog = _dialog(parent, translate("Dialogs", "Open saved results"), folder, chosen)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters(
        [
            translate("Dialogs", "Results (*.json *.JSON)"),
            translate("Dialogs", "All files (*)"),
        ]
    )
    dialog.open()
    return dialog


def _dialog(parent: QWidget, title: str, folder: str, chosen: Chosen) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptOpen)
    if folder and Path(folder).is_dir():
        dialog.setDirectory(folder)
    dialog.filesSelected.connect(lambda names: chosen([Path(name) for name in names]))
    return dialog
