"""What the picture says of edits, so that nobody takes the copy for the source."""

from PySide6.QtWidgets import QAbstractScrollArea

from phantomscope.gui.viewing.lower_label import LowerLabel

_ORDER = 1


class EditLabel(LowerLabel):
    """In the middle at the bottom, above the letter there; hidden while it has no text.

    Args:
        area: On what it lies.
    """

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(area, _ORDER)
