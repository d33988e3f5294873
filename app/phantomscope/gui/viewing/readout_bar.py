"""The left of the status bar: window and level, and what is under the pointer."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from phantomscope.gui.viewing.readout import Readout
from phantomscope.gui.viewing.window_level import WindowLevel

_LEFT = 8
_SPACING = 8


class ReadoutBar(QWidget):
    """Labels of fixed width, so that nothing jumps while the pointer moves.

    Where there is no room for all of them, the place goes first, then the pixel, then window and level: the
    value stays, and nothing ever lies on another.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = self._label("x −000.0  y −000.0 mm", self.tr("Position in the patient’s coordinates"))
        self._pixel = self._label("column 0000, row 0000", self.tr("Pixel, counted from 0"))
        self._value = self._label("−00000 signal", self.tr("Value of the pixel"))
        self._window = self._label("W 00000  L −00000", self.tr("Window width and level"))
        self._has_readout = False
        self._fitted: tuple[list[QLabel], bool] = [], False
        layout = QHBoxLayout(self)
        layout.setContentsMargins(_LEFT, 0, 0, 0)
        layout.setSpacing(_SPACING)
        self._dividers: dict[QLabel, QFrame] = {}
        for label in (self._window, self._place, self._pixel, self._value):
            if label is not self._window:
                self._dividers[label] = _divider(self)
                layout.addWidget(self._dividers[label])
            layout.addWidget(label)
        layout.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.show_readout(None)

    @property
    def texts(self) -> tuple[str, str, str, str]:
        """Place, pixel, value and window as they stand there, or would where there is no room for them."""
        return self._place.text(), self._pixel.text(), self._value.text(), self._window.text()

    def show_readout(self, readout: Readout | None) -> None:
        """Say what is under the pointer, or nothing."""
        self._has_readout = readout is not None
        self._place.setText(readout.place if readout is not None else "")
        self._pixel.setText(readout.pixel if readout is not None else "")
        self._value.setText(readout.value if readout is not None else "")
        for label in (self._place, self._pixel, self._value):
            if label.sizeHint().width() > label.minimumWidth():
                # Three coordinates of a slanted slice, padding, a long unit: it keeps the room from now on.
                label.setMinimumWidth(label.sizeHint().width())
                self.updateGeometry()
        self._fit()

    def show_window(self, window: WindowLevel | None) -> None:
        """Say window and level, or nothing."""
        self._window.setText(window.text() if window is not None else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: other room."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """Qt: window and value; whatever else is left over is welcome."""
        return QSize(self._needed(self._window, self._value), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Qt: the value."""
        return QSize(self._needed(self._value), super().minimumSizeHint().height())

    def _fit(self) -> None:
        shown = [self._window, self._place, self._pixel, self._value]
        for dispensable in (self._place, self._pixel, self._window):
            if self._needed(*shown) > self.width():
                shown.remove(dispensable)
        if (shown, self._has_readout) == self._fitted:
            return
        self._fitted = shown, self._has_readout
        for label in (self._window, self._place, self._pixel, self._value):
            label.setVisible(label in shown)
            divider = self._dividers.get(label)
            if divider is not None:
                divider.setVisible(label in shown)
                # Without a readout it keeps its room, so that nothing jumps, and draws nothing.
                drawn = label is not shown[0] and self._has_readout
                divider.setFrameShape(QFrame.Shape.VLine if drawn else QFrame.Shape.NoFrame)

    def _needed(self, *labels: QLabel) -> int:
        """Room for labels, with what divides them."""
        width = _LEFT + sum(label.minimumWidth() + _SPACING for label in labels)
        return width + sum(
            self._dividers[label].minimumWidth() + _SPACING for label in labels if label in self._dividers
        )

    def _label(self, widest: str, tip: str) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setToolTip(tip)
        label.setAccessibleName(tip)
        label.setMinimumWidth(label.fontMetrics().horizontalAdvance(widest))
        return label


def _divider(parent: QWidget) -> QFrame:
    line = QFrame(parent)
    line.setFrameShape(QFrame.Shape.VLine)
    line.setFrameShadow(QFrame.Shadow.Sunken)
    line.setFixedWidth(line.sizeHint().width())
    return line
