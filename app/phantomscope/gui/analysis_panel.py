"""The right-hand panel: one click to a verdict, its reasons, its charts, and out to a file."""

import functools

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from phantomscope.analysis.events import Stage
from phantomscope.analysis.process import Ending, Outcome
from phantomscope.analysis.results import AnalysisResult
from phantomscope.gui.chart_panel import ChartPanel
from phantomscope.gui.colours import colours_in
from phantomscope.gui.menu_button import MenuButton
from phantomscope.gui.phantom_combo import PhantomCombo
from phantomscope.gui.results_tree import ResultsTree
from phantomscope.gui.verdict_banner import VerdictBanner
from phantomscope.gui.warnings_box import WarningsBox
from phantomscope.stack.series import Series

_WIDTH, _HEIGHT = 340, 640
_HINT = "Verdicts, outlines on the slices and charts appear here after the analysis."
_FORMATS = (("pdf", "PDF report…"), ("json", "JSON…"), ("csv", "CSV table…"))


class AnalysisPanel(QWidget):
    """Chooses the phantom, starts and cancels, and shows what came out.

    Signals:
        analyse_requested(str): For which phantom.
        cancel_requested(): The running analysis is to end.
        image_selected(SliceImage | None, frozenset[str]): What to show, and which outlines of it to light.
        export_requested(str): "pdf", "json" or "csv".

    Args:
        parent: Qt parent.
    """

    analyse_requested = Signal(str)
    cancel_requested = Signal()
    image_selected = Signal(object, object)
    export_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._result: AnalysisResult | None = None
        self._series: Series | None = None
        self._running = False
        self._build_start()
        self._build_outcome()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(5)
        layout.addWidget(self.combo)
        layout.addWidget(self._reason)
        layout.addLayout(self._start_row())
        layout.addWidget(self.banner)
        layout.addWidget(self.warnings)
        layout.addWidget(self._hint, 1)
        layout.addWidget(self._splitter, 1)
        layout.addLayout(self._export_row())
        self.setAccessibleName("Analysis")
        self.clear()

    # -- what it knows ------------------------------------------------------------------------------------

    @property
    def result(self) -> AnalysisResult | None:
        """The result shown, or None."""
        return self._result

    @property
    def phantom_name(self) -> str:
        """Name of the phantom to analyse for; empty where none is suggested or chosen."""
        return self.combo.phantom_name

    @property
    def is_running(self) -> bool:
        """Whether an analysis is shown as running."""
        return self._running

    @property
    def stage_text(self) -> str:
        """What it says of the running analysis."""
        return self._stage.text()

    @property
    def footer_text(self) -> str:
        """What the result rests on, or how an export goes."""
        return self._origin.text()

    def sizeHint(self) -> QSize:
        """Qt: narrow enough for a small screen."""
        return QSize(_WIDTH, _HEIGHT)

    # -- what it is told ----------------------------------------------------------------------------------

    def set_series(self, series: Series | None) -> None:
        """Prepare for another series, or none; what was shown goes."""
        self._series = series
        self.combo.set_series(series)
        self.clear()
        self._refresh()

    def set_running(self, running: bool) -> None:
        """Turn *Analyse* into *Cancel* and show progress, or back."""
        self._running = running
        if running:
            self.clear()
            self.show_stage(Stage("starting"))
        self._refresh()

    def show_stage(self, stage: Stage) -> None:
        """Say what the analysis does now."""
        self.progress.setRange(0, stage.total)  # 0 to 0 moves without an end
        self.progress.setValue(stage.done)
        counted = f" {stage.done}/{stage.total}" if stage.total else ""
        self._stage.setText(f"{stage.name}{counted}")
        self.progress.setAccessibleName(f"Progress: {stage.name}")

    def show_outcome(self, outcome: Outcome) -> None:
        """Show how an analysis ended: its results, why there are none, or nothing where it was cancelled."""
        self.set_running(False)
        if outcome.result is not None:
            self.show_result(outcome.result)
        elif outcome.ending is not Ending.CANCELLED:
            self.clear()
            self.banner.show_failure(outcome.text or "The analysis ended without a result.")
            self._hint.setText("")

    def show_result(self, result: AnalysisResult) -> None:
        """Show a result and offer its first image."""
        self._result = result
        self.banner.show_result(result)
        self.warnings.set_warnings(result.warnings)
        self.tree.set_result(result)
        self.charts.set_charts(result.charts)
        self.charts.setVisible(bool(result.charts))
        self._origin.setText(_origin_text(result))
        self._hint.hide()
        self._splitter.show()
        self._refresh()
        self.tree.select_first()

    def show_export(self, text: str) -> None:
        """Say how an export goes; an empty text ends it."""
        self._export.setEnabled(self._result is not None and not text)
        self._origin.setText(text or (_origin_text(self._result) if self._result is not None else ""))

    def clear(self) -> None:
        """Show no result."""
        had_result, self._result = self._result is not None, None
        self.banner.clear()
        self.warnings.set_warnings(())
        self.tree.set_result(None)
        self.charts.set_charts(())
        self._origin.setText("")
        self._splitter.hide()
        self._hint.setText(_HINT)
        self._hint.show()
        self._refresh()
        if had_result:
            self.image_selected.emit(None, frozenset())

    def changeEvent(self, event: QEvent) -> None:
        """Qt: take another palette's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.tree.set_colours(colours_in(self.palette()))

    # -- building -----------------------------------------------------------------------------------------

    def _build_start(self) -> None:
        self.combo = PhantomCombo(self)
        self.combo.currentIndexChanged.connect(self._refresh)
        self._reason = _small_label(self)
        self.button = QPushButton("Analyse", self)
        self.button.clicked.connect(self.trigger)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setMaximumHeight(10)
        self._stage = _small_label(self)
        self._stage.setWordWrap(False)

    def _build_outcome(self) -> None:
        self.banner = VerdictBanner(self)
        self.warnings = WarningsBox(self)
        self.tree = ResultsTree(colours_in(self.palette()), self)
        self.tree.image_selected.connect(self.image_selected)
        self.charts = ChartPanel(self)
        self._splitter = QSplitter(Qt.Orientation.Vertical, self)
        self._splitter.addWidget(self.tree)
        self._splitter.addWidget(self.charts)
        self._splitter.setStretchFactor(0, 3)
        self._splitter.setStretchFactor(1, 2)
        self._splitter.setSizes([3000, 2600])  # in proportion
        self._splitter.setChildrenCollapsible(False)
        self._hint = _small_label(self)
        self._hint.setText(_HINT)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._origin = _small_label(self)
        menu = QMenu(self)
        for kind, text in _FORMATS:
            menu.addAction(text, functools.partial(self.export_requested.emit, kind))
        self._export = MenuButton("Export", menu, self)
        self._export.setToolTip("Write the results to a file")

    def _start_row(self) -> QHBoxLayout:
        beside = QVBoxLayout()
        beside.setSpacing(1)
        beside.addWidget(self.progress)
        beside.addWidget(self._stage)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.button)
        row.addLayout(beside, 1)
        return row

    def _export_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self._origin, 1)
        row.addWidget(self._export, 0, Qt.AlignmentFlag.AlignBottom)
        return row

    # -- what the person does -----------------------------------------------------------------------------

    @Slot()
    def trigger(self) -> None:
        """What the button does now: ask for an analysis, or for the end of the running one."""
        if self._running:
            self._stage.setText("ending…")
            self.cancel_requested.emit()
        elif self.button.isEnabled():
            self.analyse_requested.emit(self.phantom_name)

    @Slot()
    def _refresh(self) -> None:
        ready = self._series is not None and bool(self.phantom_name)
        self.button.setText("Cancel" if self._running else "Analyse")
        self.button.setEnabled(self._running or ready)
        self.combo.setEnabled(not self._running and self._series is not None)
        self.combo.setToolTip(self.combo.reason if self.combo.is_automatic and self._series else "")
        self._reason.setText(self.combo.reason)
        self._reason.setVisible(self._series is not None and self.combo.is_automatic)
        self.progress.setVisible(self._running)
        self._stage.setVisible(self._running)
        self._export.setVisible(self._result is not None)
        self._export.setEnabled(self._result is not None)


def _small_label(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setForegroundRole(QPalette.ColorRole.WindowText)
    font = label.font()
    font.setPointSizeF(max(7.5, font.pointSizeF() - 1))
    label.setFont(font)
    return label


def _origin_text(result: AnalysisResult) -> str:
    origin = result.provenance
    slices = f"{origin.slice_count} slices{', edited' if origin.edits else ''}"
    return f"{origin.phantom}, {slices}, pylinac {origin.pylinac}, {origin.seconds:.1f} s"
