"""The editor of the memory budget."""

from PySide6.QtWidgets import QSpinBox, QWidget

LEAST_BUDGET = 128
"""In MB: less than the window alone takes is nobody's wish."""

_STEP = 64


class BudgetBox(QSpinBox):
    """A number of MB; 0, or nothing at all, stands for what suits the machine.

    Whoever listens to ``valueChanged`` puts numbers from 1 to below ``LEAST_BUDGET`` right.

    Args:
        most: The greatest number.
        parent: Qt parent.
    """

    def __init__(self, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(0, most)
        self.setSingleStep(_STEP)
        self.setKeyboardTracking(False)

    def stepBy(self, steps: int) -> None:
        """Qt: between 0 and the least there is nothing to step on."""
        value = self.value() + steps * _STEP
        if value < LEAST_BUDGET:
            value = LEAST_BUDGET if steps > 0 else 0
        self.setValue(value)
        self.selectAll()

    def fixup(self, text: str) -> str:
        """Qt: a field that was cleared counts as 0."""
        return "0" if not text.replace(self.suffix(), "").strip() else text
