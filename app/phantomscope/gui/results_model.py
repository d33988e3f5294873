"""The results as a Qt model: modules with their metrics below."""

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QFont

from phantomscope.analysis.results import AnalysisResult, Metric, ModuleResult, SliceImage, Verdict
from phantomscope.gui.colours import LIGHT, Colours
from phantomscope.reports.symbols import SYMBOLS

Index = QModelIndex | QPersistentModelIndex
NAME, VALUE, EXPECTED, SIGN = range(4)
_HEADINGS = ("Name", "Value", "Expected", "")
_HEADING_TIPS = ("Module or metric", "What was measured", "What is expected", "Verdict")
_MODULE = 0  # internal id of module rows; metric rows carry their module's row + 1
_NOWHERE = QModelIndex()
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


class ResultsModel(QAbstractItemModel):
    """Modules, and below each its metrics; columns name, value, expected and the verdict's sign.

    Args:
        colours: Colours of the verdicts.
        parent: Qt parent.
    """

    def __init__(self, colours: Colours = LIGHT, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._colours = colours
        self._result: AnalysisResult | None = None
        self._modules: tuple[ModuleResult, ...] = ()
        self._bold = QFont()
        self._bold.setBold(True)

    def set_result(self, result: AnalysisResult | None) -> None:
        """Show another result, or none."""
        self.beginResetModel()
        self._result = result
        self._modules = result.modules if result is not None else ()
        self.endResetModel()

    def set_font(self, font: QFont) -> None:
        """Follow the view's font: titles and signs are the bold of it."""
        self._bold = QFont(font)
        self._bold.setBold(True)

    def set_colours(self, colours: Colours) -> None:
        """Follow the window from light to dark or back."""
        self._colours = colours
        for row, module in enumerate(self._modules):
            parent = self.index(row, NAME)
            self.dataChanged.emit(parent, self.index(row, SIGN))
            if module.metrics:
                last = self.index(len(module.metrics) - 1, SIGN, parent)
                self.dataChanged.emit(self.index(0, NAME, parent), last)

    # -- what a row is ------------------------------------------------------------------------------------

    def module_at(self, index: Index) -> ModuleResult | None:
        """The module of a row, be it the module's own or one of its metrics'."""
        if not index.isValid():
            return None
        row = index.row() if index.internalId() == _MODULE else int(index.internalId()) - 1
        return self._modules[row]

    def metric_at(self, index: Index) -> Metric | None:
        """The metric of a row; None for a module's row."""
        module = self.module_at(index)
        if module is None or index.internalId() == _MODULE:
            return None
        return module.metrics[index.row()]

    def verdict_at(self, index: Index) -> Verdict:
        """How a row is judged."""
        metric, module = self.metric_at(index), self.module_at(index)
        if metric is not None:
            return metric.verdict
        return module.verdict if module is not None else Verdict.NOT_JUDGED

    def image_at(self, index: Index) -> tuple[SliceImage | None, frozenset[str]]:
        """The slice that a row was measured on, and the names of the outlines that belong to the row.

        A module that has a slice but no picture gives that slice without outlines.
        """
        module = self.module_at(index)
        if module is None or self._result is None:
            return None, frozenset()
        metric = self.metric_at(index)
        lit = frozenset(metric.outlines) if metric is not None else frozenset()
        images = [image for key in module.images if (image := self._result.image(key)) is not None]
        for image in images:
            if lit & {outline.name for outline in image.outlines}:
                return image, lit
        if images:
            return images[0], frozenset()
        if module.slice_index is not None:
            return SliceImage(module.key, module.title, module.slice_index, ()), frozenset()
        return None, frozenset()

    def row_text(self, index: Index) -> str:
        """A row as text with tabs between its columns, for the clipboard."""
        cells = [self.index(index.row(), column, index.parent()) for column in (NAME, VALUE, EXPECTED)]
        texts = [str(cell.data() or "") for cell in cells]
        return "\t".join([*texts, self.verdict_at(index).value])

    # -- Qt's own names -----------------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        """Qt: the index of a cell."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else _MODULE)

    def parent(self, index: Index = _NOWHERE) -> QModelIndex:  # type: ignore[override]
        """Qt: a metric's module."""
        if not index.isValid() or index.internalId() == _MODULE:
            return QModelIndex()
        return self.createIndex(int(index.internalId()) - 1, NAME, _MODULE)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Qt: how many modules, or metrics of a module."""
        if not parent.isValid():
            return len(self._modules)
        if parent.internalId() == _MODULE and parent.column() == NAME:
            return len(self._modules[parent.row()].metrics)
        return 0

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: ARG002 - Qt's signature
        """Qt: four columns."""
        return len(_HEADINGS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Qt: the headings."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _HEADINGS[section]
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return _HEADING_TIPS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section in (VALUE, EXPECTED):
            return _RIGHT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: text, tooltip, alignment, font, colour and what a screen reader says."""
        module = self.module_at(index)
        if module is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(index, module)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(index, module)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.verdict_at(index).value if index.column() == SIGN else self._text(index, module)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return {VALUE: _RIGHT, EXPECTED: _RIGHT, SIGN: _CENTRE}.get(index.column())
        return self._look(index, role)

    def _look(self, index: Index, role: int) -> Any:
        verdict = self.verdict_at(index)
        if role == Qt.ItemDataRole.FontRole:
            heavy = index.internalId() == _MODULE or index.column() == SIGN
            return self._bold if heavy else None
        if role == Qt.ItemDataRole.ForegroundRole:
            telling = index.column() == SIGN or (index.column() == VALUE and verdict in _BAD)
            return QBrush(QColor(self._colours.of(verdict))) if telling else None
        return None

    def _text(self, index: Index, module: ModuleResult) -> str:
        metric = self.metric_at(index)
        column = index.column()
        if column == SIGN:
            return SYMBOLS[self.verdict_at(index)]
        if metric is None:
            # The slice stands in the third column, so that the title may run through the second.
            slice_text = "" if module.slice_index is None else f"slice {module.slice_index + 1}"
            return {NAME: module.title, EXPECTED: slice_text}.get(column, "")
        return {NAME: metric.name, VALUE: metric.value_text()}.get(column, metric.limit_text())

    def _tip(self, index: Index, module: ModuleResult) -> str:
        metric = self.metric_at(index)
        verdict = self.verdict_at(index).value
        if metric is None:
            where = "" if module.slice_index is None else f", measured on slice {module.slice_index + 1}"
            return f"{module.title}: {verdict}{where}"
        expected = metric.limit_text()
        expected = f"\nexpected {expected}" if expected else "\nno limits are set for it"
        return f"{metric.name}: {metric.value_text()}{expected}\n{verdict}\n{metric.key}"


_BAD = (Verdict.WARN, Verdict.FAIL)
