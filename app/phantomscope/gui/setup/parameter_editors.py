"""One editor for each kind of parameter; all show a value without telling, and tell what a person sets."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from phantomscope.analysis.parameters.form import ParameterField
from phantomscope.gui.parts.number_box import NumberBox
from phantomscope.gui.setup.parameter_table import ParameterTable

_LEAST, _MOST = -1_000_000.0, 1_000_000.0
_DECIMALS = 4


class ParameterEditor(QWidget):
    """Base of all editors.

    Signals:
        changed(object): The value that the person set.

    Args:
        parent: Qt parent.
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)

    def show_value(self, value: Any) -> None:
        """Show a value; nothing is told."""
        raise NotImplementedError


class NumberEditor(ParameterEditor):
    """A number; where it is optional, or a word may stand for it, a box to leave it to the analysis."""

    def __init__(self, field: ParameterField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._word = field.choices[0] if field.choices else None
        self._whole = field.kind == "integer" or (self._word is not None and field.step == 1)
        self.box = _spin_box(field, whole=self._whole)
        self.box.valueChanged.connect(self._tell)
        self.automatic: QCheckBox | None = None
        if field.optional or self._word is not None:
            self.automatic = QCheckBox(self._word or "automatic", self)
            self.automatic.setAccessibleName(f"{field.label}: {self.automatic.text()}")
            self.automatic.toggled.connect(self._on_automatic)
            self._row.addWidget(self.automatic)
        self._row.addWidget(self.box, 1)

    def show_value(self, value: Any) -> None:
        """Show a number, a word, or None."""
        number = value if isinstance(value, int | float) and not isinstance(value, bool) else None
        if self.automatic is not None:
            self.automatic.blockSignals(True)
            self.automatic.setChecked(number is None)
            self.automatic.blockSignals(False)
            self.box.setEnabled(number is not None)
        if number is not None:
            self.box.blockSignals(True)
            if isinstance(self.box, QSpinBox):
                self.box.setValue(int(number))
            else:
                self.box.setValue(float(number))
            self.box.blockSignals(False)

    @Slot(bool)
    def _on_automatic(self, automatic: bool) -> None:
        self.box.setEnabled(not automatic)
        self._tell()

    @Slot()
    def _tell(self) -> None:
        left = self.automatic is not None and self.automatic.isChecked()
        self.changed.emit(self._word if left else self.box.value())


class ChoiceEditor(ParameterEditor):
    """One of several, each with a value of its own."""

    def __init__(
        self, field: ParameterField, entries: Sequence[tuple[str, Any]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._values = [value for _, value in entries]
        self.box = QComboBox(self)
        self.box.setAccessibleName(field.label)
        for text, _ in entries:
            self.box.addItem(text)
        self.box.activated.connect(lambda place: self.changed.emit(self._values[place]))
        self._row.addWidget(self.box, 1)

    def show_value(self, value: Any) -> None:
        """Show one of the values; one that is none of them stands at the end."""
        if value not in self._values:
            self._values.append(value)
            self.box.addItem(str(value))
        self.box.setCurrentIndex(self._values.index(value))


class FlagEditor(ParameterEditor):
    """Yes or no."""

    def __init__(self, field: ParameterField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QCheckBox(self)
        self.box.setAccessibleName(field.label)
        self.box.toggled.connect(lambda on: self.changed.emit(on))
        self._row.addWidget(self.box)

    def show_value(self, value: Any) -> None:
        """Show yes or no."""
        self.box.blockSignals(True)
        self.box.setChecked(bool(value))
        self.box.blockSignals(False)


class TextEditor(ParameterEditor):
    """Any text; empty for None where that is allowed."""

    def __init__(self, field: ParameterField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._optional = field.optional
        self.box = QLineEdit(self)
        self.box.setAccessibleName(field.label)
        self.box.editingFinished.connect(self._tell)
        self._row.addWidget(self.box, 1)

    def show_value(self, value: Any) -> None:
        """Show a text."""
        self.box.setText("" if value is None else str(value))

    @Slot()
    def _tell(self) -> None:
        if self.box.isModified():
            self.box.setModified(False)
            self.changed.emit(None if self._optional and not self.box.text() else self.box.text())


class TableEditor(ParameterEditor):
    """A number for each of some regions."""

    def __init__(self, field: ParameterField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        self.table = ParameterTable(field, self)
        self.table.table_model.edited.connect(lambda values: self.changed.emit(field.from_table(values)))
        column = QVBoxLayout()
        column.addWidget(self.table)
        self._row.addLayout(column, 1)
        self.setFixedHeight(self.table.sizeHint().height())

    def show_value(self, value: Any) -> None:
        """Show the values that pylinac is given; None shows the defaults."""
        self.table.table_model.set_values(self._field.table(value))


def make_editor(
    field: ParameterField, echoes: Sequence[tuple[str, int]] = (), parent: QWidget | None = None
) -> ParameterEditor:
    """The editor for a parameter.

    Args:
        field: The parameter.
        echoes: What the echoes of the series are called, and their numbers.
        parent: Qt parent.
    """
    if field.name == "echo_number" and echoes:
        return ChoiceEditor(field, [("automatic", None), *echoes], parent)
    if field.kind in ("number", "integer"):
        return NumberEditor(field, parent)
    if field.kind == "choice":
        entries: list[tuple[str, Any]] = [(one, one) for one in field.choices]
        return ChoiceEditor(field, [("automatic", None), *entries] if field.optional else entries, parent)
    if field.kind == "flag":
        return FlagEditor(field, parent)
    return TableEditor(field, parent) if field.kind == "table" else TextEditor(field, parent)


def _spin_box(field: ParameterField, *, whole: bool) -> QSpinBox | QDoubleSpinBox:
    least = field.minimum if field.minimum is not None else _LEAST
    most = field.maximum if field.maximum is not None else _MOST
    box: QSpinBox | QDoubleSpinBox
    if whole:
        box = QSpinBox()
        box.setRange(int(least), int(most))
        box.setSingleStep(max(1, int(field.step)))
    else:
        box = NumberBox()
        box.setDecimals(_DECIMALS)
        box.setRange(least, most)
        box.setSingleStep(field.step or 1.0)
    if field.unit:
        box.setSuffix(f" {field.unit}")
    box.setKeyboardTracking(False)
    box.setAccessibleName(field.label)
    return box
