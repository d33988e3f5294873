"""What the picture says of edits, so that nobody takes the copy for the source."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea

from phantomscope.gui.viewing.canvas_label import CanvasLabel

_ABOVE_THE_EDGE = 28  # where the letter of the patient's side stands


class EditLabel(CanvasLabel):
    """In the middle at the bottom, above the letter there; hidden while it has no text.

    Args:
        area: On what it lies.
    """

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(area, Qt.AlignmentFlag.AlignBottom)

    def _place(self) -> None:
        super()._place()
        self.move(self.x(), self.y() - _ABOVE_THE_EDGE)
