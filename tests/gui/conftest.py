"""A window to test with, whose settings are nobody's and whose analyses do what a test says."""

import gc
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from dicom_files import slice_bytes, zip_bytes
from gui.desk import Desk, disc
from gui.fake_forms import FakeForms
from gui.fake_memory import FakeMemory
from gui.fake_process import FakeProcesses
from gui.fake_survey import FakeSurvey
from gui.queue_desk import FakeLook, QueueDesk
from phantomscope.analysis.profiles import ProfileStore
from phantomscope.gui.analysis.analysis_runner import AnalysisRunner
from phantomscope.gui.analysis.surveyor import Surveyor
from phantomscope.gui.application import build, make_application
from phantomscope.gui.memory.memory_monitor import MemoryReadings
from phantomscope.gui.opening.demo_process import DemoProcess
from phantomscope.gui.queue.queue_scout import QueueScout
from phantomscope.gui.settings import SettingsStore

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
    gc.freeze()  # what was there before need not be looked at after every test
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def settings_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's settings are: whatever asks for the program's own gets a file there."""
    folder = tmp_path_factory.mktemp("settings")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    for kind in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        QSettings.setPath(kind, QSettings.Scope.UserScope, str(folder))
    return folder


@pytest.fixture(autouse=True)
def _memory_of_a_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process that runs thousands of tests takes more than a budget; here it takes what a window does."""
    own = MemoryReadings.rss

    def rss(readings: MemoryReadings, pid: int | None = None) -> int | None:
        return 130_000_000 if pid is None else own(readings, pid)

    monkeypatch.setattr(MemoryReadings, "rss", rss)


@pytest.fixture
def store(settings_folder: Path) -> SettingsStore:
    """Settings in a file of this test's."""
    return SettingsStore(QSettings(str(settings_folder / "settings.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def profiles(settings_folder: Path) -> ProfileStore:
    """A folder for profiles, which is not there yet."""
    return ProfileStore(settings_folder / "profiles")


@pytest.fixture
def memory() -> FakeMemory:
    """A machine with memory to spare, whatever runs beside the tests."""
    return FakeMemory()


@pytest.fixture
def desk(qtbot: QtBot, store: SettingsStore, profiles: ProfileStore, memory: FakeMemory) -> Iterator[Desk]:
    """A window in which nothing is open."""
    make_application()
    processes = FakeProcesses()
    looks = FakeSurvey()
    forms = FakeForms()
    window, workspace = build(
        store,
        runner=AnalysisRunner(processes),
        surveyor=Surveyor(looks),
        forms=forms,
        profiles=profiles,
        memory=memory,
    )
    qtbot.addWidget(window)
    window.resize(1100, 700)
    window.show()
    window.activateWindow()
    yield Desk(window, workspace, processes, looks, forms, qtbot)
    window.close()


@pytest.fixture
def queue_desk(
    qtbot: QtBot, store: SettingsStore, profiles: ProfileStore, memory: FakeMemory
) -> Iterator[QueueDesk]:
    """A window in which nothing is open, and whose queue does what a test says."""
    make_application()
    processes, looks, forms = FakeProcesses(), FakeSurvey(), FakeForms()
    queued, look = FakeProcesses(), FakeLook()
    window, workspace = build(
        store,
        runner=AnalysisRunner(processes),
        surveyor=Surveyor(looks),
        forms=forms,
        profiles=profiles,
        queue_runner=AnalysisRunner(queued),
        scout=QueueScout(look, profiles.matching),
        memory=memory,
    )
    qtbot.addWidget(window)
    window.resize(1100, 700)
    window.show()
    window.activateWindow()
    yield QueueDesk(Desk(window, workspace, processes, looks, forms, qtbot), queued, look)
    window.close()


@pytest.fixture
def scan_zip(tmp_path: Path) -> Path:
    """A ZIP archive of twelve CT slices, 2.5 mm apart from z 2.5 mm on, and a text."""
    members = {f"{n:03}.dcm": slice_bytes(disc(number=n), number=n) for n in range(1, 13)}
    path = tmp_path / "scan.zip"
    path.write_bytes(zip_bytes({**members, "notes.txt": b"hello"}))
    return path


@pytest.fixture(scope="session")
def demo_zip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo phantom as a file, made by the program as the window has it made."""
    path = tmp_path_factory.mktemp("demo") / "digital-catphan504.zip"
    path.write_bytes(DemoProcess().make(threading.Event()))
    return path
