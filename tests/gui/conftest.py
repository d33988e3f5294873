"""A window to test with, whose settings are nobody's and whose analyses do what a test says."""

import gc
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from dicom_files import Pixels, slice_bytes, zip_bytes
from gui.fake_process import FakeProcesses
from phantomscope.gui.analysis_runner import AnalysisRunner
from phantomscope.gui.application import build, make_application
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.settings import SettingsStore
from phantomscope.gui.workspace import Workspace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says of some things that it can't do them; nothing else is let pass."""
    ignored = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
    for item in items:
        if _HERE in item.path.parents:
            item.add_marker(ignored)


@pytest.fixture(autouse=True)
def _garbage_on_this_thread() -> Iterator[None]:
    """As in the program: a collection on a worker thread could destroy Qt objects there."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def _settings_of_nobody(tmp_path: Path) -> None:
    """Whatever asks for the program's settings gets a file of this test's."""
    for kind in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        QSettings.setPath(kind, QSettings.Scope.UserScope, str(tmp_path / "settings"))


@pytest.fixture
def store(tmp_path: Path) -> SettingsStore:
    """Settings in a file of this test's."""
    return SettingsStore(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


@dataclass(frozen=True)
class Desk:
    """A window with what works behind it.

    Attributes:
        window: Shown, 1100 by 700.
        workspace: What is open in it.
        processes: The analyses, which end when a test says so.
    """

    window: MainWindow
    workspace: Workspace
    processes: FakeProcesses
    qtbot: QtBot

    def open(self, *paths: Path) -> None:
        """Open something and wait until its middle slice is painted."""
        with self.qtbot.waitSignal(self.workspace.stack_changed):
            self.workspace.open_paths(list(paths))
        self.wait_painted()

    def wait_painted(self) -> None:
        """Wait until the slice that is wanted is painted."""
        view = self.window.slice_view

        def painted() -> bool:
            shown = view.painted
            return shown is not None and not self.workspace.opener.is_busy and shown.index == view.index

        self.qtbot.waitUntil(painted)


@pytest.fixture
def desk(qtbot: QtBot, store: SettingsStore) -> Iterator[Desk]:
    """A window in which nothing is open."""
    make_application()
    processes = FakeProcesses()
    window, workspace = build(store, runner=AnalysisRunner(processes))
    qtbot.addWidget(window)
    window.resize(1100, 700)
    window.show()
    window.activateWindow()
    yield Desk(window, workspace, processes, qtbot)
    window.close()


def disc(size: tuple[int, int] = (48, 64), number: int = 0) -> Pixels:
    """A disc of 100 stored units above air, which is not quite the same on any two slices."""
    rows, columns = size
    y, x = np.mgrid[:rows, :columns]
    inside = (x - columns / 2) ** 2 + (y - rows / 2) ** 2 < (min(size) / 2.5) ** 2
    values: Pixels = np.where(inside, 1124 + number, 24).astype(np.int16)
    return values


@pytest.fixture
def scan_zip(tmp_path: Path) -> Path:
    """A ZIP archive of twelve CT slices, 2.5 mm apart from z 2.5 mm on, and a text."""
    members = {f"{n:03}.dcm": slice_bytes(disc(number=n), number=n) for n in range(1, 13)}
    path = tmp_path / "scan.zip"
    path.write_bytes(zip_bytes({**members, "notes.txt": b"hello"}))
    return path


def wheel(
    target: QWidget,
    notches: float,
    place: QPoint | None = None,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Turn the wheel over a widget; notches above zero turn it away from the person."""
    local = QPointF(place if place is not None else target.rect().center())
    event = QWheelEvent(
        local,
        QPointF(target.mapToGlobal(local)),
        QPoint(),
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(target, event)


def urls(paths: Sequence[Path]) -> QMimeData:
    """What a file manager gives along with a drag."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drag_enter(target: QWidget, data: QMimeData) -> bool:
    """Drag something onto a widget; whether it would be taken."""
    event = QDragEnterEvent(
        target.rect().center(),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(target, event)
    return event.isAccepted()


def drop(target: QWidget, data: QMimeData) -> None:
    """Drop something on a widget."""
    event = QDropEvent(
        QPointF(target.rect().center()),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        QEvent.Type.Drop,
    )
    QApplication.sendEvent(target, event)
