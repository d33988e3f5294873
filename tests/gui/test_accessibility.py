"""What a screen reader says, what the keyboard reaches, and how little room the window needs."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QLineEdit,
    QScrollBar,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gui.desk import Desk
from gui.every_window import opened_windows
from gui.screenshots import dark_palette

# Parts that Qt puts into its own widgets and names with them.
_QTS_OWN = ("qt_", "QComboBoxPrivateContainer", "ExtensionButton", "ScrollLeftButton", "ScrollRightButton")


@pytest.fixture
def busy(desk: Desk, scan_zip: Path) -> Desk:
    """A window with a scan and its results."""
    desk.open(scan_zip)
    desk.analyse()
    return desk


def focusable(window: QWidget) -> Iterator[QWidget]:
    for widget in window.findChildren(QWidget):
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or widget.window() is not window:
            continue
        if isinstance(widget, QScrollBar | QTabBar) or _is_qts_own(widget) or _waits(widget):
            continue
        yield widget


def _waits(widget: QWidget) -> bool:
    """Hidden, with a text that comes when it is shown."""
    return isinstance(widget, QLabel | QAbstractButton) and not widget.isVisible() and not widget.text()


def _is_qts_own(widget: QWidget) -> bool:
    own = widget.objectName().startswith(_QTS_OWN) or type(widget).__name__.startswith(_QTS_OWN)
    parent = widget.parentWidget()
    inner = isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget
    return own or inner or _in_popup(widget)


def _in_popup(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    return parent is not None and parent.metaObject().className() == "QComboBoxPrivateContainer"


def spoken(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return str(interface.text(QAccessible.Text.Name)) if interface is not None else ""


def path_of(widget: QWidget) -> str:
    names, at = [], widget
    while at is not None and len(names) < 4:
        names.append(type(at).__name__)
        at = at.parentWidget()
    return "/".join(reversed(names))


def test_everything_that_takes_the_focus_has_a_name(busy: Desk) -> None:
    nameless = [
        path_of(widget)
        for window in opened_windows(busy.window)
        for widget in focusable(window)
        if not spoken(widget).strip() and not _is_container(widget)
    ]
    assert not nameless


def _is_container(widget: QWidget) -> bool:
    """A scroll area round a form only scrolls; its contents have names."""
    return type(widget) is QAbstractScrollArea


def test_every_button_and_field_with_no_text_of_its_own_says_what_it_does(busy: Desk) -> None:
    silent = [
        path_of(widget)
        for window in opened_windows(busy.window)
        for widget in window.findChildren(QWidget)
        if isinstance(widget, QAbstractButton | QLineEdit)
        and not _is_qts_own(widget)
        and widget.isVisible()
        and not widget.toolTip()
        and not (widget.text() if isinstance(widget, QAbstractButton) else widget.accessibleName())
    ]
    assert not silent


def test_the_window_fits_a_small_screen(busy: Desk) -> None:
    least = busy.window.minimumSizeHint().expandedTo(busy.window.minimumSize())
    assert least.width() <= 1024
    assert least.height() <= 640
    busy.window.resize(1024, 640)
    assert (busy.window.width(), busy.window.height()) == (1024, 640)
    assert busy.window.slice_view.width() > 250


def test_tab_comes_round_through_the_panels(busy: Desk, qtbot: QtBot) -> None:
    window = busy.window
    window.slice_view.setFocus()
    seen: list[QWidget] = []
    for _ in range(80):
        busy.press(Qt.Key.Key_Tab)
        focus = window.focusWidget()
        if focus is None or focus in seen:
            break
        seen.append(focus)
    panels = (window.series_panel, window.view_area, window.analysis_panel)
    for panel in panels:
        assert any(panel is widget or panel.isAncestorOf(widget) for widget in seen), type(panel).__name__


def test_light_and_dark_are_followed_while_it_runs(busy: Desk, qtbot: QtBot) -> None:
    light = QApplication.palette()
    windows = opened_windows(busy.window)
    before = [brightness(window) for window in windows]
    try:
        QApplication.setPalette(dark_palette())
        QApplication.processEvents()
        after = [brightness(window) for window in windows]
    finally:
        QApplication.setPalette(light)
    for window, bright, dark in zip(windows, before, after, strict=True):
        assert dark < bright - 40, type(window).__name__


def brightness(window: QWidget) -> float:
    """The median brightness, of the background as a rule."""
    image = window.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    steps = range(0, min(image.width(), image.height()), 7)
    values = sorted(image.pixelColor(x, y).lightness() for x in steps for y in steps)
    return float(values[len(values) * 3 // 4]) if window is not None else 0.0


_AT_TWO = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from phantomscope.gui.application import build, make_application
from phantomscope.gui.settings import SettingsStore
from phantomscope.analysis.profiles import ProfileStore
folder = Path(sys.argv[1])
application = make_application()
window, workspace = build(SettingsStore(None), profiles=ProfileStore(folder / "profiles"))
window.resize(1000, 640)
window.show()
QApplication.processEvents()
picture = window.grab()
action = window.actions_.invert
sign = action.icon().pixmap(window.toolbar.iconSize(), window.devicePixelRatioF())
print(picture.devicePixelRatio(), picture.width(), picture.height(), sign.devicePixelRatio(), sign.width())
picture.save(str(folder / "window.png"))
window.close()
"""


def test_at_twice_the_resolution_everything_is_drawn_with_twice_the_pixels(tmp_path: Path) -> None:
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": "2",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    done = subprocess.run(
        [sys.executable, "-c", _AT_TWO, str(tmp_path)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    ratio, width, height, sign_ratio, sign_width = (float(one) for one in done.stdout.split())
    assert (ratio, width, height) == (2, 2000, 1280)
    assert (sign_ratio, sign_width) == (2, 40) or sign_width >= 2 * 16
    assert (tmp_path / "window.png").stat().st_size > 1000
