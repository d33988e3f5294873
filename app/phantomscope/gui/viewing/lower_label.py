"""A text in the middle of the slice's lower edge, above whatever else lies there."""

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractScrollArea

from phantomscope.gui.viewing.canvas_label import CanvasLabel

_ABOVE_THE_EDGE = 38  # where the letter of the patient's side stands
_ASIDE = 4
_GAP = 4
_MOVES = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.ShowToParent, QEvent.Type.HideToParent)


class LowerLabel(CanvasLabel):
    """Takes several lines where the area is too narrow for one; hidden while it has no text.

    Args:
        area: On what it lies.
        order: Of two that are there, the one with the greater order lies above the other.
        quiet: Whether it is smaller and paler.
    """

    def __init__(self, area: QAbstractScrollArea, order: int, *, quiet: bool = False) -> None:
        super().__init__(area, Qt.AlignmentFlag.AlignBottom, quiet=quiet)
        self._order = order
        self._followed: set[int] = set()
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: what lies at the lower edge by now is kept clear of."""
        super().showEvent(event)
        for label in self._area.findChildren(CanvasLabel):
            if self._is_below(label) and id(label) not in self._followed:
                self._followed.add(id(label))
                label.installEventFilter(self)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: move along when the area's size changes, or what lies below."""
        # The area itself does not move below the label; what lies on it does.
        matters = event.type() == QEvent.Type.Resize if watched is self._area else event.type() in _MOVES
        if matters and not self.isHidden():
            self._place()
        return False

    def _is_below(self, label: CanvasLabel) -> bool:
        if isinstance(label, LowerLabel):
            return label._order < self._order
        return bool(label.corner & Qt.AlignmentFlag.AlignBottom)

    def _place(self) -> None:
        area = self._area.rect()
        self.setWordWrap(False)
        room = max(area.width() - 2 * _ASIDE, 1)
        size = self.sizeHint()
        if size.width() > room:
            self.setWordWrap(True)
            size.setWidth(room)
            size.setHeight(self.heightForWidth(room))
        box = QRect(area.topLeft(), size)
        box.moveCenter(area.center())
        box.moveBottom(area.bottom() - _ABOVE_THE_EDGE)
        for label in self._below():
            if not label.isHidden() and label.geometry().adjusted(0, -_GAP, 0, _GAP).intersects(box):
                box.moveBottom(label.geometry().top() - _GAP)
        if box != self.geometry():
            self.setGeometry(box)

    def _below(self) -> list[CanvasLabel]:
        """From the lowest up."""
        labels = [label for label in self._area.findChildren(CanvasLabel) if self._is_below(label)]
        return sorted(labels, key=lambda label: -label.geometry().top())
