"""From the wish for a slice to its paint, in the whole window offscreen; a measure of ``benchmark.py``.

Every slice is cold: the cache is emptied before each, and the next one lies too far off to be fetched ahead.
"""

import os
import random
import statistics
import time
from pathlib import Path

_ROUNDS = 200
_FARTHER_THAN = 3
_REST_MS = 16  # 60 steps a second
_SIZE = (1366, 768)
_OPENING_SECONDS = 60.0


def scroll_figures(path: Path, layout: str = "one") -> dict[str, float]:
    """Milliseconds from asking for a slice to the end of the paint event that shows it.

    Args:
        path: The scan.
        layout: The name of the ``ViewLayout``, to see what the views beside the slice cost.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    import psutil
    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtGui import QPaintEvent

    from phantomscope.gui.application import build, make_application
    from phantomscope.gui.settings import SettingsStore
    from phantomscope.gui.viewing.slice_canvas import SliceCanvas

    loop = QEventLoop()
    wanted, painted_at = -1, 0.0
    paint = SliceCanvas.paintEvent

    def timed_paint(canvas: SliceCanvas, event: QPaintEvent) -> None:
        nonlocal painted_at
        paint(canvas, event)
        shown = canvas.loaded if canvas is window.slice_view.canvas else None
        if shown is not None and shown.index == wanted:
            painted_at = time.perf_counter()
            loop.quit()

    def let_it_work(milliseconds: int) -> None:
        rest = QEventLoop()
        QTimer.singleShot(milliseconds, rest.quit)
        rest.exec()

    # Before the first canvas is made: Qt looks virtual methods up once.
    SliceCanvas.paintEvent = timed_paint  # type: ignore[method-assign]
    application = make_application()
    window, workspace = build(SettingsStore(None))
    window.resize(*_SIZE)
    window.show()
    workspace.open_paths([path])
    gives_up = time.monotonic() + _OPENING_SECONDS
    while window.slice_view.painted is None or workspace.stack is None or workspace.surveyor.is_looking:
        let_it_work(20)
        if time.monotonic() > gives_up:
            raise TimeoutError("the scan was not opened")
    _lay_out(window, layout)
    let_it_work(1500)  # the side view and its like are drawn
    stack, view = workspace.stack, window.slice_view
    chosen = random.Random(1)
    took = []
    while len(took) < _ROUNDS:
        index = chosen.randrange(len(stack))
        if abs(index - view.index) <= _FARTHER_THAN:
            continue
        stack.resize_cache(1, 1)
        stack.resize_cache(2, 64 * 2**20)
        wanted = index
        began = time.perf_counter()
        view.go_to(index)
        loop.exec()
        took.append((painted_at - began) * 1e3)
        let_it_work(_REST_MS)
    figures = {
        "slice to paint ms": statistics.median(took),
        "p95 ms": sorted(took)[int(len(took) * 0.95)],
        "window MB": psutil.Process().memory_info().rss / 1e6,
    }
    window.close()
    application.processEvents()
    return figures


def _lay_out(window: object, layout: str) -> None:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    keys = {"one": "Ctrl+1", "one and two": "Ctrl+2", "two by two": "Ctrl+3"}
    assert isinstance(window, QWidget)
    for action in window.findChildren(QAction):
        if action.shortcut().toString() == keys[layout]:
            action.trigger()
