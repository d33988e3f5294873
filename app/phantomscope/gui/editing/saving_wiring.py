"""*Save as New ZIP*: from the menu and Ctrl+S to a new archive, and what is said of it."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFileDialog, QWidget

from phantomscope.gui.editing.archive_saver import ArchiveSaver, SaveRequest
from phantomscope.gui.editing.saving_bar import SavingBar
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.parts.marked import translate
from phantomscope.gui.workspace import Workspace
from phantomscope.whole_file import safe_stem

if TYPE_CHECKING:  # loaded when a copy is saved
    from phantomscope.saving.new_archive import SavedArchive

Chosen = Callable[[Path], object]
AskWhere = Callable[[str, Chosen], object]


class SavingWiring(QObject):
    """Asks where to, and has the stack that is shown saved there.

    Attributes:
        save: The action.
        ask: Asks the person where to: gets a file name to suggest, and whom to tell.
        saver: Does it.
        bar: Shows how far it is.
        why_not: Says why what is seen is not yet what would be saved; empty where it is.

    Args:
        window: The window; the wiring becomes its child.
        workspace: What is open.
    """

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self.ask: AskWhere = asking_by_dialog(window)
        self.why_not: Callable[[], str] = lambda: ""
        self.saver = ArchiveSaver(self)
        middle = window.centralWidget()
        assert middle is not None
        self.bar = SavingBar(middle)
        self.save = QAction(self.tr("&Save as New ZIP…"), window)
        self.save.setShortcut(QKeySequence("Ctrl+S"))
        tip = self.tr("Saves the slices as they are shown to a new archive; the source is never changed")
        self.save.setStatusTip(tip)
        self.save.setToolTip(tip)
        window.save_menu.addAction(self.save)
        self._connect()
        self._refresh()

    def cancel(self) -> bool:
        """Give up saving; whether anything was being saved."""
        busy = self.saver.is_busy
        self.saver.cancel()
        return busy

    def _connect(self) -> None:
        workspace, saver = self._workspace, self.saver
        self.save.triggered.connect(self._on_save)
        saver.progressed.connect(self.bar.show_progress)
        saver.ended.connect(self._on_ended)
        saver.saved.connect(self._on_saved)
        saver.failed.connect(self._window.message_bar.show_error)
        saver.cancelled.connect(self._on_cancelled)
        self.bar.cancel_requested.connect(self.cancel)
        workspace.stack_changed.connect(self._refresh)
        self._window.closing.connect(saver.shutdown)

    @Slot()
    def _refresh(self) -> None:
        self.save.setEnabled(self._workspace.stack is not None and not self.saver.is_busy)

    @Slot()
    def _on_save(self) -> None:
        stack, dataset = self._workspace.stack, self._workspace.dataset
        if stack is None or dataset is None:
            return
        problem = self.why_not()
        if problem:
            self._tell(problem)
            return
        series, source = stack.series, dataset.source
        title = series.title if not self._workspace.privacy.is_on else ""
        name = f"{safe_stem(title, 'phantom', 'scan')} {self.tr('edited')}.zip"

        def chosen(path: Path) -> None:
            if self._workspace.dataset is not dataset:
                self._tell(
                    self.tr(
                        "The scan was closed or opened anew while you chose the file: nothing was saved. "
                        "Save once more to save what is shown now."
                    )
                )
                return
            self._start(
                SaveRequest(
                    source,
                    series,
                    self._workspace.setups.edits_of(series.key),
                    path if path.suffix.lower() == ".zip" else path.with_name(f"{path.name}.zip"),
                    self._workspace.privacy.is_on,
                    self._workspace.open_sources,
                )
            )

        self.ask(name, chosen)

    def _start(self, request: SaveRequest) -> None:
        if self.saver.is_busy:
            self._tell(
                self.tr("Another archive is being saved: this one was not. Save it once that one is done.")
            )
            return
        self.bar.start(self._workspace.privacy.shown(request.path.name))
        self.saver.start(request)
        self._refresh()

    @Slot()
    def _on_ended(self) -> None:
        self.bar.finish()
        self._refresh()

    @Slot()
    def _on_cancelled(self) -> None:
        self._tell(self.tr("Saving was given up; nothing is left of it."))

    def _tell(self, text: str) -> None:
        self._window.message_bar.show_note(text)

    @Slot(object)
    def _on_saved(self, saved: "SavedArchive") -> None:
        name = self._workspace.privacy.shown(saved.path.name)
        text = self.tr("{count} slices were saved as {name}, and read back to check them.")
        self._tell(text.format(count=saved.slices, name=name))


def asking_by_dialog(parent: QWidget) -> AskWhere:
    """Asks with the system's own dialog, starting in the documents folder, never beside the scan."""

    def ask(name: str, chosen: Chosen) -> QFileDialog:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(parent, translate("Dialogs", "Save as a new ZIP archive"), folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        # Nothing is ever written over, so there is nothing to be confirmed.
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.setNameFilters([translate("Dialogs", "ZIP archives (*.zip)")])
        dialog.setDefaultSuffix("zip")
        dialog.selectFile(name)
        dialog.fileSelected.connect(lambda file: chosen(Path(file)))
        dialog.open()
        return dialog

    return ask
