"""All there is to know about memory: history, parts, figures with their meaning, and the other strategies."""

from typing import NamedTuple

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QVBoxLayout, QWidget

from phantomscope.gui.memory.memory_monitor import MemoryMonitor, MemorySample, size_text
from phantomscope.gui.memory.parts_bar import Part, PartsBar
from phantomscope.gui.memory.strategies import DatasetFacts, strategies
from phantomscope.gui.memory.strategy_table import StrategyTable
from phantomscope.gui.parts.colours import colours_in, tinted
from phantomscope.gui.parts.marked import QT_TRANSLATE_NOOP
from phantomscope.stack.member import Source
from phantomscope.stack.series import Series

_MB = 1e6
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class _Figure(NamedTuple):
    name: str
    definition: str


_FIGURES = (
    _Figure(
        QT_TRANSLATE_NOOP("MemoryPanel", "source"),
        QT_TRANSLATE_NOOP("MemoryPanel", "the archive or the files; counted, since disk may be memory"),
    ),
    _Figure(
        QT_TRANSLATE_NOOP("MemoryPanel", "extracted"),
        QT_TRANSLATE_NOOP("MemoryPanel", "written to disk by this program: always 0"),
    ),
    _Figure(
        QT_TRANSLATE_NOOP("MemoryPanel", "index"),
        QT_TRANSLATE_NOOP("MemoryPanel", "what is known of each slice: place, size, position"),
    ),
    _Figure(
        QT_TRANSLATE_NOOP("MemoryPanel", "overlay"),
        QT_TRANSLATE_NOOP("MemoryPanel", "changed slices, compressed"),
    ),
    _Figure(
        QT_TRANSLATE_NOOP("MemoryPanel", "cache"), QT_TRANSLATE_NOOP("MemoryPanel", "decoded slices held now")
    ),
    _Figure(
        QT_TRANSLATE_NOOP("MemoryPanel", "views"),
        QT_TRANSLATE_NOOP("MemoryPanel", "pixels of the views across the slices, while they are seen"),
    ),
    _Figure(
        QT_TRANSLATE_NOOP("MemoryPanel", "dataset total"),
        QT_TRANSLATE_NOOP("MemoryPanel", "the sum of these, and the sum divided by the source"),
    ),
    _Figure(
        QT_TRANSLATE_NOOP("MemoryPanel", "window process"),
        QT_TRANSLATE_NOOP("MemoryPanel", "resident now, libraries included"),
    ),
    _Figure(
        QT_TRANSLATE_NOOP("MemoryPanel", "analysis process"),
        QT_TRANSLATE_NOOP("MemoryPanel", "resident now; gone when the analysis ends"),
    ),
    _Figure(
        QT_TRANSLATE_NOOP("MemoryPanel", "budget"),
        QT_TRANSLATE_NOOP("MemoryPanel", "what both processes together should stay below"),
    ),
)


class MemoryPanel(QDialog):
    """Stays open beside the work; follows the monitor while it is visible.

    Args:
        monitor: What takes the samples.
        parent: Qt parent.
    """

    def __init__(self, monitor: MemoryMonitor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Memory"))
        self._monitor = monitor
        self._facts: DatasetFacts | None = None
        self._values: dict[str, QLabel] = {}
        self._heading = QLabel(self)
        self._heading.setTextFormat(Qt.TextFormat.PlainText)
        self.plot = pg.PlotWidget(background=None)
        self.plot.setAccessibleName(self.tr("Resident memory over the last ten minutes"))
        self.plot.setMinimumHeight(150)
        self._legend = QLabel(self)
        self._legend.setTextFormat(Qt.TextFormat.RichText)
        self.parts = PartsBar(self)
        self.table = StrategyTable(self)
        self._table_heading = _heading(self.tr("What other strategies would take for this dataset"), self)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(self._heading)
        layout.addWidget(self.plot, 1)
        layout.addWidget(self._legend)
        layout.addWidget(_heading(self.tr("Where the bytes are"), self))
        layout.addWidget(self.parts)
        layout.addLayout(self._figures())
        layout.addWidget(self._table_heading)
        layout.addWidget(self.table)
        self._set_up_plot()
        monitor.sampled.connect(self._on_sampled)

    def set_dataset(self, source: Source | None, series: Series | None) -> None:
        """Compare strategies for another series, or for none."""
        self._facts = DatasetFacts.of(source, series) if source is not None and series is not None else None
        self._refresh()

    def figure_text(self, name: str) -> str:
        """What is shown for a figure, e.g. "cache"."""
        return self._values[name].text()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: catch up with what happened while it was hidden."""
        super().showEvent(event)
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: take another palette's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.plot.resetCachedContent()  # it keeps a picture of its background
            self._set_up_plot()
            self._refresh()

    # -- building -----------------------------------------------------------------------------------------

    def _figures(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(2, 1)
        for row, figure in enumerate(_FIGURES):
            value = QLabel("–", self)
            value.setAccessibleName(self.tr(figure.name))
            self._values[figure.name] = value
            grid.addWidget(QLabel(self.tr(figure.name), self), row, 0)
            grid.addWidget(value, row, 1, _RIGHT)
            grid.addWidget(QLabel(self.tr(figure.definition), self), row, 2)
        return grid

    def _set_up_plot(self) -> None:
        colours = colours_in(self.palette())
        item = self.plot.getPlotItem()
        item.clear()
        item.setMenuEnabled(False)
        item.setMouseEnabled(x=False, y=False)
        item.hideButtons()
        item.showGrid(x=False, y=True, alpha=0.2)
        for name, title in (("bottom", "seconds, 0 is now"), ("left", "MB")):
            axis = item.getAxis(name)
            axis.setPen(pg.mkPen(colours.chart_grid))
            axis.setTextPen(pg.mkPen(colours.chart_text))
            axis.enableAutoSIPrefix(False)
            axis.setLabel(title, color=colours.chart_text)
        window, analysis = colours.parts[6], colours.parts[5]
        limit = colours.gauge_full
        self._window_curve = item.plot(
            pen=pg.mkPen(window, width=1.6),
            fillLevel=0,
            brush=pg.mkBrush(tinted(window, 0.25)),
            antialias=True,
        )
        self._both_curve = item.plot(
            pen=pg.mkPen(analysis, width=1.6, style=Qt.PenStyle.DotLine), connect="finite", antialias=True
        )
        self._budget_line = pg.InfiniteLine(
            angle=0, pen=pg.mkPen(limit, width=1.2, style=Qt.PenStyle.DashLine)
        )
        item.addItem(self._budget_line, ignoreBounds=True)
        item.setLimits(yMin=0)
        signs = (
            (window, "━", self.tr("window")),
            (analysis, "┅", self.tr("window and analysis")),
            (limit, "╌", self.tr("budget")),
        )
        entries = (f'<span style="color:{colour}">{sign}</span> {name}' for colour, sign, name in signs)
        self._legend.setText("&nbsp;&nbsp; ".join(entries))

    # -- showing ------------------------------------------------------------------------------------------

    @Slot(object)
    def _on_sampled(self, _sample: MemorySample) -> None:
        if self.isVisible():
            self._refresh()

    def _refresh(self) -> None:
        sample = self._monitor.latest
        if sample is None:
            return
        together = f"{size_text(sample.used)} of {size_text(sample.budget)}"
        self._heading.setText(
            self.tr("Window and analysis together: {together} ({fraction:.0%} of the budget)").format(
                together=together, fraction=sample.fraction
            )
        )
        self._show_history(self._monitor.history, sample)
        self._show_figures(sample)
        self._show_strategies(sample)

    def _show_history(self, history: tuple[MemorySample, ...], latest: MemorySample) -> None:
        ago = np.array([one.time - latest.time for one in history])
        window = np.array([one.gui_rss for one in history]) / _MB
        both = np.array([one.used if one.analysis_rss is not None else np.nan for one in history]) / _MB
        self._window_curve.setData(ago, window)
        self._both_curve.setData(ago, both)
        self._budget_line.setValue(latest.budget / _MB)
        top = max(latest.budget / _MB, max(one.used for one in history) / _MB)
        self.plot.setYRange(0, top * 1.05, padding=0)
        self.plot.setXRange(min(-60.0, float(ago[0])), 0, padding=0.01)

    def _show_figures(self, sample: MemorySample) -> None:
        account = sample.account
        texts = dict.fromkeys(self._values, "–")
        parts: list[Part] = []
        if account is not None:
            parts = [
                Part("source", account.source),
                Part("extracted", account.extracted),
                Part("index", account.index),
                Part("overlay", account.overlay),
                Part("cache", account.cache),
                Part("views", account.views),
            ]
            texts |= {part.name: size_text(part.size) for part in parts}
            texts["cache"] = self.tr("{size} of {budget}").format(
                size=texts["cache"], budget=size_text(account.cache_budget)
            )
            texts["dataset total"] = f"{size_text(account.total)}, {account.ratio:.2f}×"
        texts["window process"] = size_text(sample.gui_rss)
        texts["budget"] = size_text(sample.budget)
        if sample.analysis_rss is not None:
            texts["analysis process"] = size_text(sample.analysis_rss)
            parts.append(Part("analysis process", sample.analysis_rss))
        for name, text in texts.items():
            self._values[name].setText(text)
        self.parts.set_parts(tuple(parts))

    def _show_strategies(self, sample: MemorySample) -> None:
        known = self._facts is not None and sample.account is not None
        self._table_heading.setVisible(known)
        if self._facts is not None and sample.account is not None:
            self.table.set_strategies(strategies(self._facts, sample.account))
        else:
            self.table.set_strategies(())


def _heading(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    return label
