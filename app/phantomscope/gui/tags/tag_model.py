"""A header's rows as a Qt model, and the filter before it."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QColor

from phantomscope.gui.parts.colours import Colours
from phantomscope.gui.parts.privacy import HIDDEN
from phantomscope.gui.tags.elements import Element
from phantomscope.gui.tags.tag_tree import DIFFERENT, ONLY_HERE, ONLY_THERE, TagRow, Wish, list_rows

Index = QModelIndex | QPersistentModelIndex
TAG, NAME, VR, SIGN, VALUE, OTHER = range(6)

_NOWHERE = QModelIndex()


class TagModel(QAbstractItemModel):
    """Columns: tag, name, VR, how it differs, value, and the other header's value.

    Args:
        colours: What rows that differ are painted in.
        parent: Qt parent.
    """

    def __init__(self, colours: Colours, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._colours = colours
        self._rows: Sequence[TagRow] = ()
        self._hidden = False

    @property
    def rows(self) -> Sequence[TagRow]:
        """The rows at the top."""
        return self._rows

    def set_rows(self, rows: Sequence[TagRow]) -> None:
        """Show these."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def set_hidden(self, hidden: bool) -> None:
        """Show dots in place of values that may tell who a patient is, or the values."""
        self._hidden = hidden
        self._tell_changed()

    def set_colours(self, colours: Colours) -> None:
        """Take another palette's colours."""
        self._colours = colours
        self._tell_changed()

    def row_at(self, index: Index) -> TagRow | None:
        """The row of an index."""
        row = index.internalPointer() if index.isValid() else None
        return row if isinstance(row, TagRow) else None

    def index_of(self, row: TagRow, column: int = TAG) -> QModelIndex:
        """Where a row is."""
        return self.createIndex(row.place, column, row)

    def text(self, row: TagRow, column: int) -> str:
        """What stands in a cell."""
        element = row.element
        if column == TAG:
            return element.tag or element.name
        if column == NAME:
            return element.name if element.tag else ""
        if column == VR:
            return element.vr
        if column == SIGN:
            return row.sign
        return self._value(row.here if column == VALUE else row.there)

    def plain_text(self, row: TagRow, column: int) -> str:
        """As ``text``, but a value without the note behind it, where there is a value."""
        element = {VALUE: row.here, OTHER: row.there}.get(column)
        if element is None or not element.value or (element.identifying and self._hidden):
            return self.text(row, column)
        return element.value

    # -- Qt's own names -----------------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        """Qt: the index of a cell."""
        rows = self._children(parent)
        if 0 <= row < len(rows) and 0 <= column <= OTHER:
            return self.createIndex(row, column, rows[row])
        return QModelIndex()

    def parent(self, index: Index = _NOWHERE) -> Any:
        """Qt: what a row lies in."""
        row = self.row_at(index)
        if row is None or row.parent is None:
            return QModelIndex()
        return self.index_of(row.parent)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Qt: how many rows lie in one."""
        return len(self._children(parent)) if parent.column() <= 0 else 0

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: ARG002 - Qt's signature
        """Qt: as many everywhere."""
        return OTHER + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: the texts."""
        row = self.row_at(index)
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(row, index.column())
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(self._colours.warn) if row.sign else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(row, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == SIGN:
            return self._sign_text(row.sign)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Qt: the headings."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.ToolTipRole and section == SIGN:
            return self.tr("≠ differs, + only in this slice, − only in the other")
        if role == Qt.ItemDataRole.DisplayRole:
            names = (self.tr("Tag"), self.tr("Name"), self.tr("VR"), "≠", self.tr("Value"), self.tr("Other"))
            return names[section]
        return None

    # -- inside -------------------------------------------------------------------------------------------

    def _children(self, parent: Index) -> Sequence[TagRow]:
        row = self.row_at(parent)
        return self._rows if row is None else row.children

    def _value(self, element: Element | None) -> str:
        if element is None:
            return ""
        if element.identifying and self._hidden:
            return HIDDEN if element.value or element.note else ""
        return f"{element.value} ({element.note})".strip() if element.note else element.value

    def _tip(self, row: TagRow, column: int) -> str:
        element = row.element
        if column in (VALUE, OTHER):
            return self._value(row.here if column == VALUE else row.there)
        if column == SIGN:
            return self._sign_text(row.sign)
        lines = [f"({element.tag}) {element.name}" if element.tag else element.name]
        lines += [self.tr("Keyword {keyword}").format(keyword=element.keyword)] if element.keyword else []
        if element.creator:
            lines.append(self.tr("Private element of {creator}").format(creator=element.creator))
        return "\n".join(lines)

    def _sign_text(self, sign: str) -> str:
        return {
            DIFFERENT: self.tr("differs"),
            ONLY_HERE: self.tr("only in this slice"),
            ONLY_THERE: self.tr("only in the other"),
        }.get(sign, "")

    def _tell_changed(self) -> None:
        if self._rows:
            last = self.index(len(self._rows) - 1, OTHER)
            self.dataChanged.emit(self.index(0, 0), last)


class TagFilter(QSortFilterProxyModel):
    """Lets through what suits a wish, with what it lies in.

    All rows are looked at once a wish, in Python's own loop; asking row by row from Qt with its recursive
    filtering would look at each row of a sequence once a level.

    Args:
        model: What is filtered.
        parent: Qt parent.
    """

    def __init__(self, model: TagModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._wish = Wish()
        self._count = 0
        self.setSourceModel(model)

    @property
    def wish(self) -> Wish:
        """Which rows are listed."""
        return self._wish

    @property
    def count(self) -> int:
        """How many elements suit it."""
        return self._count

    def set_wish(self, wish: Wish) -> None:
        """List other rows."""
        self._wish = wish
        self._count = list_rows(self._model.rows, wish)
        self.invalidate()

    def set_rows(self, rows: Sequence[TagRow]) -> None:
        """Show another header's rows, filtered in the same way."""
        self._count = list_rows(rows, self._wish)
        self._model.set_rows(rows)

    def row_at(self, index: Index) -> TagRow | None:
        """The row of one of this model's indexes."""
        return self._model.row_at(self.mapToSource(index))

    def place_of(self, row: TagRow) -> QModelIndex:
        """Where a row is among the listed ones; invalid where it is not."""
        return self.mapFromSource(self._model.index_of(row))

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        """Qt: as marked."""
        row = self._model.row_at(source_parent)
        rows = self._model.rows if row is None else row.children
        return rows[source_row].listed
