"""Which signal goes where: the workspace's to the panels, the panels' to the workspace."""

from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMessageBox

from phantomscope import __version__
from phantomscope.analysis.process import Ending, Outcome
from phantomscope.analysis.results import AnalysisResult
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.dataset import Dataset
from phantomscope.gui.exporter import Exporter, Kind
from phantomscope.gui.file_dialogs import ask_for_files, ask_for_folder
from phantomscope.gui.loaded_slice import LoadedSlice
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.memory_monitor import MemoryMonitor
from phantomscope.gui.memory_panel import MemoryPanel
from phantomscope.gui.settings import SettingsStore
from phantomscope.gui.shortcuts_dialog import ShortcutsDialog
from phantomscope.gui.workspace import Workspace
from phantomscope.stack.slice_stack import SliceStack

_ABOUT = (
    "<h3>Phantomscope {version}</h3>"
    "<p>Viewer and analyser for CT and MR phantom scans. It opens a ZIP archive or a folder as it is, "
    "extracts nothing and changes nothing.</p>"
    "<p>The analysis is pylinac’s. Not a medical device.</p>"
)
_KINDS: dict[str, Kind] = {"pdf": "pdf", "json": "json", "csv": "csv"}


class Wiring(QObject):
    """Connects everything once and holds what has to be done between a signal and a panel.

    Args:
        window: The window; the wiring becomes its child.
        workspace: What is open.
        exporter: Writes results to files.
        monitor: Measures memory.
        store: The settings.
    """

    def __init__(
        self,
        window: MainWindow,
        workspace: Workspace,
        exporter: Exporter,
        monitor: MemoryMonitor,
        store: SettingsStore,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._exporter = exporter
        self._monitor = monitor
        self._store = store
        self._memory_panel: MemoryPanel | None = None
        self._shortcuts: ShortcutsDialog | None = None
        self._connect_opening()
        self._connect_slices()
        self._connect_analysis()
        self._connect_export()
        self._connect_rest()
        self._refresh_recent()
        window.actions_.set_scan_open(False)
        window.actions_.set_result_there(False)

    # -- connections --------------------------------------------------------------------------------------

    def _connect_opening(self) -> None:
        window, workspace, actions = self._window, self._workspace, self._window.actions_
        opener = workspace.opener
        opener.started.connect(self._on_opening_started)
        opener.progressed.connect(window.opening_bar.show_progress)
        opener.first_slice_ready.connect(self._on_first_slice_ready)
        opener.failed.connect(self._on_opening_failed)
        opener.cancelled.connect(self._on_opening_cancelled)
        workspace.dataset_changed.connect(self._on_dataset_changed)
        window.opening_bar.cancel_requested.connect(opener.cancel)
        window.files_dropped.connect(workspace.open_paths)
        window.empty_panel.recent_chosen.connect(self._on_recent_chosen)
        actions.open_file.triggered.connect(self._on_open_file)
        actions.open_folder.triggered.connect(self._on_open_folder)
        actions.open_demo.triggered.connect(workspace.open_demo)
        actions.close_scan.triggered.connect(workspace.close_dataset)
        target = window.empty_panel.target
        for button, action in (
            (target.open_button, actions.open_file),
            (target.folder_button, actions.open_folder),
            (target.demo_button, actions.open_demo),
        ):
            button.clicked.connect(action.trigger)

    def _connect_slices(self) -> None:
        window, workspace, actions = self._window, self._workspace, self._window.actions_
        view = window.slice_view
        workspace.stack_changed.connect(self._on_stack_changed)
        workspace.loader.slice_ready.connect(view.show_slice)
        workspace.loader.slice_failed.connect(view.show_failure)
        window.series_panel.series_chosen.connect(workspace.select_series)
        view.slice_wanted.connect(workspace.request_slice)
        view.readout_changed.connect(window.readout_bar.show_readout)
        view.window_changed.connect(window.readout_bar.show_window)
        view.presets_changed.connect(actions.set_presets)
        view.menu_wanted.connect(window.show_slice_menu)
        for number, action in enumerate(actions.presets):
            action.triggered.connect(lambda _=False, number=number: view.apply_preset(number))
        actions.invert.toggled.connect(view.set_inverted)
        actions.fit.triggered.connect(view.fit)
        for action, slices in (
            (actions.previous, -1),
            (actions.next, 1),
            (actions.page_back, -view.slider.pageStep()),
            (actions.page_on, view.slider.pageStep()),
        ):
            action.triggered.connect(lambda _=False, slices=slices: view.step(slices))
        actions.first.triggered.connect(lambda: view.go_to(0))
        actions.last.triggered.connect(view.go_to_end)

    def _connect_analysis(self) -> None:
        window, workspace = self._window, self._workspace
        panel = window.analysis_panel
        panel.analyse_requested.connect(workspace.analyse)
        panel.cancel_requested.connect(workspace.cancel_analysis)
        panel.image_selected.connect(window.slice_view.show_image)
        workspace.analysis_started.connect(self._on_analysis_started)
        workspace.runner.stage_changed.connect(panel.show_stage)
        workspace.result_found.connect(self._on_result_found)
        workspace.analysis_ended.connect(self._on_analysis_ended)
        window.actions_.analyse.triggered.connect(self._on_analyse)
        window.actions_.cancel.triggered.connect(self._on_cancel)

    def _connect_export(self) -> None:
        window, exporter = self._window, self._exporter
        window.analysis_panel.export_requested.connect(self._on_export)
        for kind, action in window.actions_.exports:
            action.triggered.connect(lambda _=False, kind=kind: self._on_export(kind))
        exporter.progressed.connect(window.analysis_panel.show_export)
        exporter.exported.connect(self._on_exported)
        exporter.failed.connect(self._on_export_failed)

    def _connect_rest(self) -> None:
        window, actions = self._window, self._window.actions_
        window.gauge.clicked.connect(self._on_memory)
        window.recent_menu.aboutToShow.connect(self._refresh_recent)
        window.closing.connect(self._on_closing)
        actions.memory.triggered.connect(self._on_memory)
        actions.shortcuts.triggered.connect(self._on_shortcuts)
        actions.about.triggered.connect(self._on_about)
        actions.quit.triggered.connect(window.close)

    # -- opening ------------------------------------------------------------------------------------------

    @Slot(str)
    def _on_opening_started(self, name: str) -> None:
        self._window.message_bar.dismiss()
        self._window.opening_bar.start(name)

    @Slot(object)
    def _on_first_slice_ready(self, loaded: LoadedSlice) -> None:
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

    @Slot(object)
    def _on_dataset_changed(self, dataset: Dataset | None) -> None:
        window = self._window
        window.opening_bar.finish()
        window.series_panel.set_dataset(dataset)
        window.show_dataset_name(dataset.source.name if dataset is not None else "")
        window.actions_.set_scan_open(dataset is not None)
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

    # -- slices -------------------------------------------------------------------------------------------

    @Slot(object)
    def _on_stack_changed(self, stack: SliceStack | None) -> None:
        window = self._window
        series = stack.series if stack is not None else None
        window.series_panel.show_series(series)
        window.analysis_panel.set_series(series)
        self._monitor.sample()
        self._tell_memory_panel()
        if stack is None:
            window.slice_view.clear()
            window.readout_bar.show_window(None)
            window.actions_.set_result_there(False)
            return
        self._show_stack(stack, len(stack) // 2)
        result = self._workspace.result_of(stack.series.key)
        window.actions_.set_result_there(result is not None)
        if result is not None and not self._workspace.is_analysing:
            window.analysis_panel.show_result(result)

    def _show_stack(self, stack: SliceStack, index: int) -> None:
        result = self._workspace.result_of(stack.series.key)
        self._window.slice_view.start_stack(len(stack), stack.series.facts.modality, index)
        self._window.slice_view.set_images(result.images if result is not None else ())

    # -- analysis -----------------------------------------------------------------------------------------

    @Slot()
    def _on_analyse(self) -> None:
        if not self._workspace.is_analysing:
            self._window.analysis_panel.trigger()

    @Slot()
    def _on_analysis_started(self) -> None:
        self._window.message_bar.dismiss()
        self._window.slice_view.set_images(())
        self._window.actions_.set_result_there(False)
        self._window.analysis_panel.set_running(True)

    @Slot(str, object)
    def _on_result_found(self, key: str, result: AnalysisResult) -> None:
        self._window.series_panel.set_verdict(key, result.verdict)

    @Slot(str, object)
    def _on_analysis_ended(self, key: str, outcome: Outcome) -> None:
        window, series = self._window, self._workspace.series
        panel = window.analysis_panel
        if outcome.ending is not Ending.FINISHED or series is None or key == series.key:
            if outcome.result is not None:
                window.slice_view.set_images(outcome.result.images)
            panel.show_outcome(outcome)
        else:
            # Another series is shown by now: the list of series has the verdict, the results wait there.
            panel.set_running(False)
        shown = self._workspace.result_of(series.key) if series is not None else None
        if shown is not None and panel.result is None:
            # After a cancel, what was found before is still true.
            window.slice_view.set_images(shown.images)
            panel.show_result(shown)
        if self._workspace.result_of(key) is None:
            window.series_panel.set_verdict(key, None)
        window.actions_.set_result_there(shown is not None)

    @Slot()
    def _on_cancel(self) -> None:
        if self._workspace.opener.is_busy:
            self._workspace.opener.cancel()
        elif self._window.analysis_panel.is_running:
            self._window.analysis_panel.trigger()
        elif self._exporter.is_busy:
            self._exporter.cancel()
        else:
            self._window.message_bar.dismiss()

    # -- export -------------------------------------------------------------------------------------------

    @Slot(str)
    def _on_export(self, kind: str) -> None:
        series, dataset = self._workspace.series, self._workspace.dataset
        if series is None or dataset is None:
            return
        result, job = self._workspace.result_of(series.key), self._workspace.job_of(series.key)
        if result is not None and job is not None:
            self._exporter.export(_KINDS[kind], result, job, dataset.data)

    @Slot(str)
    def _on_exported(self, path: str) -> None:
        self._window.message_bar.show_note(f"Written: {path}")

    @Slot(str)
    def _on_export_failed(self, text: str) -> None:
        self._window.message_bar.show_failure(text)

    # -- the rest -----------------------------------------------------------------------------------------

    @Slot()
    def _on_memory(self) -> None:
        if self._memory_panel is None:
            self._memory_panel = MemoryPanel(self._monitor, self._window)
        self._tell_memory_panel()
        self._memory_panel.show()
        self._memory_panel.raise_()
        self._memory_panel.activateWindow()

    def _tell_memory_panel(self) -> None:
        if self._memory_panel is not None:
            dataset = self._workspace.dataset
            self._memory_panel.set_dataset(
                dataset.source if dataset is not None else None, self._workspace.series
            )

    @Slot()
    def _on_shortcuts(self) -> None:
        if self._shortcuts is None:
            self._shortcuts = ShortcutsDialog(self._window.actions_.all, self._window)
        self._shortcuts.show()
        self._shortcuts.raise_()
        self._shortcuts.activateWindow()

    @Slot()
    def _on_about(self) -> None:
        box = QMessageBox(self._window)
        box.setWindowTitle(box.tr("About Phantomscope"))
        box.setText(_ABOUT.format(version=__version__))
        box.setIconPixmap(self._window.windowIcon().pixmap(64, 64))
        box.open()
        box.finished.connect(box.deleteLater)

    @Slot()
    def _on_closing(self) -> None:
        self._store.change(
            window_geometry=self._window.saveGeometry().data(),
            splitter_sizes=tuple(self._window.splitter.sizes()),
        )
        self._monitor.stop()
        self._exporter.shutdown()
        self._workspace.shutdown()
