"""The results as a Qt model: modules with their metrics below."""

from collections.abc import Callable
from dataclasses import dataclass
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
_ALIGNMENTS = {VALUE: _RIGHT, EXPECTED: _RIGHT, SIGN: _CENTRE}
_BAD = (Verdict.WARN, Verdict.FAIL)


@dataclass(frozen=True, slots=True)
class _Row:
    """What a row shows; made once, since a view asks for it hundreds of times at each repaint."""

    texts: tuple[str, str, str, str]
    verdict: Verdict
    module: ModuleResult
    metric: Metric | None


class ResultsModel(QAbstractItemModel):
    """Modules, and below each its metrics; columns name, value, expected and the verdict's sign.

    Args:
        colours: Colours of the verdicts.
        parent: Qt parent.
    """

    def __init__(self, colours: Colours = LIGHT, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._result: AnalysisResult | None = None
        self._modules: list[_Row] = []
        self._metrics: list[list[_Row]] = []
        self._bold = QFont()
        self._bold.setBold(True)
        self._brushes = _brushes(colours)
        # By number: looking an enum's member up takes longer than all the rest.
        self._answers: dict[int, Callable[[_Row, int], Any]] = {
            int(Qt.ItemDataRole.DisplayRole): lambda row, column: row.texts[column],
            int(Qt.ItemDataRole.ToolTipRole): lambda row, _: _tip(row),
            int(Qt.ItemDataRole.AccessibleTextRole): _spoken,
            int(Qt.ItemDataRole.TextAlignmentRole): lambda _, column: _ALIGNMENTS.get(column),
            int(Qt.ItemDataRole.FontRole): self._font,
            int(Qt.ItemDataRole.ForegroundRole): self._brush,
        }

    def set_result(self, result: AnalysisResult | None) -> None:
        """Show another result, or none."""
        self.beginResetModel()
        self._result = result
        modules = result.modules if result is not None else ()
        self._modules = [_module_row(module) for module in modules]
        self._metrics = [[_metric_row(module, metric) for metric in module.metrics] for module in modules]
        self.endResetModel()

    @property
    def bold_font(self) -> QFont:
        """The font of titles and signs."""
        return self._bold

    def set_font(self, font: QFont) -> None:
        """Follow the view's font: titles and signs are the bold of it."""
        self._bold = QFont(font)
        self._bold.setBold(True)

    def set_colours(self, colours: Colours) -> None:
        """Follow the window from light to dark or back."""
        self._brushes = _brushes(colours)
        for row, metrics in enumerate(self._metrics):
            parent = self.index(row, NAME)
            self.dataChanged.emit(parent, self.index(row, SIGN))
            if metrics:
                self.dataChanged.emit(self.index(0, NAME, parent), self.index(len(metrics) - 1, SIGN, parent))

    # -- what a row is ------------------------------------------------------------------------------------

    def module_at(self, index: Index) -> ModuleResult | None:
        """The module of a row, be it the module's own or one of its metrics'."""
        row = self._row(index)
        return row.module if row is not None else None

    def metric_at(self, index: Index) -> Metric | None:
        """The metric of a row; None for a module's row."""
        row = self._row(index)
        return row.metric if row is not None else None

    def verdict_at(self, index: Index) -> Verdict:
        """How a row is judged."""
        row = self._row(index)
        return row.verdict if row is not None else Verdict.NOT_JUDGED

    def column_texts(self, column: int) -> tuple[list[str], list[str]]:
        """All texts of a column: those of modules, which are bold, and those of metrics."""
        return (
            [row.texts[column] for row in self._modules],
            [row.texts[column] for rows in self._metrics for row in rows],
        )

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
        if metric is not None and metric.slice_index is not None:
            # Its own slice first; a stable sort leaves the others as they were.
            images.sort(key=lambda image: image.slice_index != metric.slice_index)
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
        texts = [str(cell.data()) for cell in cells]
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
            return len(self._metrics[parent.row()])
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
        answer = self._answers.get(role)
        row = self._row(index) if answer is not None else None
        return answer(row, index.column()) if answer is not None and row is not None else None

    def _row(self, index: Index) -> _Row | None:
        if not index.isValid():
            return None
        module = int(index.internalId())
        return self._modules[index.row()] if module == _MODULE else self._metrics[module - 1][index.row()]

    def _font(self, row: _Row, column: int) -> QFont | None:
        return self._bold if row.metric is None or column == SIGN else None

    def _brush(self, row: _Row, column: int) -> QBrush | None:
        telling = column == SIGN or (column == VALUE and row.verdict in _BAD)
        return self._brushes[row.verdict] if telling else None


def _module_row(module: ModuleResult) -> _Row:
    # The slice stands in the third column, so that the title may run through the second.
    where = "" if module.slice_index is None else f"slice {module.slice_index + 1}"
    verdict = module.verdict
    return _Row((module.title, "", where, SYMBOLS[verdict]), verdict, module, None)


def _metric_row(module: ModuleResult, metric: Metric) -> _Row:
    texts = (metric.name, metric.value_text(), metric.limit_text(), SYMBOLS[metric.verdict])
    return _Row(texts, metric.verdict, module, metric)


def _spoken(row: _Row, column: int) -> str:
    return row.verdict.value if column == SIGN else row.texts[column]


def _tip(row: _Row) -> str:
    if row.metric is None:
        index = row.module.slice_index
        where = "" if index is None else f", measured on slice {index + 1}"
        return f"{row.module.title}: {row.verdict.value}{where}"
    name, value, expected, _ = row.texts
    limits = f"expected {expected}" if expected else "no limits are set for it"
    return f"{name}: {value}\n{limits}\n{row.verdict.value}\n{row.metric.key}"


def _brushes(colours: Colours) -> dict[Verdict, QBrush]:
    return {verdict: QBrush(QColor(colours.of(verdict))) for verdict in Verdict}
