"""Slices one after another by themselves: steady, never faster than they are painted."""

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from phantomscope.gui.viewing.loaded_slice import LoadedSlice
from phantomscope.gui.viewing.slice_view import SliceView

SLOWEST, FASTEST = 1, 60
SPEEDS = (1, 2, 3, 5, 8, 10, 15, 20, 30, 40, 50, 60)


class Cine(QObject):
    """Goes through the slices of a view, one a tick; a tick at which the last is not painted yet is skipped.

    It stops as soon as anything else goes to another slice, or another stack is shown.

    Signals:
        running_changed(bool): It runs now, or has stopped.
        speed_changed(int): The speed is another, in slices a second.
        turning_changed(bool): It turns round at the ends from now on, or begins again.

    Args:
        view: Where it runs.
        speed: Slices a second, from 1 to 60.
        turning: Whether it turns round at the ends (to and fro) rather than beginning again.
        parent: Qt parent.
    """

    running_changed = Signal(bool)
    speed_changed = Signal(int)
    turning_changed = Signal(bool)

    def __init__(
        self, view: SliceView, speed: int, *, turning: bool = False, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._view = view
        self._speed = _in_range(speed)
        self._turning = turning
        self._direction = 1
        self._awaited: int | None = None
        self._stepping = False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_interval(self._speed))
        self._timer.timeout.connect(self._on_tick)
        view.index_changed.connect(self._on_index_changed)
        view.painted_changed.connect(self._on_painted)
        view.canvas.stepped.connect(self.stop)  # at the ends, too, where the index stays the same
        view.slider.sliderPressed.connect(self.stop)

    @property
    def is_running(self) -> bool:
        """Whether it runs."""
        return self._timer.isActive()

    @property
    def speed(self) -> int:
        """Slices a second."""
        return self._speed

    @property
    def is_turning(self) -> bool:
        """Whether it turns round at the ends rather than beginning again."""
        return self._turning

    @Slot()
    def start(self) -> None:
        """Run, where there is more than one slice."""
        if self.is_running or not self._view.slider.isEnabled():
            return
        self._awaited, self._direction = None, 1
        self._timer.start()
        self.running_changed.emit(True)

    @Slot()
    def stop(self) -> None:
        """Stay at the slice that is shown."""
        if self.is_running:
            self._timer.stop()
            self.running_changed.emit(False)

    @Slot()
    def toggle(self) -> None:
        """Run, or stop."""
        if self.is_running:
            self.stop()
        else:
            self.start()

    def set_speed(self, speed: int) -> None:
        """Go on at another speed, in slices a second; outside 1 to 60 the nearest of them."""
        speed = _in_range(speed)
        if speed != self._speed:
            self._speed = speed
            self._timer.setInterval(_interval(speed))
            self.speed_changed.emit(speed)

    @Slot()
    def faster(self) -> None:
        """Take the next higher of the usual speeds."""
        self.set_speed(next((speed for speed in SPEEDS if speed > self._speed), FASTEST))

    @Slot()
    def slower(self) -> None:
        """Take the next lower of the usual speeds."""
        self.set_speed(next((speed for speed in reversed(SPEEDS) if speed < self._speed), SLOWEST))

    def set_turning(self, turning: bool) -> None:
        """Turn round at the ends from now on, or begin again."""
        if turning != self._turning:
            self._turning = turning
            self.turning_changed.emit(turning)

    @Slot()
    def _on_tick(self) -> None:
        if not self._view.slider.isEnabled():
            self.stop()  # the first slice of another scan is shown: the one awaited never comes
            return
        if self._awaited is not None:
            return  # the last one is still being decoded: a tick is left out, nothing queues up
        last = self._view.slider.maximum()
        target = self._view.index + self._direction
        if not 0 <= target <= last:
            if self._turning:
                self._direction = -self._direction
                target = self._view.index + self._direction
            else:
                target = 0
        self._awaited = target
        self._stepping = True
        try:
            self._view.go_to(target)
        finally:
            self._stepping = False

    @Slot(int)
    def _on_index_changed(self, _index: int) -> None:
        if not self._stepping:
            self.stop()

    @Slot(object)
    def _on_painted(self, loaded: LoadedSlice | None) -> None:
        # A slice that can't be shown is passed over like any other.
        if loaded is None or loaded.index == self._awaited:
            self._awaited = None


def _in_range(speed: int) -> int:
    return max(SLOWEST, min(speed, FASTEST))


def _interval(speed: int) -> int:
    """Milliseconds between two slices."""
    return max(1, round(1000 / speed))
