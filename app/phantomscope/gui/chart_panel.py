"""The charts of a result, a tab each, drawn when first looked at."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt, QTimer, Slot
from PySide6.QtWidgets import QLabel, QTabWidget, QVBoxLayout, QWidget

from phantomscope.analysis.results import Chart, Curve, Points
from phantomscope.gui.colours import Colours, colours_in, tinted

_TAB_LETTERS = 20
_AXIS_POINTS = 8


class ChartPanel(QTabWidget):
    """A tab per chart. A chart costs nothing until its tab is shown.

    Args:
        parent: Qt parent.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._charts: tuple[Chart, ...] = ()
        self.setDocumentMode(True)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setAccessibleName("Charts")
        font = self.tabBar().font()
        font.setPointSizeF(_AXIS_POINTS)
        self.tabBar().setFont(font)
        self._drawing = QTimer(self)
        self._drawing.setSingleShot(True)
        self._drawing.setInterval(0)
        self._drawing.timeout.connect(self._draw_current)
        self.currentChanged.connect(self._on_current_changed)

    @property
    def charts(self) -> tuple[Chart, ...]:
        """What is shown."""
        return self._charts

    def set_charts(self, charts: tuple[Chart, ...]) -> None:
        """Show other charts, or none."""
        self._forget()
        self._charts = charts
        for chart in charts:
            page = QWidget()
            QVBoxLayout(page).setContentsMargins(0, 0, 0, 0)
            place = self.addTab(page, _short(chart.title))
            self.setTabToolTip(place, chart.title)
        self._draw_soon()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: draw again in another palette's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            for place in range(self.count()):
                _empty(self._page(place))
            self._draw_soon()

    @Slot(int)
    def _on_current_changed(self, _place: int) -> None:
        self._draw_soon()

    def _draw_soon(self) -> None:
        # Not now: building a plot takes longer than showing all the rest of a result.
        self._drawing.start()

    @Slot()
    def _draw_current(self) -> None:
        place = self.currentIndex()
        if not 0 <= place < min(self.count(), len(self._charts)):
            return
        page = self._page(place)
        layout = page.layout()
        if layout is not None and layout.count() == 0:
            layout.addWidget(ChartView(self._charts[place], colours_in(self.palette())))

    def _page(self, place: int) -> QWidget:
        page = self.widget(place)
        assert page is not None
        return page

    def _forget(self) -> None:
        self._charts = ()
        while self.count():
            page = self._page(0)
            self.removeTab(0)
            page.deleteLater()


class ChartView(QWidget):
    """One chart with its legend below.

    Attributes:
        chart: What is drawn.
        plot: The plot.
        legend: Sign, colour and name of each entry.

    Args:
        chart: What to draw.
        colours: In which colours.
        parent: Qt parent.
    """

    def __init__(self, chart: Chart, colours: Colours, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart = chart
        self.plot = pg.PlotWidget(background=None)
        self.plot.setAccessibleName(f"{chart.title}: {chart.y_title} over {chart.x_title}")
        self.plot.setMinimumHeight(90)
        self._colours = colours
        self.legend: list[tuple[str, str, str]] = []
        self._lay_out_axes()
        for curve, colour in zip(chart.curves, curve_colours(chart, colours), strict=True):
            self._draw(curve, colour)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.plot, 1)
        if self.legend:
            layout.addWidget(self._legend_label())

    def _lay_out_axes(self) -> None:
        item = self.plot.getPlotItem()
        item.setMenuEnabled(False)
        item.hideButtons()
        item.showGrid(x=True, y=True, alpha=0.18)
        font = self.font()
        font.setPointSizeF(_AXIS_POINTS)
        for name, title in (("bottom", self.chart.x_title), ("left", self.chart.y_title)):
            axis = item.getAxis(name)
            axis.setPen(pg.mkPen(self._colours.chart_grid))
            axis.setTextPen(pg.mkPen(self._colours.chart_text))
            axis.setTickFont(font)
            axis.enableAutoSIPrefix(False)
            axis.setStyle(tickTextOffset=3, tickLength=-4)
            axis.setLabel(title, **{"font-size": f"{_AXIS_POINTS}pt", "color": self._colours.chart_text})

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
                for sign, colour, name in self.legend
            )
        )
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setWordWrap(True)
        label.setContentsMargins(6, 0, 6, 2)
        font = label.font()
        font.setPointSizeF(_AXIS_POINTS)
        label.setFont(font)
        return label


def is_level(curve: Curve) -> bool:
    """Whether a curve is a horizontal line: a limit where it is dashed, else a reference."""
    heights = {y for y in curve.y if y is not None}
    return curve.lines and not curve.markers and len(curve.y) >= 2 and len(heights) == 1


def curve_colours(chart: Chart, colours: Colours) -> list[str]:
    """A colour for each curve: limits alike, references grey, the others in turn.

    A curve without a name belongs to the one before it (pylinac draws points and their line one by one).
    """
    found: list[str] = []
    turn = 0
    for curve in chart.curves:
        if is_level(curve):
            found.append(colours.chart_limit if curve.dashed else colours.chart_grid)
        elif not curve.name and found:
            found.append(found[-1])
        else:
            found.append(colours.curves[turn % len(colours.curves)])
            turn += 1
    return found


def as_array(points: Points) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Points with not-a-number where the line breaks."""
    return np.array([np.nan if point is None else point for point in points], dtype=np.float64)


def _short(title: str) -> str:
    return title if len(title) <= _TAB_LETTERS else title[: _TAB_LETTERS - 1].rstrip() + "…"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(" ", "&nbsp;")


def _empty(page: QWidget) -> None:
    layout = page.layout()
    while layout is not None and (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.deleteLater()
