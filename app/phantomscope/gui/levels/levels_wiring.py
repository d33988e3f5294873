"""Window and level: presets, histogram, the window from a region, colours; from the menus to the slice."""

import dataclasses
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence

from phantomscope.gui.actions import PRESETS
from phantomscope.gui.levels.colour_menu import ColourMenu
from phantomscope.gui.levels.histogram_dock import HistogramDock
from phantomscope.gui.levels.preset_book import PresetBook, read_presets
from phantomscope.gui.levels.region_tool import RegionTool
from phantomscope.gui.levels.region_window import region_window
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.opening.dataset import Dataset
from phantomscope.gui.settings import SettingsStore
from phantomscope.gui.viewing.appearance import COLOUR_MAPS, Appearance
from phantomscope.gui.viewing.loaded_slice import LoadedSlice
from phantomscope.gui.viewing.preset import Preset
from phantomscope.gui.workspace import Workspace

if TYPE_CHECKING:  # loaded when it is first shown
    from phantomscope.gui.levels.presets_dialog import PresetsDialog

_DOCK_HEIGHT = 170


class LevelsWiring(QObject):
    """Connects all of window and level.

    Attributes:
        actions: What it has put into the menus, for the list of shortcuts.
        histogram_action, numbers_action, region_action, presets_action: These.
        dock: The histogram.
        colours: The menu of colour maps.
        dialog: Edits the presets; None before it was asked for.

    Args:
        window: The window; the wiring becomes its child.
        workspace: What is open.
        store: The settings.
    """

    def __init__(self, window: MainWindow, workspace: Workspace, store: SettingsStore) -> None:
        super().__init__(window)
        self._window = window
        self._store = store
        self._view = window.slice_view
        self.dialog: PresetsDialog | None = None
        self._book = read_presets(store.current.window_presets)
        self._further: list[QAction] = []
        self._make_actions()
        self._make_dock()
        self.colours = ColourMenu(window)
        self._build_menu()
        self._connect()
        workspace.dataset_changed.connect(self._on_dataset_changed)
        self._start()

    @property
    def actions(self) -> tuple[QAction, ...]:
        """What it has put into the menus."""
        return self.histogram_action, self.numbers_action, self.region_action, self.presets_action

    # -- building -----------------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        self.histogram_action = QAction(self.tr("&Histogram"), self._window)
        self.histogram_action.setCheckable(True)
        self.histogram_action.setShortcut(QKeySequence("H"))
        self.numbers_action = QAction(self.tr("Set Width and &Level…"), self._window)
        self.region_action = QAction(self.tr("Window from a &Region"), self._window)
        self.region_action.setShortcut(QKeySequence("Shift+W"))
        self.region_action.setToolTip(
            self.tr("Drag a rectangle: from the 0.5th to the 99.5th percentile inside it (Shift+W)")
        )
        self.presets_action = QAction(self.tr("&Edit Presets…"), self._window)
        self._tool = RegionTool(self._view.canvas, self._on_region)
        hint = self.tr("Drag a rectangle: its values make the window · Esc gives it up")
        self._window.tool_box.add(self.region_action, self._tool, hint)

    def _make_dock(self) -> None:
        self.dock = HistogramDock(self._view, self._store, self._window)
        self._window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self.dock)
        self.dock.hide()

    def _build_menu(self) -> None:
        menu = self._window.window_menu
        self._separator = menu.addSeparator()
        menu.addActions([self.histogram_action, self.numbers_action, self.region_action])
        menu.addMenu(self.colours)
        menu.addSeparator()
        menu.addAction(self.presets_action)
        self._window.measure_menu.addAction(self.region_action)

    def _connect(self) -> None:
        view = self._view
        self.histogram_action.toggled.connect(self._on_histogram)
        self.numbers_action.triggered.connect(self._on_numbers)
        self.presets_action.triggered.connect(self._on_presets)
        self.dock.closed.connect(lambda: self.histogram_action.setChecked(False))
        self.colours.chosen.connect(self._on_colours)
        view.painted_changed.connect(self._on_painted)
        view.presets_changed.connect(self._offer_further)
        view.appearance_changed.connect(lambda look: self.colours.show_chosen(look.colour_map))

    def _start(self) -> None:
        kept = self._store.current.colour_map
        self._view.set_appearance(
            dataclasses.replace(self._view.appearance, colour_map=kept if kept in COLOUR_MAPS else "grey")
        )
        self.colours.show_chosen(self._view.appearance.colour_map)
        self._view.set_preset_book(self._book)
        self._offer(False)
        self._offer_histogram(False)

    # -- what the person does -----------------------------------------------------------------------------

    @Slot(bool)
    def _on_histogram(self, wanted: bool) -> None:
        first = wanted and not self.dock.isVisible()
        self.dock.setVisible(wanted)
        if first:
            self._window.resizeDocks([self.dock], [_DOCK_HEIGHT], Qt.Orientation.Vertical)

    @Slot()
    def _on_numbers(self) -> None:
        self.histogram_action.setChecked(True)
        self.dock.panel.focus_width()

    def _on_region(self, region: QRectF) -> None:
        painted = self._view.painted
        found = region_window(painted, region) if painted is not None else None
        if found is not None:
            self._view.set_window(found)
            self._window.tool_box.take_window()

    def cancel(self) -> bool:
        """Put the tool of the region down; whether it was taken."""
        if self._window.tool_box.current is not self.region_action:
            return False
        self._window.tool_box.take_window()
        return True

    @Slot(str)
    def _on_colours(self, name: str) -> None:
        self._view.set_appearance(Appearance(name, self._view.inverted))
        self._store.change(colour_map=name)

    @Slot()
    def _on_presets(self) -> None:
        if self.dialog is None:
            from phantomscope.gui.levels.presets_dialog import PresetsDialog

            self.dialog = PresetsDialog(self._book, self._window)
            self.dialog.book_changed.connect(self._on_book_changed)
        painted = self._view.painted
        modality = painted.header.series.modality if painted is not None else "CT"
        self.dialog.start(self._book, modality, self._view.window_level)
        self.dialog.open()

    @Slot(object)
    def _on_book_changed(self, book: PresetBook) -> None:
        self._book = book
        self._store.change(window_presets=book.text())
        self._view.set_preset_book(book)

    # -- what there is ------------------------------------------------------------------------------------

    @Slot(object)
    def _on_dataset_changed(self, dataset: Dataset | None) -> None:
        self._view.forget_window()  # another scan begins with its modality's first preset
        self._offer_histogram(dataset is not None)

    def _offer_histogram(self, there: bool) -> None:
        """Beside a scan only; it comes back with the next one."""
        self.histogram_action.setEnabled(there)
        self.dock.setVisible(there and self.histogram_action.isChecked())

    @Slot(object)
    def _on_painted(self, loaded: LoadedSlice | None) -> None:
        self._offer(loaded is not None)

    def _offer(self, there: bool) -> None:
        for action in (self.numbers_action, self.region_action):
            action.setEnabled(there)

    @Slot(object)
    def _offer_further(self, presets: tuple[Preset, ...]) -> None:
        """Presets beyond the six that have keys are in the menu alone."""
        for action in self._further:
            self._window.window_menu.removeAction(action)
            action.deleteLater()
        self._further = []
        for number, preset in enumerate(presets[PRESETS:], PRESETS):
            action = QAction(preset.title, self)
            action.setToolTip(preset.tip)
            action.triggered.connect(lambda _=False, number=number: self._view.apply_preset(number))
            self._further.append(action)
        self._window.window_menu.insertActions(self._separator, self._further)
