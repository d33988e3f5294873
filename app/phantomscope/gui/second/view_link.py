"""Two pictures that show the same place, in millimetres: what one is moved to, the other follows."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPointF, QRectF, Slot

from phantomscope.gui.viewing.slice_canvas import SliceCanvas
from phantomscope.measure.alignment import Alignment, Axis, Mapping

IDENTITY = Mapping(Axis(0.0, 1.0), Axis(0.0, 1.0), Alignment.PATIENT)


class ViewLink(QObject):
    """Links pan and zoom. The second follows the first whatever moves that; the first follows the second
    only where the person moves it by hand, so that neither ever answers the other.

    Args:
        first, second: The pictures.
        mapping: Where the first's pixels lie among the second's now; None while they are not linked.
        parent: Qt parent.
    """

    def __init__(
        self,
        first: SliceCanvas,
        second: SliceCanvas,
        mapping: Callable[[], Mapping | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._first = first
        self._second = second
        self._mapping = mapping
        self._leading = False
        first.view_box.sigRangeChanged.connect(self.follow)
        first.view_box.sigResized.connect(self.follow)
        second.view_box.sigResized.connect(self.follow)
        second.view_box.sigRangeChangedManually.connect(self._lead)
        second.view_box.fit_wanted.connect(self._lead)

    @Slot()
    def follow(self, *_: object) -> None:
        """Bring the second to where the first is."""
        mapping = self._mapping()
        if mapping is None or self._leading or not _has_room(self._first) or not _has_room(self._second):
            return
        middle, across, down = _seen(self._first)
        columns, rows, ratio = mapping.columns, mapping.rows, self._ratio()
        _show(
            self._second,
            QPointF(columns.at(middle.x() - 0.5) + 0.5, rows.at(middle.y() - 0.5) + 0.5),
            across * abs(columns.step) * ratio,
            down * abs(rows.step) * ratio,
        )

    @Slot()
    def _lead(self, *_: object) -> None:
        mapping = self._mapping()
        if mapping is None or not _has_room(self._first) or not _has_room(self._second):
            return
        middle, across, down = _seen(self._second)
        columns, rows, ratio = mapping.columns, mapping.rows, self._ratio()
        self._leading = True
        try:
            _show(
                self._first,
                QPointF(columns.back(middle.x() - 0.5) + 0.5, rows.back(middle.y() - 0.5) + 0.5),
                across / abs(columns.step) / ratio,
                down / abs(rows.step) / ratio,
            )
        finally:
            self._leading = False

    def _ratio(self) -> float:
        """How much more of the scene a pixel of the second's screen shows: 1 where both are of one size.

        So that what fits into the first fits into the second, too, where that has less room.
        """
        loaded = self._first.loaded
        if loaded is None:
            return 1.0
        _, across, down = _seen(self._first)
        rows, columns = loaded.shape[0] * across / down, loaded.shape[1]
        fitted = [
            max(columns / canvas.view_box.width(), rows / canvas.view_box.height())
            for canvas in (self._first, self._second)
        ]
        return float(fitted[1] / fitted[0])


def _has_room(canvas: SliceCanvas) -> bool:
    return canvas.loaded is not None and canvas.view_box.width() > 1 and canvas.view_box.height() > 1


def _seen(canvas: SliceCanvas) -> tuple[QPointF, float, float]:
    """The middle of what is seen, in view coordinates, and how much of the image a screen pixel is."""
    seen = canvas.view_box.viewRect()
    return seen.center(), seen.width() / canvas.view_box.width(), seen.height() / canvas.view_box.height()


def _show(canvas: SliceCanvas, middle: QPointF, across: float, down: float) -> None:
    width, height = canvas.view_box.width() * across, canvas.view_box.height() * down
    canvas.show_part(QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height))
