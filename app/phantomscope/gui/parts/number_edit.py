"""A field for a number that may be left empty."""

import math

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

_WIDTH = 92


class NumberEdit(QLineEdit):
    """Takes a number with a point or a comma, or nothing.

    Args:
        name: What it is, for screen readers.
        parent: Qt parent.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setMinimumWidth(_WIDTH)

    @property
    def is_valid(self) -> bool:
        """Whether it is empty or holds a finite number."""
        number = _number(self.text())
        return not self.text().strip() or (number is not None and math.isfinite(number))

    @property
    def number(self) -> float | None:
        """The number; None where it is empty or no number."""
        return _number(self.text()) if self.is_valid else None

    def show_number(self, number: float | None) -> None:
        """Show a number, or nothing."""
        self.setText(f"{number:.12g}".replace("-", "\N{MINUS SIGN}") if number is not None else "")


def _number(text: str) -> float | None:
    try:
        return float(text.strip().replace(",", ".").replace("\N{MINUS SIGN}", "-").replace(" ", ""))
    except ValueError:
        return None
