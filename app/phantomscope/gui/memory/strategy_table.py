"""The table of what each strategy takes for the open dataset."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from phantomscope.gui.memory.strategies import Cost
from phantomscope.gui.parts.marked import QT_TRANSLATE_NOOP, translate
from phantomscope.stack.sizes import size_text

_ROWS = (
    QT_TRANSLATE_NOOP("StrategyTable", "source"),
    QT_TRANSLATE_NOOP("StrategyTable", "extracted"),
    QT_TRANSLATE_NOOP("StrategyTable", "index"),
    QT_TRANSLATE_NOOP("StrategyTable", "shadow"),
    QT_TRANSLATE_NOOP("StrategyTable", "slices in memory"),
    QT_TRANSLATE_NOOP("StrategyTable", "maximum"),
    QT_TRANSLATE_NOOP("StrategyTable", "maximum ÷ source"),
)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_TOTALS = 2  # rows at the end that sum up


class StrategyTable(QWidget):
    """A column a strategy, stock pylinac's first; what is measured is marked, and set bold.

    Hidden while there is nothing to compare.

    Args:
        parent: Qt parent.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells: list[list[QLabel]] = []
        self._groups: list[QLabel] = []
        self._lines: list[QFrame] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(1)
        self.setAccessibleName(self.tr("What each strategy takes"))
        self.hide()

    @property
    def rows(self) -> list[list[str]]:
        """All texts, the headings first."""
        return [[cell.text() for cell in row] for row in self._cells]

    @property
    def groups(self) -> list[str]:
        """Whose strategies the columns are."""
        return [label.text() for label in self._groups]

    def set_costs(self, costs: tuple[Cost, ...]) -> None:
        """Show these, stock pylinac's first, or nothing."""
        texts = _texts(costs) if costs else []
        if [len(row) for row in texts] != [len(row) for row in self._cells]:
            self._build(texts, costs)
        for cells, row in zip(self._cells, texts, strict=True):
            for cell, text in zip(cells, row, strict=True):
                cell.setText(text)
        if costs:
            for column, cost in enumerate(costs, 1):
                self._cells[0][column].setToolTip(self.tr(cost.explained))
                for cells in self._cells:
                    _set_bold(cells[column], cost.measured)
        self.setVisible(bool(costs))

    def _build(self, texts: list[list[str]], costs: tuple[Cost, ...]) -> None:
        for old in (*self._groups, *self._lines, *(cell for row in self._cells for cell in row)):
            self._grid.removeWidget(old)
            old.deleteLater()
        self._groups, self._lines = [], []
        self._cells = [[QLabel(self) for _ in row] for row in texts]
        for place, row in enumerate(self._cells):
            for column, cell in enumerate(row):
                cell.setAlignment(_RIGHT if column else Qt.AlignmentFlag.AlignLeft)
                self._grid.addWidget(cell, place + 2, column)
        for cells in self._cells[-_TOTALS:]:
            _set_bold(cells[0], True)
        stock = sum(not cost.is_own for cost in costs)
        for name, first, count in (
            (self.tr("stock pylinac"), 1, stock),
            (self.tr("Phantomscope"), 1 + stock, len(costs) - stock),
        ):
            if count:
                label = QLabel(name, self)
                label.setAlignment(Qt.AlignmentFlag.AlignCenter)
                line = QFrame(self)
                line.setFrameShape(QFrame.Shape.HLine)
                self._groups.append(label)
                self._lines.append(line)
                self._grid.addWidget(label, 0, first, 1, count)
                self._grid.addWidget(line, 1, first, 1, count)


def _set_bold(label: QLabel, bold: bool) -> None:
    if label.font().bold() != bold:
        font = label.font()
        font.setBold(bold)
        label.setFont(font)


def _texts(costs: tuple[Cost, ...]) -> list[list[str]]:
    now, guessed = translate("StrategyTable", "measured"), translate("StrategyTable", "estimated")
    heads = [f"{one.name}\n{now if one.measured else guessed}" for one in costs]
    columns = [_column(one) for one in costs]
    rows = [
        [translate("StrategyTable", name), *(column[place] for column in columns)]
        for place, name in enumerate(_ROWS)
    ]
    return [["", *heads], *rows]


def _column(cost: Cost) -> tuple[str, ...]:
    sizes = (cost.source, cost.extracted, cost.index, cost.shadow, cost.stack, cost.maximum)
    ratio = f"{cost.ratio:.2f}×" if cost.is_own else f"{cost.ratio:.1f}×"
    return (*map(size_text, sizes), ratio)
