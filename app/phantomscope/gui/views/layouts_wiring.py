"""Which views are seen: keys, the menu *Layout*, the button *Views*, and what is remembered of it."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.parts.menu_button import MenuButton
from phantomscope.gui.settings import SettingsStore
from phantomscope.gui.viewing.side_view_panel import SideViewPanel
from phantomscope.gui.views.crosshair import Crosshair
from phantomscope.gui.views.sections_wiring import SECTIONS
from phantomscope.gui.views.view_area import MAIN, ViewLayout

_NAMES = (MAIN, *SECTIONS)
_SHOWN = {
    ViewLayout.ONE: _NAMES[:1],
    ViewLayout.ONE_AND_TWO: _NAMES[:3],
    ViewLayout.TWO_BY_TWO: _NAMES,
}


class LayoutsWiring(QObject):
    """Connects the layouts with their actions and the settings.

    Attributes:
        layouts: The action of each layout.
        maximise: Gives the view that has the focus all the room.
        button: Opens the menu from the toolbar.
        menu: The menu *Layout*.

    Args:
        window: The window; the wiring becomes its child.
        store: The settings.
        crosshair: Shown with several views, hidden with one.
    """

    def __init__(self, window: MainWindow, store: SettingsStore, crosshair: Crosshair) -> None:
        super().__init__(window)
        self._window = window
        self._store = store
        self._crosshair = crosshair
        self._make_actions()
        self._build_menus()
        self._restore()
        window.view_area.layout_changed.connect(self._on_layout_changed)
        window.closing.connect(self._on_closing)

    @property
    def actions(self) -> tuple[QAction, ...]:
        """All of them, in the order of the menu."""
        return *self.layouts.values(), self.maximise

    def _make_actions(self) -> None:
        texts = {
            ViewLayout.ONE: (self.tr("&One View"), "Ctrl+1"),
            ViewLayout.ONE_AND_TWO: (self.tr("One and &Two"), "Ctrl+2"),
            ViewLayout.TWO_BY_TWO: (self.tr("Two by Two, with the &Side View"), "Ctrl+3"),
        }
        group = QActionGroup(self)
        # Another layout than these may be shown.
        group.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)
        self.layouts = {layout: self._action(*texts[layout]) for layout in texts}
        for layout, action in self.layouts.items():
            action.setCheckable(True)
            group.addAction(action)
            action.triggered.connect(lambda _=False, layout=layout: self._choose(layout))
        self.maximise = self._action(self.tr("&Maximise View"), "X")
        self.maximise.setCheckable(True)
        self.maximise.triggered.connect(lambda: self._window.view_area.toggle_maximised())

    def _action(self, text: str, key: str) -> QAction:
        action = QAction(text, self._window)
        action.setShortcut(QKeySequence(key))
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{text.replace('&', '')} ({keys})")
        return action

    def _build_menus(self) -> None:
        window = self._window
        self.menu = QMenu(self.tr("&Layout"), window)
        self.menu.addActions(list(self.actions))
        window.view_menu.insertMenu(window.window_menu.menuAction(), self.menu)
        button_menu = QMenu(window.toolbar)
        button_menu.addActions(list(self.actions))
        self.button = MenuButton(self.tr("Views"), button_menu, window.toolbar)
        self.button.setToolTip(self.tr("Other planes beside the slice"))
        window.toolbar.addSeparator()
        window.toolbar.addWidget(self.button)
        window.actions_.follow_icon(self.button, "views")

    def add_to_menus(self, *actions: QAction) -> None:
        """Offer more below the layouts, in both menus."""
        for menu in (self.menu, self.button.menu()):
            menu.addSeparator()
            menu.addActions(list(actions))

    def add_menu(self, menu: QMenu) -> None:
        """Offer another menu below the button, too."""
        self.button.menu().addMenu(menu)

    def _restore(self) -> None:
        settings, area = self._store.current, self._window.view_area
        area.restore_sizes(settings.view_sizes)
        layout = ViewLayout(settings.view_layout)
        if layout is not ViewLayout.ONE:
            area.show_views(layout, _SHOWN[layout])
            self._crosshair.set_shown(True)
        self._on_layout_changed()
        panel = self._window.findChild(SideViewPanel)
        if panel is not None and settings.side_view:
            panel.set_by_hand(settings.side_view == "unfolded")

    def _choose(self, layout: ViewLayout) -> None:
        self._window.view_area.show_views(layout, _SHOWN[layout])
        self._crosshair.set_shown(layout is not ViewLayout.ONE)

    @Slot()
    def _on_layout_changed(self) -> None:
        area = self._window.view_area
        for layout, action in self.layouts.items():
            action.setChecked(area.layout_ is layout)
        self.maximise.setChecked(bool(area.maximised))
        self.maximise.setEnabled(len(area.names) > 1)
        if area.layout_ in _SHOWN and area.layout_.value != self._store.current.view_layout:
            self._store.change(view_layout=area.layout_.value)

    @Slot()
    def _on_closing(self) -> None:
        panel = self._window.findChild(SideViewPanel)
        changes = {"view_sizes": self._window.view_area.sizes}
        if panel is not None and panel.by_hand is not None:
            changes["side_view"] = "unfolded" if panel.by_hand else "folded"
        self._store.change(**changes)
