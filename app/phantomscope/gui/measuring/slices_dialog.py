"""On which slices something is measured: one, a range, all."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)


class SlicesDialog(QDialog):
    """Asks for slices by their numbers, counted from 1; it never stops the program.

    Signals:
        chosen(int, int): The first and the last slice, counted from 1.
        all_chosen(): All slices, those that come back later included.

    Attributes:
        this, some, all: The choices.
        first, last: The range.

    Args:
        count: How many slices there are.
        shown: The slice that is shown, counted from 1.
        slices: The first and the last one now; None for all.
        parent: Qt parent.
    """

    chosen = Signal(int, int)
    all_chosen = Signal()

    def __init__(
        self, count: int, shown: int, slices: tuple[int, int] | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._shown = shown
        self.setWindowTitle(self.tr("Apply to Slices"))
        self.this = QRadioButton(self.tr("&This slice, {n}").format(n=shown), self)
        self.some = QRadioButton(self.tr("Slices &from"), self)
        self.all = QRadioButton(self.tr("&All {n} slices").format(n=count), self)
        first, last = slices if slices is not None else (1, count)
        self.first = self._box(count, first, self.tr("First slice"))
        self.last = self._box(count, last, self.tr("Last slice"))
        self.first.valueChanged.connect(lambda: self.some.setChecked(True))
        self.last.valueChanged.connect(lambda: self.some.setChecked(True))
        chosen = self.all if slices is None else self.some if first != last else self.this
        chosen.setChecked(True)
        row = QHBoxLayout()
        row.addWidget(self.some)
        row.addWidget(self.first)
        row.addWidget(QLabel(self.tr("to"), self))
        row.addWidget(self.last)
        row.addStretch(1)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.this)
        layout.addLayout(row)
        layout.addWidget(self.all)
        layout.addWidget(buttons)
        self.accepted.connect(self._tell)

    def _box(self, count: int, value: int, name: str) -> QSpinBox:
        box = QSpinBox(self)
        box.setRange(1, count)
        box.setValue(value)
        box.setAccessibleName(name)
        box.setToolTip(name)
        return box

    def _tell(self) -> None:
        if self.all.isChecked():
            self.all_chosen.emit()
        elif self.this.isChecked():
            self.chosen.emit(self._shown, self._shown)
        else:
            self.chosen.emit(*sorted((self.first.value(), self.last.value())))
