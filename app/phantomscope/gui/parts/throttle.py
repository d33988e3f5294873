"""A call made at once, and then no more often than every so many milliseconds, the newest one kept."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

T = TypeVar("T")


class Throttle(QObject, Generic[T]):
    """The first call goes through at once; of those that follow within the interval only the newest does.

    Args:
        call: What to call.
        interval: Milliseconds between two calls.
        parent: Qt parent.
    """

    def __init__(self, call: Callable[[T], object], interval: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._call = call
        self._pending: list[T] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(interval)
        self._timer.timeout.connect(self._on_timeout)

    def __call__(self, value: T) -> None:
        """Call now or as soon as the interval is over."""
        if self._timer.isActive():
            self._pending = [value]
            return
        self._timer.start()
        self._call(value)

    def cancel(self) -> None:
        """Forget the pending call."""
        self._pending = []

    def _on_timeout(self) -> None:
        if self._pending:
            value = self._pending.pop()
            self._timer.start()
            self._call(value)
