"""A parameter that is a table: expected HU values by insert, densities by region."""

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from phantomscope.analysis.parameters.form import ParameterField
from phantomscope.analysis.results import shown

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
NAME, DEFAULT, VALUE = range(3)
_MOST_ROWS_SHOWN = 9
_DECIMALS = 6


class ParameterTableModel(QAbstractTableModel):
    """Rows of a table parameter: its name, what holds otherwise, and the value, which can be edited.

    Signals:
        edited(dict): The values by row name after the person changed one.

    Args:
        field: The parameter.
        parent: Qt parent.
    """

    edited = Signal(object)

    def __init__(self, field: ParameterField, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._field = field
        self._values: dict[str, float] = {}

    def set_values(self, values: dict[str, float]) -> None:
        """Show these values by row name; rows that are not in it are at their default."""
        self.beginResetModel()
        self._values = dict(values)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Qt: how many."""
        return 0 if parent.isValid() else len(self._field.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Qt: how many."""
        return 0 if parent.isValid() else 3

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Qt: the headings."""
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        column, unit = self._field.column or self.tr("Value"), self._field.unit
        titled = column if not unit or unit in column else f"{column} ({unit})"
        return (self.tr("Region"), self.tr("Default"), titled)[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: what a cell shows."""
        row = self._field.rows[index.row()]
        value = self._values.get(row.name)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            if index.column() == NAME:
                return row.label
            if index.column() == DEFAULT:
                return shown(row.default)
            if role == Qt.ItemDataRole.EditRole:
                number = value if value is not None else row.default
                return f"{number:.12g}" if number is not None else ""  # text: no spin box, no rounding
            return shown(value if value is not None else row.default)
        if role == Qt.ItemDataRole.FontRole and index.column() == VALUE and value is not None:
            bold = QFont()
            bold.setBold(True)
            return bold
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() != NAME:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == VALUE:
            return "Changed; delete it to go back to the default" if value is not None else ""
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt: only the values can be edited."""
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual | Qt.ItemFlag.ItemIsEditable if index.column() == VALUE else usual

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Qt: the person typed something; an empty text brings the default back, no number is refused."""
        if role != Qt.ItemDataRole.EditRole or index.column() != VALUE:
            return False
        row = self._field.rows[index.row()]
        text = str(value).strip().replace(",", ".").replace("\N{MINUS SIGN}", "-")
        try:
            number = round(float(text), _DECIMALS) if text else None
        except ValueError:
            return False
        if number is not None and not self._is_allowed(number):
            return False
        self._put(row.name, None if number == row.default else number)
        self.dataChanged.emit(index, index)
        self.edited.emit(dict(self._values))
        return True

    def _is_allowed(self, number: float) -> bool:
        least, most = self._field.minimum, self._field.maximum
        return (
            abs(number) < float("inf")
            and (least is None or number >= least)
            and (most is None or number <= most)
        )

    def _put(self, name: str, number: float | None) -> None:
        if number is None:
            self._values.pop(name, None)
        else:
            self._values[name] = number


class ParameterTable(QTableView):
    """Shows the model; Delete brings a row's default back.

    Args:
        field: The parameter.
        parent: Qt parent.
    """

    def __init__(self, field: ParameterField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table_model = ParameterTableModel(field, self)
        self.setModel(self.table_model)
        self.setAccessibleName(field.label)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def sizeHint(self) -> QSize:
        """Qt: all rows where they are few."""
        rows = min(self.table_model.rowCount(), _MOST_ROWS_SHOWN)
        height = rows * self.verticalHeader().defaultSectionSize() + self.horizontalHeader().height() + 4
        return QSize(super().sizeHint().width(), height)

    def keyPressEvent(self, event: Any) -> None:
        """Qt: Delete brings the default back; all else as usual."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            for index in self.selectionModel().selectedRows(VALUE):
                self.table_model.setData(index, "")
            event.accept()
        else:
            super().keyPressEvent(event)
