"""The list of results: a row chosen shows its slice with its outlines lit."""

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QRect, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from phantomscope.analysis.results import AnalysisResult, Verdict
from phantomscope.gui.colours import Colours
from phantomscope.gui.results_model import EXPECTED, NAME, SIGN, VALUE, Index, ResultsModel

_INDENTATION = 11
_SMALLEST_POINTS = 7.5
_TEXT_MARGIN = 3
_CELL_MARGINS = 8


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
        self.setItemDelegateForColumn(NAME, _NameDelegate(self._model, self))
        self.setAccessibleName("Results")
        self.setUniformRowHeights(True)
        font = self.font()
        font.setPointSizeF(max(_SMALLEST_POINTS, font.pointSizeF() - 0.8))  # long names in a narrow panel
        self.setFont(font)
        self._model.set_font(font)
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
        self._fit_columns()
        rows = range(self._model.rowCount())
        bad = [row for row in rows if self._verdict(row) in _BAD]
        for row in bad or self._shown_rows()[:1]:
            self.expand(self._model.index(row, NAME))

    def select_first(self) -> None:
        """Choose the first module with an image, a failing one if any; says so by ``image_selected``."""
        shown = self._shown_rows()
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

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt: draw a row, and a module's title through its name and value columns."""
        super().drawRow(painter, option, index)
        if self._model.metric_at(index) is not None:
            return
        cell = self.visualRect(self._model.index(index.row(), NAME, index.parent()))
        right = self.columnViewportPosition(EXPECTED)
        box = QRect(
            cell.left() + _TEXT_MARGIN, cell.top(), right - cell.left() - 2 * _TEXT_MARGIN, cell.height()
        )
        selected = self.selectionModel().isRowSelected(index.row(), index.parent())
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        group = QPalette.ColorGroup.Active if self.hasFocus() else QPalette.ColorGroup.Inactive
        painter.save()
        painter.setFont(index.data(Qt.ItemDataRole.FontRole))
        painter.setPen(self.palette().color(group, role))
        title = painter.fontMetrics().elidedText(str(index.data()), self.textElideMode(), box.width())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), title)
        painter.restore()

    def _shown_rows(self) -> list[int]:
        """Rows of the modules that have an image."""
        rows = range(self._model.rowCount())
        return [row for row in rows if self._model.image_at(self._model.index(row, NAME))[0] is not None]

    def _verdict(self, row: int) -> Verdict:
        return self._model.verdict_at(self._model.index(row, NAME))

    def _lay_out_header(self) -> None:
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setMinimumSectionSize(20)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column in (VALUE, EXPECTED, SIGN):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)

    def _fit_columns(self) -> None:
        """Make columns as wide as their texts: once, where Qt's own mode would ask again at each layout."""
        plain, bold = self.fontMetrics(), QFontMetrics(self._model.bold_font)
        header = self.header()
        for column in (VALUE, EXPECTED, SIGN):
            titles, texts = self._model.column_texts(column)
            widths = [bold.horizontalAdvance(text) for text in titles]
            widths += [(bold if column == SIGN else plain).horizontalAdvance(text) for text in texts]
            header.resizeSection(
                column, max([header.sectionSizeHint(column), *(one + _CELL_MARGINS for one in widths)])
            )

    @Slot(QItemSelection, QItemSelection)
    def _on_selection_changed(self, _new: QItemSelection, _old: QItemSelection) -> None:
        selection: QItemSelectionModel = self.selectionModel()
        current = selection.currentIndex()
        if current.isValid() and selection.isSelected(current):
            self.image_selected.emit(*self._model.image_at(current))


class _NameDelegate(QStyledItemDelegate):
    """Leaves modules' titles to the tree, which draws them over two columns."""

    def __init__(self, model: ResultsModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt: what to draw in a cell."""
        super().initStyleOption(option, index)
        if self._model.metric_at(index) is None:
            option.text = ""


_BAD = (Verdict.WARN, Verdict.FAIL)
