"""The last ten minutes of memory as curves, with marks where something began that takes memory."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from phantomscope.gui.memory.memory_monitor import MemorySample
from phantomscope.gui.memory.strategy_choice import StrategyChange
from phantomscope.gui.parts.colours import colours_in, tinted
from phantomscope.gui.parts.marked import translate

_MB = 1e6
_SECONDS = 60.0
_LEAST_MINUTES = 1.0
_STEPS = (1, 2, 5)
_HEIGHT = 190
_LABEL_AT = 0.97  # of the height

Values = npt.NDArray[np.float64]


class MemoryHistory(pg.PlotWidget):  # type: ignore[misc]
    """Dataset, the processes, alone and together, over time, and the budget.

    The axis of memory is logarithmic: a dataset of 12 MB, a window of 130 MB and a budget of 1 GB are seen in
    one picture.

    Args:
        parent: Qt parent.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=None, axisItems={"left": _MegabyteAxis("left")})
        self.setAccessibleName(self.tr("Memory over the last ten minutes"))
        self.setMinimumHeight(_HEIGHT)
        item = self.getPlotItem()
        item.setMenuEnabled(False)
        item.setMouseEnabled(x=False, y=False)
        item.hideButtons()
        item.showGrid(x=False, y=True, alpha=0.25)
        item.getAxis("bottom").enableAutoSIPrefix(False)
        self._budget = pg.InfiniteLine(angle=0)
        item.addItem(self._budget, ignoreBounds=True)
        self._marks: list[pg.InfiniteLine] = []
        curves = [item.plot(antialias=True) for _ in range(5)]
        self.dataset, self.window_process, self.analysis_process, self.idle_process, self.together = curves
        self._set_colours()

    @property
    def legend(self) -> str:
        """What the curves are, as rich text."""
        colours = colours_in(self.palette())
        signs = (
            (colours.parts[0], "━", self.tr("dataset")),
            (colours.parts[6], "━", self.tr("window’s process")),
            (colours.parts[5], "┅", self.tr("analysis process")),
            (colours.parts[4], "┅", self.tr("idle process")),
            (colours.chart_text, "─", self.tr("all together")),
            (colours.gauge_full, "╌", self.tr("budget")),
        )
        entries = (f'<span style="color:{colour}">{sign}</span> {name}' for colour, sign, name in signs)
        return "&nbsp;&nbsp; ".join(entries)

    @property
    def marks(self) -> list[str]:
        """The texts of the marks, oldest first."""
        return [line.label.format for line in self._marks]

    def show_history(self, history: Sequence[MemorySample], changes: Iterable[StrategyChange] = ()) -> None:
        """Draw these samples, of which there must be one, and mark what happened meanwhile.

        Args:
            history: Oldest first.
            changes: When another strategy came into use.
        """
        now = history[-1].time
        minutes = np.array([one.time - now for one in history]) / _SECONDS
        total = [one.account.total if one.account is not None else np.nan for one in history]
        analysis = [one.analysis_rss or np.nan for one in history]  # 0 where it has just ended
        idle = [one.idle_rss or np.nan for one in history]
        # The window's own line says it where there is no other process.
        together = [one.used if one.used > one.gui_rss else np.nan for one in history]
        self.dataset.setData(minutes, _megabytes(total), connect="finite")
        self.window_process.setData(minutes, _megabytes([one.gui_rss for one in history]), connect="finite")
        self.analysis_process.setData(minutes, _megabytes(analysis), connect="finite")
        self.idle_process.setData(minutes, _megabytes(idle), connect="finite")
        self.together.setData(minutes, _megabytes(together), connect="finite")
        budget = float(_megabytes([history[-1].budget])[0])
        self._budget.setValue(budget)
        curves = (self.dataset, self.window_process, self.analysis_process, self.idle_process)
        known = [float(low) for curve in curves for low in _least(curve.yData)]
        highest = max(float(np.log10(max(one.used, 1) / _MB)) for one in history)
        self.setYRange(min([*known, budget]) - 0.15, max(highest, budget) + 0.25, padding=0)
        start = min(-_LEAST_MINUTES, float(minutes[0]))
        self.setXRange(start, 0, padding=0.01)
        self._show_marks([one for one in _marks(history, changes, now) if one[0] >= start])

    def changeEvent(self, event: QEvent) -> None:
        """Qt: take another palette's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "together"):
            self.resetCachedContent()  # it keeps a picture of its background
            self._set_colours()

    def _set_colours(self) -> None:
        colours = colours_in(self.palette())
        item = self.getPlotItem()
        for name, title in (("bottom", self.tr("minutes, 0 is now")), ("left", self.tr("MB (logarithmic)"))):
            axis = item.getAxis(name)
            axis.setPen(pg.mkPen(colours.chart_grid))
            axis.setTextPen(pg.mkPen(colours.chart_text))
            axis.setLabel(title, color=colours.chart_text)
        self.dataset.setPen(pg.mkPen(colours.parts[0], width=2))
        self.window_process.setPen(pg.mkPen(colours.parts[6], width=1.6))
        self.analysis_process.setPen(pg.mkPen(colours.parts[5], width=2, style=Qt.PenStyle.DotLine))
        self.idle_process.setPen(pg.mkPen(colours.parts[4], width=2, style=Qt.PenStyle.DotLine))
        self.together.setPen(pg.mkPen(colours.chart_text, width=1))
        self._budget.setPen(pg.mkPen(colours.gauge_full, width=1.2, style=Qt.PenStyle.DashLine))
        self._show_marks([(line.value(), line.label.format) for line in self._marks])

    def _show_marks(self, marks: Sequence[tuple[float, str]]) -> None:
        colours = colours_in(self.palette())
        item = self.getPlotItem()
        for line in self._marks:
            item.removeItem(line)
        self._marks = []
        font = QFont(self.font())
        font.setPointSizeF(max(7.0, font.pointSizeF() - 1.5))
        for at, text in marks:
            options = {"position": _LABEL_AT, "rotateAxis": (1, 0), "anchors": [(1, 1), (1, 1)]}
            line = pg.InfiniteLine(
                at,
                angle=90,
                pen=pg.mkPen(tinted(colours.chart_text, 0.6), style=Qt.PenStyle.DashDotLine),
                label=text,
                labelOpts=options | {"color": colours.chart_text},
            )
            line.label.setFont(font)
            item.addItem(line, ignoreBounds=True)
            self._marks.append(line)


class _MegabyteAxis(pg.AxisItem):  # type: ignore[misc]
    """Shows powers of ten as what they are: 10, 20, 50, 100."""

    def tickValues(self, low: float, high: float, _size: float) -> list[tuple[float, list[float]]]:
        """Pyqtgraph: where ticks are."""
        decades = range(int(np.floor(low)), int(np.ceil(high)) + 1)
        wanted = [float(np.log10(step * 10.0**decade)) for decade in decades for step in _STEPS]
        return [(1.0, [value for value in wanted if low <= value <= high])]

    def tickStrings(self, values: Iterable[float], _scale: float, _spacing: float) -> list[str]:
        """Pyqtgraph: what stands at them."""
        return [f"{10.0**value:.4g}" for value in values]


def _megabytes(values: Sequence[float]) -> Values:
    return np.log10(np.maximum(np.array(values, dtype=np.float64), 1.0) / _MB)


def _least(values: Values) -> Values:
    there = values[np.isfinite(values)]
    return there.min(keepdims=True) if there.size else there


def _marks(
    history: Sequence[MemorySample], changes: Iterable[StrategyChange], now: float
) -> list[tuple[float, str]]:
    marks = [((one.time - now) / _SECONDS, one.strategy.value) for one in changes]
    before: MemorySample | None = None
    for one in history:
        if before is not None and not before.analysis_rss and one.analysis_rss:
            marks.append(((one.time - now) / _SECONDS, translate("MemoryHistory", "analysis")))
        before = one
    return sorted(marks)
