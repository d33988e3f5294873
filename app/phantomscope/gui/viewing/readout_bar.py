"""The left of the status bar: window and level, and what is under the pointer."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from phantomscope.gui.viewing.readout import Readout
from phantomscope.gui.viewing.window_level import WindowLevel


class ReadoutBar(QWidget):
    """Labels of fixed width, so that nothing jumps while the pointer moves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = self._label("x −000.0  y −000.0 mm", self.tr("Position in the patient’s coordinates"))
        self._pixel = self._label("column 0000, row 0000", self.tr("Pixel, counted from 0"))
        self._value = self._label("−00000 signal", self.tr("Value of the pixel"))
        self._window = self._label("W 00000  L −00000", self.tr("Window width and level"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 0, 0)
        layout.setSpacing(8)
        self._dividers = []
        for label in (self._window, self._place, self._pixel, self._value):
            if label is not self._window:
                self._dividers.append(_divider(self))
                layout.addWidget(self._dividers[-1])
            layout.addWidget(label)
        layout.addStretch(1)
        self.show_readout(None)

    @property
    def texts(self) -> tuple[str, str, str, str]:
        """Place, pixel, value and window as they stand there."""
        return self._place.text(), self._pixel.text(), self._value.text(), self._window.text()

    def show_readout(self, readout: Readout | None) -> None:
        """Say what is under the pointer, or nothing."""
        self._place.setText(readout.place if readout is not None else "")
        if (
            self._place.sizeHint().width() > self._place.minimumWidth()
        ):  # three coordinates, of a slanted slice
            self._place.setMinimumWidth(self._place.sizeHint().width())
        self._pixel.setText(readout.pixel if readout is not None else "")
        self._value.setText(readout.value if readout is not None else "")
        for divider in self._dividers:
            divider.setVisible(readout is not None)

    def show_window(self, window: WindowLevel | None) -> None:
        """Say window and level, or nothing."""
        self._window.setText(window.text() if window is not None else "")

    def _label(self, widest: str, tip: str) -> QLabel:
        label = QLabel(self)
        label.setToolTip(tip)
        label.setAccessibleName(tip)
        label.setMinimumWidth(label.fontMetrics().horizontalAdvance(widest))
        return label


def _divider(parent: QWidget) -> QFrame:
    line = QFrame(parent)
    line.setFrameShape(QFrame.Shape.VLine)
    line.setFrameShadow(QFrame.Shadow.Sunken)
    keeps = line.sizePolicy()
    keeps.setRetainSizeWhenHidden(True)  # nothing may jump
    line.setSizePolicy(keeps)
    return line
