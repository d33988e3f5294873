"""The rows of a header as a tree, which stays as it is when another header comes; what is copied from it."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from phantomscope.gui.tags.tag_model import NAME, OTHER, SIGN, TAG, VALUE, VR, TagFilter, TagModel
from phantomscope.gui.tags.tag_tree import TagRow, all_rows

_WIDTHS = {TAG: 118, NAME: 232, VR: 34, SIGN: 24, VALUE: 220}
_WIDEST_TAG = 260
_INDENTATION = 12
_MOST_UNFOLDED = 300  # elements that were found: more than that nobody reads through


class TagView(QTreeView):
    """Remembers what was unfolded by hand, the current row and the place that is looked at.

    Args:
        model: The rows.
        listed: The same, filtered.
        parent: Qt parent.
    """

    def __init__(self, model: TagModel, listed: TagFilter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self._listed = listed
        self._unfolded: set[tuple[str, ...]] = set()
        self.setModel(listed)
        self.setAccessibleName(self.tr("DICOM tags"))
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setAllColumnsShowFocus(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setIndentation(_INDENTATION)
        self._lay_out_header()
        self.expanded.connect(self._on_unfolded)
        self.collapsed.connect(self._on_folded)

    @property
    def compares(self) -> bool:
        """Whether another header's values stand beside these."""
        return not self.isColumnHidden(OTHER)

    def show_rows(self, rows: Sequence[TagRow], *, compared: bool) -> None:
        """Show another header; what is unfolded, current and looked at stays so."""
        bar, current = self.verticalScrollBar(), self._listed.row_at(self.currentIndex())
        path, place = (current.path if current is not None else None), bar.value()
        self._listed.set_rows(rows)
        self._show_comparison(compared)
        self._unfold_again()
        if path is not None:
            same = next((row for row in all_rows(rows) if row.path == path), None)
            if same is not None:
                self.setCurrentIndex(self._listed.place_of(same))
        self.doItemsLayout()
        bar.setValue(place)
        self._fit_tags()

    def unfold_again(self) -> None:
        """Unfold what was unfolded by hand; while something is looked for, all that was found."""
        self._unfold_again()
        self._fit_tags()

    def _unfold_again(self) -> None:
        blocked = self.blockSignals(True)
        self.collapseAll()
        looking = self._listed.wish.text or self._listed.wish.different
        if looking and self._listed.count <= _MOST_UNFOLDED:
            self.expandAll()
        elif self._unfolded:
            self.scheduleDelayedItemsLayout()  # one layout for all that is unfolded
            for row in all_rows(self._rows.rows):
                if row.children and row.listed and row.path in self._unfolded:
                    self.expand(self._listed.place_of(row))
        self.blockSignals(blocked)

    @Slot()
    def unfold_all(self) -> None:
        """Unfold everything that is listed, and keep it so."""
        blocked = self.blockSignals(True)  # one by one would lay the rows out once for each
        self.expandAll()
        self.blockSignals(blocked)
        self._unfolded.update(row.path for row in self.listed_rows() if row.children)
        self._fit_tags()

    @Slot()
    def fold_all(self) -> None:
        """Fold everything, and keep it so."""
        self._unfolded.clear()
        self.collapseAll()

    # -- what is copied -----------------------------------------------------------------------------------

    def chosen_rows(self) -> list[TagRow]:
        """The chosen rows from the top down."""
        rows = (self._listed.row_at(index) for index in self.selectionModel().selectedRows(TAG))
        chosen = {id(row) for row in rows if row is not None}
        return [row for row in all_rows(self._rows.rows) if id(row) in chosen]

    def listed_rows(self) -> list[TagRow]:
        """All rows that the filter lets through, unfolded or not."""
        return [row for row in all_rows(self._rows.rows) if row.listed]

    def table(self, rows: Sequence[TagRow]) -> str:
        """Rows as lines with tabs; ">" stands before what lies in a sequence, once a level."""
        beside = self.compares
        columns = [TAG, NAME, VR, *((SIGN,) if beside else ()), VALUE, *((OTHER,) if beside else ())]
        lines = []
        for row in rows:
            cells = [self._rows.plain_text(row, column) for column in columns]
            cells[0] = ">" * (len(row.path) - 1) + cells[0]
            lines.append("\t".join(cells))
        return "\n".join(lines)

    def values(self, rows: Sequence[TagRow]) -> str:
        """The values of rows, a line each; the other header's where its column is the current one."""
        column = OTHER if self.currentIndex().column() == OTHER else VALUE
        return "\n".join(self._rows.plain_text(row, column) for row in rows)

    # -- inside -------------------------------------------------------------------------------------------

    def _lay_out_header(self) -> None:
        header = self.header()
        header.setStretchLastSection(True)
        header.setSectionsMovable(False)
        header.setMinimumSectionSize(20)
        header.setResizeContentsPrecision(0)  # by the rows that can be seen, not by a thousand
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in _WIDTHS.items():
            header.resizeSection(column, width)
        header.setSectionResizeMode(SIGN, QHeaderView.ResizeMode.Fixed)
        self._show_comparison(False)

    def _fit_tags(self) -> None:
        """Room for the tags that can be seen, however deep they lie; never less than usual."""
        wanted = min(self.sizeHintForColumn(TAG), _WIDEST_TAG)
        self.setColumnWidth(TAG, max(wanted, _WIDTHS[TAG]))

    def _show_comparison(self, compared: bool) -> None:
        for column in (SIGN, OTHER):
            self.setColumnHidden(column, not compared)

    @Slot(QModelIndex)
    def _on_unfolded(self, index: QModelIndex) -> None:
        row = self._listed.row_at(index)
        if row is not None:
            self._unfolded.add(row.path)
            self._fit_tags()

    @Slot(QModelIndex)
    def _on_folded(self, index: QModelIndex) -> None:
        row = self._listed.row_at(index)
        if row is not None:
            self._unfolded.discard(row.path)
