"""Asks what a picture is to be exported as, and where to."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from phantomscope.errors import PhantomscopeError
from phantomscope.gui.exporting.image_kind import ImageKind
from phantomscope.gui.parts.marked import translate
from phantomscope.reports.files import check_place
from phantomscope.stack.member import SourceSpec

AskImagePath = Callable[[Sequence[ImageKind], str, str], tuple[ImageKind, Path] | None]
AskCinePath = Callable[[str, str, str], Path | None]


def ask_image_path(parent: QWidget) -> AskImagePath:
    """Asks with the system's own dialog; the kinds are its file filters.

    The function returned gets the kinds to offer, the first of them chosen, the name to suggest, without its
    ending, and the folder to start in.
    """

    def ask(kinds: Sequence[ImageKind], stem: str, folder: str) -> tuple[ImageKind, Path] | None:
        filters = {kind.name_filter: kind for kind in kinds}
        dialog = _save_dialog(parent, translate("Dialogs", "Export Image"), folder)
        dialog.setNameFilters(list(filters))
        dialog.setDefaultSuffix(kinds[0].suffix[1:])
        dialog.filterSelected.connect(lambda name: dialog.setDefaultSuffix(filters[name].suffix[1:]))
        dialog.selectFile(f"{stem}{kinds[0].suffix}")
        chosen = _path_of(dialog)
        kind = filters.get(dialog.selectedNameFilter(), kinds[0])
        dialog.deleteLater()
        return (kind, chosen) if chosen is not None else None

    return ask


def ask_cine_path(parent: QWidget) -> AskCinePath:
    """As above, for an animation; the function returned gets the name to suggest, its filter, the folder."""

    def ask(name: str, name_filter: str, folder: str) -> Path | None:
        dialog = _save_dialog(parent, translate("Dialogs", "Export Animation"), folder)
        dialog.setNameFilters([name_filter])
        dialog.setDefaultSuffix(Path(name).suffix[1:])
        dialog.selectFile(name)
        chosen = _path_of(dialog)
        dialog.deleteLater()
        return chosen

    return ask


def checked_target(chosen: Path, target: Path, *sources: SourceSpec) -> None:
    """Refuse, before any work is done, a target that must not be written to.

    Args:
        chosen: What the person chose.
        target: The same with the ending that the file needs.
        sources: All that is open.

    Raises:
        PhantomscopeError: It would harm a scan, or a file that nobody was asked about.
    """
    if target != chosen and target.exists():
        # The dialog asked about the name without its ending.
        raise PhantomscopeError(
            "There is a file of that name already", where=target.name, todo="Choose another name"
        )
    check_place(target, *sources)


def _save_dialog(parent: QWidget, title: str, folder: str) -> QFileDialog:
    usual = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    start = folder if folder and Path(folder).is_dir() else usual
    dialog = QFileDialog(parent, title, start)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    return dialog


def _path_of(dialog: QFileDialog) -> Path | None:
    chosen = dialog.selectedFiles() if dialog.exec() else []
    return Path(chosen[0]) if chosen else None
