"""Several slices in a row left out at once."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QSpinBox, QVBoxLayout, QWidget

from phantomscope.gui.parts.small_label import small_label


class ExcludeDialog(QDialog):
    """Asks from which slice to which, both left out; it stops nothing meanwhile.

    Signals:
        exclusion_wanted(int, int): Indices of the first and the last slice, from 0.

    Args:
        count: How many slices are shown.
        shown: Index of the one that is seen.
        parent: Qt parent.
    """

    exclusion_wanted = Signal(int, int)

    def __init__(self, count: int, shown: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = count
        self.setWindowTitle(self.tr("Exclude Slices"))
        self.first, self.last = QSpinBox(self), QSpinBox(self)
        for box, name in ((self.first, self.tr("From slice")), (self.last, self.tr("To slice"))):
            box.setRange(1, count)
            box.setValue(shown + 1)
            box.setAccessibleName(name)
            box.setToolTip(self.tr("Slice number as it is shown now"))
            box.valueChanged.connect(self._show)
        self._text = small_label(self)
        self.buttons = QDialogButtonBox(self)
        self.exclude_button = self.buttons.addButton(
            self.tr("Exclude"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.exclude_button.setToolTip(self.tr("Leave these slices out; the source stays as it is"))
        self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self._on_accepted)
        self.buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow(self.tr("From slice"), self.first)
        form.addRow(self.tr("To slice"), self.last)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self._text)
        layout.addWidget(self.buttons)
        self._show()

    @property
    def text(self) -> str:
        """What would be left out, in words."""
        return self._text.text()

    @Slot()
    def _show(self) -> None:
        left_out = max(self.last.value() - self.first.value() + 1, 0)
        self._text.setText(
            self.tr("{left_out} of {count} slices are left out").format(left_out=left_out, count=self._count)
        )
        self.exclude_button.setEnabled(0 < left_out < self._count)

    @Slot()
    def _on_accepted(self) -> None:
        self.exclusion_wanted.emit(self.first.value() - 1, self.last.value() - 1)
        self.accept()
