"""A chart in a window of its own, with the others a key away."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from phantomscope.analysis.results import Chart
from phantomscope.gui.parts.colours import colours_in
from phantomscope.gui.results.chart_view import ChartView

_SIZE = (760, 520)
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_PageUp: -1,
    Qt.Key.Key_PageDown: 1,
}


class ChartWindow(QWidget):
    """Shows one chart of several, large. Left and right go through them, Esc closes; not modal.

    Attributes:
        combo: Chooses the chart.

    Args:
        parent: Above whose window it stays.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._charts: tuple[Chart, ...] = ()
        self._view: ChartView | None = None
        self.combo = QComboBox(self)
        self.combo.setAccessibleName(self.tr("Chart"))
        self.combo.currentIndexChanged.connect(self._draw)
        self._back = self._button(Qt.ArrowType.LeftArrow, self.tr("Previous chart (Left)"), -1)
        self._on = self._button(Qt.ArrowType.RightArrow, self.tr("Next chart (Right)"), 1)
        self.resize(*_SIZE)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(10, 10, 10, 10)
        row = QHBoxLayout()
        row.addWidget(self._back)
        row.addWidget(self.combo, 1)
        row.addWidget(self._on)
        self._layout.addLayout(row)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def view(self) -> ChartView | None:
        """The chart shown."""
        return self._view

    def set_charts(self, charts: Sequence[Chart], place: int = 0) -> None:
        """Offer these and show one of them; without any it closes."""
        self._charts = tuple(charts)
        self.combo.blockSignals(True)
        self.combo.clear()
        self.combo.addItems([chart.title for chart in charts])
        self.combo.setCurrentIndex(place)
        self.combo.blockSignals(False)
        self._draw()
        if not charts:
            self.close()

    def step(self, step: int) -> None:
        """Show the next chart or the one before; goes round."""
        if self._charts:
            self.combo.setCurrentIndex((self.combo.currentIndex() + step) % len(self._charts))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: left and right, and Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() in _STEPS:
            self.step(_STEPS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Qt: draw again in another palette's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    @Slot()
    def _draw(self) -> None:
        if self._view is not None:
            self._layout.removeWidget(self._view)
            self._view.deleteLater()
            self._view = None
        place = self.combo.currentIndex()
        if 0 <= place < len(self._charts):
            chart = self._charts[place]
            self._view = ChartView(chart, colours_in(self.palette()), self, large=True)
            self._layout.addWidget(self._view, 1)
            self.setWindowTitle(chart.title)
        for button in (self._back, self._on):
            button.setVisible(len(self._charts) > 1)

    def _button(self, arrow: Qt.ArrowType, tip: str, step: int) -> QToolButton:
        button = QToolButton(self)
        button.setArrowType(arrow)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setAutoRaise(True)
        button.clicked.connect(lambda: self.step(step))
        return button
