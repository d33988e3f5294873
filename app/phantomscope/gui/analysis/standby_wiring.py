"""A process that waits for the next analysis, where the person wants one."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from phantomscope.analysis.phantoms import PHANTOMS
from phantomscope.analysis.standby import Standby
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.memory.memory_monitor import MemoryMonitor, MemorySample
from phantomscope.gui.preferences.preferences_wiring import PreferencesWiring
from phantomscope.gui.settings import SettingsStore
from phantomscope.gui.workspace import Workspace

_USUAL = next(phantom.name for phantom in PHANTOMS if phantom.class_name == "CatPhan504")


class StandbyWiring(QObject):
    """Keeps a process ready while a scan is open and none is analysed, and has its memory shown.

    Attributes:
        may_keep: Says whether there is memory for it.

    Args:
        window: The window; the wiring becomes its child.
        workspace: What is open.
        monitor: Measures memory.
        store: The settings.
        preferences: Tells when they change.
        standby: Keeps the process.
    """

    def __init__(
        self,
        window: MainWindow,
        workspace: Workspace,
        monitor: MemoryMonitor,
        store: SettingsStore,
        preferences: PreferencesWiring,
        standby: Standby,
    ) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._store = store
        self._standby = standby
        self.may_keep: Callable[[], bool] = lambda: True
        monitor.idle_pid = lambda: standby.pid
        monitor.idle_refused = self._is_refused
        monitor.sampled.connect(self._on_sampled)
        workspace.stack_changed.connect(self._follow)
        workspace.surveyed.connect(self._follow)
        workspace.analysis_ended.connect(self._follow)
        preferences.taken.connect(self._follow)
        window.closing.connect(self._on_closing)

    @property
    def _is_wanted(self) -> bool:
        settings = self._store.current
        return settings.idle_worker and settings.accelerated and self._workspace.stack is not None

    def _is_refused(self) -> bool:
        """Whether one would wait were there memory for it."""
        waits = self._standby.pid is not None or self._workspace.is_analysing
        return self._is_wanted and not waits and not self.may_keep()

    @Slot()
    def _follow(self) -> None:
        workspace = self._workspace
        if not self._is_wanted:
            self._standby.give_up()
        elif workspace.survey is not None and not workspace.is_analysing and self.may_keep():
            # Before the images have been looked at, the phantom is not known.
            self._standby.keep(workspace.phantom_name or _USUAL)

    @Slot(object)
    def _on_sampled(self, sample: MemorySample) -> None:
        # What only waits goes before slices that are looked at do.
        if sample.kept is not None and sample.idle_rss is not None:
            self._standby.give_up()

    @Slot()
    def _on_closing(self) -> None:
        self._standby.give_up()
