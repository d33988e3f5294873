"""Python's garbage collector, run only on the GUI thread and in small rounds.

Left alone it runs on whichever thread happens to allocate: on a worker it may destroy Qt objects, which only
the GUI thread may touch, and on the GUI thread it may stop the window for a whole collection at any moment.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_INTERVAL_MS = 500
_OLD_ROUNDS = 20


class GarbageRounds(QObject):
    """Takes the collector over from ``start`` to ``stop``.

    Args:
        parent: Qt parent.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rounds = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL_MS)
        self._timer.timeout.connect(self.collect)

    def start(self) -> None:
        """Collect once, then never look again at what there is now, and do rounds for what comes."""
        gc.disable()
        gc.collect()
        gc.freeze()
        self._timer.start()

    def stop(self) -> None:
        """Give the collector back."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def collect(self) -> None:
        """One round: the young where there are enough of them, and now and then the old."""
        young, middle, _ = gc.get_count()
        limits = gc.get_threshold()
        if young > limits[0]:
            self._rounds += 1
            gc.collect(2 if self._rounds % _OLD_ROUNDS == 0 else 1 if middle > limits[1] else 0)
