"""The line above a panel that says what it is."""

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QWidget


class PanelHeading(QLabel):
    """A small bold text with room around it.

    Args:
        text: What it says.
        parent: Qt parent.
    """

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        font = self.font()
        font.setWeight(QFont.Weight.DemiBold)
        self.setFont(font)
        self.setContentsMargins(8, 7, 8, 5)
