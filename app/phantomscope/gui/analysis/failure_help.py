"""What helps after an analysis that failed, right below why it did."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from phantomscope.analysis.events import Failed


class FailureHelp(QWidget):
    """Buttons for what a person may try next; only those that make sense after this failure.

    Signals:
        turn_wanted(): Turn the stack end for end, or back, and analyse again.
        partial_wanted(): Measure the modules that were scanned.
        slice_wanted(int): Show the slice that shows it best.
        corrections_wanted(): Show the page where things are put right.
        phantom_wanted(): Choose another phantom.

    Args:
        parent: Qt parent.
    """

    turn_wanted = Signal()
    partial_wanted = Signal()
    slice_wanted = Signal(int)
    corrections_wanted = Signal()
    phantom_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slice_index: int | None = None
        self.turn = QPushButton(self.tr("Turn end for end, and analyse"), self)
        self.partial = QPushButton(self.tr("Analyse what was scanned"), self)
        self.slice = QPushButton(self.tr("Show the slice"), self)
        self.corrections = QPushButton(self.tr("Put it right…"), self)
        self.phantom = QPushButton(self.tr("Another phantom…"), self)
        self.partial.setToolTip(
            self.tr("Measures the modules that are in the scan; the results say that it is partial")
        )
        self.turn.clicked.connect(lambda: self.turn_wanted.emit())
        self.partial.clicked.connect(lambda: self.partial_wanted.emit())
        self.slice.clicked.connect(self._on_slice)
        self.corrections.clicked.connect(lambda: self.corrections_wanted.emit())
        self.phantom.clicked.connect(lambda: self.phantom_wanted.emit())
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(self.turn, 0, 0, 1, 2)
        grid.addWidget(self.partial, 1, 0, 1, 2)
        grid.addWidget(self.slice, 2, 0, 1, 2)
        grid.addWidget(self.corrections, 3, 0)
        grid.addWidget(self.phantom, 3, 1)
        self.show_failure(None)

    def show_failure(self, failed: Failed | None) -> None:
        """Offer what helps after this failure; None offers nothing."""
        self._slice_index = failed.slice_index if failed is not None else None
        self.setVisible(failed is not None and failed.kind == "analysis")
        self.turn.setVisible(failed is not None and failed.turning_helps)
        self.partial.setVisible(failed is not None and failed.partial_possible)
        self.slice.setVisible(self._slice_index is not None)
        self.move_slice(self._slice_index)

    def move_slice(self, index: int | None) -> None:
        """The slice has another number now; None where it is left out."""
        self._slice_index = index
        self.slice.setEnabled(index is not None)
        if index is not None:
            self.slice.setText(self.tr("Show slice {value}, where it failed").format(value=index + 1))

    def _on_slice(self) -> None:
        if self._slice_index is not None:
            self.slice_wanted.emit(self._slice_index)
