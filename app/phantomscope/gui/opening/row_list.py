"""A list of rows with several lines each."""

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from phantomscope.gui.parts.line_delegate import LineDelegate


class RowList(QListView):
    """Lays its rows out again when its width changes, since warnings wrap.

    Signals:
        visible_changed(): Other rows can be seen.
        copy_wanted(): Ctrl+C was pressed on it.
        menu_wanted(QPoint): A right click, or the key for menus, at this point of the screen.

    Args:
        name: What a screen reader calls it.
        parent: Qt parent.
    """

    visible_changed = Signal()
    copy_wanted = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setItemDelegate(LineDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.verticalScrollBar().valueChanged.connect(self.visible_changed)

    def visible_rows(self) -> list[QModelIndex]:
        """The rows that can be seen now, from the top down."""
        if not self.isVisible():
            return []
        first = self.indexAt(QPoint(1, 1))
        model, height = self.model(), self.viewport().height()
        rows: list[QModelIndex] = []
        for number in range(max(0, first.row()), model.rowCount()):
            index = model.index(number, 0)
            if self.visualRect(index).top() >= height:
                break
            rows.append(index)
        return rows

    def event(self, event: QEvent) -> bool:
        """Qt: Ctrl+C is this list's while it has the focus, whatever it does in the window."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Copy)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: as usual, and copy."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt: ask for a menu where there is a row; by key it is that of the current row."""
        place = event.pos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            place = self.visualRect(self.currentIndex()).center()
        index = self.indexAt(place)
        if index.isValid():
            self.setCurrentIndex(index)
            self.menu_wanted.emit(self.viewport().mapToGlobal(place))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: wrap anew."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.scheduleDelayedItemsLayout()
        self.visible_changed.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: its rows can be seen."""
        super().showEvent(event)
        self.visible_changed.emit()
