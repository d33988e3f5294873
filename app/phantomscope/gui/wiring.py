"""Which signal goes where: slices, memory, help and the end; opening and analysis have files of their own."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QMessageBox

from phantomscope import __version__
from phantomscope.analysis.parameters.process import ParameterForms
from phantomscope.analysis.profiles import ProfileStore
from phantomscope.gui.analysis.analysis_wiring import AnalysisWiring
from phantomscope.gui.editing.content_place import index_after
from phantomscope.gui.editing.editing_wiring import EditingWiring
from phantomscope.gui.editing.saving_wiring import SavingWiring
from phantomscope.gui.exporting.exporting_wiring import ExportingWiring
from phantomscope.gui.exporting.privacy_wiring import PrivacyWiring
from phantomscope.gui.help.help_wiring import HelpWiring
from phantomscope.gui.levels.levels_wiring import LevelsWiring
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.measuring.measuring_wiring import MeasuringWiring
from phantomscope.gui.measuring.table_wiring import TableWiring
from phantomscope.gui.memory.budget_wiring import BudgetWiring
from phantomscope.gui.memory.memory_monitor import MemoryMonitor
from phantomscope.gui.memory.strategy_wiring import StrategyWiring
from phantomscope.gui.opening.opening_wiring import OpeningWiring
from phantomscope.gui.opening.preview_hold import PreviewHold
from phantomscope.gui.opening.series_wiring import SeriesWiring
from phantomscope.gui.preferences.preferences_wiring import PreferencesWiring
from phantomscope.gui.results.exporter import Exporter
from phantomscope.gui.results.results_wiring import ResultsWiring
from phantomscope.gui.second.region_difference import RegionDifference
from phantomscope.gui.second.second_wiring import SecondWiring
from phantomscope.gui.settings import SettingsStore
from phantomscope.gui.setup.corrections_wiring import CorrectionsWiring
from phantomscope.gui.setup.parameters_wiring import ParametersWiring
from phantomscope.gui.setup.profiles_wiring import ProfilesWiring
from phantomscope.gui.setup.tolerances_wiring import TolerancesWiring
from phantomscope.gui.tags.tags_wiring import TagsWiring
from phantomscope.gui.viewing.cine_wiring import CineWiring
from phantomscope.gui.viewing.overlay_wiring import OverlayWiring
from phantomscope.gui.views.views_wiring import ViewsWiring
from phantomscope.gui.workspace import Workspace
from phantomscope.stack.slice_stack import SliceStack

if TYPE_CHECKING:  # loaded when they are first shown
    from phantomscope.gui.memory.memory_panel import MemoryPanel
    from phantomscope.gui.shortcuts_dialog import ShortcutsDialog


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
        self._measuring = measuring = MeasuringWiring(window, workspace)
        table = TableWiring(window, workspace, measuring)
        window.actions_.more.extend((*measuring.actions, table.action))
        window.actions_.more.append(TolerancesWiring(window, workspace).action)
        window.actions_.more.extend(ResultsWiring(window, workspace).actions)
        views = ViewsWiring(window, workspace, store)
        window.actions_.more.extend(views.actions)
        self._levels = LevelsWiring(window, workspace, store)
        window.actions_.more.extend(self._levels.actions)
        cine = CineWiring(window, workspace, store)
        self.preferences = PreferencesWiring(window, workspace, monitor, store, cine)
        HelpWiring(window, workspace)
        tags = TagsWiring(window, workspace)
        window.actions_.more.extend(tags.actions)
        window.actions_.more.extend(OverlayWiring(window, workspace, store).actions)
        self.exporting = ExportingWiring(window, workspace, store)
        PrivacyWiring(window, workspace, store)
        self._second = SecondWiring(window, workspace, store)
        self.budget = BudgetWiring(window, workspace, monitor, store, views, self._second.scan, exporter)
        RegionDifference(window, workspace, measuring, self._second.difference)
        self._editing, self._saving = EditingWiring(window, workspace), SavingWiring(window, workspace)
        self._saving.why_not = lambda: self._editing.why_not_saved
        window.actions_.more.extend((*self._editing.actions, self._saving.save))
        workspace.strategies.room = self.budget.keeper.room
        strategies = StrategyWiring(window, workspace, monitor).actions
        window.actions_.more.extend(strategies)
        PreviewHold(window, workspace, (*strategies, cine.play))
        self._connect_slices()
        self._connect_edits()
        self._connect_rest()
        series = SeriesWiring(window, workspace, tags, measuring.keeping.lost_text)
        window.actions_.more.extend(series.actions)

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
        undo, redo = self.tr("&Undo {what}"), self.tr("&Redo {what}")
        for action, do, can, text, words in (
            (actions.undo, history.undo, history.canUndoChanged, history.undoTextChanged, undo),
            (actions.redo, history.redo, history.canRedoChanged, history.redoTextChanged, redo),
        ):
            action.triggered.connect(do)
            can.connect(self._offer_undo)
            text.connect(
                lambda what, action=action, words=words: action.setText(words.format(what=what).strip())
            )

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
        # The list of series has asked for the slice shown before: no window must be taken from it.
        self._workspace.loader.forget()
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
        slots = stack.overlay.slots()
        self._workspace.loader.forget()  # an answer on its way may be of slices as they were
        self._show_stack(stack, index_after(self._slots, slots, view.index), same_series=True)

    def _show_stack(self, stack: SliceStack, index: int, *, same_series: bool = False) -> None:
        self._slots = stack.overlay.slots()
        result = self._workspace.result_of(stack.series.key)
        modality = stack.series.facts.modality
        self._window.slice_view.start_stack(len(stack), modality, index, same_series=same_series)
        self._window.slice_view.set_images(result.images if result is not None else ())

    # -- the rest -----------------------------------------------------------------------------------------

    @Slot()
    def _on_cancel(self) -> None:
        """One thing at a time: work that runs first, then what is held or chosen, and the message last."""
        running = (self._saving.cancel, self._second.cancel, self._cancel_work)
        held = (self._editing.cancel, self._levels.cancel, self._measuring.cancel)
        if not any(cancel() for cancel in (*running, *held)):
            self._window.message_bar.dismiss()

    def _cancel_work(self) -> bool:
        if self._workspace.opener.is_busy:
            self._workspace.opener.cancel()
        elif self._window.analysis_panel.is_running:
            self._window.analysis_panel.trigger()
        elif self._exporter.is_busy:
            self._exporter.cancel()
        else:
            return False
        return True

    @Slot()
    def _on_memory(self) -> None:
        # Three turns of the event loop the first time: together they would hold up the window.
        from phantomscope.gui.memory.memory_panel import MemoryPanel

        def build() -> None:
            if self._memory_panel is None:
                self._memory_panel = MemoryPanel(
                    self._monitor, self._window, strategies=self._workspace.strategies
                )
            QTimer.singleShot(0, self._memory_panel, show)

        def show() -> None:
            if self._memory_panel is not None:
                self._tell_memory_panel()
                self._memory_panel.show()
                self._memory_panel.raise_()
                self._memory_panel.activateWindow()

        if self._memory_panel is None:
            QTimer.singleShot(0, self, build)
        else:
            show()

    def _tell_memory_panel(self) -> None:
        if self._memory_panel is not None:
            dataset = self._workspace.dataset
            self._memory_panel.set_dataset(
                dataset.source if dataset is not None else None, self._workspace.series
            )

    @Slot()
    def _on_shortcuts(self) -> None:
        from phantomscope.gui.shortcuts_dialog import ShortcutsDialog, menu_groups, mouse_groups

        if self._shortcuts is None:
            self._shortcuts = ShortcutsDialog(self._window)
        keys = menu_groups(self._window.menuBar(), self._window.actions_.all)
        self._shortcuts.show_groups((*keys, *mouse_groups()))
        self._shortcuts.show()
        self._shortcuts.raise_()
        self._shortcuts.activateWindow()

    @Slot()
    def _on_about(self) -> None:
        box = QMessageBox(self._window)
        box.setWindowTitle(self.tr("About Phantomscope"))
        what = self.tr(
            "Viewer and analyser for CT and MR phantom scans. It opens a ZIP archive or a folder as it is, "
            "extracts nothing and changes nothing."
        )
        whose = self.tr("The analysis is pylinac’s. Not a medical device.")
        box.setText(f"<h3>Phantomscope {__version__}</h3><p>{what}</p><p>{whose}</p>")
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
