"""The items of the queue, in their order; who shows them is told what changes."""

import dataclasses
from typing import Any

from PySide6.QtCore import QObject, Signal

from phantomscope.gui.queue.queue_item import Origin, QueueItem, SeriesName


class QueueList(QObject):
    """Owns the items.

    Signals:
        inserted(int, int): Items are new: the row of the first, and how many.
        removed(int): The item of this row is gone.
        changed(int): The item of this row is another one.

    Args:
        parent: Qt parent.
    """

    inserted = Signal(int, int)
    removed = Signal(int)
    changed = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: list[QueueItem] = []
        self._last = 0

    @property
    def items(self) -> tuple[QueueItem, ...]:
        """All of them."""
        return tuple(self._items)

    def item(self, number: int) -> QueueItem | None:
        """The item with this number, or None."""
        row = self.row(number)
        return self._items[row] if row is not None else None

    def row(self, number: int) -> int | None:
        """Where the item with this number is, or None."""
        return next((row for row, item in enumerate(self._items) if item.number == number), None)

    def of_series(self, origin: Origin, key: str) -> QueueItem | None:
        """The item of a series, or None."""
        for item in self._items:
            if item.origin.is_same(origin) and item.series is not None and item.series.key == key:
                return item
        return None

    def made(self, origin: Origin, series: SeriesName | None = None, phantom: str = "") -> QueueItem:
        """An item with a number of its own, not in the list yet."""
        self._last += 1
        return QueueItem(self._last, origin, series, phantom=phantom)

    def insert(self, items: list[QueueItem], row: int | None = None) -> None:
        """Put items into the list: from this row on, or at the end."""
        if items:
            row = len(self._items) if row is None else row
            self._items[row:row] = items
            self.inserted.emit(row, len(items))

    def change(self, number: int, **changes: Any) -> None:
        """Change fields of an item; nothing happens where it is gone."""
        row = self.row(number)
        if row is not None:
            self._items[row] = dataclasses.replace(self._items[row], **changes)
            self.changed.emit(row)

    def remove(self, number: int) -> bool:
        """Take an item off the list; whether it was there."""
        row = self.row(number)
        if row is None:
            return False
        del self._items[row]
        self.removed.emit(row)
        return True

    def clear(self) -> None:
        """Let go of all; nobody is told, since the window closes."""
        self._items.clear()
