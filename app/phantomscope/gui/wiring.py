"""Which signal goes where: slices, memory, help and the end; opening and analysis have files of their own."""

import bisect

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMessageBox

from phantomscope import __version__
from phantomscope.analysis.parameters.process import ParameterForms
from phantomscope.analysis.profiles import ProfileStore
from phantomscope.gui.analysis.analysis_wiring import AnalysisWiring
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.memory.memory_monitor import MemoryMonitor
from phantomscope.gui.memory.memory_panel import MemoryPanel
from phantomscope.gui.opening.opening_wiring import OpeningWiring
from phantomscope.gui.results.exporter import Exporter
from phantomscope.gui.results.results_wiring import ResultsWiring
from phantomscope.gui.settings import SettingsStore
from phantomscope.gui.setup.corrections_wiring import CorrectionsWiring
from phantomscope.gui.setup.parameters_wiring import ParametersWiring
from phantomscope.gui.setup.profiles_wiring import ProfilesWiring
from phantomscope.gui.setup.tolerances_wiring import TolerancesWiring
from phantomscope.gui.shortcuts_dialog import ShortcutsDialog
from phantomscope.gui.workspace import Workspace
from phantomscope.stack.slice_stack import SliceStack

_ABOUT = (
    "<h3>Phantomscope {version}</h3>"
    "<p>Viewer and analyser for CT and MR phantom scans. It opens a ZIP archive or a folder as it is, "
    "extracts nothing and changes nothing.</p>"
    "<p>The analysis is pylinac’s. Not a medical device.</p>"
)


class Wiring(QObject):
    """Connects everything once and holds what has to be done between a signal and a panel.

    Args:
        window: The window; the wiring becomes its child.
        workspace: What is open.
        exporter: Writes results to files.
        monitor: Measures memory.
        store: The settings.
        forms: Derives the forms of the phantoms' parameters.
        profiles: Where the profiles are.
    """

    def __init__(
        self,
        window: MainWindow,
        workspace: Workspace,
        exporter: Exporter,
        monitor: MemoryMonitor,
        store: SettingsStore,
        forms: ParameterForms,
        profiles: ProfileStore,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._exporter = exporter
        self._monitor = monitor
        self._store = store
        self._slots: tuple[int, ...] = ()
        self._memory_panel: MemoryPanel | None = None
        self._shortcuts: ShortcutsDialog | None = None
        OpeningWiring(window, workspace, store)
        ParametersWiring(window, workspace, forms)
        ProfilesWiring(window, workspace, profiles, forms)  # applies a profile before the next one analyses
        AnalysisWiring(window, workspace, exporter)
        CorrectionsWiring(window, workspace)
        window.actions_.more.append(TolerancesWiring(window, workspace).action)
        window.actions_.more.extend(ResultsWiring(window, workspace).actions)
        self._connect_slices()
        self._connect_edits()
        self._connect_rest()

    def _connect_slices(self) -> None:
        window, workspace, actions = self._window, self._workspace, self._window.actions_
        view = window.slice_view
        workspace.stack_changed.connect(self._on_stack_changed)
        workspace.setups.stack_edited.connect(self._on_stack_edited)
        workspace.loader.slice_ready.connect(view.show_slice)
        workspace.loader.slice_failed.connect(view.show_failure)
        window.series_panel.series_chosen.connect(workspace.select_series)
        view.slice_wanted.connect(workspace.request_slice)
        workspace.series_kept.connect(lambda: workspace.request_slice(view.index))
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

    def _connect_edits(self) -> None:
        actions, history = self._window.actions_, self._workspace.setups.history
        for action, do, can, text, word in (
            (actions.undo, history.undo, history.canUndoChanged, history.undoTextChanged, "Undo"),
            (actions.redo, history.redo, history.canRedoChanged, history.redoTextChanged, "Redo"),
        ):
            action.triggered.connect(do)
            can.connect(self._offer_undo)
            text.connect(lambda what, action=action, word=word: action.setText(f"&{word} {what}".strip()))

        # What is being analysed must stay what it is until the results have come.
        self._workspace.analysis_started.connect(self._offer_undo)
        self._workspace.analysis_ended.connect(self._offer_undo)

    @Slot()
    def _offer_undo(self) -> None:
        actions, history = self._window.actions_, self._workspace.setups.history
        possible = not self._workspace.is_analysing
        actions.undo.setEnabled(possible and history.canUndo())
        actions.redo.setEnabled(possible and history.canRedo())

    def _connect_rest(self) -> None:
        window, actions = self._window, self._window.actions_
        window.gauge.clicked.connect(self._on_memory)
        # The analysis process is gone by then: the gauge must not count it until its next round.
        self._workspace.analysis_ended.connect(lambda *_: self._monitor.sample())
        window.closing.connect(self._on_closing)
        actions.cancel.triggered.connect(self._on_cancel)
        actions.memory.triggered.connect(self._on_memory)
        actions.shortcuts.triggered.connect(self._on_shortcuts)
        actions.about.triggered.connect(self._on_about)
        actions.quit.triggered.connect(window.close)

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
            window.analysis_panel.results.show_result(result)

    @Slot()
    def _on_stack_edited(self) -> None:
        """Slices were left out or came back: stay at the slice that is shown, or where it was."""
        stack, view = self._workspace.stack, self._window.slice_view
        if stack is None:
            return
        before, after = self._slots, stack.overlay.slots()
        here = before[view.index] if view.index < len(before) else 0
        index = bisect.bisect_left(after, here)
        self._show_stack(stack, max(0, min(index, len(after) - 1)))

    def _show_stack(self, stack: SliceStack, index: int) -> None:
        self._slots = stack.overlay.slots()
        result = self._workspace.result_of(stack.series.key)
        self._window.slice_view.start_stack(len(stack), stack.series.facts.modality, index)
        self._window.slice_view.set_images(result.images if result is not None else ())

    # -- the rest -----------------------------------------------------------------------------------------

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
