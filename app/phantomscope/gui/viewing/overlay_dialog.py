"""What is written on the slice, and where."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QVBoxLayout,
    QWidget,
)

from phantomscope.gui.parts.small_label import small_label
from phantomscope.gui.viewing.overlay_layout import DEFAULT, Corner, Field, OverlayLayout


class OverlayDialog(QDialog):
    """A corner for each field; what is chosen holds at once.

    Signals:
        layout_changed(OverlayLayout): The person wants it otherwise.

    Attributes:
        box: Whether anything is written.
        combos: The corner of each field.

    Args:
        parent: Above whose window it stays.
    """

    layout_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Overlay Text"))
        self.box = QCheckBox(self.tr("&Write on the slice"), self)
        self.box.setToolTip(self.tr("Text in the corners of the picture (Ctrl+Shift+I)"))
        self.box.toggled.connect(self._tell)
        form = QFormLayout()
        form.setVerticalSpacing(4)
        self.combos: dict[Field, QComboBox] = {}
        for field, (name, tip) in self._names().items():
            combo = self._combo(name, tip)
            self.combos[field] = combo
            form.addRow(name, combo)
        note = small_label(self, self.tr("While privacy is on, patient, series and file are not to be seen."))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        usual = buttons.addButton(self.tr("&Defaults"), QDialogButtonBox.ButtonRole.ResetRole)
        usual.setToolTip(self.tr("Slice and position, thickness and spacing"))
        usual.clicked.connect(self._on_defaults)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(self.box)
        layout.addLayout(form)
        layout.addWidget(note)
        layout.addWidget(buttons)

    def show_layout(self, layout: OverlayLayout) -> None:
        """Show what holds now."""
        widgets = (self.box, *self.combos.values())
        for widget in widgets:
            widget.blockSignals(True)
        self.box.setChecked(layout.is_on)
        for field, combo in self.combos.items():
            combo.setCurrentIndex(max(0, combo.findData(layout.places.get(field))))
            combo.setEnabled(layout.is_on)
        for widget in widgets:
            widget.blockSignals(False)

    def _combo(self, name: str, tip: str) -> QComboBox:
        combo = QComboBox(self)
        combo.setAccessibleName(name)
        combo.setToolTip(tip)
        combo.addItem(self.tr("Nowhere"), None)
        for corner, text in (
            (Corner.TOP_LEFT, self.tr("Top left")),
            (Corner.TOP_RIGHT, self.tr("Top right")),
            (Corner.BOTTOM_LEFT, self.tr("Bottom left")),
            (Corner.BOTTOM_RIGHT, self.tr("Bottom right")),
        ):
            combo.addItem(text, corner)
        combo.currentIndexChanged.connect(self._tell)
        combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # a wheel on its way down the dialog changes nothing
        return combo

    def _names(self) -> dict[Field, tuple[str, str]]:
        return {
            Field.PATIENT: (self.tr("Patient"), self.tr("Name and ID")),
            Field.SERIES: (self.tr("Series"), self.tr("Series description")),
            Field.SLICE: (self.tr("Slice"), self.tr("Its number, and how many there are")),
            Field.POSITION: (self.tr("Position"), self.tr("In the patient’s coordinates")),
            Field.THICKNESS: (self.tr("Thickness"), self.tr("Slice thickness")),
            Field.SPACING: (self.tr("Spacing and gap"), self.tr("To the next slice; gap or overlap")),
            Field.PIXEL: (self.tr("Pixel size"), self.tr("Width and height")),
            Field.TECHNIQUE: (self.tr("Technique"), self.tr("kV and mA, or field strength, TR and TE")),
            Field.DATE: (self.tr("Date"), self.tr("When it was acquired")),
            Field.STATION: (self.tr("Scanner"), self.tr("Station name and model")),
            Field.FILE: (self.tr("File"), self.tr("Name of the slice’s file")),
            Field.WINDOW: (self.tr("Window"), self.tr("Window width and level")),
            Field.ZOOM: (self.tr("Zoom"), self.tr("100 %: a pixel of the image is one of the screen")),
        }

    @Slot()
    def _on_defaults(self) -> None:
        self.layout_changed.emit(DEFAULT)

    @Slot()
    def _tell(self) -> None:
        chosen = {field: combo.currentData() for field, combo in self.combos.items()}
        places = {field: corner for field, corner in chosen.items() if isinstance(corner, Corner)}
        self.layout_changed.emit(OverlayLayout(self.box.isChecked(), places))
