"""Opening: from menus, buttons, drops and the recent list to the workspace, and what comes back."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from phantomscope.analysis.phantoms import PHANTOMS
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.opening.dataset import Dataset
from phantomscope.gui.opening.drops import Drop, sorted_out
from phantomscope.gui.opening.empty_panel import private_name
from phantomscope.gui.opening.recent_check import RecentCheck
from phantomscope.gui.parts.errands import Errands
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
        self._opening = ""
        self._errands = Errands(self)
        self._check = RecentCheck(self)
        self._check.found_missing.connect(self._on_missing)
        self._connect_opener()
        self._connect_ways_to_open()
        workspace.privacy.changed.connect(self._on_privacy_changed)
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
        window.files_dropped.connect(self._on_dropped)
        window.closing.connect(self._errands.close)
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
        self._workspace.privacy.learn([name, Path(name).stem])
        self._opening = name
        self._window.opening_bar.start(self._workspace.privacy.shown(name))

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
        self._show_names()
        window.actions_.set_scan_open(dataset is not None)
        window.analysis_panel.setEnabled(True)
        window.show_work(dataset is not None)
        self._refresh_recent()
        if dataset is not None:
            window.slice_view.setFocus()

    @Slot()
    def _show_names(self) -> None:
        window, dataset, shown = self._window, self._workspace.dataset, self._workspace.privacy.shown
        window.show_dataset_name(shown(dataset.source.name) if dataset is not None else "")
        if self._workspace.opener.is_busy:
            window.opening_bar.set_name(shown(self._opening))

    @Slot()
    def _on_privacy_changed(self) -> None:
        self._show_names()
        self._refresh_recent()

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
        private = self._workspace.privacy.is_on
        self._window.empty_panel.set_recent(paths, private=private)
        menu = self._window.recent_menu
        menu.clear()
        menu.setEnabled(bool(paths))
        for number, path in enumerate(paths, 1):
            action = menu.addAction(private_name(number, path) if private else Path(path).name or path)
            action.setToolTip(action.text() if private else path)
            action.setData(path)
            action.triggered.connect(lambda _=False, path=path: self._workspace.open_paths([Path(path)]))
        self._check.check(paths)
        if paths:
            menu.addSeparator()
            menu.addAction(self.tr("&Clear This List"), self._forget_recent)

    @Slot(object)
    def _on_missing(self, missing: frozenset[str]) -> None:
        """Mark what is not there any more. It stays in the list: a drive may come back."""
        self._window.empty_panel.set_missing(missing)
        for action in self._window.recent_menu.actions():
            if action.data() in missing:
                action.setText(self.tr("{name} (not found)").format(name=action.text()))

    @Slot(object)
    def _on_dropped(self, paths: Sequence[Path]) -> None:
        if len(paths) == 1:
            self._workspace.open_paths(paths)
        else:
            self._errands.run(lambda: sorted_out(paths), self._open_dropped)

    def _open_dropped(self, drop: Drop) -> None:
        self._workspace.open_paths(drop.opened)
        if drop.left:
            text = self.tr(
                "Opened {name}. The window shows one scan at a time: "
                "“Analyse Several” (Ctrl+B) takes all {count} that were dropped."
            )
            name = self._workspace.privacy.shown(drop.opened[0].name)
            self._window.message_bar.show_note(text.format(name=name, count=len(drop.left) + 1))

    def _forget_recent(self) -> None:
        self._store.change(recent=())
        self._window.empty_panel.set_recent(())
        self._window.recent_menu.setEnabled(False)
