"""One chart: axes, curves, limits, a legend below, and the values under the pointer."""

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPalette
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from phantomscope.analysis.results import Chart, Curve, shown
from phantomscope.gui.parts.colours import Colours, tinted
from phantomscope.gui.results.chart_reading import ChartReader, Reading, as_array, curve_colours, is_level

_AXIS_POINTS = 8
_LARGE_AXIS_POINTS = 10
_REACH = 12.0  # screen pixels to the nearest point
_MOST_VALUES = 8
_PROFILE_POINTS = 50  # from which on a line is a profile, whose ends say little
_AROUND_LIMITS = 1.5  # times the distance between them


class ChartView(QWidget):
    """One chart with its legend below. The pointer reads the curves; a small one asks to be enlarged.

    Signals:
        clicked(): A click on the plot.

    Attributes:
        chart: What is drawn.
        plot: The plot.
        legend: Sign, colour and name of each entry.

    Args:
        chart: What to draw.
        colours: In which colours.
        parent: Qt parent.
        large: Whether it has room: it can be zoomed and panned then, and a double click fits.
    """

    clicked = Signal()

    def __init__(
        self, chart: Chart, colours: Colours, parent: QWidget | None = None, *, large: bool = False
    ) -> None:
        super().__init__(parent)
        self.chart = chart
        self._large = large
        self._points = _LARGE_AXIS_POINTS if large else _AXIS_POINTS
        self.plot = pg.PlotWidget(background=None)
        self.plot.setAccessibleName(
            self.tr("{title}: {y_title} over {x_title}").format(
                title=chart.title, y_title=chart.y_title, x_title=chart.x_title
            )
        )
        self.plot.setMinimumHeight(90)
        self._colours = colours
        self.legend: list[tuple[str, str, str]] = []
        self._lay_out_axes()
        self._curve_colours = curve_colours(chart, colours)
        for curve, colour in zip(chart.curves, self._curve_colours, strict=True):
            self._draw(curve, colour)
        self._fit_limits()
        self._reader = ChartReader(chart)
        self._reading: Reading | None = None
        self._make_readout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.plot, 1)
        if self.legend:
            layout.addWidget(self._legend_label())

    @property
    def reading(self) -> Reading | None:
        """What is read under the pointer."""
        return self._reading

    @property
    def readout_text(self) -> str:
        """The same as it is shown, a line each; empty for nothing."""
        return "\n".join(self._reading_lines()) if self._reading is not None else ""

    @property
    def readout_rect(self) -> QRect:
        """Where that is shown on the plot."""
        return self._readout.geometry()

    def read_at(self, place: QPointF | None) -> None:
        """Read the curves at a point of the plot's scene, or nothing."""
        box = self.plot.getPlotItem().getViewBox()
        reading = None
        if place is not None and box.sceneBoundingRect().contains(place):
            x = float(box.mapSceneToView(place).x())
            reading = self._reader.at(x, _REACH * abs(float(box.viewPixelSize()[0])))
        if reading != self._reading:
            self._reading = reading
            self._show_reading()
        if reading is not None and place is not None:
            self._place_readout(place)

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: nothing is read any more."""
        super().leaveEvent(event)
        self.read_at(None)

    def _fit_limits(self) -> None:
        """Where a long line leaves its limits far behind, show what is near them: they are what matters."""
        levels = [as_array(curve.y)[0] for curve in self.chart.curves if is_level(curve) and curve.dashed]
        lines = [curve for curve in self.chart.curves if curve.lines and len(curve.y) >= _PROFILE_POINTS]
        if len(levels) < 2 or not lines or min(levels) == max(levels):
            return
        low, high = min(levels), max(levels)
        margin = _AROUND_LIMITS * (high - low)
        values = np.concatenate([as_array(curve.y) for curve in lines])
        if np.nanmin(values) < low - margin or np.nanmax(values) > high + margin:
            self.plot.setYRange(low - margin, high + margin, padding=0)

    def _make_readout(self) -> None:
        self._readout = QLabel(self.plot)
        self._readout.setTextFormat(Qt.TextFormat.RichText)
        self._readout.setFrameShape(QFrame.Shape.Box)
        self._readout.setAutoFillBackground(True)
        self._readout.setBackgroundRole(QPalette.ColorRole.Base)
        self._readout.setForegroundRole(QPalette.ColorRole.Text)
        self._readout.setMargin(3)
        self._readout.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        font = self._readout.font()
        font.setPointSizeF(self._points)
        self._readout.setFont(font)
        self._readout.hide()
        self._line = pg.InfiniteLine(pen=pg.mkPen(self._colours.chart_grid, width=1))
        self._dots = pg.ScatterPlotItem(size=9, pxMode=True)
        for item in (self._line, self._dots):
            self.plot.addItem(item, ignoreBounds=True)
            item.setVisible(False)
        scene = self.plot.scene()
        scene.sigMouseMoved.connect(self.read_at)
        scene.sigMouseClicked.connect(self._on_clicked)
        if not self._large:
            self.plot.viewport().setCursor(Qt.CursorShape.PointingHandCursor)

    def _show_reading(self) -> None:
        reading = self._reading
        for item in (self._readout, self._line, self._dots):
            item.setVisible(reading is not None)
        if reading is None:
            return
        self._line.setPos(reading.x)
        self._dots.setData(
            x=[reading.x] * len(reading.values),
            y=[value for _, value in reading.values],
            pen=pg.mkPen(self._colours.chart_text, width=1.2),
            brush=pg.mkBrush(None),
        )
        first, *rest = self._reading_lines()
        colours = [self._curve_colours[number] for number, _ in reading.values]
        lines = [_escaped(first)]
        for line, colour in zip(rest, [*colours, self._colours.chart_text], strict=False):
            lines.append(f'<span style="color:{colour}">●</span>&nbsp;{_escaped(line)}')
        self._readout.setText("<br>".join(lines))
        self._readout.adjustSize()

    def _reading_lines(self) -> list[str]:
        if self._reading is None:
            return []
        lines = [f"{self.chart.x_title or 'x'} {shown(self._reading.x)}"]
        for number, value in self._reading.values[:_MOST_VALUES]:
            lines.append(f"{self._name(number)} {shown(value)}")
        return lines

    def _name(self, number: int) -> str:
        """A curve's name; that of the one before where it has none, else the axis' title."""
        names = [curve.name for curve in self.chart.curves[: number + 1] if curve.name]
        return names[-1] if names else self.chart.y_title or "y"

    def _place_readout(self, place: QPointF) -> None:
        box, point = self._readout, self.plot.mapFromScene(place)
        x = (
            point.x() + 12
            if point.x() + 12 + box.width() <= self.plot.width()
            else point.x() - 12 - box.width()
        )
        y = min(max(0, point.y() - box.height() // 2), self.plot.height() - box.height())
        box.move(max(0, x), max(0, y))

    def _on_clicked(self, event: Any) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if event.double() and self._large:
            self.plot.getPlotItem().autoRange()
        elif not event.double():
            self.clicked.emit()

    def _lay_out_axes(self) -> None:
        item = self.plot.getPlotItem()
        item.setMenuEnabled(False)
        item.setMouseEnabled(x=self._large, y=self._large)  # no wheel may lose what a small one shows
        item.hideButtons()
        item.showGrid(x=True, y=True, alpha=0.18)
        font = self.font()
        font.setPointSizeF(self._points)
        for name, title in (("bottom", self.chart.x_title), ("left", self.chart.y_title)):
            axis = item.getAxis(name)
            axis.setPen(pg.mkPen(self._colours.chart_grid))
            axis.setTextPen(pg.mkPen(self._colours.chart_text))
            axis.setTickFont(font)
            axis.enableAutoSIPrefix(False)
            axis.setStyle(tickTextOffset=3, tickLength=-4)
            if name == "bottom":
                axis.setHeight(2 * QFontMetrics(font).height() + 4)  # pyqtgraph leaves a line's room between
            axis.setLabel(title, **{"font-size": f"{self._points}pt", "color": self._colours.chart_text})

    def _draw(self, curve: Curve, colour: str) -> None:
        pen = None
        if curve.lines:
            style = Qt.PenStyle.DashLine if curve.dashed else Qt.PenStyle.SolidLine
            pen = pg.mkPen(colour, width=1.2 if is_level(curve) else 1.6, style=style)
        markers = {}
        if curve.markers:
            markers = {
                "symbol": "o",
                "symbolSize": 6,
                "symbolPen": pg.mkPen(colour),
                "symbolBrush": pg.mkBrush(tinted(colour, 0.7)),
            }
        x, y = as_array(curve.x), as_array(curve.y)
        if is_level(curve):
            # From end to end: dashes drawn to and fro between unsorted points would fill each other's gaps.
            x, y = np.array([np.nanmin(x), np.nanmax(x)]), y[:2]
        if np.isfinite(x + y).any():  # pyqtgraph warns where there is nothing to draw
            self.plot.plot(x, y, pen=pen, connect="finite", antialias=True, **markers)
        if curve.name:
            sign = "●" if curve.markers and not curve.lines else "╌╌" if curve.dashed else "━"
            entry = (sign, colour, curve.name)
            if entry not in self.legend:
                self.legend.append(entry)

    def _legend_label(self) -> QLabel:
        label = QLabel(
            "&nbsp;&nbsp; ".join(
                f'<span style="color:{colour}">{sign}</span>&nbsp;{_escaped(name)}'
                for sign, colour, name in _paired(self.legend)
            )
        )
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setWordWrap(True)
        label.setContentsMargins(6, 0, 6, 2)
        font = label.font()
        font.setPointSizeF(self._points)
        label.setFont(font)
        return label


def _paired(legend: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """A legend in which an upper and a lower limit that look alike are one entry, to save a line."""
    found: list[tuple[str, str, str]] = []
    for sign, colour, name in legend:
        of_both = name.removeprefix("Lower ")
        if of_both != name and (sign, colour, f"Upper {of_both}") in found:
            found[found.index((sign, colour, f"Upper {of_both}"))] = (sign, colour, of_both)
        else:
            found.append((sign, colour, name))
    return found


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(" ", "&nbsp;")
