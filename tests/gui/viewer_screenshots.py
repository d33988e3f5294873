"""Pictures of the viewer's tools at work; ``screenshots.py`` draws them with its own."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from gui.every_window import opened_windows
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.second.second_wiring import SecondWiring
from phantomscope.gui.workspace import Workspace
from phantomscope.stack.slice_stack import SliceStack

Draw = Callable[[QWidget, str], None]
Wait = Callable[[Callable[[], bool]], None]

_LEFT = Qt.MouseButton.LeftButton


def _rest(milliseconds: int) -> None:
    """Let the window work; unlike QTest's own waiting this lets other threads go on, too."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class ViewerPictures:
    """Draws one state after another.

    Args:
        window: With a scan open.
        workspace: What is open in it.
        draw: Keeps a picture of a widget under a name.
        wait: Lets the window work until something is so.
    """

    def __init__(self, window: MainWindow, workspace: Workspace, draw: Draw, wait: Wait) -> None:
        self._window, self._workspace = window, workspace
        self._draw, self._wait = draw, wait
        self._canvas = window.slice_view.canvas

    def draw_all(self, second: Path | None) -> None:
        """All of them.

        Args:
            second: What to open beside; None for nothing.
        """
        self._measures()
        self._levels()
        self._edits()
        if second is not None:
            self._beside(second)
        self._workspace.privacy.set_on(True)
        self._draw(self._window, "private")
        self._workspace.privacy.set_on(False)
        self._windows()

    def _measures(self) -> None:
        for key, ends in (
            ("M", ((120, 130), (390, 260))),
            ("P", ((256, 60), (256, 440))),
            ("R", ((330, 190), (350, 190))),
            ("Shift+R", ((180, 320), (240, 370))),
        ):
            self._key(key)
            self._drag(*ends)
        self._key("N")
        for place in ((150, 400), (200, 300), (280, 400)):
            QTest.mouseClick(self._canvas.viewport(), _LEFT, pos=self._canvas.widget_point(*place))
        self._draw(self._window, "measures")
        self._key("W")

    def _levels(self) -> None:
        self._key("H")
        _rest(200)
        self._draw(self._window, "histogram")
        self._key("H")
        self._action("Inferno").trigger()
        self._draw(self._window, "colours")
        self._action("Grey").trigger()

    def _edits(self) -> None:
        self._action("Crop to Region…").trigger()
        self._drag((60, 70), (430, 440))
        self._draw(self._window, "cropping")
        self._window.activateWindow()  # the first profile has opened the table of measurements
        self._wait(self._window.isActiveWindow)
        QTest.keyClick(self._canvas, Qt.Key.Key_Return)
        self._action("Mirror Left–Right").trigger()
        self._wait(lambda: self._is_painted())
        self._draw(self._window, "edited")
        for _ in range(2):  # the measurements stay
            self._window.actions_.undo.trigger()
        self._wait(lambda: self._is_painted())

    def _beside(self, path: Path) -> None:
        wiring = self._window.findChild(SecondWiring)
        assert wiring is not None
        opened: list[SliceStack | None] = []
        wiring.scan.stack_changed.connect(opened.append)
        wiring.scan.open_paths([path])
        self._wait(lambda: bool(opened))
        _rest(500)
        self._draw(self._window, "beside")
        wiring.actions.difference.trigger()
        _rest(500)
        self._draw(self._window, "difference")
        wiring.actions.close.trigger()

    def _windows(self) -> None:
        for window in opened_windows(self._window)[1:]:
            _rest(100)
            self._draw(window, f"window-{type(window).__name__}")
            window.close()
        for text in ("Edit Presets…", "Animation…", "Exclude Slices…"):
            QTimer.singleShot(300, self._draw_dialogs)
            self._action(text).trigger()
            _rest(400)

    def _draw_dialogs(self) -> None:
        for dialog in self._window.findChildren(QDialog):
            if dialog.isVisible():
                self._draw(dialog, f"window-{type(dialog).__name__}")
                dialog.reject()

    def _is_painted(self) -> bool:
        view = self._window.slice_view
        return view.painted is not None and view.painted.index == view.index

    def _key(self, shortcut: str) -> None:
        next(one for one in self._all() if one.shortcut().toString() == shortcut).trigger()

    def _action(self, text: str) -> QAction:
        return next(one for one in self._all() if one.text().replace("&", "") == text)

    def _all(self) -> list[QAction]:
        return self._window.findChildren(QAction)

    def _drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        port = self._canvas.viewport()
        first, last = self._canvas.widget_point(*start), self._canvas.widget_point(*end)
        QTest.mousePress(port, _LEFT, pos=first)
        for step in range(1, 11):
            QTest.mouseMove(port, first + QPoint(*((last - first) * (step / 10)).toTuple()))
        QTest.mouseRelease(port, _LEFT, pos=last)
        QApplication.processEvents()
