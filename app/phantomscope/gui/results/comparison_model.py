"""A comparison as a Qt table."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QBrush, QColor, QFont

from phantomscope.analysis.results import Metric, Verdict, shown, with_unit
from phantomscope.gui.parts.colours import LIGHT, Colours
from phantomscope.gui.parts.marked import QT_TRANSLATE_NOOP
from phantomscope.gui.results.comparison import Change, ComparedMetric, limits_of
from phantomscope.reports.symbols import SYMBOLS

Index = QModelIndex | QPersistentModelIndex
CHANGE, MODULE, NAME, FIRST, SECOND, DIFFERENCE, PERCENT, LIMITS, FIRST_VERDICT, SECOND_VERDICT = range(10)
HEADINGS = (
    "",
    QT_TRANSLATE_NOOP("ComparisonModel", "Module"),
    QT_TRANSLATE_NOOP("ComparisonModel", "Metric"),
    "A",
    "B",
    "B − A",
    "%",
    QT_TRANSLATE_NOOP("ComparisonModel", "Expected"),
    "A",
    "B",
)
_TIPS = (
    QT_TRANSLATE_NOOP("ComparisonModel", "What changed"),
    QT_TRANSLATE_NOOP("ComparisonModel", "Module"),
    QT_TRANSLATE_NOOP("ComparisonModel", "Metric"),
    QT_TRANSLATE_NOOP("ComparisonModel", "Value in A"),
    QT_TRANSLATE_NOOP("ComparisonModel", "Value in B"),
    QT_TRANSLATE_NOOP("ComparisonModel", "Difference, B − A"),
    QT_TRANSLATE_NOOP("ComparisonModel", "Difference in percent of A"),
    QT_TRANSLATE_NOOP("ComparisonModel", "What is expected; A → B where that differs"),
    QT_TRANSLATE_NOOP("ComparisonModel", "Verdict in A"),
    QT_TRANSLATE_NOOP("ComparisonModel", "Verdict in B"),
)
CHANGE_SIGNS = {
    Change.SAME: "",
    Change.VALUE: "≠",
    Change.LIMITS: "±",
    Change.BETTER: "▲",
    Change.WORSE: "▼",
    Change.ONLY_FIRST: "A",
    Change.ONLY_SECOND: "B",
}
_ORDER = list(Change)
SORT_ROLE = Qt.ItemDataRole.UserRole + 1
_NOWHERE = QModelIndex()
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_RIGHT_COLUMNS = (FIRST, SECOND, DIFFERENCE, PERCENT, LIMITS)
_SIGN_COLUMNS = (CHANGE, FIRST_VERDICT, SECOND_VERDICT)


class ComparisonModel(QAbstractTableModel):
    """One row a metric: what changed, both values, their difference, limits and verdicts.

    Args:
        colours: Of the verdicts.
        parent: Qt parent.
    """

    def __init__(self, colours: Colours = LIGHT, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._metrics: tuple[ComparedMetric, ...] = ()
        self._texts: list[tuple[str, ...]] = []
        self._bold = QFont()
        self._bold.setBold(True)
        self._colours = colours
        self._answers: dict[int, Callable[[int, int], Any]] = {
            int(Qt.ItemDataRole.DisplayRole): lambda row, column: self._texts[row][column],
            int(Qt.ItemDataRole.ToolTipRole): lambda row, _: _tip(self._metrics[row]),
            int(Qt.ItemDataRole.AccessibleTextRole): self._spoken,
            int(Qt.ItemDataRole.TextAlignmentRole): lambda _, column: _alignment(column),
            int(Qt.ItemDataRole.FontRole): self._font,
            int(Qt.ItemDataRole.ForegroundRole): self._brush,
            int(SORT_ROLE): lambda row, column: self._sort_key(row, column),
        }

    def set_metrics(self, metrics: Sequence[ComparedMetric]) -> None:
        """Show these."""
        self.beginResetModel()
        self._metrics = tuple(metrics)
        self._texts = [_texts(metric) for metric in metrics]
        self.endResetModel()

    def set_colours(self, colours: Colours) -> None:
        """Follow the window from light to dark or back."""
        self._colours = colours
        if self._metrics:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._metrics) - 1, len(HEADINGS) - 1))

    def metric_at(self, row: int) -> ComparedMetric:
        """The metric of a row."""
        return self._metrics[row]

    def row_texts(self, row: int) -> tuple[str, ...]:
        """A row's cells as they are copied: words in place of signs."""
        metric, texts = self._metrics[row], self._texts[row]
        verdicts = [one.verdict.value if one is not None else "" for one in (metric.first, metric.second)]
        return (metric.change.value, *texts[MODULE:FIRST_VERDICT], *verdicts)

    # -- Qt's own names -----------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Qt: how many metrics."""
        return 0 if parent.isValid() else len(self._metrics)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Qt: how many columns."""
        return 0 if parent.isValid() else len(HEADINGS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Qt: the headings."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.tr(HEADINGS[section])
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.tr(_TIPS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: texts, colours and what to sort by."""
        answer = self._answers.get(role)
        return answer(index.row(), index.column()) if answer is not None and index.isValid() else None

    # -- inside -------------------------------------------------------------------------------------------

    def _spoken(self, row: int, column: int) -> str:
        return self.row_texts(row)[column]

    def _font(self, row: int, column: int) -> QFont | None:
        telling = self._metrics[row].change in _OF_VERDICTS and column in (NAME, SECOND)
        return self._bold if telling or column in _SIGN_COLUMNS else None

    def _brush(self, row: int, column: int) -> QBrush | None:
        metric = self._metrics[row]
        if column in (FIRST_VERDICT, SECOND_VERDICT):
            one = metric.first if column == FIRST_VERDICT else metric.second
            return QBrush(QColor(self._colours.of(one.verdict))) if one is not None else None
        if column in (CHANGE, NAME, SECOND, DIFFERENCE, PERCENT) and metric.change in _OF_VERDICTS:
            verdict = Verdict.FAIL if metric.change is Change.WORSE else Verdict.PASS
            return QBrush(QColor(self._colours.of(verdict)))
        return None

    def _sort_key(self, row: int, column: int) -> Any:
        metric = self._metrics[row]
        numbers = {DIFFERENCE: metric.difference, PERCENT: metric.percent}
        if column in numbers:
            number = numbers[column]
            return -1.0 if number is None else abs(number)
        if column == CHANGE:
            return -_ORDER.index(metric.change)
        if column in (FIRST, SECOND):
            one = metric.first if column == FIRST else metric.second
            value = one.value if one is not None else None
            return float(value) if isinstance(value, int | float) else float("-inf")
        return self._texts[row][column]


class ComparisonFilter(QSortFilterProxyModel):
    """Lets through what is wanted: only differences, or only what has some text in it."""

    def __init__(self, model: ComparisonModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._only_differences = False
        self._text = ""
        self.setSourceModel(model)
        self.setSortRole(SORT_ROLE)

    def set_only_differences(self, only: bool) -> None:
        """Hide what is the same in both."""
        self._only_differences = only
        self.invalidate()

    def set_text(self, text: str) -> None:
        """Hide what has not this text in its module or name."""
        self._text = text.strip().casefold()
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:  # noqa: ARG002 - Qt's signature
        """Qt: whether to show a row."""
        metric = self._model.metric_at(row)
        if self._only_differences and metric.change is Change.SAME:
            return False
        return self._text in f"{metric.module} {metric.name}".casefold()

    def as_text(self, rows: Sequence[int] | None = None) -> str:
        """Rows as they are shown, with tabs between the columns and the headings above."""
        lines = ["\t".join(("Change", *HEADINGS[1:FIRST_VERDICT], "Verdict A", "Verdict B"))]
        for row in range(self.rowCount()) if rows is None else rows:
            source = self.mapToSource(self.index(row, 0))
            lines.append("\t".join(self._model.row_texts(source.row())))
        return "\n".join(lines)


_OF_VERDICTS = (Change.WORSE, Change.BETTER)


def _texts(metric: ComparedMetric) -> tuple[str, ...]:
    first, second = metric.first, metric.second
    unit = (second or first or Metric("", "", None)).unit
    difference, percent = metric.difference, metric.percent
    return (
        CHANGE_SIGNS[metric.change],
        metric.module,
        metric.name,
        first.value_text() if first is not None else "",
        second.value_text() if second is not None else "",
        "" if difference is None else with_unit(_signed(difference), unit),
        "" if percent is None else f"{_signed(round(percent, 2))}",
        _limits_text(first, second),
        SYMBOLS[first.verdict] if first is not None else "",
        SYMBOLS[second.verdict] if second is not None else "",
    )


def _limits_text(first: Metric | None, second: Metric | None) -> str:
    texts = [one.limit_text() for one in (first, second) if one is not None]
    if first is not None and second is not None and limits_of(first) == limits_of(second):
        return texts[0]
    if len(texts) == 1:
        return texts[0]
    return f"{texts[0] or 'none'} → {texts[1] or 'none'}"


def _signed(value: float) -> str:
    value = round(value, 9)
    return f"+{shown(value)}" if value > 0 else shown(value + 0.0)


def _alignment(column: int) -> int:
    return _RIGHT if column in _RIGHT_COLUMNS else _CENTRE if column in _SIGN_COLUMNS else _LEFT


def _tip(metric: ComparedMetric) -> str:
    one = metric.second or metric.first
    lines = [f"{metric.module}: {metric.name}", metric.change.value, one.key if one is not None else ""]
    return "\n".join(line for line in lines if line)
