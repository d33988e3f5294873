"""The list of results: a row chosen shows its slice with its outlines lit."""

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from phantomscope.analysis.results import AnalysisResult, Verdict
from phantomscope.gui.colours import Colours
from phantomscope.gui.results_model import EXPECTED, NAME, SIGN, VALUE, ResultsModel

_INDENTATION = 14


class ResultsTree(QTreeView):
    """Modules and metrics. Ctrl+C copies the chosen rows.

    Signals:
        image_selected(SliceImage | None, frozenset[str]): What the chosen row was measured on, and the names
            of its outlines.
    """

    image_selected = Signal(object, object)

    def __init__(self, colours: Colours, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = ResultsModel(colours, self)
        self.setModel(self._model)
        self.setAccessibleName("Results")
        self.setUniformRowHeights(True)
        self.setIndentation(_INDENTATION)
        self.setAlternatingRowColors(True)
        self.setAllColumnsShowFocus(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._lay_out_header()
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)

    @property
    def results_model(self) -> ResultsModel:
        """The model shown."""
        return self._model

    def set_result(self, result: AnalysisResult | None) -> None:
        """Show a result with what is wrong in it unfolded, or nothing. Chooses no row."""
        self._model.set_result(result)
        rows = range(self._model.rowCount())
        bad = [row for row in rows if self._verdict(row) in _BAD]
        for row in bad or rows[:1]:
            self.expand(self._model.index(row, NAME))

    def select_first(self) -> None:
        """Choose the first module with an image, a failing one if any; says so by ``image_selected``."""
        rows = range(self._model.rowCount())
        shown = [row for row in rows if self._model.image_at(self._model.index(row, NAME))[0] is not None]
        for verdict in (Verdict.FAIL, Verdict.WARN):
            judged = [row for row in shown if self._verdict(row) is verdict]
            if judged:
                shown = judged
                break
        if shown:
            self.setCurrentIndex(self._model.index(shown[0], NAME))

    def set_colours(self, colours: Colours) -> None:
        """Follow the window from light to dark or back."""
        self._model.set_colours(colours)

    def copy(self) -> None:
        """Put the chosen rows on the clipboard, a line each."""
        rows = sorted(self.selectionModel().selectedRows(), key=lambda one: self.visualRect(one).top())
        if rows:
            QGuiApplication.clipboard().setText("\n".join(self._model.row_text(row) for row in rows))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: copy by its key; all else as usual."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            event.accept()
        else:
            super().keyPressEvent(event)

    def _verdict(self, row: int) -> Verdict:
        return self._model.verdict_at(self._model.index(row, NAME))

    def _lay_out_header(self) -> None:
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setMinimumSectionSize(20)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column in (VALUE, EXPECTED, SIGN):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)

    @Slot(QItemSelection, QItemSelection)
    def _on_selection_changed(self, _new: QItemSelection, _old: QItemSelection) -> None:
        selection: QItemSelectionModel = self.selectionModel()
        current = selection.currentIndex()
        if current.isValid() and selection.isSelected(current):
            self.image_selected.emit(*self._model.image_at(current))


_BAD = (Verdict.WARN, Verdict.FAIL)
