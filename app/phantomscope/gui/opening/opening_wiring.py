"""Opening: from menus, buttons, drops and the recent list to the workspace, and what comes back."""

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from phantomscope.analysis.phantoms import PHANTOMS
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.opening.dataset import Dataset
from phantomscope.gui.parts.file_dialogs import ask_for_files, ask_for_folder
from phantomscope.gui.settings import SettingsStore
from phantomscope.gui.viewing.loaded_slice import LoadedSlice
from phantomscope.gui.workspace import Workspace


class OpeningWiring(QObject):
    """Connects all that opens and closes.

    Args:
        window: The window; the wiring becomes its child.
        workspace: What is open.
        store: The settings, for the recent list.
    """

    def __init__(self, window: MainWindow, workspace: Workspace, store: SettingsStore) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._store = store
        self._connect_opener()
        self._connect_ways_to_open()
        self._refresh_recent()
        window.actions_.set_scan_open(False)

    def _connect_opener(self) -> None:
        window, opener = self._window, self._workspace.opener
        opener.started.connect(self._on_opening_started)
        opener.progressed.connect(window.opening_bar.show_progress)
        opener.first_slice_ready.connect(self._on_first_slice_ready)
        opener.failed.connect(self._on_opening_failed)
        opener.cancelled.connect(self._on_opening_cancelled)
        window.opening_bar.cancel_requested.connect(opener.cancel)
        self._workspace.dataset_changed.connect(self._on_dataset_changed)

    def _connect_ways_to_open(self) -> None:
        window, workspace, actions = self._window, self._workspace, self._window.actions_
        window.files_dropped.connect(workspace.open_paths)
        window.empty_panel.recent_chosen.connect(self._on_recent_chosen)
        window.recent_menu.aboutToShow.connect(self._refresh_recent)
        actions.open_file.triggered.connect(self._on_open_file)
        actions.open_folder.triggered.connect(self._on_open_folder)
        actions.open_demo.triggered.connect(lambda: workspace.open_demo())
        for phantom in PHANTOMS:
            demo = window.demo_menu.addAction(phantom.name)
            demo.triggered.connect(lambda _=False, name=phantom.name: workspace.open_demo(name))
        actions.close_scan.triggered.connect(workspace.close_dataset)
        target = window.empty_panel.target
        for button, action in (
            (target.open_button, actions.open_file),
            (target.folder_button, actions.open_folder),
            (target.demo_button, actions.open_demo),
        ):
            button.clicked.connect(action.trigger)

    @Slot(str)
    def _on_opening_started(self, name: str) -> None:
        self._window.message_bar.dismiss()
        self._window.opening_bar.start(name)

    @Slot(object)
    def _on_first_slice_ready(self, loaded: LoadedSlice) -> None:
        # What was found in the scan before must not stand beside the first picture of the next.
        self._offer_analysis(False)
        self._window.slice_view.show_preview(loaded)
        self._window.show_work(True)

    @Slot(object)
    def _on_opening_failed(self, error: PhantomscopeError) -> None:
        self._return_to_what_was()
        self._window.message_bar.show_error(error)

    @Slot()
    def _on_opening_cancelled(self) -> None:
        self._return_to_what_was()

    def _return_to_what_was(self) -> None:
        self._window.opening_bar.finish()
        self._window.show_work(self._workspace.stack is not None)
        self._window.slice_view.end_preview()
        self._offer_analysis(True)

    def _offer_analysis(self, offered: bool) -> None:
        # The panel keeps its place: hiding it would make the picture jump.
        window, series = self._window, self._workspace.series
        panel = window.analysis_panel
        result = self._workspace.result_of(series.key) if series is not None else None
        panel.setEnabled(offered)
        if not offered:
            panel.results.clear()
        elif result is not None and panel.result is None:
            panel.results.show_result(result)
        window.actions_.analyse.setEnabled(offered and series is not None)
        window.actions_.set_result_there(offered and result is not None)

    @Slot(object)
    def _on_dataset_changed(self, dataset: Dataset | None) -> None:
        window = self._window
        window.opening_bar.finish()
        window.series_panel.set_dataset(dataset)
        window.show_dataset_name(dataset.source.name if dataset is not None else "")
        window.actions_.set_scan_open(dataset is not None)
        window.analysis_panel.setEnabled(True)
        window.show_work(dataset is not None)
        self._refresh_recent()
        if dataset is not None:
            window.slice_view.setFocus()

    @Slot(object)
    def _on_recent_chosen(self, path: Path) -> None:
        self._workspace.open_paths([path])

    @Slot()
    def _on_open_file(self) -> None:
        ask_for_files(self._window, self._store.current.last_folder, self._workspace.open_paths)

    @Slot()
    def _on_open_folder(self) -> None:
        ask_for_folder(self._window, self._store.current.last_folder, self._workspace.open_paths)

    @Slot()
    def _refresh_recent(self) -> None:
        paths = self._store.current.recent
        self._window.empty_panel.set_recent(paths)
        menu = self._window.recent_menu
        menu.clear()
        menu.setEnabled(bool(paths))
        for path in paths:
            action = menu.addAction(Path(path).name or path)
            action.setToolTip(path)
            action.triggered.connect(lambda _=False, path=path: self._workspace.open_paths([Path(path)]))
        if paths:
            menu.addSeparator()
            menu.addAction(menu.tr("&Clear This List"), self._forget_recent)

    def _forget_recent(self) -> None:
        self._store.change(recent=())
        self._window.empty_panel.set_recent(())
        self._window.recent_menu.setEnabled(False)
