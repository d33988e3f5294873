"""All about the views beside the slice: sections, crosshair, layouts, slab."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.settings import SettingsStore
from phantomscope.gui.viewing.side_view_panel import SideViewPanel
from phantomscope.gui.views.crosshair_wiring import CrosshairWiring
from phantomscope.gui.views.layouts_wiring import LayoutsWiring
from phantomscope.gui.views.sections_wiring import SectionsWiring
from phantomscope.gui.views.slab_wiring import SlabWiring
from phantomscope.gui.workspace import Workspace


class ViewsWiring(QObject):
    """Builds the wirings of the views, each on what it needs of the others.

    Attributes:
        crosshair, sections, layouts, slab: The wirings.

    Args:
        window: The window; the wiring becomes its child.
        workspace: What is open.
        store: The settings.
    """

    def __init__(self, window: MainWindow, workspace: Workspace, store: SettingsStore) -> None:
        super().__init__(window)
        self._side_panel = window.findChild(SideViewPanel)
        self.crosshair = CrosshairWiring(window, workspace)
        self.sections = SectionsWiring(window, workspace, self.crosshair.crosshair)
        self.layouts = LayoutsWiring(window, store, self.crosshair.crosshair)
        self.layouts.add_to_menus(*self.crosshair.actions)
        self.slab = SlabWiring(window, workspace, store, self.crosshair.letters.top_label)
        self.layouts.add_menu(self.slab.menu)
        workspace.view_bytes = self._nbytes

    @property
    def actions(self) -> tuple[QAction, ...]:
        """All of them, in the order of the menus."""
        return *self.layouts.actions, *self.crosshair.actions, *self.slab.actions

    def _nbytes(self) -> int:
        return self.sections.nbytes + (self._side_panel.nbytes if self._side_panel is not None else 0)
