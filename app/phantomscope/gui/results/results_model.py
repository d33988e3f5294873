"""The results as a Qt model: modules with their metrics below."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QBrush, QColor, QFont

from phantomscope.analysis.results import AnalysisResult, Metric, ModuleResult, SliceImage, Verdict
from phantomscope.gui.parts.colours import LIGHT, Colours
from phantomscope.gui.parts.marked import QT_TRANSLATE_NOOP
from phantomscope.reports.symbols import SYMBOLS

Index = QModelIndex | QPersistentModelIndex
NAME, VALUE, EXPECTED, SIGN = range(4)
_HEADINGS = (
    QT_TRANSLATE_NOOP("ResultsModel", "Name"),
    QT_TRANSLATE_NOOP("ResultsModel", "Value"),
    QT_TRANSLATE_NOOP("ResultsModel", "Expected"),
    "",
)
_HEADING_TIPS = (
    QT_TRANSLATE_NOOP("ResultsModel", "Module or metric"),
    QT_TRANSLATE_NOOP("ResultsModel", "What was measured"),
    QT_TRANSLATE_NOOP("ResultsModel", "What is expected"),
    QT_TRANSLATE_NOOP("ResultsModel", "Verdict"),
)
_MODULE = 0  # internal id of module rows; metric rows carry their module's row + 1
_NOWHERE = QModelIndex()
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_ALIGNMENTS = {VALUE: _RIGHT, EXPECTED: _RIGHT, SIGN: _CENTRE}
_BAD = (Verdict.WARN, Verdict.FAIL)
_OWN = "*"  # before limits that are the user's own


@dataclass(frozen=True, slots=True)
class _Row:
    """What a row shows; made once, since a view asks for it hundreds of times at each repaint."""

    texts: tuple[str, str, str, str]
    verdict: Verdict
    module: ModuleResult
    metric: Metric | None
    slices: frozenset[int]


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
        self._on_roi: dict[tuple[str, str], list[tuple[int, int]]] = {}
        self._slice: int | None = None
        self._bold = QFont()
        self._bold.setBold(True)
        self._brushes = _brushes(colours)
        # By number: looking an enum's member up takes longer than all the rest.
        self._answers: dict[int, Callable[[_Row, int], Any]] = {
            int(Qt.ItemDataRole.DisplayRole): lambda row, column: row.texts[column],
            int(Qt.ItemDataRole.ToolTipRole): lambda row, _: _tip(row),
            int(Qt.ItemDataRole.AccessibleTextRole): self._spoken,
            int(Qt.ItemDataRole.TextAlignmentRole): lambda _, column: _ALIGNMENTS.get(column),
            int(Qt.ItemDataRole.FontRole): self._font,
            int(Qt.ItemDataRole.ForegroundRole): self._brush,
        }

    def set_result(self, result: AnalysisResult | None) -> None:
        """Show another result, or none."""
        self.beginResetModel()
        self._result = result
        modules = result.modules if result is not None else ()
        self._modules = [_module_row(module, self._slices_of(module)) for module in modules]
        self._metrics = [[_metric_row(module, metric) for metric in module.metrics] for module in modules]
        self._on_roi = _metrics_on_rois(modules)
        self.endResetModel()

    @property
    def result(self) -> AnalysisResult | None:
        """The result shown."""
        return self._result

    def set_slice(self, index: int | None) -> None:
        """Mark the modules that were measured on this slice."""
        old, self._slice = self._slice, index
        for row, module in enumerate(self._modules):
            if (old in module.slices) != (index in module.slices):
                self.dataChanged.emit(self.index(row, NAME), self.index(row, SIGN))

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

    def is_on_slice(self, index: Index) -> bool:
        """Whether a row is a module that was measured on the slice shown."""
        row = self._row(index)
        return row is not None and row.metric is None and self._slice in row.slices

    def metric_rows(self) -> list[QModelIndex]:
        """The rows of all metrics that have an outline on an image, from the top."""
        return [
            self.index(below, NAME, self.index(row, NAME))
            for row, metrics in enumerate(self._metrics)
            for below, metric in enumerate(metrics)
            if metric.metric is not None and metric.metric.outlines and metric.module.images
        ]

    def rows_on(self, image_key: str, outline: str) -> list[QModelIndex]:
        """The rows of the metrics that belong to an outline of an image, the worst first."""
        places = self._on_roi.get((image_key, outline), ())
        return [self.index(below, NAME, self.index(row, NAME)) for row, below in places]

    def module_row_of(self, image_key: str) -> QModelIndex:
        """The row of the module that an image belongs to; invalid where there is none."""
        rows = (row for row, module in enumerate(self._modules) if image_key in module.module.images)
        row = next(rows, None)
        return self.index(row, NAME) if row is not None else QModelIndex()

    def sentence(self, index: Index) -> str:
        """A metric's row in a line: "Teflon 997 HU, 990 ± 40, PASS"."""
        row = self._row(index)
        if row is None or row.metric is None:
            return ""
        metric = row.metric
        parts = [f"{metric.name} {metric.value_text()}", metric.limit_text()]
        if metric.verdict is not Verdict.NOT_JUDGED:
            parts.append(metric.verdict.value.upper())
        return ", ".join(part for part in parts if part)

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
            return self.tr(_HEADINGS[section])
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.tr(_HEADING_TIPS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole and section in (VALUE, EXPECTED):
            return _RIGHT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: text, tooltip, alignment, font, colour and what a screen reader says."""
        answer = self._answers.get(role)
        row = self._row(index) if answer is not None else None
        return answer(row, index.column()) if answer is not None and row is not None else None

    def _slices_of(self, module: ModuleResult) -> frozenset[int]:
        """All slices that a module was measured on."""
        images = [self._result.image(key) for key in module.images] if self._result is not None else []
        found = {image.slice_index for image in images if image is not None}
        found |= {metric.slice_index for metric in module.metrics if metric.slice_index is not None}
        return frozenset(found if module.slice_index is None else found | {module.slice_index})

    def _spoken(self, row: _Row, column: int) -> str:
        if column == SIGN:
            return row.verdict.value
        here = column == EXPECTED and self._slice in row.slices
        return f"{row.texts[column]}, shown now" if here else row.texts[column]

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


def _module_row(module: ModuleResult, slices: frozenset[int]) -> _Row:
    # The slices stand in the third column, so that the title may run through the second.
    verdict = module.verdict
    return _Row((module.title, "", _slices_text(slices), SYMBOLS[verdict]), verdict, module, None, slices)


def _metric_row(module: ModuleResult, metric: Metric) -> _Row:
    # Where it warns is told by the tip: the column is narrow.
    failing = msgspec.structs.replace(metric, warn_tolerance=None, warn_minimum=None, warn_maximum=None)
    limits = failing.limit_text() or metric.limit_text()
    expected = f"{_OWN} {limits}" if metric.own_limits and limits else limits
    texts = (metric.name, metric.value_text(), expected, SYMBOLS[metric.verdict])
    return _Row(texts, metric.verdict, module, metric, frozenset())


def _slices_text(slices: frozenset[int]) -> str:
    """Slices counted from one: "slice 33", "slices 8–11", "slices 1, 7"."""
    numbers = sorted(index + 1 for index in slices)
    if len(numbers) < 2:
        return f"slice {numbers[0]}" if numbers else ""
    if numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"slices {numbers[0]}–{numbers[-1]}"
    return f"slices {', '.join(str(number) for number in numbers)}"


def _metrics_on_rois(modules: Iterable[ModuleResult]) -> dict[tuple[str, str], list[tuple[int, int]]]:
    """Rows of modules and metrics by image and outline, the worst verdict first."""
    found: dict[tuple[str, str], list[tuple[int, int]]] = {}
    ranks: dict[tuple[int, int], int] = {}
    for row, module in enumerate(modules):
        for below, metric in enumerate(module.metrics):
            ranks[row, below] = _RANKS[metric.verdict]
            for image in module.images:
                for outline in metric.outlines:
                    found.setdefault((image, outline), []).append((row, below))
    for places in found.values():
        places.sort(key=ranks.__getitem__)
    return found


_RANKS = {Verdict.FAIL: 0, Verdict.WARN: 1, Verdict.PASS: 2, Verdict.NOT_JUDGED: 3}


def _tip(row: _Row) -> str:
    if row.metric is None:
        where = row.texts[EXPECTED]
        return f"{row.module.title}: {row.verdict.value}{f', measured on {where}' if where else ''}"
    metric = row.metric
    limits = metric.limit_text()
    lines = [
        f"{metric.name}: {metric.value_text()}",
        f"expected {limits}" if limits else "no limits are set for it",
        "by your own limits" if metric.own_limits else "",
        metric.verdict.value,
        metric.key,
    ]
    return "\n".join(line for line in lines if line)


def _brushes(colours: Colours) -> dict[Verdict, QBrush]:
    return {verdict: QBrush(QColor(colours.of(verdict))) for verdict in Verdict}
