"""The region to crop to in numbers, below the slice: to be read, to be typed, to be applied."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSpinBox, QWidget

from phantomscope.gui.parts.small_label import small_label
from phantomscope.stack.arrangement import Box


class CropBar(QFrame):
    """Hidden until there is something to crop.

    Signals:
        region_changed(Box): The person has typed another region.
        crop_wanted(): Crop to the region (Enter, or the button).
        given_up(): Don't.

    Args:
        parent: The slice view: Enter works anywhere in it while the bar is seen.
    """

    region_changed = Signal(object)
    crop_wanted = Signal()
    given_up = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._size = (1, 1)
        self._spacing: tuple[float, float] | None = None
        self.left = self._box(self.tr("Left"), self.tr("First column of the region, from 0"))
        self.top = self._box(self.tr("Top"), self.tr("First row of the region, from 0"))
        self.width_ = self._box(self.tr("Width"), self.tr("Columns in the region"))
        self.height_ = self._box(self.tr("Height"), self.tr("Rows in the region"))
        self._text = small_label(self, wrapped=False)
        self.crop_button = QPushButton(self.tr("Crop"), self)
        self.crop_button.setToolTip(self.tr("Crop all slices of the copy to this region (Enter)"))
        self.cancel_button = QPushButton(self.tr("Cancel"), self)
        self.cancel_button.setToolTip(self.tr("Crop nothing (Esc)"))
        self.crop_button.clicked.connect(self.crop_wanted)
        self.cancel_button.clicked.connect(self.given_up)
        self._lay_out()
        self._keys = [QShortcut(QKeySequence(key), parent) for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)]
        for key in self._keys:
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(self._on_enter)
        self.end()

    @property
    def region(self) -> Box:
        """What it says now."""
        top, left = self.top.value(), self.left.value()
        return top, left, top + self.height_.value(), left + self.width_.value()

    @property
    def text(self) -> str:
        """The region's size in words."""
        return self._text.text()

    def start(self, rows: int, columns: int, spacing: tuple[float, float] | None) -> None:
        """Show the bar with the whole picture as region.

        Args:
            rows, columns: The picture's size.
            spacing: Of its rows and columns in mm, where it is known.
        """
        self._size, self._spacing = (rows, columns), spacing
        for key in self._keys:
            key.setEnabled(True)
        self.show_region((0, 0, rows, columns))
        self.show()

    def end(self) -> None:
        """Go away."""
        for key in self._keys:
            key.setEnabled(False)
        self.hide()

    def show_region(self, region: Box) -> None:
        """Say another region."""
        (rows, columns), (top, left, bottom, right) = self._size, region
        for box, value, low, high in (
            (self.left, left, 0, columns - 1),
            (self.top, top, 0, rows - 1),
            (self.width_, right - left, 1, columns - left),
            (self.height_, bottom - top, 1, rows - top),
        ):
            box.blockSignals(True)
            box.setRange(low, high)
            box.setValue(value)
            box.blockSignals(False)
        self._say()

    def _say(self) -> None:
        top, left, bottom, right = self.region
        text = self.tr("{columns} × {rows} px").format(columns=right - left, rows=bottom - top)
        if self._spacing is not None:
            down, across = (bottom - top) * self._spacing[0], (right - left) * self._spacing[1]
            text += ", " + self.tr("{across} × {down} mm").format(across=f"{across:.1f}", down=f"{down:.1f}")
        self._text.setText(text)
        self.crop_button.setEnabled(self.region != (0, 0, *self._size))

    @Slot()
    def _on_typed(self) -> None:
        self.show_region(self.region)  # the ranges of width and height follow
        self.region_changed.emit(self.region)

    @Slot()
    def _on_enter(self) -> None:
        if self.crop_button.isEnabled():
            self.crop_wanted.emit()

    def _box(self, name: str, tip: str) -> QSpinBox:
        box = QSpinBox(self)
        box.setAccessibleName(name)
        box.setToolTip(tip)
        box.valueChanged.connect(self._on_typed)
        return box

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(6)
        for box in (self.left, self.top, self.width_, self.height_):
            label = QLabel(box.accessibleName(), self)
            label.setBuddy(box)
            row.addWidget(label)
            row.addWidget(box)
        row.addSpacing(6)
        row.addWidget(self._text, 1)
        row.addWidget(self.crop_button)
        row.addWidget(self.cancel_button)
