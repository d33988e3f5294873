"""Two results of the same phantom side by side, in a window of its own."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QEvent, QItemSelection, Qt, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from phantomscope.analysis.private_result import private_result
from phantomscope.analysis.results import AnalysisResult, Verdict
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.parts.colours import colours_in
from phantomscope.gui.parts.file_dialogs import ask_for_result
from phantomscope.gui.parts.marked import translate
from phantomscope.gui.parts.privacy import Privacy
from phantomscope.gui.results.comparison import Comparison, compared
from phantomscope.gui.results.comparison_model import LIMITS, MODULE, NAME, ComparisonFilter, ComparisonModel
from phantomscope.gui.results.comparison_side import ComparisonSide
from phantomscope.gui.results.result_file import ResultFile
from phantomscope.gui.results.verdict_banner import VerdictBanner
from phantomscope.reports.symbols import SYMBOLS

_SIZE = (980, 640)
_WIDEST = {MODULE: 190, LIMITS: 190}
_SAME = "Compare a result with another one: analyse again, or take one from a file."


class ComparisonWindow(QWidget):
    """Chooses two results and shows what differs. Not modal; Esc closes it.

    Attributes:
        sides: A and B.
        table: Metric by metric.
        only_differences: Hides what is the same.

    Args:
        parent: Above whose window it stays.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._given: dict[str, AnalysisResult] = {}
        self._from_files: dict[str, AnalysisResult] = {}
        self._folder = ""
        self._for_side = 0
        self._comparison: Comparison | None = None
        self._file = ResultFile(self)
        self._file.read.connect(self._on_read)
        self._file.failed.connect(self._on_failed)
        self.setWindowTitle(self.tr("Compare Results"))
        self.resize(*_SIZE)
        self._privacy: Privacy | None = None
        self._build()
        self._lay_out()
        self._compare()

    @property
    def comparison(self) -> Comparison | None:
        """What is shown; None where two results can't be compared."""
        return self._comparison

    @property
    def message(self) -> str:
        """What is said above the table instead of, or about, the comparison."""
        return self._banner.text if self._banner.isVisibleTo(self) else self._summary.text()

    def set_results(self, results: Mapping[str, AnalysisResult]) -> None:
        """Offer these results, the newest of each series first, beside those from files.

        What is chosen stays chosen; at first B is the newest and A the one before of the same phantom.
        """
        self._given = dict(results)
        self._offer()

    def open_file(self, side: int, path: Path) -> None:
        """Take a saved result as A (0) or B (1)."""
        self._for_side = side
        self._folder = str(path.parent)
        self._file.start(path)

    def copy(self) -> None:
        """Put the rows selected, or all that are shown, on the clipboard with tabs between the columns."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        QGuiApplication.clipboard().setText(self._filter.as_text(rows or None))

    def follow(self, privacy: Privacy) -> None:
        """From now on show nothing that this hides."""
        self._privacy = privacy
        self._banner.follow(privacy)
        privacy.changed.connect(self._on_privacy_changed)
        self._offer()

    # -- Qt's own names -----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Esc closes, Ctrl+C copies."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Qt: take another palette's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._model.set_colours(colours_in(self.palette()))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt: results from files need not be kept."""
        self._from_files.clear()
        super().closeEvent(event)

    # -- building -----------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.sides = (ComparisonSide("A", self), ComparisonSide("B", self))
        for number, side in enumerate(self.sides):
            side.chosen.connect(self._compare)
            side.file_wanted.connect(lambda number=number: self._ask(number))
        self.swap_button = QPushButton("⇄", self)
        self.swap_button.setToolTip(self.tr("Swap A and B"))
        self.swap_button.setAccessibleName(self.tr("Swap A and B"))
        self.swap_button.setFixedWidth(34)
        self.swap_button.clicked.connect(self._on_swap)
        self._parameters = QLabel(self)
        self._parameters.setTextFormat(Qt.TextFormat.PlainText)
        self._parameters.setWordWrap(True)
        self._banner = VerdictBanner(self)
        self._summary = QLabel(self)
        font = self._summary.font()
        font.setBold(True)
        self._summary.setFont(font)
        self.only_differences = QCheckBox(self.tr("Only &differences"), self)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Filter by name"))
        self.search.setAccessibleName(self.tr("Filter by name"))
        self.search.setToolTip(self.tr("Show only values whose name has this in it"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(180)
        self.copy_button = QPushButton(self.tr("&Copy"), self)
        self.copy_button.setToolTip(self.tr("Copy the rows selected, or all, as a table with tabs"))
        self.copy_button.clicked.connect(self.copy)
        self._model = ComparisonModel(colours_in(self.palette()), self)
        self._filter = ComparisonFilter(self._model, self)
        self.only_differences.toggled.connect(self._filter.set_only_differences)
        self.search.textChanged.connect(self._filter.set_text)
        self.table = _table(self)
        self.table.setModel(self._filter)
        self.table.horizontalHeader().setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.table.selectionModel().selectionChanged.connect(self._on_selection_changed)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.sides[0], 1)
        top.addWidget(self.swap_button, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.sides[1], 1)
        bar = QHBoxLayout()
        bar.setSpacing(10)
        bar.addWidget(self._summary, 1)
        bar.addWidget(self.search)
        bar.addWidget(self.only_differences)
        bar.addWidget(self.copy_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self._parameters)
        layout.addWidget(self._banner)
        layout.addLayout(bar)
        layout.addWidget(self.table, 1)

    # -- inside -------------------------------------------------------------------------------------------

    def _shown_results(self) -> dict[str, AnalysisResult]:
        """All results by the names they have here: a number, where no name is to be seen."""
        results = self._given | self._from_files
        privacy = self._privacy
        if privacy is None or not privacy.is_on:
            return results
        return {
            self._shown_name(name): private_result(result, privacy.names) for name, result in results.items()
        }

    def _shown_name(self, name: str) -> str:
        if self._privacy is None or not self._privacy.is_on:
            return name
        results = self._given | self._from_files
        origin = results[name].provenance
        number = list(results).index(name) + 1
        return self.tr("Result {number}, {phantom}, {time}").format(
            number=number, phantom=origin.phantom, time=origin.analysed_at[11:19]
        )

    @Slot()
    def _on_privacy_changed(self) -> None:
        places = [side.combo.currentIndex() for side in self.sides]
        names = list(self._shown_results())
        for side, place in enumerate(places):
            if 0 <= place < len(names):
                self._offer(chosen=names[place], side=side)
        self._offer()

    def _offer(self, *, chosen: str = "", side: int = 0) -> None:
        results = self._shown_results()
        names = [one.combo.currentText() if one.result is not None else "" for one in self.sides]
        if chosen:
            names[side] = chosen
        names = [name if name in results else "" for name in names]
        if not names[1]:
            names[1] = next((name for name in results if name != names[0]), next(iter(results), ""))
        if not names[0]:
            names[0] = _partner(results, names[1])
        for one, name in zip(self.sides, names, strict=True):
            one.blockSignals(True)
            one.set_results(results, name)
            one.blockSignals(False)
        self._compare()

    @Slot()
    def _compare(self) -> None:
        first, second = (side.result for side in self.sides)
        self._comparison, problem = None, ""
        if first is not None and second is not None and first is not second:
            try:
                self._comparison = compared(first, second)
            except PhantomscopeError as error:
                problem = str(error)
        found = self._comparison
        self._model.set_metrics(found.metrics if found is not None else ())
        self._fit_columns()
        if problem:
            self._banner.show_failure(problem)
        elif found is None:
            self._banner.show_note(self.tr(_SAME))
        else:
            self._banner.clear()
        self._summary.setText(found.summary() if found is not None else "")
        self._parameters.setText(_parameters_text(found) if found is not None else "")
        self._parameters.setVisible(found is not None)
        for widget in (self.table, self.only_differences, self.search, self.copy_button):
            widget.setEnabled(found is not None)

    def _fit_columns(self) -> None:
        self.table.resizeColumnsToContents()
        for column, widest in _WIDEST.items():
            if self.table.columnWidth(column) > widest:
                self.table.setColumnWidth(column, widest)

    def _ask(self, side: int) -> None:
        ask_for_result(self, self._folder, lambda paths: self.open_file(side, paths[0]))

    @Slot()
    def _on_swap(self) -> None:
        names = [side.combo.currentText() for side in self.sides]
        for side, name in zip(self.sides, reversed(names), strict=True):
            side.blockSignals(True)
            side.combo.setCurrentIndex(side.combo.findText(name))
            side.blockSignals(False)
        self._compare()

    @Slot(str, object)
    def _on_read(self, name: str, result: AnalysisResult) -> None:
        self._from_files[name] = result
        self._offer(chosen=self._shown_name(name), side=self._for_side)

    @Slot(object)
    def _on_failed(self, error: PhantomscopeError) -> None:
        self._banner.show_failure(" ".join(self._privacy.error_texts(error)) if self._privacy else str(error))

    @Slot(QItemSelection, QItemSelection)
    def _on_selection_changed(self, _new: QItemSelection, _old: QItemSelection) -> None:
        count = len(self.table.selectionModel().selectedRows())
        text = self.tr("&Copy {count} Rows").format(count=count) if count else self.tr("&Copy")
        self.copy_button.setText(text)


def _table(parent: QWidget) -> QTableView:
    table = QTableView(parent)
    table.setAccessibleName(translate("Dialogs", "Values of both results"))
    table.setFrameShape(QFrame.Shape.StyledPanel)
    table.setAlternatingRowColors(True)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.setSortingEnabled(True)
    table.horizontalHeader().setSortIndicatorClearable(True)
    table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
    table.horizontalHeader().setMinimumSectionSize(26)
    table.horizontalHeader().setHighlightSections(False)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    rows = table.verticalHeader()
    rows.setDefaultSectionSize(table.fontMetrics().height() + 6)
    rows.hide()
    return table


def _partner(results: Mapping[str, AnalysisResult], name: str) -> str:
    """Another result of the same phantom, or the same result where there is none."""
    if name not in results:
        return ""
    phantom = results[name].provenance.phantom
    others = (other for other, one in results.items() if other != name and one.provenance.phantom == phantom)
    return next(others, name)


def _parameters_text(found: Comparison) -> str:
    if not found.parameters:
        return "Both with the same parameters."
    listed = "; ".join(f"{name}: {a} → {b}" for name, a, b in found.parameters)
    return f"{SYMBOLS[Verdict.WARN]} Parameters that differ: {listed}"
