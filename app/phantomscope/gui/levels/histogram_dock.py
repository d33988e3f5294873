"""Where the histogram is: below the panels, or in a window of its own."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QDockWidget, QWidget

from phantomscope.gui.levels.dock_title import DockTitle
from phantomscope.gui.settings import SettingsStore
from phantomscope.gui.viewing.loaded_slice import LoadedSlice
from phantomscope.gui.viewing.slice_view import SliceView

if TYPE_CHECKING:  # loaded when it is first shown
    from phantomscope.gui.levels.histogram_panel import HistogramPanel


class HistogramDock(QDockWidget):
    """Follows a slice view. Its panel is made when it is wanted for the first time.

    Signals:
        closed(): The person has closed it by its own button.

    Args:
        view: What it counts.
        store: The settings.
        parent: Qt parent.
    """

    closed = Signal()

    def __init__(self, view: SliceView, store: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Histogram"))
        self.setObjectName("histogram")
        self.setAllowedAreas(Qt.DockWidgetArea.BottomDockWidgetArea | Qt.DockWidgetArea.TopDockWidgetArea)
        # The menu has an action of its own for it.
        self.toggleViewAction().setVisible(False)
        self.setTitleBarWidget(DockTitle(self))
        self._view = view
        self._store = store
        self._panel: HistogramPanel | None = None

    @property
    def panel(self) -> "HistogramPanel":
        """What is in it."""
        if self._panel is None:
            self._panel = self._made()
        return self._panel

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: count what has been painted meanwhile."""
        panel = self.panel
        super().showEvent(event)
        panel.refresh()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt: say so."""
        super().closeEvent(event)
        self.closed.emit()

    def _made(self) -> "HistogramPanel":
        from phantomscope.gui.levels.histogram_panel import HistogramPanel

        panel = HistogramPanel(self._store.current.histogram_log, self)
        self.setWidget(panel)
        view = self._view
        panel.window_wanted.connect(view.set_window)
        panel.log_changed.connect(self._on_log_changed)
        view.window_changed.connect(panel.show_window)
        view.painted_changed.connect(self._on_painted)
        panel.show_slice(view.painted)
        panel.show_window(view.window_level if view.painted is not None else None)
        return panel

    @Slot(object)
    def _on_painted(self, loaded: LoadedSlice | None) -> None:
        self.panel.show_slice(loaded)
        if loaded is not None:
            self.panel.show_window(self._view.window_level)

    @Slot(bool)
    def _on_log_changed(self, logarithmic: bool) -> None:
        self._store.change(histogram_log=logarithmic)
