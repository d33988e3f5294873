"""The right-hand panel: which phantom, one click to a verdict, and pages for results and settings."""

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QTabWidget, QVBoxLayout, QWidget

from phantomscope.analysis.events import Stage
from phantomscope.analysis.process import Ending, Outcome
from phantomscope.analysis.results import AnalysisResult
from phantomscope.gui.analysis.phantom_combo import PhantomCombo
from phantomscope.gui.analysis.surveyor import Survey
from phantomscope.gui.parts.small_label import small_label
from phantomscope.gui.results.results_page import ResultsPage
from phantomscope.gui.setup.setup import Setup
from phantomscope.stack.series import Series

_WIDTH, _HEIGHT = 340, 640
_OUTDATED = "! Something was changed since: analyse again"


class AnalysisPanel(QWidget):
    """Chooses the phantom, starts and cancels, and shows what came out.

    Signals:
        phantom_chosen(str): Analyse for this phantom from now on; empty for what is recognised.
        analyse_requested(): The series shown is to be analysed.
        cancel_requested(): The running analysis is to end.

    Attributes:
        combo, button, progress: The head of the panel.
        tabs: The pages below it; the first one is ``results``.
        results: The page with the results.

    Args:
        parent: Qt parent.
    """

    phantom_chosen = Signal(str)
    analyse_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._series: Series | None = None
        self._running = False
        self._outdated = False
        self._build_start()
        self.results = ResultsPage(self)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(self.tr("Pages of the analysis"))
        self.tabs.addTab(self.results, self.tr("Results"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(5)
        layout.addWidget(self.combo)
        layout.addWidget(self._reason)
        layout.addLayout(self._start_row())
        layout.addWidget(self.tabs, 1)
        self.setAccessibleName(self.tr("Analysis"))
        self._refresh()

    # -- what it knows ------------------------------------------------------------------------------------

    @property
    def result(self) -> AnalysisResult | None:
        """The result shown, or None."""
        return self.results.result

    @property
    def phantom_name(self) -> str:
        """Name of the phantom to analyse for; empty where none is recognised or chosen."""
        return self.combo.phantom_name

    @property
    def is_running(self) -> bool:
        """Whether an analysis is shown as running."""
        return self._running

    @property
    def stage_text(self) -> str:
        """What it says of the running analysis."""
        return self._stage.text()

    def sizeHint(self) -> QSize:
        """Qt: narrow enough for a small screen."""
        return QSize(_WIDTH, _HEIGHT)

    # -- what it is told ----------------------------------------------------------------------------------

    def add_page(self, page: QWidget, title: str) -> None:
        """Put a page behind those that are there."""
        self.tabs.addTab(page, title)

    def set_series(self, series: Series | None) -> None:
        """Prepare for another series, or none; what was shown goes."""
        self._series = series
        self.combo.set_survey(None)
        self.results.clear()
        self._refresh()

    def set_survey(self, survey: Survey) -> None:
        """Say what the images of the series show."""
        self.combo.set_survey(survey)
        self._refresh()

    def set_setup(self, setup: Setup) -> None:
        """Show what is chosen."""
        self.combo.set_choice(setup.phantom)
        self._refresh()

    def set_running(self, running: bool) -> None:
        """Turn *Analyse* into *Cancel* and show progress, or back."""
        self._running = running
        if running:
            self.results.clear()
            self.tabs.setCurrentWidget(self.results)
            self.show_stage(Stage("starting"))
        self._refresh()

    def show_outdated(self, outdated: bool, *, edited_since: bool = False) -> None:
        """Say whether something was changed since the results that are shown.

        Args:
            outdated: Whether it was.
            edited_since: Whether the images were turned or cropped since the phantom was recognised.
        """
        self._outdated = outdated
        self.combo.set_edited_since(edited_since)
        self._refresh()

    def show_stage(self, stage: Stage) -> None:
        """Say what the analysis does now."""
        self.progress.setRange(0, stage.total)  # 0 to 0 moves without an end
        self.progress.setValue(stage.done)
        counted = f" {stage.done}/{stage.total}" if stage.total else ""
        self._stage.setText(f"{stage.name}{counted}")
        self.progress.setAccessibleName(self.tr("Progress: {name}").format(name=stage.name))

    def show_outcome(self, outcome: Outcome, result: AnalysisResult | None) -> None:
        """Show how an analysis ended: its results, why there are none, or nothing where it was cancelled."""
        self.set_running(False)
        if result is not None:
            self.results.show_result(result)
        elif outcome.ending is not Ending.CANCELLED:
            self.results.show_failure(outcome)

    # -- building -----------------------------------------------------------------------------------------

    def _build_start(self) -> None:
        self.combo = PhantomCombo(self)
        self.combo.phantom_chosen.connect(self.phantom_chosen)
        self._reason = small_label(self)
        self.button = QPushButton(self.tr("Analyse"), self)
        self.button.clicked.connect(self.trigger)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setMaximumHeight(10)
        self._stage = small_label(self, wrapped=False)

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

    # -- what the person does -----------------------------------------------------------------------------

    @Slot()
    def trigger(self) -> None:
        """What the button does now: ask for an analysis, or for the end of the running one."""
        if self._running:
            self._stage.setText(self.tr("ending…"))
            self.cancel_requested.emit()
        elif self.button.isEnabled():
            self.analyse_requested.emit()

    @Slot()
    def _refresh(self) -> None:
        there = self._series is not None
        ready = there and (bool(self.phantom_name) or self.combo.is_looking)
        self.button.setText(self.tr("Cancel") if self._running else self.tr("Analyse"))
        self.button.setEnabled(self._running or ready)
        self.combo.setEnabled(not self._running and there)
        self.combo.setToolTip(self.combo.reason if self.combo.is_automatic and there else "")
        self._reason.setText(self.combo.reason if self.combo.is_automatic else self.combo.doubt)
        self._reason.setVisible(there and bool(self._reason.text()))
        self.progress.setVisible(self._running)
        if not self._running:
            self._stage.setText(_OUTDATED if self._outdated else "")
        self._stage.setVisible(self._running or self._outdated)
