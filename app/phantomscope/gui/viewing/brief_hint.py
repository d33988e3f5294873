"""A few words at the lower edge of a picture that go away by themselves."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractScrollArea

from phantomscope.gui.viewing.lower_label import LowerLabel

_ORDER = 3
_MILLISECONDS = 3000


class BriefHint(LowerLabel):
    """Says why nothing happens, or something else than was meant.

    Args:
        area: On what it lies.
    """

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(area, _ORDER)
        self._end = QTimer(self)
        self._end.setSingleShot(True)
        self._end.setInterval(_MILLISECONDS)
        self._end.timeout.connect(lambda: self.set_text(""))

    def say(self, text: str) -> None:
        """Say this for a while; nothing where it is empty."""
        self.set_text(text)
        self._end.start()
