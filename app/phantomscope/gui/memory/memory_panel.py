"""All there is to know about memory: history, parts, figures with their meaning, and the other strategies."""

import dataclasses
from typing import NamedTuple

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from phantomscope.gui.memory.memory_history import MemoryHistory
from phantomscope.gui.memory.memory_monitor import MemoryMonitor, MemorySample, limit_text, size_text
from phantomscope.gui.memory.parts_bar import Part, PartsBar
from phantomscope.gui.memory.sample_text import container_figures, kept_text
from phantomscope.gui.memory.strategies import Cost, DatasetFacts, own_costs, reference_costs
from phantomscope.gui.memory.strategy_box import StrategyBox
from phantomscope.gui.memory.strategy_choice import StrategyChoice
from phantomscope.gui.memory.strategy_table import StrategyTable
from phantomscope.gui.parts.marked import QT_TRANSLATE_NOOP
from phantomscope.gui.parts.small_label import small_label
from phantomscope.stack.member import Source
from phantomscope.stack.memory import MemoryAccount
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
        QT_TRANSLATE_NOOP("MemoryPanel", "idle process"),
        QT_TRANSLATE_NOOP("MemoryPanel", "resident now; waits for the next analysis, where you want it"),
    ),
    _Figure(
        QT_TRANSLATE_NOOP("MemoryPanel", "budget"),
        QT_TRANSLATE_NOOP("MemoryPanel", "what all processes together stay below; set it in the preferences"),
    ),
    _Figure(
        QT_TRANSLATE_NOOP("MemoryPanel", "container"),
        QT_TRANSLATE_NOOP("MemoryPanel", "what it allows, and what all that is in it uses"),
    ),
)


class MemoryPanel(QDialog):
    """Stays open beside the work; follows the monitor while it is visible.

    Args:
        monitor: What takes the samples.
        parent: Qt parent.
        strategies: How slices are held.
    """

    def __init__(
        self, monitor: MemoryMonitor, parent: QWidget | None = None, *, strategies: StrategyChoice
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Memory"))
        self._monitor = monitor
        self._strategies = strategies
        self._facts: DatasetFacts | None = None
        self._values: dict[str, QLabel] = {}
        self._heading = QLabel(self)
        self._heading.setTextFormat(Qt.TextFormat.PlainText)
        self.plot = MemoryHistory(self)
        self._legend = QLabel(self)
        self._legend.setTextFormat(Qt.TextFormat.RichText)
        self.parts = PartsBar(self)
        self.table = StrategyTable(self)
        self._table_heading = _heading(self.tr("What each strategy takes for this dataset"), self)
        self.choice = StrategyBox(strategies, self)
        self._table_note = small_label(self)
        self._table_note.setText(
            self.tr(
                "Estimates follow from the sizes in the index. The maximum of the strategy in use is the "
                "highest total seen since the series was opened."
            )
        )
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(self._heading)
        layout.addWidget(self.plot, 1)
        layout.addWidget(self._legend)
        # Side by side, or it would be higher than a small screen.
        below, left, right = QHBoxLayout(), QVBoxLayout(), QVBoxLayout()
        below.setSpacing(28)
        left.addWidget(_heading(self.tr("Where the bytes are"), self))
        left.addWidget(self.parts)
        left.addLayout(self._figures())
        right.addWidget(self._table_heading)
        right.addWidget(self.table)
        right.addWidget(self._table_note)
        right.addWidget(self.choice)
        for column in (left, right):
            column.setSpacing(6)
            below.addLayout(column)
            below.setAlignment(column, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(below)
        strategies.changed.connect(self._on_strategy_changed)
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
            grid.addWidget(small_label(self, self.tr(figure.definition), wrapped=False), row, 2)
        return grid

    # -- showing ------------------------------------------------------------------------------------------

    @Slot()
    def _on_strategy_changed(self) -> None:
        """Several times a second while slices are decoded: the curves can wait for the next sample."""
        sample = self._monitor.latest
        if self.isVisible() and sample is not None:
            self._show_strategies(sample)

    @Slot(object)
    def _on_sampled(self, _sample: MemorySample) -> None:
        if self.isVisible():
            self._refresh()

    def _refresh(self) -> None:
        sample = self._monitor.latest
        if sample is None:
            return
        together = f"{size_text(sample.used)} of {limit_text(sample.budget)}"
        heading = self.tr("Window and analysis together: {together} ({fraction:.0%} of the budget)").format(
            together=together, fraction=sample.fraction
        )
        kept = kept_text(sample)
        self._heading.setText(f"{heading}; {kept}" if kept else heading)
        self.plot.show_history(self._monitor.history, self._strategies.changes)
        self._legend.setText(self.plot.legend)
        self._show_figures(sample)
        self._show_strategies(sample)

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
        texts["budget"] = limit_text(sample.budget)
        texts["container"] = container_figures(sample) or self.tr("none")
        if sample.analysis_rss is not None:
            texts["analysis process"] = size_text(sample.analysis_rss)
            parts.append(Part("analysis process", sample.analysis_rss))
        if sample.idle_rss is not None:
            texts["idle process"] = size_text(sample.idle_rss)
            parts.append(Part("idle process", sample.idle_rss))
        elif self._monitor.idle_refused():
            texts["idle process"] = self.tr("no room in the budget")
        for name, text in texts.items():
            self._values[name].setText(text)
        self.parts.set_parts(tuple(parts))

    def _show_strategies(self, sample: MemorySample) -> None:
        costs = self._costs(sample.account)
        for part in (self._table_heading, self._table_note, self.choice):
            part.setVisible(bool(costs))
        self.table.set_costs(costs)

    def _costs(self, both: MemoryAccount | None) -> tuple[Cost, ...]:
        """What each strategy takes, of the series shown without what is open beside it."""
        account, in_use = self._strategies.account, self._strategies.in_use
        if self._facts is None or account is None or in_use is None or both is None:
            return ()
        slices, size = self._strategies.cache_limits
        return (
            *reference_costs(self._facts),
            *own_costs(
                self._facts,
                dataclasses.replace(account, views=both.views),
                in_use,
                cache_slices=slices,
                cache_bytes=size,
                highest=self._strategies.highest,
            ),
        )


def _heading(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    return label
