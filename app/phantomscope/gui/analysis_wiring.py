"""Analysis and export: from the panel and the menus to the workspace, and what comes back."""

from PySide6.QtCore import QObject, Slot

from phantomscope.analysis.process import Outcome
from phantomscope.analysis.results import AnalysisResult
from phantomscope.gui.exporter import Exporter, Kind
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.workspace import Workspace

_KINDS: dict[str, Kind] = {"pdf": "pdf", "json": "json", "csv": "csv"}


class AnalysisWiring(QObject):
    """Connects all that analyses and exports.

    Args:
        window: The window; the wiring becomes its child.
        workspace: What is open.
        exporter: Writes results to files.
    """

    def __init__(self, window: MainWindow, workspace: Workspace, exporter: Exporter) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._exporter = exporter
        self._connect_analysis()
        self._connect_export()
        window.actions_.set_result_there(False)

    def _connect_analysis(self) -> None:
        window, workspace = self._window, self._workspace
        panel = window.analysis_panel
        panel.analyse_requested.connect(lambda name: workspace.analyse(name, panel.combo.guess))
        panel.cancel_requested.connect(workspace.cancel_analysis)
        panel.image_selected.connect(window.slice_view.show_image)
        workspace.analysis_started.connect(self._on_analysis_started)
        workspace.runner.stage_changed.connect(panel.show_stage)
        workspace.result_found.connect(self._on_result_found)
        workspace.analysis_ended.connect(self._on_analysis_ended)
        window.actions_.analyse.triggered.connect(self._on_analyse)

    def _connect_export(self) -> None:
        window, exporter = self._window, self._exporter
        window.analysis_panel.export_requested.connect(self._on_export)
        for kind, action in window.actions_.exports:
            action.triggered.connect(lambda _=False, kind=kind: self._on_export(kind))
        exporter.progressed.connect(window.analysis_panel.show_export)
        exporter.exported.connect(self._on_exported)
        exporter.failed.connect(self._on_export_failed)

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
        if series is not None and key == series.key:
            if outcome.result is not None:
                window.slice_view.set_images(outcome.result.images)
            panel.show_outcome(outcome)
        else:
            # Another series is shown by now: the list of series has the verdict, the results wait there.
            panel.set_running(False)
            if key and outcome.text:
                window.message_bar.show_failure(outcome.text)
        shown = self._workspace.result_of(series.key) if series is not None else None
        if shown is not None and panel.result is None:
            # After a cancel, what was found before is still true.
            window.slice_view.set_images(shown.images)
            panel.show_result(shown)
        if self._workspace.result_of(key) is None:
            window.series_panel.set_verdict(key, None)
        window.actions_.set_result_there(shown is not None)

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
