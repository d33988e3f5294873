"""A person's own tolerances as a Qt table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QBrush, QColor, QFont

from phantomscope.analysis.results import AnalysisResult, Tolerance, Verdict
from phantomscope.analysis.tolerances import judged_metric
from phantomscope.gui.parts.colours import LIGHT, Colours
from phantomscope.gui.parts.marked import QT_TRANSLATE_NOOP
from phantomscope.gui.setup.tolerance_draft import Target, contradictions, limits_text, targets_of
from phantomscope.reports.symbols import SYMBOLS

Index = QModelIndex | QPersistentModelIndex
METRIC, LIMITS, SIGN = range(3)
_HEADINGS = (
    QT_TRANSLATE_NOOP("TolerancesModel", "Metric"),
    QT_TRANSLATE_NOOP("TolerancesModel", "Own limits"),
    "",
)
_TIPS = (
    QT_TRANSLATE_NOOP("TolerancesModel", "Module and metric"),
    QT_TRANSLATE_NOOP("TolerancesModel", "What is expected in place of pylinac’s limits"),
    QT_TRANSLATE_NOOP("TolerancesModel", "Verdict"),
)
_NOWHERE = QModelIndex()
_ALIGNMENTS = {SIGN: int(Qt.AlignmentFlag.AlignCenter)}


@dataclass(frozen=True, slots=True)
class _Row:
    key: str
    texts: tuple[str, str, str]
    verdict: Verdict
    tip: str
    missing: bool


class TolerancesModel(QAbstractTableModel):
    """One row a tolerance, in the order of the results; those of no metric that was measured come last.

    Args:
        colours: Of the verdicts.
        parent: Qt parent.
    """

    def __init__(self, colours: Colours = LIGHT, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[_Row, ...] = ()
        self._colours = colours
        self._bold, self._italic = QFont(), QFont()
        self._bold.setBold(True)
        self._italic.setItalic(True)
        self._answers: dict[int, Callable[[_Row, int], Any]] = {
            int(Qt.ItemDataRole.DisplayRole): lambda row, column: row.texts[column],
            int(Qt.ItemDataRole.ToolTipRole): lambda row, _: row.tip,
            int(Qt.ItemDataRole.AccessibleTextRole): _spoken,
            int(Qt.ItemDataRole.TextAlignmentRole): lambda _, column: _ALIGNMENTS.get(column),
            int(Qt.ItemDataRole.FontRole): self._font,
            int(Qt.ItemDataRole.ForegroundRole): self._brush,
        }

    def set_tolerances(self, tolerances: Mapping[str, Tolerance], raw: AnalysisResult | None) -> None:
        """Show these.

        Args:
            tolerances: By metric key.
            raw: The result, judged by pylinac's limits; None where there is none.
        """
        order = [metric.key for module in raw.modules for metric in module.metrics] if raw is not None else []
        keys = [key for key in order if key in tolerances]
        keys += sorted(tolerances.keys() - set(keys))
        rows = tuple(_row(target, raw is not None) for target in targets_of(keys, raw, tolerances))
        if rows != self._rows:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()

    def set_colours(self, colours: Colours) -> None:
        """Follow the window from light to dark or back."""
        self._colours = colours
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, SIGN))

    def key_at(self, row: int) -> str:
        """The key of a row's metric."""
        return self._rows[row].key

    def row_of(self, key: str) -> int:
        """The row of a metric; -1 where it has none."""
        return next((number for number, row in enumerate(self._rows) if row.key == key), -1)

    @property
    def missing(self) -> int:
        """How many are for metrics that the result does not have."""
        return sum(row.missing for row in self._rows)

    # -- Qt's own names -----------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Qt: how many tolerances."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Qt: how many columns."""
        return 0 if parent.isValid() else len(_HEADINGS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Qt: the headings."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.tr(_HEADINGS[section])
        return self.tr(_TIPS[section]) if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: what a cell shows."""
        answer = self._answers.get(int(role))
        return answer(self._rows[index.row()], index.column()) if answer is not None else None

    def _font(self, row: _Row, column: int) -> QFont | None:
        if column == SIGN:
            return self._bold
        return self._italic if row.missing else None

    def _brush(self, row: _Row, column: int) -> QBrush | None:
        if row.missing:
            return QBrush(QColor(self._colours.not_judged))
        return QBrush(QColor(self._colours.of(row.verdict))) if column == SIGN else None


def _spoken(row: _Row, column: int) -> str:
    return row.texts[column] if column != SIGN else ("not measured" if row.missing else row.verdict.value)


def _row(target: Target, analysed: bool) -> _Row:
    metric, own = target.metric, target.own or Tolerance()
    missing = analysed and not target.module
    verdict = judged_metric(metric, own).verdict if target.module else Verdict.NOT_JUDGED
    name = f"{metric.name}, {_short(target.module)}" if target.module else metric.key
    text = limits_text(own, metric)
    lines = [
        target.module,
        f"{metric.name}: {metric.value_text()}" if target.module else "",
        f"own limits: {text}",
        (f"pylinac’s: {metric.limit_text() or 'none'}") if target.module else "",
        "The result has no such value" if missing else "",
        *contradictions([target], {metric.key: own}),
        metric.key,
    ]
    sign = SYMBOLS[verdict] if target.module else ("?" if missing else "")
    return _Row(metric.key, (name, text, sign), verdict, "\n".join(line for line in lines if line), missing)


def _short(module: str) -> str:
    return module.partition(" (")[0]
