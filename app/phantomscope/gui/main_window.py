"""The window's layout, menus, toolbar and status bar; what happens in it is wired elsewhere."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
)
from PySide6.QtWidgets import (
    QMainWindow,
    QMenu,
    QSplitter,
    QStackedWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from phantomscope.gui.actions import Actions
from phantomscope.gui.analysis.analysis_panel import AnalysisPanel
from phantomscope.gui.memory.memory_gauge import MemoryGauge
from phantomscope.gui.opening.drop_hint import DropHint
from phantomscope.gui.opening.drops import dropped_paths
from phantomscope.gui.opening.empty_panel import EmptyPanel
from phantomscope.gui.opening.opening_bar import OpeningBar
from phantomscope.gui.opening.series_panel import SeriesPanel
from phantomscope.gui.parts.menu_button import MenuButton
from phantomscope.gui.parts.message_bar import MessageBar
from phantomscope.gui.viewing.readout_bar import ReadoutBar
from phantomscope.gui.viewing.slice_view import SliceView
from phantomscope.gui.viewing.tool_box import ToolBox
from phantomscope.gui.viewing.tool_hint import ToolHint
from phantomscope.gui.views.view_area import ViewArea

_SIZE = (1360, 800)
_WIDTHS = (210, 700, 370)
_PROGRAM = "Phantomscope"


class MainWindow(QMainWindow):
    """Series on the left, the slice in the middle, the analysis on the right; bars for messages above them.

    Signals:
        files_dropped(list[Path]): Files or folders were dropped on the window.
        closing(): The window is about to close.

    Attributes:
        actions_: All actions.
        series_panel, slice_view, analysis_panel, empty_panel: The panels.
        message_bar, opening_bar, readout_bar: The bars.
        recent_menu: To be filled with what was opened before.
        demo_menu: To be filled with the phantoms that can be made.
        view_area: The slice and the views beside it.
        tool_box, tool_hint: The tools of the left mouse button, and how the one that is taken is used.
        file_menu, edit_menu, view_menu, window_menu, measure_menu, analysis_menu, help_menu, slice_menu,
        save_menu: Menus to which wirings add what they bring; ``save_menu`` is a group in the file menu.
        toolbar: The same for buttons.

    Args:
        gauge: Stands at the right of the status bar.
    """

    files_dropped = Signal(object)
    closing = Signal()

    def __init__(self, gauge: MemoryGauge) -> None:
        super().__init__()
        self.series_panel = SeriesPanel(self)
        self.slice_view = SliceView(self)
        self.view_area = ViewArea(self.slice_view, self)
        self.analysis_panel = AnalysisPanel(self)
        self.empty_panel = EmptyPanel(self)
        self.message_bar = MessageBar(self)
        self.readout_bar = ReadoutBar(self)
        self.actions_ = Actions(self, self.slice_view)
        self.recent_menu = QMenu(self.tr("Open &Recent"), self)
        self.demo_menu = QMenu(self.tr("Digital &Phantoms"), self)
        self.tool_box = ToolBox(self.slice_view.canvas, self.actions_.window_tool, self)
        self.tool_hint = ToolHint(self.slice_view.canvas, self.tool_box)
        self.slice_menu = QMenu(self)
        self.file_menu = QMenu(self.tr("&File"), self)
        self.save_menu = QMenu(self.tr("&Save"), self)
        self.window_menu = QMenu(self.tr("&Window and Level"), self)
        self.measure_menu = QMenu(self.tr("&Measure"), self)
        self.help_menu = QMenu(self.tr("&Help"), self)
        self.edit_menu = QMenu(self.tr("&Edit"), self)
        self.view_menu = QMenu(self.tr("&View"), self)
        self.analysis_menu = QMenu(self.tr("&Analysis"), self)
        self.gauge = gauge
        self.toolbar = QToolBar(self.tr("Tools"), self)
        self._lay_out()
        self._build_menus()
        self._build_toolbar()
        self._build_status_bar()
        self.setAcceptDrops(True)
        self.resize(*_SIZE)
        self.show_dataset_name("")
        self.show_work(False)

    # -- what it is told ----------------------------------------------------------------------------------

    def show_work(self, work: bool) -> None:
        """Show the panels, or the empty state."""
        self._pages.setCurrentWidget(self.splitter if work else self.empty_panel)
        self.readout_bar.setVisible(work)

    @property
    def shows_work(self) -> bool:
        """Whether the panels are shown rather than the empty state."""
        return self._pages.currentWidget() is self.splitter

    def show_dataset_name(self, name: str) -> None:
        """Say in the title what is open."""
        self.setWindowTitle(f"{name} – {_PROGRAM}" if name else _PROGRAM)

    def restore_layout(self, geometry: bytes, widths: tuple[int, ...]) -> None:
        """Take the size, the place and the widths of the last time; what is unset stays as it is."""
        if geometry:
            self.restoreGeometry(QByteArray(geometry))
        if len(widths) == len(_WIDTHS):
            self.splitter.setSizes(list(widths))

    def show_slice_menu(self, place: QPoint) -> None:
        """Open the slice's menu at a point of the screen."""
        self.slice_menu.popup(place)

    # -- Qt's own names -----------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        """Qt: draw the signs in another palette's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "actions_"):
            self.actions_.set_icons(self.palette())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt: say so before it is too late."""
        self.closing.emit()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt: take files and folders."""
        if dropped_paths(event.mimeData()):
            event.acceptProposedAction()
            self._show_drop(True)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Qt: anywhere."""
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Qt: it was not meant."""
        self._show_drop(False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt: hand the paths on."""
        self._show_drop(False)
        paths: list[Path] = dropped_paths(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.files_dropped.emit(paths)

    # -- building -----------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        for panel in (self.series_panel, self.view_area, self.analysis_panel):
            self.splitter.addWidget(panel)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setCollapsible(1, False)
        self.splitter.setSizes(list(_WIDTHS))
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.empty_panel)
        self._pages.addWidget(self.splitter)
        middle = QWidget(self)
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.message_bar)
        layout.addWidget(self._pages, 1)
        self.setCentralWidget(middle)
        self.opening_bar = OpeningBar(middle)
        self._drop_hint = DropHint(middle)

    def _build_menus(self) -> None:
        actions, bar = self.actions_, self.menuBar()
        for menu in (
            *(self.file_menu, self.edit_menu, self.view_menu, self.measure_menu),
            *(self.analysis_menu, self.help_menu),
        ):
            bar.addMenu(menu)
        self._build_file_menu()
        self.edit_menu.addActions([actions.undo, actions.redo])
        self.edit_menu.addSeparator()
        self.edit_menu.addActions(list(actions.corrections))
        self.view_menu.addActions(list(actions.slice_actions))
        self.view_menu.addSeparator()
        self.view_menu.addMenu(self.window_menu)
        self.window_menu.addActions(actions.presets)
        self.view_menu.addActions([actions.invert, actions.fit])
        self.view_menu.addSeparator()
        self.view_menu.addAction(actions.memory)
        self.measure_menu.addAction(actions.window_tool)
        self.analysis_menu.addActions([actions.analyse, actions.partial, actions.cancel])
        self.help_menu.addActions([actions.shortcuts, actions.about])
        self.slice_menu.addActions([*actions.presets])
        self.slice_menu.addSeparator()
        self.slice_menu.addActions([actions.invert, actions.fit])
        self.slice_menu.addSeparator()
        self.slice_menu.addActions([actions.use_as_origin, actions.exclude_slice])

    def _build_file_menu(self) -> None:
        actions, menu = self.actions_, self.file_menu
        menu.addActions([actions.open_file, actions.open_folder])
        menu.addMenu(self.recent_menu)
        menu.addAction(actions.open_demo)
        menu.addMenu(self.demo_menu)
        menu.addSeparator()
        menu.addMenu(self.save_menu)
        export_menu = menu.addMenu(self.tr("&Export Results"))
        export_menu.addActions([action for _, action in actions.exports])
        menu.addSeparator()
        menu.addActions([actions.close_scan, actions.quit])

    def _build_toolbar(self) -> None:
        actions = self.actions_
        bar = self.toolbar
        bar.setObjectName("tools")
        bar.setMovable(False)
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        open_menu = QMenu(bar)
        open_menu.addActions([actions.open_file, actions.open_folder])
        open_menu.addMenu(self.recent_menu)
        open_menu.addAction(actions.open_demo)
        self._open_button = MenuButton(self.tr("Open"), open_menu, bar)
        self._open_button.setToolTip(self.tr("Open a scan"))
        bar.addWidget(self._open_button)
        bar.addSeparator()
        window_menu = QMenu(bar)
        window_menu.addActions(actions.presets)
        self._window_button = MenuButton(self.tr("Window"), window_menu, bar)
        self._window_button.setToolTip(self.tr("Window presets (1 to 6)"))
        bar.addWidget(self._window_button)
        bar.addActions([actions.invert, actions.fit])
        bar.addSeparator()
        bar.addAction(actions.window_tool)
        actions.follow_icon(self._open_button, "open")
        actions.follow_icon(self._window_button, "window")
        self.addToolBar(bar)
        bar.toggleViewAction().setVisible(False)

    def _build_status_bar(self) -> None:
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        bar.addWidget(self.readout_bar, 1)
        bar.addPermanentWidget(self.gauge)

    def _show_drop(self, active: bool) -> None:
        self.empty_panel.target.set_active(active)
        self._drop_hint.setVisible(active and self.shows_work)
