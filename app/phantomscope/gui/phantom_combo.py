"""Which phantom to analyse for: what the scan suggests, or any other."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from phantomscope.analysis.identify import Suggestion, suggest
from phantomscope.analysis.phantoms import PHANTOMS
from phantomscope.stack.series import Series

_CHOOSE = "Choose a phantom"


class PhantomCombo(QComboBox):
    """The first entry follows the series; the others are the registry's phantoms.

    Args:
        parent: Qt parent.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._suggestion: Suggestion | None = None
        self.setAccessibleName("Phantom")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(16)
        self.setMaxVisibleItems(len(PHANTOMS) + 2)
        self.addItem(_CHOOSE, "")
        self.insertSeparator(1)
        for phantom in PHANTOMS:
            self.addItem(phantom.name, phantom.name)
            least = f"{phantom.modality}, at least {phantom.min_slices} slices"
            self.setItemData(self.count() - 1, least, Qt.ItemDataRole.ToolTipRole)

    @property
    def phantom_name(self) -> str:
        """Name of the phantom to analyse for; empty where none is suggested or chosen."""
        return str(self.currentData() or "")

    @property
    def reason(self) -> str:
        """Why the first entry suggests what it does, a sentence; what to do where it suggests nothing."""
        if self._suggestion is None:
            return "The scan does not say which phantom it shows: choose one."
        return f"{self._suggestion.reason[0].upper()}{self._suggestion.reason[1:]}."

    @property
    def guess(self) -> str:
        """Why this phantom, where it is chosen by nobody and named by nothing; empty elsewhere."""
        return self._suggestion.guess if self.is_automatic and self._suggestion is not None else ""

    @property
    def is_automatic(self) -> bool:
        """Whether the first entry is chosen."""
        return self.currentIndex() == 0

    def set_series(self, series: Series | None) -> None:
        """Suggest for another series, and choose what is suggested."""
        self._suggestion = suggest(series) if series is not None else None
        if self._suggestion is None:
            self.setItemText(0, _CHOOSE)
            self.setItemData(0, "")
        else:
            self.setItemText(0, f"Auto: {self._suggestion.phantom.name}")
            self.setItemData(0, self._suggestion.phantom.name)
        self.setItemData(0, self.reason, Qt.ItemDataRole.ToolTipRole)
        self.setCurrentIndex(0)
