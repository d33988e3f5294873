"""The queue as a table: a sign, the scan, the series, its phantom, and what came of it."""

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Slot,
)
from PySide6.QtGui import QColor, QFont

from phantomscope.analysis.results import Verdict
from phantomscope.gui.opening.empty_panel import private_name
from phantomscope.gui.parts.colours import LIGHT, Colours
from phantomscope.gui.parts.marked import QT_TRANSLATE_NOOP
from phantomscope.gui.queue.analysis_queue import AnalysisQueue
from phantomscope.gui.queue.queue_item import QueueItem, State
from phantomscope.reports.symbols import SYMBOLS

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()

SIGN, SCAN, SERIES, SLICES, PHANTOM, RESULT = range(6)
HEADERS = (
    "",
    QT_TRANSLATE_NOOP("QueueModel", "Scan"),
    QT_TRANSLATE_NOOP("QueueModel", "Series"),
    QT_TRANSLATE_NOOP("QueueModel", "Slices"),
    QT_TRANSLATE_NOOP("QueueModel", "Phantom"),
    QT_TRANSLATE_NOOP("QueueModel", "Result"),
)
ITEM_ROLE = Qt.ItemDataRole.UserRole
FRACTION_ROLE = Qt.ItemDataRole.UserRole + 1
"""How much of what is being done is done, 0 to 1; None where nothing is, −1 where it is not known."""

_SIGNS = {State.UNKNOWN: "?", State.FAILED: "✗", State.CANCELLED: "–", State.RUNNING: "▸"}
_PLAIN = {State.WAITING: "Waiting", State.CANCELLED: "Cancelled", State.UNKNOWN: "Unknown phantom"}


class QueueModel(QAbstractTableModel):
    """Follows a queue.

    Args:
        queue: The queue.
        parent: Qt parent.
    """

    def __init__(self, queue: AnalysisQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        self._items = list(queue.items)
        self._colours: Colours = LIGHT
        queue.list.inserted.connect(self._on_inserted)
        queue.list.removed.connect(self._on_removed)
        queue.list.changed.connect(self._on_changed)
        queue.privacy.changed.connect(self._on_privacy_changed)

    @Slot()
    def _on_privacy_changed(self) -> None:
        if self._items:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._items) - 1, RESULT))

    def set_colours(self, colours: Colours) -> None:
        """Take a light or a dark window's colours."""
        self._colours = colours
        if self._items:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._items) - 1, RESULT))

    def item_at(self, index: Index) -> QueueItem | None:
        """The item of a row, or None."""
        return self._items[index.row()] if index.isValid() else None

    # -- Qt's own names -----------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Qt: one row per item."""
        return 0 if parent.isValid() else len(self._items)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Qt: six columns."""
        return 0 if parent.isValid() else len(HEADERS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt: the phantom can be chosen while the item does not run."""
        item, flags = self.item_at(index), super().flags(index)
        editable = index.column() == PHANTOM and item is not None and item.state is not State.RUNNING
        return flags | Qt.ItemFlag.ItemIsEditable if editable else flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Qt: choose a phantom by its registry name; empty leaves it to recognition."""
        item = self.item_at(index)
        if item is None or index.column() != PHANTOM or role != Qt.ItemDataRole.EditRole:
            return False
        self._queue.choose_phantom(item.number, str(value))
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Qt: the headings."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section == SLICES:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return self.tr(HEADERS[section]) if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: texts, tool tips with the whole text, colours, and the item itself."""
        item = self.item_at(index)
        if item is None:
            return None
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._shown(item, column, _text(item, column))
        if role == Qt.ItemDataRole.EditRole:
            return item.phantom if column == PHANTOM else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._shown(item, column, _tip(item, column))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _spoken(item) if column == SIGN else self._shown(item, column, _text(item, column))
        if role == ITEM_ROLE:
            return item
        if role == FRACTION_ROLE:
            return _fraction(item) if column == RESULT else None
        return self._look(item, column, role)

    def detail(self, item: QueueItem) -> str:
        """What came of an item, as a sentence, without names where none is to be seen."""
        return self._shown(item, RESULT, text_of(item))

    def _shown(self, item: QueueItem, column: int, text: str) -> str:
        """A text, without names where none is to be seen; a scan is called by its number."""
        privacy = self._queue.privacy
        if not privacy.is_on or not text:
            return text
        if column == SCAN:
            return private_name(item.number, text)
        return privacy.shown(text) if column == SERIES else privacy.told(text, item.names)

    def _look(self, item: QueueItem, column: int, role: int) -> Any:
        if role == Qt.ItemDataRole.ForegroundRole and column in (SIGN, RESULT):
            return QColor(self._colours.of(verdict_of(item))) if _is_coloured(item) else None
        if role == Qt.ItemDataRole.TextAlignmentRole and column in (SIGN, SLICES):
            across = Qt.AlignmentFlag.AlignHCenter if column == SIGN else Qt.AlignmentFlag.AlignRight
            return across | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole and column == SIGN:
            bold = QFont()
            bold.setBold(True)
            return bold
        return None

    # -- what the queue tells -----------------------------------------------------------------------------

    @Slot(int, int)
    def _on_inserted(self, row: int, count: int) -> None:
        self.beginInsertRows(QModelIndex(), row, row + count - 1)
        self._items[row:row] = self._queue.items[row : row + count]
        self.endInsertRows()

    @Slot(int)
    def _on_removed(self, row: int) -> None:
        self.beginRemoveRows(QModelIndex(), row, row)
        del self._items[row]
        self.endRemoveRows()

    @Slot(int)
    def _on_changed(self, row: int) -> None:
        self._items[row] = self._queue.items[row]
        self.dataChanged.emit(self.index(row, 0), self.index(row, RESULT))


def verdict_of(item: QueueItem) -> Verdict:
    """What an item's colour says; a failure to analyse counts as fail, an unknown phantom as warning."""
    if item.state is State.FAILED:
        return Verdict.FAIL
    if item.state is State.UNKNOWN:
        return Verdict.WARN
    return item.result.verdict if item.result is not None else Verdict.NOT_JUDGED


def _is_coloured(item: QueueItem) -> bool:
    return item.state in (State.FAILED, State.UNKNOWN, State.DONE)


def _sign(item: QueueItem) -> str:
    return SYMBOLS[verdict_of(item)] if item.state is State.DONE else _SIGNS.get(item.state, "")


def _text(item: QueueItem, column: int) -> str:
    if column == SIGN:
        return _sign(item)
    if column == SCAN:
        return item.origin.name
    if column == SERIES:
        return item.series.title if item.series is not None else ""
    if column == SLICES:
        return str(item.series.slices) if item.series is not None else ""
    return _phantom(item) if column == PHANTOM else text_of(item)


def _phantom(item: QueueItem) -> str:
    if item.state is State.UNKNOWN:
        return "Choose…"
    name = item.job.phantom if item.job is not None else item.phantom_name
    return f"{name}, probably" if item.is_guess else name


def text_of(item: QueueItem) -> str:
    """What came of an item, or what is being done with it, as a sentence."""
    if item.result is not None:
        return item.result.reason()
    if item.state is State.FAILED:
        return f"Not analysed. {item.text}"
    if item.state is State.UNKNOWN:
        return f"{_PLAIN[item.state]}. {item.text}"
    if item.state in _PLAIN:
        return _PLAIN[item.state]
    counted = f" {item.done} of {item.total}" if item.total else "…"
    doing = item.doing or "waiting to be opened"
    return f"{doing[:1].upper()}{doing[1:]}{counted if item.doing else ''}"


def _fraction(item: QueueItem) -> float | None:
    if item.state is State.RUNNING or (item.state is State.LOOKING and item.doing):
        return item.done / item.total if item.total else -1.0
    return None


def _tip(item: QueueItem, column: int) -> str:
    found = item.recognition
    if column == PHANTOM and not item.plan.phantom and found is not None:
        return f"{found.choice or found.reason}. Double-click to choose another phantom."
    if column == RESULT and item.result is not None:
        return f"{item.result.reason()}. Double-click to see it in the window."
    if column == SCAN:
        return "\n".join(map(str, item.origin.paths[:10])) or item.origin.name
    return _spoken(item) if column == SIGN else _text(item, column)


def _spoken(item: QueueItem) -> str:
    if item.result is not None:
        return item.result.verdict_text()
    return "not analysed" if item.state is State.FAILED else item.state.value
