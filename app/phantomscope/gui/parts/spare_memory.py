"""Handing back to the system what is free, once the work that needed it is done."""

from PySide6.QtCore import QObject, QTimer, Slot

from phantomscope import allocator

_WAIT_MS = 500


class SpareMemory(QObject):
    """Hands memory back when nothing has been ``used`` for half a second. It takes about half a millisecond.

    Args:
        parent: Qt parent.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(_WAIT_MS)
        self.timer.timeout.connect(allocator.trim)

    @Slot()
    def used(self) -> None:
        """Something has ended that took memory for a while."""
        self.timer.start()
