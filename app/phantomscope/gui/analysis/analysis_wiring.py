"""Analysis and export: from the panel and the menus to the workspace, and what comes back."""

from PySide6.QtCore import QObject, Slot

from phantomscope.analysis.events import Stage
from phantomscope.analysis.process import Outcome
from phantomscope.analysis.results import AnalysisResult
from phantomscope.gui.analysis.surveyor import Survey
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.results.exporter import Exporter, Kind
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
        self._waiting_for_survey = False
        self._connect_analysis()
        self._connect_export()
        window.actions_.set_result_there(False)

    def _connect_analysis(self) -> None:
        window, workspace = self._window, self._workspace
        panel = window.analysis_panel
        panel.phantom_chosen.connect(self._on_phantom_chosen)
        panel.analyse_requested.connect(self._on_analyse_requested)
        panel.cancel_requested.connect(self._on_cancel_requested)
        panel.results.image_selected.connect(window.slice_view.show_image)
        workspace.setups.changed.connect(panel.set_setup)
        for signal in (
            workspace.setups.changed,
            workspace.setups.stack_edited,
            workspace.stack_changed,
            workspace.surveyed,
            workspace.analysis_started,
            workspace.analysis_ended,
        ):
            signal.connect(self._show_outdated)
        workspace.stack_changed.connect(self._on_stack_changed)
        workspace.surveyed.connect(self._on_surveyed)
        workspace.analysis_started.connect(self._on_analysis_started)
        workspace.runner.stage_changed.connect(panel.show_stage)
        workspace.result_found.connect(self._on_result_found)
        workspace.result_changed.connect(self._on_result_changed)
        workspace.analysis_ended.connect(self._on_analysis_ended)
        window.actions_.analyse.triggered.connect(self._on_analyse)

    def _connect_export(self) -> None:
        window, exporter = self._window, self._exporter
        results = window.analysis_panel.results
        results.export_requested.connect(self._on_export)
        for kind, action in window.actions_.exports:
            action.triggered.connect(lambda _=False, kind=kind: self._on_export(kind))
        exporter.progressed.connect(results.show_export)
        exporter.exported.connect(self._on_exported)
        exporter.failed.connect(self._on_export_failed)

    @Slot()
    def _on_analyse(self) -> None:
        if not self._window.analysis_panel.is_running:
            self._window.analysis_panel.trigger()

    @Slot(str)
    def _on_phantom_chosen(self, name: str) -> None:
        self._workspace.choose_phantom(name)

    @Slot()
    def _show_outdated(self) -> None:
        workspace = self._workspace
        self._window.analysis_panel.show_outdated(
            workspace.is_outdated, edited_since=workspace.is_edited_since_survey
        )

    @Slot()
    def _on_analyse_requested(self) -> None:
        workspace, panel = self._workspace, self._window.analysis_panel
        if workspace.phantom_name:
            workspace.analyse()
        elif workspace.stack is not None and workspace.survey is None:
            self._waiting_for_survey = True
            panel.set_running(True)
            panel.show_stage(Stage("recognising the phantom"))

    @Slot()
    def _on_cancel_requested(self) -> None:
        if self._waiting_for_survey:
            self._stop_waiting()
        else:
            self._workspace.cancel_analysis()

    def _stop_waiting(self) -> None:
        self._waiting_for_survey = False
        self._window.analysis_panel.set_running(False)

    @Slot()
    def _on_stack_changed(self) -> None:
        if self._waiting_for_survey:
            self._stop_waiting()
        self._window.analysis_panel.set_setup(self._workspace.setups.current)

    @Slot(object)
    def _on_surveyed(self, survey: Survey) -> None:
        self._window.analysis_panel.set_survey(survey)
        if self._waiting_for_survey:
            self._stop_waiting()
            self._workspace.analyse()

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
    def _on_result_changed(self, key: str, result: AnalysisResult) -> None:
        window, series = self._window, self._workspace.series
        window.series_panel.set_verdict(key, result.verdict)
        panel = window.analysis_panel
        if series is not None and key == series.key and panel.result is not None:
            window.slice_view.set_images(result.images)
            panel.results.change_result(result)

    @Slot(str, object)
    def _on_analysis_ended(self, key: str, outcome: Outcome) -> None:
        window, series = self._window, self._workspace.series
        panel = window.analysis_panel
        if series is not None and key == series.key:
            result = self._workspace.result_of(key) if outcome.result is not None else None
            if result is not None:
                window.slice_view.set_images(result.images)
            panel.show_outcome(outcome, result)
        else:
            # Another series is shown by now: the list of series has the verdict, the results wait there.
            panel.set_running(False)
            if key and outcome.text:
                window.message_bar.show_failure(outcome.text)
        shown = self._workspace.result_of(series.key) if series is not None else None
        if shown is not None and panel.result is None:
            # After a cancel, what was found before is still true.
            window.slice_view.set_images(shown.images)
            panel.results.show_result(shown)
        if self._workspace.result_of(key) is None:
            window.series_panel.set_verdict(key, None)
        window.actions_.set_result_there(shown is not None)

    @Slot(str)
    def _on_export(self, kind: str) -> None:
        series, dataset = self._workspace.series, self._workspace.dataset
        if series is None or dataset is None:
            return
        result, job = self._workspace.result_to_report(series.key), self._workspace.job_of(series.key)
        if result is not None and job is not None:
            privacy = self._workspace.privacy
            hidden = privacy.names if privacy.is_on else None
            beside = self._workspace.open_sources
            self._exporter.export(_KINDS[kind], result, job, dataset.data, hidden=hidden, beside=beside)

    @Slot(str)
    def _on_exported(self, path: str) -> None:
        # What a person calls a file may tell who the patient is.
        private = self._workspace.privacy.is_on
        self._window.message_bar.show_note(
            self.tr("The file has been written.") if private else self.tr("Written: {path}").format(path=path)
        )

    @Slot(str)
    def _on_export_failed(self, text: str) -> None:
        self._window.message_bar.show_failure(text)
