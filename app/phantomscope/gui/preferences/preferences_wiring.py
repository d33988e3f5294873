"""Preferences: from the menu to the dialog, and from it to everything that they concern."""

import dataclasses
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence

from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.memory.memory_monitor import MemoryMonitor, MemorySample
from phantomscope.gui.preferences.dialog_sizes import DialogSizes
from phantomscope.gui.settings import MEGABYTE, Settings, SettingsStore
from phantomscope.gui.viewing.cine_wiring import CineWiring
from phantomscope.gui.workspace import Workspace

if TYPE_CHECKING:  # loaded when it is first shown
    from phantomscope.gui.preferences.preferences_dialog import PreferencesDialog

_SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}
# What "Restore defaults" sets back: what the dialog shows, and nothing that the window remembers by itself.
OPTIONS = (
    "cache_slices",
    "cache_megabytes",
    "memory_budget_megabytes",
    "strategy",
    "accelerated",
    "idle_worker",
    "cine_speed",
    "cine_to_and_fro",
    "colour_scheme",
)


class PreferencesWiring(QObject):
    """Connects the preferences.

    Signals:
        taken(Settings): These settings hold from now on.

    Attributes:
        action: Opens the dialog.

    Args:
        window: The window; the wiring becomes its child.
        workspace: What is open.
        monitor: Measures memory.
        store: The settings.
        cine: The cine.
    """

    taken = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        workspace: Workspace,
        monitor: MemoryMonitor,
        store: SettingsStore,
        cine: CineWiring,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._monitor = monitor
        self._store = store
        self._cine = cine
        self._dialog: PreferencesDialog | None = None
        self.action = QAction(self.tr("Pre&ferences…"), window)
        self.action.setShortcut(QKeySequence("Ctrl+,"))
        self.action.setMenuRole(QAction.MenuRole.PreferencesRole)
        self.action.triggered.connect(self._on_wanted)
        window.edit_menu.addSeparator()
        window.edit_menu.addAction(self.action)
        window.actions_.more.append(self.action)
        DialogSizes(window, store)
        window.analysis_panel.results.set_sizes(store.current.results_sizes)
        window.closing.connect(self._on_closing)
        if store.current.colour_scheme != "system":
            _apply_scheme(store.current.colour_scheme)

    @Slot()
    def _on_closing(self) -> None:
        results = self._window.analysis_panel.results
        if results.result is not None:  # they were seen, and so have the heights that the person likes
            self._store.change(results_sizes=results.sizes)

    @Slot()
    def _on_wanted(self) -> None:
        if self._dialog is None:
            from phantomscope.gui.preferences.preferences_dialog import PreferencesDialog

            self._dialog = PreferencesDialog(self._store.current, self._window)
            self._monitor.sampled.connect(self._on_sampled)
            self._dialog.option_changed.connect(self._on_option_changed)
            self._dialog.defaults_wanted.connect(self._on_defaults_wanted)
            self._dialog.forgetting_wanted.connect(self._on_forgetting_wanted)
        self._dialog.show_settings(self._store.current)
        self._dialog.show_limits(self._monitor.usual_budget, self._monitor.look())
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    @Slot(object)
    def _on_sampled(self, sample: MemorySample) -> None:
        if self._dialog is not None and self._dialog.isVisible():
            self._dialog.show_limits(self._monitor.usual_budget, sample)

    @Slot(str, object)
    def _on_option_changed(self, name: str, value: Any) -> None:
        self._take(dataclasses.replace(self._store.current, **{name: value}))

    @Slot()
    def _on_defaults_wanted(self) -> None:
        usual = Settings()
        self._take(dataclasses.replace(self._store.current, **{one: getattr(usual, one) for one in OPTIONS}))
        if self._dialog is not None:
            self._dialog.show_settings(self._store.current)

    @Slot()
    def _on_forgetting_wanted(self) -> None:
        self._store.change(recent=(), last_folder="")
        self._window.empty_panel.set_recent(())
        self._window.recent_menu.clear()
        self._window.recent_menu.setEnabled(False)
        if self._dialog is not None:
            self._dialog.show_settings(self._store.current)

    def _take(self, settings: Settings) -> None:
        """Keep settings, and let what differs hold at once."""
        before = self._store.current
        self._store.save(settings)
        if (before.cache_slices, before.cache_megabytes) != (settings.cache_slices, settings.cache_megabytes):
            # Who keeps the budget gives the open stack what it may have of it.
            self._monitor.sample()
        if before.memory_budget_megabytes != settings.memory_budget_megabytes:
            self._monitor.set_budget(settings.memory_budget_megabytes * MEGABYTE)
        if before.strategy != settings.strategy:
            self._workspace.strategies.follow_settings()
        if before.colour_scheme != settings.colour_scheme:
            _apply_scheme(settings.colour_scheme)
        self._cine.follow(settings)
        self.taken.emit(settings)


def _apply_scheme(scheme: str) -> None:
    """Make all windows light or dark, or have them follow the system."""
    QGuiApplication.styleHints().setColorScheme(_SCHEMES[scheme])
