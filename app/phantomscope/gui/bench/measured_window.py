"""The whole window, with a clock at its paint event and a watch on its event loop."""

import time
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QAction, QPaintEvent
from PySide6.QtWidgets import QApplication

from phantomscope.analysis.profiles import ProfileStore
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.application import PICTURE_SIZE, build, make_application
from phantomscope.gui.parts.garbage import GarbageRounds
from phantomscope.gui.settings import SettingsStore
from phantomscope.gui.viewing.slice_canvas import SliceCanvas
from phantomscope.stack.slice_stack import SliceStack

_OPENING_SECONDS = 300.0
_TICK_MS = 4
_PAINT_MS = 30_000
_LAYOUT_KEYS = {"one": "Ctrl+1", "one and two": "Ctrl+2", "two by two": "Ctrl+3"}


class MeasuredWindow:
    """The program's own window, 1366×768, with nobody's settings and profiles.

    Args:
        scratch: An empty folder, where profiles would be.

    Attributes:
        paints: Index of each slice painted, and when: seconds of ``time.perf_counter``.
    """

    def __init__(self, scratch: Path) -> None:
        self.paints: list[tuple[int, float]] = []
        self._loop = QEventLoop()
        self._awaited: int | None = None
        self._clock_paints()
        self.application: QApplication = make_application()
        self.window, self.workspace = build(SettingsStore(None), profiles=ProfileStore(scratch / "profiles"))
        self._rounds = GarbageRounds()
        self._rounds.start()
        self.window.resize(*PICTURE_SIZE)
        self.window.show()
        self.application.processEvents()

    @property
    def stack(self) -> SliceStack:
        """The stack shown. Raises PhantomscopeError where there is none."""
        if self.workspace.stack is None:
            raise PhantomscopeError("The window has opened no scan")
        return self.workspace.stack

    def open(self, path: Path) -> tuple[float, float]:
        """Open a scan.

        Returns:
            Seconds from the call to the end of the first paint of a slice, and to the whole series.

        Raises:
            PhantomscopeError: It was not opened.
        """
        failures: list[PhantomscopeError] = []
        self.workspace.opener.failed.connect(failures.append)
        self.paints.clear()
        began = time.perf_counter()
        self.workspace.open_paths([path])
        gives_up = began + _OPENING_SECONDS
        first = opened = 0.0
        while not (first and opened):
            self.application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 10)
            if not first and self.paints:
                first = self.paints[0][1]
            if not opened and self.workspace.stack is not None:
                opened = time.perf_counter()
            if failures:
                raise failures[0]
            if time.perf_counter() > gives_up:
                raise PhantomscopeError("The window did not open the scan in time")
        return first - began, opened - began

    def settle(self) -> None:
        """Wait until nothing goes on: recognition, the side view, the form of the phantom's parameters."""
        import psutil

        gives_up = time.perf_counter() + _OPENING_SECONDS
        while self.workspace.surveyor.is_looking and time.perf_counter() < gives_up:
            self.rest(50)
        self.rest(1000)
        gives_up = time.perf_counter() + 15
        while psutil.Process().children() and time.perf_counter() < gives_up:
            self.rest(100)
        self.rest(500)

    def go_to(self, index: int) -> float:
        """Ask for another slice as the slider does; seconds until its paint has ended.

        Raises:
            PhantomscopeError: It was not painted.
        """
        self._awaited = index
        patience = QTimer()
        patience.setSingleShot(True)
        patience.timeout.connect(self._loop.quit)
        patience.start(_PAINT_MS)
        began = time.perf_counter()
        self.window.slice_view.go_to(index)
        self._loop.exec()
        painted, moment = self.paints[-1] if self.paints else (-1, 0.0)
        if painted != index:
            raise PhantomscopeError("The window did not paint a slice in time")
        return moment - began

    def rest(self, milliseconds: int) -> None:
        """Let the window work."""
        resting = QEventLoop()
        timer = QTimer()
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.setSingleShot(True)
        timer.timeout.connect(resting.quit)
        timer.start(milliseconds)
        resting.exec()

    def lay_out(self, layout: str) -> None:
        """Choose a layout of views by its name, and wait until they are drawn."""
        for action in self.window.findChildren(QAction):
            if action.shortcut().toString() == _LAYOUT_KEYS[layout]:
                action.trigger()
        self.settle()

    def close(self) -> None:
        """Close the window."""
        self.window.close()
        self._rounds.stop()
        self.application.processEvents()

    def _clock_paints(self) -> None:
        paint = SliceCanvas.paintEvent

        def clocked(canvas: SliceCanvas, event: QPaintEvent) -> None:
            paint(canvas, event)
            shown = canvas.loaded if canvas is self.window.slice_view.canvas else None
            if shown is not None:
                self.paints.append((shown.index, time.perf_counter()))
                if shown.index == self._awaited:
                    self._awaited = None
                    self._loop.quit()

        # Before the first canvas is made: Qt looks virtual methods up once.
        SliceCanvas.paintEvent = clocked  # type: ignore[method-assign, assignment]


class LoopWatch:
    """How long the event loop did not come round, at the longest.

    Attributes:
        longest: Milliseconds between two ticks, beyond the usual ones.
    """

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start()

    def stop(self) -> float:
        """End, and return the longest."""
        self._on_tick()
        self._timer.stop()
        return self.longest

    def _on_tick(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, (now - self._last) * 1e3 - _TICK_MS)
        self._last = now
