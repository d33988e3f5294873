"""The difference inside the regions that are selected on the first scan."""

from PySide6.QtCore import QObject, Slot

from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.measuring.measuring_wiring import MeasuringWiring
from phantomscope.gui.second.difference_view import DifferenceView, NamedRegion
from phantomscope.gui.workspace import Workspace
from phantomscope.measure.shapes import CircleRegion, PolygonRegion, RectangleRegion


class RegionDifference(QObject):
    """Tells the difference's view in which regions its mean is asked for.

    Args:
        window: The window; this becomes its child.
        workspace: What is open.
        measuring: The measurements.
        view: The view of the difference.
    """

    def __init__(
        self, window: MainWindow, workspace: Workspace, measuring: MeasuringWiring, view: DifferenceView
    ) -> None:
        super().__init__(window)
        self._first = window.slice_view
        self._measuring = measuring
        self._view = view
        view.difference_changed.connect(self._show)
        measuring.book.changed.connect(self._show)
        measuring.book.selected.connect(self._show)
        window.slice_view.painted_changed.connect(self._show)
        workspace.privacy.changed.connect(self._show)

    @Slot()
    def _show(self) -> None:
        painted, slot = self._first.painted, self._measuring.slot_painted()
        regions: list[NamedRegion] = []
        # Until the difference has followed the slice, regions of the one are none of the other's.
        if painted is not None and slot is not None and self._view.is_of(painted):
            for one in self._measuring.book.selection:
                if one.is_on(slot) and isinstance(one.shape, CircleRegion | RectangleRegion | PolygonRegion):
                    regions.append(NamedRegion(self._measuring.name_of(one), one.shape))
        self._view.set_regions(regions)
