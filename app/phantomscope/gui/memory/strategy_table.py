"""The table of what each strategy would take for the open dataset."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from phantomscope.gui.memory.memory_monitor import size_text
from phantomscope.gui.memory.strategies import Strategy
from phantomscope.gui.parts.marked import QT_TRANSLATE_NOOP, translate

_ROWS = (
    QT_TRANSLATE_NOOP("StrategyTable", "source"),
    QT_TRANSLATE_NOOP("StrategyTable", "extracted"),
    QT_TRANSLATE_NOOP("StrategyTable", "shadow"),
    QT_TRANSLATE_NOOP("StrategyTable", "slices in memory"),
    QT_TRANSLATE_NOOP("StrategyTable", "maximum"),
    QT_TRANSLATE_NOOP("StrategyTable", "maximum ÷ source"),
)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class StrategyTable(QWidget):
    """A column a strategy; estimates are marked as such. Hidden while there is nothing to compare.

    Args:
        parent: Qt parent.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells: list[list[QLabel]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(2)
        self.setAccessibleName(self.tr("What each strategy takes"))
        self.hide()

    @property
    def rows(self) -> list[list[str]]:
        """All texts, the headings first."""
        return [[cell.text() for cell in row] for row in self._cells]

    def set_strategies(self, strategies: tuple[Strategy, ...]) -> None:
        """Show these, or nothing."""
        texts = _texts(strategies) if strategies else []
        if [len(row) for row in texts] != [len(row) for row in self._cells]:
            self._build(texts)
        for cells, row in zip(self._cells, texts, strict=True):
            for cell, text in zip(cells, row, strict=True):
                cell.setText(text)
        if strategies:
            for cell, strategy in zip(self._cells[0][1:], strategies, strict=True):
                cell.setToolTip(self.tr(strategy.explained))
        self.setVisible(bool(strategies))

    def _build(self, texts: list[list[str]]) -> None:
        for row in self._cells:
            for cell in row:
                self._grid.removeWidget(cell)
                cell.deleteLater()
        self._cells = [[QLabel(self) for _ in row] for row in texts]
        for place, row in enumerate(self._cells):
            for column, cell in enumerate(row):
                cell.setAlignment(_RIGHT if column else Qt.AlignmentFlag.AlignLeft)
                self._grid.addWidget(cell, place, column)


def _texts(strategies: tuple[Strategy, ...]) -> list[list[str]]:
    now, guessed = translate("StrategyTable", "measured now"), translate("StrategyTable", "estimated")
    heads = [f"{one.name}\n{now if one.measured else guessed}" for one in strategies]
    columns = [_column(one) for one in strategies]
    rows = [
        [translate("StrategyTable", name), *(column[place] for column in columns)]
        for place, name in enumerate(_ROWS)
    ]
    return [["", *heads], *rows]


def _column(strategy: Strategy) -> tuple[str, ...]:
    sizes = (strategy.source, strategy.extracted, strategy.shadow, strategy.stack, strategy.maximum)
    return (*map(size_text, sizes), f"{strategy.ratio:.1f}×")
