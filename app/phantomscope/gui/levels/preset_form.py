"""One preset as a form: its name, how its window is found, and the numbers for that."""

from typing import NamedTuple

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QWidget

from phantomscope.gui.parts.number_edit import NumberEdit
from phantomscope.gui.viewing.preset import Preset, PresetKind

_LONGEST_NAME = 40


class _Kind(NamedTuple):
    kind: PresetKind
    text: str
    first: str
    second: str
    usual: tuple[float, float]


class PresetForm(QWidget):
    """Shows a preset and tells how the person changes it.

    Signals:
        changed(Preset): It is another one now; it may make no window.

    Attributes:
        name_edit, kind_combo, first_edit, second_edit: The fields.
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preset = Preset("", PresetKind.FULL_RANGE)
        self._kinds = (
            _Kind(
                PresetKind.FIXED, self.tr("Width and level"), self.tr("Width"), self.tr("Level"), (400, 40)
            ),
            _Kind(
                PresetKind.PERCENTILES,
                self.tr("Percentiles of the slice"),
                self.tr("Black, %"),
                self.tr("White, %"),
                (0.5, 99.5),
            ),
            _Kind(PresetKind.FULL_RANGE, self.tr("All values of the slice"), "", "", (0, 0)),
            _Kind(
                PresetKind.BRIGHT_PART,
                self.tr("Part of the bright signal"),
                self.tr("Black, %"),
                self.tr("White, %"),
                (50, 110),
            ),
        )
        self._showing = False
        self._build()

    def show_preset(self, preset: Preset) -> None:
        """Show another preset."""
        self._preset = preset
        self._showing = True
        self.name_edit.setText(preset.name)
        self.kind_combo.setCurrentIndex(self._row(preset.kind))
        self.first_edit.show_number(preset.first)
        self.second_edit.show_number(preset.second)
        self._showing = False
        self._show_kind()

    def _build(self) -> None:
        self.name_edit = QLineEdit(self)
        self.name_edit.setMaxLength(_LONGEST_NAME)
        self.kind_combo = QComboBox(self)
        for kind in self._kinds:
            self.kind_combo.addItem(kind.text)
        self.first_edit, self.second_edit = NumberEdit("", self), NumberEdit("", self)
        self._first_label, self._second_label = QLabel(self), QLabel(self)
        for edit, name, tip in (
            (self.name_edit, self.tr("Name"), self.tr("What the menus call it")),
            (self.kind_combo, self.tr("Window"), self.tr("How width and level are found")),
        ):
            edit.setAccessibleName(name)
            edit.setToolTip(tip)
        layout = QFormLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addRow(self.tr("Name"), self.name_edit)
        layout.addRow(self.tr("Window"), self.kind_combo)
        layout.addRow(self._first_label, self.first_edit)
        layout.addRow(self._second_label, self.second_edit)
        self.name_edit.textEdited.connect(self._tell)
        self.first_edit.textEdited.connect(self._tell)
        self.second_edit.textEdited.connect(self._tell)
        self.kind_combo.currentIndexChanged.connect(self._on_kind)

    def _row(self, kind: PresetKind) -> int:
        return next(row for row, one in enumerate(self._kinds) if one.kind is kind)

    def _show_kind(self) -> None:
        kind = self._kinds[self.kind_combo.currentIndex()]
        for label, edit, text in (
            (self._first_label, self.first_edit, kind.first),
            (self._second_label, self.second_edit, kind.second),
        ):
            label.setText(text)
            label.setVisible(bool(text))
            edit.setVisible(bool(text))
            edit.setAccessibleName(text)
            edit.setToolTip(text)

    @Slot(int)
    def _on_kind(self, row: int) -> None:
        if self._showing:
            return
        self._showing = True
        self.first_edit.show_number(self._kinds[row].usual[0])
        self.second_edit.show_number(self._kinds[row].usual[1])
        self._showing = False
        self._show_kind()
        self._tell()

    @Slot()
    def _tell(self) -> None:
        if self._showing:
            return
        kind = self._kinds[self.kind_combo.currentIndex()].kind
        numbers = [
            float("nan") if edit.number is None else edit.number
            for edit in (self.first_edit, self.second_edit)
        ]
        if kind is PresetKind.FULL_RANGE:
            numbers = [0.0, 0.0]
        self._preset = Preset(self.name_edit.text().strip(), kind, numbers[0], numbers[1])
        self.changed.emit(self._preset)
