"""The table of measurements as Qt's model; numbers sort as numbers."""

import math
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QT_TRANSLATE_NOOP,
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from phantomscope.gui.measuring.measurement_rows import COLUMNS, NAME, NORMAL, SLICE, Cell, MeasurementRow

Index = QModelIndex | QPersistentModelIndex
SORT = Qt.ItemDataRole.UserRole
_NOWHERE = QModelIndex()
_POSITION = "position, mm"
_DIGITS = {
    **dict.fromkeys((_POSITION, "length", "width", "height", "FWHM", "10–90 %"), 2),
    **dict.fromkeys(("angle °", "area", *(f"centre {axis}, px" for axis in "xy")), 1),
    **dict.fromkeys((f"centre {axis}, mm" for axis in "xyz"), 1),
}
_MOST_DIGITS = 5
_UNIT_OF = {
    **dict.fromkeys(("length", "width", "height", "FWHM", "10–90 %"), "length unit"),
    **dict.fromkeys(("mean", "SD", "median", "min", "max"), "unit"),
    "area": "area unit",
    _POSITION: "axis",
}
_HEADINGS = tuple(
    str(text)
    for text in (
        QT_TRANSLATE_NOOP("MeasurementsModel", "name"),
        QT_TRANSLATE_NOOP("MeasurementsModel", "kind"),
        QT_TRANSLATE_NOOP("MeasurementsModel", "slice"),
        QT_TRANSLATE_NOOP("MeasurementsModel", "position, mm"),
        QT_TRANSLATE_NOOP("MeasurementsModel", "axis"),
        QT_TRANSLATE_NOOP("MeasurementsModel", "length"),
        QT_TRANSLATE_NOOP("MeasurementsModel", "width"),
        QT_TRANSLATE_NOOP("MeasurementsModel", "height"),
        QT_TRANSLATE_NOOP("MeasurementsModel", "length unit"),
        QT_TRANSLATE_NOOP("MeasurementsModel", "angle °"),
        QT_TRANSLATE_NOOP("MeasurementsModel", "FWHM"),
        QT_TRANSLATE_NOOP("MeasurementsModel", "10–90 %"),
        QT_TRANSLATE_NOOP("MeasurementsModel", "mean"),
        QT_TRANSLATE_NOOP("MeasurementsModel", "SD"),
        QT_TRANSLATE_NOOP("MeasurementsModel", "median"),
        QT_TRANSLATE_NOOP("MeasurementsModel", "min"),
        QT_TRANSLATE_NOOP("MeasurementsModel", "max"),
        QT_TRANSLATE_NOOP("MeasurementsModel", "SNR"),
        QT_TRANSLATE_NOOP("MeasurementsModel", "unit"),
        QT_TRANSLATE_NOOP("MeasurementsModel", "area"),
        QT_TRANSLATE_NOOP("MeasurementsModel", "area unit"),
        QT_TRANSLATE_NOOP("MeasurementsModel", "pixels"),
        QT_TRANSLATE_NOOP("MeasurementsModel", "centre x, px"),
        QT_TRANSLATE_NOOP("MeasurementsModel", "centre y, px"),
        QT_TRANSLATE_NOOP("MeasurementsModel", "centre x, mm"),
        QT_TRANSLATE_NOOP("MeasurementsModel", "centre y, mm"),
        QT_TRANSLATE_NOOP("MeasurementsModel", "centre z, mm"),
        QT_TRANSLATE_NOOP("MeasurementsModel", "note"),
    )
)
"""As ``COLUMNS``, which a saved table has untranslated."""

_FORMULAS = {
    "SD": str(
        QT_TRANSLATE_NOOP(
            "MeasurementsModel",
            "√(Σ(value − mean)² / n), as pylinac and numpy have it; ImageJ divides by n − 1",
        )
    ),
    "SNR": str(QT_TRANSLATE_NOOP("MeasurementsModel", "mean / SD of the same region")),
    "FWHM": str(
        QT_TRANSLATE_NOOP(
            "MeasurementsModel",
            "width where the profile is half-way between its extreme and its lower end, "
            "of a trough its higher end",
        )
    ),
    "10–90 %": str(QT_TRANSLATE_NOOP("MeasurementsModel", "width of a step, where there is no half maximum")),
    "area": str(
        QT_TRANSLATE_NOOP("MeasurementsModel", "of the pixels counted: those whose centre lies inside")
    ),
    _POSITION: str(
        QT_TRANSLATE_NOOP(
            "MeasurementsModel",
            "of the slice along the patient’s axis; along its normal where it lies aslant",
        )
    ),
    **dict.fromkeys(
        (f"centre {axis}, px" for axis in "xy"),
        str(QT_TRANSLATE_NOOP("MeasurementsModel", "of a region: column (x) and row (y), counted from 0")),
    ),
    **dict.fromkeys(
        (f"centre {axis}, mm" for axis in "xyz"),
        str(QT_TRANSLATE_NOOP("MeasurementsModel", "of a region, in the patient’s coordinates")),
    ),
    "length": str(QT_TRANSLATE_NOOP("MeasurementsModel", "of the line, or the circle’s diameter")),
}


class MeasurementsModel(QAbstractTableModel):
    """One row a measurement and slice. Names can be edited.

    Signals:
        renamed(int, str): The person gave a measurement, by its number, another name.

    Args:
        parent: Qt parent.
    """

    renamed = Signal(int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[MeasurementRow] = []

    @property
    def rows(self) -> list[MeasurementRow]:
        """All rows."""
        return self._rows

    def set_rows(self, rows: Sequence[MeasurementRow]) -> None:
        """Show these; what is selected stays where the rows are the same ones."""
        if [row.key for row in rows] == [row.key for row in self._rows]:
            self._rows = list(rows)
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(COLUMNS) - 1))
            return
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def telling_columns(self) -> set[int]:
        """Columns in which any row says something; a unit common to all is in the headings instead."""
        used = {place for row in self._rows for place, cell in enumerate(row.cells) if cell not in (None, "")}
        return {place for place in used if not self._common(COLUMNS[place])}

    def _common(self, column: str) -> str:
        """A unit that all rows share; empty for any other column, and where they share none."""
        if column not in _UNIT_OF.values():
            return ""
        place = COLUMNS.index(column)
        units = {str(row.cells[place]) for row in self._rows if row.cells[place]}
        return units.pop() if len(units) == 1 else ""

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Qt: how many rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Qt: how many columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: text, sort value, alignment."""
        if not index.isValid():
            return None
        cell = self._rows[index.row()].cells[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole):
            return _text(cell, COLUMNS[index.column()])
        if role == SORT:
            return _sort_value(cell, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole and isinstance(cell, float | int):
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Qt: another name."""
        if role != Qt.ItemDataRole.EditRole or index.column() != NAME:
            return False
        self.renamed.emit(self._rows[index.row()].measurement.number, str(value))
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt: names can be edited."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == NAME else flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Qt: headings, and what a value means."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            text, common = self.tr(_HEADINGS[section]), self._common(_UNIT_OF.get(COLUMNS[section], ""))
            if common and COLUMNS[section] == _POSITION:
                return self.tr("Position, mm") if common == NORMAL else f"{common}, mm"
            text = text[:1].upper() + text[1:]
            return f"{text}, {common}" if common else text
        if role == Qt.ItemDataRole.ToolTipRole:
            formula = _FORMULAS.get(COLUMNS[section], "")
            return self.tr(formula) if formula else None
        return None


def _text(cell: Cell, column: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        digits = _DIGITS.get(column)
        if digits is None:
            digits = (
                1 if abs(cell) >= 1 or not cell else min(2 - math.floor(math.log10(abs(cell))), _MOST_DIGITS)
            )
        return f"{cell:.{digits}f}".replace("-", "\N{MINUS SIGN}")
    return str(cell)


def _sort_value(cell: Cell, column: int) -> float | str:
    if column == SLICE:
        return float(cell) if isinstance(cell, int) else math.inf  # all together come last
    if isinstance(cell, float | int):
        return float(cell)
    return cell if cell is not None else ""
