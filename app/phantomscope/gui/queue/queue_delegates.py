"""How the queue's cells are painted and edited: progress behind the text, and a list of phantoms."""

import dataclasses
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect, Qt, QTimer
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from phantomscope.analysis.phantoms import PHANTOMS
from phantomscope.gui.queue.queue_item import QueueItem
from phantomscope.gui.queue.queue_model import FRACTION_ROLE, ITEM_ROLE

Index = QModelIndex | QPersistentModelIndex
_BAR = 3


class ProgressDelegate(QStyledItemDelegate):
    """The text, and below it a thin bar while something is being done."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt: the cell, then the bar."""
        super().paint(painter, option, index)
        fraction = index.data(FRACTION_ROLE)
        if fraction is None:
            return
        rect: QRect = option.rect
        track = QRect(rect.left() + 3, rect.bottom() - _BAR, max(0, rect.width() - 6), _BAR)
        palette: QPalette = option.palette
        painter.fillRect(track, palette.color(QPalette.ColorRole.Mid))
        if fraction > 0:
            done = QRect(track.left(), track.top(), round(track.width() * min(1.0, fraction)), _BAR)
            painter.fillRect(done, palette.color(QPalette.ColorRole.Highlight))


class PhantomDelegate(QStyledItemDelegate):
    """Chooses a phantom from the registry, or leaves it to recognition."""

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Qt: a list that is open at once."""
        combo = QComboBox(parent)
        combo.setAccessibleName(self.tr("Phantom"))
        combo.setMaxVisibleItems(len(PHANTOMS) + 2)
        item = index.data(ITEM_ROLE)
        combo.addItem(_automatic(item), "")
        for phantom in PHANTOMS:
            combo.addItem(phantom.name, phantom.name)
        combo.activated.connect(lambda _: self._commit(combo))
        QTimer.singleShot(0, combo, combo.showPopup)
        return combo

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Qt: show what is chosen."""
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(0, editor.findData(index.data(Qt.ItemDataRole.EditRole))))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Qt: take what was chosen."""
        if isinstance(editor, QComboBox):
            chosen: Any = editor.currentData()
            model.setData(index, chosen)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        """Qt: over the cell, and wide enough for the names."""
        rect = QRect(option.rect)
        rect.setWidth(max(rect.width(), editor.sizeHint().width()))
        editor.setGeometry(rect)

    def _commit(self, combo: QComboBox) -> None:
        self.commitData.emit(combo)
        self.closeEditor.emit(combo)


def _automatic(item: object) -> str:
    """What comes of it where no phantom is chosen here."""
    name = dataclasses.replace(item, phantom="").phantom_name if isinstance(item, QueueItem) else ""
    return f"Auto: {name}" if name else "Auto"
