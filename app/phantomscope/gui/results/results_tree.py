"""The list of results: a row chosen shows its slice with its outlines lit."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from phantomscope.analysis.results import AnalysisResult, Verdict
from phantomscope.gui.parts.colours import Colours, tinted
from phantomscope.gui.results.results_model import EXPECTED, NAME, SIGN, VALUE, Index, ResultsModel
from phantomscope.gui.viewing.roi_label import RoiLine
from phantomscope.gui.viewing.roi_map import Roi

_INDENTATION = 11
_SMALLEST_POINTS = 7.5
_TEXT_MARGIN = 3
_CELL_MARGINS = 8
_MARK_WIDTH = 3
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ResultsTree(QTreeView):
    """Modules and metrics. Ctrl+C copies the chosen rows, Enter shows the slice of the current one.

    A bar and a frame round the slice number mark the modules that were measured on the slice shown.

    Signals:
        image_selected(SliceImage | None, frozenset[str]): What the chosen row was measured on, and the names
            of its outlines.
        result_shown(AnalysisResult | None): Another result is shown, or none.
    """

    image_selected = Signal(object, object)
    result_shown = Signal(object)

    def __init__(self, colours: Colours, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = ResultsModel(colours, self)
        self._clicked: Roi | None = None
        self.setModel(self._model)
        self.setItemDelegateForColumn(NAME, _NameDelegate(self._model, self))
        self.setAccessibleName(self.tr("Results"))
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
    def result(self) -> AnalysisResult | None:
        """The result shown."""
        return self._model.result

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
        self.result_shown.emit(result)

    def change_result(self, result: AnalysisResult) -> None:
        """Show the same result judged or numbered anew; what is unfolded and chosen stays so.

        It does not say so by ``image_selected``: the slice shown may be another by now, and stays.
        """
        unfolded = {self._key_of(row) for row in self._module_rows() if self.isExpanded(row)}
        current, place = self._key_of(self.currentIndex()), self.verticalScrollBar().value()
        blocked = self.selectionModel().blockSignals(True)
        self._model.set_result(result)
        self._fit_columns()
        for module in self._module_rows():
            self.setExpanded(module, self._key_of(module) in unfolded)
            metrics = (self._model.index(n, NAME, module) for n in range(self._model.rowCount(module)))
            same = (row for row in (module, *metrics) if self._key_of(row) == current)
            if current is not None and (row := next(same, None)) is not None:
                self.selectionModel().setCurrentIndex(row, _ONLY_THIS_ROW)
        self.selectionModel().blockSignals(blocked)
        self.verticalScrollBar().setValue(place)
        self.viewport().update()
        self.result_shown.emit(result)

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

    def set_slice(self, index: int | None) -> None:
        """Mark the modules that were measured on this slice."""
        self._model.set_slice(index)

    def select_roi(self, rois: Sequence[Roi]) -> None:
        """Choose the row of the smallest of these regions that has one, else the module's row.

        Where there are several metrics, the worst comes first, and the next one each further time.
        """
        rows = self._measured(rois)
        if not rows and rois:
            row = self._model.module_row_of(rois[0].image.key)
            rows = [(row, rois[0])] if row.isValid() else []
        if not rows:
            return
        current = self.currentIndex().siblingAtColumn(NAME)
        place = next((n + 1 for n, (row, _) in enumerate(rows) if row == current), 0)
        self._choose(*rows[place % len(rows)])

    def roi_lines(self, rois: Sequence[Roi]) -> tuple[Roi | None, tuple[RoiLine, ...]]:
        """The smallest of these regions that has metrics, and what was measured on it, the worst first.

        A region without metrics says its name where no other lies under it.
        """
        rows = self._measured(rois)
        if rows:
            lines = (RoiLine(self._model.verdict_at(row), self._model.sentence(row)) for row, _ in rows)
            return rows[0][1], tuple(lines)
        of_modules = (roi for roi in rois if self._model.module_row_of(roi.image.key).isValid())
        named = next((roi for roi in of_modules if roi.name), None)
        return named, (RoiLine(Verdict.NOT_JUDGED, named.name),) if named is not None else ()

    def step_roi(self, step: int) -> None:
        """Choose the next metric with an outline, or the one before where ``step`` is -1; goes round."""
        rows = self._model.metric_rows()
        if not rows:
            return
        order = [(row.parent().row(), row.row()) for row in rows]
        current = self.currentIndex()
        here = (current.parent().row(), current.row()) if current.parent().isValid() else (current.row(), -1)
        if here in order:
            place = order.index(here) + step
        else:
            place = sum(one < here for one in order) - (1 if step < 0 else 0)
        self._choose(rows[place % len(rows)], None)

    def set_colours(self, colours: Colours) -> None:
        """Follow the window from light to dark or back."""
        self._model.set_colours(colours)

    def copy(self) -> None:
        """Put the chosen rows on the clipboard, a line each."""
        rows = sorted(self.selectionModel().selectedRows(), key=lambda one: self.visualRect(one).top())
        if rows:
            QGuiApplication.clipboard().setText("\n".join(self._model.row_text(row) for row in rows))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: copy and Enter by their keys; all else as usual."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            event.accept()
        elif event.key() in _ENTER and self.currentIndex().isValid():
            self.image_selected.emit(*self._model.image_at(self.currentIndex()))
            event.accept()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: a current row that was seen stays in sight when the list gets shorter."""
        row = self.visualRect(self.currentIndex())
        seen = self.currentIndex().isValid() and row.top() >= 0 and row.bottom() <= event.oldSize().height()
        super().resizeEvent(event)
        if seen and row.bottom() > event.size().height():
            self.scrollTo(self.currentIndex())

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
        if self._model.is_on_slice(index):
            self._mark_slice(painter, index, selected)
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        group = QPalette.ColorGroup.Active if self.hasFocus() else QPalette.ColorGroup.Inactive
        painter.save()
        painter.setFont(index.data(Qt.ItemDataRole.FontRole))
        painter.setPen(self.palette().color(group, role))
        title = painter.fontMetrics().elidedText(str(index.data()), self.textElideMode(), box.width())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), title)
        painter.restore()

    def _mark_slice(self, painter: QPainter, index: Index, selected: bool) -> None:
        """Put a frame round a module's slice number and a bar before its row."""
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Highlight
        colour = self.palette().color(role)
        cell = self.visualRect(self._model.index(index.row(), EXPECTED, index.parent()))
        metrics = QFontMetrics(self._model.bold_font)
        text = str(self._model.index(index.row(), EXPECTED, index.parent()).data())
        width = metrics.horizontalAdvance(text) + 6
        frame = QRectF(cell.right() - width - 0.5, cell.top() + 0.5, width, cell.height() - 1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colour)
        painter.setBrush(tinted(colour.name(), 0.18))
        painter.drawRoundedRect(frame, 4, 4)
        painter.fillRect(QRectF(0, cell.top() + 1, _MARK_WIDTH, cell.height() - 2), colour)
        painter.restore()

    def _module_rows(self) -> list[QModelIndex]:
        return [self._model.index(row, NAME) for row in range(self._model.rowCount())]

    def _key_of(self, index: Index) -> tuple[str, str] | None:
        """What a row is, whatever result is shown: keys of its module and its metric."""
        module, metric = self._model.module_at(index), self._model.metric_at(index)
        return (module.key, metric.key if metric is not None else "") if module is not None else None

    def _measured(self, rois: Sequence[Roi]) -> list[tuple[QModelIndex, Roi]]:
        """The rows of the first region that has metrics and of those that lie on it, the worst first."""
        found: list[tuple[QModelIndex, Roi]] = []
        for roi in rois:
            if not found or roi.box == found[0][1].box:
                rows = self._model.rows_on(roi.image.key, roi.name)
                found += [(row, roi) for row in rows if all(row != other for other, _ in found)]
        return sorted(found, key=lambda one: _RANKS[self._model.verdict_at(one[0])])

    def _choose(self, row: Index, clicked: Roi | None) -> None:
        """Choose a row and bring it into view."""
        self._clicked = clicked
        try:
            if self.currentIndex().siblingAtColumn(NAME) == row and len(self.selectedIndexes()) > 0:
                self._on_selection_changed(QItemSelection(), QItemSelection())
            else:
                self.selectionModel().setCurrentIndex(row, _ONLY_THIS_ROW)
        finally:
            self._clicked = None
        self.scrollTo(row)

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
            image, lit = self._model.image_at(current)
            if self._clicked is not None:  # the very image that was clicked on, not the module's first
                image, lit = self._clicked.image, lit & {one.name for one in self._clicked.image.outlines}
            self.image_selected.emit(image, lit)


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
_RANKS = {Verdict.FAIL: 0, Verdict.WARN: 1, Verdict.PASS: 2, Verdict.NOT_JUDGED: 3}
_ONLY_THIS_ROW = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
