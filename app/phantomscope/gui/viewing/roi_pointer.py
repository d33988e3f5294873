"""The pointer over the regions of a slice: which they are, what is said of them, and clicks on them."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPointF, Signal, Slot

from phantomscope.analysis.results import SliceImage
from phantomscope.gui.viewing.outline_layer import OutlineLayer
from phantomscope.gui.viewing.roi_label import RoiLabel, RoiLine
from phantomscope.gui.viewing.roi_map import Roi, RoiMap
from phantomscope.gui.viewing.slice_canvas import SliceCanvas

_REACH = 5.0  # screen pixels beside an outline that still count as on it
_CENTRE = 0.5  # the centre of pixel i lies at i + 0.5 in the view


class RoiPointer(QObject):
    """Finds the regions under the pointer, and labels what it is told about them.

    Signals:
        hovered(tuple[Roi, ...]): The pointer is on these regions now, the smallest first; told once.
        clicked(tuple[Roi, ...]): The person clicked on these.

    Args:
        canvas: Where the pointer is; it becomes the parent.
        outlines: What is drawn there.
    """

    hovered = Signal(object)
    clicked = Signal(object)

    def __init__(self, canvas: SliceCanvas, outlines: OutlineLayer) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._outlines = outlines
        self._label = RoiLabel(canvas)
        self._map = RoiMap()
        self._hovered: tuple[Roi, ...] = ()
        canvas.pointed.connect(self._on_pointed)
        canvas.clicked.connect(self._on_clicked)
        canvas.left.connect(lambda: self._hover(()))

    @property
    def text(self) -> str:
        """What stands beside the pointer; empty for nothing."""
        return self._label.text

    def set_images(self, images: Sequence[SliceImage]) -> None:
        """From now on these are the images of the slice that is shown."""
        self._map = RoiMap(images)
        self._hover(())

    def describe(self, roi: Roi | None, lines: tuple[RoiLine, ...]) -> None:
        """Say beside the pointer what was measured on a region, and give it a light edge."""
        self._outlines.point_at(roi.image if roi is not None else None, roi.name if roi is not None else "")
        self._label.set_lines(lines)

    @Slot(object)
    def _on_pointed(self, point: QPointF | None) -> None:
        self._hover(self._rois_at(point) if point is not None else ())
        if self._label.lines and point is not None:
            self._label.move_near(self._canvas.widget_point(point.x() - _CENTRE, point.y() - _CENTRE))

    @Slot(QPointF)
    def _on_clicked(self, point: QPointF) -> None:
        found = self._rois_at(point)
        if found:
            self.clicked.emit(found)

    def _rois_at(self, point: QPointF) -> tuple[Roi, ...]:
        reach = _REACH / self._canvas.screen_pixels()
        return self._map.at(point.x() - _CENTRE, point.y() - _CENTRE, reach)

    def _hover(self, rois: tuple[Roi, ...]) -> None:
        if rois != self._hovered:
            self._hovered = rois
            self.describe(None, ())
            self.hovered.emit(rois)
