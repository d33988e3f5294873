"""The curve of a histogram with the window's two limits, which can be dragged."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QWidget

from phantomscope.gui.levels.histogram import Histogram
from phantomscope.gui.parts.colours import colours_in
from phantomscope.gui.viewing.window_level import WindowLevel

_AXIS_POINTS = 8
_NOTHING = 0.5  # what an empty bin is drawn as where the axis is logarithmic
_MARGIN = 0.04
_TOWERING = 1.5  # times the second tallest bin
_FILL_ALPHA = 150
_WINDOW_ALPHA = 45


class HistogramPlot(pg.PlotWidget):  # type: ignore[misc]
    """Counts over values. The wheel zooms along the values; a double click shows all.

    Signals:
        window_dragged(WindowLevel): The person has dragged the limits.

    Args:
        parent: Qt parent.
    """

    window_dragged = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=None)
        self._histogram: Histogram | None = None
        self._window: WindowLevel | None = None
        self._logarithmic = True
        self._telling = True
        self._unit = ""
        self._curve = pg.PlotCurveItem()
        self.region = pg.LinearRegionItem(swapMode="block")
        self.region.setZValue(10)
        self.addItem(self._curve, ignoreBounds=True)
        self.addItem(self.region, ignoreBounds=True)
        self._box = self.getPlotItem().getViewBox()
        self._box.setMouseEnabled(x=True, y=False)
        self.getPlotItem().setMenuEnabled(False)
        self.getPlotItem().hideButtons()
        self.region.sigRegionChanged.connect(self._on_dragged)
        self.scene().sigMouseClicked.connect(lambda event: self.fit() if event.double() else None)
        self._take_colours()
        self.clear_counts()

    def show_histogram(self, histogram: Histogram, unit: str) -> None:
        """Draw counts; the values shown stay those that were unless these leave them."""
        anew = self._histogram is None or unit != self._unit
        self._histogram, self._unit = histogram, unit
        self.setLabel("bottom", unit)
        self._curve.setVisible(True)
        self._draw()
        shown = self._box.viewRange()[0]
        if anew or histogram.low < shown[0] or histogram.high > shown[1]:
            self.fit()

    def show_window(self, window: WindowLevel) -> None:
        """Put the limits where the window is."""
        self._window = window
        if tuple(self.region.getRegion()) != (window.low, window.high):
            self._telling = False
            self.region.setRegion((window.low, window.high))
            self._telling = True
        self.region.setVisible(True)

    def set_logarithmic(self, logarithmic: bool) -> None:
        """Count in powers of ten, or evenly."""
        self._logarithmic = logarithmic
        self._draw()

    def clear_counts(self) -> None:
        """Show nothing."""
        self._histogram = None
        self._curve.setVisible(False)
        self.region.setVisible(False)

    def fit(self) -> None:
        """Show all values and both limits."""
        if self._histogram is None:
            return
        low, high = self._histogram.edges[0], self._histogram.edges[-1]
        if self._window is not None:
            low, high = min(low, self._window.low), max(high, self._window.high)
        self._box.setXRange(float(low), float(high), padding=_MARGIN)

    def reach_limits(self) -> None:
        """Show all values where a limit lies outside what is shown."""
        shown = self._box.viewRange()[0]
        if self._window is not None and (self._window.low < shown[0] or self._window.high > shown[1]):
            self.fit()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: take another palette's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_box"):
            self._take_colours()

    def _draw(self) -> None:
        found = self._histogram
        self.getAxis("left").setLogMode(y=self._logarithmic)
        if found is None:
            return
        heights = found.counts.astype(np.float64)
        floor = 0.0
        if self._logarithmic:
            heights = np.log10(np.maximum(heights, _NOTHING))
            floor = float(np.log10(_NOTHING))
        self._curve.setData(found.edges, heights, stepMode="center", fillLevel=floor)
        top = float(heights.max()) if self._logarithmic else _top(found)
        self._box.setYRange(floor, top * 1.03 + 1e-9, padding=0)

    def _take_colours(self) -> None:
        palette, colours = self.palette(), colours_in(self.palette())
        text = palette.text().color()
        font = QFont(self.font())
        font.setPointSizeF(_AXIS_POINTS)
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setPen(pg.mkPen(colours.chart_grid))
            axis.setTextPen(text)
            axis.setTickFont(font)
        self.getAxis("left").setWidth(42)
        self.getAxis("bottom").setHeight(32)
        line = QColor(colours.curves[0])
        fill = QColor(line)
        fill.setAlpha(_FILL_ALPHA)
        self._curve.setPen(pg.mkPen(line, width=1))
        self._curve.setBrush(fill)
        window = palette.highlight().color()
        window.setAlpha(_WINDOW_ALPHA)
        self.region.setBrush(window)
        self.region.setHoverBrush(window)
        for limit in self.region.lines:
            limit.setPen(pg.mkPen(text, width=2))
            limit.setHoverPen(pg.mkPen(palette.highlight().color(), width=4))

    @Slot()
    def _on_dragged(self) -> None:
        if self._telling:
            low, high = self.region.getRegion()
            self._window = WindowLevel.between(float(low), float(high))
            self.window_dragged.emit(self._window)


def _top(found: Histogram) -> float:
    """How high an even axis reaches: one bin that towers above all others, mostly air, is cut off."""
    tallest = np.sort(found.counts)[-2:].astype(np.float64)
    return (
        float(min(tallest[-1], max(tallest[0] * _TOWERING, 1.0))) if len(tallest) > 1 else float(tallest[0])
    )
